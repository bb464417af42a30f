"""The table of a page's figures: value and change, where it stands among pages like it, and why.

What is shown is computed in ``ui.page.data``.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from core.period import Period
from kpi import KPIS
from kpi.model import Kpi
from ui.formats import fact, number, span, style, worded
from ui.i18n import N_, _, ngettext
from ui.nothing import behind_of
from ui.page import data as page_data
from ui.short_period import is_short, offer

BLOCKS = {
    "replies": N_("Answers to residents"), "activity": N_("Regularity"), "reach": N_("Reach"),
    "engagement": N_("Engagement"), "audience": N_("Audience"), "design": N_("Design"),
}  # fmt: skip
STANDING = (
    "open_appeals", "waiting_appeals", "comments_open", "has_badge", "design_score", "pos_widget",
)  # fmt: skip
"""Figures of the moment: no period before to compare with."""


def figures(
    page: Mapping[str, Any], peers: page_data.Peers, before: Mapping[str, float | None],
    period: Period,
) -> None:  # fmt: skip
    """The table of figures: value and change, sample, where it stands among comparable pages."""
    st.html(f"<h2 class='kpi-h2'>{_('Figures')}</h2>")
    few = [kpi for kpi in KPIS.values() if "few" in (page[f"{kpi.id}|note"] or "").split()]
    if few and is_short(period):
        words = ngettext(
            "So short a period is too little for {n} figure.",
            "So short a period is too little for {n} figures.", len(few),
        )  # fmt: skip
        offer(words.format(n=number(len(few))))
    st.html(
        f"<p class='kpi-note'>{escape(_compared(page, peers))} "
        f"{_('Change: against {span}.').format(span=span(period.before))} "
        f"{_('The dot stands further right the better the figure is; darker: the middle half.')}"
        "</p>"
    )
    head = "".join(
        f"<th scope='col'>{text}</th>"
        for text in (_("Figure"), _("Value"), _("Change"), _("Median"), _("Standing"), _("Out of"))
    )
    body = []
    for block, title in BLOCKS.items():
        body.append(f"<tr class='kpi-block'><th scope='rowgroup' colspan='6'>{_(title)}</th></tr>")
        body += [
            _figure_row(kpi, page, peers, before) for kpi in KPIS.values() if kpi.block == block
        ]
    st.html(
        f"<table class='kpi-table'><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _figure_row(
    kpi: Kpi, page: Mapping[str, Any], peers: page_data.Peers, before: Mapping[str, float | None]
) -> str:
    value, words = page[kpi.id], behind_of(kpi, page)
    shown = "—" if value is None else fact(kpi, value)
    median = peers.medians[kpi.id]
    middle = "—" if median is None or peers.count < page_data.PEERS else worded(kpi, median)
    return (
        f"<tr><th scope='row' title='{escape(_(kpi.text))}'>{escape(_(kpi.title))}</th>"
        f"<td class='num'>{shown}</td><td>{_change(kpi, value, before.get(kpi.id))}</td>"
        f"<td class='num'>{middle}</td><td class='strip'>{_strip(kpi, value, peers)}</td>"
        f"<td class='why'>{escape(words)}</td></tr>"
    )


def _strip(kpi: Kpi, value: float | None, peers: page_data.Peers) -> str:
    """The quartiles of the comparable pages with the page's own dot."""
    stand = page_data.standing(kpi.id, value, peers.pages)
    if stand is None or peers.count < page_data.PEERS:
        return ""
    return standing_dot(stand, "quarters")


def standing_dot(stand: float, look: str = "") -> str:
    """A dot on a line from the lowest pages at the left to the best at the right."""
    said = escape(_("better than or equal to {n} of 100 pages").format(n=number(100 * stand)))
    return (
        f"<span class='kpi-dot {look}' role='img' title='{said}' aria-label='{said}'>"
        f"<i style='left:{100 * stand:.0f}%'></i></span>"
    )


def _change(kpi: Kpi, value: float | None, earlier: float | None) -> str:
    """``▲ на 3 п. п.``: arrow and words; colour by what is better for this figure."""
    if value is None or earlier is None or kpi.id in STANDING:
        return ""
    how = style(kpi.id)
    step = (value - earlier) * (100 if how.percent else how.factor)
    if round(abs(step), how.digits) == 0:
        return f"<span class='kpi-note'>{_('no change')}</span>"
    size = number(abs(step), how.digits)
    words = _("{n} pp").format(n=size) if how.percent else size
    better = (step > 0) == (kpi.direction == "up")
    tone = "" if kpi.direction == "neutral" else ("good" if better else "warn")
    return f"<span class='kpi-change {tone}'>{'▲' if step > 0 else '▼'} {words}</span>"


def _compared(page: Mapping[str, Any], peers: page_data.Peers) -> str:
    count = ngettext("{n} page", "{n} pages", peers.count).format(n=number(peers.count))
    shared = ", ".join(str(page[column]) for column in peers.columns if page[column])
    among = (
        _("Median of {pages}: {shared}.") if shared else _("Median of {pages}: all of the region.")
    )
    return among.format(pages=count, shared=shared)
