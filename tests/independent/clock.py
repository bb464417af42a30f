"""The working clock and the Kaplan–Meier points as the textbook has them: plain loops."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays

CALENDAR = Path(__file__).parents[2] / "core" / "data" / "production_calendar_ru.csv"
HOUR = 3_600
DAY = 86_400


@cache
def differing_days() -> dict[date, str]:
    """Days of the production calendar that differ from an ordinary week."""
    with CALENDAR.open(encoding="utf-8") as file:
        return {date.fromisoformat(row["date"]): row["kind"] for row in csv.DictReader(file)}


@cache
def days_off(year: int) -> frozenset[date]:
    """Days off of a year that the production calendar does not hold."""
    return frozenset(holidays.country_holidays("RU", years=year))


@cache
def kind_of(day: date) -> str:
    """``work``, ``short`` or ``off``."""
    known = {d.year for d in differing_days()}
    weekend = day.weekday() >= 5
    if day.year in known:
        named = differing_days().get(day)
        if named is not None:
            return {"day_off": "off", "short": "short", "working": "work"}[named]
        return "off" if weekend else "work"
    return "off" if weekend or day in days_off(day.year) else "work"


@cache
def midnight(day: date, timezone: str) -> int:
    """UTC seconds of a local midnight."""
    return int(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(timezone)).timestamp())


def local_day(instant: int, timezone: str) -> date:
    """The local day of an instant."""
    return datetime.fromtimestamp(instant, ZoneInfo(timezone)).date()


@cache
def office_hours(day: date, timezone: str, workday: tuple[int, int]) -> tuple[int, int] | None:
    """Opening and closing instants of a day; null: nobody works."""
    kind = kind_of(day)
    if kind == "off":
        return None
    opens, closes = workday[0], workday[1] - (HOUR if kind == "short" else 0)
    zone = ZoneInfo(timezone)

    def at(second: int) -> int:
        hour, rest = divmod(second, HOUR)
        wall = datetime(day.year, day.month, day.day, hour, rest // 60, rest % 60, tzinfo=zone)
        return int(wall.timestamp())

    return at(opens), at(closes)


def working_seconds(start: int, end: int, timezone: str, workday: tuple[int, int]) -> int:
    """Working seconds between two instants."""
    day, last, total = local_day(start, timezone), local_day(end, timezone), 0
    while day <= last:
        hours = office_hours(day, timezone, workday)
        if hours is not None:
            total += max(0, min(hours[1], end) - max(hours[0], start))
        day += timedelta(days=1)
    return total


def working_deadline(start: int, allowed: int, timezone: str, workday: tuple[int, int]) -> int:
    """The earliest instant at which the working clock has run the allowed seconds."""
    day = local_day(start, timezone)
    while True:
        hours = office_hours(day, timezone, workday)
        if hours is not None:
            begins = max(hours[0], start)
            if hours[1] - begins >= allowed:
                return begins + allowed
            allowed -= max(0, hours[1] - begins)
        day += timedelta(days=1)


def deadline_of(asked: int, rule: str, timezone: str, workday: tuple[int, int]) -> int:
    """The one instant by which an appeal must be answered."""
    if rule == "9wh":
        return working_deadline(asked, 9 * HOUR, timezone, workday)
    return asked + {"4h": 4, "24h": 24}[rule] * HOUR


def reached(times: Iterable[tuple[float, bool]], share: float) -> float | None:
    """Kaplan–Meier point: the smallest t with S(t) ≤ 1 − share + 10⁻⁹; null: never.

    Args:
        times: (time, answered); a time without an answer is censored.
    """
    known = list(times)
    survival = 1.0
    for time in sorted({time for time, answered in known if answered}):
        at_risk = sum(1 for other, _ in known if other >= time)
        replies = sum(1 for other, answered in known if answered and other == time)
        survival *= 1 - replies / at_risk
        if survival <= 1 - share + 1e-9:
            return time
    return None
