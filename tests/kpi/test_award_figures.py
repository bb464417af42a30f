"""Figures behind the awards: groups as a whole, changes of halves, days idle, years kept apart."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from core import frames
from core.period import DAY, WEEK, Period, midnight
from core.settings import Settings
from jobs import demo
from jobs.report import load
from kpi.awards.breakthrough import both_years
from kpi.awards.changes import halves, reactions
from kpi.awards.entries import Texts, season
from kpi.awards.networks import networks
from kpi.awards.posts import idle_days, originals, rubrics
from kpi.awards.standing import GATES
from kpi.groups import believed, with_figures
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.peers import contests, grouped, members
from kpi.rating import Scored, rating
from store.engine import open_engine

MOSCOW = "Europe/Moscow"
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
MOMENT = YEAR.end + 9 * DAY
NOW = 1_763_964_000
INDEX = methodology("index")


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    url = f"sqlite:///{tmp_path_factory.mktemp('awards') / 'demo.db'}"
    demo.build(url, Settings(hash_key="r" * 32), 150, 30, 3, NOW, lambda *_: None)
    engine = open_engine(url)
    made = load(engine)
    engine.dispose()
    return made


def frame(kind: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = kind.create_empty().schema
    return pl.DataFrame([dict.fromkeys(schema) | row for row in rows], schema=schema)


def facts(
    pages: list[dict[str, Any]], posts: list[dict[str, Any]],
    loaded: list[tuple[int, int, int]] | None = None,
) -> Facts:  # fmt: skip
    """Pages loaded from two years before, each with 1000 followers all the time."""
    base = {"network": "vk", "exempt": False, "listed": True, "category": "card"}
    numbers = [one["page"] for one in pages]
    start, end = YEAR.start - 800 * DAY, MOMENT
    inside = loaded or [(page, start, end) for page in numbers]
    about = {"format": 3, "flags": frames.OWN, "comments": 0, "reposts": 0, "views": 500,
             "read_at": MOMENT}  # fmt: skip
    made = {
        "pages": frame(frames.Pages, [
            base | {"page_id": f"vk:{one['page']}", "name": f"Школа {one['page']}"} | one
            for one in pages
        ]),
        "posts": frame(frames.Posts, [about | one for one in posts]),
        "intervals": frame(frames.Intervals, [
            {"page": page, "start": low, "end": high, "origin": False}
            for page, low, high in inside
        ]),
        "snapshots": frame(frames.Snapshots, [
            {"page": page, "read_at": at, "followers": 1000}
            for page in numbers for at in (start, YEAR.start, MOMENT)
        ]),
    }  # fmt: skip
    rest = {"overrules": frames.Overrules, "pauses": frames.Pauses,
            "first_replies": frames.FirstReplies, "threads": frames.Threads}  # fmt: skip
    empty = {name: kind.create_empty() for name, kind in rest.items()}
    return Facts(**made, **empty, as_of=MOMENT)


def weekly(page: int, before: int, now: int) -> list[dict[str, Any]]:
    """A post a week in both years, of so many likes; in the later year one more like each week."""
    first = YEAR.start - 52 * WEEK
    return [
        {"page": page, "post": week + 1, "published": first + week * WEEK + DAY // 2,
         "likes": before if week < 52 else now + week - 52}
        for week in range(104)
    ]  # fmt: skip


def sized(loaded: Facts) -> pl.DataFrame:
    sizes = loaded.pages.select("page", followers=pl.lit(1000, pl.Int64))
    return members(loaded.pages, sizes)


def test_a_wide_group_holds_the_pages_of_finer_ones() -> None:
    rows = [
        {"page": n, "level": "МО", "sphere": "Школы" if n < 25 else "Спорт", "band": 1,
         "value": float(n), "has": True}
        for n in range(26)
    ]  # fmt: skip
    judged = grouped(pl.DataFrame(rows), "has")
    assert judged.filter(page=25)["group_size"].item() == 26
    found = with_figures(judged, "has", middle=pl.col("value").median())
    assert found.filter(page=25)["middle"].item() == 12.5
    assert found.filter(page=0)["middle"].item() == 12.0


def test_a_page_alone_in_its_sphere_changes_against_all_it_is_compared_with() -> None:
    pages = [{"page": n, "level": "МО", "sphere": "Школы"} for n in range(1, 26)]
    pages.append({"page": 26, "level": "МО", "sphere": "Спорт"})
    posts = [one for n in range(1, 26) for one in weekly(n, 100 + n % 5, 100)]
    loaded = facts(pages, posts + weekly(26, 100, 300))
    found = reactions(loaded, YEAR, MOMENT, sized(loaded), MOSCOW).filter(page=26)
    assert found["er_change"].item() > 0.5


def test_the_posts_that_made_a_rise_are_those_of_the_later_half_received_best() -> None:
    pages = [{"page": n, "level": "МО", "sphere": "Школы"} for n in range(1, 31)]
    loaded = facts(pages, [one for n in range(1, 31) for one in weekly(n, 100, 100)])
    found = reactions(loaded, YEAR, MOMENT, sized(loaded), MOSCOW)
    assert found.height == 30
    assert found.filter(page=7)["fresh_posts"].item().to_list() == list(range(104, 94, -1))


def test_the_middle_score_is_that_of_the_whole_group(region: Facts) -> None:
    made = season(region, 2025, Rules(), INDEX, Texts())
    found = rating(region, Period(date(2025, 1, 1), date(2025, 12, 31), MOSCOW), Rules(), INDEX)
    shown = dict(made.entries["pages"].select("page", "group_score").iter_rows())
    rated = found.ground.members.join(
        found.scores.select("page", "score", rated=pl.col("place").is_not_null()), on="page"
    )
    groups = contests(grouped(rated, "rated"), "rated")
    assert any(placed.height < everyone.height for _, everyone, placed in groups)
    for _label, everyone, placed in groups:
        assert {shown[page] for page in placed["page"]} == {everyone["score"].median()}


def test_a_year_beside_itself_is_marked_as_it_was(region: Facts) -> None:
    year = rating(region, YEAR, Rules(), INDEX)
    for line in INDEX.lines:
        found = both_years(year, year, line)
        was = year.lines.filter(kpi=line.kpi).select("page", "mark", "sd")
        pairs = found.join(was, on="page")
        assert pairs.height == found.height
        for mark, name in (("mark", "before"), ("mark", "now"), ("sd", "sd_now")):
            assert (pairs[mark] - pairs[name]).abs().max() in (None, pytest.approx(0, abs=1e-9))


def idle(loaded: Facts, moment: int = MOMENT) -> int:
    found = idle_days(loaded, YEAR, moment, loaded.pauses)
    return int(found.filter(page=1)["idle_days"].item())


def daily(*silent: date) -> list[dict[str, Any]]:
    """A post at noon of every day of the year but some."""
    noons = [(YEAR.first + timedelta(n), n) for n in range(365)]
    return [
        {"page": 1, "post": n + 1, "published": midnight(day, MOSCOW) + DAY // 2, "likes": 1}
        for day, n in noons
        if day not in silent
    ]


def days(first: date, count: int) -> list[date]:
    return [first + timedelta(n) for n in range(count)]


def test_the_first_and_the_last_day_of_the_year_are_whole_days() -> None:
    pages = [{"page": 1}]
    assert idle(facts(pages, daily(*days(date(2025, 1, 1), 4)))) == 4
    assert idle(facts(pages, daily(*days(date(2025, 12, 28), 4)))) == 4
    silent = daily(*days(date(2025, 6, 10), 22), *days(date(2025, 7, 1), 184))
    noon = midnight(date(2025, 6, 12), MOSCOW) + DAY // 2
    assert idle(facts(pages, silent), noon) == 2, "a day that is not over is not whole"


def test_nobody_knows_of_posts_on_days_that_are_not_loaded() -> None:
    hole = midnight(date(2025, 5, 1), MOSCOW) + DAY // 2, midnight(date(2025, 5, 20), MOSCOW)
    loaded = [(1, YEAR.start, hole[0]), (1, hole[1], MOMENT)]
    unread = daily(*days(date(2025, 5, 1), 21))
    assert idle(facts([{"page": 1}], unread, loaded)) == 2
    assert idle(facts([{"page": 1}], unread)) == 21


@pytest.mark.parametrize(("year", "whole"), [(2024, True), (2025, True), (2025, False)])
def test_the_second_half_of_a_year_begins_in_july(year: int, whole: bool) -> None:
    loaded = facts([{"page": 1}], [])
    last = date(year, 12, 31) if whole else date(year, 4, 10)
    later, before = halves(loaded, Period(date(year, 1, 1), last), sized(loaded))
    middle = date(year, 7, 1) if whole else date(year, 2, 20)
    assert (later.first, later.last) == (middle, last)
    earlier = middle.replace(year=year - 1), last.replace(year=year - 1)
    assert (before.first, before.last) == earlier


def test_where_the_year_before_is_not_loaded_the_first_half_is_compared_with() -> None:
    loaded = facts([{"page": 1}], [], [(1, YEAR.start, MOMENT)])
    _later, before = halves(loaded, YEAR, sized(loaded))
    assert (before.first, before.last) == (date(2025, 1, 1), date(2025, 6, 30))


def test_a_page_is_believed_to_answer_like_its_whole_group() -> None:
    rows = [
        {"page": n, "level": "МО", "sphere": "Школы", "band": 1 + n // 30, "k": 45, "n": 50}
        for n in range(85)
    ]
    sport = {"level": "МО", "sphere": "Спорт", "band": 1, "k": 10, "n": 50}
    rows += [sport | {"page": n} for n in range(85, 170)]
    rows.append({"page": 170, "level": "МО", "sphere": "Школы", "band": 3, "k": 0, "n": 0})
    found = believed(pl.DataFrame(rows), "k", "n")
    assert found.height == 171
    assert found.filter(page=170)["belief"].item() == pytest.approx(0.9, abs=0.001)
    assert found.filter(page=84)["belief"].item() == pytest.approx(0.9, abs=0.001)


def test_a_half_of_which_followers_were_hidden_says_nothing() -> None:
    pages = [{"page": n, "level": "МО", "sphere": "Школы"} for n in range(1, 31)]
    loaded = facts(pages, [one for n in range(1, 31) for one in weekly(n, 100, 100)])
    shown = pl.col("read_at") != YEAR.start
    kept_to_itself = loaded.snapshots.with_columns(
        followers=pl.when(shown | (pl.col("page") > 1)).then("followers")
    )
    first = midnight(date(2025, 12, 1), MOSCOW)
    late = frame(frames.Snapshots, [{"page": 1, "read_at": first, "followers": 1000}])
    hidden = replace(loaded, snapshots=pl.concat([kept_to_itself, late]).sort("page", "read_at"))
    found = reactions(hidden, YEAR, MOMENT, sized(loaded), MOSCOW)
    assert sorted(found["page"]) == list(range(2, 31))


def test_a_hashtag_of_one_page_is_its_own_in_a_small_register() -> None:
    pages = [{"page": n, "level": "МО", "sphere": "Школы"} for n in range(1, 5)]
    loaded = facts(pages, [one for n in range(1, 5) for one in weekly(n, 100, 100)])
    posts = originals(loaded, YEAR, MOMENT).with_columns(page_id=pl.lit("vk:1"))
    tags = posts.filter(pl.col("page") == 1)[:20].select("page", "post", tag=pl.lit("#деталь"))
    found = rubrics(posts, sized(loaded), tags, MOSCOW)
    assert found["carried"].to_list() == [0.0]
    shared = pl.concat([tags, tags.with_columns(page=pl.lit(2, pl.Int32))])
    assert rubrics(posts, sized(loaded), shared, MOSCOW)["carried"].max() == pytest.approx(1 / 3)


def test_a_page_just_opened_is_not_one_without_its_posts_in_a_network() -> None:
    pages = [{"page": n, "founder": "Управление", "level": "МО"} for n in range(1, 6)]
    loaded = facts(pages, [])
    scores = pl.DataFrame(
        [{"page": n, "page_id": f"vk:{n}", "score": 50.0, "reason": None} for n in range(1, 6)],
        schema_overrides={"page": pl.Int32, "reason": pl.String},
    )
    gate = GATES.frame([
        {"page": n, "badge": None if n == 5 else n > 1, "norm_share": None if n == 5 else 0.4 * n}
        for n in range(1, 6)
    ])  # fmt: skip
    silence = pl.DataFrame({"page": [1, 2, 3, 4, 5], "silent_days": [1.0, 30.0, 2.0, 29.0, None]})
    made = Scored(scores, pl.DataFrame(), YEAR, ground=None)  # type: ignore[arg-type]
    found = networks(loaded, made, gate, silence)
    row = found.row(0, named=True)
    assert (row["pages"], row["silent"], row["mean_score"]) == (5, 1, pytest.approx(50))
    assert (row["on_norm"], row["marked"]) == (0.75, 0.75)
