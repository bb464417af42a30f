"""Signals of inflated figures: what each looks for and a worked example, from its declaration."""

from __future__ import annotations

from html import escape

import streamlit as st

from kpi.signals.evaluate import SIGNALS
from kpi.signals.model import FEWEST_FOLLOWERS, Signal
from ui.formats import number
from ui.i18n import N_, _
from ui.method.figures import folded

KINDS = {"signal": N_("Signals"), "note": N_("Notes")}


def draw() -> None:
    """What signals are for, then each of them, then the notes."""
    rules = [
        _(
            "A signal is a reason to look, never a penalty: it takes no points away. An honest "
            "event can look the same."
        ),
        _(
            "A supervisor confirms or dismisses it, the page may object, and all of it stands in "
            "the log with who did it."
        ),
        _("Pages with fewer than {n} followers are never judged by a signal.").format(
            n=number(FEWEST_FOLLOWERS)
        ),
        _("A note flags nobody: it only explains a figure."),
    ]
    st.html(f"<ul class='kpi-rules'>{''.join(f'<li>{escape(rule)}</li>' for rule in rules)}</ul>")
    for kind, title in KINDS.items():
        st.html(f"<h2 class='kpi-h2'>{_(title)}</h2>")
        columns = st.columns(2)
        for place, one in enumerate(s for s in SIGNALS.values() if s.kind == kind):
            with columns[place % 2].container(border=True):
                st.html(_described(one))


def _described(signal: Signal) -> str:
    if signal.example.found is None:
        outcome = _("nothing is found")
    else:
        value, bar = signal.example.found
        outcome = _("found: the figure is {value}, the threshold {bar}").format(
            value=_plain(value), bar=_plain(bar)
        )
    return (
        f"<h3 class='kpi-h2'>{escape(_(signal.title))}</h3><p>{escape(_(signal.text))}</p>"
        f"<p><b>{_('Example')}:</b> {escape(_(signal.example.text))}</p>"
        f"<p class='kpi-note'>= {escape(outcome)}</p>{folded(_('Rule'), _(signal.rule))}"
    )


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 2)
