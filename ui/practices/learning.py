"""Who can learn from whom: the strong page nearest to one, and five posts of it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.period import Period
from store.accounts import Account
from ui import rights
from ui.formats import number
from ui.i18n import N_, _, ngettext
from ui.method.words import group as group_words
from ui.practices import cards
from ui.practices import data as practices_data
from ui.ranking.table import short_names
from ui.vk import page_link

PAIRS = 12
"""Pairs on a screen."""

_SHARED = {
    "group": N_("the same group «{group}»"),
    "sphere": N_("the same sphere"),
    "level": N_("the same level"),
    "region": N_("the nearest in size of the region's leaders"),
}


def draw(account: Account, page_id: str, name: str, period: Period) -> None:
    """The neighbour of a page the account may see in full, and its posts.

    Args:
        account: who looks; names are read only where leaders may be named.
        page_id: of the page.
        name: of the page.
        period: the period.
    """
    found = practices_data.neighbour(page_id, period)
    if found is None:
        if practices_data.leads(page_id, period):
            words = _("The page is among the leaders of its group: others learn from it.")
            st.html(f"<p class='kpi-calm'>● {words}</p>")
            return
        words = _(
            "The page is not rated yet: a neighbour will be found when there is enough to judge by."
        )
        st.html(f"<p class='kpi-note'>{words}</p>")
        return
    if not practices_data.names_leaders(account):
        words = _("Names of leaders are not shown here: ask the supervisors whom to learn from.")
        st.html(f"<p class='kpi-note'>{words}</p>")
        return
    own = account.role not in rights.SEES_ALL
    title = _("Your nearest strong neighbour: {peer}") if own else _(
        "The nearest strong neighbour of {name}: {peer}")  # fmt: skip
    peer = pl.DataFrame({"name": [found["peer_name"], name]}).select(short_names())["name"]
    words = title.format(peer=peer[0], name=peer[1])
    link = page_link(found["peer_id"])
    opened = f" <a href='{escape(link)}' target='_blank'>{_('Their posts')} ↗</a>" if link else ""
    st.html(
        f"<div class='kpi-near'><h2 class='kpi-h2'>{escape(words)}</h2>"
        f"<p class='kpi-note'>{escape(alike(found))}{opened}</p></div>"
    )
    rows = practices_data.lessons(found["peer_id"], period)
    if rows.is_empty():
        words = _("It has no settled posts in this period yet.")
        st.html(f"<p class='kpi-note'>{words}</p>")
        return
    said = ngettext(
        "{n} post to learn from", "{n} posts to learn from", rows.height
    ).format(n=rows.height)  # fmt: skip
    st.html(f"<h3 class='kpi-h3'>{escape(said)}</h3>")
    st.html(f"<div class='kpi-strip'>{''.join(cards.drawn(rows, whose=False))}</div>")


def pairs(period: Period, sphere: str | None) -> None:
    """Pages outside the leaders' tier, lowest score first, each with its nearest strong one."""
    found = practices_data.neighbours(period)
    if sphere is not None:
        found = found.filter(pl.col("sphere") == sphere)
    if found.is_empty():
        st.html(f"<p class='kpi-note'>{_('No page here has a stronger neighbour.')}</p>")
        return
    last = -(-found.height // PAIRS)
    if st.session_state.get("pairs_at", 1) > last:
        st.session_state["pairs_at"] = 1
    start = (st.session_state.get("pairs_at", 1) - 1) * PAIRS
    part = found.slice(start, PAIRS)
    peers = part.select(name="peer_name").select(short_names())["name"]
    part = part.with_columns(short_names(), peer_name=peers)
    st.html(f"<div class='kpi-grid'>{''.join(_pair(row) for row in part.to_dicts())}</div>")
    if last > 1:
        st.pagination(last, key="pairs_at", max_visible_pages=5)


def _pair(row: Mapping[str, Any]) -> str:
    address = f"practices?page={escape(str(row['page_id']))}"
    return (
        f"<div class='kpi-box'><p>{escape(str(row['name']))}</p>"
        f"<p>→ <b>{escape(str(row['peer_name']))}</b></p>"
        f"<p class='kpi-note'>{escape(alike(row))}</p>"
        f"<p class='kpi-row'><a href='{address}' target='_self'>{_('Posts to learn from')}</a></p>"
        "</div>"
    )


def alike(row: Mapping[str, Any]) -> str:
    """What the two pages have in common, and their sizes."""
    shared = _(_SHARED[row["shared"]]).format(group=group_words(row["group"]))
    mine, theirs = row["followers"], row["peer_followers"]
    if mine is None or theirs is None:
        return shared[:1].upper() + shared[1:]
    words = _("{shared}, followers: {mine} and {theirs}").format(
        shared=shared, mine=number(mine), theirs=number(theirs)
    )
    return words[:1].upper() + words[1:]
