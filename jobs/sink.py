"""The store as a network's loader sees it."""

from __future__ import annotations

import math
from collections import Counter

from loaders import ledger
from loaders.model import Batch, Due, Target, Work
from store.collecting import Collecting, Scope

RHYTHM = 100 * 86_400
"""Seconds back over which a page's rhythm is taken."""


class StoreSink:
    """Answers what is known and due from the store, and writes there; counts rejects of the run."""

    def __init__(self, collecting: Collecting, scope: Scope) -> None:
        self._collecting, self._scope = collecting, scope
        self.rejects: Counter[tuple[int, str, str]] = Counter()

    def targets(self) -> list[Target]:
        """Pages to collect."""
        return [Target(**row) for row in self._collecting.pages()]

    def work(self, page: int) -> Work | None:
        """What to read of a page's wall; null where it is closed, gone or up to date."""
        known = self._collecting.wall(page)
        if known is None:
            return None
        intervals, stale = known
        now, scope = self._scope.now, self._scope
        found = ledger.wanted(intervals, scope.since, now, stale)
        if not found:
            return None
        if found[0][1] < now:
            # A clock set back: the pinned post may be of a gap and is seen at the top only.
            found.insert(0, (now, now))
        floor = now - RHYTHM
        published = self._collecting.published(page, min(floor, found[-1][0])) if intervals else []
        rate = ledger.rhythm(intervals, published, floor)
        spans = ledger.spans(found, intervals, published, rate)
        last = max((end for _, end, _ in intervals), default=0)
        waiting = math.inf if rate is None else rate * max(now - last, 0)
        return Work(spans, scope.fresh_from, waiting)

    def due_posts(self, target: Target) -> list[Due]:
        """Posts of a page whose comments are to be read, newest first."""
        due = self._collecting.due_posts(target.page)
        return [Due(target, post, counted, published) for post, counted, published in due]

    def save(self, batch: Batch) -> None:
        """One batch, one transaction."""
        self.rejects += batch.rejects
        self._collecting.save(
            pages=batch.pages,
            refusals=batch.refusals,
            snapshots=batch.snapshots,
            posts=batch.posts,
            pinned=batch.pinned,
            windows=[(w.page, w.start, w.end, w.seen) for w in batch.windows],
            covered=[(c.page, c.start, c.end, c.origin) for c in batch.covered],
            comments=batch.comments,
            threads=batch.threads,
            usage=batch.usage,
        )
