"""Best practices: posts to learn from by sphere, and the strong page nearest to one's own."""

from __future__ import annotations

from functools import partial
from html import escape

import polars as pl
import streamlit as st

from core.period import Period
from store import accounts
from store.accounts import Account
from ui import data, filters, head, rights
from ui.address import write
from ui.exports import practices as export
from ui.exports.sheets import XLSX
from ui.formats import literal, number, span
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.practices import acts, cards, learning
from ui.practices import data as practices_data
from ui.practices.data import GALLERY, HIDDEN, OFFERED
from ui.shell import Context, Page

ROLES = ("supervisor", "administrator", "presenter")
PARTS = {
    GALLERY: N_("Gallery"),
    OFFERED: N_("Can be added"),
    HIDDEN: N_("Taken out"),
}
"""What a supervisor looks through, by the word of the address."""

OF_A_SPHERE, ON_SCREEN, IN_A_ROW = 3, 12, 3
"""Cards of a sphere where all are shown, and on one screen."""


def render(ctx: Context) -> None:
    """The neighbour of the asked page, then the gallery by sphere."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting(ctx.account)
        return
    notices: list[str] = []
    word, period = filters.period(notices)
    part = GALLERY
    if practices_data.curates(ctx.account):
        part = filters.one_of("show", tuple(PARTS), GALLERY, notices)
    rows = practices_data.gallery(ctx.account, period, part)
    sphere = filters.one_of("sphere", tuple(data.distinct(data.listed(), "sphere")), "", notices)
    spheres = {"sphere": sorted({*data.distinct(rows, "sphere"), *([sphere] if sphere else [])})}
    shown = rows.filter(pl.col("sphere") == sphere) if sphere else rows
    head.title(title, _sentence(shown, period, part))
    head.notices(notices)
    acts.undo(ctx.account)
    _neighbour(ctx.account, period)
    with st.container(horizontal=True, key="practices_controls", vertical_alignment="center"):
        _controls(ctx.account, spheres, word, part)
        if shown.height:
            st.download_button(
                _("Export xlsx"), data=partial(_built, ctx.account, shown, period),
                file_name=export.named(period), mime=XLSX, on_click="ignore",
                icon=":material/download:", key="practices_export",
            )  # fmt: skip
    _gallery(ctx.account, shown, sphere, part)
    if practices_data.curates(ctx.account):
        folded = st.expander(_("Who could learn from whom"), on_change="rerun", key="pairs")
        if folded.open:
            with folded:
                learning.pairs(period, sphere or None)


def _built(account: Account, rows: pl.DataFrame, period: Period) -> bytes:
    target = f"practices xlsx, {rows.height} posts"
    accounts.log(here().writer, account.name, "export", target, now())
    return export.xlsx(account, rows, period)


def _sentence(rows: pl.DataFrame, period: Period, part: str) -> str:
    if rows.is_empty():
        return ""
    count = ngettext("{n} post", "{n} posts", rows.height).format(n=number(rows.height))
    pages = rows["page"].n_unique()
    of = ngettext("{n} page", "{n} pages", pages).format(n=number(pages))
    words = {
        GALLERY: _("{posts} to learn from, by {pages}, {span}"),
        OFFERED: _("{posts} by {pages} that do not lead: choose what is worth showing, {span}"),
        HIDDEN: _("{posts} by {pages} are taken out of the gallery"),
    }[part]
    return words.format(posts=count, pages=of, span=span(period))


def _neighbour(account: Account, period: Period) -> None:
    """The neighbour of an own page, or of the page of the address."""
    own = rights.pages_in_full(account, data.listed()).sort("name")
    asked = st.query_params.get("page")
    if asked is None and account.role == "administrator" and own.height:
        asked = own["page_id"][0]
    if asked is None:
        return
    found = own.filter(pl.col("page_id") == asked)
    if found.is_empty():
        words = _("The page {page} is not among those you look after.")
        st.info(words.format(page=literal(asked[:60])))
        return
    if account.role == "administrator" and 1 < own.height <= 50:
        names = dict(own.select("page_id", "name").iter_rows())
        with st.container(width=480):
            filters.choose("page", list(names), asked, _("Page"), lambda one: names[one])
    with st.container(key="practices_near"):
        learning.draw(account, asked, found["name"][0], period)


def _controls(account: Account, spheres: filters.Options, word: str, part: str) -> None:
    if practices_data.curates(account):
        filters.switch("show", PARTS, part, _("Part"))
    with st.container(width=260):
        filters.select("sphere", spheres, "row")
    with st.container(width=310):
        filters.select_period(word)


def _gallery(account: Account, rows: pl.DataFrame, sphere: str, part: str) -> None:
    """Cards, by sphere where all are shown."""
    if rows.is_empty():
        words = _("There is no such post in the sphere «{sphere}».").format(sphere=sphere)
        st.html(f"<p class='kpi-calm'>{escape(words) if sphere else _nothing(account, part)}</p>")
        if sphere:
            st.button(_("All spheres"), on_click=filters.drop("sphere"), key="every_sphere")
        return
    shown = rows if sphere else _some_of_each(rows)
    last = -(-shown.height // ON_SCREEN)
    key = f"practices_at_{part}_{sphere}"
    if st.session_state.get(key, 1) > last:
        st.session_state[key] = 1
    start = (st.session_state.get(key, 1) - 1) * ON_SCREEN
    for (of,), some in shown.slice(start, ON_SCREEN).group_by("sphere", maintain_order=True):
        total = rows.filter(pl.col("sphere").eq_missing(pl.lit(of, pl.String))).height
        _title(str(of or ""), total, some.height, not sphere)
        _cards(account, some, part)
    if last > 1:
        st.pagination(last, key=key, max_visible_pages=5)


def _some_of_each(rows: pl.DataFrame) -> pl.DataFrame:
    """The first cards of every sphere, of as many pages as there are; best spheres first."""
    mine = pl.int_range(pl.len()).over("sphere", "page")
    by_page = rows.with_row_index("at").with_columns(
        mine=mine, best=pl.col("at").min().over("sphere")
    )
    turn = pl.int_range(pl.len()).over("sphere")
    ordered = by_page.sort("best", "mine", "at").filter(turn < OF_A_SPHERE)
    return ordered.drop("at", "mine", "best")


def _title(sphere: str, total: int, shown: int, linked: bool) -> None:
    name = sphere or _("not stated")
    with st.container(horizontal=True, vertical_alignment="bottom", key=f"of_{name}"):
        st.html(f"<h2 class='kpi-h2'>{escape(name)}</h2>", width="content")
        if linked and sphere and total > shown:
            words = _("All {n}").format(n=number(total))
            st.button(words, key=f"all_{name}", type="tertiary", on_click=_only, args=(sphere,))


def _only(sphere: str) -> None:
    write(sphere=sphere)


def _cards(account: Account, rows: pl.DataFrame, part: str) -> None:
    link = account.role in rights.SEES_ALL
    drawn = cards.drawn(rows, link=link)
    if not practices_data.curates(account):
        st.html(f"<div class='kpi-gallery'>{''.join(drawn)}</div>")
        return
    for start in range(0, rows.height, IN_A_ROW):
        columns = st.columns(IN_A_ROW, gap="medium")
        these = rows.slice(start, IN_A_ROW).to_dicts()
        for column, row, card in zip(columns, these, drawn[start:], strict=False):
            with column, st.container(border=True, key=f"card_{row['page']}_{row['post']}"):
                st.html(card)
                acts.buttons(account, row, part)


def _nothing(account: Account, part: str) -> str:
    if part == HIDDEN:
        return _("Nothing is taken out.")
    if part == OFFERED:
        return _("No post of this period stands out: choose a longer one.")
    if practices_data.names_leaders(account):
        return _("No post of this period stands out: choose a longer one.")
    return _("The supervisors have not chosen posts for the gallery yet.")


PAGE = Page(
    id="practices",
    title=N_("Best practices"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=60,
    group=N_("Results of the year"),
)
