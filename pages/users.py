"""Users: who has access and to what; invitations, resets, the log and the rights."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st

from store import accounts
from store.accounts import Account
from ui import filters, rights
from ui.address import writes
from ui.exports import users as export
from ui.exports.sheets import XLSX, Sheet, csv_file, workbook
from ui.formats import day, literal, number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.register.preview import table
from ui.shell import Context, Page
from ui.users import actions as users_actions
from ui.users import importing as users_import
from ui.users import rights as users_rights
from ui.users import table as users_table
from ui.users.data import SHOWS, Known, asked, known

TABS = {"accounts": N_("Accounts"), "log": N_("Log"), "rights": N_("Rights")}
LINES = 20_000
"""Newest lines of the log that are searched; a file holds all that fit among them."""
SHOWN_LINES = 1_000


def render(ctx: Context) -> None:
    """Title and sentence, tabs for those who see all, the list, what is done to it."""
    found = known(ctx.account)
    title = ctx.page.title_for(ctx.account.role)
    st.html(
        f"<div class='kpi-head'><h1>{escape(title)}</h1></div>"
        f"<p class='kpi-sentence'>{escape(_sentence(found))}</p>"
    )
    if said := st.session_state.pop("users_said", None):
        st.html(f"<p class='kpi-calm'>● {escape(said)}</p>")
    tab = _tab() if rights.sees_accounts(ctx.account) else "accounts"
    if tab == "log":
        _log(ctx.account)
    elif tab == "rights":
        _rights(ctx.account)
    else:
        _accounts(ctx.account, found)


def _sentence(found: Known) -> str:
    whole = found.pages.height
    if not whole:
        return _("There are no pages yet: load the register.")
    held = whole - found.bare.height
    words = ngettext("There is an administrator for {held} of {n} page",
                     "There is an administrator for {held} of {n} pages", whole)  # fmt: skip
    return words.format(held=number(held), n=number(whole))


def _tab() -> str:
    tab = st.query_params.get("tab", "accounts")
    st.session_state["users_tab"] = tab if tab in TABS else "accounts"
    st.segmented_control(
        _("Part"), list(TABS), format_func=lambda one: _(TABS[one]), key="users_tab",
        required=True, label_visibility="collapsed", on_change=_put("tab", "users_tab"),
    )  # fmt: skip
    return str(st.session_state["users_tab"])


def _accounts(account: Account, found: Known) -> None:
    show, q = asked()
    counts = {one: len(found.listed(one)) for one in SHOWS} | {"bare": found.bare.height}
    st.session_state["users_show"] = show
    with st.container(horizontal=True, key="users_controls", vertical_alignment="center"):
        st.pills(
            _("Show"), list(SHOWS), key="users_show", required=True,
            format_func=lambda one: f"{_(SHOWS[one])} · {number(counts[one])}",
            label_visibility="collapsed", on_change=_put("show", "users_show"), wrap=True,
        )  # fmt: skip
        with st.container(width=260):
            _search(_("Login, page, founder"))
    if show == "bare":
        if found.bare.is_empty():
            st.html(f"<p class='kpi-calm'>● {_('Every page has an administrator.')}</p>")
        else:
            users_table.bare(found)
            _files(account, export.pages_sheet(found.bare), _("Pages without an administrator"))
        return
    shown = found.listed(show, q)
    _doors(account, found)
    if not shown:
        st.info(_("No account fits these conditions."))
        if q:
            st.button(_("Clear the search"), on_click=filters.drop("q"))
        return
    places = st.container()
    query = {key: st.query_params[key] for key in ("show", "q") if key in st.query_params}
    with places:
        opened = _opened(found)
    if opened:
        shown = [one for one in found.accounts if one.name == opened]
    ticked = users_table.draw(found, shown, query)
    with places:
        chosen = [opened] if opened else ticked
        users_actions.draw(account, found, chosen, opened=opened is not None)
    if rights.sees_accounts(account):
        _files(account, export.accounts_sheet(found, shown), _("Accounts"))


def _opened(found: Known) -> str | None:
    """The account a card has opened; null: none, or none that may be seen."""
    name = st.query_params.get("user")
    if not name or name not in found.standing or all(o.name != name for o in found.accounts):
        return None
    with st.container(horizontal=True, key="users_opened", vertical_alignment="center"):
        st.markdown(f"**{literal(name)}**")
        st.button(_("To the list"), on_click=filters.drop("user"), type="tertiary")
    return name


def _doors(account: Account, found: Known) -> None:
    """Adding and loading, for roles that may."""
    if not rights.sees_accounts(account):
        st.caption(_("You see the administrators of your pages; accounts are made by the centre."))
        return
    with st.container(horizontal=True, key="users_doors"):
        if st.button(_("Add"), icon=":material/person_add:", key="users_add"):
            users_actions.add(account, found)
        with st.container(key="users_load", width="content"):
            if st.button(_("Load a list"), icon=":material/upload:", key="users_import"):
                users_import.dialog(account)


def _log(account: Account) -> None:
    with st.container(width=320):
        _search(_("Who, what, target"))
    q = st.query_params.get("q", "").strip()
    sheet = export.log_sheet(accounts.entries(here().reader, LINES))
    words = q.lower().split()
    rows = [
        row for row in sheet.rows
        if all(word in " ".join(str(cell or "") for cell in row).lower() for word in words)
    ]  # fmt: skip
    if not rows:
        st.info(_("The log holds nothing like that."))
        return
    table(Sheet(sheet.title, sheet.columns, rows[:SHOWN_LINES]), users_table.HIGHEST)
    if len(rows) > SHOWN_LINES:
        st.caption(_("The newest {n} lines are shown, the file holds all {all}.").format(
            n=number(SHOWN_LINES), all=number(len(rows))))  # fmt: skip
    _files(account, Sheet(sheet.title, sheet.columns, rows), _("Log"))


def _rights(account: Account) -> None:
    st.caption(_("This table is read from the code that enforces it: whoever opens a view may "
                 "export exactly what it shows, within the pages of the account."))  # fmt: skip
    sheet = users_rights.sheet()
    table(sheet, 2 * users_table.HIGHEST)
    _files(account, sheet, _("Rights"))


def _files(account: Account, sheet: Sheet, name: str) -> None:
    """The rows of the screen as files; each is built when asked for, and logged."""
    with st.container(horizontal=True, key="users_files"):
        for ending, label, mime in (
            ("xlsx", _("Export xlsx"), XLSX),
            ("csv", _("Export csv"), "text/csv"),
        ):
            st.download_button(
                label, data=partial(_built, account, sheet, ending), mime=mime,
                file_name=f"{name} — {day(now())}.{ending}", on_click="ignore",
                icon=":material/download:", key=f"export_{ending}",
            )  # fmt: skip


def _built(account: Account, sheet: Sheet, ending: str) -> bytes:
    target = f"users {sheet.title} {ending}, {len(sheet.rows)} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    return csv_file(sheet) if ending == "csv" else workbook([sheet])


def _search(placeholder: str) -> None:
    st.session_state["users_q"] = st.query_params.get("q", "")
    st.text_input(
        _("Search"), key="users_q", type="search", placeholder=placeholder,
        label_visibility="collapsed", on_change=_put("q", "users_q"),
    )  # fmt: skip


def _put(name: str, key: str) -> Callable[[], None]:
    return writes(name, key, user=None)


PAGE = Page(
    id="users",
    title=N_("Users"),
    roles=("supervisor", "operator"),
    render=render,
    menu=("supervisor", "operator", "administrator"),
    order=97,
    group=N_("Setup"),
    useful=lambda account: account.role != "administrator" or rights.is_curator(account),
    curators=True,
)
"""Who has access, and to what?"""
