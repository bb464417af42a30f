"""Scores, places and their reasons: what must hold whatever the figures."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from core.period import DAY, parse
from jobs.rating import rating_table
from kpi.model import Facts, Rules
from kpi.rating import Rating, rating, scored, stability
from tests.kpi.demo import INDEX, NOW, PERIOD, score


def test_points_add_up_to_the_score(rated: Rating) -> None:
    sums = rated.lines.group_by("page").agg(pl.col("points").sum())
    both = rated.scores.join(sums, on="page")
    assert (both["points"] - both["score"]).abs().max() < 1e-9


def test_a_page_nothing_is_known_of_has_no_score(facts: Facts, rated: Rating) -> None:
    page = rated.scores.filter(pl.col("place") == 1)["page"][0]
    left = {
        name: getattr(facts, name).filter(pl.col("page") != page)
        for name in ("snapshots", "intervals", "posts", "first_replies", "threads")
    }
    pages = facts.pages.with_columns(
        pl.when(pl.col("page") != page).then(name).alias(name)
        for name in ("badge", "design_filled", "pos_widget")
    )
    found = rating(replace(facts, pages=pages, **left), PERIOD, Rules(), INDEX)
    row = found.scores.row(by_predicate=pl.col("page") == page, named=True)
    assert (row["score"], row["coverage"], row["place"], row["reason"]) == (
        None, 0.0, None, "coverage"
    )  # fmt: skip
    assert found.scores["score"].null_count() == rated.scores["score"].null_count() + 1


@pytest.mark.parametrize(
    ("word", "known"), [("2010", False), ("2030", False), ("2025", True), ("2025-11", True)]
)
def test_a_period_outside_the_data_is_not_known(facts: Facts, word: str, known: bool) -> None:
    assert facts.knows(parse(word, "Europe/Moscow", NOW)) is known


def test_scores_without_places_are_those_of_the_rating(facts: Facts, rated: Rating) -> None:
    found = scored(facts, PERIOD, Rules(), INDEX)
    assert found.scores.equals(rated.scores.select(found.scores.columns))
    assert found.lines.sort("page", "kpi").equals(rated.lines.sort("page", "kpi"))
    assert (rated.scores["place"].is_null() == rated.scores["reason"].is_not_null()).all()


def test_marks_and_scores_stay_within_their_bounds(rated: Rating) -> None:
    assert rated.lines["mark"].drop_nulls().is_between(0, 100).all()
    assert rated.scores["score"].drop_nulls().is_between(0, 100).all()
    assert rated.scores["coverage"].is_between(0, 1 + 1e-9).all()
    placed = rated.scores.drop_nulls("place")
    assert (placed["place_low"] <= placed["place"]).all()
    assert (placed["place"] <= placed["place_high"]).all()
    assert (placed["place_high"] <= placed["group_size"]).all()
    assert not rated.lines.filter(pl.col("state") == "missing")["mark"].count()


def test_the_order_of_rows_changes_nothing(facts: Facts, rated: Rating) -> None:
    frames = {n: f for n, f in vars(facts).items() if isinstance(f, pl.DataFrame)}
    shuffled = {n: f.sample(fraction=1, shuffle=True, seed=5) for n, f in frames.items()}
    again = rating(replace(facts, **shuffled), PERIOD, Rules(), INDEX)
    for name in ("page_id", "score", "place", "place_low", "place_high", "tier"):
        assert (
            again.scores[name].to_list() == pytest.approx(rated.scores[name].to_list(), abs=1e-9)
            or again.scores[name].to_list() == rated.scores[name].to_list()
        )


@pytest.mark.parametrize("quantile", [0.0, 0.5, 1.0])
def test_closing_comments_or_hiding_followers_never_raises_a_score(
    facts: Facts, rated: Rating, quantile: float
) -> None:
    ordered = rated.scores.drop_nulls("place").sort("score")["page"]
    page = ordered[round(quantile * (len(ordered) - 1))]
    mine = pl.col("page") == page
    closed = facts.pages.with_columns(
        comments_open=pl.when(mine).then(pl.lit(value=False)).otherwise("comments_open")
    )
    hidden = facts.snapshots.with_columns(followers=pl.when(mine).then(None).otherwise("followers"))
    before = score(facts, page)
    assert score(replace(facts, pages=closed), page) <= before + 1e-6
    assert score(replace(facts, snapshots=hidden), page) <= before + 1e-6


def test_a_page_that_hides_its_followers_keeps_its_peers(facts: Facts, rated: Rating) -> None:
    groups = ["page", "level", "sphere", "band", "audience_band"]
    members = rated.ground.members
    assert members["band"].null_count() < members.height / 2
    for page in members.drop_nulls("band")["page"].gather_every(9):
        late = (pl.col("page") == page) & (pl.col("read_at") > NOW - 2 * DAY)
        assert facts.snapshots.filter(late).height
        hidden = facts.snapshots.with_columns(followers=pl.when(~late).then("followers"))
        after = rating(replace(facts, snapshots=hidden), PERIOD, Rules(), INDEX)
        assert after.ground.members.select(groups).equals(members.select(groups))
        marks = after.lines.filter(pl.col("page") == page, pl.col("why") == "followers")
        assert set(marks["mark"]) == {0.0}


@pytest.mark.parametrize(
    ("refused", "gone"), [("deleted", True), ("banned", True), ("15: x", False)]
)
def test_a_page_that_is_gone_has_no_place_and_its_peers_keep_theirs(
    facts: Facts, rated: Rating, refused: str, gone: bool
) -> None:
    page = rated.scores.filter(place=1)["page"][0]
    mine = pl.col("page") == page
    pages = facts.pages.with_columns(
        refused=pl.when(mine).then(pl.lit(refused)).otherwise("refused"),
        refused_at=pl.when(mine).then(NOW - DAY).otherwise("refused_at"),
    )
    after = rating(replace(facts, pages=pages), PERIOD, Rules(), INDEX).scores
    told = after.filter(mine).row(0, named=True)
    assert (told["place"] is None, told["score"] is None, told["reason"]) == (
        gone, gone, "gone" if gone else None,
    )  # fmt: skip
    assert after.drop_nulls("place").height == rated.scores.drop_nulls("place").height - gone


def test_a_page_judged_on_too_little_is_listed_apart(facts: Facts) -> None:
    page = facts.pages.filter(~pl.col("exempt"))["page"][0]
    gone = facts.intervals.filter(pl.col("page") != page)
    lone = rating(replace(facts, intervals=gone), PERIOD, Rules(), INDEX).scores.filter(page=page)
    assert lone["reason"].to_list() == ["coverage"]
    assert lone["place"].to_list() == [None]


def test_weights_moved_by_a_third_move_places_little(rated: Rating) -> None:
    found = stability(rated, INDEX, draws=200).join(rated.scores, on="page")
    assert (found["low"] <= found["high"]).all()
    assert found["first"].is_between(0, 1).all()
    assert found["first"].max() > 0.5
    assert (found["high"] <= found["group_size"]).all()


def test_a_page_is_placed_among_all_pages_its_group_counts(rated: Rating) -> None:
    placed = rated.scores.drop_nulls("place")
    apart = placed.group_by("group").agg(pl.len(), pl.col("group_size").first())
    wider = apart.filter(pl.col("len") < pl.col("group_size"))
    assert wider.height, "some page is placed in a wider group than others of it"
    everyone = placed.filter(group="*")
    better = (placed["score"].round(2) > round(everyone["score"][0], 2)).sum()
    assert everyone["place"][0] == better + 1


def test_the_table_says_why_a_page_is_not_rated(facts: Facts) -> None:
    table = rating_table(facts, PERIOD, Rules(), INDEX, None)
    exempt = facts.pages.filter("exempt", "listed").height
    assert table.filter(pl.col("reason") == "exempt").height == exempt
    assert table.filter(pl.col("place").is_null())["reason"].null_count() == 0
    assert table["score"].drop_nulls()[:5].to_list() == sorted(
        table["score"].drop_nulls()[:5].to_list(), reverse=True
    )


def test_a_figure_whose_facts_are_hidden_leaves_its_line_out(facts: Facts, rated: Rating) -> None:
    """Posts enough without views, a body without an audience, a mark nobody has read."""
    judged = rated.lines.filter(kpi="er_view", state="judged")
    page = judged.sort("sample", descending=True)["page"][0]
    mine = pl.col("page") == page
    blind = facts.posts.with_columns(views=pl.when(~mine).then("views"))
    unlisted = facts.pages.with_columns(
        pl.when(~mine).then(name).alias(name) for name in ("audience", "badge")
    )
    for after, kpis in (
        (replace(facts, posts=blind), ("er_view", "view_rate", "views_per_1000")),
        (replace(facts, pages=unlisted), ("population_share", "views_per_1000", "has_badge")),
    ):
        lines = scored(after, PERIOD, Rules(), INDEX).lines.filter(mine)
        out = lines.filter(pl.col("kpi").is_in(kpis))
        assert set(out["state"]) == {"missing"}
        assert out["mark"].null_count() == out.height == 3
        assert lines.filter(kpi="er_post")["state"].to_list() == ["judged"]


def test_what_came_later_lowers_no_score_of_the_past(facts: Facts) -> None:
    """A wall closed yesterday, comments refused under posts of last month."""
    then = NOW - 40 * DAY
    period = parse("13w", "Europe/Moscow", then)
    before = scored(facts, period, Rules(), INDEX, then).scores
    page = before.sort("score", descending=True, nulls_last=True)["page"][0]
    mine = pl.col("page") == page
    walled = facts.pages.with_columns(
        refused=pl.when(mine).then(pl.lit("closed")).otherwise("refused"),
        refused_at=pl.when(mine).then(NOW - DAY).otherwise("refused_at"),
    )
    late = facts.posts.filter(mine, pl.col("published") > then).select("page", "post")
    threads = facts.threads.join(late.with_columns(late=True), on=["page", "post"], how="left")
    refused = threads.with_columns(
        refused=pl.when("late").then(pl.lit(212, pl.Int32)).otherwise("refused"),
        whole=pl.col("whole") & pl.col("late").is_null(),
    ).drop("late")
    for later in (replace(facts, pages=walled), replace(facts, threads=refused)):
        after = scored(later, period, Rules(), INDEX, then).scores
        assert after.filter(mine)["score"].to_list() == before.filter(mine)["score"].to_list()
