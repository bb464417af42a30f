"""Marks of lines by hand: beliefs, shares, places and figures in one frame."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl
import pytest

from kpi.evaluate import NEAR, UNKNOWN
from kpi.marks import COLUMNS, Ground, marks
from kpi.methodology import MARKED, Line, Scale

PLACE = Scale("percentile")
RATE = Line("er_post", "engagement", 10, PLACE)
SHARE = Line("response_rate", "dialogue", 8, Scale("linear", 0.5, 1.0))
VIEWS = Line("views_per_1000", "reach", 6, PLACE)
BADGE = Line("has_badge", "design", 5, Scale("linear", 0, 1))
HALF = Line("median_response_working_hours", "dialogue", 8, Scale("linear", 24, 2))
GAP = Line("longest_gap_days", "regularity", 4, Scale("linear", 14, 3))
REACH = Line("weekly_reach_rate", "reach", 2, Scale("linear", 0, 1), collected=False)


def members(count: int) -> pl.DataFrame:
    pages = range(1, count + 1)
    known = {"page": pages, "page_id": [f"vk:{n:03}" for n in pages]}
    return pl.DataFrame(known, schema={"page": pl.Int32, "page_id": pl.String}).with_columns(
        level=pl.lit("МО"), sphere=pl.lit("Школы"), size=pl.lit(100.0), band=pl.lit(1, pl.Int32),
        audience_band=pl.lit(1, pl.Int32),
    )  # fmt: skip


def rows(kpi: str, *known: tuple[int, float | None, float | None]) -> pl.DataFrame:
    """``(page, value, sample)``; a ratio's denominator is its sample."""
    schema = {"page": pl.Int32, "value": pl.Float64, "sample": pl.Float64}
    return pl.DataFrame(known, schema=schema, orient="row").with_columns(
        kpi=pl.lit(kpi), numerator=pl.col("value") * pl.col("sample"), denominator="sample",
        note=pl.lit(None, pl.String),
    )  # fmt: skip


def ground(count: int, *values: pl.DataFrame, shut: dict[str, int] | None = None,
           **beliefs: pl.DataFrame) -> Ground:  # fmt: skip
    closed = members(count).select(
        "page", **{
            name: pl.col("page") == (shut or {}).get(name, 0)
            for name in ("comments", "followers", "wall", "gone")
        },
    )  # fmt: skip
    return Ground(members(count), pl.concat(values), beliefs, pl.DataFrame(schema=NEAR),
                  pl.DataFrame(schema=UNKNOWN), closed)  # fmt: skip


def enough(kpi: str) -> float:
    return float(MARKED[kpi].minimum)


def of(found: pl.DataFrame, kpi: str) -> dict[int, tuple[object, ...]]:
    wanted = found.filter(kpi=kpi).select("page", "mark", "sd", "state", "why")
    return {page: tuple(rest) for page, *rest in wanted.iter_rows()}


def test_a_rate_is_phi_of_the_belief_by_the_groups_spread() -> None:
    least = enough("er_post")
    values = rows("er_post", (1, 0.03, least), (2, 0.01, least), (3, 0.02, least), (4, 0.5, 0.0))
    theta = pl.DataFrame(
        {"page": [1, 2, 3], "theta": [1.0, -1.0, 0.0], "variance": [0.5] * 3},
        schema_overrides={"page": pl.Int32},
    )
    found = of(marks(ground(5, values, er_post=theta), [RATE]), "er_post")
    sigma = math.sqrt(2 / 3 + 0.5)

    def phi(z: float) -> float:
        return 100 * 0.5 * math.erfc(-z / math.sqrt(2))

    for page, z in ((1, 1.0), (2, -1.0), (3, 0.0)):
        mark, sd, state, why = found[page]
        assert (state, why) == ("judged", None)
        assert mark == pytest.approx(phi(z / sigma))
        spread = phi((z + math.sqrt(0.5)) / sigma) - phi((z - math.sqrt(0.5)) / sigma)
        assert sd == pytest.approx(spread / 2)
    mark, sd, state, _why = found[4]
    assert (mark, state) == (50.0, "few"), "a page without posts stands in the middle"
    assert sd == pytest.approx((phi(1) - phi(-1)) / 2), "of which nothing but the spread is known"
    assert found[5][0] is None
    assert found[5][2] == "missing"


def test_places_share_ties_and_too_few_stand_in_the_middle() -> None:
    least = enough("views_per_1000")
    values = rows("views_per_1000", *((n, v, least) for n, v in enumerate((1, 2, 2, 3), 1)),
                  (5, 9.0, least - 0.5), (6, None, None))  # fmt: skip
    found = of(marks(ground(6, values), [VIEWS]), "views_per_1000")
    assert [found[n][0] for n in range(1, 7)] == [12.5, 50.0, 50.0, 87.5, 50.0, None]
    assert [found[n][2] for n in (4, 5, 6)] == ["judged", "few", "missing"]
    assert found[4][1] == 0, "what is counted has no error"
    assert found[5][1] == pytest.approx(100 / math.sqrt(12)), "any place is as likely"


