"""What is the matter with pages, and since when: questions past the deadline, silence, the norm.

Frames only, from what ``ui.data`` keeps; the words of it stand in ``ui.exports.matter_words``.
Nobody here knows who asks: callers give pages that ``ui.rights`` left over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import polars as pl

from core.period import DAY, local_date, midnight
from kpi.sources import week_counts
from ui import data
from ui.installation import here
from ui.overview import data as overview_data

About = Literal["overdue", "silent", "norm", "all"]
WEEKS = 13


def standing(pages: pl.DataFrame) -> pl.DataFrame:
    """How some pages stand at the moment of the data, as the overview counts it.

    Args:
        pages: any frame with ``page``, limited by rights.

    Returns:
        ``ui.overview.data.standing`` of these pages with ``overdue_since`` (the earliest deadline
        of the questions it counts), ``done`` and ``norm`` of the last full week (null: not loaded),
        ``below_since`` (first second of the first of the weeks below the norm in a row; null: the
        norm is met or not known).
    """
    return (
        overview_data.standing()
        .join(pages.select("page"), on="page", how="semi")
        .join(_overdue_since(), on="page", how="left", maintain_order="left")
        .join(_below_since(weeks()), on="page", how="left", maintain_order="left")
    )


def troubled(stands: pl.DataFrame, about: About) -> pl.DataFrame:
    """Those rows of ``standing`` that something is the matter with, the most urgent first."""
    wanted = {
        "overdue": pl.col("overdue") > 0,
        "silent": pl.col("silent"),
        "norm": pl.col("below_norm").fill_null(value=False),
    }
    chosen = wanted[about] if about != "all" else pl.any_horizontal(wanted.values())
    orders: dict[About, list[pl.Expr]] = {
        "overdue": [-pl.col("overdue"), pl.col("overdue_since")],
        "silent": [-pl.col("silent_days")],
        "norm": [pl.col("done") / pl.col("norm"), pl.col("below_since")],
        "all": [
            pl.col("overdue") == 0, ~pl.col("silent"), -pl.col("overdue"), -pl.col("silent_days")
        ],
    }  # fmt: skip
    return stands.filter(chosen).sort(*orders[about], "name", nulls_last=True)


def weeks() -> pl.DataFrame:
    """The last full weeks of pages that owe posts, weeks with a norm only.

    Returns:
        ``page, start, done, norm``, one row per page and week.
    """
    period = data.last_weeks(data.facts().as_of, WEEKS)
    owing = data.listed().filter(~pl.col("exempt")).select("page")
    return (
        week_counts(data.facts(), period, data.rules())
        .filter("counted", pl.col("working_days") >= overview_data.LEAST_WORKING_DAYS)
        .select(pl.col("page").cast(pl.Int32), "start", "norm", done="posts")
        .join(owing, on="page", how="semi")
    )


def week_starts() -> list[int]:
    """First instants of the weeks of ``weeks``, oldest first."""
    return data.starts(data.last_weeks(data.facts().as_of, WEEKS))


def _overdue_since() -> pl.DataFrame:
    """``page, overdue_since`` of the questions ``ui.overview.data.standing`` counts now."""
    horizon = pl.col("as_of") - here().settings.queue_days * DAY
    late = data.appeals().filter(
        pl.col("answered_at").is_null(), pl.col("asked_at") >= horizon,
        pl.col("deadline") <= pl.col("as_of"),
    )  # fmt: skip
    return late.group_by("page").agg(overdue_since=pl.col("deadline").min())


def _below_since(counts: pl.DataFrame) -> pl.DataFrame:
    """``page, done, norm, below_since`` of the last full week."""
    met = (
        counts.filter(pl.col("done") >= pl.col("norm"))
        .group_by("page")
        .agg(met=pl.col("start").max())
    )
    run = (
        counts.join(met, on="page", how="left")
        .filter(pl.col("met").is_null() | (pl.col("start") > pl.col("met")))
        .group_by("page")
        .agg(below_since=pl.col("start").min())
    )
    last = counts.filter(pl.col("start") == week_starts()[-1]).drop("start")
    return last.join(run, on="page", how="left")


def next_tuesday(moment: int) -> int:
    """18:00 of the next Tuesday, not today's: the deadline people are given by default."""
    zone = here().settings.timezone
    day = local_date(moment, zone)
    ahead = (1 - day.weekday()) % 7 or 7
    return midnight(day + timedelta(days=ahead), zone) + 18 * 3600
