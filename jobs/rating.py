"""The rating as a table for files."""

from __future__ import annotations

import polars as pl

from core.period import Period
from kpi.methodology import Methodology
from kpi.model import Facts, Rules
from kpi.rating import Rating, rating

HEAD = ("page_id", "group", "group_size", "score", "coverage", "place", "place_low", "place_high",
        "tier", "zone", "reason")  # fmt: skip


def rating_table(
    facts: Facts, period: Period, rules: Rules, methodology: Methodology, as_of: int | None
) -> pl.DataFrame:
    """One row per page of the register: ``HEAD`` and ``mark_<kpi>`` a line of the methodology.

    ``reason`` holds words joined by a space: ``exempt`` or ``coverage`` where the page is not
    rated, and what the page itself has closed (``comments, followers, wall, not_reached``), for
    which marks are 0. ``zone`` is the colour of a rated page where the methodology speaks in
    colours. Rated pages come first, best score first.
    """
    found = rating(facts, period, rules, methodology, as_of)
    ids = [line.kpi for line in methodology.lines]
    wide = found.lines.pivot("kpi", index="page", values="mark").select(
        "page", *(pl.col(kpi).alias(f"mark_{kpi}") for kpi in ids)
    )
    rated = found.scores.join(wide, on="page", how="left").join(_own(found), on="page", how="left")
    exempt = facts.pages.filter("exempt", "listed").select("page_id", reason=pl.lit("exempt"))
    zone = pl.when(pl.col("place").is_not_null()).then(methodology.zone(pl.col("score")))
    rated = rated.with_columns(_reason(), zone=zone)
    table = pl.concat([rated, exempt], how="diagonal_relaxed")
    shown = table.select(*HEAD, *(f"mark_{kpi}" for kpi in ids))
    return shown.with_columns(pl.col("score").round(2), pl.col("coverage").round(4)).sort(
        pl.col("place").is_null(), -pl.col("score"), "page_id", nulls_last=True
    )


def _own(found: Rating) -> pl.DataFrame:
    """What pages have closed themselves: ``page, own``."""
    told = found.lines.filter(state="own").select("page", "why").unique().sort("page", "why")
    return told.group_by("page", maintain_order=True).agg(own=pl.col("why").str.join(" "))


def _reason() -> pl.Expr:
    joined = pl.concat_str("reason", "own", separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined).alias("reason")
