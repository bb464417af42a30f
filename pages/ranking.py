"""Ranking: who does how well among equals, by page, founder, territory or sphere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kpi import KPIS
from store import accounts
from store.accounts import ROLES, Account
from ui import data, filters, head, ratings, rights, scores
from ui.address import write
from ui.exports import offers
from ui.exports import ranking as export
from ui.exports.sheets import XLSX
from ui.filters import SCORE
from ui.formats import number, week
from ui.i18n import N_, _
from ui.installation import here, now
from ui.kept import kept
from ui.ranking import compare as ranking_compare
from ui.ranking import controls as ranking_controls
from ui.ranking import frames as ranking
from ui.ranking import my_place
from ui.ranking import parts as ranking_parts
from ui.ranking import table as ranking_table
from ui.shell import Context, Page


def render(ctx: Context) -> None:
    """Title and sentence, filters, one of the tabs, files."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting(ctx.account)
        return
    seen = rights.pages_in_full(ctx.account, data.listed())
    options = filters.options_of(seen)
    chosen = filters.read(ctx.account, options, SCORE)
    with st.spinner(_("Rating the pages…")):  # a methodology or a period nobody has asked for yet
        listing = _listing(ctx.account, chosen, ranking.columns(chosen.sort, chosen.columns))
    several = ctx.account.role != "administrator" or seen.height > 1
    head.title(title, listing.sentence if several else "")
    head.notices(chosen.notices)
    if ctx.account.role == "administrator" and seen.height:
        _mine(seen, chosen)
    if not several:
        return
    filters.narrowed(chosen)
    files = _controls(chosen, options)
    if listing.rows.is_empty():
        _nothing(chosen, seen)
        return
    with files:
        _files(ctx.account, chosen)
    compared = st.query_params.get("compare")
    if compared and chosen.by == "page":
        _compare(ctx.account, chosen, compared.split(","))
    else:
        _tab(ctx, chosen, listing)


def _tab(ctx: Context, chosen: filters.Chosen, listing: export.Listing) -> None:
    """The tab the address names; groups have the table only."""
    view = "table"
    if chosen.by == "page":
        view = filters.one_of("view", tuple(ranking_parts.VIEWS), "table", [])
        with st.container(horizontal=True, key="tabs", vertical_alignment="center"):
            filters.switch("view", ranking_parts.VIEWS, view, _("View"))
            if view == "table":
                st.caption(_("Tick a row to see more, several to compare them."))
    if view == "table":
        _table(ctx, chosen, listing)
        return
    rows = chosen.apply(_pages(ctx.account, chosen))
    if view == "places":
        ranking_parts.places(rows)
    elif view == "funnel":
        ranking_parts.funnel(rows, chosen.period)
    else:
        ranking_parts.out(rows)


def _table(ctx: Context, chosen: filters.Chosen, listing: export.Listing) -> None:
    """The table, and at the foot of the window what can be done with the ticked rows."""
    ranking_parts.too_short(chosen, listing.rows)
    above = st.container(key="picked")
    ticked = ranking_table.draw(listing, chosen.by)
    if not ticked:
        return
    if chosen.by != "page":
        with above:
            pages = chosen.apply(_pages(ctx.account, chosen))
            if ranking_parts.group_actions(ctx.account, chosen, ticked, pages):
                write(**{chosen.by: ticked[0], "by": "page"})
                st.rerun()
        return
    rows = listing.rows.filter(pl.col("page_id").is_in(ticked))
    with above:
        if rows.height == 1:
            ranking_parts.one(rows.row(0, named=True), chosen.period, chosen.methodology)
        full = _pages(ctx.account, chosen).filter(pl.col("page_id").is_in(ticked))
        asked = ranking_parts.actions(ctx.account, full)
    if asked == "open":
        ctx.open("page", page=ticked[0])
    elif asked == "compare":
        write(compare=",".join(ticked))
        st.rerun()


def _compare(account: Account, chosen: filters.Chosen, asked: Sequence[str]) -> None:
    """The pages of the address side by side."""
    st.button(_("Back to the table"), on_click=filters.drop("compare"), key="back")
    pages = _pages(account, chosen)
    order = pl.DataFrame({"page_id": asked[: ranking_compare.MOST]}).unique(maintain_order=True)
    rows = order.join(pages, on="page_id", maintain_order="left")
    if rows.height < ranking_compare.LEAST:
        st.info(_("Two pages at least are needed to compare."))
        return
    ranking_compare.draw(rows, pages)


def _mine(seen: pl.DataFrame, chosen: filters.Chosen) -> None:
    """An administrator's own page among its group; one of several by the address."""
    pages = data.wide(chosen.period).filter(pl.col("page_id").is_in(seen["page_id"].implode()))
    names = dict(pages.sort("name").select("page_id", "name").iter_rows())
    page = filters.one_of("page", tuple(names), next(iter(names)), [])
    if len(names) > 1:
        with st.container(width=480):
            filters.choose("page", list(names), page, _("Page"), lambda one: names[one])
    my_place.draw(
        pages.row(by_predicate=pl.col("page_id") == page, named=True),
        chosen.period, chosen.methodology,
    )  # fmt: skip


def _pages(account: Account, chosen: filters.Chosen) -> pl.DataFrame:
    """Pages the account may see in full, with all figures and scores, unfiltered."""
    seen = rights.pages_in_full(account, data.wide(chosen.period))
    return ranking.with_scores(seen, scores.scored(chosen.methodology, chosen.period))


