"""Figures of the questions of some pages: shares by week, times to the answer, hours, groups.

Kept per data version, period and set of pages; the definitions are those of the KPIs of the same
names, only pooled over pages.
"""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import blake2b

import polars as pl

from core.calendar import HOUR
from core.period import Period, local_date
from kpi import KPIS
from kpi.appeals import RESPONSE_WINDOW, reached, with_survival, with_waiting
from ui import data
from ui.installation import here
from ui.kept import kept
from ui.replies.data import passed_over, waiting

LEAST_WEEKS = 13
"""A line of fewer weeks says little."""

Scope = tuple[int, date, date, str]
"""What figures are kept by: data version, first and last day, a short name of the pages."""


def warm() -> None:
    """Makes what the view opens with: the whole region over the default period."""
    pages, period = data.listed(), data.period_of(data.DEFAULT_PERIOD)
    for make in (weekly, within, hours, on_time):
        make(pages, period)
    table(pages, period, "founder")
    passed_over()


def weekly(pages: pl.DataFrame, period: Period) -> pl.DataFrame:
    """Share answered in time by week asked: ``start, due, on_time``, one row per full week."""
    return _weekly(_scope(pages, _weeks_of(period)), pages)


def within(pages: pl.DataFrame, period: Period) -> list[float | None]:
    """Share answered within 4 hours, 9 working hours, 24 hours, 3 days; null: nothing was asked.

    Kaplan–Meier over all questions together; the unanswered count as waiting.
    """
    return list(_within(_scope(pages, period), pages))


def hours(pages: pl.DataFrame, period: Period) -> pl.DataFrame:
    """When people ask and are answered: ``hour`` (0–23), ``asked``, ``answers`` (counts)."""
    return _hours(_scope(pages, period), pages)


def table(pages: pl.DataFrame, period: Period, by: str) -> pl.DataFrame:
    """Figures of the questions of a period by page, founder, territory or sphere.

    Returns:
        One row per group with a question, most overdue first: ``key`` (page id or the group's
        name), ``name``, ``pages``, ``asked``, ``old`` (asked long enough ago to expect an answer),
        ``answered`` (of the old, within 63 working hours), ``due``, ``on_time`` (of the due),
        ``half``, ``most`` (hours to the answer of half and of nine in ten; null: too few
        questions, or never), ``open`` (all overdue ones, whatever the period).
    """
    return _table(_scope(pages, period), by, pages)


def on_time(pages: pl.DataFrame, period: Period) -> tuple[int, int]:
    """How many questions were answered in time, of how many whose deadline has passed."""
    figures = table(pages, period, "page")
    return int(figures["on_time"].sum()), int(figures["due"].sum())


def _scope(pages: pl.DataFrame, period: Period) -> Scope:
    numbers = pages["page"].sort().to_numpy().tobytes()
    key = blake2b(numbers, digest_size=12).hexdigest()
    return data.version(), period.first, period.last, key


def _weeks_of(period: Period) -> Period:
    """The full weeks of a period that are over, ``LEAST_WEEKS`` of them at least."""
    today = local_date(data.facts().as_of, period.timezone)
    last = min(period.last, today - timedelta(days=1))
    last -= timedelta(days=(last.weekday() + 1) % 7)
    first = min(period.first, last - timedelta(days=7 * LEAST_WEEKS - 1))
    return Period(first + timedelta(days=-first.weekday() % 7), last, period.timezone)


def _mine(scope: Scope, pages: pl.DataFrame) -> pl.DataFrame:
    version, first, last, _key = scope
    asked = data.asked_in(Period(first, last, here().settings.timezone))
    return _asked(version).filter(asked).join(pages, on="page", how="semi")


