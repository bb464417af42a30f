"""Posts of a page that worked best and least, as cards with pictures, figures and links."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.period import Period
from ui.formats import number, span, weekday_moment
from ui.i18n import N_, _
from ui.page import data as page_data
from ui.vk import post_link


def posts(page: Mapping[str, Any], period: Period) -> None:
    """Best and weakest posts of the period as cards with links."""
    best, weakest = page_data.notable_posts(page["page"], period)
    st.html(f"<h2 class='kpi-h2'>{_('Which posts worked')}</h2>")
    if best.is_empty():
        words = _("No post of {span} is old enough to judge: counters settle in three days.")
        st.html(f"<p class='kpi-note'>{words.format(span=span(period))}</p>")
        return
    st.html(f"<div class='kpi-grid'>{_post_cards(page, best)}</div>")
    if weakest.height:
        st.html(f"<h3 class='kpi-h3'>{_('Seen least')}</h3>")
        st.html(f"<div class='kpi-grid'>{_post_cards(page, weakest)}</div>")


def _post_cards(page: Mapping[str, Any], shown: pl.DataFrame) -> str:
    stored = page_data.stored_pictures(page["page"], shown["post"])
    return "".join(
        _post_card(page, row, stored.get(row["post"])) for row in shown.iter_rows(named=True)
    )


def _post_card(page: Mapping[str, Any], row: Mapping[str, Any], picture: str | None) -> str:
    text = (row["text"] or _("no text")).strip()
    short = text if len(text) <= 140 else text[:139].rstrip() + "…"
    counts = " · ".join(
        f"{_(label)} {number(row[name])}"
        for name, label in (
            ("views", N_("views")), ("likes", N_("likes")), ("comments", N_("comments")),
            ("reposts", N_("reposts")),
        )
        if row[name] is not None
    )  # fmt: skip
    times = _("{times} of the usual views").format(times=f"×{number(row['times'], 1)}")
    link = post_link(page["owner"], row["post"]) if page["owner"] else ""
    opened = f"<a href='{link}' target='_blank'>{_('Open in VK')} ↗</a>" if link else ""
    published = weekday_moment(row["published"])
    words = _("Picture of the post of {moment}").format(moment=published)
    shown = f"<img class='kpi-picture' src='{escape(picture)}' alt='{words}'>" if picture else ""
    return (
        f"<div class='kpi-box'>{shown}<span class='kpi-note'>{published}</span>"
        f"<p>{escape(short)}</p><p class='kpi-note'>{counts}</p>"
        f"<p class='kpi-row'><b>{times}</b>{opened}</p></div>"
    )
