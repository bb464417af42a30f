"""Periods of the address and of the command line."""

from datetime import UTC, date, datetime

import pytest

from core.period import Period, PeriodError, parse

NOW = int(datetime(2025, 11, 26, 12, tzinfo=UTC).timestamp())  # a Wednesday


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2025", "2025-01-01", "2025-12-31"),
        ("2025-Q3", "2025-07-01", "2025-09-30"),
        ("2025-Q4", "2025-10-01", "2025-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2025-12", "2025-12-01", "2025-12-31"),
        ("2025-W01", "2024-12-30", "2025-01-05"),
        ("4w", "2025-10-27", "2025-11-23"),
        ("52w", "2024-11-25", "2025-11-23"),
        ("2025-09-01..2025-09-30", "2025-09-01", "2025-09-30"),
    ],
)
def test_words(word: str, first: str, last: str) -> None:
    period = parse(word, "Europe/Moscow", NOW)
    assert (period.first, period.last) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "word", ["", "2025-Q5", "2025-13", "2025-W54", "0w", "soon", "2025-09-30..2025-09-01", "9999w9"]
)
def test_other_words_are_refused_in_a_sentence(word: str) -> None:
    with pytest.raises(PeriodError, match="is not a period such as"):
        parse(word, "Europe/Moscow", NOW)


@pytest.mark.parametrize(
    ("zone", "offset"), [("Europe/Moscow", 3), ("Asia/Sakhalin", 11), ("Europe/Kaliningrad", 2)]
)
def test_the_last_day_is_included_to_its_last_second(zone: str, offset: int) -> None:
    period = Period(date(2025, 12, 31), date(2026, 1, 1), zone)
    assert period.start == datetime(2025, 12, 31, tzinfo=UTC).timestamp() - offset * 3600
    assert period.end == datetime(2026, 1, 2, tzinfo=UTC).timestamp() - offset * 3600


def test_the_period_before_is_as_long_and_touches() -> None:
    period = parse("2025-Q3", "Asia/Sakhalin", NOW)
    assert period.before.end == period.start
    assert period.before.last - period.before.first == period.last - period.first


def test_a_day_of_a_changed_clock_is_as_long_as_it_was() -> None:
    day = Period(date(2014, 10, 26), date(2014, 10, 26), "Europe/Moscow")
    assert day.end - day.start == 25 * 3600
