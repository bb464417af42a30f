"""«Ждут вашего решения»: marks, objections and signals that wait for a supervisor's word.

The card counts what waits; marks and signals are decided in a dialog, objections where questions
are. Every word is written with who said it (``store.page_marks``, ``store.signal_decisions``), and
of two supervisors at once the first counts.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from kpi.signals.evaluate import SIGNALS
from store import page_marks, signal_decisions
from store.page_marks import MarkError
from store.signal_decisions import DecisionError, Finding
from ui import data, rights
from ui.formats import days, literal, number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.overview import weeks as overview_weeks
from ui.overview.parts import may_open
from ui.ranking.table import short_names
from ui.replies import data as replies_data
from ui.shell import Context

MARK_NAMES = {
    "vacation": N_("Holidays"),
    "repair": N_("Repair"),
    "administrator": N_("Change of the administrator"),
    "hacked": N_("The page was stolen"),
    "other": N_("Other"),
}
AT_ONCE = 5
"""Rows a dialog shows; the next come as these are decided."""
_UNDO = "decision_made"


def card(ctx: Context) -> None:
    """What waits for the supervisor, each kind with its number and the way to it."""
    marks, signals = _marks(ctx), _signals(ctx)
    objections = _of_listed(ctx, replies_data.standing().filter("awaiting"))
    with st.container(border=True, key="decisions_card"):
        st.html(f"<h2 class='kpi-h2 first'>{_('Waiting for your decision')}</h2>")
        count = marks.height
        label = ngettext("{n} mark", "{n} marks", count).format(n=number(count))
        _way(label, count, "marks", lambda: _open(_("Marks of pages"), _decide_marks, ctx))
        count = objections.height
        label = ngettext("{n} objection", "{n} objections", count).format(n=number(count))
        if may_open(ctx, "replies") and count:
            st.page_link(ctx.links["replies"], label=label, query_params={"queue": "review"})
        else:
            _way(label, 0, "objections", lambda: None)
        if signals is None:
            st.html(f"<p class='kpi-note'>{_('Signals are being counted')}</p>")
            return
        count = signals.height
        label = ngettext("{n} signal", "{n} signals", count).format(n=number(count))
        _way(label, count, "signals", lambda: _open(_("Signals"), _decide_signals, ctx))


def _way(label: str, count: int, key: str, way: Callable[[], None]) -> None:
    if st.button(label, type="tertiary", key=f"decide_{key}", disabled=not count):
        st.session_state.pop(_UNDO, None)
        way()


def _open(title: str, body: Callable[[Context], None], ctx: Context) -> None:
    st.dialog(title, width="medium", on_dismiss="rerun")(body)(ctx)


def _of_listed(ctx: Context, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of pages the account may see, with ``name`` and ``founder``."""
    seen = rights.pages_in_full(ctx.account, data.listed()).select("page_id", "founder", "name")
    return rows.join(seen, on="page_id", maintain_order="left").with_columns(short_names())


def _marks(ctx: Context) -> pl.DataFrame:
    return _of_listed(ctx, page_marks.awaiting(here().reader))


def _signals(ctx: Context) -> pl.DataFrame | None:
    found = overview_weeks.prepared()
    return None if found is None else _of_listed(ctx, overview_weeks.undecided(found))


def _decide_marks(ctx: Context) -> None:
    """The oldest marks that wait, each with what it would change."""
    _made(ctx)
    waiting = _marks(ctx)
    st.caption(_("Days of an accepted mark leave the figures of the page: nobody is judged by "
                 "them."))  # fmt: skip
    if waiting.is_empty():
        st.success(_("All is decided."), icon=":material/check_circle:")
    for row in waiting.head(AT_ONCE).iter_rows(named=True):
        with st.container(border=True, gap="small", key=f"mark_{row['mark']}"):
            _told_of_mark(row)
            reason = st.text_input(
                _("Reason, needed to decline"), key=f"mark_reason_{row['mark']}",
                max_chars=page_marks.LONGEST_NOTE, label_visibility="collapsed",
                placeholder=_("Reason, needed to decline"),
            )  # fmt: skip
            with st.container(horizontal=True):
                yes = st.button(_("Accept"), type="primary", key=f"mark_yes_{row['mark']}")
                no = st.button(_("Decline"), key=f"mark_no_{row['mark']}")
            if no and not reason.strip():
                st.warning(_("Write why: the page will read it."))
            elif yes or no:
                _said(partial(
                    page_marks.decide, here().writer, row["mark"], ctx.account.name, now(),
                    accept=yes, reason=reason,
                ), ("mark", row["mark"], row["name"]))  # fmt: skip
    _rest(waiting.height)


