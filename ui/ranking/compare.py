"""Two to five pages side by side: figures, how they stand in the region, the widest gap on top."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from kpi import KPIS
from ui.filters import SCORE
from ui.formats import YES_NO, fact, number, worded
from ui.i18n import _
from ui.page.data import Peers, peers, standing
from ui.page.figures import standing_dot
from ui.ranking.table import short_names

MOST = 5
LEAST = 2
TOLD = ("activity", "engagement", "replies")
"""Blocks of what a page can change: the sentence speaks of these."""


def draw(rows: pl.DataFrame, pages: pl.DataFrame) -> None:
    """The comparison of some pages.

    Args:
        rows: the chosen pages with their scores and figures, in the order they are shown.
        pages: ``ui.data.wide`` with scores of all listed pages: where each figure stands.
    """
    names = rows.select(short_names()).to_series().to_list()
    middle = peers(rows.row(0, named=True), pages)
    gaps = _gaps(rows, pages)
    st.html(f"<p class='kpi-sentence'>{escape(_sentence(names, rows, gaps))}</p>")
    heads = "".join(
        f"<th scope='col'>{escape(text)}</th>" for text in (_("Figure"), *names, _("Median"))
    )
    body = [_score_row(rows)] + [_row(kpi, rows, pages, middle) for kpi in gaps]
    st.html(
        f"<div class='kpi-scroll'><table class='kpi-table kpi-compare'><thead><tr>{heads}</tr>"
        f"</thead><tbody>{''.join(body)}</tbody></table></div>"
        f"<p class='kpi-note'>{_note()}</p>"
    )


def _note() -> str:
    return escape(
        _(
            "The dot shows where the figure stands among all pages of the region, from the lowest "
            "on the left to the best on the right. Figures that part the pages most stand on top."
        )
    )


def _gaps(rows: pl.DataFrame, pages: pl.DataFrame) -> list[str]:
    """KPIs some page has, those first that part the pages most."""
    gap = {}
    for kpi in KPIS:
        stand = [standing(kpi, value, pages) for value in rows[kpi]]
        known = [place for place in stand if place is not None]
        if known:
            gap[kpi] = max(known) - min(known)
    return sorted(gap, key=lambda kpi: -gap[kpi])


def _sentence(names: list[str], rows: pl.DataFrame, gaps: list[str]) -> str:
    """What parts the first two most, and what they share."""
    both = [
        kpi
        for kpi in gaps
        if rows[kpi][:2].null_count() == 0 and KPIS[kpi].block in TOLD and kpi not in YES_NO
    ]
    if not both:
        return _("The pages have no figure in common yet.")
    most, least = KPIS[both[0]], KPIS[both[-1]]
    said = _("{figure}: {name} has {value}, {other} has {other_value}").format(
        figure=_(most.title), name=names[0], value=fact(most, rows[most.id][0]),
        other=names[1], other_value=fact(most, rows[most.id][1]),
    )  # fmt: skip
    if len(both) == 1:
        return said
    return said + _("; closest by «{figure}»").format(figure=_(least.column))


def _score_row(rows: pl.DataFrame) -> str:
    cells = "".join(
        f"<td class='num'><b>{'—' if score is None else number(score)}</b></td>"
        for score in rows[SCORE]
    )
    return f"<tr><th scope='row'><b>{_('Score')}</b></th>{cells}<td></td></tr>"


def _row(kpi: str, rows: pl.DataFrame, pages: pl.DataFrame, middle: Peers) -> str:
    one = KPIS[kpi]
    cells = []
    for value in rows[kpi]:
        stand = standing(kpi, value, pages)
        dot = "" if stand is None else standing_dot(stand)
        cells.append(f"<td class='num'>{'—' if value is None else fact(one, value)}{dot}</td>")
    median = middle.medians[kpi]
    shown = "—" if median is None else worded(one, median)
    return (
        f"<tr><th scope='row' title='{escape(_(one.text))}'>{escape(_(one.title))}</th>"
        f"{''.join(cells)}<td class='num'>{shown}</td></tr>"
    )
