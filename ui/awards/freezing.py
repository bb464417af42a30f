"""The step «Фиксация»: what is fixed, versions, the check, replacing a laureate."""

from __future__ import annotations

from html import escape

import streamlit as st

from core.commission import Act, SeasonError
from jobs import season
from kpi.awards.entries import NoYear
from kpi.methodology import MethodologyError
from store.accounts import Account
from ui import data, ratings
from ui.awards import data as award_data
from ui.awards.data import Stand
from ui.formats import literal, moment, number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.method.words import title

WORD = N_("FREEZE")
"""What must be typed before results are frozen."""


def ribbon(stand: Stand) -> str:
    """That results are frozen, or that they are preliminary; empty: neither."""
    if stand.seals:
        last = stand.seals[-1]
        words = _("The results are frozen: {at} · version {n} · code {code}").format(
            at=moment(last.at), n=number(last.version), code=last.code
        )
        more = ""
        if not stand.acts.closed:
            more = " " + _("A laureate is being replaced: {reason}").format(
                reason=stand.acts.amending or ""
            )
        return f"<p class='kpi-award-ribbon good'>● {escape(words + more)}</p>"
    assert stand.made, "only what is frozen is shown without a calculation"
    drafted = stand.made.drafted
    if drafted.whole:
        return ""
    weeks = ((drafted.period.last - drafted.period.first).days + 1) // 7
    words = ngettext("The year is not over: {n} week of data. Preliminary candidates.",
                     "The year is not over: {n} weeks of data. Preliminary candidates.",
                     weeks).format(n=number(weeks))  # fmt: skip
    return f"<p class='kpi-award-ribbon warn'>▲ {escape(words)}</p>"


def draw(account: Account, stand: Stand) -> None:
    """What will be fixed, the button, and the versions that are."""
    with st.container(width=760, key="award_freezing"):
        _draw(account, stand)


def _draw(account: Account, stand: Stand) -> None:
    found = stand.results
    lines = [
        _("Data to {at}").format(at=moment(found.as_of)),
        _("Methodology {key}").format(key=_method(found.methodology)),
        _("Data version {n}").format(n=number(found.data_version)),
    ]
    if not stand.acts.closed:
        lines += [_undecided(stand), _amounts(stand)]
    st.html("<ul class='kpi-gate'>" + "".join(f"<li>{escape(one)}</li>" for one in lines) + "</ul>")
    may = account.role == "supervisor"
    if may and not stand.acts.closed:
        _freeze(account, stand)
    for one in reversed(stand.seals):
        reason = f" · {one.reason}" if one.reason else ""
        st.html(
            f"<p>{escape(_('Version {n}').format(n=number(one.version)))} · {moment(one.at)} · "
            f"<b>{one.code}</b>{escape(reason)}</p><p class='kpi-note kpi-hash'>{one.hash}</p>"
        )
    if not stand.seals:
        return
    if st.button(_("Check"), key="award_check", help=_("Computes the frozen results anew.")):
        _check(stand)
    if may and stand.acts.closed:
        with st.container(key="award_amend"):
            _replace(account, stand)


def _method(key: str) -> str:
    """Title and version; the key of one that this version knows no more."""
    try:
        return title(ratings.methodology(key))
    except MethodologyError:
        return key


def _undecided(stand: Stand) -> str:
    open_ones = sum(
        bool(one.winners) and one.key not in stand.acts.decisions for one in stand.results.contests
    )
    return ngettext(
        "{n} contest is not decided: it is fixed as the figures propose",
        "{n} contests are not decided: they are fixed as the figures propose", open_ones,
    ).format(n=number(open_ones))  # fmt: skip


def _amounts(stand: Stand) -> str:
    """How many papers there would be, beside how many are set."""
    forms = [one.form for one in stand.results.contests for _winner in one.winners]
    beyond = forms.count("diploma") > stand.acts.diplomas
    beyond |= forms.count("letter") > stand.acts.letters
    words = _("Diplomas: {done}, set are {all}; letters: {letters}, set are {most}").format(
        done=number(forms.count("diploma")), all=number(stand.acts.diplomas),
        letters=number(forms.count("letter")), most=number(stand.acts.letters),
    )  # fmt: skip
    return f"▲ {words}" if beyond else words


def _freeze(account: Account, stand: Stand) -> None:
    if stand.acts.opened_at is None:
        st.info(_(award_data.WORDS["unopened"]))
        return
    word = _(WORD)
    with st.container(key="desk_freeze"), st.form("award_freeze", border=True):
        st.markdown(_("Frozen results never change: a replaced laureate makes a new version."))
        typed = st.text_input(_("Type {word}").format(word=word), max_chars=20)
        if st.form_submit_button(_("Freeze the results"), type="primary"):
            if typed.strip() != word:
                st.error(_("Type the word exactly: {word}").format(word=word))
                return
            assert stand.made, "a frozen season is not frozen again"
            try:
                season.freeze(here().writer, stand.made, season.program(), account.name, now())
            except SeasonError as error:
                award_data.say_refused(error)
            st.rerun()


def _replace(account: Account, stand: Stand) -> None:
    with st.popover(_("Replace a laureate")), st.form("award_replace", border=False):
        st.markdown(_("Decisions open again; version {n} stays.").format(
            n=number(stand.acts.version or 1)))  # fmt: skip
        reason = st.text_input(_("Reason"), max_chars=300)
        if st.form_submit_button(_("Open again")):
            done = Act("amending", detail={"reason": reason.strip()})
            award_data.act(account, stand.year, done)
            st.rerun()


def _check(stand: Stand) -> None:
    try:
        with st.spinner(_("Computing the results anew…")):
            found = season.checked(here().reader, data.facts(), stand.seals[-1])
    except (NoYear, MethodologyError) as error:
        st.error(str(error))
        return
    if found.tampered:
        st.error(_("Something was changed in the database past this program: the results are not "
                   "as they were frozen."))  # fmt: skip
    elif found.holds:
        st.success(_("The same hash comes out: nothing has changed."))
    else:
        names = ", ".join(found.differing) or _("settings or decisions")
        words = _("Computed from today's data the results differ: {names}. The frozen ones stand; "
                  "the backup of that day gives them again.")  # fmt: skip
        st.warning(words.format(names=literal(names)))
