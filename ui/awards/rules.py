"""The step «Правила»: the season's settings, and every nomination with its conditions."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.commission import Act
from kpi.awards.standing import GATE, NOMINATIONS
from store.accounts import Account
from ui.awards import data as award_data
from ui.awards import season_files
from ui.awards.data import Stand
from ui.exports.awards import wording
from ui.formats import number
from ui.i18n import _

MOST = 200


def draw(account: Account, stand: Stand) -> None:
    """How many diplomas and letters, the files of the season, the gate, the nominations."""
    left, right = st.columns([7, 5], gap="large")
    with right:
        _settings(account, stand)
        season_files.draw(account, stand)
    with left:
        st.html(_gate() + _nominations())


def _gate() -> str:
    words = wording.words()
    lines = "".join(f"<li>{escape(words.text(one.text))}</li>" for one in GATE)
    return (
        f"<h2 class='kpi-h2 first'>{_('Every page that is to win')}</h2>"
        f"<ul class='kpi-gate'>{lines}<li>{escape(_('One first place a page'))}</li></ul>"
    )


def _nominations() -> str:
    words, told = wording.words(), []
    for nomination in NOMINATIONS.values():
        lines = "".join(f"<li>{escape(words.text(one.text))}</li>" for one in nomination.conditions)
        title = escape(words.text(nomination.title))
        merit = escape(_("for {merit}").format(merit=words.text(nomination.merit)))
        told.append(
            f"<details class='kpi-nomination'><summary><b>{title}</b> {merit}</summary>"
            f"<p>{escape(words.text(nomination.rule))}</p>"
            f"<ul class='kpi-gate'>{lines}</ul></details>"
        )
    return f"<h2 class='kpi-h2'>{_('Nominations')}</h2>{''.join(told)}"


def _settings(account: Account, stand: Stand) -> None:
    standing = stand.acts
    if account.role != "supervisor" or standing.closed:
        st.caption(_("Diplomas: {n}, letters of thanks: {m}").format(
            n=number(standing.diplomas), m=number(standing.letters)))  # fmt: skip
        return
    label = _("Open the season") if standing.opened_at is None else _("Change")
    with st.container(key="desk_settings"), st.form("award_settings", border=True):
        with st.container(horizontal=True, vertical_alignment="bottom"):
            diplomas = st.number_input(_("Diplomas"), 1, MOST, standing.diplomas, width=160)
            letters = st.number_input(_("Letters of thanks"), 0, MOST, standing.letters, width=190)
            pressed = st.form_submit_button(label, type="primary")
        if pressed:
            detail = {"diplomas": int(diplomas), "letters": int(letters)}
            award_data.act(account, stand.year, Act("opened", detail=detail))
            st.rerun()
