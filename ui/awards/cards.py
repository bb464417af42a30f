"""The step «Кандидаты»: a card a finalist, with what proves it and whether it is on the list."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from core.commission import Act
from core.season import Candidate, Contest
from store.accounts import Account
from store.post_words import Post
from ui.awards import data as award_data
from ui.awards import evidence
from ui.awards.data import Stand
from ui.exports.awards import wording
from ui.formats import number, share
from ui.i18n import _, ngettext
from ui.overview import weeks as overview_weeks
from ui.practices import acts as post_acts
from ui.practices.cards import KINDS


def draw(account: Account, stand: Stand, contest: Contest) -> None:
    """All finalists, best first."""
    may = account.role == "supervisor" and not stand.acts.closed
    if may:
        post_acts.undo(account)
    votes = award_data.public_votes(stand.year, contest.nomination)
    for place, one in enumerate(contest.finalists):
        with st.container(border=True, gap="small", key=f"award_card_{place}"):
            st.html(_card(stand, contest, one, votes.get(one.page_id or "")))
            behind, beside = st.columns([3, 2], gap="small") if may else (st.container(), None)
            with behind:
                evidence.draw(contest, one, f"award_evidence_{place}_{one.entry}")
            if beside:
                with beside, st.container(horizontal=True, horizontal_alignment="right",
                                          key=f"award_acts_{place}"):  # fmt: skip
                    _kind(account, one)
                    _listing(account, stand, contest, one)


def _card(stand: Stand, contest: Contest, one: Candidate, votes: int | None) -> str:
    place = f"<b class='kpi-place'>{one.place or '—'}</b>"
    name = escape(one.name)
    if one.page_id:
        name = f"<a href='page?page={escape(one.page_id)}' target='_self'>{name}</a>"
    about = " · ".join(part for part in (one.founder, one.sphere) if part)
    figure = wording.value(contest.nomination, one.value, 1)
    told = [f"<b>{escape(figure)}</b>" if figure else "", escape(_chance(one))]
    if votes is not None:
        told.append(escape(_("votes of the public: {n}").format(n=number(votes))))
    marks = "".join(
        f"<span class='kpi-chip {tone}'>{escape(text)}</span>"
        for tone, text in _chips(stand, contest, one)
    )
    return (
        f"<div class='kpi-finalist'>{place}<div><div class='kpi-award-name'>{name}</div>"
        f"<p class='kpi-note'>{escape(about)}</p><p>{escape(one.proof)}</p>"
        f"<p class='kpi-note'>{' · '.join(part for part in told if part)}</p>"
        f"<div class='kpi-chips'>{marks}</div></div></div>"
    )


def _chance(one: Candidate) -> str:
    if one.place is None:
        return ""
    if one.p_best is None:
        return _("an exact count")
    return _("chance of being the best {share}").format(share=share(one.p_best))


def _chips(stand: Stand, contest: Contest, one: Candidate) -> list[tuple[str, str]]:
    chips = []
    key = contest.key
    if one.entry in contest.winners:
        decided = key in stand.acts.decisions
        chips.append(("good", "● " + (_("wins") if decided else _("proposed"))))
    if one.place is None:
        chips.append(("none", _("first place in another nomination")))
    if one.leader and one.place != 1:
        chips.append(("none", "≈ " + _("cannot be told from the first")))
    if waiting := _signals(one):
        words = ngettext("{n} signal is not decided", "{n} signals are not decided", waiting)
        chips.append(("warn", "▲ " + words.format(n=number(waiting))))
    said = stand.acts.lists.get(key, {}).get(one.entry)
    if said is not None:
        state = _("on the list") if said.listed else _("off the list")
        chips.append(("good" if said.listed else "warn", f"{state}: {said.reason}"))
    return chips


def _signals(one: Candidate) -> int:
    """Signals of the last 13 weeks nobody has decided; 0 also while they are being counted."""
    found = overview_weeks.prepared()
    if found is None or one.page_id is None:
        return 0
    return overview_weeks.undecided(found).filter(pl.col("page_id") == one.page_id).height


def _listing(account: Account, stand: Stand, contest: Contest, one: Candidate) -> None:
    said = stand.acts.lists.get(contest.key, {}).get(one.entry)
    off = said is not None and not said.listed
    label = _("Back to the list") if off else _("Take off the list")
    with st.popover(label), st.form(f"award_list_{one.entry}", border=False):
        reason = st.text_input(_("Reason"), max_chars=300)
        if st.form_submit_button(label, type="primary"):
            nomination, segment = contest.key
            kind = "listed" if off else "dropped"
            done = Act(kind, nomination, segment, one.entry, {"reason": reason})
            award_data.act(account, stand.year, done)
            st.rerun()


def _kind(account: Account, one: Candidate) -> None:
    """What a post may be that cannot win: people say it before it is the post of the year."""
    if one.post is None or one.page_id is None:
        return
    chosen = st.menu_button(
        _("This is…"), list(KINDS), key=f"award_kind_{one.page_id}_{one.post}",
        format_func=lambda kind: _(KINDS[kind]),
        help=_("Such posts are no example and cannot be the post of the year."),
    )  # fmt: skip
    if chosen:
        post_acts.say(account, Post(one.page_id, one.post), chosen)
        st.rerun()
