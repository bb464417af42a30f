"""Methodologies, marks and scores: by hand, and what must hold whatever the figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from core.period import DAY, Period, parse
from core.settings import Settings
from jobs import demo
from jobs.rating import rating_table
from jobs.report import load
from kpi.appeals import appeals
from kpi.awards.answers import THREADS, questions, threads
from kpi.marks import scaled
from kpi.methodology import MethodologyError, Scale, methodology, read
from kpi.model import Facts, Rules
from kpi.peers import grouped
from kpi.rating import Rating, rating, scored, stability, window_of
from store.engine import open_engine

NOW = 1_763_964_000
INDEX = methodology("index")
PERIOD = parse("13w", "Europe/Moscow", NOW)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    url = f"sqlite:///{tmp_path_factory.mktemp('rating') / 'demo.db'}"
    demo.build(url, Settings(hash_key="r" * 32), 60, 30, 3, NOW, lambda what, done, total: None)
    engine = open_engine(url)
    made = load(engine)
    engine.dispose()
    return made


@pytest.fixture(scope="module")
def rated(facts: Facts) -> Rating:
    return rating(facts, PERIOD, Rules(), INDEX)


def marks_of(value: float | None, scale: Scale) -> float | None:
    frame = pl.DataFrame({"v": [value]}, schema={"v": pl.Float64})
    return frame.select(scaled(pl.col("v"), scale)).item()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("value", "scale", "mark"),
    [
        (0.5, Scale("linear", 0.2, 0.8), 50.0),
        (14.0, Scale("linear", 14, 3), 0.0),
        (3.0, Scale("linear", 14, 3), 100.0),
        (40.0, Scale("linear", 14, 3), 0.0),
        (0.6, Scale("steps", steps=((0.3, 5), (0.5, 7), (0.7, 10))), 7.0),
        (0.5, Scale("steps", steps=((0.3, 5), (0.5, 7), (0.7, 10))), 7.0),
        (0.1, Scale("steps", steps=((0.3, 5),)), 0.0),
        (None, Scale("linear", 0, 1), None),
        (None, Scale("steps", steps=((0.3, 5),)), None),
    ],
)
def test_values_become_marks(value: float | None, scale: Scale, mark: float | None) -> None:
    assert marks_of(value, scale) == (None if mark is None else pytest.approx(mark))


def test_the_index_weighs_its_blocks_as_defined() -> None:
    blocks: dict[str, float] = {}
    for line in INDEX.lines:
        blocks[line.block] = blocks.get(line.block, 0) + line.weight
    assert blocks == pytest.approx(
        {"design": 15, "regularity": 20, "reach": 20, "engagement": 20, "dialogue": 25}
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kpi = "has_badge"', 'kpi = "nonsense"'), "there is no KPI nonsense"),
        (('kpi = "has_badge"', 'kpi = "pos_widget"'), "every KPI counts once"),
        (("weight = 5\n", "weight = -5\n"), "greater than 0"),
        (("bad = 14, good = 3", "bad = 3, good = 3"), "has no length"),
        (("version = 1", ""), "is not a methodology"),
    ],
)
def test_a_methodology_that_cannot_be_is_refused(change: tuple[str, str], words: str) -> None:
    from kpi.methodology import FOLDER

    text = (FOLDER / "index.toml").read_text(encoding="utf-8").replace(*change, 1)
    with pytest.raises(MethodologyError, match=words):
        read(text, "index.toml")


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2025, 11, 23), date(2024, 11, 24)),
        (date(2025, 12, 31), date(2025, 1, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 3, 1)),
    ],
)
def test_twelve_months_end_with_the_period(last: date, first: date) -> None:
    period = Period(date(2023, 1, 1), last)
    assert window_of(period, INDEX, period.end, "Europe/Moscow") == Period(first, last)


def test_twelve_months_end_where_the_data_do() -> None:
    moment = Period(date(2025, 6, 30), date(2025, 6, 30)).end
    found = window_of(Period(date(2025, 1, 1), date(2025, 12, 31)), INDEX, moment, "Europe/Moscow")
    assert found == Period(date(2024, 7, 1), date(2025, 6, 30))


def test_a_group_needs_twenty_pages_with_a_value() -> None:
    found = pl.DataFrame({
        "page": range(45), "level": ["МО"] * 45, "sphere": ["а"] * 25 + ["б"] * 20,
        "band": [1] * 25 + [None] * 20, "has": [True] * 44 + [False],
    }, schema_overrides={"band": pl.Int32})  # fmt: skip
    groups = grouped(found, "has").group_by("group").agg(pl.len(), pl.col("group_size").first())
    assert set(groups.rows()) == {("МО · а · 1/3", 25, 25), ("МО", 20, 44)}


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


def test_questions_of_several_pages_are_those_of_each_alone(facts: Facts) -> None:
    ground = scored(facts, PERIOD, Rules(), INDEX).ground
    pages = ground.members["page"].to_list()
    found = questions(facts, pages, PERIOD, Rules(), facts.as_of)
    asked = pl.col("asked_at").is_between(PERIOD.start, PERIOD.end, closed="left")
    for page in pages:
        alone = appeals(facts.of_page(page), Rules()).filter(asked).sort("asked_at", "comment")
        assert found[page] == alone["comment"].to_list()
    busiest = max(found.values(), key=len)
    drawn = threads(busiest, "seed")
    assert len(busiest) > len(drawn) == THREADS
    assert list(drawn) == [number for number in busiest if number in drawn]


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
    again = rating(Facts(**shuffled, as_of=facts.as_of), PERIOD, Rules(), INDEX)
    for name in ("page_id", "score", "place", "place_low", "place_high", "tier"):
        assert (
            again.scores[name].to_list() == pytest.approx(rated.scores[name].to_list(), abs=1e-9)
            or again.scores[name].to_list() == rated.scores[name].to_list()
        )


def score(facts: Facts, page: int) -> float:
    return rating(facts, PERIOD, Rules(), INDEX).scores.filter(page=page)["score"][0]  # type: ignore[no-any-return]


def changed(facts: Facts, **frames: pl.DataFrame) -> Facts:
    kept = {n: f for n, f in vars(facts).items() if isinstance(f, pl.DataFrame)}
    return Facts(**kept | frames, as_of=facts.as_of)


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
    assert score(changed(facts, pages=closed), page) <= before + 1e-6
    assert score(changed(facts, snapshots=hidden), page) <= before + 1e-6


def test_a_page_that_hides_its_followers_keeps_its_peers(facts: Facts, rated: Rating) -> None:
    groups = ["page", "level", "sphere", "band", "audience_band"]
    members = rated.ground.members
    assert members["band"].null_count() < members.height / 2
    for page in members.drop_nulls("band")["page"].gather_every(9):
        late = (pl.col("page") == page) & (pl.col("read_at") > NOW - 2 * DAY)
        assert facts.snapshots.filter(late).height
        hidden = facts.snapshots.with_columns(followers=pl.when(~late).then("followers"))
        after = rating(changed(facts, snapshots=hidden), PERIOD, Rules(), INDEX)
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
    after = rating(changed(facts, pages=pages), PERIOD, Rules(), INDEX).scores
    told = after.filter(mine).row(0, named=True)
    assert (told["place"] is None, told["score"] is None, told["reason"]) == (
        gone, gone, "gone" if gone else None,
    )  # fmt: skip
    assert after.drop_nulls("place").height == rated.scores.drop_nulls("place").height - gone


def test_a_page_judged_on_too_little_is_listed_apart(facts: Facts) -> None:
    page = facts.pages.filter(~pl.col("exempt"))["page"][0]
    gone = facts.intervals.filter(pl.col("page") != page)
    lone = rating(changed(facts, intervals=gone), PERIOD, Rules(), INDEX).scores.filter(page=page)
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
    if everyone.height:
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
        (changed(facts, posts=blind), ("er_view", "view_rate", "views_per_1000")),
        (changed(facts, pages=unlisted), ("population_share", "views_per_1000", "has_badge")),
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
    for later in (changed(facts, pages=walled), changed(facts, threads=refused)):
        after = scored(later, period, Rules(), INDEX, then).scores
        assert after.filter(mine)["score"].to_list() == before.filter(mine)["score"].to_list()
