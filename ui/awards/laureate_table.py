"""The table of persons: what stands in it, and what an edit of its cells comes to.

Frames and words only; nothing here draws or writes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from store.laureates import LONGEST
from ui.exports.awards.papers import Key, Paper
from ui.exports.awards.persons import MADE, revised
from ui.i18n import N_, _

FIXED = ("number", "nomination", "body")
TYPED = ("name", "gender", "position", "presenter", "dative", "position_dative", "greeting",
         "merit")  # fmt: skip
"""Columns people fill; what they leave empty of the forms is made."""

HEADS = {
    "number": N_("No."), "nomination": N_("Nomination"), "body": N_("Organisation"),
    "look": N_("To look at"), "name": N_("Full name"), "gender": N_("Gender"),
    "position": N_("Position"), "presenter": N_("Hands it over"),
    "dative": N_("Presented to (dative)"), "position_dative": N_("Position (dative)"),
    "greeting": N_("Greeting"), "merit": N_("For"),
}  # fmt: skip
DOUBTS = {
    "dative": N_("name in the dative"), "greeting": N_("greeting"),
    "position_dative": N_("position in the dative"),
}  # fmt: skip
"""Forms that can be unsure, as the column «Посмотрите» names them."""

SEXES = {"female": N_("female"), "male": N_("male")}

Cells = Mapping[int, Mapping[str, Any]]
"""Cells by row and column, as ``st.data_editor`` tells of edits."""


def frame(papers: Sequence[Paper]) -> pl.DataFrame:
    """The table: one row per paper in the order of the ceremony, columns of ``HEADS``.

    A person who is not named yet has nulls; ``look`` names the forms somebody should look at.
    """
    schema = {name: pl.Int64 if name == "number" else pl.String for name in HEADS}
    return pl.DataFrame([_row(paper) for paper in papers], schema=schema)


def _row(paper: Paper) -> dict[str, Any]:
    given = paper.person
    row: dict[str, Any] = {
        "number": paper.number, "nomination": paper.nomination, "body": paper.body,
        "merit": paper.merit, "look": None,
    }  # fmt: skip
    if given is None:
        return row
    shown = ("name", "position", "presenter", "dative", "position_dative", "greeting")
    row |= {name: getattr(given, name) or None for name in shown}
    row["gender"] = _(SEXES[given.gender]) if given.gender else None
    if given.unsure:
        row["look"] = "▲ " + ", ".join(_(DOUBTS[name]) for name in given.unsure)
    return row


def fresh(cells: Cells, seen: Cells) -> dict[int, dict[str, str]]:
    """Edits that were not taken yet: the editor repeats earlier ones with every new one."""
    found: dict[int, dict[str, str]] = {}
    for row, edited in cells.items():
        known = seen.get(row, {})
        new = {name: _kept(name, value) for name, value in edited.items()
               if name in TYPED and (name not in known or known[name] != value)}  # fmt: skip
        if new:
            found[int(row)] = new
    return found


def taken(
    papers: Sequence[Paper], kept: Mapping[Key, Mapping[str, str]], edits: Mapping[int, Any]
) -> dict[Key, dict[str, str]]:
    """What is to be kept of the persons that were edited, by first place."""
    found = {}
    for row, edited in edits.items():
        if 0 <= row < len(papers):
            key = papers[row].key
            found[key] = revised(kept.get(key, {}), edited)
    return found


def restarts(edits: Mapping[int, Mapping[str, str]], seen: Cells) -> bool:
    """Whether the editor would go on showing an edit that counts no more.

    That is a form emptied so that it is made anew, or one typed before its name was changed.
    """
    for row, edited in edits.items():
        if any(not text for text in edited.values()):
            return True
        stale = {form for form, sources in MADE.items() if set(sources) & set(edited)}
        if "name" in edited:
            stale.add("gender")
        if (stale - set(edited)) & set(seen.get(row, {})):
            return True
    return False


def gender(text: str) -> str:
    """The gender a person has typed or chosen; empty: none, or a word nobody knows."""
    first = text.strip().casefold()[:1]
    return {"ж": "female", "f": "female", "м": "male", "m": "male"}.get(first, "")


def _kept(name: str, value: Any) -> str:
    text = str(value or "").strip()[:LONGEST]
    return gender(text) if name == "gender" else text
