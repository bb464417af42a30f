"""Register: do all who must keep a page, and what do their pages lack?"""

from __future__ import annotations

from functools import partial
from html import escape

import polars as pl
import streamlit as st

from store import accounts
from store.accounts import Account
from ui import data, filters, head, rights, send_out, watching
from ui.address import write
from ui.exports import register as export
from ui.exports.sheets import XLSX, csv_file, workbook
from ui.formats import day, literal, number, share
from ui.i18n import N_, _
from ui.installation import here, now
from ui.register import data as register_data
from ui.register import importing as register_import
from ui.register import parts as register
from ui.register.data import FILTERS, SILENT_DAYS, Chosen
from ui.shell import Context, Page

ROLES = ("supervisor", "operator", "presenter")


def render(ctx: Context) -> None:
    """Title and number, bars, the table with founders beside it, gaps of design, files."""
    bodies = register_data.bodies()
    title = ctx.page.title_for(ctx.account.role)
    if bodies.is_empty():
        _empty(ctx, title)
        return
    chosen = register_data.chosen(bodies)
    among = chosen.among(bodies)
    _head(title, among)
    if said := st.session_state.pop("register_said", None):
        st.html(f"<p class='kpi-calm'>● {escape(said)}</p>")
    head.notices([
        _("The address says {name}={value}, which means nothing here: it is left out.").format(
            name=name, value=literal(value[:60]))
        for name, value in chosen.unknown
    ])  # fmt: skip
    _controls(ctx, bodies)
    if among.is_empty():
        _nothing(chosen, bodies)
        return
    st.html(register.bars(among))
    register.parts(among, chosen)
    _lists(ctx, among, chosen)
    with st.container(gap=None, width=860):
        register.gaps(among)


def _head(title: str, among: pl.DataFrame) -> None:
    known = among.filter(pl.col("vk") != "unknown")
    marked, whole = known.filter(pl.col("vk") == "badge").height, known.height
    if not whole:
        head.title(title)
        return
    said = _("{marked} of {whole} have the official status confirmed ({share})").format(
        marked=number(marked), whole=number(whole), share=share(marked / whole)
    )
    head.title(title, said)


def _empty(ctx: Context, title: str) -> None:
    """No register yet: the template, a sample, the way to load one."""
    st.html(f"<div class='kpi-head'><h1>{escape(title)}</h1></div>")
    if said := st.session_state.pop("register_said", None):
        st.html(f"<p class='kpi-calm'>● {escape(said)}</p>")
    words = _("The register is empty. Fill the template, or take your own table: one row for each "
              "organisation that must keep a page.")  # fmt: skip
    st.html(f"<p class='kpi-sentence'>{escape(words)}</p>")
    if ctx.account.role in rights.IMPORTERS:
        _import_buttons(ctx.account)
        st.caption(_("To look around first, build an invented region: python cli.py demo"))


def _import_buttons(account: Account) -> None:
    with st.container(key="register_load", horizontal=True, width="content"):
        if st.button(_("Load the register"), icon=":material/upload:", key="register_import"):
            register_import.dialog(account)
        register_import.template_button("register_template")
    with st.container(key="register_phone"):
        st.caption(_("Loading is done at a computer."))


def _controls(ctx: Context, bodies: pl.DataFrame) -> None:
    options = {name: data.distinct(bodies, name) for name in FILTERS}
    with st.container(horizontal=True, key="controls", vertical_alignment="center"):
        with st.container(key="controls_wide", horizontal=True, width=700):
            for column in FILTERS:
                filters.select(column, options, "row")
        with st.container(width=240):
            filters.search()
        st.space("stretch")
        if ctx.account.role in rights.IMPORTERS:
            _import_buttons(ctx.account)


def _nothing(chosen: Chosen, bodies: pl.DataFrame) -> None:
    """No organisation passes: say so and offer to drop the search or the narrowest filter."""
    st.info(_("No organisation fits these conditions."))
    if chosen.q:
        st.button(_("Clear the search"), on_click=filters.drop("q"))
    if chosen.where:
        narrow = min(chosen.where, key=lambda c: (bodies[c] == chosen.where[c]).sum())
        label = _("Drop the filter: {name}").format(name=_(filters.LABELS[narrow]).lower())
        st.button(label, on_click=filters.drop(narrow))


