"""A list of accounts from xlsx or csv: logins, roles, and what each looks after.

Owns how cells are understood; knows neither accounts nor the register, so whether a page stands
there is asked by ``jobs.users``. Nothing is guessed: a doubtful row is left out with its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from loaders.files import links
from loaders.files.fields import FieldError, is_nothing
from loaders.files.table import Row, read_table
from loaders.files.workbook_child import ERROR

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("Логин", "Login", "Имя пользователя"),
    "role": ("Роль", "Role"),
    "page": ("Страница", "Страницы", "Ссылка на госпаблик ВК", "ID госпаблика", "Page"),
    "founder": ("Учредитель", "Учредители", "Founder"),
    "territory": ("Территория", "Территории", "Territory"),
}
"""Key of a column → its headings, the usual one first."""

REQUIRED = (("name",), ("role",))
ROLES: Mapping[str, str] = {
    "supervisor": "supervisor", "специалист": "supervisor", "специалист цур": "supervisor",
    "administrator": "administrator", "администратор": "administrator",
    "администратор страницы": "administrator", "куратор": "administrator",
    "presenter": "presenter", "ведущий": "presenter", "ведущая": "presenter",
    "operator": "operator", "оператор": "operator", "администратор системы": "operator",
}  # fmt: skip
"""Word of a cell (lower case) → role."""


@dataclass(frozen=True)
class Fault:
    """Why a row is left out: a code of ``jobs.users.FAULTS`` and what the cell holds."""

    code: str
    value: str = ""


@dataclass(frozen=True)
class Listed:
    """A row that could be read.

    Attributes:
        row: its number in Excel.
        name: the login, lower case.
        role: one of ``store.accounts.ROLES``.
        pages: page ids, ``vk:name`` where the link names no number.
        founders: as the cell holds them, several parted by semicolons.
        territories: as ``founders``.
    """

    row: int
    name: str
    role: str
    pages: tuple[str, ...]
    founders: tuple[str, ...]
    territories: tuple[str, ...]


@dataclass(frozen=True)
class UserList:
    """What a file holds: ``rows`` that hold something are taken or stand in ``rejected`` once."""

    rows: int
    taken: tuple[Listed, ...]
    rejected: tuple[tuple[int, str, Fault], ...]
    notices: tuple[str, ...]


def parse(data: bytes, name: str) -> UserList:
    """The accounts in the bytes of a file called ``name``.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    sheet = read_table(data, name, COLUMNS, REQUIRED)
    taken: dict[str, Listed] = {}
    rejected = []
    for row in sheet.rows:
        login = row.cells.get("name", "").lower()
        read = _read(row, login)
        if isinstance(read, Listed) and login in taken:
            read = Fault("duplicate", str(taken[login].row))
        if isinstance(read, Fault):
            rejected.append((row.number, login, read))
        else:
            taken[login] = read
    return UserList(len(sheet.rows), tuple(taken.values()), tuple(rejected), sheet.notices)


def page_named(text: str) -> str | Fault | None:
    """The page id a text stands for, ``vk:name`` where it gives no number; null: no page."""
    try:
        found = links.vk(text.removeprefix("vk:"))
    except FieldError:
        return Fault("bad_page", text)
    return found.page_id if found else None


def _read(row: Row, login: str) -> Listed | Fault:
    if row.fault:
        return Fault("delimiter")
    for key, text in row.cells.items():
        if text == ERROR:
            return Fault("formula", COLUMNS[key][0])
    if not login:
        return Fault("no_login")
    word = row.cells.get("role", "").casefold()
    if not word:
        return Fault("no_role")
    if word not in ROLES:
        return Fault("bad_role", row.cells["role"])
    pages = []
    for text in _several(row.cells.get("page", ""), r"[;,\s]+"):
        page_id = page_named(text)
        if isinstance(page_id, Fault):
            return page_id
        if page_id:
            pages.append(page_id)
    founders = _several(row.cells.get("founder", ""), r"\s*;\s*")
    territories = _several(row.cells.get("territory", ""), r"\s*;\s*")
    return Listed(row.number, login, ROLES[word], tuple(pages), founders, territories)


def _several(text: str, parting: str) -> tuple[str, ...]:
    parts = (part.strip() for part in re.split(parting, text))
    return tuple(dict.fromkeys(part for part in parts if part and not is_nothing(part)))
