"""Presentation: the show of the year's end, arranged, looked at, opened and taken along."""

from __future__ import annotations

import streamlit as st

from store.stage import arrangement
from ui import data, filters, head
from ui.i18n import N_, _
from ui.installation import here
from ui.shell import Context, Page
from ui.stage import data as stage_data
from ui.stage import scenes, screen
from ui.stage.model import Scene

ROLES = ("supervisor", "presenter")


def render(ctx: Context) -> None:
    """Title and sentence, then list, look and files; on a phone «Open» and the notes."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting(ctx.account)
        return
    known = stage_data.years()
    if not known:
        head.title(title, _("No posts were collected yet: there is nothing to show."))
        return
    notices: list[str] = []
    usual = str(stage_data.default_year(known))
    year = int(filters.one_of("year", tuple(map(str, known)), usual, notices))
    with st.spinner(_("Counting the year…")):
        found = stage_data.material(year)
    chosen = arrangement(here().reader, year)
    listed = scenes.scenes(found, chosen, stage_data.chosen_pictures(found, chosen))
    awards = scenes.award_count(found)
    head.title(title, screen.sentence(listed, awards), beside=str(year))
    head.notices(notices)
    if not awards:
        st.info(_("There are no awards of this year yet: the show has the year's figures only."))
    _prepare(ctx, known, year, listed, found)


def _prepare(
    ctx: Context, known: list[int], year: int, listed: list[Scene], found: scenes.Material
) -> None:
    one = screen.chosen_scene(listed)
    left, centre, right = st.columns([10, 19, 9], gap="medium")
    with left, st.container(key="stage_list"):
        screen.draw_list(ctx.account, year, listed, one)
    with centre, st.container(key="stage_look"):
        screen.draw_preview(found, listed, one)
        screen.draw_words(ctx.account, year, listed, one, found)
    with right:
        screen.draw_open(ctx.account, found, listed)
        with st.container(key="stage_right"):
            if len(known) > 1:
                filters.choose("year", list(map(str, known)), str(year), _("Year"), str)
            screen.draw_files(ctx.account, found, listed)
        with st.container(key="stage_notes"):
            st.html(screen.notes(listed))


PAGE = Page(
    id="stage",
    title=N_("Presentation"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=80,
    group=N_("Results of the year"),
)
"""The show of the year's end."""
