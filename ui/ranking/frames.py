"""The ranking as a frame: pages by their score or by one figure, or groups of pages.

Pure Polars over the wide frame of ``ui.data`` and the scores of ``ui.scores``; what is drawn and
what is exported are both this.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from kpi import KPIS
from kpi.model import Kpi
from ui import scores
from ui.filters import SCORE

MAIN = (
    "weeks_on_norm", "on_time_rate", "er_view", "posts_per_week", "silent_days", "open_appeals",
    "median_views", "followers", "median_response_working_hours", "has_badge",
)  # fmt: skip
"""Figures the table shows, in order; one that rows are sorted by comes first."""

DESCRIPTION = ("page", "page_id", "name", "founder", "territory", "sphere", "category")
"""What the table says of a page besides its figures."""

SUMMED = ("posts", "appeals", "open_appeals", "waiting_appeals")
"""Counts that add up over pages; followers do not: audiences overlap."""

AVERAGED = ("has_badge", "design_score", "pos_widget", "comments_open")
"""Facts that are a share over many pages."""

TIES = "on_time_rate"
"""Orders rows that are equal otherwise; the place stays shared."""
OBSERVED = ("days", "posts", "weeks", "appeals")
"""Kinds of sample whose ratios are pooled over pages: sums over sums."""
TENTH = 0.1
"""The part of a group's pages whose highest score stands for its lowest ones."""
NOT_STATED = "?"
"""The row of pages whose founder, territory or sphere the register leaves out."""


def columns(sort: str, added: Sequence[str] = ()) -> list[str]:
    """KPIs of the table: the one it is sorted by first, then those added, then the usual ones."""
    first = [] if sort == SCORE else [sort]
    return list(dict.fromkeys([*first, *added, *MAIN]))


def with_scores(pages: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Pages with what ``ui.scores.scored`` says of each; null for those that are exempt."""
    return pages.join(found, on="page_id", how="left", maintain_order="left")


def narrow(pages: pl.DataFrame, kpis: Sequence[str]) -> pl.DataFrame:
    """Pages with the columns of the table only: what they are, scores, figures, the weeks."""
    figures = [f"{kpi}{part}" for kpi in kpis for part in ("", "|sample", "|note")]
    return pages.select(
        *DESCRIPTION, *scores.NUMBERS, *scores.WORDS, "weeks", "read", "audience", *figures
    )


def ranked(rows: pl.DataFrame, sort: str, *, worst: bool = False) -> pl.DataFrame:
    """Adds ``place`` (ties share it, null: no figure) and orders best first, or worst.

    Rows that share a place stand by how many questions they answer in time, then by name.
    """
    down = (sort != SCORE and KPIS[sort].direction == "down") != worst
    shown = pl.col(sort).round(2) if sort == SCORE else pl.col(sort)
    return rows.with_columns(
        place=shown.rank("min", descending=not down).cast(pl.Int32),
    ).sort("place", TIES, "name", descending=[False, True, False], nulls_last=True)


def grouped(pages: pl.DataFrame, by: str, kpis: Sequence[str]) -> pl.DataFrame:
    """One row per founder, territory or sphere, with some of the figures.

    Returns:
        ``name`` (``NOT_STATED`` where the register leaves it out), ``pages`` (how many), ``score``
        (median over the rated), ``rated`` (how many), ``low_score`` (the highest of the lowest
        tenth), and for each KPI the columns of ``ui.data.wide``: shares are ratios of sums over
        all pages, counts are sums, figures of a typical page are medians over the pages that have
        one.
    """
    score = pl.col(SCORE).filter(pl.col("rank").is_not_null())
    parts: list[pl.Expr] = [
        pl.len().alias("pages"), score.median().alias(SCORE), score.count().alias("rated"),
        score.quantile(TENTH, "lower").alias("low_score"),
    ]  # fmt: skip
    for kpi in kpis:
        parts += _over_pages(KPIS[kpi])
    return (
        pages.drop("name", "pages", strict=False)
        .group_by(pl.col(by).fill_null(NOT_STATED).alias("name"), maintain_order=True)
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
    value: pl.Expr
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


def judged(rows: pl.DataFrame, name: str) -> int:
    """How many rows have the figure, or the score."""
    return rows.height - rows[name].null_count()
