"""Rates beside what their sphere and size let expect, with the scatter chance alone would give.

The funnel of a share needs nothing but its counts: ``kpi.places.funnel``.
"""

from __future__ import annotations

import polars as pl

from core.period import Period
from kpi.beliefs import rate, weekly
from kpi.model import Facts, Rules, SourceName
from kpi.rating import compared, offset_of
from kpi.sources import sources


def rate_funnel(
    facts: Facts, period: Period, rules: Rules, kpi: str, as_of: int | None = None
) -> pl.DataFrame:
    """How far each page's rate lies from the usual one, and how far it may by chance.

    Args:
        facts: what was collected.
        period: the days to look at.
        rules: the region's zone.
        kpi: of ``kpi.beliefs.RATES``.
        as_of: the moment to look from; null: the moment the facts are complete to.

    Returns:
        ``page, size, ratio, spread``, one row per page that counts and has posts: followers, rate
        ÷ that of pages of its sphere and size, √(v + τ²) of ln ratio: of pages that differ no more
        than pages do, 95 % lie within exp(± 1.96 spread).
    """
    moment = facts.as_of if as_of is None else as_of
    end = min(period.end, moment)
    found = compared(facts, end)
    wanted: tuple[SourceName, ...] = ("posts",)
    posts = sources(facts, period, rules, moment, wanted=wanted)["posts"]
    beliefs = rate(weekly(posts, kpi, offset_of(end, rules.timezone)), kpi, found)
    # The belief's variance is v τ² ÷ (v + τ²), so v² ÷ (v − variance) is v + τ².
    spread = pl.col("error") / (pl.col("error") - pl.col("variance")).sqrt()
    ratio = (pl.col("raw") - pl.col("expected")).exp()
    told = beliefs.select("page", ratio=ratio, spread=spread)
    return found.select("page", "size").join(told, on="page").sort("page")
