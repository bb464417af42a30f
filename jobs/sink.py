"""The store as a network's loader sees it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from loaders import ledger
from loaders.model import Batch, Due, Target, Work
from store.collecting import Collecting
from store.due import Scope

RHYTHM = 100 * 86_400
"""Seconds back over which a page's rhythm is taken."""
AT_ONCE = 200
"""Pages whose walls are looked up in one query; their posts' times are in memory meanwhile."""


class StoreSink:
    """Answers what is known and due from the store, and writes there; counts rejects of the run."""

    def __init__(self, collecting: Collecting, scope: Scope) -> None:
        self._collecting, self._scope = collecting, scope
        self.rejects: Counter[tuple[int, str, str]] = Counter()

    def targets(self) -> list[Target]:
        """Pages to collect."""
        return [Target(**row) for row in self._collecting.pages()]

    def work(self, pages: Sequence[int]) -> dict[int, Work]:
        """What to read of the pages' walls; without those that are closed, gone or up to date."""
        found: dict[int, Work] = {}
        for start in range(0, len(pages), AT_ONCE):
            found |= self._work(pages[start : start + AT_ONCE])
        return found

    def _work(self, pages: Sequence[int]) -> dict[int, Work]:
        now, scope = self._scope.now, self._scope
        known = self._collecting.walls(pages)
        wanted = {
            page: gaps for page, (intervals, stale) in known.items()
            if (gaps := ledger.wanted(intervals, scope.since, now, stale))
        }  # fmt: skip
        for gaps in wanted.values():
            if gaps[0][1] < now:
                # A clock set back: the pinned post may be of a gap and is seen at the top only.
                gaps.insert(0, (now, now))
        floor = now - RHYTHM
        oldest = min([floor, *(gaps[-1][0] for page, gaps in wanted.items() if known[page][0])])
        published = self._collecting.published([p for p in wanted if known[p][0]], oldest)
        works = {}
        for page, gaps in wanted.items():
            intervals, posts = known[page][0], published.get(page, [])
            rate = ledger.rhythm(intervals, posts, floor)
            last = max((end for _, end, _ in intervals), default=0)
            waiting = math.inf if rate is None else rate * max(now - last, 0)
            works[page] = Work(
                ledger.spans(gaps, intervals, posts, rate), scope.fresh_from, waiting
            )
        return works

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
