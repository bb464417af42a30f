"""The frame of every view: which views there are, who may open them, the bar on top.

A view is one file of the package ``pages`` with a ``Page`` declaration; the shell finds it by name,
so nothing here lists views. Order of a run: navigation first and always, then who is here, then
whether the role may open the view, then the view.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import escape

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.registry import collect
from store import demo_logins
from store.accounts import Account
from ui import address, auth, gate, head, rights
from ui.i18n import N_, _
from ui.installation import here
from ui.style import apply_style
from ui.users import own as users_own

FIRST = ""
"""The view at ``/``, which everybody's first address is; roles with a home of their own go on."""
MOST_LINKS = 6
"""Links a bar holds at 1440 px; a longer menu is folded into its groups."""
SHARED = ("period", "level", "sphere", "territory", "founder", "network", "category")
"""Filters that follow from view to view in the address."""


@dataclass(frozen=True)
class Context:
    """What a view is drawn for: the account, the view itself, and the links to all views."""

    account: Account
    page: Page
    links: Mapping[str, StreamlitPage]

    def open(self, view: str, /, **query: str) -> None:
        """Leaves for another view, with the address as it stands.

        Streamlit puts the new query into the history under the old view first: with less than the
        whole of it, Back would show that view without its filters.
        """
        st.switch_page(self.links[view], query_params=st.query_params.to_dict() | query)


@dataclass(frozen=True)
class Page:
    """One view.

    Attributes:
        id: its address, ``ranking`` for ``/ranking``; ``FIRST`` for ``/``.
        title: English title; the Russian stands in the catalogue.
        roles: who may open it.
        render: draws it.
        menu: roles whose menu shows it, in the order of ``order``.
        order: place in the menu.
        group: English title of the menu's part it stands in where the menu is long; empty: none.
        titles: titles of its own for some roles.
        home: roles that land on it when they open ``/`` instead of the view there.
        useful: whether the menu of this account should show it, beyond its role.
        curators: whether curators may open it too, whose role is administrator.
    """

    id: str
    title: str
    roles: tuple[str, ...]
    render: Callable[[Context], None]
    menu: tuple[str, ...] = ()
    order: int = 0
    group: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    home: tuple[str, ...] = ()
    useful: Callable[[Account], bool] = lambda account: True
    curators: bool = False

    def opens_for(self, account: Account) -> bool:
        """Whether an account may open it."""
        return account.role in self.roles or (self.curators and rights.is_curator(account))

    def title_for(self, role: str) -> str:
        """The title a role reads, in the language of the interface."""
        return _(self.titles.get(role, self.title))


@cache
def declared() -> dict[str, Page]:
    """All views by address, in the order of the menu."""
    found = collect(importlib.import_module("pages"), Page)
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def permissions() -> dict[str, tuple[str, ...]]:
    """Roles that may open each view: what the shell enforces."""
    return {page.id: page.roles for page in declared().values()}


def product() -> str:
    """The product's name: title of the browser's tab and of the login."""
    return _(N_("Official pages dashboard"))


def main() -> None:
    """One run of the script."""
    st.set_page_config(page_title=product(), layout="wide")
    address.begin()
    links = {
        page.id: st.Page(_nothing, title=_(page.title), url_path=page.id, default=page.id == FIRST)
        for page in declared().values()
    }
    chosen = st.navigation([*links.values()], position="hidden")
    apply_style()
    asked = declared()[chosen.url_path]
    with st.container(key="auth"):  # one place, so what follows keeps its own when it empties
        account = auth.user("" if asked.id == FIRST else _(asked.title))
    gate.remember(account)
    if account is None:
        return
    home = next((page for page in declared().values() if account.role in page.home), None)
    if asked.id == FIRST and home:
        st.switch_page(links[home.id], query_params=dict(st.query_params))
    _bar(account, asked, links)
    if demo_logins.shown(here().reader) is not None:
        head.demonstration()
    if not asked.opens_for(account):
        st.info(_("This view is not for your role."))
        return
    asked.render(Context(account, asked, links))


def shared_filters() -> dict[str, str]:
    """The filters of the address that follow to other views."""
    return {key: st.query_params[key] for key in SHARED if key in st.query_params}


def _nothing() -> None:
    """Streamlit asks for a callable; the shell draws the view itself, after the role check."""


def _bar(account: Account, asked: Page, links: dict[str, StreamlitPage]) -> None:
    """The bar on top: region, links of the role with the shared filters, who is here, logout."""
    shown = [
        page for page in declared().values() if account.role in page.menu and page.useful(account)
    ]
    parts: dict[str, list[Page]] = {}
    for page in shown:
        group = page.group if len(shown) > MOST_LINKS else ""
        parts.setdefault(group or f"/{page.id}", []).append(page)
    brand = here().settings.region_name or product()
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(f"<span class='kpi-brand'>{escape(brand)}</span>", width="content")
        for number, (group, pages) in enumerate(parts.items()):
            if group.startswith("/"):
                _link(pages[0], account, asked, links)
                continue
            key = f"nav_group_{number}" + ("_here" if asked in pages else "")
            with st.container(key=key, width="content"), st.popover(_(group), type="tertiary"):
                for page in pages:
                    _link(page, account, asked, links)
        st.space("stretch")
        with st.popover(account.name, type="tertiary", icon=":material/person:"):
            users_own.menu(account)


def _link(page: Page, account: Account, asked: Page, links: dict[str, StreamlitPage]) -> None:
    key = f"nav_{page.id}" + ("_here" if page.id == asked.id else "")
    with st.container(key=key, width="content"):
        title = page.title_for(account.role)
        st.page_link(links[page.id], label=title, query_params=shared_filters())
