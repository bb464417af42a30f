"""Closing comments or hiding followers never raises a score, least of all that of a weak page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from benchmarks.region import NOW, region
from core.period import DAY, parse
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import rating

INDEX = methodology("index")
PERIOD = parse("13w", "Europe/Moscow", NOW)
WEAK, USUAL = (3, 120, 299), (17, 200)
"""Pages that nobody reacts to and nobody asks, and pages as they were drawn."""


@pytest.fixture(scope="module")
def facts() -> Facts:
    """300 pages of three spheres: every group is one of level, sphere and size."""
    made = region(300, 30_000, 3_000)
    weak = pl.col("page").is_in(WEAK)
    silent = [pl.when(weak).then(0).otherwise(n).alias(n) for n in ("likes", "comments", "reposts")]
    return replace(
        made,
        pages=made.pages.with_columns(
            level=pl.lit("МО"),
            sphere=pl.format("{}", pl.col("page") % 3),
            audience=pl.when(weak).then(10_000_000).otherwise("audience"),
        ),
        posts=made.posts.with_columns(silent, views=pl.when(weak).then(1).otherwise("views")),
        first_replies=made.first_replies.filter(~weak),
    )


def score(facts: Facts, page: int) -> float:
    found = rating(facts, PERIOD, Rules(), INDEX).scores.filter(page=page)
    return found["score"].item()  # type: ignore[no-any-return]


def hidden(facts: Facts, page: int, days: int) -> Facts:
    """The page hid its followers so many days ago."""
    gone = (pl.col("page") == page) & (pl.col("read_at") > NOW - days * DAY)
    shown = pl.when(~gone).then("followers")
    return replace(facts, snapshots=facts.snapshots.with_columns(followers=shown))


def closed(facts: Facts, page: int) -> Facts:
    """The network says that comments are off."""
    said = pl.when(pl.col("page") == page).then(pl.lit(value=False)).otherwise("comments_open")
    return replace(facts, pages=facts.pages.with_columns(comments_open=said))


def refused(facts: Facts, page: int) -> Facts:
    """The network refuses the comments of every post of the page."""
    posts = facts.posts.filter(pl.col("page") == page).select("page", "post")
    asked = posts.with_columns(
        counted=pl.lit(0, pl.Int64), whole=pl.lit(value=True),
        refused=pl.lit(212, pl.Int32), read_at=pl.lit(NOW, pl.Int64),
    )  # fmt: skip
    others = facts.threads.filter(pl.col("page") != page)
    return replace(facts, threads=pl.concat([others, asked.select(others.columns)]))


def hidden_meanwhile(facts: Facts, page: int, first: int, last: int) -> Facts:
    """The page hid its followers so many days ago, and showed them again."""
    ago = (NOW - pl.col("read_at")) // DAY
    gone = (pl.col("page") == page) & ago.is_between(last, first)
    shown = pl.when(~gone).then("followers")
    return replace(facts, snapshots=facts.snapshots.with_columns(followers=shown))


def post_closed(facts: Facts, page: int) -> Facts:
    """The page closed comments under the one post with most unanswered questions."""
    asked = facts.first_replies.filter(pl.col("page") == page, pl.col("answered_at").is_null())
    worst = asked.group_by("post").len().sort("len", "post", descending=True)["post"]
    shut = pl.col("post") == (worst[0] if len(worst) else -1)
    mine = shut & (pl.col("page") == page)
    return replace(facts, threads=facts.threads.with_columns(
        whole=pl.col("whole") & ~mine,
        refused=pl.when(mine).then(pl.lit(212, pl.Int32)).otherwise("refused"),
    ))  # fmt: skip


@pytest.mark.parametrize("page", [*WEAK, *USUAL])
def test_what_a_page_closes_for_a_while_or_in_part_raises_nothing(facts: Facts, page: int) -> None:
    before = score(facts, page)
    assert score(post_closed(facts, page), page) <= before + 1e-9
    for first, last in ((30, 2), (200, 40), (300, 150)):
        assert score(hidden_meanwhile(facts, page, first, last), page) <= before + 1e-9


@pytest.mark.parametrize("page", [*WEAK, *USUAL])
def test_what_a_page_closes_raises_nothing(facts: Facts, page: int) -> None:
    before = score(facts, page)
    for after in (
        closed(facts, page), refused(facts, page),
        hidden(facts, page, 2), hidden(facts, page, 180), hidden(facts, page, 1000),
    ):  # fmt: skip
        assert score(after, page) <= before + 1e-9


@pytest.mark.parametrize("way", [closed, refused])
def test_a_page_that_answers_loses_by_closing(
    facts: Facts, way: Callable[[Facts, int], Facts]
) -> None:
    asked = facts.first_replies.group_by("page").len().sort("len", descending=True)
    page = asked["page"][0]
    assert score(way(facts, page), page) < score(facts, page) - 1
