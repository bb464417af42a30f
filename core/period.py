"""Periods of local time: what ``2025-Q3`` or ``13w`` means as instants.

Owns the words of the address and of the command line; knows no clock: "now" is an argument.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = date(2006, 1, 1), date(2040, 12, 31)
"""Days that can be asked for: those of the working clock."""

DAY = 86_400
WEEK = 7 * DAY


class PeriodError(ValueError):
    """A period that cannot be read: one sentence."""


@dataclass(frozen=True)
class Period:
    """Local days ``first`` to ``last``, both included, in an IANA zone."""

    first: date
    last: date
    timezone: str = "Europe/Moscow"

    def __post_init__(self) -> None:
        if not EARLIEST <= self.first <= LATEST or not EARLIEST <= self.last <= LATEST:
            raise PeriodError(f"the days {self} are not between {EARLIEST} and {LATEST}")
        if self.last < self.first:
            raise PeriodError(f"the period ends ({self.last}) before it begins ({self.first})")

    @property
    def start(self) -> int:
        """First second of the period (UTC unix)."""
        return midnight(self.first, self.timezone)

    @property
    def end(self) -> int:
        """First second after the period (UTC unix)."""
        return midnight(self.last + timedelta(days=1), self.timezone)

    @property
    def before(self) -> Period:
        """The period of the same number of days that ends where this one begins."""
        days = (self.last - self.first).days + 1
        return Period(self.first - timedelta(days), self.first - timedelta(1), self.timezone)

    def __str__(self) -> str:
        return f"{self.first}..{self.last}"


def midnight(day: date, timezone: str) -> int:
    """UTC unix seconds of the first instant of a local day."""
    return int(datetime.combine(day, time(), ZoneInfo(timezone)).timestamp())


def local_date(instant: int, timezone: str) -> date:
    """The local day an instant falls on."""
    return datetime.fromtimestamp(instant, ZoneInfo(timezone)).date()


def parse_date(text: str) -> date:
    """A day written ``2025-09-30``.

    Raises:
        PeriodError: anything else.
    """
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise PeriodError(f"{text!r} is not a date such as 2025-09-30") from None


def parse(text: str, timezone: str, now: int) -> Period:
    """The period a word of the address means; ``4w`` are the last 4 full weeks before ``now``.

    Raises:
        PeriodError: not one of 2025, 2025-Q3, 2025-09, 2025-W47, 13w, 2025-09-01..2025-09-30.
    """
    today = local_date(now, timezone)
    try:
        first, last = _bounds(text, today)
    except ValueError:
        raise PeriodError(
            f"{text!r} is not a period such as 2025, 2025-Q3, 2025-09, 2025-W47, 13w "
            "or 2025-09-01..2025-09-30"
        ) from None
    return Period(first, last, timezone)


def _bounds(text: str, today: date) -> tuple[date, date]:
    monday = today - timedelta(days=today.weekday())
    if match := re.fullmatch(r"([1-9]\d{0,2})w", text):
        return monday - timedelta(weeks=int(match[1])), monday - timedelta(days=1)
    if match := re.fullmatch(r"(\d{4})", text):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    if match := re.fullmatch(r"(\d{4})-Q([1-4])", text):
        return _months(int(match[1]), 3 * int(match[2]) - 2, 3)
    if match := re.fullmatch(r"(\d{4})-(\d\d)", text):
        return _months(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"(\d{4})-W(\d\d)", text):
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
        return first, first + timedelta(days=6)
    if match := re.fullmatch(r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)", text):
        first, last = date.fromisoformat(match[1]), date.fromisoformat(match[2])
        if first <= last:
            return first, last
    raise ValueError(text)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    after = month - 1 + count
    return date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)
