"""The ledger against plain sets of seconds."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.ledger import CLOCK_AHEAD, Interval, gaps, rhythm, spans, wanted, widened

interval = st.tuples(st.integers(0, 40), st.integers(0, 12), st.booleans()).map(
    lambda raw: (raw[0], raw[0] + raw[1], False)
)


def seconds(intervals: list[Interval]) -> set[int]:
    return {t for start, end, _ in intervals for t in range(start, end + 1)}


def merged(raw: list[Interval]) -> list[Interval]:
    result: list[Interval] = []
    for one in raw:
        result = widened(result, one)
    return result


@given(st.lists(interval, max_size=8))
def test_widening_knows_the_same_seconds_and_keeps_intervals_apart(raw: list[Interval]) -> None:
    result = merged(raw)
    assert seconds(result) == seconds(raw)
    assert all(a[1] + 1 < b[0] for a, b in pairwise(result))


@given(st.lists(interval, max_size=8), st.integers(0, 30), st.integers(0, 30))
def test_gaps_are_what_is_not_loaded(raw: list[Interval], since: int, length: int) -> None:
    now = since + length
    found = gaps(merged(raw), since, now)
    wanted = set(range(since, now + 1)) - seconds(raw)
    assert seconds([(low, high, False) for low, high in found]) == wanted
    assert found == sorted(found, reverse=True)


def test_nothing_is_older_than_the_first_post() -> None:
    assert gaps([(20, 30, True)], 0, 40) == [(31, 40)]


def test_an_interval_that_reaches_the_origin_keeps_it() -> None:
    assert widened([(20, 30, True)], (31, 50, False)) == [(20, 50, True)]
    assert widened([(25, 30, False)], (10, 24, True)) == [(10, 30, True)]


def test_a_stretch_to_refresh_joins_the_gap_above_it() -> None:
    found = wanted([(0, 9000, False)], since=0, now=10_000, stale_from=5000)
    assert found == [(5000, 10_000)]


def test_a_gap_begins_where_a_post_may_have_come_in_behind_the_last_reading() -> None:
    intervals = [(2000, 3000, False), (8000, 9000, False)]
    assert wanted(intervals, since=1000, now=9500, stale_from=None) == [
        (9000 - CLOCK_AHEAD, 9500), (3000 - CLOCK_AHEAD, 7999), (1000, 1999),
    ]  # fmt: skip
    assert wanted(intervals, since=8000, now=9000, stale_from=None) == [], "nothing can be new"


def test_a_gap_below_starts_behind_the_posts_known_above_it() -> None:
    intervals = [(51, 100, False)]
    found = wanted(intervals, since=0, now=100, stale_from=None)
    (span,) = spans(found, intervals, [60, 70, 80], rate=None)
    assert (span.low, span.high, span.newer, span.expected) == (0, 50, 3, None)


def test_a_page_with_a_rhythm_is_expected_to_keep_it() -> None:
    week = 7 * 86_400
    intervals = [(0, week, False)]
    rate = rhythm(intervals, [week // 7 * n for n in range(1, 8)], floor=0)
    assert rate == pytest.approx(7 / week, rel=1e-3)
    (span,) = spans([(week + 1, 2 * week)], intervals, [], rate)
    assert span.expected == round(7 + 2.5 * 7**0.5) + 2
    assert rhythm([(0, week - 2, False)], [5], floor=0) is None
