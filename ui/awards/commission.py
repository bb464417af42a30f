"""The step «Комиссия»: who is in it, and the votes of one contest."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.commission import Act
from core.season import Candidate, Contest
from store.accounts import Account
from ui.awards import data as award_data
from ui.awards.data import Stand
from ui.formats import literal, number
from ui.i18n import _


def members(account: Account, stand: Stand) -> None:
    """The commission, its chair, and how a supervisor changes it."""
    st.html(f"<h3 class='kpi-h3 first'>{_('Commission')}</h3>")
    if not stand.acts.members:
        st.caption(_("Nobody is in the commission yet. Members are logins, or plain words such as "
                     "“member 1”: no names are kept."))  # fmt: skip
    for name in stand.acts.members:
        chair = f" · {_('chair')}" if name == stand.acts.chair else ""
        with st.container(horizontal=True, vertical_alignment="center", key=f"member_{name}"):
            st.markdown(literal(name) + chair)
            if account.role == "supervisor" and not stand.acts.closed:
                if not chair:
                    _button(account, stand, _("Make chair"), Act("chair", detail={"name": name}))
                _button(account, stand, _("Remove"), Act("left", detail={"name": name}))
    if account.role != "supervisor" or stand.acts.closed:
        return
    with (
        st.container(key="desk_member"),
        st.form("award_member", border=False, clear_on_submit=True),
    ):
        name = st.text_input(_("Login or plain words"), max_chars=60)
        if st.form_submit_button(_("Add a member")):
            award_data.act(account, stand.year, Act("member", detail={"name": name.strip()}))
            st.rerun()


def votes(account: Account, stand: Stand, contest: Contest) -> None:
    """Candidates with two big buttons, the count, and who stepped aside."""
    key = contest.key
    voter = _voter(account, stand)
    aside = stand.acts.recused.get(key, set())
    ahead = stand.acts.ahead(key)
    if len(ahead) > 1:
        words = _("Votes are equal: the chair decides.")
        st.html(f"<p><span class='kpi-chip warn'>▲ {escape(words)}</span></p>")
    if aside:
        names = ", ".join(sorted(aside))
        st.caption(_("Stepped aside: {names}").format(names=literal(names)))
    for place, one in enumerate(contest.finalists):
        with st.container(border=True, gap="small", key=f"award_vote_{place}"):
            _candidate(account, stand, contest, one, voter)
    if voter and not stand.acts.closed:
        kind = "returned" if voter in aside else "recused"
        label = _("Take part again") if kind == "returned" else _("Step aside")
        _button(account, stand, label, Act(kind, *key, detail={"member": voter}))


def _voter(account: Account, stand: Stand) -> str | None:
    """Whose vote the buttons are: one's own, or that of the member a supervisor enters for."""
    own = account.name if account.name in stand.acts.members else None
    if account.role != "supervisor" or not stand.acts.members:
        return own
    options = stand.acts.members
    chosen: str = st.selectbox(
        _("Vote of"), options, index=options.index(own) if own else 0, key="award_voter"
    )
    return chosen


def _candidate(
    account: Account, stand: Stand, contest: Contest, one: Candidate, voter: str | None
) -> None:
    key = contest.key
    ayes, noes = stand.acts.tally(key, one.entry)
    mine = stand.acts.votes.get(key, {}).get(voter or "", {}).get(one.entry)
    said = {True: _("your vote: for"), False: _("your vote: against"), None: ""}[mine]
    counted = ""
    if stand.acts.members:
        counted = _("for {ayes}, against {noes}").format(ayes=number(ayes), noes=number(noes))
    st.html(
        f"<div class='kpi-award-name'>{escape(one.name)}</div>"
        f"<p class='kpi-tight'>{escape(one.proof)}</p><p class='kpi-note kpi-tight'>"
        f"{escape(' · '.join(part for part in (counted, said) if part))}</p>"
    )
    if voter is None or stand.acts.closed:
        return
    with st.container(horizontal=True, key=f"award_ballot_{one.entry}"):
        for aye, label in ((True, _("Vote for")), (False, _("Vote against"))):
            detail = {"member": voter, "aye": aye}
            _button(account, stand, label, Act("voted", *key, one.entry, detail), wide=True)


def _button(account: Account, stand: Stand, label: str, done: Act, *, wide: bool = False) -> None:
    """A button that does an act; what it is refused with is said at the next run."""
    key = f"award_act_{done.kind}_{done.nomination}_{done.segment}_{done.entry}_{done.detail}"
    st.button(
        label, key=key, on_click=award_data.act,  # type: ignore[arg-type] # nobody asks its answer
        args=(account, stand.year, done),
        width="stretch" if wide else "content", type="secondary" if wide else "tertiary",
    )  # fmt: skip