def _lists(ctx: Context, among: pl.DataFrame, chosen: Chosen) -> None:
    rows = chosen.rows(bodies=among)
    _chosen_chips(chosen, rows.height)
    left, right = st.columns([8, 4], gap="medium")
    with left:
        if rows.is_empty():
            st.info(_("No organisation fits these conditions."))
            ticked = rows
        else:
            with st.container(key="register_table"):
                places = register.table(rows)
            with st.container(key="register_cards"):
                st.html(register.cards(rows))
            ticked = rows[places] if places else rows
            _actions(ctx, rows, ticked, bool(places))
    with right, st.container(key="register_founders_box"):
        register.founders(among)


def _chosen_chips(chosen: Chosen, count: int) -> None:
    """What narrows the list beside the selects, each with its way out."""
    with st.container(horizontal=True, key="register_chips", vertical_alignment="center"):
        st.caption(_("Organisations listed: {n}").format(n=number(count)))
        if chosen.lacks:
            item = register_data.words_of(chosen.lacks).lower()
            st.button(
                _("Lacks: {item} ×").format(item=item), on_click=filters.drop("lacks"),
                key="drop_lacks",
            )  # fmt: skip
        st.session_state["register_silent"] = chosen.silent
        st.toggle(
            _("No publications for {n} days").format(n=SILENT_DAYS), key="register_silent",
            on_change=_silent,
        )  # fmt: skip


def _silent() -> None:
    write(silent=str(SILENT_DAYS) if st.session_state["register_silent"] else None)


def _actions(ctx: Context, rows: pl.DataFrame, ticked: pl.DataFrame, any_ticked: bool) -> None:
    with st.container(horizontal=True, key="register_actions", vertical_alignment="center"):
        page = ticked["page_id"][0] if any_ticked and ticked.height == 1 else None
        if page and st.button(_("Open the page"), icon=":material/open_in_new:"):
            ctx.open("page", page=page)
        if ctx.account.role == "supervisor" and any_ticked:
            _working_tools(ctx.account, ticked)
        for ending, label, mime in (
            ("xlsx", _("Export xlsx"), XLSX), ("csv", _("Export csv"), "text/csv"),
        ):  # fmt: skip
            _file(label, f"{_('Register')} — {day(now())}.{ending}", mime, partial(
                _built, ctx.account, rows, ending))  # fmt: skip
        with st.popover(_("Letters · {n}").format(n=number(ticked.height)), icon=":material/mail:"):
            st.caption(_("What is missing and how to mend it, for the ticked rows, else for all."))
            for by_founder, label in (
                (True, _("One letter for each founder")),
                (False, _("One letter for each organisation")),
            ):
                _file(label, f"{_('Letters')} — {day(now())}.docx", export.DOCX, partial(
                    _letters, ctx.account, ticked, by_founder=by_founder))  # fmt: skip


def _working_tools(account: Account, ticked: pl.DataFrame) -> None:
    """«На контроль» and «Разослать» for the pages of the ticked organisations."""
    if st.button(_("Put on watch"), key="watch_ticked"):
        watching.dialog(account, ticked["page_id"].drop_nulls().to_list(), "other")
    if st.button(_("Send out"), key="send_ticked"):
        own = rights.pages_in_full(account, data.listed())
        pages = own.join(ticked.select("page_id"), on="page_id", how="semi")
        send_out.dialog(account, pages, "all")


def _file(label: str, name: str, mime: str, build: partial[bytes]) -> None:
    st.download_button(
        label, data=build, file_name=name, mime=mime, on_click="ignore",
        icon=":material/download:", key=f"file_{label}",
    )  # fmt: skip


def _built(account: Account, rows: pl.DataFrame, ending: str) -> bytes:
    target = f"register {ending}, {rows.height} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    sheet = export.sheet(rows)
    return csv_file(sheet) if ending == "csv" else workbook([sheet])


def _letters(account: Account, rows: pl.DataFrame, *, by_founder: bool) -> bytes:
    target = f"register letters docx, {rows.height} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    return export.letters(rows, by_founder=by_founder)


PAGE = Page(
    id="register",
    title=N_("Register"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=40,
)
"""Do all who must keep a page?"""
