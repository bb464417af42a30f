"""The working clock against plain loops over days and seconds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import HOUR, day_kinds, last_decreed_year, working_clock

DAY = (9 * HOUR, 18 * HOUR)
ZONES = ["Europe/Moscow", "Asia/Sakhalin", "Asia/Yekaterinburg"]
moments = st.datetimes(datetime(2019, 1, 1), datetime(2027, 12, 31))
zones = st.sampled_from(ZONES)


def instant(text: str, zone: str = "Europe/Moscow") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def deadline(text: str, zone: str = "Europe/Moscow") -> str:
    clock = working_clock(zone, DAY)
    moment = int(clock.after(np.array([instant(text, zone)]), 9 * HOUR)[0])
    return datetime.fromtimestamp(moment, ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("asked", "until"),
    [
        ("2025-11-21 18:05", "2025-11-24 18:00:00"),  # Friday evening: Monday evening
        ("2025-11-21 18:00", "2025-11-24 18:00:00"),
        ("2025-11-24 09:00", "2025-11-24 18:00:00"),
        ("2025-11-24 12:00", "2025-11-25 12:00:00"),
        ("2024-12-27 18:05", "2024-12-28 18:00:00"),  # a worked Saturday
        ("2025-10-31 18:05", "2025-11-05 10:00:00"),  # a worked Saturday an hour shorter
        ("2025-12-30 17:00", "2026-01-12 17:00:00"),  # over the New Year holidays
        ("2025-11-22 03:00", "2025-11-24 18:00:00"),
    ],
)
@pytest.mark.parametrize("zone", ZONES)
def test_nine_working_hours(asked: str, until: str, zone: str) -> None:
    assert deadline(asked, zone) == until


def worked(first: datetime, last: datetime) -> int:
    """Working seconds between two local moments, day by day."""
    total, day = 0, first.date()
    while day <= last.date():
        kind = day_kinds()[day]
        opens = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
        closes = opens + timedelta(hours={"work": 9, "short": 8, "off": 0}[kind])
        overlap = (min(last, closes) - max(first, opens)).total_seconds()
        total += max(int(overlap), 0)
        day += timedelta(days=1)
    return total


@given(moments, st.integers(0, 40 * 24 * 3600), zones)
def test_elapsed_is_the_sum_of_the_days(start: datetime, length: int, zone: str) -> None:
    first = start.replace(microsecond=0)
    last = first + timedelta(seconds=length)
    clock = working_clock(zone, DAY)
    ends = [int(t.replace(tzinfo=ZoneInfo(zone)).timestamp()) for t in (first, last)]
    before, after = clock.elapsed(np.array(ends))
    assert after - before == worked(first, last)


@given(moments, st.integers(1, 200 * HOUR), zones)
def test_after_is_the_earliest_such_moment(start: datetime, seconds: int, zone: str) -> None:
    clock = working_clock(zone, DAY)
    asked = np.array([int(start.replace(tzinfo=UTC).timestamp())])
    moment = clock.after(asked, seconds)
    begun = clock.elapsed(asked)
    assert clock.elapsed(moment) - begun == seconds
    assert clock.elapsed(moment - 1) - begun == seconds - 1


def test_the_calendar_of_known_years_is_the_decrees() -> None:
    kinds = day_kinds()
    assert kinds[date(2024, 12, 28)] == "work"
    assert kinds[date(2025, 11, 1)] == "short"
    assert kinds[date(2025, 5, 2)] == "off"
    assert kinds[date(2025, 11, 3)] == "off"


def test_years_without_a_decree_rest_on_public_holidays_and_are_provisional() -> None:
    year = last_decreed_year() + 1
    assert day_kinds()[date(year, 1, 1)] == "off"
    clock = working_clock("Europe/Moscow", DAY)
    known, unknown = instant(f"{year - 1}-12-31 23:59:59"), instant(f"{year}-01-01 00:00:00")
    assert clock.provisional(np.array([known, unknown])).tolist() == [False, True]
