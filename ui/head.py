"""The head of a view: title, freshness of the data, one generated sentence, chips."""

from __future__ import annotations

from html import escape

import streamlit as st

from store import demo_logins
from store.accounts import Account
from ui import data, rights
from ui.formats import day, moment, number, place_of
from ui.i18n import _, ngettext
from ui.installation import here, now

STALE = 26 * 3600
"""Seconds after which the data are said to be old."""


def title(text: str, sentence: str = "", beside: str = "") -> None:
    """Title with a word beside it, freshness at the right, and the sentence under them."""
    said = f"<p class='kpi-sentence'>{escape(sentence)}</p>" if sentence else ""
    more = f" <span class='kpi-beside'>{escape(beside)}</span>" if beside else ""
    st.html(f"<div class='kpi-head'><h1>{escape(text)}{more}</h1>{_freshness()}</div>{said}")


def chips(words: list[tuple[str, str]]) -> str:
    """Chips as HTML: (words, kind), kind is good, warn, bad or empty."""
    shape = {"good": "● ", "warn": "▲ ", "bad": "■ "}
    shown = [
        f"<span class='kpi-chip {kind}'>{shape.get(kind, '')}{escape(text)}</span>"
        for text, kind in words
    ]
    return f"<div class='kpi-chips'>{''.join(shown)}</div>"


def notices(words: list[str]) -> None:
    """What in the address could not be understood."""
    for text in words:
        st.info(text, icon=":material/info:")


def greeting(account: Account) -> None:
    """An empty store: what to do, in three steps, for who can take them; done ones are ticked."""
    settings, pages = here().settings, data.facts().pages.height
    if account.role not in rights.IMPORTERS:
        _not_begun(settings.support_contact)
        return
    steps = [
        (_("Load the register"), "python cli.py register import REGISTER.xlsx", bool(pages)),
        (
            _("Add the access key of VK"),
            'KPI_VK_TOKENS = "…"   # .streamlit/secrets.toml',
            bool(settings.vk_tokens),
        ),
        (_("Collect the data"), "python cli.py sync vk", False),
    ]
    st.html(
        "<p class='kpi-sentence'>"
        + _("There are no data yet. Three steps to the first figures:")
        + "</p>"
    )
    for place, (words, command, done) in enumerate(steps, start=1):
        with st.container(border=True, width=720):
            link = (
                f"<a href='register' target='_self' class='kpi-link'>{words}</a>"
                if place == 1
                else words
            )
            st.html(f"<b>{'✓' if done else place} {link}</b>")
            if not done:
                st.code(command, language=None)
    if not pages:
        st.caption(_("To look around first, build an invented region: python cli.py demo"))


def _not_begun(contact: str) -> None:
    """An empty store, for who can only wait or ask."""
    words = _("There are no data yet, collecting has not begun.")
    st.html(f"<p class='kpi-sentence'>{words}</p>")
    if contact:
        st.caption(_("Contact: {contact}").format(contact=contact))


def demonstration() -> None:
    """The banner of a demo region, with the way to real data."""
    way = _("For real data set KPI_DATABASE_URL to a new database and load your register.")
    words = _("Demonstration: the data are invented")
    st.html(f"<p class='kpi-demo'>▲ <b>{words}.</b> {way}</p>")


def freshness_words() -> str:
    """``Данные на 24.11.2025 06:10 · 828 из 831 страницы``, with the time zone if not Moscow's."""
    as_of, fresh, listed = data.freshness()
    pages = ngettext("{fresh} of {n} page", "{fresh} of {n} pages", listed).format(
        fresh=number(fresh), n=number(listed)
    )
    if _is_stale(as_of):
        words = _("Data of {day}: collecting is not finished").format(day=day(as_of))
    else:
        words = _("Data as of {moment}").format(moment=moment(as_of))
    zone = here().settings.timezone
    if zone != "Europe/Moscow":
        words += " " + _("(time: {place})").format(place=place_of(zone))
    return f"{words} · {pages}"


def _freshness() -> str:
    as_of, _fresh, listed = data.freshness()
    if not as_of or not listed:
        return ""
    mark, kind = ("▲ ", " stale") if _is_stale(as_of) else ("", "")
    return f"<span class='kpi-fresh{kind}'>{mark}{escape(freshness_words())}</span>"


def _is_stale(as_of: int) -> bool:
    return now() - as_of > STALE and demo_logins.shown(here().reader) is None
