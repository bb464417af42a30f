"""A world as the frames the engine reads."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from core import frames
from core.frames import OWN
from core.period import Period
from kpi.model import Facts
from tests.planted_signals.calendar import DAY, DAYS, END, START
from tests.planted_signals.world import World

PERIOD = Period(date(2024, 12, 30), date(2025, 12, 28))


def facts(made: World) -> Facts:
    """Facts complete to the end of the world, counters settled."""
    n = made.count
    pages = np.arange(1, n + 1)
    neutral = {
        name: pl.lit(None, kind) for name, kind in frames.Pages.create_empty().schema.items()
    }
    register = pl.DataFrame({"page": pages}).with_columns(
        **{name: value for name, value in neutral.items() if name != "page"}
    ).with_columns(
        page_id=pl.format("vk:{}", "page"), network=pl.lit("vk"), name=pl.format("Page {}", "page"),
        exempt=pl.lit(False), listed=pl.lit(True), level=pl.lit("Регион"), sphere=pl.lit("Школы"),
    )  # fmt: skip
    intervals = pl.DataFrame({"page": pages}).with_columns(
        start=pl.lit(START), end=pl.lit(END), origin=pl.lit(False)
    )
    empty = {"threads": frames.Threads.create_empty()}
    return Facts(
        pages=frames.Pages.cast(register.select(frames.Pages.column_names())),
        snapshots=_snapshots(made), intervals=frames.Intervals.cast(intervals),
        posts=_posts(made), first_replies=_asked(made), **empty, as_of=END,
    )  # fmt: skip


def _snapshots(made: World) -> pl.DataFrame:
    """Read at six in the evening; some days are missing, three for everybody."""
    kept = made.rng.random((made.count, DAYS)) >= 0.02
    kept[:, 400:403] = False
    page, day = np.nonzero(kept)
    read_at = START + day * DAY + DAY - 1
    return frames.Snapshots.cast(pl.DataFrame({
        "page": page + 1, "day": read_at // DAY, "read_at": read_at,
        "followers": (made.followers + made.bought)[page, day],
    }))  # fmt: skip


def _posts(made: World) -> pl.DataFrame:
    number = len(made.page)
    rows = pl.DataFrame({
        "page": made.page + 1, "post": np.arange(1, number + 1), "published": made.published,
        "flags": np.full(number, OWN), "format": np.full(number, 3), "likes": made.likes,
        "comments": np.zeros(number, dtype=np.int64), "reposts": np.zeros(number, dtype=np.int64),
        "views": made.views, "read_at": np.full(number, END),
    }).with_columns(deleted_at=pl.lit(None, pl.Int64))  # fmt: skip
    return frames.Posts.cast(rows.select(frames.Posts.column_names()))


def _asked(made: World) -> pl.DataFrame:
    page, when, author, gone = made.asked
    number = np.arange(1, len(page) + 1)
    rows = pl.DataFrame({
        "page": page + 1, "comment": number, "post": number, "root": number, "author": author,
        "asked_at": when, "gone": gone,
    }).with_columns(
        turn=pl.lit(0), addressed=pl.lit(True), reason=pl.lit("?"),
        answered_at=pl.lit(None, pl.Int64),
        deleted_at=pl.when("gone").then(pl.col("asked_at") + DAY),
    )  # fmt: skip
    return frames.FirstReplies.cast(rows.select(frames.FirstReplies.column_names()))


def sayings(made: World) -> pl.DataFrame:
    """What citizens said, by page and text, as the store counts it."""
    names = ["page", "text_hash", "letters", "comments", "posts"]
    rows = pl.DataFrame(made.said, schema=dict.fromkeys(names, pl.Int64), orient="row")
    return rows.with_columns(
        page=pl.col("page") + 1, by_page=pl.lit(False), since=pl.lit(END - 300 * DAY),
        until=pl.lit(END - DAY),
    )  # fmt: skip
