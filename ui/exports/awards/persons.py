"""A person of a paper: what was typed, and the forms made of it where nobody typed others.

Only what people typed or changed is kept; a form is made anew whenever it is shown, so that a
corrected name never stands beside the dative of the old one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from ui.exports.awards import inflection
from ui.exports.awards.inflection import Form, Gender
from ui.exports.names import printable
from ui.i18n import _, language

GENDERS = ("female", "male")
MADE = {"dative": ("name", "gender"), "greeting": ("name", "gender"),
        "position_dative": ("position",)}  # fmt: skip
"""Forms, and what they are made of."""


@dataclass(frozen=True)
class Person:
    """Somebody who is honoured, in every form a paper needs.

    Attributes:
        name: nominative, as typed.
        gender: null: neither typed nor told by the name.
        position: nominative.
        presenter: who hands the paper over; empty: nobody is named.
        dative: the name after «вручается».
        position_dative: the position after it.
        greeting: ``Уважаемая Мария Петровна!``
        unsure: names of the forms somebody should look at.
    """

    name: str
    gender: Gender | None
    position: str
    presenter: str
    dative: str
    position_dative: str
    greeting: str
    unsure: tuple[str, ...]


def person(kept: Mapping[str, str]) -> Person | None:
    """The person of what is kept; null: no name is."""
    said = {name: " ".join(printable(text).split()) for name, text in kept.items()}
    if not said.get("name"):
        return None
    given = said.get("gender")
    taken = inflection.name(said["name"], cast("Gender", given) if given in GENDERS else None)
    position = said.get("position") or _("administrator of the official page")
    made = _made(taken, position)
    unsure = tuple(name for name, form in made.items() if form.unsure and name not in said)
    forms = {name: said.get(name) or form.text for name, form in made.items()}
    return Person(said["name"], taken.gender, position, said.get("presenter", ""), **forms,
                  unsure=unsure)  # fmt: skip


def revised(kept: Mapping[str, str], edited: Mapping[str, str]) -> dict[str, str]:
    """What is kept after an edit: forms of what was edited are made anew, unless edited too."""
    stale = {form for form, sources in MADE.items() if set(sources) & set(edited)} - set(edited)
    if "name" in edited and "gender" not in edited:
        stale.add("gender")
    merged = {name: text for name, text in kept.items() if name not in stale} | dict(edited)
    return {name: text for name, text in merged.items() if text}


def _made(taken: inflection.Name, position: str) -> dict[str, Form]:
    """The forms; in English, which has none, the words themselves."""
    if language() != "ru":
        name = " ".join(text for _part, text in taken.order)
        return {
            "dative": Form(name, False),
            "position_dative": Form(position, False),
            "greeting": Form(_("Dear {name},").format(name=name), False),
        }
    return {
        "dative": inflection.dative(taken),
        "position_dative": inflection.position_dative(position),
        "greeting": inflection.greeting(taken),
    }
