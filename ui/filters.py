"""Filters and the address: the address is the truth, widgets only show and change it.

Each run puts the address's value into the widget before it is drawn; a change of the widget writes
the address before the run. So links, F5, Back and two widgets of one filter always agree. A value
that means nothing is left out with a notice.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import polars as pl
import streamlit as st

from core.frames import CATEGORIES
from core.period import Period, PeriodError
from kpi import KPIS
from store.accounts import Account
from ui import data, ratings
from ui.address import write, writes
from ui.formats import literal, span
from ui.i18n import N_, _, language, ngettext
from ui.method.words import DEFAULT
from ui.overview import data as overview_data
from ui.overview.data import Mine
from ui.search import found, needles

BY = {
    "page": N_("Pages"),
    "founder": N_("Founders"),
    "territory": N_("Territories"),
    "sphere": N_("Spheres"),
}
LABELS = {
    "level": N_("Level"), "sphere": N_("Sphere"), "territory": N_("Territory"),
    "founder": N_("Founder"), "network": N_("Network"), "category": N_("Category"),
    "state": N_("State"),
}  # fmt: skip
CATEGORY_NAMES = {
    "card": N_("card page"),
    "active": N_("active page"),
    "flagship": N_("flagship page"),
}
STATE_NAMES = {
    "overdue": N_("questions past the deadline"),
    "silent": N_("no posts for 7 days or longer"),
    "below_norm": N_("below the norm last week"),
}
"""Of ``overview_data.STATES``: how a page stands now, whatever the period."""
NETWORK_NAMES = {"vk": N_("VK"), "ok": N_("OK"), "telegram": N_("Telegram"), "max": N_("MAX")}
SCORE = "score"
"""Rows can be sorted by their score besides by any KPI."""
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
    methodology: str
    columns: tuple[str, ...] = ()
    where: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    mine: Mine = field(default_factory=Mine)

    def apply(self, pages: pl.DataFrame) -> pl.DataFrame:
        """The rows of pages that pass the filters and the search."""
        if self.mine:
            pages = pages.filter(self.mine.wanted)
        for column, value in self.where.items():
            if column == "state":
                pages = pages.filter(pl.col("page").is_in(overview_data.in_state(value)))
                continue
            wanted = pl.col(column) == value
            if column == "category" and value == "card":
                wanted = wanted | pl.col(column).is_null()
            pages = pages.filter(wanted)
        more = () if self.by == "page" else (self.by,)
        for word in needles(self.q):
            pages = pages.filter(found(word, *more))
        return pages


def read(account: Account, options: Options, sort: str) -> Chosen:
    """What the address chooses among the pages an account may see.

    Args:
        account: whose «mine» the address may name.
        options: ``options_of`` those pages.
        sort: KPI to sort by where the address names none.
    """
    notices: list[str] = []
    word, chosen_period = period(notices)
    chosen = Chosen(
        chosen_period,
        word,
        one_of("by", tuple(BY), "page", notices),
        one_of("sort", (SCORE, *KPIS), sort, notices),
        st.query_params.get("q", "").strip(),
        one_of("methodology", known_methodologies(), DEFAULT, notices),
        _several("columns", KPIS, notices),
        notices=notices,
    )
    if st.query_params.get("mine"):
        chosen.mine = overview_data.mine(account.name)
    for column in LABELS:
        value = st.query_params.get(column)
        if value and value in options[column]:
            chosen.where[column] = value
        elif value:
            notices.append(_notice(column, value))
    return chosen


def options_of(pages: pl.DataFrame) -> Options:
    """Values of each filter that occur among pages, in order."""
    fixed = {"category": list(CATEGORIES), "state": list(STATE_NAMES)}
    columns = tuple(column for column in LABELS if column not in fixed)
    if pages is data.listed():
        return data.listed_options(columns) | fixed
    return {column: data.distinct(pages, column) for column in columns} | fixed


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
        on_change=writes(column, key),
        index=None,
    )


def shown(column: str, value: str) -> str:
    """A filter's value as people read it."""
    names = {
        "category": CATEGORY_NAMES, "network": NETWORK_NAMES, "state": STATE_NAMES,
    }.get(column, {})  # fmt: skip
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
        on_change=writes("period", "filter_period"),
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
        on_change=writes("q", "filter_q"),
    )


def select_by(chosen: Chosen) -> None:
    """The switch: pages, founders, territories, spheres."""
    switch("by", BY, chosen.by, _("Rows"))


def switch(name: str, values: Mapping[str, str], value: str, label: str) -> None:
    """A switch of one name of the address; ``values`` are its words with their titles."""
    key = f"filter_{name}"
    st.session_state[key] = value
    st.segmented_control(
        label, list(values), format_func=lambda one: _(values[one]), key=key, required=True,
        label_visibility="collapsed", on_change=writes(name, key),
    )  # fmt: skip


def known_methodologies() -> tuple[str, ...]:
    """Words the address may name a methodology by: its id, or a version of it."""
    return tuple(ratings.methodologies())


def choose(
    name: str, values: Sequence[str], value: str, label: str, words: Callable[[str], str]
) -> None:
    """A select of one name of the address."""
    key = f"filter_{name}"
    st.session_state[key] = value
    st.selectbox(
        label, values, format_func=words, key=key, label_visibility="collapsed",
        on_change=writes(name, key),
    )  # fmt: skip


def narrowed(chosen: Chosen) -> None:
    """What narrows the rows without a select in the row of them: a press lifts it."""
    held = {"state": shown("state", chosen.where["state"])} if "state" in chosen.where else {}
    if chosen.mine:
        held["mine"] = _("only those I look after")
    if held:
        with st.container(horizontal=True, key="narrowed", gap="small"):
            for column, words in held.items():
                st.button(f"✕ {words}", on_click=drop(column), key=f"lift_{column}")


def drop(column: str) -> Callable[[], None]:
    """A callback that takes one filter out of the address."""
    return lambda: write(**{column: None})


def one_of(name: str, allowed: Sequence[str], default: str, notices: list[str]) -> str:
    """The value the address gives one name; the default, with a notice, where it means nothing."""
    value = st.query_params.get(name)
    if value is None or value in allowed:
        return value or default
    notices.append(_notice(name, value))
    return default


def _several(name: str, allowed: Container[str], notices: list[str]) -> tuple[str, ...]:
    """Words the address gives one name, between commas; one notice of those that mean nothing."""
    words = list(dict.fromkeys(filter(None, st.query_params.get(name, "").split(","))))
    if unknown := [word for word in words if word not in allowed]:
        notices.append(_notice(name, ",".join(unknown)))
    return tuple(word for word in words if word in allowed)


def period(notices: list[str]) -> tuple[str, Period]:
    """The period of the address as a word and as days; adds a notice where it means none."""
    word = st.query_params.get("period", data.DEFAULT_PERIOD)
    try:
        chosen = data.period_of(word)
        if data.facts().knows(chosen):
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
