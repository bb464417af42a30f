"""Other weights as a draft of a supervisor, and as the next version of a methodology."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from jobs import methodologies as job
from jobs.methodologies import LONGEST_ORDER, NotPublished
from kpi.methodology import Methodology
from store import preferences, season
from store.accounts import Account
from ui import data, ratings
from ui.address import write
from ui.formats import calendar_day, number
from ui.i18n import N_, _
from ui.installation import here, now
from ui.method import fields as method_fields
from ui.method import weights as method_weights
from ui.method import words

_SEEN = "method_newest_seen"
"""The newest version there was when the form was drawn."""

REFUSED = {
    "order": N_("State the number of the order."),
    "day": N_("The version before is in force only from a later day: choose that day or a later."),
    "same": N_("These are the weights of the newest version: there is nothing to publish."),
    "taken": N_("Somebody else has published a version meanwhile: look at what it changes now."),
    "nothing": N_("Nothing that is collected would count: give another line a weight."),
    "awards": N_("Awards are judged by ER and by views in % of followers: neither can weigh 0."),
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
    """What makes a draft or a version of tried weights, or an older version the newest again."""
    last = job.versions(ratings.methodologies(), methodology.id)[-1]
    if not asked and methodology.key == last.key:
        return
    seen = st.session_state.get(_SEEN, last.key)
    st.session_state[_SEEN] = last.key
    with st.container(key="desk_publish"):
        st.html(f"<h2 class='kpi-h2'>{escape(_('New version'))}</h2>")
        text = method_weights.text_of(asked)
        kept = preferences.preference(here().reader, account.name, _place(methodology)) == text
        if asked:
            st.button(
                _("The draft is kept") if kept else _("Keep as a draft"), disabled=kept,
                on_click=_keep, args=(account, methodology, text), icon=":material/save:",
            )  # fmt: skip
        with st.form("method_version", border=True):
            st.markdown(" ".join(_warnings(last)))
            day, order = st.columns([1, 2])
            since = day.date_input(
                _("In force from"), value=max(ratings.day_reached(), last.valid_from),
                min_value=last.valid_from, format="DD.MM.YYYY",
            )  # fmt: skip
            order_number = order.text_input(_("Number of the order"), max_chars=LONGEST_ORDER)
            label = _("Publish version {n}").format(n=number(last.version + 1))
            if not st.form_submit_button(label, type="primary", key="publish_version"):
                return
        if seen != last.key:
            st.error(_(REFUSED["taken"]))
            return
        try:
            new = job.publish(
                here().writer, methodology, weights, last.version + 1, since, order_number,
                account.name, now(),
            )  # fmt: skip
        except NotPublished as refused:
            st.error(_(REFUSED[refused.why]))
            return
        if kept:
            _keep(account, methodology, "")
        with st.spinner(_("Publishing…")):
            data.serve_newest()
        st.session_state["method_published"] = _(
            "Version {n} is published, in force from {day}."
        ).format(n=number(new.version), day=calendar_day(new.valid_from))
        write(part="rating", methodology=new.key, **{method_fields.PARAM: None})
        st.rerun()


def _warnings(last: Methodology) -> list[str]:
    said = [
        _("A published version never changes and is never taken back: the next one mends it."),
        _("Everybody's scores follow it once the data reach its day."),
        _("Past periods can be computed with any version."),
    ]
    if last.valid_from > ratings.day_reached():
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
    write(**method_fields.PART, **{method_fields.PARAM: text})
