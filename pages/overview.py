"""Overview: where to begin today. Tiles, founders, what waits for a decision, what has changed."""

from __future__ import annotations

import streamlit as st

from ui import data, head, rights, watching
from ui.i18n import N_
from ui.overview import changes as overview_changes
from ui.overview import data as overview_data
from ui.overview import decisions
from ui.overview import founders as overview_founders
from ui.overview import map as overview_map
from ui.overview import parts as overview
from ui.overview import region as overview_region
from ui.shell import FIRST, Context, Page

ROLES = ("supervisor", "presenter")


def render(ctx: Context) -> None:
    """The first screen answers where to begin; below it changes, the region, the register."""
    if not data.facts().as_of:
        head.title(ctx.page.title_for(ctx.account.role))
        head.greeting(ctx.account)
        return
    look = overview.look(ctx)
    stand = look.among(rights.pages_in_full(ctx.account, overview_data.standing()))
    founders = overview_data.by_founder(stand)
    overview.draw_head(look, stand, founders)
    overview.draw_tiles(look, stand)
    if stand.height > 1:
        left, right = st.columns([8, 4])
        with left:
            overview_founders.draw(look, founders)
        with right:
            _work(ctx)
    else:
        _work(ctx)
    overview_changes.draw(ctx, stand)
    overview_region.draw()
    if stand.height > 1:
        overview_map.draw(look)
    overview_region.register_line(ctx)


def _work(ctx: Context) -> None:
    """What waits for a decision, for those who decide, and the pages under watch."""
    if ctx.account.role == "supervisor":
        decisions.card(ctx)
    watching.card(ctx.account)


PAGE = Page(id=FIRST, title=N_("Overview"), roles=ROLES, render=render, menu=ROLES, order=5)
