"""What a KPI is, and what it is computed from: frozen dataclasses and the meaning of each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal, TypeVar

import polars as pl

from core.frames import Overrules, Pauses
from core.parallel import in_threads
from core.period import Period
from core.settings import Settings, workday_hours

Unit = Literal[
    "share", "posts", "per_week", "days", "people", "views", "per_1000", "index", "hours",
    "working_hours", "appeals",
]  # fmt: skip
Direction = Literal["up", "down", "neutral"]
SourceName = Literal["page", "posts", "weeks", "appeals"]
Counted = Literal["facts", "days", "posts", "weeks", "appeals", "followers"]

BLOCKS = ("design", "activity", "audience", "reach", "engagement", "replies")
"""Blocks of KPIs in the order in which people read them."""


@dataclass(frozen=True)
class Rules:
    """What is agreed rather than measured.

    Attributes:
        timezone: IANA name; days and weeks are local.
        norms: posts a week by category of the page; null or unknown category counts as card.
        deadline: time to answer: ``4h``, ``9wh`` (working hours) or ``24h``.
        workday: start and end of the working day in seconds after local midnight.
        appeals: which comments are appeals: ``questions`` or ``all`` of the citizens'.
    """

    timezone: str = "Europe/Moscow"
    norms: dict[str, int] = field(default_factory=lambda: {"card": 3, "active": 5, "flagship": 10})
    deadline: str = "9wh"
    workday: tuple[int, int] = (9 * 3600, 18 * 3600)
    appeals: str = "questions"

    @classmethod
    def of(cls, settings: Settings, appeals: str = "questions") -> Rules:
        """The rules of an installation."""
        return cls(
            settings.timezone, settings.norms, settings.deadline,
            workday_hours(settings.workday), appeals,
        )  # fmt: skip


Result = TypeVar("Result")
_PORTION = 1_500_000
"""About as many posts and comments are looked at together."""


@dataclass(frozen=True)
class Facts:
    """All that was collected, by the schemas of ``core.frames``, and what it is complete to."""

    pages: pl.DataFrame
    snapshots: pl.DataFrame
    intervals: pl.DataFrame
    posts: pl.DataFrame
    first_replies: pl.DataFrame
    threads: pl.DataFrame
    as_of: int
    overrules: pl.DataFrame = field(default_factory=Overrules.create_empty)
    pauses: pl.DataFrame = field(default_factory=Pauses.create_empty)

    def portions(self) -> list[Facts]:
        """The same by ranges of pages, in their order: a whole region at once takes gigabytes.

        They stay while these facts do, so what is kept of one goes with it.
        """
        return self._parts or [self]

    def each(self, work: Callable[[Facts], Result]) -> list[Result]:
        """What the work gives of each portion, two of them at once: each takes its memory."""
        return in_threads(work, self.portions(), most=2)

    @cached_property
    def _parts(self) -> list[Facts]:
        count = (self.posts.height + self.first_replies.height) // _PORTION + 1
        size = -(-self.pages.height // count)
        if size == self.pages.height:
            return []
        edges = self.pages["page"].sort().gather_every(size)[1:]
        parts: list[dict[str, pl.DataFrame]] = [{} for _ in range(len(edges) + 1)]
        for name, frame in self._frames():
            is_ordered = frame["page"].is_sorted()
            rows = frame if is_ordered else frame.sort("page", maintain_order=True)
            cuts = [0, *rows["page"].search_sorted(edges, side="left"), rows.height]
            for part, (low, high) in zip(parts, pairwise(cuts), strict=True):
                part[name] = rows.slice(low, high - low)
        return [Facts(**part, as_of=self.as_of) for part in parts]

    def _frames(self) -> list[tuple[str, pl.DataFrame]]:
        return [(n, frame) for n, frame in vars(self).items() if isinstance(frame, pl.DataFrame)]

    def knows(self, period: Period) -> bool:
        """Whether any day of a period lies within what was collected, of a wall once one was."""
        first = self.intervals["start"].min()
        has_begun = period.start < self.as_of
        return has_begun and (first is None or period.end > int(str(first)))

    def of_page(self, page: int) -> Facts:
        """The facts of one page."""
        kept = {name: frame.filter(pl.col("page") == page) for name, frame in self._frames()}
        return Facts(**kept, as_of=self.as_of)


@dataclass(frozen=True)
class Example:
    """A worked example: rows of the source, and what the KPI makes of them.

    ``rows`` name only the columns that matter; the rest take the source's neutral values.
    """

    text: str
    rows: tuple[dict[str, Any], ...]
    value: float | None
    sample: float | None


@dataclass(frozen=True)
class Kpi:
    """One measure of a page over a period.

    Attributes:
        id: stable key in files, addresses and code.
        block: design, activity, audience, reach, engagement or replies.
        title: full English title; the Russian stands in the catalogue.
        column: short head of a table column.
        text: one plain sentence: what it says of a page.
        formula: the formula in words and signs, from the field's definition.
        unit: of the value; hours and days are decimal.
        direction: which way is better.
        source: the frame of ``kpi.sources`` whose rows it aggregates, grouped by page.
        value: aggregation over the rows of one page; null means not known.
        sample: how many observations stand behind it, in units of ``counted``.
        minimum: smallest sample on which the value is shown.
        numerator: of a ratio, before the unit's factor.
        denominator: of a ratio.
        near: of a figure read off a sample, aggregations giving it one standard error lower and
            higher, each null where that is never reached; null: counted, or a belief has its error.
        unknown: whether the figure cannot be told though there is enough to tell it of: counters
            hidden or not read, no audience in the register; null: where the sample is too small, it
            is only too small. Facts need none: they are known or not.
        note: aggregation giving a short code of what to know, or null (see ``kpi.evaluate.NOTES``).
    """

    id: str
    block: str
    title: str
    column: str
    text: str
    formula: str
    unit: Unit
    direction: Direction
    source: SourceName
    value: pl.Expr
    sample: pl.Expr
    minimum: float
    counted: Counted
    example: Example
    numerator: pl.Expr | None = None
    denominator: pl.Expr | None = None
    near: tuple[pl.Expr, pl.Expr] | None = None
    unknown: pl.Expr | None = None
    note: pl.Expr | None = None
