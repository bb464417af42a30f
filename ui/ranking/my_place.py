"""«Моё место»: an own page among its group, the others as dots without names.

Of other pages only scores leave this module, and the names of leaders where ``KPI_LEADERS`` is on.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.period import Period
from ui import charts, data, scores
from ui.filters import SCORE
from ui.formats import number
from ui.i18n import _, ngettext
from ui.installation import here
from ui.method.words import group as group_words
from ui.ranking import charts as ranking_charts
from ui.vk import page_link


def draw(page: Mapping[str, Any], period: Period, methodology: str) -> None:
    """The strip of the page's group with the page on it, and who leads.

    Args:
        page: a row of ``ui.data.wide`` the account may see in full.
        period: the period.
        methodology: scores are counted by it.
    """
    found = scores.scored(methodology, period)
    mine = found.filter(pl.col("page_id") == page["page_id"])
    if mine.is_empty() or mine["rank"][0] is None:
        why = mine["fullness"][0] if mine.height else ""
        said = _("The page has no place yet: there is too little to judge by.")
        st.html(f"<p class='kpi-note'>{escape(' '.join(filter(None, [said, why])))}</p>")
        return
    row = mine.row(0, named=True)
    inside = scores.contest(methodology, period, row["group"])
    placed = found.filter(pl.col("group") == row["group"])
    leaders = _leaders(placed) if here().settings.leaders == "on" else None
    words = _("Score {score}: {place}").format(
        score=number(row[SCORE]), place=scores.place_words(row)
    )
    st.html(f"<h2 class='kpi-h2'>{escape(words)}</h2>")
    st.plotly_chart(
        ranking_charts.strip(
            inside, {page["page_id"]: page["name"]},
            {} if leaders is None else dict(leaders.select("page_id", "name").iter_rows()),
        ),
        theme=None, config=charts.CONFIG, key="my_place", alt=words,
    )  # fmt: skip
    led = "" if leaders is None or leaders.is_empty() else _led(leaders, row)
    st.html(f"<p class='kpi-note'>{_legend(inside.height)}</p>{led}")


def _legend(pages: int) -> str:
    count = ngettext("{n} page", "{n} pages", pages).format(n=number(pages))
    return escape(
        _("Each dot is a page of the group ({pages}); the further right, the higher the score.")
        .format(pages=count)
    )  # fmt: skip


def _leaders(inside: pl.DataFrame) -> pl.DataFrame:
    """The leaders' step of a group: ``page_id, name, founder``, best first."""
    first = inside.filter(pl.col("tier") == 1).sort("rank")
    names = data.listed().select("page_id", "name", "founder")
    return first.join(names, on="page_id", how="left", maintain_order="left")


def _led(leaders: pl.DataFrame, row: Mapping[str, Any]) -> str:
    """Who leads the group, with links to their posts."""
    shown = []
    for leader in leaders.head(5).iter_rows(named=True):
        link = page_link(leader["page_id"])
        name = escape(leader["name"] or leader["page_id"])
        opened = ""
        if link:
            opened = f" <a href='{escape(link)}' target='_blank'>{_('Their posts')} ↗</a>"
        shown.append(f"<li>{name}{opened}</li>")
    if row["tier"] == 1:
        title = _("Your page is on the leaders' step:")
    else:
        title = _("Who leads the group «{group}»:").format(group=group_words(row["group"]))
    return f"<h3 class='kpi-h3'>{escape(title)}</h3><ul class='kpi-rules'>{''.join(shown)}</ul>"
