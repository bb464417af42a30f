"""What a network is asked, what it answers, and what one transaction of a sync holds.

Knows neither a network nor the store: ``loaders.sync`` joins a ``Network`` with a ``Sink``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Protocol

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a network's method."""

    method: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that refuses one object, with the network's code and words."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """No answer now: the quota is spent, or retries did not help; to be asked in a later run."""

    reason: str


Answer = Any
"""The network's answer as parsed JSON, or ``Failure``, or ``Owed``."""


class Broken(RuntimeError):
    """The run cannot go on (no living token, or a fault of our own): one sentence, no token."""


class Unavailable(RuntimeError):
    """The network did not answer after all retries."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page to collect: its number here and in the network."""

    page: int
    page_id: str
    owner: int | None
    screen_name: str | None


@dataclass(frozen=True, slots=True)
class Wall:
    """A part of a wall as read: posts newest first without the pinned one.

    ``posts`` are rows of ``core.frames.Posts`` with ``text`` beside; ``length`` counts what the
    network sent, so that the next offset is known even where items were not taken.
    """

    posts: list[Row]
    pinned: Row | None
    total: int
    length: int
    rejects: Counter[str]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of comments as read: rows of ``core.frames.Comments`` in ascending order.

    ``threads`` maps a root to (comments its thread holds, comments of it among the rows).
    """

    comments: list[Row]
    ids: list[int]
    total: int
    threads: dict[int, tuple[int, int]]
    rejects: Counter[str]


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval of time to read, newest first; ``newer`` live posts are known above it."""

    low: int
    high: int
    newer: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Covered:
    """Time of a wall that is now known to be loaded."""

    page: int
    start: int
    end: int
    origin: bool


@dataclass(frozen=True, slots=True)
class Window:
    """A closed interval of a wall that was read whole: stored posts not in ``seen`` are gone."""

    page: int
    start: int
    end: int
    seen: frozenset[int]


@dataclass(slots=True)
class Batch:
    """Everything that goes into one transaction."""

    pages: list[Row] = field(default_factory=list)
    refusals: list[tuple[int, str]] = field(default_factory=list)
    snapshots: list[Row] = field(default_factory=list)
    posts: list[Row] = field(default_factory=list)
    pinned: dict[int, int | None] = field(default_factory=dict)
    covered: list[Covered] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    comments: list[Row] = field(default_factory=list)
    threads: list[Row] = field(default_factory=list)
    rejects: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


class Walk(Protocol):
    """Reads one thing by asking again and again until nothing is left to ask."""

    def question(self) -> Call | None:
        """The next call; null when the walk is over."""

    def take(self, answer: Answer, batch: Batch) -> None:
        """Takes the answer to the last question and puts what it means into the batch."""


class Network(Protocol):
    """What a network's folder provides: calls, and what their answers mean."""

    id: str

    def resolve_call(self, name: str) -> Call:
        """Asks which number a screen name has."""

    def resolved(self, answer: Answer) -> int | str:
        """The number, or why there is none."""

    def pages_call(self, owners: list[int]) -> Call:
        """Asks what the network says of some pages."""

    def pages(self, answer: Answer, targets: list[Target], now: int, batch: Batch) -> None:
        """Puts what it says into the batch."""

    def wall_call(self, owner: int, offset: int, count: int) -> Call:
        """Asks for a part of a wall, newest first."""

    def wall(self, answer: Answer, page: int, owner: int, now: int) -> Wall:
        """The part as rows."""

    def comments_call(self, owner: int, post: int, offset: int, root: int | None) -> Call:
        """Asks for a part of the roots, or of one thread, oldest first."""

    def comments(self, answer: Answer, page: int, post: int, root: int | None, now: int) -> Level:
        """The part as rows."""


class Client(Protocol):
    """Asks several calls at once, as cheaply as the tokens allow."""

    requests: int
    retries: int

    @property
    def batch_size(self) -> int:
        """Calls one request may carry now."""

    def ask(self, calls: list[Call]) -> list[Answer]:
        """Answers in the order of the calls."""


class Sink(Protocol):
    """Where a sync leaves what it read, and asks what is known already."""

    def targets(self) -> list[Target]:
        """Pages to collect."""

    def spans(self, page: int) -> list[Span]:
        """What to read of a page's wall, newest first."""

    def due_posts(self) -> list[tuple[Target, int, int]]:
        """Posts whose comments are to be read, with the number the network counts."""

    def save(self, batch: Batch) -> None:
        """Writes a batch in one transaction."""
