"""A Russian person's name and position in the forms that papers need.

Rules are those of petrovich, read anew: its own walk passes over the rules for both genders.
pymorphy3 tells genders and positions, and where the two disagree a form is marked for looking:
people see every form before it is printed. Persons' names stand in no error here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

import petrovich.main
import pymorphy3
from petrovich.enums import Case

Gender = Literal["female", "male"]
Part = Literal["lastname", "firstname", "middlename"]

_PATRONYMIC = re.compile(
    r"(?:(?P<male>.*(?:ович|евич|[ьй]ич|[ткм]ич|ильич)|(?:.*-)?(?:оглы|оглу|улы|уулу))"
    r"|(?P<female>.*(?:овна|евна|ична|инична)|(?:.*-)?(?:кызы|гызы|кизи)))",
    re.IGNORECASE,
)
_AFTER_FATHER = re.compile(r"оглы|оглу|улы|уулу|кызы|гызы|кизи", re.IGNORECASE)
"""Words that stand after the father's name and make a patronymic of two words."""

_ABBREVIATED = re.compile(r"(?i)(и\. ?о\.|врио|врип) ")
"""Positions that keep their form: ``и. о. директора``."""

_WORD = re.compile(r"[А-ЯЁа-яё]+(?:[-’'][А-ЯЁа-яё]+)*")
_READABLE = re.compile(r"[A-Za-zА-ЯЁа-яё.'’-]+")
"""What the dictionary can be asked: it breaks at letters that have no name in Unicode."""

_TAGS = {"lastname": "Surn", "firstname": "Name", "middlename": "Patr"}
_SEX = {"female": "femn", "male": "masc"}


@dataclass(frozen=True)
class Name:
    """A full name taken apart, as it is typed.

    Attributes:
        order: the parts in the order they stand in.
        gender: null: not told by the name.
        unsure: whether somebody should look: no patronymic, more words than a name has, initials.
    """

    order: tuple[tuple[Part, str], ...]
    gender: Gender | None
    unsure: bool

    def part(self, which: Part) -> str:
        """A part of the name; empty: it has none."""
        return " ".join(text for part, text in self.order if part == which)


@dataclass(frozen=True)
class Form:
    """A form of a name or a position, and whether somebody should look at it."""

    text: str
    unsure: bool


def name(full: str, gender: Gender | None = None) -> Name:
    """Takes a full name apart: surname first, or last where the second word is the patronymic.

    Args:
        full: as typed.
        gender: where it is known; null: as the patronymic tells, else the first name.
    """
    words = full.split()
    order = _order(words)
    parts = dict(order)
    told = _told(parts.get("middlename", "")) or _guessed(parts.get("firstname", ""))
    plain = all(_WORD.fullmatch(word) and not word[1:].isupper() for word in words)
    found = gender or told
    return Name(order, found, len(parts) < 3 or not plain or found != told)


def _order(words: Sequence[str]) -> tuple[tuple[Part, str], ...]:
    tail = 2 if len(words) > 3 and _AFTER_FATHER.fullmatch(words[-1]) else 1
    if len(words) == 2 + tail and _told(words[-1]):
        return (("lastname", words[0]), ("firstname", words[1]),
                ("middlename", " ".join(words[2:])))  # fmt: skip
    if len(words) == 3 and _told(words[1]):
        return ("firstname", words[0]), ("middlename", words[1]), ("lastname", words[2])
    if len(words) == 2 and _told(words[1]) and _parses(words[0], "firstname"):
        return ("firstname", words[0]), ("middlename", words[1])
    if len(words) < 2:
        return (("lastname", " ".join(words)),)
    return ("lastname", words[0]), ("firstname", " ".join(words[1:]))


def dative(taken: Name) -> Form:
    """The name as it stands after «вручается»; unchanged where the gender is not known."""
    if taken.gender is None:
        return Form(" ".join(text for _, text in taken.order), True)
    forms = [_declined(part, text, taken.gender) for part, text in taken.order]
    unsure = taken.unsure or any(form.unsure for form in forms)
    return Form(" ".join(form.text for form in forms), unsure)


def greeting(taken: Name) -> Form:
    """``Уважаемая Мария Петровна!``, by first name and patronymic."""
    word = {"female": "Уважаемая", "male": "Уважаемый", None: "Уважаемый(-ая)"}[taken.gender]
    called = " ".join(filter(None, [taken.part("firstname"), taken.part("middlename")]))
    return Form(f"{word} {called or taken.part('lastname')}!", taken.unsure or not called)


def position_dative(position: str) -> Form:
    """A position after «вручается»: ``администратору официальной страницы``.

    The head of the phrase is inflected with the words before it, what it governs stays; after a
    comma another person's position is inflected too.
    """
    if not position or _ABBREVIATED.match(position):
        return Form(position, False)
    parts = enumerate(re.split(r"(?<=,) ", position))
    forms = [_phrase(part, first=not place) for place, part in parts]
    return Form(" ".join(form.text for form in forms), any(form.unsure for form in forms))


