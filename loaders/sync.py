"""One collection: pages, then walls and comments side by side in the order of their urgency.

The day's order, where a quota or a bound on requests will not do for all: new posts of all pages,
then the posts whose counters are due, then changed comments, then history; among walls those go
first where most new posts are likely. What is not reached is owed, and stands in the ledger.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

from loaders.comments import CommentWalk
from loaders.ledger import CLOCK_AHEAD
from loaders.model import Batch, Broken, Client, Due, Network, Sink, Target, Walk
from loaders.pages import NamesWalk, PagesWalk
from loaders.pool import Pool
from loaders.walls import WallWalk

PAGES_AT_ONCE = 500
OLD_AT_ONCE = 2000
"""Posts of history whose comments are read side by side; more would only wait in memory."""

Progress = Callable[[str, int, int], None]
"""``(phase, done, total)``: phases are pages, walls, comments."""


@dataclass(slots=True)
class Outcome:
    """What a run did; ``pages`` counts those the network said something of.

    ``least`` is the fewest requests that would have brought the same.
    """

    pages: int = 0
    posts: int = 0
    comments: int = 0
    least: int = 0
    owed: dict[str, int] = field(default_factory=dict)

    def owe(self, reason: str, count: int = 1) -> None:
        """Counts what is left to a later run, by reason."""
        self.owed[reason] = self.owed.get(reason, 0) + count


@dataclass(frozen=True, slots=True)
class Order:
    """What a run is to do.

    ``pages`` asks what the network says of the pages first; ``walls`` bounds how many walls are
    read, null: all; ``scarce`` says that what may be asked will not do for all: then walls with
    most new posts go first, else they go as they come, lively and quiet ones mixed.
    """

    pages: bool = True
    walls: int | None = None
    scarce: bool = False
    most_requests: int | None = None


class Run:
    """Collects the targets of a sink from a network.

    Args:
        now: the moment of the run; later posts and comments do not exist for it.
    """

    def __init__(
        self, network: Network, client: Client, sink: Sink, now: int, order: Order,
        progress: Progress = lambda phase, done, total: None,
    ) -> None:  # fmt: skip
        self._network, self._client, self._sink, self._now = network, client, sink, now
        self._order, self._progress = order, progress
        self._pool = Pool(client, self._save, self._after, order.most_requests, client.lanes)
        self._known: dict[int, set[int]] = {}
        self._old: deque[Target] = deque()
        self._reading_old = 0
        self._fresh: set[int] = set()
        self._named: set[int] = set()
        self._counts: dict[str, list[int]] = {}
        self._calls = 0
        self.outcome = Outcome()

    def collect(self) -> Outcome:
        """Reads everything that is due; what could not be read now is counted as owed.

        Walls of known pages are not kept waiting for what the network says of the pages; one that
        is back from being closed is opened when it says so.

        Raises:
            Broken: no living token is left, a fault of our own, or a clock that runs ahead.
        """
        targets = self._sink.targets()
        self._named = {target.page for target in targets if target.owner is None}
        try:
            if self._order.pages:
                self._add("pages", self._pages(targets))
            self._open_walls([t for t in targets if t.owner is not None and not t.gone])
            self._pool.run()
        finally:
            self.outcome.least = self._client.least(self.outcome.pages, self._calls)
        return self.outcome

    def _pages(self, targets: list[Target]) -> list[PagesWalk]:
        return [
            PagesWalk(self._network, targets[start : start + PAGES_AT_ONCE], self._now)
            for start in range(0, len(targets), PAGES_AT_ONCE)
        ]

    def _add(self, phase: str, walks: Iterable[Walk]) -> None:
        found = list(walks)
        self._counts.setdefault(phase, [0, 0])[1] += len(found)
        self._pool.add(found)

    def _save(self, batch: Batch) -> None:
        told = self._client.network_time
        if told is not None and self._now > told + CLOCK_AHEAD:
            raise Broken(
                f"the moment of this run lies {(self._now - told) // 60} minutes ahead of the "
                "network's clock: set this machine's clock right; nothing was kept"
            )
        batch.usage = self._client.usage(self._now)
        self._sink.save(batch)
        self.outcome.posts += len(batch.posts)
        self.outcome.comments += len(batch.comments)

    def _after(self, walk: Walk, over: bool) -> None:
        """What follows from a walk that went on: the next things to read."""
        if isinstance(walk, WallWalk):
            page = walk.target.page
            first = (over or walk.fresh) and not walk.refused and page not in self._fresh
            if first:
                self._fresh.add(page)
                self._open_comments(walk.target, fresh=True)
            if over and first:
                del self._known[page]
            elif over and not walk.refused:
                self._old.append(walk.target)
                self._go_on_with_history()
        elif over and isinstance(walk, NamesWalk):
            self._add("pages", self._pages(walk.resolved))
        elif over and isinstance(walk, PagesWalk):
            self._after_pages(walk)
        elif over and isinstance(walk, CommentWalk) and not walk.fresh:
            self._reading_old -= 1
            self._go_on_with_history()
        if over:
            self._count(walk)

    def _after_pages(self, walk: PagesWalk) -> None:
        self.outcome.pages += walk.answered
        if walk.unknown:
            self._add("pages", [NamesWalk(self._network, walk.unknown)])
        self._add("pages", walk.halves)
        self._open_walls([t for t in walk.open if t.gone or t.page in self._named])

    def _count(self, walk: Walk) -> None:
        phase = {WallWalk: "walls", CommentWalk: "comments"}.get(type(walk), "pages")
        if phase != "pages":
            self._calls += walk.least
        if walk.owed:
            self.outcome.owe(walk.owed, getattr(walk, "size", 1))
        counted = self._counts.setdefault(phase, [0, 0])
        counted[0] += 1
        self._progress(phase, counted[0], max(counted))

    def _open_walls(self, targets: list[Target]) -> None:
        works = self._sink.work([target.page for target in targets])
        found = [(target, works[target.page]) for target in targets if target.page in works]
        if self._order.walls is not None:
            found.sort(key=lambda pair: (-pair[1].waiting, pair[0].page))
            found = found[: self._order.walls]
        if not self._order.scarce:
            found = [(target, replace(work, waiting=0.0)) for target, work in found]
        self._add("walls", [WallWalk(self._network, t, w, self._now) for t, w in found])
        reading = {target.page for target, _ in found}
        for target in targets:
            if target.page not in reading:
                self._open_comments(target, fresh=True)

    def _open_comments(self, target: Target, *, fresh: bool) -> int:
        """Starts reading the comments due under a page's posts, each post once a run; how many."""
        known = self._known.setdefault(target.page, set())
        due = [d for d in self._sink.due_posts(target) if d.post not in known]
        known |= {d.post for d in due}
        self._add("comments", [self._comments(d, fresh=fresh) for d in due])
        return len(due)

    def _go_on_with_history(self) -> None:
        """Opens the comments of pages whose walls are read, no more than bring full requests."""
        while self._old and self._reading_old < OLD_AT_ONCE:
            target = self._old.popleft()
            self._reading_old += self._open_comments(target, fresh=False)
            self._known.pop(target.page)

    def _comments(self, due: Due, *, fresh: bool) -> CommentWalk:
        return CommentWalk(self._network, due, self._now, fresh=fresh)
