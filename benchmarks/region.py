"""A region made of numbers alone, in seconds: the worlds of ``loaders.demo`` take minutes.

Proportions are true to life: log-normal followers and activity, reactions by views, most questions
under few pages.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from core.calendar import HOUR
from core.frames import (
    AD,
    CATEGORIES,
    FORMATS,
    OWN,
    REPOST,
    FirstReplies,
    Intervals,
    Pages,
    Posts,
    Snapshots,
    Threads,
)
from core.period import DAY
from kpi.model import Facts

NOW = 1_763_964_000  # 2025-11-24 09:00 in Moscow
DAYS = 400
LEVELS, SPHERES = ("ОИВ", "МО", "ПВО"), 9
REASONS = ("?", "когда", "где", "прошу", "не работает", *(None,) * 7)
"""What the lexicon hits; most comments are no questions."""

Ints = npt.NDArray[np.int64]


def region(pages: int, posts: int, comments: int, seed: int = 7) -> Facts:
    """Facts of 400 days, ordered by page as the store gives them.

    Args:
        pages: how many.
        posts: of all pages together.
        comments: citizens' comments of all pages together.
        seed: of every number.
    """
    rng = np.random.default_rng(seed)
    followers = np.maximum(rng.lognormal(6.8, 1.2, pages), 20)
    written = _posts(rng, followers, posts)
    replies = _replies(rng, followers, written, comments)
    since = np.full(pages, NOW - DAYS * DAY)
    intervals = {"page": 1 + np.arange(pages), "start": since, "end": NOW, "origin": False}
    threads = replies.group_by("page", "post", maintain_order=True).agg(counted=pl.len())
    whole = pl.Series(rng.random(threads.height) > 0.002)
    return Facts(
        pages=_pages(rng, followers),
        snapshots=_snapshots(rng, followers),
        intervals=Intervals.cast(pl.DataFrame(intervals)),
        posts=written,
        first_replies=replies,
        threads=Threads.cast(threads.with_columns(whole=whole, refused=None, read_at=NOW)),
        as_of=NOW,
    )


def _pages(rng: np.random.Generator, followers: npt.NDArray[np.float64]) -> pl.DataFrame:
    count = len(followers)
    number = pl.Series("page", 1 + np.arange(count))
    levels, kinds = pl.Series(LEVELS), pl.Series(CATEGORIES)
    known = number.to_frame().with_columns(
        page_id="vk:" + number.cast(pl.String), network=pl.lit("vk"), owner=number,
        name="Организация " + number.cast(pl.String), exempt=False, listed=True,
        level=levels.gather(rng.integers(0, len(levels), count)),
        sphere=pl.Series(rng.integers(0, SPHERES, count)).cast(pl.String),
        category=kinds.gather(rng.integers(0, len(kinds), count)),
        audience=pl.Series(followers * rng.lognormal(0.7, 0.5, count)).cast(pl.Int64),
        badge=pl.Series(rng.random(count) < 0.8),
        design_filled=pl.Series(rng.integers(2, 8, count)),
        pos_widget=pl.Series(rng.random(count) < 0.7), comments_open=True,
    )  # fmt: skip
    return _schema(Pages, known)


def _schema(schema: Any, known: pl.DataFrame) -> pl.DataFrame:
    """The frame in the columns and types of a schema; those it lacks are null."""
    kinds = schema.create_empty().schema
    lacking = [pl.lit(None, k).alias(n) for n, k in kinds.items() if n not in known.columns]
    return known.with_columns(lacking).select(pl.col(n).cast(k) for n, k in kinds.items())


def _snapshots(rng: np.random.Generator, followers: npt.NDArray[np.float64]) -> pl.DataFrame:
    """One reading a page and day; pages grow by up to a fifth."""
    days = np.arange(DAYS)
    grown = followers[:, None] * (1 + rng.uniform(0, 0.2, len(followers))[:, None] * days / DAYS)
    read_at = np.tile(NOW - (DAYS - days) * DAY + 6 * HOUR, len(followers))
    frame = {
        "page": np.repeat(1 + np.arange(len(followers)), DAYS), "day": read_at // DAY,
        "read_at": read_at, "followers": grown.ravel().astype(np.int64),
    }  # fmt: skip
    return Snapshots.cast(pl.DataFrame(frame))


def _posts(
    rng: np.random.Generator, followers: npt.NDArray[np.float64], count: int
) -> pl.DataFrame:
    active = rng.lognormal(0, 0.6, len(followers))
    page = np.repeat(np.arange(len(followers)), rng.multinomial(count, active / active.sum()))
    key = np.sort(page * (DAYS * DAY) + rng.integers(0, DAYS * DAY, count))
    published = NOW - DAYS * DAY + key % (DAYS * DAY)
    views = 1 + followers[page] * rng.lognormal(-1.2, 0.6, count)
    chance = rng.random((3, count))
    flags = np.where(chance[0] < 0.97, OWN, 16) | np.where(chance[1] < 0.12, REPOST, 0)
    frame = {
        "page": 1 + page, "post": 1 + np.arange(count), "published": published,
        "flags": flags | np.where(chance[1] > 0.98, AD, 0),
        "format": rng.choice(len(FORMATS), count, p=[0.02, 0.05, 0.15, 0.6, 0.03, 0.02, 0.13]),
        "likes": rng.poisson(views * 0.02), "comments": rng.poisson(views * 0.002),
        "reposts": rng.poisson(views * 0.003),
        "views": pl.Series(views.astype(np.int64)).set(pl.Series(chance[2] < 0.02), None),
        "read_at": np.minimum(published + 30 * DAY, NOW),
        "deleted_at": pl.Series(published + DAY).set(pl.Series(chance[2] < 0.99), None),
    }  # fmt: skip
    return Posts.cast(pl.DataFrame(frame))


def _replies(
    rng: np.random.Generator, followers: npt.NDArray[np.float64], posts: pl.DataFrame, count: int
) -> pl.DataFrame:
    """Citizens' comments in threads of three, six of ten answered within hours."""
    crowd = np.repeat(followers**0.8, np.bincount(posts["page"].to_numpy() - 1))
    under = np.repeat(np.arange(posts.height), rng.multinomial(count, crowd / crowd.sum()))
    asked = posts["published"].to_numpy()[under] + rng.exponential(12 * HOUR, count).astype(int)
    order = np.lexsort((asked, under))
    under, asked = under[order], np.minimum(asked[order], NOW)
    number = 1 + np.arange(count)
    begins = np.searchsorted(under, under)
    answered = asked + rng.lognormal(np.log(5 * HOUR), 1.3, count).astype(int)
    frame = {
        "page": posts["page"].to_numpy()[under], "post": posts["post"].to_numpy()[under],
        "comment": number, "root": number - (number - 1 - begins) % 3,
        "author": rng.integers(1, 2**62, count), "asked_at": asked,
        "turn": rng.integers(0, 2, count), "addressed": rng.random(count) < 0.85,
        "reason": pl.Series(REASONS, dtype=pl.String).gather(
            rng.integers(0, len(REASONS), count)
        ),
        "answered_at": pl.Series(answered).set(
            pl.Series((rng.random(count) < 0.4) | (answered > NOW)), None
        ),
        "deleted_at": pl.Series(asked + DAY).set(pl.Series(rng.random(count) < 0.99), None),
    }  # fmt: skip
    return FirstReplies.cast(pl.DataFrame(frame))
