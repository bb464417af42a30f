"""Beliefs about pages from the rows of KPIs: shrunken rates of views and followers.

Joins ``kpi.sources`` with ``kpi.estimates``: which posts make a page's weeks is decided here, by
the very conditions of the KPIs' declarations.
"""

from __future__ import annotations

import polars as pl

from kpi.definitions.reach import enough_seen, seen, settled
from kpi.estimates import ESTIMATES, rates, typical

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

_WEEKS = 10_000
"""More weeks than any post has since then, so that pages do not overlap in a cell."""


def weekly(posts: pl.DataFrame, kpi: str, offset: int) -> pl.DataFrame:
    """Weeks of a rate: ``page, week, a, b``, or ``page, week, value`` of ``view_rate``.

    Args:
        posts: the source ``posts``.
        kpi: of ``RATES``.
        offset: seconds of the region's zone ahead of UTC: weeks are local.
    """
    counted = posts.lazy().filter("counted")
    sums = pl.col("a", "b").sum().cast(pl.Float64)
    if kpi == "er_post":
        taken = counted.filter(settled & _followed & _known)
        return _by_week(taken, offset, sums, a=_reactions, b=pl.col("followers"))
    trusted = posts.lazy().group_by("page").agg(enough=enough_seen).filter("enough").select("page")
    counted = counted.filter(seen).join(trusted, on="page", how="semi", maintain_order="left")
    if kpi == "er_view":
        return _by_week(counted.filter(_known), offset, sums, a=_reactions, b=pl.col("views"))
    value = pl.col("views") / pl.col("followers")
    return _by_week(counted.filter(_followed), offset, pl.median("value"), value=value)


def _by_week(
    posts: pl.LazyFrame, offset: int, figures: pl.Expr, **parts: pl.Expr
) -> pl.DataFrame:  # fmt: skip
    """Figures of the parts by page and local week, grouped by one number: it sorts and groups."""
    week = (pl.col("published") + offset - MONDAY) // WEEK
    cells = posts.select(cell=pl.col("page").cast(pl.Int64) * _WEEKS + week, **parts).sort("cell")
    page, week = (
        part.cast(pl.Int32) for part in (pl.col("cell") // _WEEKS, pl.col("cell") % _WEEKS)
    )
    found = cells.group_by("cell").agg(figures).with_columns(page=page, week=week)
    return found.drop("cell").collect()


def rate(weeks: pl.DataFrame, kpi: str, found: pl.DataFrame) -> pl.DataFrame:
    """Beliefs of a rate: ``kpi.estimates.ESTIMATES``.

    Args:
        weeks: of ``weekly``.
        kpi: of ``RATES``.
        found: ``kpi.peers.members``: pages that do not count shape no belief.
    """
    pages = found.select("page", "sphere", "size")
    weeks = weeks.join(pages.select("page"), on="page", how="semi").sort("page", "week")
    if weeks.is_empty():
        floats = dict.fromkeys(ESTIMATES[1:], pl.Float64)
        return pl.DataFrame(schema={"page": pages.schema["page"], **floats})
    return typical(weeks, pages) if kpi == "view_rate" else rates(weeks, pages)
