"""Selects of the ranking alone: what rows are sorted by, further columns, the methodology."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from jobs.methodologies import versions
from kpi import KPIS
from ui import filters, ratings
from ui.address import write
from ui.filters import SCORE, Chosen
from ui.i18n import _
from ui.method.words import in_force, title


def select_sort(chosen: Chosen, names: Sequence[str]) -> None:
    """The select of what rows are sorted by: the score or a KPI."""
    known = list(dict.fromkeys([*names, chosen.sort]))
    words = _("Sort by: {kpi}")
    filters.choose(
        "sort", known, chosen.sort, _("Sort by"),
        lambda name: words.format(kpi=sort_name(name)),
    )  # fmt: skip


def select_columns(chosen: Chosen, usual: Sequence[str]) -> None:
    """The select of KPIs shown besides the usual ones."""
    key = "filter_columns"
    st.session_state[key] = list(chosen.columns)

    def change() -> None:
        write(columns=",".join(st.session_state[key]) or None)

    others = sorted((kpi for kpi in KPIS if kpi not in usual), key=sort_name)
    st.multiselect(
        _("More columns"), list(dict.fromkeys([*others, *chosen.columns])), key=key,
        format_func=lambda kpi: _(KPIS[kpi].title), placeholder=_("Any KPI"), on_change=change,
    )  # fmt: skip


def select_methodology(chosen: Chosen) -> None:
    """The select of the methodology scores are counted by."""
    known, current = ratings.methodologies(), in_force()
    older = [m.key for one in current for m in versions(known, one.id)[::-1] if m != one]
    asked = known[chosen.methodology]
    filters.choose(
        "methodology", [*(m.id for m in current), *older],
        asked.id if asked in current else asked.key, _("Methodology"),
        lambda name: title(ratings.methodology(name)),
    )  # fmt: skip


def sort_name(name: str) -> str:
    """What rows are sorted by, as the head of its column says it."""
    return _("Score") if name == SCORE else _(KPIS[name].column)
