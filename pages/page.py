"""One page: the card a supervisor opens, and «Моя страница» an administrator sees on a phone."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from core.period import DAY
from kpi import KPIS
from store.accounts import ROLES
from ui import data, filters, head, page_data, page_parts, rights
from ui.formats import literal, number, worded
from ui.i18n import N_, _, ngettext
from ui.installation import here
from ui.nothing import behind
from ui.shell import Context, Page

TILES = ("weeks_on_norm", "on_time_rate", "silent_days", "er_view")


def render(ctx: Context) -> None:
    """The card of the page the address names; for an administrator, of an own one."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting()
        return
    notices: list[str] = []
    word, period = filters.period(notices)
    pages = data.wide(period)
    own = rights.pages_in_full(ctx.account, pages)
    page = _asked(ctx, own)
    if page is None:
        return
    head.title(page["name"])
    head.notices(notices)
    waiting = page_data.open_appeals(page["page"])
    weeks = page_data.weeks(page["page"])
    if ctx.account.role == "administrator":
        st.html(_status(waiting, weeks))
        page_parts.appeals(page, waiting, readable=True, calm=False)
    st.html(page_parts.identity(page))
    with st.container(width=310):
        filters.select_period(word)
    st.html(f"<div class='kpi-tiles'>{''.join(_tile(page, kpi) for kpi in TILES)}</div>")
    left, right = st.columns([7, 5], gap="medium")
    with left:
        page_parts.course(weeks)
        page_parts.response(page, period)
    with right:
        if ctx.account.role != "administrator":
            page_parts.appeals(page, waiting, rights.reads_citizens(ctx.account))
    page_parts.posts(page, period)
    peers = page_data.peers(page, pages)
    page_parts.figures(page, peers, page_data.before(page["page"], period), period)


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
    st.session_state["own_page"] = asked

    def change() -> None:
        st.query_params["page"] = st.session_state["own_page"]

    st.selectbox(
        _("Page"), list(names), width=480, format_func=lambda one: names[one], key="own_page",
        label_visibility="collapsed", on_change=change,
    )  # fmt: skip


def _status(waiting: pl.DataFrame, weeks: pl.DataFrame) -> str:
    """The one sentence an administrator reads first: ■ overdue, ▲ something to do, ● calm."""
    norm = weeks["norm"].drop_nulls()
    done = weeks["posts"][-1]
    waiting = waiting.filter(pl.col("waited") <= here().settings.queue_days * DAY)
    overdue = waiting.filter("overdue").height
    if overdue:
        words = ngettext(
            "{n} question waits longer than the deadline.",
            "{n} questions wait longer than the deadline.", overdue,
        )  # fmt: skip
        return _banner("bad", "■", words.format(n=overdue))
    ahead = waiting.height
    if ahead:
        words = ngettext(
            "{n} question waits for an answer.", "{n} questions wait for an answer.", ahead
        )
        return _banner("warn", "▲", words.format(n=ahead))
    if norm.len() and done is not None and done < norm[-1]:
        words = _("All is answered. Posts last week: {done} of {norm}.")
        return _banner("warn", "▲", words.format(done=number(done), norm=number(norm[-1])))
    return _banner("good", "●", _("All is answered, the norm is met. Have a good evening!"))


def _banner(tone: str, mark: str, words: str) -> str:
    return f"<p class='kpi-banner {tone}'>{mark} {words}</p>"


def _tile(page: dict[str, Any], name: str) -> str:
    kpi = KPIS[name]
    value = page[name]
    shown = "—" if value is None else worded(kpi, value)
    words = behind(kpi, value, page[f"{name}|sample"], page[f"{name}|note"])
    return (
        f"<div class='kpi-box'><span class='kpi-number'>{shown}</span>"
        f"<b>{_(kpi.title)}</b><span class='kpi-note'>{words}</span></div>"
    )


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