def test_what_is_not_known_is_left_out_and_not_taken_as_the_group_is() -> None:
    """A fact not read, posts enough whose views are hidden: neither is too few to judge."""
    facts = rows("has_badge", (1, 1.0, 1.0), (2, 0.0, 1.0), (3, None, 0.0), (4, 1.0, 1.0))
    found = of(marks(ground(4, facts), [BADGE]), "has_badge")
    assert [found[n][0] for n in range(1, 5)] == [100.0, 0.0, None, 100.0]
    assert found[3][2] == "missing"

    views = rows("views_per_1000", *((n, float(n), 12.0) for n in range(1, 4)), (4, None, 0.0))
    assert of(marks(ground(4, views), [VIEWS]), "views_per_1000")[4][2] == "few"
    hidden = pl.DataFrame([(4, "views_per_1000")], schema=UNKNOWN, orient="row")
    found = of(marks(replace(ground(4, views), unknown=hidden), [VIEWS]), "views_per_1000")
    assert (found[4][0], found[4][2]) == (None, "missing")


def test_a_figure_of_too_small_a_sample_takes_the_groups_middle() -> None:
    least = enough("longest_gap_days")
    values = rows("longest_gap_days", (1, 3.0, least), (2, 14.0, least), (3, 8.5, least),
                  (4, 99.0, least - 1))  # fmt: skip
    found = of(marks(ground(4, values), [GAP]), "longest_gap_days")
    assert [found[n][0] for n in range(1, 5)] == pytest.approx([100.0, 0.0, 50.0, 50.0])
    assert [found[n][1] for n in range(1, 4)] == [0.0, 0.0, 0.0], "what is counted has no error"
    assert found[4][1] == pytest.approx(math.sqrt(2 * 50**2 / 3)), "as far off as the group's are"


def test_a_sampled_figure_has_the_error_of_its_sample() -> None:
    least = enough("median_response_working_hours")
    values = rows(
        "median_response_working_hours", (1, 12.0, least), (2, 23.0, least), (3, None, least),
        (4, 1.0, least),
    ).with_columns(note=pl.when(pl.col("page") == 3).then(pl.lit("not_reached")))  # fmt: skip
    near = pl.DataFrame(
        [(1, 8.6, 17.4), (2, 20.0, None), (3, 13.0, None), (4, 0.5, 1.5)],
        schema={"page": pl.Int32, "low": pl.Float64, "high": pl.Float64}, orient="row",
    ).with_columns(kpi=pl.lit("median_response_working_hours")).select(NEAR.names())  # fmt: skip
    given = replace(ground(4, values), near=near)
    found = of(marks(given, [HALF]), "median_response_working_hours")
    assert found[1][:2] == pytest.approx((1200 / 22, 20.0))
    assert found[2][:2] == pytest.approx((100 / 22, 200 / 22)), "never is worth nothing"
    assert found[3] == (0.0, pytest.approx(25.0), "own", "not_reached")
    assert found[4][:2] == (100.0, 0.0), "beyond the best of the scale nothing is unsure"


def test_a_share_is_marked_by_its_belief_on_the_scale() -> None:
    """Thirty pages of 9 in 10: all say the same, so a page without questions is believed 0.9."""
    known = rows("response_rate", *((n, 0.9, 10.0) for n in range(1, 31)), (31, None, 0.0))
    found = of(marks(ground(31, known), [SHARE]), "response_rate")
    mean = 270.5 / 301
    assert found[31][0] == pytest.approx(100 * (mean - 0.5) / 0.5)
    assert found[31][2] == "few"
    assert found[1][0] == pytest.approx(found[31][0], abs=1.0)
    small, large = found[1][1], found[31][1]
    assert isinstance(small, float)
    assert isinstance(large, float)
    assert 0 < small < large


def test_what_a_page_closes_itself_is_no_nothing() -> None:
    least = enough("er_post")
    values = [
        rows("er_post", *((n, 0.1, least) for n in (1, 2, 3))),
        rows("response_rate", *((n, 0.9, 10.0) for n in (1, 2, 3))),
        rows("longest_gap_days", *((n, 3.0, 100.0) for n in (1, 2, 3))),
    ]
    theta = pl.DataFrame({"page": [1, 2, 3], "theta": [0.0] * 3, "variance": [1.0] * 3},
                         schema_overrides={"page": pl.Int32})  # fmt: skip
    shut = {"comments": 1, "followers": 2, "wall": 3}
    found = marks(ground(3, *values, shut=shut, er_post=theta), [RATE, SHARE, GAP])
    own = found.filter(state="own").select("page", "kpi", "why", "mark", "sd").sort("page", "kpi")
    assert own.rows() == [
        (1, "response_rate", "comments", 0.0, 0.0),
        (2, "er_post", "followers", 0.0, 0.0),
        (3, "er_post", "wall", 0.0, 0.0),
        (3, "longest_gap_days", "wall", 0.0, 0.0),
        (3, "response_rate", "wall", 0.0, 0.0),
    ]


def test_a_row_a_page_and_line_in_order_whatever_is_asked_together() -> None:
    least = enough("views_per_1000")
    values = rows("views_per_1000", *((n, float(n), least) for n in range(1, 26)))
    given = ground(25, values, rows("longest_gap_days", (1, 3.0, 100.0)))
    lines = [GAP, REACH, VIEWS]
    found = marks(given, lines)
    assert tuple(found.columns) == COLUMNS
    assert found.select("kpi", "page").rows() == [
        (line.kpi, page) for line in lines for page in range(1, 26)
    ]
    for line in lines:
        alone = marks(given, [line])
        assert found.filter(kpi=line.kpi).equals(alone)
    assert set(found.filter(kpi="weekly_reach_rate")["state"]) == {"missing"}
    assert found.filter(kpi="weekly_reach_rate")["group"].null_count() == 25
    assert marks(ground(0, values), lines).is_empty()
