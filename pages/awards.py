"""Awards: whom and for what, and by what it is proved, from the rules to the documents."""

from __future__ import annotations

import streamlit as st

from core.period import local_date
from jobs import season
from ui import data, filters, head
from ui.awards import cards, commission, contest, decision, documents, freezing, rules
from ui.awards import data as award_data
from ui.awards.data import Stand
from ui.formats import calendar_day, number
from ui.i18n import N_, _, ngettext
from ui.installation import here
from ui.shell import Context, Page
from ui.stage import data as stage_data

ROLES = ("supervisor", "presenter")
STEPS = {
    "rules": N_("Rules"),
    "candidates": N_("Candidates"),
    "commission": N_("Commission"),
    "decision": N_("Decision"),
    "freeze": N_("Freeze"),
    "documents": N_("Documents"),
}
"""Steps of a season, by the word of the address."""


def render(ctx: Context) -> None:
    """Title and sentence, steps, the step of the address."""
    title = ctx.page.title_for(ctx.account.role)
    years = stage_data.years() if data.facts().as_of else []
    if not years:
        head.title(title)
        head.greeting(ctx.account)
        return
    notices: list[str] = []
    year = int(filters.one_of(
        "year", tuple(map(str, years)), str(stage_data.default_year(years)), notices
    ))  # fmt: skip
    with st.spinner(_("Judging the year…")):
        stand = award_data.stand(year)
    if stand is None:
        head.title(title, _("There are no data of the year {year}.").format(year=year))
        return
    head.title(title, _sentence(stand), beside=str(year))
    head.notices(notices)
    st.html(freezing.ribbon(stand))
    award_data.say()
    step = filters.one_of("step", tuple(STEPS), "candidates", [])
    with st.container(horizontal=True, key="award_steps", vertical_alignment="center"):
        filters.switch("step", _titles(stand), step, _("Step"))
        if len(years) > 1:
            with st.container(width=120):
                filters.choose("year", list(map(str, years)), str(year), _("Year"), str)
    _step(ctx, stand, step)


def _sentence(stand: Stand) -> str:
    """``Решено 9 из 21 диплома, 2 из 7 писем``; before the season is open how many could be won."""
    if stand.acts.opened_at is None:
        able = sum(bool(one.finalists) for one in stand.results.contests)
        words = ngettext(
            "{n} contest has candidates; the season is not open yet",
            "{n} contests have candidates; the season is not open yet",
            able,
        )
        return words.format(n=number(able))
    forms = [one.form for one in stand.acts.decisions.values()]
    return _("Decided: {done} of {all} diplomas, {letters} of {most} letters").format(
        done=number(forms.count("diploma")), all=number(stand.acts.diplomas),
        letters=number(forms.count("letter")), most=number(stand.acts.letters),
    )  # fmt: skip


def _titles(stand: Stand) -> dict[str, str]:
    """Steps with the day they were done."""
    done = {"rules": stand.acts.opened_at, "freeze": stand.seals[-1].at if stand.seals else None}
    return {
        name: _(words) + (f" ✓ {_day(at)}" if (at := done.get(name)) else "")
        for name, words in STEPS.items()
    }


def _day(at: int) -> str:
    return calendar_day(local_date(at, here().settings.timezone))


def _step(ctx: Context, stand: Stand, step: str) -> None:
    if step == "rules":
        rules.draw(ctx.account, stand)
    elif step == "freeze":
        freezing.draw(ctx.account, stand)
    elif step == "documents":
        documents.draw(ctx, stand.results, season.minutes(stand.acts))
    else:
        _contests(ctx, stand, step)


def _contests(ctx: Context, stand: Stand, step: str) -> None:
    """The list of contests at the left; the one of the address in the middle; its people beside."""
    one, account = contest.chosen(stand), ctx.account
    if step == "decision":
        with st.container(key="award_whole_set"):
            decision.whole(account, stand)
    left, centre, right = st.columns([3, 6, 3], gap="medium")
    with left:
        contest.choose(stand, one)
    with centre:
        contest.head(stand, one)
        if step == "candidates":
            contest.chart(one)
            documents.threads_button(account, one, stand.results)
            cards.draw(account, stand, one)
        elif step == "commission":
            commission.votes(account, stand, one)
        else:
            decision.one(account, stand, one)
    with right:
        if step == "commission":
            commission.members(account, stand)
        else:
            with st.container(key="award_why_not"):
                contest.why_not(account, stand, one)


PAGE = Page(
    id="awards",
    title=N_("Awards"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=50,
    group=N_("Results of the year"),
)
"""Whom to honour and for what, and what proves it?"""
