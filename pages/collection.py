"""Collection: can today's figures be trusted, what is left to read, and «collect now»."""

from __future__ import annotations

import streamlit as st

from jobs import state
from jobs.state import State
from ui import head
from ui.collection import files as collection_files
from ui.collection import live as collection_live
from ui.collection import parts as collection
from ui.collection import tables as collection_tables
from ui.i18n import N_
from ui.shell import Context, Page

ROLES = ("supervisor", "operator")


def render(ctx: Context) -> None:
    """Title and sentence, tiles, the run under way, lists in tabs, files."""
    found = collection.known()
    keys = ctx.account.role == "operator"
    _head(ctx, found)
    never = found.runs.is_empty() and found.as_of is None
    if found.pages.is_empty() or never:
        head.greeting(ctx.account)
    if found.pages.is_empty():
        return
    if banners := collection.banners(found):
        st.html(banners)
    if not never:
        st.html(collection.tiles(found))
    collection_live.draw(ctx.account.name, found.pages)
    if forecast := collection.forecast(found):
        st.html(forecast)
    if never:
        return
    _lists(ctx, found, keys=keys)
    with st.container(horizontal=True, key="files"):
        collection_files.draw(found, ctx.account.name, keys=keys)


def _head(ctx: Context, found: State) -> None:
    """The freshness of data that do not exist would be a date of 1970."""
    title = ctx.page.title_for(ctx.account.role)
    if found.as_of is None:
        st.html(collection.bare_head(title, collection.sentence(found)))
    else:
        head.title(title, collection.sentence(found))


def _lists(ctx: Context, found: State, *, keys: bool) -> None:
    lists = collection_tables.listings(found, keys=keys)
    tabs = st.tabs([collection_tables.label(one) for one in lists])
    for tab, listing in zip(tabs, lists, strict=True):
        with tab:
            if listing.id == "runs":
                st.html(collection.nights(found))
            if listing.id == "ages":
                st.html(collection_tables.age_bars(state.ages(found.pages["age"])))
            if opened := collection_tables.draw(listing):
                ctx.open("page", page=opened)


PAGE = Page(
    id="collection",
    title=N_("Data collection"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=95,
    group=N_("Setup"),
    home=("operator",),
)
"""Can today's figures be trusted?"""
