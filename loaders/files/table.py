"""An xlsx or csv file as rows of text under known columns, numbered as a person sees them in Excel.

Owns encodings, delimiters, sheets and the search for the header row; must not know what a column
means. Whatever is wrong with the file as a whole is one sentence: what it is and how to mend it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from core.apart import Unread, answer
from loaders.files.workbook_child import NO_WORKBOOK

Columns = Mapping[str, Sequence[str]]
"""Key of a column → its headings, the usual one first."""


class _Grid(NamedTuple):
    """The lines of one sheet; a csv ends with ``_END`` unless a quotation swallowed it."""

    sheet: str | None
    lines: list[list[str]]
    delimited: bool


_READER = "loaders.files.workbook_child"
_PATIENCE = 60
"""Seconds a workbook may take; a large register takes one."""
_HEADER_DEPTH = 50
_END = "\ue000 end of the file"
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u200b\ufeff\u00ad]")
# Registers are typed on two keyboard layouts: «ОК», «MAX», «ОГРН» come with letters of the other.
_ONE_ALPHABET = str.maketrans("abcehkmoptxy", "авсенкмортху")


class FileError(ValueError):
    """A file that cannot be taken: one sentence says what is wrong and how to mend it."""


class NoFileError(FileError):
    """There is no file to read at the place that was named."""


@dataclass(frozen=True)
class Row:
    """A row that holds something under a known column.

    ``number`` is the row's number in Excel, ``cells`` the cleaned text by column key (empty cells
    are left out), ``fault`` why the row as such cannot be read; null: it can.
    """

    number: int
    cells: Mapping[str, str]
    fault: str | None = None


@dataclass(frozen=True)
class Sheet:
    """The rows under a header: ``name`` is null for a csv, ``columns`` the keys that were found."""

    name: str | None
    columns: frozenset[str]
    rows: tuple[Row, ...]
    notices: tuple[str, ...]


def clean(text: str) -> str:
    """The text on one line: white space of any kind becomes one space, invisible signs go."""
    return " ".join(_INVISIBLE.sub("", text).split())


def heading(text: str) -> str:
    """A heading without case, ё, brackets, punctuation and the keyboard layout of look-alikes."""
    bare = re.sub(r"\([^)]*\)", " ", clean(text)).casefold().replace("ё", "е")
    return " ".join(re.sub(r"[\W_]+", " ", bare).split()).translate(_ONE_ALPHABET)


def content(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        NoFileError: missing, a directory, or not readable.
    """
    if path.is_dir():
        raise NoFileError(f"{path} is a directory: name the xlsx or csv file in it")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise NoFileError(f"{path} does not exist: check the name and the folder") from None
    except OSError as error:
        raise NoFileError(f"{path} cannot be read ({error.strerror}): check its rights") from None


def read_table(
    data: bytes, name: str, columns: Columns, required: Sequence[Sequence[str]]
) -> Sheet:
    """The first sheet with a row that holds the required headings, and the rows below that row.

    Args:
        data: the whole file, xlsx or csv; the content decides, not the extension.
        name: what the sentences call the file.
        columns: the columns to look for; all others are passed over.
        required: groups of column keys; of every group one must be there.

    Raises:
        FileError: neither xlsx nor csv, encrypted, empty, or without the required columns.
    """
    if not data.strip():
        raise FileError(f"{name} is empty: save the table again as xlsx or csv")
    known = {heading(text): key for key, texts in columns.items() for text in texts}
    best: set[str] = set()
    for grid in _grids(data, name):
        for index, line in enumerate(grid.lines[:_HEADER_DEPTH]):
            places = _places(line, known)
            if all(any(key in places for key in group) for group in required):
                return _sheet(name, grid, index, places, columns)
            best = max(best, set(places), key=len)
    lacking = [
        " or ".join(f"«{columns[key][0]}»" for key in group)
        for group in required
        if not best.intersection(group)
    ]
    raise FileError(
        f"{name} has no header row with {', '.join(lacking)} among the first {_HEADER_DEPTH} rows"
        " of any sheet: name the columns as the register has them"
    )


def _places(line: Sequence[str], known: Mapping[str, str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for index, cell in enumerate(line):
        key = known.get(heading(cell[:200]))
        if key is not None:
            places.setdefault(key, index)
    return places


def _sheet(file: str, grid: _Grid, header: int, places: dict[str, int], columns: Columns) -> Sheet:
    lines = grid.lines
    if grid.delimited and lines.pop() != [_END]:
        raise FileError(
            f"{file}: a quotation mark in row {len(lines) + 1} is never closed, so the rows below"
            " cannot be told apart: close it or double it, or save the table as xlsx"
        )
    width = len(lines[header])
    rows = []
    for index, line in enumerate(lines[header + 1 :], start=header + 2):
        found = {k: clean(line[at]) for k, at in places.items() if at < len(line)}
        cells = {k: text for k, text in found.items() if text}
        fault = None
        if grid.delimited and any(cell.strip() for cell in line[width:]):
            fault = (
                f"the row has {len(line)} cells and the header {width}: a text that holds the"
                " delimiter must stand in quotation marks"
            )
        if cells or fault:
            rows.append(Row(index, cells, fault))
    if not rows:
        raise FileError(
            f"{file} has no rows under its header (row {header + 1}): fill in the table"
        )
    return Sheet(
        grid.sheet, frozenset(places), tuple(rows), _repeated(lines[header], places, columns)
    )


def _repeated(line: Sequence[str], places: Mapping[str, int], columns: Columns) -> tuple[str, ...]:
    first = {heading(text): key for key in places for text in columns[key]}
    again = [
        first[heading(c)]
        for at, c in enumerate(line)
        if first.get(heading(c)) and at not in places.values()
    ]
    return tuple(
        f"«{columns[key][0]}» stands in the header more than once: the leftmost column is used"
        for key in dict.fromkeys(again)
    )


def _grids(data: bytes, name: str) -> Iterator[_Grid]:
    if data.startswith(b"PK"):
        yield from _workbook(data, name)
        return
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise FileError(
                f"{name} is protected by a password: remove it in Excel and save the file again"
            )
        raise FileError(
            f"{name} is no xlsx but an old Excel file: save it as «Книга Excel (.xlsx)»"
        )
    text = _decoded(data, name)
    for delimiter in (";", ",", "\t"):
        lines = io.StringIO(f"{text}\n{_END}", newline="")
        try:
            yield _Grid(None, list(csv.reader(lines, delimiter=delimiter)), True)
        except csv.Error as error:
            raise FileError(
                f"{name} cannot be read as csv ({error}): save the table as xlsx"
            ) from None


def _workbook(data: bytes, name: str) -> Iterator[_Grid]:
    try:
        told = json.loads(answer(_READER, data, _PATIENCE))
    except Unread as error:
        if error.code == NO_WORKBOOK:
            raise FileError(
                f"{name} is no Excel workbook, or it is damaged: open it in Excel and save it as"
                " xlsx"
            ) from None
        raise FileError(
            f"{name} unpacks to more than a table of this kind holds, or cannot be read in"
            f" {_PATIENCE} s: copy the table alone into a new workbook"
        ) from None
    for sheet, lines in told:
        yield _Grid(sheet, lines, False)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1251"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise FileError(f"{name} is neither an xlsx workbook nor a csv text: save the table as xlsx")
