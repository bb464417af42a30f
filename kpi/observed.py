"""What the facts say of time: what was observed, which own posts stand, how many followed when."""

from __future__ import annotations

from typing import Literal

import polars as pl

from core.frames import OWN
from core.period import DAY, Period
from kpi.model import Facts

NEAR = 7 * DAY
"""A snapshot of followers further than this from the moment asked for does not speak of it."""

_BOTH_WAYS: tuple[Literal["backward"], Literal["forward"]] = ("backward", "forward")


def observed_time(facts: Facts, period: Period, moments: pl.DataFrame) -> pl.DataFrame:
    """Loaded time inside ``[start, min(end, as_of))``.

    Returns:
        One row per page and interval, ordered: ``page, start, end`` (seconds), ``before`` (seconds
        observed in earlier intervals), ``total`` (of the page).
    """
    return (
        facts.intervals.join(moments, on="page")
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


def own_posts(facts: Facts, moments: pl.DataFrame) -> pl.DataFrame:
    """Own posts not deleted at the page's ``as_of``: ``Posts`` with ``as_of``."""
    return (
        facts.posts.filter(pl.col("flags") & OWN != 0)
        .join(moments, on="page")
        .filter(
            pl.col("published") <= pl.col("as_of"),
            pl.col("deleted_at").is_null() | (pl.col("deleted_at") > pl.col("as_of")),
        )
    )


def posts_inside(posts: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    """Posts inside observed time, with ``position``: observed seconds before each."""
    return (
        posts.sort("published")
        .join_asof(
            observed.sort("start").select("page", "start", "end", "before"),
            left_on="published",
            right_on="start",
            by="page",
            check_sortedness=False,
        )
        .filter(pl.col("published") < pl.col("end"))
        .with_columns(position=pl.col("before") + pl.col("published") - pl.col("start"))
    )


def followers_at(frame: pl.DataFrame, moment: str, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Adds ``followers`` in the snapshot nearest at or before ``moment``, else the earliest after.

    ``late_followers`` marks the second case; null followers: hidden, or never read.
    """
    ordered = snapshots.sort("read_at").select("page", "read_at", "followers")
    first = ordered.unique("page", keep="first", maintain_order=True)
    return (
        frame.drop("read_at", strict=False)
        .sort(moment)
        .join_asof(ordered, left_on=moment, right_on="read_at", by="page", check_sortedness=False)
        .join(first.select("page", first="followers"), on="page", how="left")
        .with_columns(
            followers=pl.when(pl.col("read_at").is_null()).then("first").otherwise("followers"),
            late_followers=pl.col("read_at").is_null(),
        )
        .drop("first", "read_at")
    )


def followers_near(ends: pl.DataFrame, moment: str, snapshots: pl.DataFrame) -> pl.DataFrame:
    """Followers at a moment where the snapshot lies within ``NEAR`` of it: ``page, followers``."""
    ordered = snapshots.sort("read_at").select("page", "read_at", "followers")
    asked = ends.select("page", moment).drop_nulls().sort(moment)
    earlier, later = (
        asked.join_asof(
            ordered, left_on=moment, right_on="read_at", by="page", strategy=strategy,
            check_sortedness=False,
        )
        for strategy in _BOTH_WAYS
    )  # fmt: skip
    either = earlier.join(later.drop(moment), on="page", suffix="_after")
    return either.with_columns(
        read_near=pl.coalesce("read_at", "read_at_after"),
        followers=pl.when(pl.col("read_at").is_null())
        .then("followers_after")
        .otherwise("followers"),
    ).select(
        "page",
        followers=pl.when((pl.col("read_near") - pl.col(moment)).abs() <= NEAR).then("followers"),
    )
