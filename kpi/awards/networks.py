"""Founders as networks of pages: how their institutions' pages are kept as a whole."""

from __future__ import annotations

import polars as pl

from kpi.awards.standing import LEAST_ON_NORM, TOLERANCE
from kpi.estimates import drawn
from kpi.model import Facts
from kpi.nominations.sources import NETWORKS
from kpi.rating import Scored

SILENT_DAYS = 30


def networks(
    facts: Facts, found: Scored, gates: pl.DataFrame, page_rows: pl.DataFrame
) -> pl.DataFrame:
    """One row per founder: ``NETWORKS``."""
    own = facts.pages.filter(pl.col("name") == pl.col("founder")).sort("page_id")
    own = own.unique("founder", keep="first", maintain_order=True)
    silent = page_rows.select(pl.col("page").cast(pl.Int32), "silent_days")
    norm = gates.select(pl.col("page").cast(pl.Int32), "norm_share", "badge")
    rated = pl.when(pl.col("reason").is_null()).then("score")
    pages = (
        found.scores.select("page", "page_id", score=rated)
        .join(facts.pages.select("page", "founder", "name"), on="page")
        .join(norm, on="page", how="left").join(silent, on="page", how="left")
        .filter(pl.col("founder").is_not_null(), pl.col("name") != pl.col("founder"))
    )  # fmt: skip
    by_founder = pages.group_by("founder").agg(
        pages=pl.len(), scored=pl.col("score").count(), raw=pl.col("score").mean(),
        squares=((pl.col("score") - pl.col("score").mean()) ** 2).sum(),
        on_norm=(pl.col("norm_share") >= LEAST_ON_NORM - TOLERANCE).mean(),
        marked=pl.col("badge").cast(pl.Float64).mean(),
        silent=(pl.col("silent_days") >= SILENT_DAYS).sum(),
        evidence=pl.col("page").cast(pl.Int64).sort_by(-pl.col("score"), "page", nulls_last=True),
    ).sort("founder")  # fmt: skip
    scored = by_founder.filter(pl.col("scored") > 0).with_row_index("at")
    freedom = max(int((scored["scored"] - 1).sum()), 1)
    within = max(float(scored["squares"].sum()) / freedom, 1e-6)
    beliefs = drawn(scored.select(
        page="at", sphere=pl.lit(None, pl.String), size=pl.lit(None, pl.Float64), raw="raw",
        error=within / pl.col("scored"),
    )) if scored.height else None  # fmt: skip
    if beliefs is None:
        return NETWORKS.frame([])
    mean = pl.col("expected") + pl.col("theta")
    believed = scored.join(beliefs.select("variance", at="page", mean_score=mean), on="at")
    return NETWORKS.rest(
        believed.join(own.select("founder", "page", "page_id"), on="founder", how="left")
    )
