"""Events in texts of posts: word forms, borders of windows, one event a post, what is unknown."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from core import frames
from core.events import Event
from core.frames import AD, OWN, REPOST
from core.period import DAY, Period, midnight
from kpi.awards.chronicle import (
    SPOKEN,
    TOLD,
    coverage,
    lower_bound,
    matching,
    spoken,
    window,
)
from kpi.model import Facts

MOSCOW, SAKHALIN = "Europe/Moscow", "Asia/Sakhalin"
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
MOMENT = YEAR.end
NOON = midnight(date(2025, 5, 9), MOSCOW) + DAY // 2


def speaks(event: Event, text: str, at: int = NOON, zone: str = MOSCOW) -> bool:
    texts = pl.DataFrame({"page": [1], "post": [1], "published": [at], "text": [text]})
    return spoken(texts, [event], zone).height == 1


def victory(*keywords: str, tags: tuple[str, ...] = (), **more: Any) -> Event:
    given = {"title": "Событие", "first": date(2025, 5, 9), "last": date(2025, 5, 9)} | more
    return Event(**given, keywords=keywords, hashtags=tags)


@pytest.mark.parametrize(
    "text",
    ["Праздник двора!", "после праздника", "ПРАЗДНИКИ в городе", "о празднике.", "«праздниками»",
     "Наш праздник", "#праздник"],
)  # fmt: skip
@pytest.mark.parametrize("keyword", ["праздник", "Праздников"])
def test_a_keyword_is_found_in_every_form(keyword: str, text: str) -> None:
    assert speaks(victory(keyword), text)


@pytest.mark.parametrize("text", ["праздничный концерт", "сопраздник", "празд ник", "", "1"])
def test_other_words_are_not_the_keyword(text: str) -> None:
    assert not speaks(victory("праздник"), text)


def test_words_of_a_phrase_stand_one_after_another_in_any_form() -> None:
    event = victory("день победы")
    assert speaks(event, "Ко Дню Победы готовы")
    assert speaks(event, "в день — победы!")
    assert not speaks(event, "День прошёл, победа за нами")
    assert speaks(victory("9 мая"), "встречаемся 9 мая в парке")
    assert not speaks(victory("9 мая"), "встречаемся 19 мая в парке")


def test_yo_is_ye_and_words_unknown_to_the_dictionary_are_inflected() -> None:
    assert speaks(victory("ёлка"), "На елке было весело")
    assert speaks(victory("елка"), "Ёлки зажглись")
    assert speaks(victory("человек"), "Пришли люди")
    assert speaks(victory("Сахалинфест"), "гости сахалинфеста")


def test_hashtags_are_exact_but_for_case() -> None:
    event = victory(tags=("#деньпобеды",))
    assert speaks(event, "Ура #ДеньПобеды")
    assert speaks(event, "Ура #деньпобеды@club1")
    assert not speaks(event, "#деньпобеды2025")
    assert not speaks(event, "#дняпобеды деньпобеды")


def test_hostile_words_are_words() -> None:
    event = victory(".*", "(a|b", "c++", tags=("#c.*",))
    assert not speaks(event, "что угодно")
    assert speaks(event, "язык c++ и")


@pytest.mark.parametrize("zone", [MOSCOW, SAKHALIN])
def test_the_window_opens_a_day_before_and_closes_two_days_after(zone: str) -> None:
    event = victory("праздник", last=date(2025, 5, 10))
    opens = midnight(date(2025, 5, 8), zone)
    closes = midnight(date(2025, 5, 13), zone)
    assert window(event, zone) == (opens, closes)
    seen = [speaks(event, "праздник", at, zone) for at in (opens - 1, opens, closes - 1, closes)]
    assert seen == [False, True, True, False]
    assert midnight(date(2025, 5, 8), MOSCOW) - midnight(date(2025, 5, 8), SAKHALIN) == 8 * 3600


def test_a_post_of_two_events_is_given_to_the_one_that_has_no_other() -> None:
    assert matching({1: [10, 11], 2: [10]}) == {10: 2, 11: 1}
    assert matching({1: [10], 2: [10]}) == {10: 1}
    assert matching({1: [10, 11], 2: [10, 12], 3: [10]}) == {10: 3, 11: 1, 12: 2}
    assert matching({1: [], 2: []}) == {}


def test_the_bound_is_wilsons() -> None:
    rows = pl.DataFrame({"k": [18, 36, 0, 5], "n": [20, 40, 10, 0]})
    found = rows.select(lower_bound("k", "n")).to_series().to_list()
    assert found[0] == pytest.approx(0.7383, abs=1e-3)
    assert found[1] == pytest.approx(0.7950, abs=1e-3)
    assert found[2] == 0
    assert found[3] is None


def post(number: int, at: int, flags: int = OWN, views: int = 100, page: int = 1) -> dict[str, Any]:
    return {"page": page, "post": number, "published": at, "flags": flags, "views": views}


def facts(posts: list[dict[str, Any]], starts: int = YEAR.start - 9 * DAY, **page: Any) -> Facts:
    pages = [
        {"page": n, "page_id": f"vk:{n}", "network": "vk", "name": "Школа", "exempt": False,
         "listed": True, "territory": "Холмск", "sphere": "Школы"} | page
        for n in (1, 2)
    ]  # fmt: skip
    base = {"format": 6, "likes": 1, "comments": 0, "reposts": 0, "read_at": MOMENT + 9 * DAY}
    inside = [
        {"page": n, "start": starts, "end": MOMENT + 9 * DAY, "origin": False} for n in (1, 2)
    ]
    made = {
        "pages": frame(frames.Pages, pages),
        "posts": frame(frames.Posts, [base | one for one in posts]),
        "intervals": frame(frames.Intervals, inside),
    }  # fmt: skip
    rest = {"overrules": frames.Overrules, "pauses": frames.Pauses, "snapshots": frames.Snapshots,
            "first_replies": frames.FirstReplies, "threads": frames.Threads}  # fmt: skip
    empty = {name: kind.create_empty() for name, kind in rest.items()}
    return Facts(**made, **empty, as_of=MOMENT + 9 * DAY)


def frame(kind: Any, rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = kind.create_empty().schema
    empty = dict.fromkeys(schema)
    return pl.DataFrame([empty | row for row in rows], schema=schema)


def covered(
    loaded: Facts, events: list[Event], texts: dict[tuple[int, int], str]
) -> dict[str, dict[str, Any]]:
    at = {(row["page"], row["post"]): row["published"] for row in loaded.posts.to_dicts()}
    rows = [{"page": k[0], "post": k[1], "published": at[k], "text": v} for k, v in texts.items()]
    kinds = {"page": pl.Int32, "post": pl.Int64, "published": pl.Int64, "text": pl.String}
    known = pl.DataFrame(rows, schema=kinds)
    said = spoken(known, events, MOSCOW)
    found = coverage(loaded, YEAR, MOMENT + 9 * DAY, events, said, known.select(*TOLD))
    return {row["page_id"]: row for row in found.to_dicts()}


def test_coverage_counts_own_originals_of_events_that_concern_the_page() -> None:
    day = midnight(date(2025, 5, 9), MOSCOW)
    events = [
        victory("праздник"), victory("парад", territory="Холмск", spheres=("Школы", "Спорт")),
        victory("ярмарка", territory="Оха"), victory("матч", spheres=("Спорт",)),
    ]  # fmt: skip
    loaded = facts([
        post(1, day, views=300), post(2, day + 1, views=100), post(3, day - 90 * DAY, views=100),
        post(4, day, OWN | REPOST), post(5, day, OWN | AD), post(1, day, 0, page=2),
    ])  # fmt: skip
    said = dict.fromkeys([(1, 1), (1, 4), (1, 5), (2, 1)], "праздник и парад, ярмарка, матч")
    found = covered(loaded, events, said | {(1, 2): "просто день", (1, 3): "праздник"})
    assert (found["vk:1"]["applicable"], found["vk:1"]["covered"]) == (2, 1)
    assert found["vk:1"]["evidence"] == [1]
    assert found["vk:1"]["views_ratio"] == 3.0
    assert found["vk:1"]["texts"] == 1.0
    assert (found["vk:2"]["applicable"], found["vk:2"]["covered"]) == (2, 0)
    assert found["vk:2"]["views_ratio"] is None


def test_what_is_not_observed_is_not_blamed() -> None:
    events = [
        victory("праздник"),
        victory("парад", first=date(2025, 11, 4), last=date(2025, 11, 4)),
    ]
    late = facts([], starts=midnight(date(2025, 5, 9), MOSCOW))
    assert covered(late, events, {})["vk:1"]["applicable"] == 1


def test_events_at_the_ends_of_the_year_count_and_others_do_not() -> None:
    days = [date(2025, 1, 1), date(2025, 12, 31), date(2024, 12, 31), date(2026, 1, 1)]
    events = [victory("праздник", first=day, last=day) for day in days]
    assert covered(facts([]), events, {})["vk:1"]["applicable"] == 2


def test_texts_that_are_not_known_leave_coverage_unknown() -> None:
    loaded = facts([post(n, NOON + n) for n in range(1, 5)])
    one = covered(loaded, [victory("праздник")], {(1, 1): "праздник"})["vk:1"]
    assert (one["texts"], one["covered"], one["bound"]) == (0.25, None, None)
    half = covered(loaded, [victory("праздник")], {(1, 1): "праздник", (1, 2): "иное"})["vk:1"]
    assert (half["texts"], half["covered"]) == (0.5, 1)
    assert half["bound"] == pytest.approx(1 / (1 + 1.645**2), abs=1e-6)


def test_without_a_calendar_there_is_no_row() -> None:
    loaded = facts([post(1, NOON)])
    empty = pl.DataFrame(schema=SPOKEN), pl.DataFrame(schema=TOLD)
    assert coverage(loaded, YEAR, MOMENT, [], *empty).is_empty()


def test_views_are_compared_with_posts_of_the_year_alone() -> None:
    day = midnight(date(2025, 5, 9), MOSCOW)
    before = [post(n, YEAR.start - n * DAY, views=10) for n in range(1, 8)]
    inside = [post(20 + n, day + n * 9 * DAY, views=100) for n in range(3)]
    found = covered(facts([*before, *inside]), [victory("праздник")], {(1, 20): "праздник"})
    assert found["vk:1"]["views_ratio"] == 1.0
