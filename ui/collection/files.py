"""The state of the collection as a workbook, and the runs as csv: what the screen shows."""

from __future__ import annotations

from functools import partial

import streamlit as st

from jobs.state import State
from store import accounts
from ui.collection import parts as collection
from ui.collection import tables as collection_tables
from ui.exports.sheets import XLSX, Column, Sheet, csv_file, workbook
from ui.formats import day, moment
from ui.i18n import _
from ui.installation import here, now


def draw(found: State, who: str, *, keys: bool) -> None:
    """Buttons of both files; each is made when it is asked for, and logged."""
    for ending, label, mime in (
        ("xlsx", _("Export xlsx"), XLSX),
        ("csv", _("Export csv"), "text/csv"),
    ):
        st.download_button(
            label, data=partial(built, found, who, ending, keys=keys),
            file_name=f"{_('Data collection')} — {day(found.now)}.{ending}", mime=mime,
            on_click="ignore", icon=":material/download:", key=f"export_{ending}",
        )  # fmt: skip


def built(found: State, who: str, ending: str, *, keys: bool) -> bytes:
    """One file: xlsx with all lists, or csv of the runs."""
    lists = [collection_tables.sheet(one) for one in collection_tables.listings(found, keys=keys)]
    accounts.log(here().writer, who, "export", f"collection {ending}", now())
    return csv_file(lists[0]) if ending == "csv" else workbook([_main(found), *lists])


def _main(found: State) -> Sheet:
    lines = [(_("In short"), collection.sentence(found)), (_("Looked at"), moment(found.now))]
    lines += [(title, f"{value} ({note})") for value, title, note in collection.figures(found)]
    columns = (Column(_("Main"), "text", 30), Column("", "text", 100))
    return Sheet(_("Main"), columns, lines, filtered=False)
