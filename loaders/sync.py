"""One collection: pages, then walls, then the comments whose number moved.

Walks go side by side, a call of each in one request. What an answer means is saved before the next
is asked, so a run that is killed loses one answer at most, and the next goes on from the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from loaders.model import (
    Answer,
    Batch,
    Call,
    Client,
    Failure,
    Network,
    Owed,
    Sink,
    Target,
    Unavailable,
    Walk,
)
from loaders.walk import CommentWalk, WallWalk

PAGES_AT_ONCE = 500
GIVE_UP_AFTER = 3
"""Requests in a row that failed after all retries: then the network is taken as down."""

Progress = Callable[[str, int, int], None]
"""``(phase, done, total)``: phases are pages, walls, comments."""


@dataclass(slots=True)
class Outcome:
    """What a run did; ``pages`` counts those the network said something of."""

    pages: int = 0
    posts: int = 0
    comments: int = 0
    owed: dict[str, int] = field(default_factory=dict)

    def owe(self, reason: str, count: int = 1) -> None:
        """Counts what is left to a later run, by reason."""
        self.owed[reason] = self.owed.get(reason, 0) + count


class Run:
    """Collects the targets of a sink from a network.

    Args:
        now: the moment of the run; later posts and comments do not exist for it.
        most_requests: stop after so many HTTP requests; null: no bound.
    """

    def __init__(
        self, network: Network, client: Client, sink: Sink, now: int,
        progress: Progress = lambda phase, done, total: None, most_requests: int | None = None,
    ) -> None:  # fmt: skip
        self._network, self._client, self._sink, self._now = network, client, sink, now
        self._progress, self._most = progress, most_requests
        self._failed = 0
        self.outcome = Outcome()

    def collect(self) -> Outcome:
        """Reads everything that is due; what could not be read now is counted as owed."""
        self._resolve([t for t in self._sink.targets() if t.owner is None])
        known = [t for t in self._sink.targets() if t.owner is not None]
        self._read_pages(known)
        open_pages = [t for t in self._sink.targets() if t.owner is not None]
        walks = (
            WallWalk(self._network, t, spans, self._now)
            for t in open_pages
            if (spans := self._sink.spans(t.page))
        )
        self._walk("walls", walks, len(open_pages))
        due = self._sink.due_posts()
        comment_walks = (
            CommentWalk(self._network, target, post, counted, self._now)
            for target, post, counted in due
        )
        self._walk("comments", comment_walks, len(due))
        return self.outcome

    def _spent(self) -> bool:
        return self._most is not None and self._client.requests >= self._most

    def _resolve(self, targets: list[Target]) -> None:
        size = self._client.batch_size
        for start in range(0, len(targets), size):
            part = targets[start : start + size]
            answers = self._ask([self._network.resolve_call(t.screen_name or "") for t in part])
            batch = Batch()
            for target, answer in zip(part, answers, strict=True):
                if isinstance(answer, Owed):
                    self.outcome.owe(answer.reason)
                    continue
                owner = self._network.resolved(answer)
                if isinstance(owner, int):
                    batch.pages.append({"page": target.page, "owner": owner})
                else:
                    batch.refusals.append((target.page, owner))
            self._sink.save(batch)

    def _read_pages(self, targets: list[Target]) -> None:
        for start in range(0, len(targets), PAGES_AT_ONCE):
            self._read_some(targets[start : start + PAGES_AT_ONCE])
            self._progress("pages", min(start + PAGES_AT_ONCE, len(targets)), len(targets))

    def _read_some(self, part: list[Target]) -> None:
        """Asks for some pages at once; where they are refused together, for each half."""
        call = self._network.pages_call([t.owner for t in part if t.owner is not None])
        (answer,) = self._ask([call])
        if isinstance(answer, Owed):
            self.outcome.owe(answer.reason, len(part))
        elif isinstance(answer, Failure) and len(part) > 1:
            self._read_some(part[: len(part) // 2])
            self._read_some(part[len(part) // 2 :])
        else:
            batch = Batch()
            self._network.pages(answer, part, self._now, batch)
            self._sink.save(batch)
            self.outcome.pages += len(part)

    def _walk(self, phase: str, walks: Iterable[Walk], total: int) -> None:
        """Runs walks side by side, as many at once as one request can carry calls."""
        waiting, done = iter(walks), 0
        active: list[Walk] = []
        while True:
            active += _first(waiting, self._client.batch_size - len(active))
            if not active:
                return
            calls = [call for walk in active if (call := walk.question()) is not None]
            batch = Batch()
            for walk, answer in zip(active, self._ask(calls), strict=True):
                walk.take(answer, batch)
            if batch:
                self._sink.save(batch)
                self.outcome.posts += len(batch.posts)
                self.outcome.comments += len(batch.comments)
            over = [walk for walk in active if walk.question() is None]
            for walk in over:
                if owed := getattr(walk, "owed", None):
                    self.outcome.owe(owed)
            done += len(over)
            active = [walk for walk in active if walk not in over]
            self._progress(phase, done, max(total, done))

    def _ask(self, calls: list[Call]) -> list[Answer]:
        if self._spent():
            return [Owed("the allowed number of requests is used up")] * len(calls)
        if self._failed >= GIVE_UP_AFTER:
            return [Owed("the network does not answer")] * len(calls)
        try:
            answers = self._client.ask(calls)
        except Unavailable as error:
            self._failed += 1
            return [Owed(str(error))] * len(calls)
        self._failed = 0
        return answers


def _first(walks: Iterator[Walk], count: int) -> list[Walk]:
    taken: list[Walk] = []
    while len(taken) < count and (walk := next(walks, None)) is not None:
        if walk.question() is not None:
            taken.append(walk)
    return taken
