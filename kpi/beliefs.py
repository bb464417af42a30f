"""Beliefs about pages from the rows of KPIs: shrunken rates of views and followers, and shares.

Joins ``kpi.sources`` with ``kpi.estimates``: which posts make a page's weeks is decided here, by
the very conditions of the KPIs' declarations.
"""

from __future__ import annotations

import polars as pl

from kpi.definitions.reach import enough_seen, seen, settled
from kpi.estimates import ESTIMATES, rates, shares, typical

_reactions = pl.col("likes") + pl.col("comments") + pl.col("reposts")
_known = _reactions.is_not_null()
_followed = pl.col("followers") > 0

RATES = ("er_view", "er_post", "view_rate")
SHARES = ("response_rate", "on_time_rate")
ESTIMATED = RATES + SHARES
"""KPIs that are marked from a belief; all others are a census."""

WEEK = 7 * 86_400
MONDAY = 4 * 86_400
"""1970-01-05 was a Monday."""


def weekly(posts: pl.DataFrame, kpi: str, offset: int) -> pl.DataFrame:
    """Weeks of a rate: ``page, week, a, b``, or ``page, week, value`` of ``view_rate``.

    Args:
        posts: the source ``posts``.
        kpi: of ``RATES``.
        offset: seconds of the region's zone ahead of UTC: weeks are local.
    """
    week = ((pl.col("published") + offset - MONDAY) // WEEK).cast(pl.Int32).alias("week")
    counted = posts.filter("counted")
    if kpi == "er_post":
        taken = counted.filter(settled & _followed & _known)
        sums = (_reactions.sum().cast(pl.Float64).alias("a"), pl.col("followers").sum().alias("b"))
        return taken.group_by("page", week).agg(sums)
    trusted = posts.group_by("page").agg(trusted=enough_seen).filter("trusted").select("page")
    counted = counted.filter(seen).join(trusted, on="page", how="semi")
    if kpi == "er_view":
        sums = (_reactions.sum().cast(pl.Float64).alias("a"),
                pl.col("views").sum().cast(pl.Float64).alias("b"))  # fmt: skip
        return counted.filter(_known).group_by("page", week).agg(sums)
    value = (pl.col("views") / pl.col("followers")).median().alias("value")
    return counted.filter(_followed).group_by("page", week).agg(value)


def rate(posts: pl.DataFrame, kpi: str, found: pl.DataFrame, offset: int) -> pl.DataFrame:
    """Beliefs of a rate: ``kpi.estimates.ESTIMATES``.

    Args:
        posts: the source ``posts``.
        kpi: of ``RATES``.
        found: ``kpi.peers.members``: pages that do not count shape no belief.
        offset: see ``weekly``.
    """
    pages = found.select("page", "sphere", "size")
    weeks = weekly(posts, kpi, offset).join(pages.select("page"), on="page", how="semi")
    weeks = weeks.sort("page", "week")
    if weeks.is_empty():
        floats = dict.fromkeys(ESTIMATES[1:], pl.Float64)
        return pl.DataFrame(schema={"page": pages.schema["page"], **floats})
    return typical(weeks, pages) if kpi == "view_rate" else rates(weeks, pages)


def share(counts: pl.DataFrame) -> pl.DataFrame:
    """Beliefs of a share: ``page, belief, variance`` from ``page, k, n, group``."""
    total = pl.col("alpha") + pl.col("beta")
    mean = pl.col("alpha") / total
    return shares(counts).select("page", belief=mean, variance=mean * (1 - mean) / (total + 1))
