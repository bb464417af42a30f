"""Other weights as a draft of a supervisor, and as the next version of a methodology."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from core.period import local_date
from jobs import methodologies as job
from jobs.methodologies import LONGEST_ORDER, NotPublished
from kpi.methodology import Methodology
from store import preferences, season
from store.accounts import Account
from ui import data, ratings
from ui.formats import calendar_day, number
from ui.i18n import N_, _
from ui.installation import here, now
from ui.method import fields as method_fields
from ui.method import weights as method_weights
from ui.method import words

REFUSED = {
    "order": N_("State the number of the order."),
    "day": N_("The version before is in force only from a later day: choose that day or a later."),
    "same": N_("These are the weights of the newest version: there is nothing to publish."),
    "taken": N_("Somebody else has published this version meanwhile: reload the page."),
}


def draft(account: Account, methodology: Methodology, asked: Mapping[str, float]) -> None:
    """The supervisor's own draft, where it is another than what is tried."""
    kept = preferences.preference(here().reader, account.name, _place(methodology)) or ""
    if not kept or kept == method_weights.text_of(asked):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="desk_draft"):
        st.html(f"<span class='kpi-note'>{escape(_('You have a draft.'))}</span>", width="content")
        st.button(_("Open the draft"), on_click=_open, args=(kept,), icon=":material/edit_note:")
        st.button(_("Throw it away"), on_click=_keep, args=(account, methodology, ""))


def say() -> None:
    """What was published just now."""
    said = st.session_state.pop("method_published", None)
    if said:
        st.success(said)


def draw(
    account: Account, methodology: Methodology, asked: Mapping[str, float],
    weights: Mapping[str, float],
) -> None:  # fmt: skip
    """What makes a draft or a version of tried weights."""
    if not asked:
        return
    last = job.versions(ratings.methodologies(), methodology.id)[-1]
    with st.container(key="desk_publish"):
        st.html(f"<h2 class='kpi-h2'>{escape(_('New version'))}</h2>")
        text = method_weights.text_of(asked)
        kept = preferences.preference(here().reader, account.name, _place(methodology)) == text
        st.button(
            _("The draft is kept") if kept else _("Keep as a draft"), disabled=kept,
            on_click=_keep, args=(account, methodology, text), icon=":material/save:",
        )  # fmt: skip
        with st.form("method_version", border=True):
            st.markdown(" ".join(_warnings(last)))
            day, order = st.columns([1, 2])
            today = local_date(now(), here().settings.timezone)
            since = day.date_input(
                _("In force from"), value=max(today, last.valid_from), min_value=last.valid_from,
                format="DD.MM.YYYY",
            )  # fmt: skip
            order_number = order.text_input(_("Number of the order"), max_chars=LONGEST_ORDER)
            label = _("Publish version {n}").format(n=number(last.version + 1))
            if not st.form_submit_button(label, type="primary"):
                return
        try:
            new = job.publish(
                here().writer, methodology, weights, last.version + 1, since, order_number,
                account.name, now(),
            )  # fmt: skip
        except NotPublished as refused:
            st.error(_(REFUSED[refused.why]))
            return
        _keep(account, methodology, "")
        with st.spinner(_("Judging by the new version…")):
            data.serve_newest()
        st.session_state["method_published"] = _(
            "Version {n} is published, in force from {day}."
        ).format(n=number(new.version), day=calendar_day(new.valid_from))
        st.query_params.pop(method_fields.PARAM, None)
        st.query_params.update({"part": "rating", "methodology": new.key})
        st.rerun()


def _warnings(last: Methodology) -> list[str]:
    said = [
        _("A published version never changes and is never taken back: the next one mends it."),
        _("From its day on, with the first collection, everybody's scores follow it."),
        _("Past periods can be computed with any version."),
    ]
    if last.valid_from > local_date(now(), here().settings.timezone):
        said.append(_("Version {n} is published and not in force yet: its day is {day}.").format(
            n=number(last.version), day=calendar_day(last.valid_from)))  # fmt: skip
    open_ = next((y for y in season.years(here().reader)
                  if not season.standing(here().reader, y).closed), None)  # fmt: skip
    if open_ and last.id == words.DEFAULT:
        said.append("▲ " + _("The season of {year} is open: its candidates follow it too.").format(
            year=open_))  # fmt: skip
    return said


def _place(methodology: Methodology) -> str:
    return f"draft_{methodology.id}"


def _keep(account: Account, methodology: Methodology, text: str) -> None:
    preferences.prefer(here().writer, account.name, _place(methodology), text)


def _open(text: str) -> None:
    st.query_params.update({"part": "weights", method_fields.PARAM: text})
