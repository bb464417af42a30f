"""«Почему не эта страница»: what a page fulfils in a nomination, what is missing, where it stands.

Plain values with the figures of each condition; words are made elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi.awards.standing import GATE, contest, judged
from kpi.nominations.model import Condition, Nomination, NumberKind


@dataclass(frozen=True)
class Checked:
    """One condition as a page meets it.

    Attributes:
        id: of the condition; those of the common gate begin with ``gate_``.
        text: msgid of what is asked.
        met: whether the page fulfils it; what is not known is not fulfilled.
        figure: what the page has; null: not known.
        kind: how the figure is written.
    """

    id: str
    text: str
    met: bool
    figure: Any
    kind: NumberKind


@dataclass(frozen=True)
class Reasons:
    """A page in one nomination.

    Attributes:
        nomination: id.
        segment: it competes in; null: one contest, or no entry.
        checked: conditions in order, those of the common gate first; empty: it has no entry.
        place: among all who qualify in the segment, equal ones share it; null: does not qualify.
        entrants: how many qualify there.
        numbers: of its proof sentence; empty: does not qualify.
    """

    nomination: str
    segment: str | None
    checked: tuple[Checked, ...]
    place: int | None
    entrants: int
    numbers: Mapping[str, Any]


def reasons(
    nomination: Nomination, entries: pl.DataFrame, gates: pl.DataFrame, page_id: str
) -> Reasons:
    """Why a page stands where it stands in a nomination, first places elsewhere left aside.

    Args:
        nomination: which.
        entries: its source.
        gates: ``kpi.awards.standing.GATES``.
        page_id: of a page; of several entries (posts, rubrics) the one that fulfils most speaks.
    """
    asked = _asked(nomination, entries, gates)
    mine = asked.filter(page_id=page_id).sort(
        "fulfilled", "rank", descending=True, nulls_last=True, maintain_order=True
    )
    if mine.is_empty():
        return Reasons(nomination.id, None, (), None, 0, {})
    row = mine.row(0, named=True)
    checked = tuple(
        Checked(key, one.text, row[f"met|{key}"], row[f"figure|{key}"], one.figure.kind)
        for key, one in _conditions(nomination).items()
    )
    rivals = contest(nomination, entries, gates).filter(
        pl.col("segment").eq_missing(pl.lit(row["segment"]))
    )
    placed = rivals.with_columns(place=pl.col("key").rank("min").cast(pl.Int64))
    found = placed.filter(page_id=page_id)
    place, numbers = found.row(0, named=True)["place"] if found.height else None, {}
    if found.height:
        numbers = found["numbers"][0]
    return Reasons(nomination.id, row["segment"], checked, place, rivals.height, numbers)


def scarcest(nomination: Nomination, entries: pl.DataFrame, gates: pl.DataFrame) -> Condition:
    """The condition of a nomination that the fewest entries fulfil, the nomination's own first."""
    found = judged(nomination, entries, gates)
    met = {key: found[f"met|{key}"].sum() for key in _conditions(nomination)}
    own = {one.id for one in nomination.conditions}
    return _conditions(nomination)[min(met, key=lambda key: (met[key], key not in own))]


def _conditions(nomination: Nomination) -> dict[str, Condition]:
    gate = {f"gate_{one.id}": one for one in GATE} if nomination.gated else {}
    return gate | {one.id: one for one in nomination.conditions}


def _asked(nomination: Nomination, entries: pl.DataFrame, gates: pl.DataFrame) -> pl.DataFrame:
    """Every entry with ``met|<id>`` and ``figure|<id>``; figures may look at whole columns."""
    conditions = _conditions(nomination)
    met = [f"met|{key}" for key in conditions]
    segment = pl.lit(None, pl.String) if nomination.segment is None else nomination.segment
    rank = nomination.value if nomination.rank is None else nomination.rank
    return judged(nomination, entries, gates).select(
        "page_id", *met, segment=segment, rank=rank, fulfilled=pl.sum_horizontal(*met),
        **{f"figure|{key}": one.figure.of for key, one in conditions.items()},
    )  # fmt: skip
