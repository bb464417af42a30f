"""What every page must fulfil that is to win anything: weeks in the norm, data, mark, signals.

The summer holidays of schools are taken out here, and nowhere else. Must not know who wins.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from core.period import DAY, Period, midnight
from kpi.awards.standing import GATES
from kpi.closed import gone
from kpi.model import Facts, Rules
from kpi.sources import week_counts

_SCHOOL = r"(?i)^(общее образование|школы|общеобразовательные.*)$"
_SCHOOL_NAME = r"(?i)\b(сош|оош|гимнази|лице[йя]|общеобразовательн|средняя школа|школа №)"
SUMMER = (6, 1), (8, 31)
"""First and last day of the holidays of schools."""


def schools(pages: pl.DataFrame) -> pl.Series:
    """Whether a page is of a school, whose summer holidays are an accepted mark."""
    is_school = pl.col("sphere").str.contains(_SCHOOL) | (
        pl.col("sphere").str.to_lowercase().is_in(["образование"])
        & pl.col("name").str.contains(_SCHOOL_NAME)
    )
    return pages.select(is_school.fill_null(value=False)).to_series()


def pauses(facts: Facts, period: Period) -> pl.DataFrame:
    """Accepted marks, and the summer of schools: ``core.frames.Pauses``."""
    pages = facts.pages.filter(schools(facts.pages))["page"]
    first, last = (date(period.first.year, *day) for day in SUMMER)
    summer = pl.DataFrame({"page": pages}).with_columns(first=pl.lit(first), last=pl.lit(last))
    return pl.concat([facts.pauses, summer.cast(dict(facts.pauses.schema))])  # type: ignore[arg-type]


def norm(facts: Facts, period: Period, rules: Rules, moment: int) -> pl.DataFrame:
    """``page, on_norm, weeks``: full weeks of at least three working days, schools' summer out."""
    first, last = (date(period.first.year, *day) for day in SUMMER)
    start, end = midnight(first, rules.timezone), midnight(last + timedelta(1), rules.timezone)
    school = facts.pages.filter(schools(facts.pages))["page"].cast(pl.Int64)
    in_summer = (pl.col("start") < end) & (pl.col("start") + 7 * DAY > start)
    weeks = week_counts(facts, period, rules, moment).filter(
        pl.col("counted"), pl.col("working_days") >= 3,
        ~(in_summer & pl.col("page").is_in(school.implode())),
    )  # fmt: skip
    return weeks.group_by(pl.col("page").cast(pl.Int32)).agg(
        on_norm=(pl.col("posts") >= pl.col("norm")).mean(), weeks=pl.len()
    )


def gates(
    facts: Facts, members: pl.DataFrame, weeks: pl.DataFrame, posts: pl.DataFrame, end: int
) -> pl.DataFrame:
    """What the common gate asks of pages, no signal confirmed: ``kpi.awards.standing.GATES``.

    Args:
        facts: what was collected.
        members: ``kpi.peers.members``.
        weeks: of ``norm``.
        posts: the source ``posts`` of the year.
        end: the moment judged from.
    """
    seen = posts.filter(~pl.col("counted")).select(
        pl.col("page").cast(pl.Int32), weeks_seen=pl.col("observed_days") / 7
    )
    found = (
        members.select("page")
        .join(facts.pages.select("page", "badge", there=~gone(end)), on="page", how="left")
        .join(seen, on="page", how="left")
        .join(weeks.select("page", norm_share="on_norm"), on="page", how="left")
    )
    return GATES.rest(found.with_columns(confirmed=pl.lit(0, pl.Int64)))
