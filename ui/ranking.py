"""The ranking as a frame: places by one figure among the rows shown, by page or by group.

Pure Polars over the wide frame of ``ui.data``; what is drawn and what is exported are both this.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi import KPIS
from kpi.model import Kpi

MAIN = (
    "weeks_on_norm", "posts_per_week", "silent_days", "on_time_rate", "open_appeals", "er_view",
    "median_views", "followers", "median_response_working_hours", "has_badge",
)  # fmt: skip
"""Figures the table shows, in order; the one rows are sorted by comes first."""

DESCRIPTION = ("page", "page_id", "name", "founder", "territory", "sphere", "category")
"""What the table says of a page besides its figures."""

SUMMED = ("posts", "appeals", "open_appeals", "waiting_appeals")
"""Counts that add up over pages; followers do not: audiences overlap."""

AVERAGED = ("has_badge", "design_score", "pos_widget", "comments_open")
"""Facts that are a share over many pages."""

TIES = "on_time_rate"
"""Orders pages whose figure is equal; the place stays shared."""
OBSERVED = ("days", "posts", "weeks", "appeals")
"""Kinds of sample whose ratios are pooled over pages: sums over sums."""


def columns(sort: str) -> list[str]:
    """KPI of the table: the one it is sorted by first."""
    return [sort, *(kpi for kpi in MAIN if kpi != sort)]


def narrow(pages: pl.DataFrame, kpis: Sequence[str]) -> pl.DataFrame:
    """Pages with the columns of the table only: what they are, the figures, the weeks."""
    figures = [f"{kpi}{part}" for kpi in kpis for part in ("", "|sample", "|note")]
    return pages.select(*DESCRIPTION, "weeks", *figures)


def ranked(rows: pl.DataFrame, sort: str) -> pl.DataFrame:
    """Adds ``place`` (ties share it, null where there is no figure) and orders best first.

    Pages that share a place stand by how many questions they answer in time, then by name.
    """
    down = KPIS[sort].direction == "down"
    return rows.with_columns(
        place=pl.col(sort).rank("min", descending=not down).cast(pl.Int32),
    ).sort("place", TIES, "name", descending=[False, True, False], nulls_last=True)


def grouped(pages: pl.DataFrame, by: str, kpis: Sequence[str]) -> pl.DataFrame:
    """One row per founder, territory or sphere, with some of the figures.

    Returns:
        ``name`` (null group is left out), ``pages`` (how many), and for each KPI the columns of
        ``ui.data.wide``: shares are ratios of sums over all pages, counts are sums, figures of a
        typical page are medians over the pages that have one.
    """
    parts: list[pl.Expr] = [pl.len().alias("pages")]
    for kpi in kpis:
        parts += _over_pages(KPIS[kpi])
    return (
        pages.drop("name", "pages", strict=False)
        .filter(pl.col(by).is_not_null())
        .group_by(pl.col(by).alias("name"), maintain_order=True)
        .agg(parts)
    )


def _over_pages(kpi: Kpi) -> list[pl.Expr]:
    name = kpi.id
    known = ~pl.col(f"{name}|note").str.contains("unknown", literal=True).fill_null(False)
    sums = {
        part: pl.col(f"{name}|{part}").filter(known).sum()
        for part in ("numerator", "denominator", "sample")
    }
    given = pl.col(name).is_not_null()
    if name in SUMMED:
        value = pl.when(given.any()).then(pl.col(name).sum())
    elif kpi.unit == "share" and kpi.numerator is not None and kpi.counted in OBSERVED:
        enough = (sums["sample"] >= kpi.minimum) & (sums["denominator"] > 0)
        value = pl.when(enough).then(sums["numerator"] / sums["denominator"])
    else:
        value = pl.col(name).mean() if name in AVERAGED else pl.col(name).median()
        sums["sample"] = pl.col(f"{name}|sample").filter(given).sum()
    few = pl.when(value.is_null() & (sums["sample"] > 0)).then(pl.lit("few"))
    parts = [total.alias(f"{name}|{part}") for part, total in sums.items()]
    return [value.alias(name), *parts, few.alias(f"{name}|note")]


def judged(rows: pl.DataFrame, kpi: str) -> int:
    """How many rows have the figure."""
    return rows.height - rows[kpi].null_count()
