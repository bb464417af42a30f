"""The text of a mailing for a working chat: short enough to be read there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.exports import matters
from ui.exports.mailing import Mailing
from ui.exports.matter_words import Row
from ui.exports.matters import About
from ui.exports.names import cut, printable, shorter
from ui.formats import day, number
from ui.i18n import N_, _
from ui.vk import page_link

LONGEST = 900
NAME = 44
_TOWN = re.compile(r"\s+(?:г|с|п|пос|д|ст)\.\s.*$")
GREETING = 120
"""Characters of a greeting that are kept."""
HEADS: dict[About, str] = {
    "overdue": N_("Wait for an answer past the deadline:"),
    "silent": N_("Without posts for 7 days and longer:"),
    "norm": N_("Below the norm of posts last week:"),
}


def text(sent: Mailing) -> str:
    """``Коллеги, на 24.11.2025 … Просим исправить до вт 25.11, 18:00.``, at most 900 characters.

    Names are grouped by what is the matter; those that find no room are counted.
    """
    greeting = printable(sent.greeting)[:GREETING].rstrip(" ,.!")
    opening = _("{greeting}, as of {day}:").format(greeting=greeting, day=day(sent.as_of))
    if not greeting:
        opening = _("As of {day}:").format(day=day(sent.as_of))
    groups = [(_(HEADS[kind]), entries) for kind, entries in _entries(sent).items() if entries]
    closing = sent.request()
    spare = LONGEST - len(opening) - len(closing) - 4
    room = [len(head) + 3 + len(_rest(len(entries))) for head, entries in groups]
    spare -= sum(room)
    lines = [opening]
    for place, (head, entries) in enumerate(groups):
        share = spare // (len(groups) - place)
        body, used = _fitted(entries, share)
        spare -= used
        lines.append(f"{head} {body}")
    return "\n\n".join([*lines, closing])


def _fitted(entries: Sequence[str], spare: int) -> tuple[str, int]:
    """As many entries as there is room for, and the room they took; the rest is counted."""
    taken: list[str] = []
    used = 0
    for entry in entries:
        if used + len(entry) + 2 > spare:
            break
        taken.append(entry)
        used += len(entry) + 2
    left = len(entries) - len(taken)
    if not left:
        return ", ".join(taken) + ".", used
    return ", ".join(taken) + (_rest(left) if taken else f"{number(left)}."), used


def _rest(count: int) -> str:
    return " " + _("and {n} more").format(n=number(count)) + "."


def _entries(sent: Mailing) -> dict[About, list[str]]:
    """What is said of each page, by kind; the link only of pages where residents wait."""
    found: dict[About, list[str]] = {}
    for kind in HEADS:
        rows = matters.troubled(sent.rows, kind).iter_rows(named=True)
        mine = (row for row in rows if kind in [one.kind for one in sent.told(row)])
        found[kind] = [_entry(kind, row) for row in mine]
    return found


def _entry(kind: About, row: Row) -> str:
    name = _name(row["name"])
    if kind == "silent":
        return _("{name} ({n} d)").format(name=name, n=number(int(row["silent_days"])))
    if kind == "norm":
        return name
    link = page_link(row["page_id"])
    said = f"{name} — {number(row['overdue'])}"
    return f"{said} ({link.removeprefix('https://')})" if link else said


def _name(name: str) -> str:
    """A short name; what the body belongs to goes first where there is no room."""
    told = shorter(name)
    if len(told) > NAME:
        told = _TOWN.sub("", told)
    return cut(told, NAME)
