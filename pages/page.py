"""One page: the card a supervisor opens, and «Моя страница» an administrator sees on a phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.period import DAY, Period
from store.accounts import ROLES, Account
from ui import data, filters, head, rights, watching
from ui.address import write
from ui.exports import offers
from ui.formats import literal
from ui.i18n import N_, _
from ui.installation import here
from ui.method.words import DEFAULT
from ui.page import data as page_data
from ui.page import design as page_design
from ui.page import figures as page_figures
from ui.page import formats as page_formats
from ui.page import head as page_head
from ui.page import marks as page_marks
from ui.page import nominations as page_nominations
from ui.page import parts as page_parts
from ui.page import posts as page_posts
from ui.page import todo as page_todo
from ui.practices import star as page_star
from ui.shell import Context, Page

EYES = "eyes"
"""Of the address: a supervisor looks at the page as its administrator does."""


def render(ctx: Context) -> None:
    """The card of the page the address names; for an administrator, of an own one."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting(ctx.account)
        return
    notices: list[str] = []
    word, period = filters.period(notices)
    methodology = filters.one_of("methodology", filters.known_methodologies(), DEFAULT, notices)
    pages = data.wide(period)
    own = rights.pages_in_full(ctx.account, pages)
    page = _asked(ctx, own)
    if page is None:
        return
    head.title(page["name"])
    head.notices(notices)
    looks = ctx.account.role == "supervisor" and st.query_params.get(EYES) == "own"
    as_own = looks or ctx.account.role == "administrator"
    (_own if as_own else _card)(ctx.account, page, pages, period, word, methodology)


def _own(
    account: Account, page: dict[str, Any], pages: pl.DataFrame, period: Period, word: str,
    methodology: str,
) -> None:  # fmt: skip
    """«Моя страница»: a verdict, things to do, the score, and the rest folded."""
    if account.role != "administrator":
        st.button(_("Back to the card"), on_click=filters.drop(EYES))
    waiting = page_todo.without_objections(
        page["page_id"], page_data.open_appeals(page["page"])
    ).filter(pl.col("waited") <= here().settings.queue_days * DAY)
    weeks = page_data.weeks(page["page"])
    verdict = page_head.verdict(page_head.unread(page), waiting, weeks)
    st.html(page_star.chip(page["page_id"], page["owner"]) + verdict)
    left, right = st.columns([7, 5], gap="medium")
    with left:
        page_todo.draw(account, page, waiting)
        page_head.next_post(weeks)
    with right:
        page_head.score(page, period, methodology)
    page_head.blocks(page, period, methodology)
    _folded(_("Which posts worked"), "posts", partial(page_posts.posts, page, period))
    _folded(page_design.title(page), "design", partial(page_design.draw, page))
    _folded(_("52 weeks"), "weeks", partial(page_parts.course, page["page"], weeks))
    year = partial(page_nominations.draw, account, page)
    _folded(_("Nominations of the year"), "nominations", year)
    _folded(_("Figures"), "figures", partial(_figures, page, pages, period, word))
    _folded(_("Marks and objections"), "marks", partial(page_marks.draw, account, page))
    offer = partial(offers.page_buttons, account, page, period)
    _folded(_("Show to my manager"), "files", offer)


def _folded(title: str, key: str, draw: Callable[[], None]) -> None:
    """A section that is computed once it is opened."""
    section = st.expander(title, on_change="rerun", key=f"folded_{key}")
    if section.open:
        with section:
            draw()


def _card(
    account: Account, page: dict[str, Any], pages: pl.DataFrame, period: Period, word: str,
    methodology: str,
) -> None:  # fmt: skip
    """A supervisor's card: who it is, the score and why, weeks, questions, posts, figures."""
    waiting, weeks = page_data.open_appeals(page["page"]), page_data.weeks(page["page"])
    _head(account, page, period)
    left, right = st.columns([4, 8], gap="large")
    with left:
        page_head.score(page, period, methodology)
        with st.container(key="page_period"):
            filters.select_period(word)
    with right:
        page_head.blocks(page, period, methodology)
    page_parts.course(page["page"], weeks)
    left, right = st.columns(2, gap="medium")
    with left:
        page_parts.appeals(page, waiting, rights.reads_citizens(account))
    with right:
        page_parts.response(page, period)
    page_posts.posts(page, period)
    page_formats.draw(page, period)
    _figures(page, pages, period, None)
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(f"<h2 class='kpi-h2'>{page_design.title(page)}</h2>")
        page_design.draw(page)
    with right:
        st.html(f"<h2 class='kpi-h2'>{_('Marks and objections')}</h2>")
        page_marks.draw(account, page)
    _folded(
        _("Nominations of the year"), "nominations", partial(page_nominations.draw, account, page)
    )


def _head(account: Account, page: dict[str, Any], period: Period) -> None:
    """Who it is, and what can be done with the page."""
    left, right = st.columns([8, 4], gap="medium")
    left.html(page_parts.identity(page))
    with right, st.container(horizontal=True, horizontal_alignment="right", key="page_acts"):
        if watching.may_watch(account) and st.button(_("Put on watch"), key="watch"):
            watching.dialog(account, [page["page_id"]], "other")
        if account.role == "supervisor":
            st.button(_("As its administrator"), key="eyes", on_click=_look)
        sheet = st.popover(
            _("Files"), icon=":material/download:", on_change="rerun", key="page_files"
        )
        if sheet.open:
            with sheet:
                offers.page_buttons(account, page, period)


def _look() -> None:
    write(**{EYES: "own"})


def _figures(page: dict[str, Any], pages: pl.DataFrame, period: Period, word: str | None) -> None:
    if word is not None:
        with st.container(width=310):
            filters.select_period(word)
    peers = page_data.peers(page, pages)
    page_figures.figures(page, peers, page_data.before(page["page"], period), period)


def _asked(ctx: Context, own: pl.DataFrame) -> dict[str, Any] | None:
    """The page of the address, an administrator's first without one; says why there is none."""
    asked = st.query_params.get("page")
    if asked is None and ctx.account.role == "administrator" and own.height:
        asked = own.sort("name")["page_id"][0]
    if asked is None:
        head.title(ctx.page.title_for(ctx.account.role))
        words = _("No page is given to this login yet.") if own.is_empty() else _(
            "Choose a page in the ranking.")  # fmt: skip
        st.info(words)
        return None
    found = own.filter(pl.col("page_id") == asked)
    if found.is_empty():
        head.title(ctx.page.title_for(ctx.account.role))
        words = (
            _("The page {page} is not among those you look after.")
            if ctx.account.role == "administrator"
            else _("The page {page} is not in the register.")
        )
        st.info(words.format(page=literal(asked[:60])))
        return None
    if ctx.account.role == "administrator" and 1 < own.height <= 50:
        _choose(own.sort("name"), asked)
    return found.row(0, named=True)


def _choose(own: pl.DataFrame, asked: str) -> None:
    """The switch between several pages of one administrator."""
    names = dict(own.select("page_id", "name").iter_rows())
    with st.container(width=480):
        filters.choose("page", list(names), asked, _("Page"), lambda one: names[one])


PAGE = Page(
    id="page",
    title=N_("Page"),
    roles=ROLES,
    render=render,
    menu=("administrator",),
    order=10,
    titles={"administrator": N_("My page")},
    home=("administrator",),
)
