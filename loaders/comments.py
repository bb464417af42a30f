"""Reading all comments under one post: the roots, then every thread longer than what they show.

The threads of a post are asked side by side. What was read goes into a batch only when the whole
post is known, so that a thread and its replies are never stored in halves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

from loaders.model import (
    COMMENTS,
    OLD_COMMENTS,
    Answer,
    Batch,
    Call,
    Due,
    Failure,
    Level,
    Network,
    Owed,
    Question,
    Row,
)

LARGEST = 100
STEP_BACK = 25
ROOTS = 0
"""Key of the question for the roots; a thread's key is its root."""


@dataclass(slots=True)
class _Place:
    """Where the reading of one level stands."""

    offset: int = 0
    last: int = 0
    stuck: int = 0
    total: int = 0


class CommentWalk:
    """Reads the comments under one post; ``fresh``: before history."""

    def __init__(self, network: Network, due: Due, now: int, *, fresh: bool) -> None:
        assert due.target.owner is not None
        self._network, self._due, self._now = network, due, now
        self._page, self._owner = due.target.page, due.target.owner
        self.fresh = fresh
        calls = math.ceil(due.counted / LARGEST)
        self._urgency = (COMMENTS if fresh else OLD_COMMENTS, -calls - due.published / 1e11)
        self._rows: dict[int, Row] = {}
        self._places = {ROOTS: _Place(total=due.counted)}
        self._new = [ROOTS]
        self._threads: set[int] = set()
        self._later: set[int] = set()
        self._whole, self._over = True, False
        self.owed: str | None = None
        self.least = 0

    def questions(self) -> list[Question]:
        """The next part of each level that is not read to its end."""
        found, self._new = self._new, []
        return [
            Question(self._call(root), self._urgency, root, partial(self._means, root))
            for root in found
        ]

    def _means(self, root: int, answer: Answer) -> Level:
        return self._network.comments(answer, self._page, self._due.post, root or None, self._now)

    def _call(self, root: int) -> Call:
        place = self._places[root]
        left = min(max(place.total - place.offset, 1), LARGEST)
        return self._network.comments_call(
            self._owner, self._due.post, place.offset, root or None, left
        )

    def take(self, key: int, answer: Answer, batch: Batch) -> None:
        """Takes comments that stitch; when all is read, puts the whole post into the batch."""
        if self._over:
            return
        if isinstance(answer, Owed):
            self.owed, self._new, self._over = answer.reason, [], True
        elif isinstance(answer, Failure):
            self._refused(key, answer, batch)
        else:
            self._read(key, answer, batch)

    def _read(self, key: int, level: Level, batch: Batch) -> None:
        for reason, count in level.rejects.items():
            batch.rejects[self._page, "comment", reason] += count
        place = self._places[key]
        if place.offset and (not level.ids or level.ids[0] > place.last):
            place.stuck += 1
            place.offset = max(place.offset - STEP_BACK * place.stuck, 0)
            self._new.append(key)
            return
        self._rows |= {row["comment"]: row for row in level.comments}
        self._later |= level.later
        place.total = level.total
        if key == ROOTS:
            self._find_threads(level)
        moved = bool(level.ids) and level.ids[-1] > place.last
        if moved and place.offset + len(level.ids) < level.total:
            place.offset += max(len(level.ids) - 1, 1)
            place.last = level.ids[-1]
            self._new.append(key)
        else:
            self._close(key, batch)

    def _find_threads(self, level: Level) -> None:
        """Opens every thread that is longer than what its root shows."""
        for root, (length, shown) in level.threads.items():
            if length > shown and root not in self._threads:
                self._threads.add(root)
                self._places[root] = _Place(total=length)
                self._new.append(root)

    def _close(self, key: int, batch: Batch) -> None:
        self.least += max(math.ceil(self._places.pop(key).total / LARGEST), 1)
        if not self._places:
            self._finish(None, batch)

    def _refused(self, key: int, failure: Failure, batch: Batch) -> None:
        self._whole = False
        if key == ROOTS:
            self.least += 1
            self._finish(failure.code, batch)
        else:
            self._close(key, batch)

    def _finish(self, refused: int | None, batch: Batch) -> None:
        self._over, self._new = True, []
        if refused is None:
            batch.comments += self._rows.values()
        # Comments of time to come are in the wall's count already: else it would stand still later.
        counted = max(self._due.counted - len(self._later), 0)
        batch.threads.append({
            "page": self._page, "post": self._due.post, "counted": counted,
            "whole": self._whole, "refused": refused, "read_at": self._now,
        })  # fmt: skip
