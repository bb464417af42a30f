"""Ranking: who does how well by one figure, by page, founder, territory or sphere."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi import KPIS
from store import accounts
from store.accounts import ROLES, Account
from ui import data, filters, head, ranking, ranking_table, rights
from ui.exports import ranking as export
from ui.exports.sheets import XLSX
from ui.formats import number, week
from ui.i18n import N_, _
from ui.installation import here, now
from ui.shell import Context, Page

DEFAULT_SORT = "weeks_on_norm"


def render(ctx: Context) -> None:
    """Title and sentence, filters, the table (cards on a phone), files."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting()
        return
    seen = rights.pages_in_full(ctx.account, data.listed())
    options = filters.options_of(seen)
    chosen = filters.read(options, DEFAULT_SORT)
    listing = _listing(ctx.account, chosen, ranking.columns(chosen.sort))
    head.title(title, listing.sentence)
    head.notices(chosen.notices)
    files = _controls(chosen, options)
    if listing.rows.is_empty():
        _nothing(chosen, seen)
        return
    with files:
        _files(ctx.account, chosen)
    opened = ranking_table.draw(listing, chosen.by)
    if opened and chosen.by == "page":
        ctx.open("page", page=opened)
    elif opened:
        st.query_params.update({chosen.by: opened, "by": "page"})
        st.rerun()


def _listing(account: Account, chosen: filters.Chosen, kpis: Sequence[str]) -> export.Listing:
    """The rows of screen and files: limited by rights after the cache, filtered, grouped, ranked.

    Args:
        account: who asks.
        chosen: what the address chooses.
        kpis: figures that are needed; fewer are cheaper.
    """
    pages = chosen.apply(rights.pages_in_full(account, data.wide(chosen.period)))
    by_page = chosen.by == "page"
    rows = ranking.narrow(pages, kpis) if by_page else ranking.grouped(pages, chosen.by, kpis)
    rows = ranking.ranked(rows, chosen.sort)
    return export.Listing(
        rows,
        ranking.columns(chosen.sort),
        chosen,
        _sentence(rows, chosen),
        head.freshness_words(),
        [week(start) for start in data.week_starts()] if by_page else [],
    )


def _sentence(rows: pl.DataFrame, chosen: filters.Chosen) -> str:
    """How many rows the chosen figure could judge, and why not the others."""
    if rows.is_empty():
        return ""
    judged = ranking.judged(rows, chosen.sort)
    few = rows.filter(pl.col(f"{chosen.sort}|note").str.contains("few")).height
    words = _("«{kpi}»: judged {judged} of {rows}").format(
        kpi=_(KPIS[chosen.sort].column), judged=number(judged), rows=number(rows.height)
    )
    return words + (_("; little data: {n}").format(n=number(few)) if few else "")


def _controls(chosen: filters.Chosen, options: filters.Options) -> DeltaGenerator:
    """Two rows of controls; gives the place for the files at the end of the second."""
    with st.container(horizontal=True, key="controls", vertical_alignment="center"):
        filters.select_by(chosen)
        with st.container(key="controls_wide", horizontal=True, width=560):
            for column in ("sphere", "territory", "founder"):
                filters.select(column, options, "row")
        with st.container(width=240):
            filters.search()
        _more(chosen, options)
    with st.container(horizontal=True, key="controls_second", vertical_alignment="bottom"):
        with st.container(width=310):
            filters.select_period(chosen.word)
        with st.container(width=360):
            filters.select_sort(chosen, ranking.columns(DEFAULT_SORT))
        st.space("stretch")
        return st.container(horizontal=True, key="files", width="content")


def _more(chosen: filters.Chosen, options: filters.Options) -> None:
    """All filters in one sheet, drawn once it is opened."""
    count = f" · {len(chosen.where)}" if chosen.where else ""
    sheet = st.popover(
        _("Filters") + count, icon=":material/tune:", on_change="rerun", key="filters_sheet"
    )
    if sheet.open:
        with sheet:
            for column in filters.LABELS:
                filters.select(column, options, "sheet")


def _nothing(chosen: filters.Chosen, seen: pl.DataFrame) -> None:
    """No row passes: say so and offer to drop the narrowest filter."""
    st.info(_("No pages fit these conditions."))
    if chosen.q:
        st.button(_("Clear the search"), on_click=filters.drop("q"))
    if chosen.where:
        narrow = min(chosen.where, key=lambda c: seen.filter(pl.col(c) == chosen.where[c]).height)
        label = _("Drop the filter: {name}").format(name=_(filters.LABELS[narrow]).lower())
        st.button(label, on_click=filters.drop(narrow))


def _files(account: Account, chosen: filters.Chosen) -> None:
    """Files of exactly these rows; each is computed when it is asked for, and logged."""
    for ending, label, mime in (
        ("xlsx", _("Export xlsx"), XLSX),
        ("csv", _("Export csv"), "text/csv"),
    ):
        st.download_button(
            label,
            data=partial(_built, account, chosen, ending),
            file_name=export.file_name(chosen, ending),
            mime=mime,
            on_click="ignore",
            icon=":material/download:",
            key=f"export_{ending}",
        )


def _built(account: Account, chosen: filters.Chosen, ending: str) -> bytes:
    listing = _listing(account, chosen, list(KPIS))
    target = f"ranking {ending}, {listing.rows.height} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    return export.xlsx(listing) if ending == "xlsx" else export.csv(listing)


def _several(account: Account) -> bool:
    """Who looks after one page has nothing to rank."""
    kinds = [grant.kind for grant in account.grants]
    return account.role != "administrator" or len(kinds) > 1 or kinds != ["page"]


PAGE = Page(
    id="ranking",
    title=N_("Ranking"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=20,
    titles={"administrator": N_("My pages")},
    home=("supervisor", "presenter", "operator"),
    useful=_several,
)
