"""The estimators by hand, and what they must never do."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from kpi.estimates import LEAST_ERROR, prior, rates, typical
from kpi.groups import believed


def weeks(rows: dict[int, list[tuple[float, float]]]) -> pl.DataFrame:
    """``page -> (a, b) of its weeks``."""
    flat = [(page, week, a, b) for page, pairs in rows.items() for week, (a, b) in enumerate(pairs)]
    schema = {"page": pl.Int32, "week": pl.Int32, "a": pl.Float64, "b": pl.Float64}
    return pl.DataFrame(flat, schema=schema, orient="row")


def sizes(pages: list[int], sphere: str | None = "школы") -> pl.DataFrame:
    return pl.DataFrame(
        {"page": pages, "sphere": [sphere] * len(pages), "size": [500.0] * len(pages)},
        schema={"page": pl.Int32, "sphere": pl.String, "size": pl.Float64},
    )


def test_the_raw_rate_is_a_ratio_of_sums() -> None:
    found = rates(weeks({1: [(10, 400), (30, 600)], 2: [(5, 100)]}), sizes([1, 2]))
    assert found["raw"].to_list() == pytest.approx([math.log(40.5 / 1000), math.log(5.5 / 100)])


def test_pages_without_any_exposure_have_no_estimate() -> None:
    found = rates(weeks({1: [(1, 10)], 2: [(0, 0)], 3: [(2, 10)]}), sizes([1, 2, 3]))
    assert found["page"].to_list() == [1, 3]


def test_belief_lies_between_the_line_and_the_page_and_trusts_more_weeks_more() -> None:
    random = np.random.default_rng(1)
    rows = {
        page: [(float(random.poisson(30 * math.exp(0.4 * (page % 5 - 2)))), 1000.0)] * 1
        + [
            (float(random.poisson(30 * math.exp(0.4 * (page % 5 - 2)))), 1000.0)
            for _ in range(25 if page % 2 else 2)
        ]
        for page in range(1, 61)
    }
    found = rates(weeks(rows), sizes(list(rows)))
    residual = (found["raw"] - found["expected"]).to_numpy()
    shrink = found["theta"].to_numpy() / residual
    assert ((shrink > 0) & (shrink < 1)).all()
    many = np.array([len(rows[page]) > 10 for page in found["page"]])
    assert shrink[many].min() > shrink[~many].max()
    assert (found["variance"].to_numpy() > 0).all()


def test_pages_that_do_not_differ_are_believed_to_be_equal() -> None:
    found = rates(weeks({page: [(30.0, 1000.0)] * 10 for page in range(1, 31)}),
                  sizes(list(range(1, 31))))  # fmt: skip
    assert found["theta"].abs().max() < 1e-6
    assert found["error"].min() >= LEAST_ERROR


def test_the_order_of_rows_changes_nothing() -> None:
    random = np.random.default_rng(2)
    rows = {p: [(float(random.poisson(9)), 300.0) for _ in range(6)] for p in range(1, 25)}
    frame, pages = weeks(rows), sizes(list(rows))
    shuffled = rates(frame.sample(fraction=1, shuffle=True, seed=3), pages.reverse())
    straight = rates(frame, pages)
    for name in straight.columns:
        assert shuffled[name].to_list() == pytest.approx(straight[name].to_list(), abs=1e-9)


def test_size_is_taken_out() -> None:
    size = np.exp(np.linspace(4, 10, 60))
    rows = {p: [(float(1e5 / size[p - 1]), 1000.0)] * 8 for p in range(1, 61)}
    pages = sizes(list(rows)).with_columns(size=pl.Series(size))
    assert rates(weeks(rows), pages)["theta"].abs().max() < 0.02


def test_a_typical_figure_is_the_median_of_its_weeks() -> None:
    frame = pl.DataFrame(
        {"page": [1] * 3 + [2] * 3, "week": [1, 2, 3] * 2, "value": [0.2, 0.4, 9.0] + [0.3] * 3},
        schema_overrides={"page": pl.Int32, "week": pl.Int32},
    )  # fmt: skip
    found = typical(frame, sizes([1, 2]))
    assert found["raw"].to_list() == pytest.approx([math.log(0.4), math.log(0.3)])


def counts(rows: list[tuple[int, float, float]], sphere: str = "g") -> pl.DataFrame:
    schema = {"page": pl.Int32, "k": pl.Float64, "n": pl.Float64}
    place = {"level": pl.lit("МО"), "sphere": pl.lit(sphere), "band": pl.lit(1)}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(**place)


def test_the_spread_of_shares_by_the_anova_estimator() -> None:
    """Two pages of 10 with 8 and 4 answers: MSB 0.8, MSW 4 ÷ 18, n₀ 10, ρ = 0.5778 ÷ 2.8."""
    rows = counts([(1, 8, 10), (2, 4, 10)])
    between, within = 2 * 10 * 0.2**2 / 1, (10 * 0.8 * 0.2 + 10 * 0.4 * 0.6) / 18
    rho = (between - within) / (between + 9 * within)
    strength, mean = 1 / rho - 1, 12.5 / 21
    assert rows.select(prior(pl.col("k"), pl.col("n"))).row(0) == pytest.approx(
        (mean * strength, (1 - mean) * strength)
    )
    found = believed(rows, "k", "n")
    belief = [(mean * strength + k) / (strength + 10) for k in (8, 4)]
    assert found["belief"].to_list() == pytest.approx(belief)
    assert found["variance"].to_list() == pytest.approx(
        [p * (1 - p) / (strength + 11) for p in belief]
    )


def test_one_page_or_one_question_a_page_says_nothing_of_the_spread() -> None:
    for rows in ([(1, 8, 10)], [(1, 1, 1), (2, 0, 1), (3, 1, 1)]):
        k, n = sum(row[1] for row in rows), sum(row[2] for row in rows)
        alpha, beta = counts(rows).select(prior(pl.col("k"), pl.col("n"))).row(0)
        assert alpha + beta == pytest.approx(1.0), "half a question's worth each way"
        assert alpha == pytest.approx((k + 0.5) / (n + 1))


def test_where_nobody_was_asked_nothing_is_believed() -> None:
    found = believed(counts([(1, 0, 0), (2, 0, 0)]), "k", "n")
    assert found["belief"].to_list() == [0.5, 0.5]
    assert found["variance"].to_list() == pytest.approx([1 / 8, 1 / 8])


def test_a_page_without_questions_is_believed_to_be_as_its_group() -> None:
    rows = [(page, 6.0, 10.0) for page in range(1, 41)] + [(99, 0.0, 0.0)]
    found = believed(counts(rows), "k", "n").filter(page=99)
    assert found["belief"].item() == pytest.approx(240.5 / 401)


def test_a_small_group_takes_the_regions_spread() -> None:
    rows = pl.concat([counts([(p, 9.0, 10.0) for p in range(1, 41)], "large"),
                      counts([(50, 1.0, 10.0)], "small")])  # fmt: skip
    found = believed(rows, "k", "n").filter(page=50)
    assert found["belief"].item() > 0.3, "drawn towards the region, not towards itself"


def test_shares_of_several_kinds_are_believed_each_by_itself() -> None:
    quick = counts([(page, 9.0, 10.0) for page in range(1, 41)])
    slow = counts([(page, 1.0, 10.0) for page in range(1, 41)])
    rows = pl.concat([quick.with_columns(of=pl.lit("quick")), slow.with_columns(of=pl.lit("slow"))])
    found = believed(rows, "k", "n", ("of",))
    for of, alone in (("quick", quick), ("slow", slow)):
        assert_frame_equal(found.filter(of=of).drop("of"), believed(alone, "k", "n"))
