"""The contests of a season: their list, the head and chart of one, and why not a page."""

from __future__ import annotations

from html import escape
from typing import Any

import streamlit as st

from core.season import Contest
from jobs import award_answers
from kpi.awards.standing import GATE, NOMINATIONS
from store.accounts import Account
from ui import charts, data
from ui.address import write
from ui.awards import data as award_data
from ui.awards import documents, figures
from ui.awards.data import Stand
from ui.exports.awards import wording
from ui.formats import literal, number
from ui.i18n import _, ngettext
from ui.kept import kept


def chosen(stand: Stand) -> Contest:
    """The contest of the address, else the first that has candidates."""
    asked = st.query_params.get("nomination"), st.query_params.get("segment")
    found = {one.key: one for one in stand.results.contests}
    first = next((one for one in found.values() if one.finalists), stand.results.contests[0])
    return found.get((asked[0] or "", asked[1] or None), first)


def choose(stand: Stand, contest: Contest) -> None:
    """All contests with their state: a list at a desk, a select on a phone."""
    keys = [one.key for one in stand.results.contests]
    named = {one.key: _listed(stand, one) for one in stand.results.contests}
    for place in ("desk", "phone"):
        with st.container(key=f"award_list_{place}"):
            key = f"award_contest_{place}"
            st.session_state[key] = contest.key
            pick: Any = st.radio if place == "desk" else st.selectbox
            words = literal if place == "desk" else str
            pick(_("Nomination"), keys, format_func=lambda one, words=words: words(named[one]),
                 key=key, label_visibility="collapsed", on_change=_write, args=(key,))  # fmt: skip


def _write(key: str) -> None:
    nomination, segment = st.session_state[key]
    write(nomination=nomination, segment=segment)


def _listed(stand: Stand, contest: Contest) -> str:
    decided = stand.acts.closed or contest.key in stand.acts.decisions
    state = "○" if not contest.finalists else "●" if decided else "◐"
    return f"{state} {wording.title(contest)} · {number(contest.entrants)}"


def head(stand: Stand, contest: Contest) -> None:
    """What the contest is for, who is first, and folded below who may win at all."""
    words, nomination = wording.words(), NOMINATIONS[contest.nomination]
    merit = _("for {merit}").format(merit=words.text(nomination.merit))
    asked = (*(GATE if nomination.gated else ()), *nomination.conditions)
    lines = "".join(f"<li>{escape(words.text(one.text))}</li>" for one in asked)
    caution = f"<p>{escape(words.text(nomination.caution))}</p>" if nomination.caution else ""
    st.html(
        f"<h2 class='kpi-award-title'>{escape(wording.title(contest))}</h2>"
        f"<p class='kpi-award-merit'>{escape(merit)}</p>"
        f"<p class='kpi-note'>{escape(words.text(nomination.rule))}</p>"
        f"<details class='kpi-nomination'><summary>{_('Conditions')}</summary>"
        f"<ul class='kpi-gate'>{lines}</ul>{caution}</details>"
    )
    if not contest.finalists:
        st.info(award_data.nobody(stand, contest))


def chart(contest: Contest) -> None:
    """Is the first truly the first?"""
    if len(contest.finalists) < 2:
        return
    leaders = sum(one.leader for one in contest.finalists)
    said = (
        _("The first place is certain")
        if leaders == 1
        else ngettext("{n} candidate cannot be told from the first",
                      "{n} candidates cannot be told apart", leaders).format(n=leaders)
    )  # fmt: skip
    st.html(f"<h3 class='kpi-h3 first'>{escape(said)}</h3>")
    with st.container(key="award_figure"):  # a phone has no room for it: the cards tell the same
        st.plotly_chart(figures.contest(contest), theme=None, config=charts.CONFIG, alt=said,
                        key="award_chart")  # fmt: skip


def why_not(account: Account, stand: Stand, contest: Contest) -> None:
    """«Почему не эта страница»: what it fulfils, what is missing, where it stands."""
    folded = st.expander(_("Why not this page?"), on_change="rerun", key="award_why_fold")
    if folded.open:
        with folded:
            _answer(account, stand, contest)


def _answer(account: Account, stand: Stand, contest: Contest) -> None:
    names = _names(data.version())
    page = st.selectbox(
        _("Page"), list(names), index=None, format_func=lambda one: names[one],
        placeholder=_("Name of the body"), key="award_why", label_visibility="collapsed",
    )  # fmt: skip
    if page is None:
        st.caption(_("Choose a page: its conditions, figures and place are shown here."))
        return
    made = stand.made
    if made is None:
        st.info(_("There are no data of the year {year}.").format(year=stand.year))
        return
    said = award_answers.answer(made.facts, made.drafted, contest.nomination, page, made.words)
    if not said.lines:
        st.info(_("The page has nothing that could be judged in this nomination."))
        return
    rows = "".join(
        f"<li class='{'good' if line.met else 'bad'}'>{'✓' if line.met else '✗'} "
        f"{escape(line.text)}: <b>{escape(line.figure)}</b></li>"
        for line in said.lines
    )
    place = (
        _("Place {place} of {n}.").format(place=number(said.place), n=number(said.entrants))
        if said.place
        else _("It does not qualify.")
    )
    st.html(f"<ul class='kpi-gate'>{rows}</ul><p>{escape(place)} {escape(said.proof)}</p>")
    documents.answer_button(account, said, stand.results)


@kept(1)
def _names(_version: int) -> dict[str, str]:
    """Names of all pages in order, those of equal names told apart, by ``page_id``."""
    listed = data.listed().sort("name").select("page_id", "name")
    return award_data.told_apart(dict(listed.iter_rows()))
