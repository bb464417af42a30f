"""The working clock: how many working seconds lie before an instant, and the way back.

Owns the production calendar (``core/data``) and, after its last year, the days off of the package
``holidays``; figures that touch those years are provisional. Knows no appeals and no clock time.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import holidays
import numpy as np
import numpy.typing as npt

from core.period import EARLIEST, LATEST, midnight

Instants = npt.NDArray[np.int64]

FIRST, LAST = EARLIEST, LATEST
HOUR = 3600


@cache
def _decreed() -> dict[date, str]:
    path = Path(__file__).parent / "data" / "production_calendar_ru.csv"
    with path.open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


def last_decreed_year() -> int:
    """The last year whose production calendar is known."""
    return max(_decreed()).year


@cache
def day_kinds() -> dict[date, str]:
    """Every day from 2006 to 2040: ``work``, ``short`` (an hour less) or ``off``."""
    decreed = _decreed()
    years = {day.year for day in decreed}
    public = holidays.country_holidays("RU", years=range(FIRST.year, LAST.year + 1))
    kinds: dict[date, str] = {}
    for offset in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=offset)
        rests = day.weekday() >= 5 or (day.year not in years and day in public)
        usual = "off" if rests else "work"
        kinds[day] = {"day_off": "off", "short": "short", "working": "work"}.get(
            decreed.get(day, ""), usual
        )
    return kinds


def is_working(day: date) -> bool:
    """Whether a day is worked, in full or an hour less; days outside 2006–2040 count as worked."""
    return day_kinds().get(day, "work") != "off"


class WorkingClock:
    """Counts working seconds of one time zone between 2006 and 2040.

    Args:
        timezone: IANA name.
        hours: start and end of the working day in seconds after local midnight.
    """

    def __init__(self, timezone: str, hours: tuple[int, int] = (9 * HOUR, 18 * HOUR)) -> None:
        opens, closes = [], []
        for day, kind in day_kinds().items():
            start = midnight(day, timezone)
            worked = kind != "off"
            opens.append(start + hours[0])
            closes.append(
                start + (hours[1] - (HOUR if kind == "short" else 0) if worked else hours[0])
            )
        self._opens = np.array(opens, dtype=np.int64)
        lengths = np.array(closes, dtype=np.int64) - self._opens
        self._lengths = lengths
        self._ends = np.cumsum(lengths)
        self._provisional_from = midnight(date(last_decreed_year() + 1, 1, 1), timezone)

    def elapsed(self, instants: Instants) -> Instants:
        """Working seconds that have run before each instant."""
        day = np.searchsorted(self._opens, instants, side="right") - 1
        inside = np.clip(instants - self._opens[day], 0, self._lengths[day])
        return np.asarray(self._ends[day] - self._lengths[day] + inside, dtype=np.int64)

    def after(self, instants: Instants, seconds: int) -> Instants:
        """Earliest instants at which ``seconds`` of working time have run since each instant."""
        target = self.elapsed(instants) + seconds
        day = np.searchsorted(self._ends, target, side="left")
        moment = self._opens[day] + target - (self._ends[day] - self._lengths[day])
        return np.asarray(np.maximum(moment, instants), dtype=np.int64)

    def provisional(self, instants: Instants) -> npt.NDArray[np.bool_]:
        """Whether an instant lies after the last year of the production calendar."""
        return np.asarray(instants >= self._provisional_from)


@cache
def working_clock(timezone: str, hours: tuple[int, int]) -> WorkingClock:
    """The clock of a zone and working day, built once."""
    return WorkingClock(timezone, hours)


def days_off(first: date, last: date) -> list[tuple[date, date]]:
    """Holidays between two days: runs of days off that hold a weekday, their ends included."""
    runs: list[tuple[date, date]] = []
    run: list[date] = []
    for ahead in range((last - first).days + 2):
        day = first + timedelta(ahead)
        if day <= last and not is_working(day):
            run.append(day)
            continue
        if any(one.weekday() < 5 for one in run):
            runs.append((run[0], run[-1]))
        run = []
    return runs
