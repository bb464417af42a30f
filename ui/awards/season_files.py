"""Files of the season at the step «Правила»: the calendar of events and the votes of the public.

Each is read, compared and told of first; nothing is written before the button is pressed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st
from sqlalchemy import Engine

from jobs import events as job
from jobs.events import Plan
from loaders.files import events, votes
from loaders.files.table import FileError
from store import events as kept_events
from store import public_votes
from store.accounts import Account
from ui import data
from ui.awards import file_words
from ui.awards.data import Stand
from ui.exports.sheets import XLSX, Column, Sheet, workbook
from ui.formats import literal, number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.register.words import file_error

MEGABYTES = 5
SHOWN = 50
"""Rows left out that are named."""


@dataclass(frozen=True)
class Kind:
    """One kind of file.

    Attributes:
        id: of its widgets.
        title: of its part.
        about: what it is for, in one sentence.
        heads: columns of the template.
        stored: what is there of a year.
        plan: what a file would change.
        apply: writes it.
    """

    id: str
    title: str
    about: str
    heads: tuple[str, ...]
    stored: Callable[[Engine, int], Sequence[object]]
    plan: Callable[[Engine, bytes, str, int], Plan]
    apply: Callable[[Engine, Plan, str, int], None]


EVENTS = Kind(
    "events", N_("Calendar of events"),
    N_("“Chronicle of the region” is judged by it. The file is the whole calendar of the year."),
    tuple(names[0] for names in events.COLUMNS.values()), kept_events.of_year, job.plan_events,
    job.apply_events,
)  # fmt: skip
VOTES = Kind(
    "votes", N_("Votes of the public"),
    N_("They are shown to the commission and move no figure. The file is the whole vote."),
    tuple(names[0] for names in votes.COLUMNS.values()),
    lambda engine, year: public_votes.of_year(engine, year).rows(), job.plan_votes,
    job.apply_votes,
)  # fmt: skip


def draw(account: Account, stand: Stand) -> None:
    """What is there, and for supervisors the way to replace it."""
    reader = here().reader
    counts = {
        EVENTS.id: len(kept_events.of_year(reader, stand.year)),
        VOTES.id: public_votes.of_year(reader, stand.year).select(pl.col("votes").sum()).item(),
    }
    for kind in (EVENTS, VOTES):
        label = f"{_(kind.title)} · {number(counts[kind.id])}"
        with st.container(key=f"award_files_{kind.id}"):
            folded = st.expander(label, on_change="rerun", key=f"season_{kind.id}_{stand.year}")
            if folded.open:
                with folded:
                    _replace(account, stand, kind)


def _replace(account: Account, stand: Stand, kind: Kind) -> None:
    st.caption(_(kind.about))
    if account.role != "supervisor" or stand.acts.closed:
        return
    turn = st.session_state.get("season_file_turn", 0)
    file = st.file_uploader(_("File, xlsx or csv"), type=["xlsx", "csv"],
                            max_upload_size=MEGABYTES, key=f"file_{kind.id}_{turn}")  # fmt: skip
    if file is None:
        st.download_button(
            _("Download a template"), data=lambda: _template(kind),
            file_name=f"{_(kind.title)}.xlsx", mime=XLSX, on_click="ignore",
            icon=":material/description:", key=f"template_{kind.id}",
        )  # fmt: skip
        return
    try:
        planned = _planned(kind, file.file_id, file.getvalue(), file.name, stand.year)
    except FileError as error:
        st.error(file_error(str(error), file.name))
        return
    _told(planned)
    if not planned.taken:
        st.error(_("No row can be taken, so nothing is written: mend the rows named above."))
    elif not planned.counts.moves:
        st.info(_("The file changes nothing."))
    elif st.button(_("Write"), type="primary", key=f"write_{kind.id}"):
        kind.apply(here().writer, planned, account.name, now())
        st.session_state["season_file_turn"] = turn + 1
        st.rerun()


def _planned(kind: Kind, file_id: str, content: bytes, name: str, year: int) -> Plan:
    """What an uploaded file would change; kept until another comes or what is stored moves.

    Raises:
        FileError: it cannot be taken at all.
    """
    place, reader = f"season_plan_{kind.id}", here().reader
    key = (file_id, data.version(), year, kind.stored(reader, year))
    kept = st.session_state.get(place)
    if kept is None or kept[0] != key:
        planned = kind.plan(reader, content, name, year)
        st.session_state[place] = kept = (key, planned)
    found: Plan = kept[1]
    return found


def _told(planned: Plan) -> None:
    counts = planned.counts
    st.markdown(_("New: {new}, changed: {changed}, gone: {gone}, the same: {same}.").format(
        new=number(counts.new), changed=number(counts.changed), gone=number(counts.gone),
        same=number(counts.same)))  # fmt: skip
    left_out = len(planned.rejected)
    if left_out:
        words = ngettext("{n} row is not taken:", "{n} rows are not taken:", left_out)
        st.markdown(words.format(n=number(left_out)))
    for row, why in planned.rejected[:SHOWN]:
        st.caption(_("Row {n} is not taken: {why}.").format(
            n=row, why=literal(file_words.fault(why))))  # fmt: skip


def _template(kind: Kind) -> bytes:
    return workbook(
        [Sheet(_(kind.title), tuple(Column(head, "text", 24) for head in kind.heads), [])]
    )
