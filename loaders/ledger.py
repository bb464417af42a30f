"""The ledger: which time of a wall is known to be loaded, and what is left to read.

Pure functions of closed intervals ``(start, end, origin)``; ``origin`` says that the wall's very
first post stands at ``start``, so nothing older exists.
"""

from __future__ import annotations

import math

from loaders.model import Span

Interval = tuple[int, int, bool]
WEEK = 7 * 86_400
CLOCK_AHEAD = 600
"""Seconds a run's moment may lie ahead of the network's clock: posts of time to come are unknown.

A wall may so have been read this much before the moment up to which it counts as loaded."""


def widened(intervals: list[Interval], new: Interval) -> list[Interval]:
    """The intervals with ``new`` in them; neighbours that touch become one, oldest first."""
    merged: list[Interval] = []
    for start, end, origin in sorted([*intervals, new]):
        if merged and start <= merged[-1][1] + 1:
            last = merged[-1]
            merged[-1] = (last[0], max(last[1], end), last[2])
        else:
            merged.append((start, end, origin))
    return merged


def gaps(intervals: list[Interval], since: int, now: int) -> list[tuple[int, int]]:
    """Closed intervals of ``[since, now]`` that are not loaded, newest first."""
    found, top = [], now
    for start, end, origin in sorted(intervals, reverse=True):
        if end < top:
            found.append((max(end + 1, since), top))
        top = min(top, start - 1)
        if origin:
            top = since - 1
    if top >= since:
        found.append((since, top))
    return [(low, high) for low, high in found if low <= high]


def wanted(
    intervals: list[Interval], since: int, now: int, stale_from: int | None
) -> list[tuple[int, int]]:
    """Closed intervals to read, newest first: gaps and the stretch to refresh, joined.

    A gap begins ``CLOCK_AHEAD`` seconds inside what is loaded below it: posts may have come in
    there behind the reading, at least in its last second.

    Args:
        intervals: what is loaded.
        since: nothing older is wanted.
        now: the moment of the run.
        stale_from: the oldest post whose counters are due again; null: none.
    """
    found = [(max(low - 1 - CLOCK_AHEAD, since), high) for low, high in gaps(intervals, since, now)]
    if stale_from is not None:
        found.append((max(stale_from, since), now))
    joined: list[tuple[int, int]] = []
    for low, high in sorted(found):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    return joined[::-1]


def rhythm(intervals: list[Interval], published: list[int], floor: int) -> float | None:
    """Posts a second of a page, by its posts since ``floor``; null: under a week is known."""
    loaded = sum(max(end - max(start, floor) + 1, 0) for start, end, _ in intervals)
    return len([at for at in published if at >= floor]) / loaded if loaded >= WEEK else None


def spans(
    found: list[tuple[int, int]], intervals: list[Interval], published: list[int],
    rate: float | None,
) -> list[Span]:  # fmt: skip
    """Intervals to read with what is known of them.

    Args:
        found: of ``wanted``.
        intervals: what is loaded.
        published: times of the stored live posts down to the lowest of ``found``.
        rate: of ``rhythm``.

    Returns:
        ``newer`` counts the known posts above a span (its first guess at an offset), ``expected``
        the posts it should hold: those stored, and by the page's rhythm those not loaded yet.
    """
    made = []
    for low, high in found:
        expected = None
        if rate is not None:
            unknown = sum(b - a + 1 for a, b in gaps(intervals, low, high))
            stored = sum(low <= at <= high for at in published)
            likely = rate * unknown
            expected = round(stored + likely + 2.5 * math.sqrt(likely)) + 2
        made.append(Span(low, high, sum(at > high for at in published), expected))
    return made