def _told_of_mark(row: dict[str, Any]) -> None:
    span = days(row["first"], row["last"])
    st.markdown(f"**{literal(row['name'])}** · {_(MARK_NAMES[row['kind']])} · {span}")
    note = f"«{literal(row['note'])}» · " if row["note"] else ""
    st.caption(f"{note}{literal(row['founder'] or '')} · {literal(row['who'])}")


def _decide_signals(ctx: Context) -> None:
    """The strongest signals nobody has judged, each with its sentence."""
    _made(ctx)
    waiting = _signals(ctx)
    assert waiting is not None
    st.caption(_("A signal takes no points away: confirm it when you have looked and found it "
                 "true."))  # fmt: skip
    if waiting.is_empty():
        st.success(_("All is decided."), icon=":material/check_circle:")
    for row in waiting.head(AT_ONCE).iter_rows(named=True):
        key = f"{row['page_id']}_{row['signal']}_{row['since']}"
        with st.container(border=True, gap="small", key=f"signal_{key.replace(':', '_')}"):
            _told_of_signal(row)
            note = st.text_input(
                _("Note"), key=f"note_{key}", max_chars=signal_decisions.LONGEST_NOTE,
                label_visibility="collapsed", placeholder=_("Note"),
            )  # fmt: skip
            with st.container(horizontal=True, vertical_alignment="center"):
                yes = st.button(_("Confirm"), type="primary", key=f"confirm_{key}")
                no = st.button(_("Dismiss"), key=f"dismiss_{key}")
                link = {"page": row["page_id"]}
                st.page_link(ctx.links["page"], label=_("Open the page"), query_params=link)
            if yes or no:
                word = "confirmed" if yes else "dismissed"
                _said(partial(
                    signal_decisions.decide, here().writer, _finding(row), word, ctx.account.name,
                    now(), note or None,
                ), ("signal", row, row["name"]))  # fmt: skip
    _rest(waiting.height)


def _told_of_signal(row: dict[str, Any]) -> None:
    signal, numbers = SIGNALS[row["signal"]], json.loads(row["reason"])
    span = days(row["since"], row["until"])
    st.markdown(f"**{literal(row['name'])}** · {_(signal.title)} · {span}")
    told = {name: number(value, 0 if abs(value) >= 10 or value == int(value) else 2)
            for name, value in numbers.items()}  # fmt: skip
    st.write(_(signal.sentence).format(**told))
    if row["objection"] is not None:
        words = literal(row["objection"]) or _("without a reason")
        st.caption(_("The page objects: {words}").format(words=words))


def _finding(row: dict[str, Any]) -> Finding:
    since: date = row["since"]
    return Finding(row["page_id"], row["signal"], since)


def _said(say: Callable[[], object], made: tuple[str, Any, str]) -> None:
    """Says a word and shows the list without it; of two supervisors the first counts."""
    try:
        say()
        st.session_state[_UNDO] = made
    except (MarkError, DecisionError):
        st.session_state[_UNDO] = ("late", None, made[2])
    st.rerun(scope="fragment")


def _made(ctx: Context) -> None:
    """What came of the last press, with the way back."""
    if _UNDO not in st.session_state:
        return
    kind, what, name = st.session_state[_UNDO]
    if kind == "late":
        st.warning(_("Somebody was quicker: «{name}» is decided already.").format(
            name=literal(name)))  # fmt: skip
        return
    with st.container(horizontal=True, vertical_alignment="center", key="decision_made_row"):
        st.markdown(_("Decided: {name}").format(name=literal(name)))
        if not st.button(_("Undo"), key="decision_undo"):
            return
    who, writer = ctx.account.name, here().writer
    st.session_state.pop(_UNDO)
    try:
        if kind == "mark":
            page_marks.reopen(writer, what, who, now())
        else:
            signal_decisions.decide(writer, _finding(what), "reopened", who, now())
    except (MarkError, DecisionError):
        st.session_state[_UNDO] = ("late", None, name)
    st.rerun(scope="fragment")


def _rest(count: int) -> None:
    if count > AT_ONCE:
        left = count - AT_ONCE
        st.caption(ngettext("{n} more waits", "{n} more wait", left).format(n=number(left)))