def _listing(account: Account, chosen: filters.Chosen, kpis: Sequence[str]) -> export.Listing:
    """The rows of screen and files: limited by rights after the cache, filtered, grouped, ranked.

    Args:
        account: who asks.
        chosen: what the address chooses.
        kpis: figures that are needed; fewer are cheaper.
    """
    fresh = head.freshness_words()
    if account.role in rights.SEES_ALL and not chosen.mine and not chosen.notices:
        where = tuple(sorted(chosen.where.items()))
        key = (chosen.word, chosen.by, chosen.sort, chosen.q, chosen.methodology, where,
               chosen.columns)  # fmt: skip
        return _listing_of_all(data.version(), key, tuple(kpis), fresh, account, chosen)
    return _listed(account, chosen, kpis, fresh)


@kept(32, beside=2)
def _listing_of_all(
    version: int, key: tuple[object, ...], kpis: tuple[str, ...], fresh: str, account: Account,  # noqa: ARG001
    chosen: filters.Chosen,
) -> export.Listing:  # fmt: skip
    return _listed(account, chosen, kpis, fresh)


def _listed(
    account: Account, chosen: filters.Chosen, kpis: Sequence[str], fresh: str
) -> export.Listing:
    pages = chosen.apply(_pages(account, chosen))
    by_page = chosen.by == "page"
    rows = ranking.narrow(pages, kpis) if by_page else ranking.grouped(pages, chosen.by, kpis)
    rows = ranking.ranked(rows, chosen.sort, worst="state" in chosen.where)  # a list of faults
    weeks = [week(start) for start in data.week_starts()] if by_page else []
    sentence = _sentence(rows, chosen)
    return export.Listing(
        rows, chosen.sort, ranking.columns(chosen.sort, chosen.columns), chosen, sentence, fresh,
        weeks,
    )  # fmt: skip


def _sentence(rows: pl.DataFrame, chosen: filters.Chosen) -> str:
    """How many rows have a place, or the chosen figure, and why not the others."""
    if rows.is_empty():
        return ""
    if chosen.sort == SCORE:
        return _scored(rows, chosen.by == "page") + _zones(rows, chosen)
    judged = ranking.judged(rows, chosen.sort)
    few = rows.filter(pl.col(f"{chosen.sort}|note").str.contains("few")).height
    words = _("«{kpi}»: judged {judged} of {rows}").format(
        kpi=_(KPIS[chosen.sort].column), judged=number(judged), rows=number(rows.height)
    )
    return words + (_("; little data: {n}").format(n=number(few)) if few else "")


def _scored(rows: pl.DataFrame, by_page: bool) -> str:
    if not by_page:
        known = rows[SCORE].drop_nulls()
        if known.is_empty():
            return ""
        low, high = (float(str(end)) for end in (known.min(), known.max()))
        return _("Median scores from {low} to {high}; pages with a place: {pages}").format(
            low=number(low), high=number(high), pages=number(int(rows["rated"].sum()))
        )
    placed = rows.height - rows["rank"].null_count()
    return _("With a place {placed} of {all}, outside the rating {out}.").format(
        placed=number(placed), all=number(rows.height), out=number(rows.height - placed)
    )


def _zones(rows: pl.DataFrame, chosen: filters.Chosen) -> str:
    """How many pages stand in each zone, where the methodology speaks in colours."""
    colours = [colour for _at, colour in ratings.methodology(chosen.methodology).colours]
    if chosen.by != "page" or not colours:
        return ""
    named = [scores.zone_words(colour) for colour in colours]
    counted = ", ".join(f"{name} {number(int((rows['zone'] == name).sum()))}" for name in named)
    return " " + _("Zones: {zones}.").format(zones=counted)


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
        with st.container(width=250):
            ranking_controls.select_methodology(chosen)
        with st.container(width=310):
            filters.select_period(chosen.word)
        with st.container(width=300):
            ranking_controls.select_sort(chosen, [SCORE, *ranking.MAIN])
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
            ranking_controls.select_columns(chosen, ranking.MAIN)


def _nothing(chosen: filters.Chosen, seen: pl.DataFrame) -> None:
    """No row passes: say so and offer to drop the narrowest filter."""
    st.info(_("No pages fit these conditions."))
    if chosen.q:
        st.button(_("Clear the search"), on_click=filters.drop("q"))
    if chosen.where:
        alone = {c: replace(chosen, q="", where={c: chosen.where[c]}) for c in chosen.where}
        narrow = min(alone, key=lambda c: alone[c].apply(seen).height)
        label = _("Drop the filter: {name}").format(name=_(filters.LABELS[narrow]).lower())
        st.button(label, on_click=filters.drop(narrow))


def _files(account: Account, chosen: filters.Chosen) -> None:
    """Files of exactly these rows; each is computed when it is asked for, and logged."""
    sheet = st.popover(
        _("Export"), icon=":material/download:", on_change="rerun", key="files_sheet"
    )
    if not sheet.open:
        return
    with sheet:
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
                width="stretch",
            )
        if account.role != "administrator" and not chosen.where and not chosen.q:
            offers.brief_button(account, "region", "", chosen.period)


def _built(account: Account, chosen: filters.Chosen, ending: str) -> bytes:
    listing = _listing(account, chosen, list(KPIS))
    target = f"ranking {ending}, {listing.rows.height} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    return export.xlsx(listing) if ending == "xlsx" else export.csv(listing)


PAGE = Page(
    id="ranking",
    title=N_("Ranking"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=20,
    titles={"administrator": N_("My place")},
)
"""Administrators see their own pages among dots without names."""
