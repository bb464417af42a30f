"""What a signal must not be: a matter of row order, of small pages, of what is not known."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from core.period import DAY, Period
from kpi.model import Facts, Rules
from kpi.signals import copies as texts
from kpi.signals.episodes import episodes
from kpi.signals.evaluate import SIGNALS, signals
from kpi.signals.model import Found
from kpi.signals.sources import FOLLOWER_DAYS, LIKED_POSTS, QUESTIONS, SAYINGS, WEEK_POSTS
from tests.planted_signals.given import PERIOD, facts, sayings
from tests.planted_signals.world import World, world


@cache
def inflated() -> tuple[World, Facts]:
    made = world(3, 120, ("followers", "likes_since", "bots", "sunday", "deleted"), 0.5)
    return made, facts(made)


def found(given: Facts, period: Period = PERIOD) -> pl.DataFrame:
    return signals(given, period, Rules(), sayings=sayings(inflated()[0]))


@cache
def plain() -> pl.DataFrame:
    return found(inflated()[1])


def test_findings_hold_their_schema() -> None:
    Found.validate(plain())
    assert plain()["signal"].n_unique() >= 4
    assert (plain()["value"] >= plain()["threshold"]).all()


def test_order_of_rows_changes_nothing() -> None:
    given = inflated()[1]
    mixed = {
        name: frame.sample(fraction=1.0, shuffle=True, seed=2)
        for name, frame in vars(given).items()
        if isinstance(frame, pl.DataFrame)
    }
    again = found(replace(given, **mixed))
    assert_frame_equal(again, plain())


def test_small_pages_are_never_judged() -> None:
    given = inflated()[1]
    tiny = given.snapshots.with_columns(followers=pl.lit(99, pl.Int64))
    assert found(replace(given, snapshots=tiny)).is_empty()


def test_hidden_followers_are_unknown_not_zero() -> None:
    given = inflated()[1]
    hidden = given.snapshots.with_columns(followers=pl.lit(None, pl.Int64))
    assert found(replace(given, snapshots=hidden)).is_empty()


def test_what_is_later_than_as_of_does_not_exist() -> None:
    made, given = inflated()
    jump = min(made.of("followers"), key=lambda one: one.since)
    before = signals(given, PERIOD, Rules(), as_of=jump.since)
    assert before.filter(
        pl.col("signal") == "followers_jump", pl.col("page_id") == f"vk:{jump.page + 1}"
    ).is_empty()


def test_posts_without_views_are_not_judged_by_views() -> None:
    given = inflated()[1]
    blind = given.posts.with_columns(views=pl.lit(None, pl.Int64))
    names = set(found(replace(given, posts=blind))["signal"])
    assert not names & {"likes_rise", "likes_above_group", "followers_without_readers"}


def days(*followers: int, views: float = 0.0) -> pl.DataFrame:
    rows = [
        {"at": day * DAY, "followers": count, "extra_views": views}
        for day, count in enumerate(followers)
    ]
    return FOLLOWER_DAYS.frame(rows)


def test_a_jump_that_a_breakout_post_explains_is_none() -> None:
    counts = [1000] * 20 + [1100] * 10
    jump = SIGNALS["followers_jump"].find
    assert jump(days(*counts)).height == 1
    assert jump(days(*counts, views=900.0)).height == 1
    assert jump(days(*counts, views=1000.0)).is_empty()


def test_two_jumps_far_apart_are_two_findings() -> None:
    counts = [1000] * 20 + [1100] * 15 + [1300] * 10
    assert SIGNALS["followers_jump"].find(days(*counts)).height == 2


def test_thirteen_days_do_not_say_what_is_usual() -> None:
    assert SIGNALS["followers_jump"].find(days(*[1000] * 10, 1500, 1500, 1500)).is_empty()


def test_a_contest_is_no_equal_text() -> None:
    phrase = {"text_hash": 1, "comments": 40, "posts": 1}
    rest = [{"text_hash": 100 + number} for number in range(20)]
    find = SIGNALS["equal_texts"].find
    assert find(SAYINGS.frame([phrase, *rest])).is_empty()
    assert find(SAYINGS.frame([phrase | {"posts": 5}, *rest])).height == 1
    assert find(SAYINGS.frame([phrase | {"posts": 5, "letters": 14}, *rest])).is_empty()
    assert find(SAYINGS.frame([phrase | {"posts": 5, "letters": None}, *rest])).is_empty()


def test_one_person_who_leaves_is_no_vanishing() -> None:
    find = SIGNALS["vanished_questions"].find
    rows = [{"comment": n, "author": n, "gone": n < 9} for n in range(30)]
    assert find(QUESTIONS.frame(rows)).height == 1
    one = [row | {"author": 1 if row["gone"] else row["author"]} for row in rows]
    assert find(QUESTIONS.frame(one)).is_empty()


def test_a_page_that_posts_all_week_needs_no_burst() -> None:
    rows = [{"week": week, "at": week * 7 * DAY, "posts": 3, "late": 2} for week in range(6)]
    find = SIGNALS["sunday_burst"].find
    assert find(WEEK_POSTS.frame(rows)).height == 1
    assert find(WEEK_POSTS.frame([row | {"posts": 9} for row in rows])).is_empty()
    assert find(WEEK_POSTS.frame([row | {"norm": 4} for row in rows])).is_empty()
    far = [row | {"week": 4 * row["week"]} for row in rows]
    assert find(WEEK_POSTS.frame(far)).is_empty()


def test_orders_of_a_week_are_seen_between_posts_that_got_none() -> None:
    rows = [
        {"day": 9 * turn + day, "published": (9 * turn + day) * DAY, "week": (9 * turn + day) // 7,
         "post": 4 * turn + at, "views": 400, "likes": 35 if turn == 28 and day else 10}
        for turn in range(31) for at, day in enumerate((0, 3, 4, 5))
    ]  # fmt: skip
    found = SIGNALS["likes_rise"].find(LIKED_POSTS.frame(rows))
    assert found["evidence"].to_list() == [[113, 114, 115]]


def test_moments_close_together_are_one_episode() -> None:
    moments = pl.DataFrame({
        "page": [1, 1, 1, 2], "since": [0, 50, 500, 0], "until": [10, 90, 510, 5],
        "strength": [1.0, 3.0, 2.0, 1.0],
    })  # fmt: skip
    assert episodes(moments, 60).rows() == [(1, 0, 90, 3.0), (1, 500, 510, 2.0), (2, 0, 5, 1.0)]


WORDS = [f"слово{number}" for number in range(400)]


def written(pages: int, tails: tuple[str, ...] = ("",), apart: int = 0) -> pl.DataFrame:
    text = " ".join(WORDS[:40])
    generator = np.random.default_rng(1)
    others = [" ".join(generator.choice(WORDS, 30)) for _ in range(200)]
    rows = [(n + 1, 1, n * apart, text + tails[n % len(tails)]) for n in range(pages)]
    rows += [(n % 50 + 1, 10 + n, n * 3600, other) for n, other in enumerate(others)]
    schema = {"page": pl.Int32, "post": pl.Int64, "published": pl.Int64, "text": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_near_equal_texts_of_many_pages_are_found_alone() -> None:
    given = written(12, ("", " Спасибо!", "\n#Госпаблик"))
    sent = texts.copies(texts.sketches(given))
    assert sent.select("page", "post").rows() == [(n, 1) for n in range(1, 13)]
    assert sent["pages"].to_list() == [12] * 12


def test_texts_sketched_in_parts_are_the_same_texts() -> None:
    given = written(12)
    parts = pl.concat([texts.sketches(given[:5]), texts.sketches(given[5:])])
    assert texts.copies(parts).equals(texts.copies(texts.sketches(given)))


@pytest.mark.parametrize(("pages", "apart"), [(9, 0), (12, 3 * DAY)])
def test_few_pages_or_weeks_apart_are_nothing_central(pages: int, apart: int) -> None:
    assert texts.copies(texts.sketches(written(pages, apart=apart))).is_empty()
