"""Registers made for tests: rows by column key, written as csv or xlsx."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from loaders.files.register_frames import COLUMNS

Cells = Mapping[str, Any]
HEADINGS = {key: texts[0] for key, texts in COLUMNS.items()}


def ogrn(serial: int) -> str:
    """A right ОГРН with the serial in its last digits."""
    digits = 102650000000 + serial
    return f"{digits}{digits % 11 % 10}"


def row(serial: int = 1, **cells: Any) -> dict[str, Any]:
    """A row that is taken, a school of its own a serial; named cells replace its own."""
    usual = {
        "level": "МО",
        "founder": "Администрация округа",
        "name": f"МБОУ «Школа № {serial}»",
        "ogrn": ogrn(serial),
        "sphere": "Образование",
        "status": "визитка",
        "vk": f"https://vk.com/club{serial}",
    }
    return usual | cells


def csv_bytes(
    rows: Sequence[Cells],
    keys: Sequence[str] = tuple(COLUMNS),
    delimiter: str = ";",
    encoding: str = "utf-8",
) -> bytes:
    """A csv whose header is row 1 and whose first row of data is row 2."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow([HEADINGS[key] for key in keys])
    writer.writerows([[row.get(key, "") for key in keys] for row in rows])
    return text.getvalue().encode(encoding)


def grid_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """A workbook of the cells as given: texts stay texts, None is an empty cell."""
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            sheet = book.add_worksheet(name)
            for y, line in enumerate(lines):
                for x, cell in enumerate(line):
                    if isinstance(cell, str):
                        sheet.write_string(y, x, cell)
                    elif cell is not None:
                        sheet.write(y, x, cell)
    return path


def xlsx(path: Path, rows: Sequence[Cells], keys: Sequence[str] = tuple(COLUMNS)) -> Path:
    """A workbook of one sheet whose header is row 1."""
    lines = [[HEADINGS[key] for key in keys]]
    lines += [[row.get(key) or None for key in keys] for row in rows]
    return grid_xlsx(path, {"Реестр": lines})
