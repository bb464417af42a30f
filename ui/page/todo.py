"""What an administrator does about questions: answer, have the thread read again, object.

The thread is read by a process of its own (``jobs.start.reread``); what it found is told within
seconds, though figures follow with the next data version.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from jobs import start
from jobs.start import Started
from store import appeal_decisions, read
from store.accounts import Account
from store.appeal_decisions import Comment
from store.signal_decisions import DecisionError
from ui.formats import duration, literal
from ui.i18n import N_, _
from ui.installation import here, now
from ui.page import parts as page_parts

MOST = 3
"""Things to do at once."""
EVERY = 2
"""Seconds between two looks at a thread being read."""
HOWS = {
    "in_person": N_("answered in person"),
    "phone": N_("answered by phone"),
    "pos": N_("answered through POS"),
    "not_question": N_("this is not a question"),
    "other": N_("otherwise"),
}
_TOLD = "todo_told"
_ASKED = "todo_asked"


def draw(account: Account, page: Mapping[str, Any], waiting: pl.DataFrame) -> None:
    """The first open questions as cards with their buttons.

    Args:
        account: who looks; only an administrator of the page has the buttons.
        page: a row of ``ui.data.wide``.
        waiting: ``ui.page.data.open_appeals`` of the page within the queue's days.
    """
    if waiting.is_empty():
        return
    st.html(f"<h2 class='kpi-h2'>{_('What to do')}</h2>")
    _say_told()
    for row in waiting.head(MOST).iter_rows(named=True):
        with st.container(border=True, key=f"todo_{row['post']}_{row['comment']}"):
            st.html(page_parts.appeal_words(row))
            with st.container(horizontal=True, gap="small"):
                st.html(page_parts.answer_link(page, row))
                if account.role == "administrator":
                    _acts(account, page, row)
            st.fragment(_found, run_every=EVERY if _is_asked(row) else None)(dict(row))


def _acts(account: Account, page: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    st.button(
        _("Already answered"), key=f"answered_{row['comment']}", on_click=_reread,
        args=(account, page, row),
    )  # fmt: skip
    with st.popover(_("Answered otherwise"), type="tertiary"):
        _objection(account, page, row)


def without_objections(page: str, waiting: pl.DataFrame) -> pl.DataFrame:
    """Open questions the page has not objected to: an objection waits for the supervisor."""
    said = appeal_decisions.awaiting(here().reader).filter(pl.col("page_id") == page)
    return waiting.join(said.select("post", "comment"), on=["post", "comment"], how="anti",
                        maintain_order="left")  # fmt: skip


def _objection(account: Account, page: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    key = row["comment"]
    how = st.selectbox(_("How"), list(HOWS), format_func=lambda one: _(HOWS[one]), key=f"how_{key}")
    note = st.text_input(_("A few words for the supervisor"), key=f"note_{key}", max_chars=300)
    st.caption(_("The question leaves the list when the supervisor agrees."))
    if st.button(_("Send"), key=f"object_{key}", type="primary"):
        about = Comment(page["page_id"], row["post"], row["comment"])
        try:
            appeal_decisions.decide(
                here().writer, [about], "objected", account.name, now(), how=how,
                note=note or None,
            )  # fmt: skip
        except DecisionError as error:
            st.session_state[_TOLD] = str(error)
        else:
            st.session_state[_TOLD] = _("Sent to the supervisor.")
        st.rerun()


def _reread(account: Account, page: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Starts reading the thread again; what came of the press is told at the next run."""
    try:
        told = start.reread(
            here().writer, here().settings, page["page_id"], row["post"], account.name, now()
        )
    except OSError as error:
        st.session_state[_TOLD] = error.strerror or type(error).__name__
        return
    if told.answer == "started":
        st.session_state[_ASKED] = (row["post"], row["comment"])
    else:
        st.session_state[_TOLD] = _why_not(told)


def _why_not(told: Started) -> str:
    said = {
        "demo": _("The demonstration is never collected."),
        "no_token": _("The thread cannot be read now: no access key of VK is set."),
        "recent": _("This page was collected just now. Again in {duration}.").format(
            duration=duration(told.wait)),
        "running": _("A collection is already under way; wait until it ends."),
        "unknown": _("The page is not in the register."),
    }  # fmt: skip
    return said[told.answer]


def _say_told() -> None:
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.info(literal(told), icon=":material/info:")


def _is_asked(row: Mapping[str, Any]) -> bool:
    return bool(st.session_state.get(_ASKED) == (row["post"], row["comment"]))


def _found(row: Mapping[str, Any]) -> None:
    """What the new reading of the thread found, once it has ended."""
    if not _is_asked(row):
        return
    child = start.child_of(here().settings, "chosen")
    if child is not None and child.code is None:
        st.html(f"<p class='kpi-note'>{_('The thread is being read…')}</p>")
        return
    answered = read.answered_at(here().reader, row["page"], row["post"], row["comment"])
    if answered is None:
        st.html(f"<p class='kpi-note'>▲ {_('No answer is seen in the thread yet.')}</p>")
        return
    words = _("The answer is found, {time}").format(time=duration(answered - row["asked_at"]))
    st.html(f"<p class='kpi-calm'>● {words}</p>")
