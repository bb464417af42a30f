"""Looks that Streamlit's theme cannot say: one sheet of style, put on every run.

Colours that must follow the theme are written twice, for light and dark; inline HTML uses the
classes here and ``currentColor``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st


def apply_style() -> None:
    """Puts the sheet of the theme in use on the page."""
    st.html(f"<style>{_sheet()}\n{_tokens(is_dark())}</style>")


def is_dark() -> bool:
    """Whether the visitor's browser shows the dark theme."""
    return bool(st.context.theme.type == "dark")


TOKENS = {
    "ground": ("#FFFFFF", "#0F1722"), "surface": ("#F3F6FA", "#18222F"),
    "line": ("#D3DBE5", "#33445A"), "text": ("#0F1824", "#EAF0F6"),
    "text2": ("#4A5868", "#A9B7C6"), "link": ("#1F4E9E", "#8AB4FF"),
    "good": ("#0B7A75", "#36CDCF"), "good-ink": ("#096B66", "#45CFC4"),
    "good-tint": ("#DCF2EF", "#0D3A38"),
    "warn": ("#F2B90C", "#FED232"), "warn-ink": ("#7A4B00", "#FFD34D"),
    "warn-tint": ("#FFF1C9", "#40330A"),
    "bad": ("#AF0F0C", "#D9423D"), "bad-ink": ("#AF0F0C", "#FF8F85"),
    "bad-tint": ("#FCE4E1", "#4C1C1B"),
    "none": ("#C3CDD8", "#5A6878"), "none-ink": ("#566373", "#9BA9B8"),
    "none-tint": ("#E8EDF3", "#253242"),
    "button": ("#1F4E9E", "#2F6FD6"),
    "series-1": ("#1F4E9E", "#8AB4FF"), "series-2": ("#BB730B", "#F4BB41"),
    "other": ("#9FB0C4", "#9FB0C4"),
}  # fmt: skip
"""Colours by name: in the light theme, in the dark."""


def colour(name: str) -> str:
    """The colour of a token in the theme in use."""
    return TOKENS[name][is_dark()]


@cache
def _sheet() -> str:
    return (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


@cache
def _tokens(dark: bool) -> str:
    pairs = "".join(f"--kpi-{name}:{values[dark]};" for name, values in TOKENS.items())
    return f":root{{{pairs}}}"
