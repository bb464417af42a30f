"""«Open»: the show in a tab of its own, which goes on when the server stops.

The document travels to the browser with the button, so that a press opens it at once and no
blocker of pop-ups stands between.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from ui.i18n import _

_JS = """
export default function ({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.label;
  button.onclick = () => {
    const page = new Blob([data.html], { type: "text/html;charset=utf-8" });
    window.open(URL.createObjectURL(page), "_blank");
    setTriggerValue("opened", true);
  };
}
"""
_CSS = """
button { width: 100%; min-height: 44px; padding: 8px 16px; border: 0; border-radius: 8px;
  background: var(--st-primary-color); color: #fff; font: 600 16px/24px var(--st-font);
  cursor: pointer; }
button:focus-visible { outline: 2px solid var(--st-primary-color); outline-offset: 2px; }
"""


@cache
def _component() -> Any:
    return st.components.v2.component("stage_open", html="<button></button>", css=_CSS, js=_JS)


def button(html: str, opened: Callable[[], None]) -> None:
    """The button; ``opened`` is called after the show was opened."""
    _component()(
        key="stage_open", data={"html": html, "label": _("Open the show")},
        on_opened_change=opened,
    )  # fmt: skip
