"""The step «Решение»: who wins each contest, and a proposed set as a whole."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.commission import Act
from core.season import Contest, Form, Key
from kpi.awards.proposal import Proposal, forms, proposal
from store.accounts import Account
from ui.awards import data as award_data
from ui.awards.data import Stand
from ui.awards.figures import short
from ui.exports.awards import wording
from ui.formats import literal, number
from ui.i18n import N_, _
from ui.kept import kept

FORMS: dict[Form, str] = {"diploma": N_("diploma"), "letter": N_("letter of thanks")}
SWAPS = 2
"""Finalists instead of a winner that are named, those that cost least."""


def one(account: Account, stand: Stand, contest: Contest) -> None:
    """The decision of a contest, or the form that makes it."""
    key, names = contest.key, award_data.candidates(contest)
    decision = stand.acts.decisions.get(key)
    may = account.role == "supervisor" and not stand.acts.closed
    if decision:
        won = ", ".join(names[w].name if w in names else w for w in decision.winners)
        by = _("decided by the chair") if decision.by_chair else ""
        said = " · ".join(part for part in (_(FORMS[decision.form]), by, decision.reason) if part)
        st.html(
            f"<p><span class='kpi-chip good'>● {_('Decided')}</span></p>"
            f"<div class='kpi-award-name'>{escape(won)}</div>"
            f"<p class='kpi-note'>{escape(said)}</p>"
        )
        if may:
            st.button(_("Take the decision back"), key="award_reopen",
                      on_click=award_data.act,  # type: ignore[arg-type] # nobody asks its answer
                      args=(account, stand.year, Act("reopened", *key)))  # fmt: skip
        return
    if not names or not may:
        st.caption(_("Nothing is decided: the results follow the figures."))
        return
    voted = [w for w in stand.acts.ahead(key) if w in names]
    told = award_data.told_apart({w: names[w].name for w in names})
    with st.container(key="desk_decision"), st.form("award_decision", border=True):
        winners = st.multiselect(
            _("Winner"), list(told), default=voted or [w for w in contest.winners if w in names],
            format_func=lambda w: told[w],
            placeholder=_("Nobody: the nomination is not given"),
        )  # fmt: skip
        form = st.radio(_("Is given"), list(FORMS), format_func=lambda f: _(FORMS[f]),
                        horizontal=True)  # fmt: skip
        reason = st.text_input(
            _("Reason, needed where it differs from the votes or for nobody"), max_chars=300
        )
        if st.form_submit_button(_("Decide"), type="primary"):
            detail = {"winners": winners, "form": form, "reason": reason.strip()}
            award_data.act(account, stand.year, Act("decided", *key, detail=detail))
            st.rerun()


def whole(account: Account, stand: Stand) -> None:
    """The proposed set: who wins what, what each swap costs, what goes without a prize."""
    if stand.acts.closed or not st.toggle(_("Propose a whole set"), key="award_whole"):
        return
    found = _proposed(stand.year, stand.acts.head, stand.made_of, stand)
    given = forms(_open(stand), found.winners, stand.acts.diplomas, stand.acts.letters)
    st.html(_table(stand, found, given))
    for label, missing in (
        (_("Spheres without a prize: {names}"), found.unseen_spheres),
        (_("Territories without a prize: {names}"), found.unseen_territories),
    ):
        if missing:
            st.caption(label.format(names=literal(", ".join(missing))))
    if account.role == "supervisor" and given.keys() - stand.acts.decisions.keys():
        st.button(_("Accept the whole set"), key="award_accept", type="primary",
                  on_click=_accept, args=(account, stand, found, given))  # fmt: skip


@kept(2, beside=1)
def _proposed(
    year: int, head: str, made_of: tuple[int, int, int],  # noqa: ARG001 - the cache's key
    stand: Stand,
) -> Proposal:  # fmt: skip
    decided = stand.acts.decisions.items()
    return proposal(_open(stand), {key: one.winners[0] for key, one in decided if one.winners})


def _open(stand: Stand) -> list[Contest]:
    """Contests that are not decided to be nobody's, with the finalists not taken off the list."""
    found = []
    for contest in stand.results.contests:
        decision = stand.acts.decisions.get(contest.key)
        if decision and not decision.winners:
            continue
        lists = stand.acts.lists.get(contest.key, {})
        off = {name for name, chosen in lists.items() if not chosen.listed}
        left = tuple(one for one in contest.finalists if one.entry not in off)
        found.append(Contest(contest.nomination, contest.segment, contest.entrants, left))
    return found


def _table(stand: Stand, found: Proposal, given: dict[Key, Form]) -> str:
    rows = []
    for contest in stand.results.contests:
        key, names = contest.key, award_data.candidates(contest)
        winner = found.winners.get(key)
        if winner is None:
            continue
        swaps = "; ".join(
            _("{name}: {cost}").format(
                name=short(names[swap.entry].name), cost=number(-swap.cost, 2)
            )
            for swap in found.swaps.get(key, ())[:SWAPS]
        )
        form = _(FORMS[given[key]]) if key in given else _("beyond the number set")
        name = names[winner].name if winner in names else winner
        cells = wording.title(contest), short(name), form, swaps
        rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    heads = (_("Nomination"), _("Proposed winner"), _("Is given"),
             _("Instead, and what the set loses"))  # fmt: skip
    head = "".join(f"<th>{escape(text)}</th>" for text in heads)
    return (
        "<div class='kpi-scroll'><table class='kpi-table kpi-set'>"
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _accept(account: Account, stand: Stand, found: Proposal, given: dict[Key, Form]) -> None:
    """Decides what is still open; what goes beyond the number of papers stays open."""
    for key, form in given.items():
        if key not in stand.acts.decisions:
            detail = {"winners": [found.winners[key]], "form": form,
                      "reason": _("proposed as part of the whole set")}  # fmt: skip
            if not award_data.act(account, stand.year, Act("decided", *key, None, detail)):
                return
