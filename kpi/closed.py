"""What pages have closed themselves, at a moment: scores give nothing for it."""

from __future__ import annotations

import polars as pl
from polars.dataframe.group_by import GroupBy

from kpi.model import Facts
from kpi.observed import by_moment
from kpi.vanished import CLOSED

GONE = ("deleted", "banned", "vanished")
"""Refusals of a page that is there no more."""


def shut(facts: Facts, end: int) -> pl.DataFrame:
    """What pages have closed themselves: ``page, comments, followers, wall``, and ``gone``.

    Booleans. ``gone``: VK has the page no more, or has blocked it.

    Comments count as closed where the network or the register says so now, or where more than half
    of the posts published by ``end`` refuse them; when a post was closed is not known.
    """
    refusals = (
        _threads(facts, end)
        .group_by("page")
        .agg(refused=(pl.col("refused") == CLOSED).fill_null(value=False).mean())
    )
    by_then = (pl.col("refused_at") <= end).fill_null(value=True)
    last = snapshots_by_page(facts, end).agg(hidden=pl.col("followers").last().is_null())
    return (
        facts.pages.join(refusals, on="page", how="left")
        .join(last, on="page", how="left")
        .select(
            "page",
            comments=(~pl.col("comments_open")).fill_null(value=False)
            | (pl.col("refused_right") > 0.5).fill_null(value=False),
            followers=pl.col("hidden").fill_null(value=False),
            wall=((pl.col("refused") == "closed") & by_then).fill_null(value=False),
            gone=(pl.col("refused").is_in(GONE) & by_then).fill_null(value=False),
        )
    )


def _threads(facts: Facts, end: int) -> pl.DataFrame:
    """Threads under posts published up to a moment, of pages that have refused any."""
    refusing = facts.threads.filter(pl.col("refused") == CLOSED).select("page").unique()
    threads = facts.threads.join(refusing, on="page", how="semi")
    published = facts.posts.join(refusing, on="page", how="semi").filter(pl.col("published") <= end)
    return threads.join(published.select("page", "post"), on=["page", "post"], how="semi")


def snapshots_by_page(facts: Facts, end: int) -> GroupBy:
    """Snapshots up to a moment by page, each page's in order of time."""
    known = facts.snapshots.filter(pl.col("read_at") <= end)
    return by_moment(known, "read_at").group_by("page")
