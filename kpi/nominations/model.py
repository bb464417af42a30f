"""What a nomination is: who qualifies, by what it is ranked, and the sentence that proves it.

A declaration reads one source of ``kpi.nominations.sources``: one row per entry, which is a page, a
post, a rubric or a network of pages. It must not know how the rows were made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

SourceName = Literal["pages", "posts", "rubrics", "networks", "coverage"]
Kind = Literal["share", "score", "growth", "days", "points"]
"""Of a value: a share 0–1, a score 0–100, a growth (given as a logarithm, shown as a share), whole
days, or points that mean nothing but their order."""

NumberKind = Literal["count", "share", "fine", "decimal", "growth", "text", "day", "yes"]
"""How a number is written: ``fine`` a share with a decimal; ``growth`` is a
logarithm, shown as a change in percent; ``day`` UTC unix seconds; ``yes`` a yes or no."""

Evidence = Literal["posts", "questions", "pages", "none"]


@dataclass(frozen=True)
class Number:
    """A number of a sentence: an expression over the source, and how it is written."""

    of: pl.Expr
    kind: NumberKind = "count"


@dataclass(frozen=True)
class Condition:
    """One line of a gate.

    Attributes:
        id: stable key inside its nomination.
        text: what is asked, as a plain phrase.
        met: whether an entry fulfils it; null, not known, does not.
        figure: what the entry has; null is shown as «no data».
    """

    id: str
    text: str
    met: pl.Expr
    figure: Number


@dataclass(frozen=True)
class Example:
    """A worked example: entries that pass the common gate, and the pages in their places.

    ``rows`` name only the columns that matter; ``placed`` are page numbers by place, empty where
    nobody qualifies.
    """

    text: str
    rows: tuple[dict[str, Any], ...]
    placed: tuple[int, ...]


@dataclass(frozen=True)
class Nomination:
    """One award.

    Attributes:
        id: stable key in files and addresses.
        order: place in the list; of several first places a page keeps that of the lowest.
        title: English title; the Russian stands in the catalogue.
        merit: «for …» as on the diploma, without the «for».
        rule: one sentence: who is first.
        source: the frame it reads.
        conditions: beyond the common gate.
        value: what is believed of an entry, on the scale of ``kind``; for ``growth`` a logarithm.
        kind: see ``Kind``.
        proof: sentence of one entry; its ``{names}`` are the keys of ``numbers``.
        numbers: what the sentence names.
        examples: a winner and a loser, and nobody.
        variance: of the belief; null: an exact count, with nothing estimated.
        rank: what entries are ordered by, more is better; null: the value.
        ties: what parts equal ones, more is better; those still equal share a place.
        segment: what parts entries that have a winner each; null: one winner.
        segments: in the order in which they are shown; empty: by name.
        gated: whether the common gate of pages holds; networks have conditions of their own.
        evidence: what the numbers of its evidence are.
        evidence_in: the source's column that holds them; those of questions are drawn by chance
            for the finalists only, ``kpi.awards.answers.threads``.
        minimum: the smallest sample, in words.
        caution: what people must look at before they decide; empty: nothing particular.
    """

    id: str
    order: int
    title: str
    merit: str
    rule: str
    source: SourceName
    conditions: tuple[Condition, ...]
    value: pl.Expr
    kind: Kind
    proof: str
    numbers: Mapping[str, Number]
    examples: tuple[Example, ...]
    variance: pl.Expr | None = None
    rank: pl.Expr | None = None
    ties: tuple[pl.Expr, ...] = ()
    segment: pl.Expr | None = None
    segments: tuple[str, ...] = ()
    gated: bool = True
    evidence: Evidence = "none"
    evidence_in: str = "evidence"
    minimum: str = ""
    caution: str = ""
