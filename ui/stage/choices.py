"""Choices that only some scenes have: which posts and with which picture, what grew."""

from __future__ import annotations

import streamlit as st

from store.stage import Arranged
from ui.exports import names
from ui.formats import literal, number
from ui.i18n import N_, _
from ui.stage import data as stage_data
from ui.stage.scenes import POSTS, Material, chosen_posts
from ui.stage.year import MEASURES
from ui.stage.year_scenes import Post

PICTURES = {
    "": N_("no picture"), "post": N_("picture of the post"), "page": N_("picture of the page")
}  # fmt: skip
GREW = {
    "views": N_("Views of a post"),
    "erv": N_("Response of readers"),
    "posts": N_("Posts a week"),
}


def posts(found: Material, kept: Arranged) -> dict[str, object]:
    """Up to three posts, and for each whether a stored picture stands beside it."""
    by_key = {one.key: one for one in found.posts}
    now_shown = [one.key for one in chosen_posts(found, kept.detail)]
    picked = st.multiselect(
        _("Which posts"), list(by_key), now_shown, max_selections=POSTS,
        format_func=lambda key: _told(by_key[key]), placeholder=_("Choose up to three"),
    )  # fmt: skip
    given = kept.detail.get("pictures")
    before = given if isinstance(given, dict) else {}
    chosen = {}
    for key in now_shown:
        stored = stage_data.stored(by_key[key])
        if not stored:
            continue
        offered = ["", *stored]
        was = before.get(key, "")
        with st.container(horizontal=True, vertical_alignment="center"):
            for picture in stored.values():
                st.image(picture.content, width=88)
            chosen[key] = st.radio(
                literal(_told(by_key[key])), offered, offered.index(was) if was in offered else 0,
                format_func=lambda which: _(PICTURES[which]), key=f"stage_picture_{key}",
                horizontal=True,
            )  # fmt: skip
    if chosen:
        st.caption(_("Look at the picture first: no faces of children, large on a wall."))
    return {"posts": picked, "pictures": {key: which for key, which in chosen.items() if which}}


def growth(found: Material, kept: Arranged) -> dict[str, object]:
    """The figure whose growth is shown."""
    measures = [one for one in MEASURES if found.year.growth.filter(measure=one).height]
    was = kept.detail.get("measure")
    chosen = st.selectbox(
        _("Figure"), measures, measures.index(was) if was in measures else None,
        format_func=lambda one: _(GREW[one]), placeholder=_("that in which most spheres grew"),
    )  # fmt: skip
    return {"measure": chosen} if chosen else {}


def _told(one: Post) -> str:
    views = number(one.views) if one.views else "—"
    return f"{names.cut(names.shorter(one.name), 44)} · {views} · {names.cut(one.text, 50)}"
