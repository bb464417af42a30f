"""What pages have closed themselves, at a moment: scores give nothing for it."""

from __future__ import annotations

import polars as pl
from polars.dataframe.group_by import GroupBy

from kpi.model import Facts
from kpi.observed import by_moment
from kpi.vanished import CLOSED

GONE = ("deleted", "banned", "vanished")
"""Refusals of a page that is there no more."""


def gone(end: int) -> pl.Expr:
    """Whether VK had, at a moment, a page of ``core.frames.Pages`` no more, or had blocked it."""
    return (pl.col("refused").is_in(GONE) & _refused_by(end)).fill_null(value=False)


def _refused_by(end: int) -> pl.Expr:
    """Whether the refusal stood at a moment; one without a date always has."""
    return (pl.col("refused_at") <= end).fill_null(value=True)


def shut(facts: Facts, end: int) -> pl.DataFrame:
    """What pages have closed themselves: ``page, comments, followers, wall``, and ``gone``.

    Booleans. ``gone``: see ``gone``.

    Comments count as closed where the network or the register says so now, or where more than half
    of the posts published by ``end`` refuse them; when a post was closed is not known.
    """
    refusals = (
        _threads(facts, end)
        .group_by("page")
        .agg(refused=(pl.col("refused") == CLOSED).fill_null(value=False).mean())
    )
    last = snapshots_by_page(facts, end).agg(hidden=pl.col("followers").last().is_null())
    return (
        facts.pages.join(refusals, on="page", how="left")
        .join(last, on="page", how="left")
        .select(
            "page",
            comments=(~pl.col("comments_open")).fill_null(value=False)
            | (pl.col("refused_right") > 0.5).fill_null(value=False),
            followers=pl.col("hidden").fill_null(value=False),
            wall=((pl.col("refused") == "closed") & _refused_by(end)).fill_null(value=False),
            gone=gone(end),
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
