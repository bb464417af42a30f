"""True ties: pairs of pages of one nature, so that nobody may be named better but by chance.

Owns who they are and makes them alike; what happens to each is drawn apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import polars as pl

from loaders.demo import plan
from loaders.demo.laureates import Candidates, untouched
from loaders.demo.plan import Ints
from loaders.demo.traits import Traits

PAIRS = 5
"""In a region of 831 pages."""

_KINDS = ("school", "kindergarten")
"""The commonest kinds: there are peers beside whom to look at them."""

_OWN = ("kind", "territory", "signals")
"""What a page keeps of its own; the kind of both is the same."""

_SHOWN = ("badge", "design_filled", "design_missing", "pos_widget")
"""Columns of a page that its nature does not draw."""


def plant(made: Traits, known: Candidates) -> None:
    """Chooses pairs of free pages of one kind and category, gives both one nature.

    They stand in ``made.signals`` under «ties», the second of each pair after the first.
    """
    sound = untouched(made, known)
    sound &= np.isin([plan.kinds()[kind].id for kind in made.kind], _KINDS)
    sound &= np.array([audience is not None for audience in known.audience], dtype=bool)
    free = sorted(np.flatnonzero(sound).tolist(), key=lambda row: (_class(made, known, row), row))
    alike = [
        (one, other)
        for one, other in zip(free[::2], free[1::2], strict=False)
        if _class(made, known, one) == _class(made, known, other)
    ]
    count = min(round(PAIRS * made.count / 831), len(alike))
    pairs = [alike[turn * len(alike) // count] for turn in range(count)]
    for field in fields(made):
        if field.name not in _OWN:
            nature = getattr(made, field.name)
            for one, other in pairs:
                nature[other] = nature[one]
    made.signals["ties"] = np.array(pairs, dtype=np.int64).ravel()


def _class(made: Traits, known: Candidates, row: int) -> tuple[int, str]:
    return int(made.kind[row]), known.category[row] or ""


def alike(pages: pl.DataFrame, rows: Ints) -> pl.DataFrame:
    """Pages of which the second of each pair shows what the first shows."""
    return _copied(pages, _SHOWN, rows)


def serving_alike(register: pl.DataFrame, rows: Ints) -> pl.DataFrame:
    """The register in which the second of each pair serves as many people as the first."""
    return _copied(register, ("audience",), rows)


def _copied(frame: pl.DataFrame, columns: Sequence[str], rows: Ints) -> pl.DataFrame:
    taken = np.arange(frame.height)
    taken[rows[1::2]] = rows[::2]
    return frame.with_columns(pl.col(columns).gather(taken))
