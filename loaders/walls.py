"""Reading a wall while it moves: an answer counts only where it stitches.

A wall is a list, newest first, that grows at the top and loses posts anywhere while it is paged by
offset. Each answer must begin at or above the last post taken; otherwise something slipped through
and the walk steps back. Network-independent: a ``Network`` makes the calls and reads the answers.
"""

from __future__ import annotations

import math

from loaders.model import (
    FRESH,
    HEAD,
    HISTORY,
    Answer,
    Batch,
    Covered,
    Failure,
    Network,
    Owed,
    Question,
    Row,
    Span,
    Target,
    Wall,
    Window,
    Work,
)

LARGEST = 100
"""Posts one call may ask for."""

SMALLEST = 10
STEP_BACK = 25
STUCK = 5
"""Answers in a row without progress after which the rest is owed."""


class WallWalk:
    """Reads the spans of one page's wall, newest first.

    ``fresh`` turns true when everything that is urgent has been read, ``refused`` when the network
    does not let the wall be read.
    """

    def __init__(self, network: Network, target: Target, work: Work, now: int) -> None:
        assert target.owner is not None
        self.target, self._network, self._now = target, network, now
        self._page, self._owner = target.page, target.owner
        self._work, self._spans = work, list(work.spans)
        self._pinned_at: int | None = None
        self._asked = False
        self.owed: str | None = None
        self.least = 0
        self.fresh = self.refused = False
        self._begin()

    def _begin(self) -> None:
        """Goes to the next span: at the top of the wall, or where it is guessed to begin."""
        if not self._spans:
            self.fresh = True
            return
        span = self._spans[0]
        self.fresh = span.high < self._work.fresh_from
        self._offset = 0 if span.high >= self._now else max(span.newer - 1, 0)
        self._edge = (span.high + 1, 0) if self._offset else None
        self._left = span.expected
        self._taken = 0
        self._last_seen: frozenset[int] = frozenset()
        self._covered_to = span.high
        self._stuck = 0

    def questions(self) -> list[Question]:
        """The next part of the wall, as large as what is expected of it."""
        if self._asked or not self._spans:
            return []
        self._asked = True
        call = self._network.wall_call(self._owner, self._offset, self._count())
        return [Question(call, self._urgency(), read=self._means)]

    def _means(self, answer: Answer) -> Wall:
        return self._network.wall(answer, self._page, self._owner, self._now)

    def _count(self) -> int:
        wanted = self._remaining()
        return LARGEST if wanted is None else min(max(math.ceil(wanted), SMALLEST), LARGEST)

    def _remaining(self) -> float | None:
        """Posts the span still holds, by what was expected or by how dense they stood so far."""
        if self._left is not None:
            return self._left
        span = self._spans[0]
        read = span.high - self._covered_to
        if self._taken < SMALLEST or read <= 0:
            return None
        return 1.3 * self._taken / read * (self._covered_to - span.low) + SMALLEST

    def _urgency(self) -> tuple[int, float]:
        span = self._spans[0]
        if span.high >= self._now and self._covered_to == span.high:
            return HEAD, -self._work.waiting
        remaining = self._remaining()
        stage = HISTORY if self.fresh else FRESH
        return stage, -(LARGEST if remaining is None else remaining)

    def take(self, key: int, answer: Answer, batch: Batch) -> None:  # noqa: ARG002 - one question
        """Takes posts that stitch, and widens what is known by them."""
        self._asked = False
        if isinstance(answer, Owed):
            self._end(answer.reason)
        elif isinstance(answer, Failure):
            batch.refusals.append((self._page, refusal(answer)))
            self.refused = True
            self._end(None)
        else:
            self._read(answer, batch)

    def _end(self, owed: str | None) -> None:
        self.owed, self._spans, self.fresh = owed, [], True

    def _read(self, part: Wall, batch: Batch) -> None:
        for reason, count in part.rejects.items():
            batch.rejects[self._page, "post", reason] += count
        if self._offset == 0:
            self._take_pinned(part.pinned, batch)
        if self._stitches(part):
            self._advance(part, batch)
        else:
            self._step_back()

    def _take_pinned(self, pinned: Row | None, batch: Batch) -> None:
        batch.pinned[self._page] = pinned["post"] if pinned else None
        self._pinned_at = pinned["published"] if pinned else None
        if pinned and pinned["published"] <= self._now:
            batch.posts.append(pinned)

    def _stitches(self, part: Wall) -> bool:
        if self._offset == 0 or self._edge is None:
            return True
        return bool(part.posts) and _key(part.posts[0]) >= self._edge

    def _step_back(self) -> None:
        self._stuck += 1
        self._offset = max(self._offset - STEP_BACK * self._stuck, 0)
        self._left = None

    def _advance(self, part: Wall, batch: Batch) -> None:
        span = self._spans[0]
        at_end = self._offset + part.length >= part.total
        bottom = part.posts[-1]["published"] if part.posts else None
        below = bottom is not None and bottom < span.low
        inside = [p for p in part.posts if span.low <= p["published"] <= span.high]
        batch.posts += inside
        start, origin = self._known_from(span, bottom, below=below, at_end=at_end)
        self._cover(part, start, origin, batch)
        self._taken += len(inside)
        if below or at_end:
            self.least += max(math.ceil(self._taken / LARGEST), 1)
            self._spans.pop(0)
            self._begin()
        else:
            self._forward(part)

    def _known_from(
        self, span: Span, bottom: int | None, *, below: bool, at_end: bool
    ) -> tuple[int, bool]:
        """From when on the span is loaded now, and whether the wall's first post stands there."""
        if below or at_end:
            first = min((t for t in (bottom, self._pinned_at) if t is not None), default=None)
            if at_end and first is not None and first >= span.low:
                return min(first, span.high), True  # above it: what stood in the span is gone
            return span.low, False
        return (self._covered_to if bottom is None else bottom) + 1, False

    def _cover(self, part: Wall, start: int, origin: bool, batch: Batch) -> None:
        """Records ``[start, top of the span]`` as loaded and what of it was seen now.

        Below the wall's first post nothing stands any more, so what is stored of it is gone too.
        """
        seen = frozenset(p["post"] for p in part.posts)
        low, high = self._spans[0].low, self._spans[0].high
        if start <= high:
            batch.covered.append(Covered(self._page, start, high, origin))
            bottom = min(start, low) if origin else start
            window = Window(self._page, bottom, self._covered_to, seen | self._last_seen)
            batch.windows.append(window)
        self._covered_to = min(self._covered_to, start)
        self._last_seen = seen
        self.fresh = self._covered_to <= self._work.fresh_from

    def _forward(self, part: Wall) -> None:
        edge = _key(part.posts[-1]) if part.posts else self._edge
        self._stuck = self._stuck + 1 if edge == self._edge else 0
        if self._stuck > STUCK:
            self._end("the wall does not move on")
            return
        self._edge = edge
        self._offset += max(part.length - 1, 0) if self._stuck == 0 else part.length
        if self._left is not None:
            self._left = max(self._left - part.length, 0) + STEP_BACK


def _key(post: Row) -> tuple[int, int]:
    return post["published"], post["post"]


def refusal(failure: Failure) -> str:
    """Why a page is refused, as kept with it: the network's code and words."""
    return f"{failure.code}: {failure.text}"[:200]
