"""What a network is asked, what it answers, and what one transaction of a sync holds.

Knows neither a network nor the store: ``loaders.sync`` joins a ``Network`` with a ``Sink``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a network's method; ``items`` is how many its answer may hold."""

    method: str
    params: dict[str, Any]
    items: int = 1


@dataclass(frozen=True, slots=True)
class Failure:
    """An answer that refuses one object, with the network's code and words."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class Owed:
    """No answer now: the quota is spent, or retries did not help; to be asked in a later run."""

    reason: str


@dataclass(frozen=True, slots=True)
class Again:
    """The call failed in passing, or its token did: to be asked once more in this run."""


Answer = Any
"""The network's answer as parsed JSON, or ``Failure``, ``Owed``, ``Again``."""


class Broken(RuntimeError):
    """The run cannot go on (no living token, or a fault of our own): one sentence, no token."""


class Unavailable(RuntimeError):
    """The network did not answer after all retries."""


@dataclass(frozen=True, slots=True)
class Target:
    """A page to collect: its number here and in the network, and whether it was gone last."""

    page: int
    page_id: str
    owner: int | None
    screen_name: str | None
    gone: bool = False


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

    ``threads`` maps a root to (comments its thread holds, comments of it among the rows);
    ``later`` are living comments that were left out because they do not exist yet for this run.
    """

    comments: list[Row]
    ids: list[int]
    total: int
    threads: dict[int, tuple[int, int]]
    rejects: Counter[str]
    later: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Span:
    """A closed interval of time to read, newest first; ``newer`` live posts are known above it.

    ``expected`` is how many posts it should hold by the page's own rhythm; null: not known.
    """

    low: int
    high: int
    newer: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What to read of a wall: spans newest first.

    ``fresh_from`` parts what is urgent from history; ``waiting`` is how many new posts are likely
    to stand there by now: walls are read in that order.
    """

    spans: list[Span]
    fresh_from: int
    waiting: float = 0.0


@dataclass(frozen=True, slots=True)
class Due:
    """A post whose comments are to be read; ``counted`` is the number its wall shows."""

    target: Target
    post: int
    counted: int
    published: int


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
    usage: list[Row] = field(default_factory=list)
    rejects: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


PAGES, HEAD, FRESH, COMMENTS, HISTORY, OLD_COMMENTS = range(6)
"""The day's order, most urgent first: what a quota does not reach is owed from its end."""


@dataclass(frozen=True, slots=True)
class Question:
    """A call a walk wants to be asked; the smallest ``urgency`` goes first.

    ``read`` makes of the answer what the walk takes. It is called where the answer comes in:
    megabytes of JSON are gone then before the answer waits for its turn.
    """

    call: Call
    urgency: tuple[int, float]
    key: int = 0
    read: Callable[[Answer], Any] | None = None

    def means(self, answer: Answer) -> Any:
        """What the walk takes of an answer; refusals and what is owed as they are."""
        if self.read is None or isinstance(answer, (Failure, Owed, Again)):
            return answer
        return self.read(answer)


class Walk(Protocol):
    """Reads one thing by asking again and again until nothing is left to ask.

    ``owed`` says why it ended early; ``least`` is the fewest calls that would have done.
    """

    owed: str | None
    least: int

    def questions(self) -> list[Question]:
        """What can be asked now and was not handed out before; none, ever again: it is over."""

    def take(self, key: int, answer: Answer, batch: Batch) -> None:
        """Takes the answer to the question of this key, read where the question says how."""


class Network(Protocol):
    """What a network's folder provides: calls, and what their answers mean."""

    id: str

    def resolve_call(self, name: str) -> Call:
        """Asks which number a screen name has."""

    def resolved(self, answer: Answer) -> int | str:
        """The number, or why there is none."""

    def pages_call(self, targets: list[Target]) -> Call:
        """Asks what the network says of some pages, by number or by name."""

    def pages(
        self, answer: Answer, targets: list[Target], now: int, batch: Batch
    ) -> tuple[list[Target], list[Target]]:
        """Puts what it says into the batch; pages that can be read, and names nobody has."""

    def wall_call(self, owner: int, offset: int, count: int) -> Call:
        """Asks for a part of a wall, newest first."""

    def wall(self, answer: Answer, page: int, owner: int, now: int) -> Wall:
        """The part as rows."""

    def comments_call(
        self, owner: int, post: int, offset: int, root: int | None, expected: int
    ) -> Call:
        """Asks for a part of the roots, or of one thread, oldest first."""

    def comments(self, answer: Answer, page: int, post: int, root: int | None, now: int) -> Level:
        """The part as rows."""


class Client(Protocol):
    """Asks several calls at once, as cheaply as the tokens allow; ``ask`` is safe in threads."""

    @property
    def requests(self) -> int:
        """HTTP requests made."""

    @property
    def retries(self) -> int:
        """Requests and calls that had to be made again."""

    @property
    def lanes(self) -> int:
        """Requests that may be under way at once."""

    @property
    def network_time(self) -> int | None:
        """The network's own clock at its last answer; null: not told."""

    def can(self, method: str) -> bool:
        """Whether any token may still ask this."""

    def pick(self, calls: list[Call], *, hold: bool) -> tuple[Any, list[int]] | None:
        """The token that is free soonest and which of the calls, in order of urgency, it takes.

        ``hold`` refuses a request that is not full, because more calls may come. Null: none now.
        """

    def ask(self, token: Any, calls: list[Call]) -> list[Answer]:
        """One request with answers in the order of the calls."""

    def least(self, pages: int, calls: int) -> int:
        """The fewest requests for so many pages of a network and calls that read them."""

    def usage(self, now: int) -> list[Row]:
        """What each token has spent by now: rows of the table ``token_use``."""


class Sink(Protocol):
    """Where a sync leaves what it read, and asks what is known already."""

    def targets(self) -> list[Target]:
        """Pages to collect."""

    def work(self, pages: Sequence[int]) -> dict[int, Work]:
        """What to read of the pages' walls; without those of which there is nothing to read now."""

    def due_posts(self, target: Target) -> list[Due]:
        """Posts of a page whose comments are to be read, newest first."""

    def save(self, batch: Batch) -> None:
        """Writes a batch in one transaction."""
