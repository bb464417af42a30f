"""Filters and the address: the address is the truth, widgets only show and change it.

Each run puts the address's value into the widget before it is drawn; a change of the widget writes
the address before the run. So links, F5, Back and two widgets of one filter always agree. A value
that means nothing is left out with a notice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl
import streamlit as st

from core.frames import CATEGORIES
from core.period import Period, PeriodError
from kpi import KPIS
from ui import data
from ui.formats import literal, span
from ui.i18n import N_, _, language, ngettext

BY = {
    "page": N_("Pages"),
    "founder": N_("Founders"),
    "territory": N_("Territories"),
    "sphere": N_("Spheres"),
}
LABELS = {
    "level": N_("Level"), "sphere": N_("Sphere"), "territory": N_("Territory"),
    "founder": N_("Founder"), "network": N_("Network"), "category": N_("Category"),
}  # fmt: skip
CATEGORY_NAMES = {
    "card": N_("card page"),
    "active": N_("active page"),
    "flagship": N_("flagship page"),
}
NETWORK_NAMES = {"vk": N_("VK"), "ok": N_("OK"), "telegram": N_("Telegram"), "max": N_("MAX")}
_ADDRESS = re.compile(r"^(?:https?://)?(?:m\.|www\.)?vk\.(?:com|ru)/")
_OWNER = re.compile(r"(?:club|public|event)(\d+)")
PERIODS = ("4w", "13w", "26w", "52w")


Options = dict[str, list[str]]


@dataclass
class Chosen:
    """What the address chooses, and what in it could not be understood."""

    period: Period
    word: str
    by: str
    sort: str
    q: str
    where: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def apply(self, pages: pl.DataFrame) -> pl.DataFrame:
        """The rows of pages that pass the filters and the search."""
        for column, value in self.where.items():
            wanted = pl.col(column) == value
            if column == "category" and value == "card":
                wanted = wanted | pl.col(column).is_null()
            pages = pages.filter(wanted)
        for word in needles(self.q):
            pages = pages.filter(_found(word))
        return pages


def read(options: Options, sort: str) -> Chosen:
    """What the address chooses among the pages an account may see.

    Args:
        options: ``options_of`` those pages.
        sort: KPI to sort by where the address names none.
    """
    notices: list[str] = []
    word, chosen_period = period(notices)
    chosen = Chosen(
        chosen_period,
        word,
        _one_of("by", tuple(BY), "page", notices),
        _one_of("sort", tuple(KPIS), sort, notices),
        st.query_params.get("q", "").strip(),
        notices=notices,
    )
    for column in LABELS:
        value = st.query_params.get(column)
        if value and value in options[column]:
            chosen.where[column] = value
        elif value:
            notices.append(_notice(column, value))
    return chosen


def options_of(pages: pl.DataFrame) -> Options:
    """Values of each filter that occur among pages, in order."""
    if pages is data.listed():
        return data.listed_options(tuple(LABELS)) | {"category": list(CATEGORIES)}
    found = {column: data.distinct(pages, column) for column in LABELS}
    return found | {"category": list(CATEGORIES)}


def select(column: str, options: Options, place: str) -> None:
    """A select of one filter; ``place`` keeps two of the same filter apart."""
    key = f"{place}_{column}"
    value = st.query_params.get(column)
    st.session_state[key] = value if value in options[column] else None
    st.selectbox(
        _(LABELS[column]),
        options[column],
        format_func=lambda value: shown(column, value),
        key=key,
        placeholder=_(LABELS[column]),
        label_visibility="collapsed" if place == "row" else "visible",
        on_change=_write(column, key),
        index=None,
    )


def shown(column: str, value: str) -> str:
    """A filter's value as people read it."""
    names = {"category": CATEGORY_NAMES, "network": NETWORK_NAMES}.get(column, {})
    return _(names[value]) if value in names else value


def select_period(word: str) -> None:
    """The select of the period; one typed into the address joins the options."""
    words = list(dict.fromkeys([*PERIODS, *_years(), word]))
    st.session_state["filter_period"] = word
    st.selectbox(
        _("Period"),
        words,
        format_func=period_name,
        key="filter_period",
        label_visibility="collapsed",
        on_change=_write("period", "filter_period"),
    )


