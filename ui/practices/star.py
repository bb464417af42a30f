"""The star a page sees: which of its posts the supervisors marked in the last week."""

from __future__ import annotations

from html import escape

import polars as pl

from core.period import DAY
from ui.formats import day
from ui.i18n import _, ngettext
from ui.installation import now
from ui.practices import data as practices_data
from ui.practices.cards import cut
from ui.vk import post_link

LASTS = 7 * DAY
"""Seconds a star is shown on the page's own view."""


def chip(page_id: str, owner: int | None) -> str:
    """The line on top of «Моя страница», as HTML; empty where there is none.

    Args:
        page_id: of a page the account may see in full.
        owner: the network's number; null: posts cannot be linked.
    """
    stars = practices_data.said().filter(
        pl.col("page_id") == page_id, pl.col("star").is_not_null(), pl.col("kind").is_null(),
        pl.col("star_at") > now() - LASTS,
    ).sort("star_at", descending=True)  # fmt: skip
    if stars.is_empty():
        return ""
    words = _("Your post is marked by the supervisors")
    if stars.height > 1:
        words = ngettext(
            "{n} post of yours is marked by the supervisors",
            "{n} posts of yours are marked by the supervisors", stars.height,
        ).format(n=stars.height)  # fmt: skip
    texts = practices_data.texts(stars)
    shown = []
    for row in stars.head(3).iter_rows(named=True):
        text = escape(_short(texts.get((row["page"], row["post"]), "")) or day(row["star_at"]))
        if owner:
            address = post_link(owner, row["post"])
            text = f"<a href='{address}' target='_blank'>{text} ↗</a>"
        shown.append(text)
    return f"<p class='kpi-star'>☆ <b>{escape(words)}</b>: {'; '.join(shown)}</p>"


def _short(text: str) -> str:
    words = cut(text).split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")
