"""The design of a page as a checklist: what is filled, and how to mend what is not."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import streamlit as st

from core.design import ITEMS
from store import read
from ui.i18n import N_, _
from ui.installation import here
from ui.register.words import MEND

NAMES = {
    "photo": N_("Picture"), "cover": N_("Cover"), "description": N_("Description"),
    "site": N_("Site"), "phone": N_("Phone"), "address": N_("Address"),
    "category": N_("Subject"), "badge": N_("State mark"),
}  # fmt: skip


def title(page: Mapping[str, Any]) -> str:
    """``Оформление: 6 из 8``: the checklist's seven items and the state mark."""
    missing = read.design_missing(here().reader, page["page"])
    if missing is None:
        return _("Design: no data")
    filled = len(ITEMS) - len(missing) + bool(page["badge"])
    return _("Design: {filled} of {all}").format(filled=filled, all=len(NAMES))


def draw(page: Mapping[str, Any]) -> None:
    """Each item as ✓ or ○, with how to mend it."""
    missing = read.design_missing(here().reader, page["page"])
    if missing is None:
        st.html(f"<p class='kpi-note'>{_('The page was not read yet.')}</p>")
        return
    lacking = {*missing, *(() if page["badge"] else ("badge",))}
    st.html(f"<ul class='kpi-check'>{''.join(_item(item, item in lacking) for item in NAMES)}</ul>")


def _item(item: str, lacks: bool) -> str:
    name = escape(_(NAMES[item]))
    if not lacks:
        return f"<li class='done'><span>✓</span>{name}</li>"
    how = f"<details><summary>{_('How to mend')}</summary>{escape(_(MEND[item]))}</details>"
    return f"<li><span>○</span><div>{name}{how}</div></li>"
