"""A period too short for a figure: it is said so, and 13 weeks are offered.

Knows no view: who asks brings the words.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from core.period import Period
from ui.address import write
from ui.i18n import _

ENOUGH_DAYS = 91
"""A period of so many days holds enough posts and questions of most pages."""


def is_short(period: Period) -> bool:
    """Whether a period is too short for figures that want many posts or questions."""
    return (period.last - period.first).days + 1 < ENOUGH_DAYS


def offer(words: str) -> None:
    """A line of words with the button that shows 13 weeks instead."""
    with st.container(horizontal=True, vertical_alignment="center", key="too_short"):
        st.html(f"<p class='kpi-note'>▲ {escape(words)}</p>", width="content")
        st.button(_("Show 13 weeks"), on_click=_longer, key="longer")


def _longer() -> None:
    write(period="13w")
