"""Marks of a page: «Каникулы», «Ремонт»… said by its administrator, decided by a supervisor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from html import escape
from typing import Any

import streamlit as st

from core.period import local_date
from store import page_marks
from store.accounts import Account
from store.page_marks import Mark, MarkError
from ui.formats import day, days, literal
from ui.i18n import N_, _
from ui.installation import here, now
from ui.overview.decisions import MARK_NAMES

STATES = {
    "awaiting": (N_("awaits a decision"), "warn"),
    "accepted": (N_("accepted"), "good"),
    "declined": (N_("declined"), ""),
    "withdrawn": (N_("withdrawn"), ""),
}
_TOLD = "mark_told"


def draw(account: Account, page: Mapping[str, Any]) -> None:
    """The marks of a page and, for its administrator, the form of a new one."""
    told = st.session_state.pop(_TOLD, None)
    if told:
        st.info(literal(told), icon=":material/info:")
    found = page_marks.listing(here().reader, page["page_id"])
    for row in found.iter_rows(named=True):
        _mark(account, row)
    if found.is_empty():
        whose = "" if account.role == "administrator" else " " + _(
            "The page's administrator proposes them, supervisors accept."
        )  # fmt: skip
        st.html(f"<p class='kpi-note'>{escape(_('There are no marks.') + whose)}</p>")
    if account.role == "administrator":
        _form(account, page)


def _mark(account: Account, row: Mapping[str, Any]) -> None:
    words, tone = STATES[row["state"]]
    said = [days(row["first"], row["last"]), row["note"]]
    if row["decided_by"]:
        said.append(_("decided by {who}, {day}").format(
            who=row["decided_by"], day=day(row["decided_at"])))  # fmt: skip
    said.append(row["reason"])
    line = " · ".join(escape(part) for part in said if part)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.html(
            f"<div><b>{escape(_(MARK_NAMES[row['kind']]))}</b> "
            f"<span class='kpi-chip {tone}'>{escape(_(words))}</span>"
            f"<br><span class='kpi-note'>{line}</span></div>"
        )
        if row["state"] == "awaiting" and account.role == "administrator":
            st.button(
                _("Withdraw"), key=f"withdraw_{row['mark']}", on_click=_withdraw,
                args=(account, row["mark"]),
            )  # fmt: skip


def _withdraw(account: Account, mark: int) -> None:
    try:
        page_marks.withdraw(here().writer, mark, account.name, now())
    except MarkError as error:
        st.session_state[_TOLD] = str(error)


def _form(account: Account, page: Mapping[str, Any]) -> None:
    """The form: why, from, to, a line; it awaits the supervisor's decision then."""
    today = local_date(now(), here().settings.timezone)
    with st.form("mark", border=True, enter_to_submit=False):
        st.html(f"<b>{_('A new mark')}</b>")
        kind = st.selectbox(
            _("Why"), list(page_marks.KINDS), format_func=lambda one: _(MARK_NAMES[one]),
            key="mark_kind",
        )  # fmt: skip
        with st.container(horizontal=True):
            first = _day(_("From"), today, "mark_first")
            last = _day(_("To"), today + timedelta(days=13), "mark_last")
        note = st.text_input(_("In a line"), key="mark_note", max_chars=300)
        sent = st.form_submit_button(_("Send to the supervisor"))
    if sent:
        try:
            mark = Mark(page["page_id"], kind, first, last, note.strip())
            page_marks.propose(here().writer, mark, account.name, now())
        except MarkError as error:
            st.session_state[_TOLD] = str(error)
        else:
            st.session_state[_TOLD] = _("The mark is sent to the supervisor.")
        st.rerun()


def _day(label: str, value: date, key: str) -> date:
    chosen = st.date_input(label, value=value, format="DD.MM.YYYY", key=key)
    assert isinstance(chosen, date)
    return chosen
