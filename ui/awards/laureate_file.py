"""Persons as a file: the template with the season's first places, and what a filled one says.

A row belongs to a first place by its nomination and organisation. No sentence here repeats a name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.files.table import heading, read_table
from store.laureates import LONGEST
from ui.awards.laureate_table import FIXED, HEADS, TYPED, frame, gender
from ui.exports.awards.papers import Key, Paper
from ui.exports.awards.persons import revised
from ui.exports.sheets import Column, Sheet, workbook
from ui.i18n import _

COLUMNS = {
    "nomination": ("Номинация", "Nomination"),
    "body": ("Организация", "Organisation", "Учреждение"),
    "name": ("ФИО", "Full name", "Фамилия, имя, отчество", "Лауреат"),
    "gender": ("Пол", "Gender"),
    "position": ("Должность", "Position"),
    "presenter": ("Кто вручает", "Hands it over", "Вручает"),
    "dative": ("Кому вручается", "Presented to", "Дательный падеж"),
    "position_dative": ("Должность в дательном падеже", "Position in the dative"),
    "greeting": ("Обращение", "Greeting"),
    "merit": ("За что", "For"),
}
"""Headings a file may have; those in brackets are read without them."""

Persons = Mapping[Key, Mapping[str, str]]
"""What is to be kept of persons, by first place."""

_WIDTHS = {"number": 6, "nomination": 34, "body": 45, "name": 34, "gender": 10, "merit": 40}


@dataclass(frozen=True)
class Filled:
    """What a file says.

    Attributes:
        persons: what is to be kept, by first place.
        rejected: rows that were not taken, with the reason in words.
        rows: how many rows hold something.
    """

    persons: Persons
    rejected: Sequence[tuple[int, str]]
    rows: int


def template(papers: Sequence[Paper]) -> bytes:
    """The season's first places as an xlsx to fill, with the persons known so far."""
    names = [name for name in (*FIXED, *TYPED) if name not in ("dative", "position_dative",
                                                              "greeting")]  # fmt: skip
    columns = tuple(
        Column(_(HEADS[name]), "number" if name == "number" else "text", _WIDTHS.get(name, 24))
        for name in names
    )
    rows = frame(papers).select(names).rows()
    return workbook([Sheet(_("Laureates"), columns, rows, filtered=False)])


def filled(
    content: bytes, name: str, papers: Sequence[Paper], kept: Mapping[Key, Mapping[str, str]]
) -> Filled:
    """Persons of a file.

    Args:
        content: the file, xlsx or csv.
        name: what sentences call it.
        papers: of the season.
        kept: what is known of persons already; cells that are empty change nothing.

    Raises:
        loaders.files.table.FileError: the file as such cannot be taken.
    """
    sheet = read_table(content, name, COLUMNS, [("name",), ("body", "nomination")])
    persons: dict[Key, Mapping[str, str]] = {}
    rejected: list[tuple[int, str]] = []
    for row in sheet.rows:
        said = {key: text for key, text in row.cells.items() if key in TYPED}
        found = _places(papers, row.cells)
        if row.fault or len(found) != 1:
            why = _("several first places fit: name nomination and organisation")
            missing = _("no first place of the season has this nomination and organisation")
            rejected.append((row.number, row.fault or (why if found else missing)))
        elif any(len(text) > LONGEST for text in said.values()):
            rejected.append((row.number, _("a cell is too long")))
        elif "name" in said:
            if "gender" in said:
                said["gender"] = gender(said["gender"])
            place = found[0]
            if said.get("merit") == place.merit:
                del said["merit"]
            persons[place.key] = revised(kept.get(place.key, {}), said)
    return Filled(persons, rejected, len(sheet.rows))


def _places(papers: Sequence[Paper], cells: Mapping[str, str]) -> list[Paper]:
    """First places a row can mean; a file without one of the columns is told by the other."""
    found = list(papers)
    if nomination := cells.get("nomination"):
        found = [one for one in found if heading(one.nomination) == heading(nomination)]
    if body := cells.get("body"):
        found = [one for one in found if heading(one.body) == heading(body)]
    return found if nomination or body else []
