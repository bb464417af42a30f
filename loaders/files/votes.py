"""Votes of the public from xlsx or csv: nomination, page, number of votes.

Owns how cells are understood and why a row is left out; which page a link or an ОГРН means is asked
by ``jobs.events``. A doubtful row is left out with its number and one reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.text import plain
from loaders.files import fields, links
from loaders.files.fields import FieldError, quoted, whole
from loaders.files.table import Row, read_table
from loaders.files.workbook_child import ERROR

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "nomination": ("Номинация", "Nomination"),
    "page": (
        "Страница", "Ссылка", "Ссылка на госпаблик ВК", "ID госпаблика", "Госпаблик", "ОГРН",
        "Page",
    ),
    "votes": ("Голосов", "Голоса", "Число голосов", "Количество голосов", "Votes"),
}  # fmt: skip
"""Key of a column → its headings, the usual one first."""

REQUIRED = (("nomination",), ("page",), ("votes",))
LEADER, LEADER_ID = "лучший госпаблик", "sphere_leader"
"""How the names of one nomination begin: «… медицинской организации»; the page says of which."""

MOST = 10_000_000


@dataclass(frozen=True)
class Listed:
    """A row that could be read: ``page`` is a page id, ``ogrn`` stands where the cell gives that.

    One of the two is there.
    """

    row: int
    nomination: str
    page: str | None
    ogrn: str | None
    votes: int


@dataclass(frozen=True)
class VoteList:
    """What a file holds: ``rows`` that hold something are taken or stand in ``rejected`` once."""

    rows: int
    taken: tuple[Listed, ...]
    rejected: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]


def parse(data: bytes, name: str, nominations: Mapping[str, str]) -> VoteList:
    """The votes in the bytes of a file called ``name``.

    Args:
        data: xlsx or csv.
        name: what sentences call the file.
        nominations: id → its name as people write it.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    sheet = read_table(data, name, COLUMNS, REQUIRED)
    known = {plain(text): one for one, text in nominations.items()}
    known |= {plain(one): one for one in nominations}
    taken, rejected = [], []
    for row in sheet.rows:
        try:
            taken.append(_vote(row, known))
        except FieldError as error:
            rejected.append((row.number, str(error)))
    return VoteList(len(sheet.rows), tuple(taken), tuple(rejected), sheet.notices)


def _vote(row: Row, known: Mapping[str, str]) -> Listed:
    if row.fault:
        raise FieldError(row.fault)
    for key in COLUMNS:
        text = row.cells.get(key, "")
        if text == ERROR:
            raise FieldError(f"«{COLUMNS[key][0]}» holds a formula that failed: mend it in Excel")
        if not text:
            raise FieldError(f"«{COLUMNS[key][0]}» is empty: fill it")
    page, ogrn = _page(row.cells["page"])
    nomination = _nomination(row.cells["nomination"], known)
    return Listed(row.number, nomination, page, ogrn, _votes(row.cells["votes"]))


def _nomination(text: str, known: Mapping[str, str]) -> str:
    name = plain(text)
    if name in known:
        return known[name]
    if name.startswith(LEADER) and LEADER_ID in known.values():
        return LEADER_ID
    raise FieldError(f"{quoted(text)} is no nomination: write its name or id")


def _page(text: str) -> tuple[str | None, str | None]:
    number = whole(text)
    if number is not None and len(str(abs(number))) in (13, 15):
        return None, fields.ogrn(text)
    found = links.vk(text.removeprefix("vk:"))
    if found is None:
        raise FieldError(f"{quoted(text)} names no page: give its link or the ОГРН of the body")
    return found.page_id, None


def _votes(text: str) -> int:
    number = whole(text)
    if number is None or not 0 <= number <= MOST:
        raise FieldError(f"{quoted(text)} is no number of votes: give a whole number")
    return number
