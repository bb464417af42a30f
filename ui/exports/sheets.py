"""Workbooks and csv from frames: real numbers with formats, text that stays text.

Knows columns and their kinds; what stands in them is decided by who calls.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ui.i18n import _

Kind = Literal[
    "text", "number", "tenths", "hundredths", "share", "fine_share", "link", "date", "state"
]
Tone = Literal["good", "warn", "bad", "none"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMATS: dict[str, str] = {
    "number": "# ##0",
    "tenths": "# ##0.0",
    "hundredths": "0.00",
    "share": "0\u00a0%",
    "fine_share": "0.0\u00a0%",
    "date": "dd.mm.yyyy",
}
_TINTS: dict[Tone, tuple[str, str]] = {
    "good": ("#DCF2EF", "#096B66"),
    "warn": ("#FFF1C9", "#7A4B00"),
    "bad": ("#FCE4E1", "#AF0F0C"),
    "none": ("#E8EDF3", "#566373"),
}
_BASE = {"font_name": "Arial", "font_size": 10}
_HOSTILE = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Column:
    """A column of a sheet: its head, what its cells are, its width in characters.

    ``wrapped`` text takes as many lines as it needs.
    """

    head: str
    kind: Kind = "text"
    width: int = 14
    wrapped: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows in the order of the columns.

    A ``link`` cell is (text, address), a ``state`` cell (words, tone), a ``date`` cell a day.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Any]]
    filtered: bool = True


@dataclass(frozen=True)
class _Styles:
    """Formats of one workbook's cells; ``numbers`` by kind, ``tints`` by tone."""

    plain: Format
    wrapped: Format
    link: Format
    numbers: dict[str, Format]
    tints: dict[Tone, Format]


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
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, float):
        return f"{cell:.10g}".replace(".", ",")
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_HOSTILE) else text


def _fill(book: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    head = book.add_format({
        **_BASE, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1,
        "bg_color": "#E8EDF3",
    })  # fmt: skip
    styles = _styles(book, sheet.filtered)
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(0, place, column.head, head)
    for line, row in enumerate(sheet.rows, start=1):
        for place, (cell, column) in enumerate(zip(row, sheet.columns, strict=True)):
            _write(page, line, place, cell, column, styles)
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&R" + _("Page &P of &N"))
    if sheet.filtered and sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _styles(book: xlsxwriter.Workbook, filtered: bool) -> _Styles:
    """Formats of a sheet; text of a sheet without a filter takes as many lines as it needs."""
    top = {**_BASE, "valign": "top"}
    wrapped = book.add_format({**top, "text_wrap": True})
    return _Styles(
        book.add_format(top) if filtered else wrapped,
        wrapped,
        book.add_format({**top, "font_color": "#1F4E9E", "underline": 1}),
        {kind: book.add_format({**top, "num_format": form}) for kind, form in _FORMATS.items()},
        {
            tone: book.add_format({**top, "bg_color": ground, "font_color": ink, "text_wrap": True})
            for tone, (ground, ink) in _TINTS.items()
        },
    )


def _write(
    page: Worksheet, line: int, place: int, cell: Any, column: Column, styles: _Styles
) -> None:
    if cell is None:
        return
    if column.kind == "state":
        words, tone = cell
        page.write_string(line, place, words, styles.tints[tone])
    elif isinstance(cell, tuple):
        text, address = cell
        page.write_url(line, place, address, styles.link, string=str(text)[:255])
    elif isinstance(cell, date):
        page.write_datetime(line, place, cell, styles.numbers["date"])
    elif isinstance(cell, str):
        style = styles.wrapped if column.wrapped else styles.plain
        page.write_string(line, place, cell, styles.numbers.get(column.kind, style))
    else:
        page.write_number(line, place, cell, styles.numbers.get(column.kind, styles.plain))