@kept(2)
def _asked(version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    old = pl.col("working_waited") >= RESPONSE_WINDOW
    due = pl.col("deadline") <= pl.col("as_of")
    return with_waiting(data.appeals(), data.rules()).with_columns(
        due=due,
        on_time=due & (pl.col("answered_at") <= pl.col("deadline")).fill_null(value=False),
        old=old,
        answered=old & (pl.col("working_seconds") <= RESPONSE_WINDOW).fill_null(value=False),
        hour=_local_hour("asked_at"),
        answer_hour=_local_hour("answered_at"),
    )


def _local_hour(moment: str) -> pl.Expr:
    utc = pl.from_epoch(moment).dt.replace_time_zone("UTC")
    return utc.dt.convert_time_zone(here().settings.timezone).dt.hour()


@kept(32, beside=1)
def _weekly(scope: Scope, _pages: pl.DataFrame) -> pl.DataFrame:
    weeks = pl.DataFrame(
        {"start": data.starts(Period(*scope[1:3], here().settings.timezone))},
        schema={"start": pl.Int64},
    )
    counted = (
        _mine(scope, _pages)
        .sort("asked_at")
        .join_asof(weeks, left_on="asked_at", right_on="start")
        .group_by("start")
        .agg(pl.col("due", "on_time").sum())
    )
    return weeks.join(counted, on="start", how="left").with_columns(
        pl.exclude("start").fill_null(0)
    )


@kept(32, beside=1)
def _within(scope: Scope, _pages: pl.DataFrame) -> tuple[float | None, ...]:
    rows = _mine(scope, _pages).with_columns(page=pl.lit(0))
    if rows.is_empty():
        return (None,) * 4
    timed = with_survival(rows, "left", "seconds", "waited")
    timed = with_survival(timed, "working_left", "working_seconds", "working_waited")
    marks = [("seconds", "left", hour * HOUR) for hour in (4, 24, 72)]
    marks.insert(1, ("working_seconds", "working_left", 9 * HOUR))
    return tuple(
        timed.select(1 - pl.col(left).filter(pl.col(clock) <= mark).min().fill_null(1.0)).item()
        for clock, left, mark in marks
    )


@kept(32, beside=1)
def _hours(scope: Scope, _pages: pl.DataFrame) -> pl.DataFrame:
    rows = _mine(scope, _pages)
    day = pl.DataFrame({"hour": range(24)}, schema={"hour": pl.Int8})
    for column, name in (("hour", "asked"), ("answer_hour", "answers")):
        counted = rows.group_by(hour=pl.col(column).cast(pl.Int8)).agg(pl.len().alias(name))
        day = day.join(counted, on="hour", how="left")
    return day.with_columns(pl.exclude("hour").fill_null(0)).sort("hour")


@kept(32, beside=1)
def _table(scope: Scope, by: str, _pages: pl.DataFrame) -> pl.DataFrame:
    label = "page_id" if by == "page" else by
    names = _pages.select("page", key=label, name="name" if by == "page" else by).drop_nulls("key")
    groups = names.select("key").unique().sort("key").with_row_index("group")
    numbered = names.join(groups, on="key")
    placed = _mine(scope, _pages).join(numbered, on="page")
    rows = with_survival(
        placed.with_columns(page=pl.col("group").cast(pl.Int64)), "left", "seconds", "waited"
    )
    overdue = (
        waiting()
        .filter(pl.col("queue").is_in(["overdue", "older"]))
        .join(numbered, on="page")
        .group_by("key")
        .agg(open=pl.len())
    )
    return (
        numbered.group_by("key")
        .agg(pl.col("name").first(), pages=pl.len())
        .join(rows.group_by("key").agg(_figures()), on="key")
        .join(overdue, on="key", how="left")
        .with_columns(pl.col("open").fill_null(0))
        .sort("open", "asked", "name", descending=[True, True, False])
    )


def _figures() -> list[pl.Expr]:
    """What is told of the questions of a group; hours only where there are enough of them."""
    times = {"half": ("median_response_hours", 0.5), "most": ("p90_response_hours", 0.9)}
    known = pl.col("seconds").is_not_null()
    return [
        pl.len().alias("asked"),
        *(pl.col(name).sum() for name in ("old", "answered", "due", "on_time")),
        *(
            pl.when(pl.len() >= KPIS[kpi].minimum).then(
                reached(pl.col("left").filter(known), pl.col("seconds").filter(known), share) / HOUR
            ).alias(name)
            for name, (kpi, share) in times.items()
        ),
    ]  # fmt: skip
