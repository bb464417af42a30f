"""How long a fill will take: arithmetic by hand."""

from __future__ import annotations

import polars as pl
import pytest

from core.period import DAY
from jobs import forecast
from jobs.forecast import Need, Pace, Power

NOW = 1_764_000_000

FAST = Pace(posts=1.0, talked=0.25, batches=True, measured=True)
POWER = Power(tokens=2, rate=3, left=10_000, daily=10_000, night=1200)


@pytest.mark.parametrize(
    ("need", "requests"),
    [
        (Need((30.0,) * 500), 1 + 170),  # ⌈(500 walls + 3,750 posts with comments) ÷ 25⌉
        (Need((250.0,)), 1 + 3),  # ⌈(3 + 62) ÷ 25⌉
        (Need((), comments=50), 2),
        (Need((1000.0,) * 100), 1 + 1040),  # (1,000 + 25,000) ÷ 25
    ],
)
def test_requests_of_a_stage(need: Need, requests: int) -> None:
    stage = forecast.stage(need, FAST, POWER)
    assert stage.requests == requests
    assert stage.seconds == round(requests / 6)
    assert stage.days == 0
    assert stage.slowest is None


def test_bytes_bound_a_stage_where_few_talk() -> None:
    silent = Pace(posts=1.0, talked=0.0, batches=True, measured=True)
    stage = forecast.stage(Need((1000.0,) * 100), silent, POWER)
    assert stage.requests == 1 + 115  # 100,000 posts of 6,000 bytes in answers of 5 MB


def test_tokens_that_do_not_bundle_ask_call_by_call() -> None:
    slow = forecast.stage(Need((30.0,) * 500), Pace(1.0, 0.25, False, True), POWER)
    assert slow.requests == 1 + 500 + 3750
    unknown = forecast.stage(Need((30.0,) * 500), Pace(1.0, 0.25, None, True), POWER)
    assert unknown.slowest == round(slow.requests / 6)


@pytest.mark.parametrize(
    ("walls", "power", "days"),
    [
        (10_000, POWER, 0),
        (10_001, POWER, 1),
        (10_000 + 2 * 8800, POWER, 2),
        (19_000, Power(1, 3, 5000, 5000, 4600), 35),
        (19_000, Power(1, 3, 5000, 5000, 5000), None),
        (19_000, Power(0, 3, 0, 0, 100), 0),
    ],
)
def test_days_the_quota_makes_of_it(walls: int, power: Power, days: int | None) -> None:
    assert forecast.quota_days(walls, power) == days


def test_the_pace_is_measured_once_enough_is_read() -> None:
    work = pl.DataFrame({"posts": [28], "talked": [7]})
    span = pl.DataFrame({"page": [1], "start": [0], "end": [14 * DAY - 1]})
    assert forecast.paced(work, span, True) == Pace(2.0, 0.25, True, True)
    short = pl.DataFrame({"page": [1], "start": [0], "end": [3 * DAY]})
    assert not forecast.paced(work, short, None).measured


@pytest.mark.parametrize(
    ("calls", "requests", "bundles"), [(1000, 60, True), (1000, 990, False), (20, 1, None)]
)
def test_whether_tokens_bundle_is_seen(calls: int, requests: int, bundles: bool | None) -> None:
    runs = pl.DataFrame({"as_of": [NOW], "requests": [requests]})
    rows = pl.DataFrame({"method": ["wall.get", "*"], "calls": [calls, 0], "began": [NOW, NOW]})
    assert forecast.bundled(rows, runs) is bundles


NIGHTS = [NOW - day * DAY - 3600 for day in range(9)]


@pytest.mark.parametrize(
    ("begun", "expected"),
    [
        (NIGHTS, NOW + DAY - 3600),
        (NIGHTS[::2], NOW + DAY - 3600),  # every other night: a week ago that night ran
        (NIGHTS[:2], NOW + DAY - 3600),  # since yesterday: a day after
        (NIGHTS[:1], None),
        ([], None),
        ([*NIGHTS, NOW - 7 * DAY + 600], NOW + 600),  # an hourly pass of that weekday comes first
        ([NOW - 7 * DAY], None),  # nothing has run for a week
    ],
)
def test_the_next_run_is_as_a_week_ago(begun: list[int], expected: int | None) -> None:
    assert forecast.next_run(begun, NOW) == expected
