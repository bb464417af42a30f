"""Reads the workbook on standard input into JSON on standard output, in a process of its own.

Started by ``loaders.files.table``: the reader makes room for every cell up to the last one that is
written, and ends the process where there is none.
"""

from __future__ import annotations

import json
import logging
import sys

import fastexcel
import pyarrow as pa

from core.apart import bounded

ERROR = "#N/A"
"""What a cell holds where Excel shows an error (#N/A, #REF! and the like)."""

NO_WORKBOOK, TOO_LARGE = 3, 4
"""Exit codes: the file is none, or damaged; it holds more than a table of this kind."""

MOST_CELLS = 5_000_000
"""Of all sheets, with empty ones up to the last that is written: what is told must fit too."""


def main() -> None:
    """Sheets as ``[name, lines]``, hidden ones last, or an exit code."""
    bounded()
    # The reader warns on standard error of sheets that hold a diagram; they hold no table either.
    logging.getLogger("calamine").addHandler(logging.NullHandler())
    try:
        book = fastexcel.read_excel(sys.stdin.buffer.read())
        # skip_rows=0 keeps the empty rows above the table, so that row numbers are those of Excel.
        sheets = [
            book.load_sheet(index, header_row=None, skip_rows=0, dtypes="string")
            for index in range(len(book.sheet_names))
        ]
    except fastexcel.FastExcelError:
        sys.exit(NO_WORKBOOK)
    if sum(sheet.width * sheet.height for sheet in sheets) > MOST_CELLS:
        sys.exit(TOO_LARGE)
    sheets.sort(key=lambda sheet: sheet.visible != "visible")
    json.dump([[sheet.name, lines(sheet)] for sheet in sheets], sys.stdout)


def lines(sheet: fastexcel.ExcelSheet) -> list[list[str]]:
    """The cells of a sheet as text; an empty one is an empty text."""
    if not sheet.width:
        return []
    batch, errors = sheet.to_arrow_with_errors()
    columns = pa.record_batch(batch).to_pydict().values()
    grid = [[cell or "" for cell in line] for line in zip(*columns, strict=True)]
    # An error cell is read as an empty one; «нет страницы» must not be made of a broken formula.
    for error in errors.errors if errors else ():
        row, column = error.offset_position
        grid[row][column] = ERROR
    return grid


if __name__ == "__main__":
    main()
