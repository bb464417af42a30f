"""Workbooks and csv from frames: real numbers with formats, text that stays text.

Knows columns and their kinds; what stands in them is decided by who calls.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ui.i18n import _

Kind = Literal["text", "number", "tenths", "hundredths", "share", "fine_share", "link"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS: dict[str, str] = {
    "number": "# ##0",
    "tenths": "# ##0.0",
    "hundredths": "0.00",
    "share": "0\u00a0%",
    "fine_share": "0.0\u00a0%",
}
_HOSTILE = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, what its cells are, its width in characters."""

    head: str
    kind: Kind = "text"
    width: int = 14


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows in the order of the columns; a ``link`` cell is (text, address)."""

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    filtered: bool = True


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """An xlsx: head row frozen and repeated in print, filter on, A4 landscape, one page wide."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
               "strings_to_numbers": False, "nan_inf_to_errors": True}  # fmt: skip
    with xlsxwriter.Workbook(buffer, options) as book:
        book.formats[0].set_font_name("Arial")
        book.formats[0].set_font_size(10)
        for sheet in sheets:
            _fill(book, book.add_worksheet(sheet.title), sheet)
    return buffer.getvalue()


def csv_file(sheet: Sheet) -> bytes:
    """A csv with a byte order mark and semicolons, as Excel of a Russian Windows opens it.

    Text that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.head for column in sheet.columns])
    for row in sheet.rows:
        writer.writerow([_plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _plain(cell: Any) -> str:
    if isinstance(cell, tuple):
        cell = cell[0]
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_HOSTILE) else text


def _fill(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    base = {"font_name": "Arial", "font_size": 10}
    head = book.add_format({
        **base, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1,
        "bg_color": "#E8EDF3",
    })  # fmt: skip
    plain = book.add_format({**base, "text_wrap": not sheet.filtered, "valign": "top"})
    link = book.add_format({**base, "font_color": "#1F4E9E", "underline": 1})
    styles = {kind: book.add_format({**base, "num_format": f}) for kind, f in _FORMATS.items()}
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.head, head)
    for line, row in enumerate(sheet.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write(page, line, place, cell, styles.get(column.kind, plain), link)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&R" + _("Page &P of &N"))
    if sheet.filtered and sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _write(page: Worksheet, line: int, place: int, cell: Any, style: Format, link: Format) -> None:
    if cell is None:
        return
    if isinstance(cell, tuple):
        text, address = cell
        page.write_url(line, place, address, link, string=str(text)[:255])
    elif isinstance(cell, str):
        page.write_string(line, place, cell, style)
    else:
        page.write_number(line, place, cell, style)
