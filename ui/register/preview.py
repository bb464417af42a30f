"""What an import would do, in tabs, before anything is written: for the register and for accounts.

Draws lists that are ready; what stands in them is decided by who calls.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from ui.exports.sheets import XLSX, Sheet, workbook
from ui.formats import number
from ui.i18n import _
from ui.tables import MISSING, ROW

HIGHEST = 320


@dataclass(frozen=True)
class Part:
    """One tab: its title, its rows, and what it says where there are none."""

    title: str
    sheet: Sheet
    nothing: str


def draw(parts: Sequence[Part], file_name: str, exported: Callable[[], None]) -> None:
    """Draws the tabs and the button that takes them all away as a workbook.

    Args:
        parts: tabs in order.
        file_name: of the workbook.
        exported: called when the workbook is taken.
    """
    labels = [f"{part.title} · {number(len(part.sheet.rows))}" for part in parts]
    for tab, part in zip(st.tabs(labels), parts, strict=True):
        with tab:
            if part.sheet.rows:
                table(part.sheet)
            else:
                st.caption(part.nothing)

    def made() -> bytes:
        exported()
        return workbook([part.sheet for part in parts])

    st.download_button(
        _("Download the preview"), data=made, file_name=file_name, mime=XLSX, on_click="ignore",
        icon=":material/download:", key=f"preview_{file_name}",
    )  # fmt: skip


def table(sheet: Sheet, highest: int = HIGHEST) -> None:
    """The rows of a sheet as a table, at most so many points high."""
    kinds = {"number": pl.Int64}
    frame = pl.DataFrame(
        [[cell[0] if isinstance(cell, tuple) else cell for cell in row] for row in sheet.rows],
        schema={column.head: kinds.get(column.kind, pl.String) for column in sheet.columns},
        orient="row",
    )
    columns = {
        column.head: st.column_config.Column(column.head, width=column.width * 7)
        for column in sheet.columns
    }
    st.dataframe(
        frame.to_arrow(compat_level=pl.CompatLevel.oldest()), hide_index=True, row_height=ROW,
        height=min(highest, 40 + ROW * frame.height), placeholder=MISSING, column_config=columns,
        alt=sheet.title,
    )  # fmt: skip