def period_name(word: str) -> str:
    """``13 недель · 25.08–23.11.2025``."""
    chosen = data.period_of(word)
    return _period_name(word, chosen, language())


@lru_cache(256)
def _period_name(word: str, chosen: Period, _language: str) -> str:
    shown_span = span(chosen)
    if word.endswith("w"):
        count = int(word[:-1])
        return f"{ngettext('{n} week', '{n} weeks', count).format(n=count)} · {shown_span}"
    return shown_span if ".." in word else f"{word} · {shown_span}"


def search() -> None:
    """The search field for a name, an OGRN or a link."""
    st.session_state["filter_q"] = st.query_params.get("q", "")
    st.text_input(
        _("Search"),
        key="filter_q",
        type="search",
        placeholder=_("Name, OGRN, link"),
        label_visibility="collapsed",
        on_change=_write("q", "filter_q"),
    )


def select_by(chosen: Chosen) -> None:
    """The switch: pages, founders, territories, spheres."""
    st.session_state["filter_by"] = chosen.by
    st.segmented_control(
        _("Rows"),
        list(BY),
        format_func=lambda value: _(BY[value]),
        key="filter_by",
        required=True,
        label_visibility="collapsed",
        on_change=_write("by", "filter_by"),
    )


def select_sort(chosen: Chosen, kpis: Sequence[str]) -> None:
    """The select of the KPI rows are sorted by."""
    names = list(dict.fromkeys([*kpis, chosen.sort]))
    st.session_state["filter_sort"] = chosen.sort
    st.selectbox(
        _("Sort by"),
        names,
        format_func=lambda name: _("Sort by: {kpi}").format(kpi=_(KPIS[name].column)),
        key="filter_sort",
        label_visibility="collapsed",
        on_change=_write("sort", "filter_sort"),
    )


def drop(column: str) -> Callable[[], None]:
    """A callback that takes one filter out of the address."""

    def change() -> None:
        st.query_params.pop(column, None)

    return change


def _write(name: str, key: str) -> Callable[[], None]:
    def change() -> None:
        value = st.session_state[key]
        if value:
            st.query_params[name] = value
        else:
            st.query_params.pop(name, None)

    return change


def _one_of(name: str, allowed: Sequence[str], default: str, notices: list[str]) -> str:
    value = st.query_params.get(name)
    if value is None or value in allowed:
        return value or default
    notices.append(_notice(name, value))
    return default


def period(notices: list[str]) -> tuple[str, Period]:
    """The period of the address as a word and as days; adds a notice where it means none."""
    word = st.query_params.get("period", data.DEFAULT_PERIOD)
    try:
        chosen = data.period_of(word)
        if chosen.start <= data.facts().as_of:
            return word, chosen
    except PeriodError:
        pass
    notices.append(_notice("period", word))
    return data.DEFAULT_PERIOD, data.period_of(data.DEFAULT_PERIOD)


def _notice(name: str, value: str) -> str:
    return _("The address says {name}={value}, which means nothing here: it is left out.").format(
        name=name, value=literal(value[:60])
    )


def _years() -> list[str]:
    year = data.period_of("4w").last.year
    return [str(year), str(year - 1)]


def needles(text: str) -> list[str]:
    """What is looked for: words, a link of VK as the page's number or name."""
    words = []
    for word in text.lower().split():
        address = _ADDRESS.sub("", word).rstrip("/")
        owner = _OWNER.fullmatch(address)
        words.append(f"vk:{owner[1]}" if owner else address)
    return [word for word in words if word]


def _found(word: str) -> pl.Expr:
    """Rows whose name holds a word; a longer word may be of the OGRN or the link too."""
    columns = ("name", "ogrn", "page_id", "screen_name") if len(word) > 4 else ("name",)
    parts = [pl.col(column).fill_null("") for column in columns]
    joined = pl.concat_str(parts, separator=" ").str.to_lowercase()
    return joined.str.contains(word, literal=True)
