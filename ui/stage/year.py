"""The region's year in figures: totals, weeks, what grew by sphere. Pure Polars, no words.

Of a year that is not over everything counts up to the moment of the data, and is compared with the
same days of the year before, where these were collected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from core.period import Period, local_date, midnight
from kpi.model import Facts, Rules
from kpi.sources import sources

MEASURES = ("views", "erv", "posts")
"""What may grow by sphere: views of a post, reactions to views, posts a page and week."""
ENOUGH = 0.9
"""Share of pages read over the whole year before, from which on it is compared with."""
FEWEST = 5
"""Pages of a sphere that make a line: fewer could be recognised."""


@dataclass(frozen=True)
class Totals:
    """Sums of a stretch of days; ``on_time`` is a share, null: no question was due."""

    posts: int
    views: int
    questions: int
    on_time: float | None


@dataclass(frozen=True)
class Year:
    """A region's year.

    Attributes:
        year: of the region's calendar.
        pages: listed.
        now: of the year up to the moment of the data.
        before: of the same days of the year before; null: not collected.
        weeks: ``start`` (first second of the local week), ``posts``; full weeks, oldest first.
        growth: ``measure, sphere, first, last``: values of the first and last full quarter.
        quarters: numbers of these quarters; null: there are no two.
    """

    year: int
    pages: int
    now: Totals
    before: Totals | None
    weeks: pl.DataFrame
    growth: pl.DataFrame
    quarters: tuple[int, int] | None


def of_year(facts: Facts, year: int, rules: Rules, appeals: pl.DataFrame) -> Year:
    """The year of a region, of its listed pages.

    Args:
        facts: what was collected.
        year: which.
        rules: norms, deadline, zone.
        appeals: every question up to the moment of the data.
    """
    zone = rules.timezone
    listed = facts.pages.filter("listed").select(pl.col("page").cast(pl.Int64), "sphere")
    today = min(local_date(facts.as_of, zone), date(year, 12, 31))
    period = Period(date(year, 1, 1), max(today, date(year, 1, 1)), zone)
    posts = _posts(facts, period, rules).join(listed, on="page")
    mine = appeals.filter(pl.col("page").cast(pl.Int64).is_in(listed["page"].implode()))
    quarters = _quarters(facts, period)
    return Year(
        year, listed.height, _totals(posts, mine, period), _before(facts, period, rules, mine),
        _weeks(posts, period), _growth(posts, listed, quarters, year, zone), quarters,
    )  # fmt: skip


def _posts(facts: Facts, period: Period, rules: Rules) -> pl.DataFrame:
    found = sources(facts, period, rules, None, wanted=["posts"])["posts"]
    return found.filter("counted").select(
        "page", "published", "views", "original", "mature",
        reactions=pl.col("likes") + pl.col("comments") + pl.col("reposts"),
    )  # fmt: skip


def _totals(posts: pl.DataFrame, appeals: pl.DataFrame, period: Period) -> Totals:
    asked = appeals.filter(pl.col("asked_at").is_between(period.start, period.end, closed="left"))
    due = asked.filter(pl.col("deadline") <= pl.col("as_of"))
    on_time = due.select(
        (pl.col("answered_at") <= pl.col("deadline")).fill_null(value=False).mean()
    )
    return Totals(posts.height, int(posts["views"].sum() or 0), asked.height, on_time.item())


def _before(facts: Facts, period: Period, rules: Rules, appeals: pl.DataFrame) -> Totals | None:
    """Of the same days a year earlier, if nearly all pages were read over the whole of them."""
    earlier = Period(_year_ago(period.first), _year_ago(period.last), period.timezone)
    listed = facts.pages.filter("listed")["page"]
    reached = facts.intervals.filter(
        pl.col("page").is_in(listed.implode()),
        pl.col("origin") | (pl.col("start") <= earlier.start), pl.col("end") >= earlier.end,
    )  # fmt: skip
    if not listed.len() or reached["page"].n_unique() < ENOUGH * listed.len():
        return None
    posts = _posts(facts, earlier, rules).filter(
        pl.col("page").is_in(listed.cast(pl.Int64).implode())
    )
    return _totals(posts, appeals, earlier)


def _year_ago(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def _weeks(posts: pl.DataFrame, period: Period) -> pl.DataFrame:
    monday = period.first + timedelta(-period.first.weekday() % 7)
    starts = []
    while monday + timedelta(6) <= period.last:
        starts.append(midnight(monday, period.timezone))
        monday += timedelta(7)
    weeks = pl.DataFrame({"start": starts}, schema={"start": pl.Int64})
    end = midnight(monday, period.timezone)
    inside = posts.filter(pl.col("published") < end).sort("published")
    counted = (
        inside.join_asof(weeks, left_on="published", right_on="start")
        .drop_nulls("start")
        .group_by("start")
        .agg(posts=pl.len())
    )
    return weeks.join(counted, on="start", how="left").sort("start")


def _quarters(facts: Facts, period: Period) -> tuple[int, int] | None:
    """The first and the last quarter that are over and were read."""
    if facts.intervals.is_empty():
        return None
    begun = facts.intervals.select(pl.col("start").quantile(ENOUGH, "lower")).item()
    whole = [
        quarter
        for quarter in range(1, 5)
        if (days := _quarter(period.first.year, quarter, period.timezone)).start >= begun
        and days.end <= facts.as_of
    ]
    return (whole[0], whole[-1]) if len(whole) > 1 else None


def _quarter(year: int, quarter: int, zone: str) -> Period:
    first = date(year, 3 * quarter - 2, 1)
    after = date(year + quarter // 4, 3 * (quarter % 4) + 1, 1)
    return Period(first, after - timedelta(1), zone)


def _growth(
    posts: pl.DataFrame, listed: pl.DataFrame, quarters: tuple[int, int] | None, year: int,
    zone: str,
) -> pl.DataFrame:  # fmt: skip
    schema = {"measure": pl.String, "sphere": pl.String, "first": pl.Float64, "last": pl.Float64}
    if quarters is None:
        return pl.DataFrame(schema=schema)
    sizes = listed.drop_nulls("sphere").group_by("sphere").agg(pages=pl.len())
    sides = []
    for quarter in quarters:
        days = _quarter(year, quarter, zone)
        weeks = ((days.last - days.first).days + 1) / 7
        part = posts.filter(pl.col("published").is_between(days.start, days.end, closed="left"))
        told = pl.col("original") & pl.col("mature") & (pl.col("views") > 0)
        answered = told & pl.col("reactions").is_not_null()
        found = (
            part.join(sizes.filter(pl.col("pages") >= FEWEST), on="sphere")
            .group_by("sphere")
            .agg(
                views=pl.col("views").filter(told).mean(),
                erv=pl.col("reactions").filter(answered).sum()
                / pl.col("views").filter(answered).sum(),
                posts=pl.len() / pl.col("pages").first() / weeks,
            )
        )
        sides.append(found.unpivot(index="sphere", on=list(MEASURES), variable_name="measure"))
    both = sides[0].rename({"value": "first"}).join(
        sides[1].rename({"value": "last"}), on=["sphere", "measure"]
    )  # fmt: skip
    known = both.filter(pl.col("first") > 0, pl.col("last").is_finite())
    return known.select(*schema).sort("measure", "sphere")