def _told(patronymic: str) -> Gender | None:
    found = _PATRONYMIC.fullmatch(patronymic.rsplit(maxsplit=1)[-1]) if patronymic else None
    return None if found is None else ("male" if found["male"] else "female")


def _guessed(first: str) -> Gender | None:
    """Gender of a first name that only one gender has."""
    sexes = {one.tag.gender for one in _parses(first, "firstname") if "ms-f" not in str(one.tag)}
    found = [gender for gender, sex in _SEX.items() if sex in sexes]
    return cast("Gender", found[0]) if len(found) == 1 else None


def _parses(word: str, part: Part) -> list[Any]:
    """How a dictionary understands a word as a part of a name, in the nominative."""
    return [one for one in _parsed(word)
            if {_TAGS[part], "nomn", "sing"} in one.tag]  # fmt: skip


def _parsed(word: str) -> Sequence[Any]:
    return _morphology().parse(word) if _READABLE.fullmatch(word) else ()


def _declined(part: Part, text: str, gender: Gender) -> Form:
    """A part of a name; unsure where its rules and the dictionary disagree."""
    words = [_single(part, word, gender) for word in text.split(" ")]
    return Form(" ".join(word.text for word in words), any(word.unsure for word in words))


def _single(part: Part, word: str, gender: Gender) -> Form:
    if not _WORD.fullmatch(word) or (part == "middlename" and not _told(word)):
        # A father's name before «оглы» stays as it is, and so does «оглы».
        return Form(word, part != "middlename")
    pieces = word.split("-")
    if len(pieces) > 1:
        forms = [_piece(part, one, gender, place == len(pieces) - 1)
                 for place, one in enumerate(pieces)]  # fmt: skip
        return Form("-".join(form.text for form in forms), any(form.unsure for form in forms))
    return _piece(part, word, gender, last=True)


def _piece(part: Part, word: str, gender: Gender, last: bool) -> Form:
    if _AFTER_FATHER.fullmatch(word):
        return Form(word, False)
    ruled = _by_rules(part, word, gender, first=not last)
    known = {_plain(one.inflect({"datv", "sing"}).word) for one in _parses(word, part)
             if "ms-f" in str(one.tag) or one.tag.gender == _SEX[gender]}  # fmt: skip
    if not known and part == "lastname" and gender == "male":
        # Заяц is Заяцу in one family and Зайцу in another; Берёза may keep its form.
        known = {_plain(one.inflect({"datv"}).word) for one in _parsed(word)
                 if one.is_known and {"NOUN", "sing", "nomn"} in one.tag}  # fmt: skip
        if _plain(word).endswith(("а", "я")):
            return Form(ruled, True)
    return Form(ruled, bool(known) and _plain(ruled) not in known)


def _plain(word: str) -> str:
    return word.casefold().replace("ё", "е")


def _by_rules(part: Part, word: str, gender: Gender, first: bool) -> str:
    lower = word.casefold()
    for kind in ("exceptions", "suffixes"):
        for rule in _rules()[part].get(kind, ()):
            if rule["gender"] not in ("androgynous", gender):
                continue
            if "first_word" in rule.get("tags", ()) and not first:
                continue
            if (
                lower in rule["test"]
                if kind == "exceptions"
                else lower.endswith(tuple(rule["test"]))
            ):
                change = str(rule["mods"][Case.DATIVE]).removesuffix(".")
                ending = change.replace("-", "")
                stem = word[: len(word) - change.count("-")]
                return stem + (ending.upper() if word.isupper() else ending)
    return word


def _phrase(text: str, first: bool) -> Form:
    words = text.split(" ")
    done: list[str] = []
    for word in words:
        form, head = _head(word.rstrip(","), things=first)
        if form is None:
            break
        done.append(_cased(word.rstrip(","), form) + ("," if word.endswith(",") else ""))
        if head:
            break
    # What stands after a comma and is no position belongs to the one before.
    return Form(" ".join([*done, *words[len(done) :]]), first and not done)


def _head(word: str, things: bool) -> tuple[str | None, bool]:
    """The dative of a word in the nominative, and whether it is the head of its phrase."""
    for one in _parsed(word):
        if {"sing", "nomn"} not in one.tag or "neut" in one.tag:
            continue
        if "NOUN" in one.tag and (things or "anim" in one.tag):
            return str(one.inflect({"datv"}).word), True
        if one.tag.POS in ("ADJF", "PRTF"):
            return str(one.inflect({"datv"}).word), False
    return None, False


def _cased(before: str, after: str) -> str:
    """The new form with the capitals of the old one."""
    pairs = enumerate(zip(before.casefold(), after, strict=False))
    same = next((at for at, (old, new) in pairs if old != new), min(len(before), len(after)))
    return before[:same] + after[same:]


@cache
def _rules() -> dict[str, Any]:
    content = Path(petrovich.main.DEFAULT_RULES_PATH).read_text(encoding="utf-8")
    return cast("dict[str, Any]", json.loads(content))


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")
