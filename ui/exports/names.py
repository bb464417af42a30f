"""Names of files and sheets, and names of bodies short enough for a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ui.search import LEGAL_FORM, SHORTER

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')
_UNSAFE_SHEET = re.compile(r"[\x00-\x1f\[\]:*?/\\]+")
LONGEST_FILE = 180
"""Bytes of a file's name; most file systems take 255."""
LONGEST_SHEET = 31
LONGEST_WORD = 28
"""A longer word is given places where it may break."""


def file_name(parts: Sequence[str], ending: str) -> str:
    """``Справка — Министерство образования — 17–23.11.2025.pdf``, safe on every file system.

    Without an ending the name alone.
    """
    clean = [re.sub(r"\s+", " ", _UNSAFE.sub(" ", part)).strip(" .") for part in parts]
    clean = [part for part in clean if part]
    spare = LONGEST_FILE - len(" — ".join(clean).encode())
    if spare < 0:
        longest = max(range(len(clean)), key=lambda place: len(clean[place]))
        kept = len(clean[longest].encode()) + spare - 3
        cut = clean[longest].encode()[: max(kept, 12)].decode(errors="ignore")
        clean[longest] = cut.rstrip(" .") + "…"
    return " — ".join(clean) + (f".{ending}" if ending else "")


def sheet_titles(names: Sequence[str]) -> list[str]:
    """A title for each sheet: at most 31 characters, none of those Excel refuses, no two equal."""
    taken: set[str] = set()
    titles = []
    for name in names:
        plain = _UNSAFE_SHEET.sub(" ", name).strip(" '") or "—"
        title, number = plain[:LONGEST_SHEET].strip(" '"), 1
        while title.casefold() in taken:
            number += 1
            mark = f" {number}"
            title = plain[: LONGEST_SHEET - len(mark)].strip(" '") + mark
        taken.add(title.casefold())
        titles.append(title)
    return titles


def short(name: str, most: int = 90) -> str:
    """A body's name as people say it, cut where it is still longer than a line or two."""
    return tied(cut(shorter(name), most))


def shorter(name: str) -> str:
    """A body's name without its legal form, in the usual abbreviations."""
    told = re.sub(LEGAL_FORM, r"\1", " ".join(printable(name).split()))
    for long, brief in SHORTER.items():
        told = told.replace(long, brief)
    return told


def tied(text: str) -> str:
    """The text with marks that never end a line tied to what follows: ``№ 3``, ``г. Холмск``."""
    return re.sub(r"(№|\b(?:г|с|пос|п|д|р|ул|им)\.) ", "\\1\u00a0", text)


def cut(text: str, most: int) -> str:
    """The text, cut at a word with «…»; words nobody could break may break anywhere."""
    text = " ".join(printable(text).split())
    if len(text) > most:
        head = text[: most - 1]
        space = head.rfind(" ")
        text = (head[:space] if space > most // 2 else head).rstrip(" ,.;:—–-«(") + "…"
    return " ".join(_breakable(word) for word in text.split(" "))


def printable(text: str) -> str:
    """The text without control characters, which XML refuses."""
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff\ud800-\udfff]", " ", text)


def _breakable(word: str) -> str:
    if len(word) <= LONGEST_WORD:
        return word
    parts = [word[at : at + LONGEST_WORD] for at in range(0, len(word), LONGEST_WORD)]
    return "\u200b".join(parts)
