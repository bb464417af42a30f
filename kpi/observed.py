"""What the facts say of time: what was observed, which own posts stand, how many followed when.

Rows are found by one integer, ``key``, that orders moments by page and then by time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from datetime import timedelta

import polars as pl

from core.frames import OWN
from core.period import DAY, Period, midnight
from kpi.model import Facts

NEAR = 7 * DAY
"""A snapshot of followers further than this from the moment asked for does not speak of it."""

_SPAN = 2**33
"""More seconds than any moment has, so that pages do not overlap in a key."""


_KEPT = 3
"""What is kept of facts: own posts, and the questions as figures and as scores count them."""


def kept(facts: Facts, key: Hashable, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """A frame that the facts alone decide, whatever the period: made once, it goes with them."""
    known: dict[Hashable, pl.DataFrame] = vars(facts).setdefault("kept", {})
    found = known.get(key)
    if found is None:
        found = make()
        known[key] = found
        for oldest in list(known)[:-_KEPT]:
            known.pop(oldest, None)
    return found


def moment_key(moment: pl.Expr) -> pl.Expr:
    """Orders rows by page, then by a moment."""
    return pl.col("page").cast(pl.Int64) * _SPAN + moment


def by_moment(frame: pl.DataFrame, moment: str) -> pl.DataFrame:
    """The frame with its ``key``, ordered by it; rows of one moment stay in their order."""
    keyed = frame.with_columns(key=moment_key(pl.col(moment)))
    # Most frames come in this order already: to look is many times quicker than to sort.
    return keyed if keyed["key"].is_sorted() else keyed.sort("key", maintain_order=True)


def observed_time(facts: Facts, period: Period, moments: pl.DataFrame) -> pl.DataFrame:
    """Loaded time inside ``[start, min(end, as_of))`` but for the pauses of pages.

    Returns:
        One row per page and interval, ordered: ``page, start, end`` (seconds), ``before`` (seconds
        observed in earlier intervals), ``total`` (of the page).
    """
    intervals = facts.intervals.select("page", "start", "end")
    if facts.pauses.height:
        intervals = _without(intervals, facts.pauses, period.timezone)
    return (
        intervals.join(moments, on="page")
        .select(
            "page",
            start=pl.max_horizontal("start", pl.lit(period.start, pl.Int64)),
            end=pl.min_horizontal("end", "as_of", pl.lit(period.end, pl.Int64)),
        )
        .filter(pl.col("end") > pl.col("start"))
        .sort("page", "start")
        .with_columns(length=pl.col("end") - pl.col("start"))
        .with_columns(
            before=pl.col("length").cum_sum().over("page") - pl.col("length"),
            total=pl.col("length").sum().over("page"),
        )
    )


def _without(intervals: pl.DataFrame, pauses: pl.DataFrame, timezone: str) -> pl.DataFrame:
    """Intervals cut by the days of accepted marks."""
    paused: dict[int, list[tuple[int, int]]] = {}
    for page, first, last in pauses.sort("page", "first").iter_rows():
        ends = midnight(first, timezone), midnight(last + timedelta(days=1), timezone)
        paused.setdefault(page, []).append(ends)
    concerned = pl.col("page").is_in(list(paused))
    cut = [
        (page, low, high)
        for page, start, end in intervals.filter(concerned).iter_rows()
        for low, high in _left(start, end, paused[page])
    ]
    return pl.concat(
        [intervals.filter(~concerned), pl.DataFrame(cut, schema=intervals.schema, orient="row")]
    )


def _left(start: int, end: int, pauses: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What pauses, in order, leave of an interval."""
    for low, high in pauses:
        if low > start:
            yield start, min(low, end)
        start = max(start, high)
        if start >= end:
            return
    yield start, end


def own_posts(facts: Facts, moments: pl.DataFrame) -> pl.DataFrame:
    """Own posts not deleted at the page's ``as_of``: ``Posts`` with ``as_of``."""
    return facts.posts.join(moments, on="page", how="left", maintain_order="left").filter(
        pl.col("flags") & OWN != 0,
        pl.col("published") <= pl.col("as_of"),
        pl.col("deleted_at").is_null() | (pl.col("deleted_at") > pl.col("as_of")),
    )


def posts_inside(posts: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """Posts inside observed time, with ``position``: observed seconds before each.

    ``posts`` come ordered by page and ``published``, and stay so.
    """
    loaded = by_moment(observed, "start").select("key", "start", "end", "before", of="page")
    inside = (
        posts.with_columns(key=moment_key(pl.col("published")))
        .join_asof(loaded, on="key", check_sortedness=False)
        .filter(pl.col("of") == pl.col("page"), pl.col("published") < pl.col("end"))
    )
    position = pl.col("before") + pl.col("published") - pl.col("start")
    return inside.with_columns(position=position).drop("key", "of", "start", "end", "before")


def followers_at(frame: pl.DataFrame, moment: str, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Adds ``followers`` in the snapshot nearest at or before ``moment``, else the earliest after.

    ``late_followers`` marks the second case; null followers: hidden, or never read. Rows are
    ordered as by ``by_moment``.
    """
    in_time = (pl.col("read_at") <= pl.col(moment)).fill_null(value=False)
    found = _with_snapshot(frame.drop("read_at", strict=False), moment, snapshots)
    return found.with_columns(late_followers=~in_time).drop("read_at")


def followers_near(ends: pl.DataFrame, moment: str, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Followers at a moment where the snapshot lies within ``NEAR`` of it: ``page, followers``."""
    found = _with_snapshot(ends.select("page", moment).drop_nulls(), moment, snapshots)
    near = (pl.col("read_at") - pl.col(moment)).abs() <= NEAR
    return found.select("page", followers=pl.when(near).then("followers"))


def _with_snapshot(frame: pl.DataFrame, moment: str, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Adds ``followers`` and ``read_at`` of a snapshot, the first of a page for all before it."""
    is_first = pl.col("page").ne_missing(pl.col("page").shift())
    known = by_moment(snapshots, "read_at").select(
        "followers",
        "read_at",
        of="page",
        key=pl.when(is_first).then(moment_key(pl.lit(0))).otherwise("key"),
    )
    same = pl.col("of") == pl.col("page")
    return (
        by_moment(frame, moment)
        .join_asof(known, on="key", check_sortedness=False)
        .with_columns(pl.when(same).then(pl.col(name)) for name in ("followers", "read_at"))
        .drop("of", "key")
    )
