"""From flagged moments to findings: what lies close together is one thing to look at."""

from __future__ import annotations

import polars as pl


def episodes(flagged: pl.DataFrame, gap: int) -> pl.DataFrame:
    """One row per page and run of moments, the strongest of it.

    Args:
        flagged: any columns beside ``page, since, until`` (UTC seconds) and ``strength``.
        gap: seconds between the end of one and the beginning of the next that still join them.

    Returns:
        The row of largest ``strength`` of each run; ``since`` and ``until`` span the run.
    """
    ordered = flagged.sort("page", "since", "until")
    reached = pl.col("until").cum_max().shift(1).over("page")
    opens = (pl.col("since") > reached + gap).fill_null(True)
    return (
        ordered.with_columns(run=opens.cast(pl.Int64).cum_sum().over("page"))
        .with_columns(
            since=pl.col("since").min().over("page", "run"),
            until=pl.col("until").max().over("page", "run"),
        )
        .sort("strength", "page", "since", descending=[True, False, False])
        .unique(["page", "run"], keep="first", maintain_order=True)
        .sort("page", "since")
        .drop("run")
    )


def finding(
    frame: pl.DataFrame, value: pl.Expr, threshold: pl.Expr, evidence: pl.Expr, **reason: pl.Expr
) -> pl.DataFrame:
    """The columns every signal gives: ``reason`` is a struct of the numbers of its sentence."""
    return frame.select(
        "page",
        "since",
        "until",
        value=value.cast(pl.Float64),
        threshold=threshold.cast(pl.Float64),
        reason=pl.struct(number.cast(pl.Float64).alias(name) for name, number in reason.items()),
        evidence=evidence.cast(pl.List(pl.Int64)),
    )
