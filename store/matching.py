"""How a listed body or page is recognised among the stored ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from core.text import plain

Record = dict[str, Any]
Key = tuple[str, ...] | None


def plain_name(name: str | None) -> str:
    """A name without case and punctuation; one of punctuation alone stays as it is."""
    return plain(name or "") or (name or "").casefold()


_KEYS: tuple[Callable[[Record], Key], ...] = (
    lambda row: (row["ogrn"] or plain_name(row["founder"]), plain_name(row["name"])),
    lambda row: (row["ogrn"],) if row["ogrn"] else None,
    lambda row: (plain_name(row["name"]), plain_name(row["founder"])),
)
"""The same body; the only one of its ОГРН: renamed; of its name and founder: ОГРН given, mended."""


def matched_bodies(stored: list[Record], listed: list[Record]) -> dict[int, Record]:
    """Stored bodies by the number inside the list, by the first of the keys that tells them."""
    found: dict[int, Record] = {}
    for key in _KEYS:
        met = {row["body"] for row in found.values()}
        old, new = defaultdict(list), defaultdict(list)
        for row in stored:
            if row["body"] not in met:
                old[key(row)].append(row)
        for row in listed:
            if row["body"] not in found:
                new[key(row)].append(row["body"])
        for name, rows in new.items():
            if name and len(rows) == len(old[name]) == 1:
                found[rows[0]] = old[name][0]
    return found


def matched_pages(stored: list[Record], listed: Sequence[Record]) -> dict[str, Record]:
    """Stored pages by the page id of the list.

    By page id first, then by screen name where one of the two is not resolved.
    """
    ids = {row["page_id"]: row for row in stored}
    found = {row["page_id"]: ids[row["page_id"]] for row in listed if row["page_id"] in ids}
    met = {row["page"] for row in found.values()}
    # Of several pages that had the name, the listed one of the highest number has it now.
    named = {
        (row["network"], row[column].casefold()): row
        for column in ("listed_name", "screen_name")
        for row in sorted(stored, key=lambda row: (row["listed"], row["page"]))
        if row[column]
    }
    for row in listed:
        known = named.get((row["network"], row["screen_name"]))
        if row["page_id"] in found or known is None or known["page"] in met:
            continue
        if None in (row["owner"], known["owner"]):
            found[row["page_id"]] = known
            met.add(known["page"])
    return found
