"""Local days of the demo's window: where they begin, which rest, how much is written on each.

Owns school holidays, feasts and the clocks people answer by; knows no pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.calendar import is_working
from core.period import local_date, midnight
from loaders.demo.plan import Bools, Floats, Ints

HOUR, DAY, WEEK = 3_600, 86_400, 7 * 86_400

FEASTS = ((2, 23), (3, 8), (5, 1), (5, 9), (6, 1), (6, 12), (9, 1), (10, 5), (11, 4), (12, 31))
"""Days everybody writes about, (month, day)."""

WRITING_WORK = (
    0,
    0,
    0,
    0,
    0,
    0.1,
    0.4,
    1.6,
    4.5,
    8.5,
    10,
    9.5,
    8,
    8,
    9,
    9,
    8.5,
    7,
    5,
    4,
    3,
    1.6,
    0.6,
    0.2,
)
WRITING_REST = (
    0.1,
    0,
    0,
    0,
    0,
    0,
    0.2,
    0.8,
    3,
    6,
    9,
    10,
    9,
    8,
    7.5,
    7,
    7,
    7,
    6.5,
    6,
    4.5,
    2.5,
    1,
    0.3,
)
ASKING = (
    0.9,
    0.5,
    0.3,
    0.2,
    0.2,
    0.4,
    1.2,
    2.8,
    4.5,
    5.5,
    6,
    6,
    6,
    6,
    5.6,
    5.5,
    5.8,
    6.3,
    6.8,
    7.2,
    7.4,
    6.6,
    4.4,
    2.2,
)
"""Weights of local hours: posts on working days and days off, comments of citizens."""


@dataclass(frozen=True)
class Days:
    """Local days from a Monday to the day of ``now``, whole weeks (the last may be unfinished).

    ``starts`` holds one instant more than there are days. ``works`` is 1 for a working day.
    """

    timezone: str
    now: int
    first: date
    starts: Ints
    works: Bools

    @property
    def start(self) -> int:
        """First instant of the window."""
        return int(self.starts[0])

    @property
    def count(self) -> int:
        """Number of days, a multiple of 7."""
        return len(self.works)

    @property
    def years(self) -> Floats:
        """Years from the window's start to each day."""
        return np.arange(self.count) / 365.25

    def dates(self) -> list[date]:
        """The local dates."""
        return [self.first + timedelta(offset) for offset in range(self.count)]

    def index(self, instants: Ints) -> Ints:
        """Number of the day of each instant, kept inside the window."""
        found = np.searchsorted(self.starts, instants, side="right") - 1
        return np.asarray(found.clip(0, self.count - 1), dtype=np.int64)


def window(weeks: int, now: int, timezone: str) -> Days:
    """``weeks`` full local weeks before the one that runs at ``now``, and that one."""
    today = local_date(now, timezone)
    first = today - timedelta(days=today.weekday(), weeks=weeks)
    dates = [first + timedelta(offset) for offset in range(7 * (weeks + 1))]
    starts = [midnight(day, timezone) for day in [*dates, dates[-1] + timedelta(1)]]
    return Days(
        timezone, now, first, np.array(starts), np.array([is_working(day) for day in dates])
    )


def writing(days: Days) -> dict[str, Floats]:
    """How much is posted on each day by season of the kind; an ordinary week has mean 1.

    Returns:
        ``school``, ``kindergarten`` and ``other``: one figure per day.
    """
    usual = np.where(days.works, 1.2, 0.5)
    school, kindergarten, other = usual.copy(), usual.copy(), usual.copy()
    for number, day in enumerate(days.dates()):
        month_day = (day.month, day.day)
        new_year = month_day >= (12, 31) or month_day <= (1, 8)
        if (6, 1) < month_day < (8, 25):
            school[number] *= 0.30 if month_day > (6, 20) else 0.6
            kindergarten[number] *= 0.62
            other[number] *= 0.88
        if new_year:
            school[number] *= 0.35
            kindergarten[number] *= 0.3
            other[number] *= 0.65
        if month_day in FEASTS:
            for season in (school, kindergarten, other):
                season[number] = max(season[number], 0.9) * 1.5
        if (month_day >= (12, 18) and not new_year) or (5, 3) <= month_day <= (5, 9):
            school[number] *= 1.25
            kindergarten[number] *= 1.3
    return {"school": school, "kindergarten": kindergarten, "other": other}


def asking(days: Days) -> Floats:
    """How many questions are asked on each day against an ordinary one."""
    shape = np.where(days.works, 1.1, 0.75)
    for number, day in enumerate(days.dates()):
        if (
            day.month in (6, 7)
            or (day.month, day.day) >= (12, 30)
            or (day.month, day.day) <= (1, 6)
        ):
            shape[number] *= 0.75
        if (day.month, day.day) >= (8, 20) and (day.month, day.day) <= (9, 20):
            shape[number] *= 1.3
        if day.month in (10, 11):
            shape[number] *= 1.15
    return shape


def seconds_of_day(weights: tuple[float, ...], draws: Floats) -> Ints:
    """Seconds after midnight for uniform draws, by weights of the 24 hours."""
    edges = np.concatenate([[0.0], np.cumsum(weights)]) / sum(weights)
    return np.asarray(np.interp(draws, edges, np.arange(25) * HOUR), dtype=np.int64)


class Shift:
    """The hours in which somebody answers; moves instants on by seconds of such hours."""

    def __init__(self, days: Days, hours: tuple[int, int], every_day: bool) -> None:
        self._opens = days.starts[:-1] + hours[0] * HOUR
        on = np.ones(days.count, dtype=bool) if every_day else days.works
        self._lengths = np.where(on, (hours[1] - hours[0]) * HOUR, 0).astype(np.int64)
        self._ends = np.cumsum(self._lengths)

    def after(self, instants: Ints, seconds: Ints) -> Ints:
        """Instants by which so many seconds have run; far off where the window ends before."""
        day = (np.searchsorted(self._opens, instants, side="right") - 1).clip(0)
        inside = np.clip(instants - self._opens[day], 0, self._lengths[day])
        target = self._ends[day] - self._lengths[day] + inside + seconds
        last = np.searchsorted(self._ends, target, side="left")
        known = np.minimum(last, len(self._ends) - 1)
        moment = self._opens[known] + target - (self._ends[known] - self._lengths[known])
        return np.where(last < len(self._ends), np.maximum(moment, instants), 1 << 40)
