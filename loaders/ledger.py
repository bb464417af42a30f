"""The ledger: which time of a wall is known to be loaded, and what is left to read.

Pure functions of closed intervals ``(start, end, origin)``; ``origin`` says that the wall's very
first post stands at ``start``, so nothing older exists.
"""

from __future__ import annotations

from loaders.model import Span

Interval = tuple[int, int, bool]


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


def spans(
    intervals: list[Interval], published: list[int], since: int, now: int, stale_from: int | None
) -> list[Span]:
    """What to read of a wall, newest first.

    Args:
        intervals: what is loaded.
        published: times of the stored live posts, in any order.
        since: nothing older is wanted.
        now: the moment of the run.
        stale_from: the oldest post whose counters are due again; null: none.

    Returns:
        Gaps and the stretch to refresh, joined where they touch. ``newer`` counts the known posts
        above a span (its first guess at an offset), ``expected`` the posts it should hold, judged
        by the page's own rhythm; null where nothing is known of it.
    """
    wanted = gaps(intervals, since, now)
    if stale_from is not None:
        wanted.append((max(stale_from, since), now))
    joined: list[tuple[int, int]] = []
    for low, high in sorted(wanted):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], high))
        else:
            joined.append((low, high))
    loaded = sum(end - start + 1 for start, end, _ in intervals)
    rate = len(published) / loaded if loaded and published else None
    return [
        Span(
            low,
            high,
            sum(t > high for t in published),
            _expected(low, high, published, loaded, rate),
        )
        for low, high in reversed(joined)
    ]


def _expected(
    low: int, high: int, published: list[int], loaded: int, rate: float | None
) -> int | None:
    if rate is None or loaded < 7 * 86_400:
        return None
    stored = sum(low <= t <= high for t in published)
    newest = max(published)
    unknown = high - max(newest, low) if high > newest else 0
    if stored == 0 and high <= newest:
        unknown = high - low
    return round(stored + 1.5 * rate * unknown) + 3
