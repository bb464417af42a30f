"""Reading a wall and its comments while they move: an answer counts only where it stitches.

A wall is a list, newest first, that grows at the top and loses posts anywhere while it is paged by
offset. Each answer must begin at or above the last post taken; otherwise something slipped through
and the walk steps back. Network-independent: a ``Network`` makes the calls and reads the answers.
"""

from __future__ import annotations

from loaders.model import (
    Answer,
    Batch,
    Call,
    Covered,
    Failure,
    Network,
    Owed,
    Row,
    Span,
    Target,
    Wall,
    Window,
)

LARGEST = 100
"""Posts one call may ask for."""

STEP_BACK = 25
STUCK = 5
"""Answers in a row without progress after which the rest is owed."""

THREAD_SHOWN = 10
CLOSED_CODES = frozenset({7, 15, 18, 19, 30, 203, 212})


class WallWalk:
    """Reads the spans of one page's wall, newest first."""

    def __init__(self, network: Network, target: Target, spans: list[Span], now: int) -> None:
        assert target.owner is not None
        self._network, self._page, self._owner, self._now = network, target.page, target.owner, now
        self._spans = list(spans)
        self._pinned_at: int | None = None
        self.owed: str | None = None
        self._begin()

    def _begin(self) -> None:
        """Goes to the next span: at the top of the wall, or where it is guessed to begin."""
        if not self._spans:
            return
        span = self._spans[0]
        self._offset = 0 if span.high >= self._now else max(span.newer - 1, 0)
        self._edge = (span.high + 1, 0) if self._offset else None
        self._left = span.expected
        self._last_seen: frozenset[int] = frozenset()
        self._covered_to = span.high
        self._stuck = 0

    def question(self) -> Call | None:
        """The next part of the wall, as large as what is expected of it."""
        if not self._spans:
            return None
        count = LARGEST if self._left is None else min(max(self._left, 10), LARGEST)
        return self._network.wall_call(self._owner, self._offset, count)

    def take(self, answer: Answer, batch: Batch) -> None:
        """Takes posts that stitch, and widens what is known by them."""
        if isinstance(answer, Owed):
            self.owed, self._spans = answer.reason, []
            return
        if isinstance(answer, Failure):
            batch.refusals.append((self._page, refusal(answer)))
            self._spans = []
            return
        part = self._network.wall(answer, self._page, self._owner, self._now)
        for reason, count in part.rejects.items():
            batch.rejects[self._page, "post", reason] += count
        if self._offset == 0:
            self._take_pinned(part.pinned, batch)
        if not self._stitches(part):
            self._step_back()
            return
        self._advance(part, batch)

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
        batch.posts += [p for p in part.posts if span.low <= p["published"] <= span.high]
        if below or at_end:
            start, origin = span.low, False
            first = min((t for t in (bottom, self._pinned_at) if t is not None), default=None)
            if at_end and first is not None and first >= span.low:
                start, origin = first, True
        elif bottom is not None:
            start, origin = bottom + 1, False
        else:
            start, origin = self._covered_to + 1, False
        self._cover(part, start, origin, batch)
        if below or at_end:
            self._spans.pop(0)
            self._begin()
        else:
            self._forward(part)

    def _cover(self, part: Wall, start: int, origin: bool, batch: Batch) -> None:
        """Records ``[start, top of the span]`` as loaded and what of it was seen now."""
        seen = frozenset(p["post"] for p in part.posts)
        high = self._spans[0].high
        if start <= high:
            batch.covered.append(Covered(self._page, start, high, origin))
            window = Window(self._page, start, self._covered_to, seen | self._last_seen)
            batch.windows.append(window)
        self._covered_to = min(self._covered_to, start)
        self._last_seen = seen

    def _forward(self, part: Wall) -> None:
        edge = _key(part.posts[-1]) if part.posts else self._edge
        self._stuck = self._stuck + 1 if edge == self._edge else 0
        if self._stuck > STUCK:
            self.owed, self._spans = "the wall does not move on", []
            return
        self._edge = edge
        self._offset += max(part.length - 1, 0) if self._stuck == 0 else part.length
        if self._left is not None:
            self._left = max(self._left - part.length, 0) + STEP_BACK


class CommentWalk:
    """Reads all comments under one post: the roots, and every thread longer than what they show."""

    def __init__(self, network: Network, target: Target, post: int, counted: int, now: int) -> None:
        assert target.owner is not None
        self._network, self._page, self._owner = network, target.page, target.owner
        self._post, self._counted, self._now = post, counted, now
        self._rows: dict[int, Row] = {}
        self._roots_done = False
        self._offset, self._last = 0, 0
        self._threads: list[tuple[int, int]] = []
        self._whole, self._over = True, False
        self._stuck = 0
        self.owed: str | None = None

    def question(self) -> Call | None:
        """The next part of the roots, then of each long thread."""
        if self._over:
            return None
        root = self._threads[0][0] if self._roots_done else None
        return self._network.comments_call(self._owner, self._post, self._offset, root)

    def take(self, answer: Answer, batch: Batch) -> None:
        """Takes comments that stitch; when all is read, puts the whole post into the batch."""
        if isinstance(answer, Owed):
            self.owed, self._over = answer.reason, True
            return
        if isinstance(answer, Failure):
            self._refused(answer, batch)
            return
        root = self._threads[0][0] if self._roots_done else None
        level = self._network.comments(answer, self._page, self._post, root, self._now)
        for reason, count in level.rejects.items():
            batch.rejects[self._page, "comment", reason] += count
        if self._offset and (not level.ids or level.ids[0] > self._last):
            self._stuck += 1
            self._offset = max(self._offset - STEP_BACK * self._stuck, 0)
            return
        self._rows |= {row["comment"]: row for row in level.comments}
        if root is None:
            long = {r: n for r, (n, shown) in level.threads.items() if n > shown}
            known = {r for r, _ in self._threads}
            self._threads += [(r, n) for r, n in long.items() if r not in known]
        self._forward(level.ids, level.total, batch)

    def _forward(self, ids: list[int], total: int, batch: Batch) -> None:
        moved = bool(ids) and ids[-1] > self._last
        if moved and self._offset + len(ids) < total:
            self._offset += max(len(ids) - 1, 1)
            self._last = ids[-1]
        else:
            self._next_thread(batch)

    def _next_thread(self, batch: Batch) -> None:
        if self._roots_done:
            self._threads.pop(0)
        self._roots_done = True
        self._offset, self._last, self._stuck = 0, 0, 0
        if not self._threads:
            self._finish(None, batch)

    def _refused(self, failure: Failure, batch: Batch) -> None:
        self._whole = False
        if self._roots_done:
            self._next_thread(batch)
        else:
            self._finish(failure.code, batch)

    def _finish(self, refused: int | None, batch: Batch) -> None:
        self._over = True
        if refused is None:
            batch.comments += self._rows.values()
        batch.threads.append({
            "page": self._page, "post": self._post, "counted": self._counted,
            "whole": self._whole, "refused": refused, "read_at": self._now,
        })  # fmt: skip


def _key(post: Row) -> tuple[int, int]:
    return post["published"], post["post"]


def refusal(failure: Failure) -> str:
    """Why a page is refused, as kept with it: the network's code and words."""
    return f"{failure.code}: {failure.text}"[:200]
