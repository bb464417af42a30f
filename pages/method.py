"""Method: what every figure and the rating mean, generated from the declarations."""

from __future__ import annotations

import polars as pl
import streamlit as st

from jobs.methodologies import versions
from kpi.methodology import Methodology
from store.accounts import ROLES, Account
from ui import data, head, ratings, rights
from ui.address import writes
from ui.formats import literal
from ui.i18n import N_, _, ngettext
from ui.method import clock as method_clock
from ui.method import compare as method_compare
from ui.method import example as method_example
from ui.method import fields as method_fields
from ui.method import figures as method_figures
from ui.method import publishing as method_publishing
from ui.method import questions as method_questions
from ui.method import rating as method_rating
from ui.method import signals as method_signals
from ui.method import weights as method_weights
from ui.method import words as method_words
from ui.shell import Context, Page

PARTS = {
    "figures": N_("Figures"),
    "rating": N_("Rating"),
    "signals": N_("Signals"),
    "questions": N_("What is a question"),
    "clock": N_("Working time"),
    "weights": N_("What if the weights were others"),
}
DRAWN = {
    "figures": method_figures.draw,
    "signals": method_signals.draw,
    "questions": method_questions.draw,
    "clock": method_clock.draw,
}
"""Parts that are the same for everybody."""
SHOWN = 3
"""Notices of weights that mean nothing: more would push the view off the screen."""


def render(ctx: Context) -> None:
    """100 as a bar of blocks, then the part of the method the address names."""
    notices: list[str] = []
    chosen = _methodology(notices)
    asked = _weights(ctx.account, chosen, notices)
    part = _part(ctx.account, notices)
    _check_page(ctx.account, notices)
    title = ctx.page.title_for(ctx.account.role)
    sentence = ngettext(
        "The score of a page adds up from {n} figure", "The score of a page adds up from {n} "
        "figures", len(chosen.lines),
    )  # fmt: skip
    head.title(title, sentence.format(n=len(chosen.lines)))
    head.notices(notices)
    method_publishing.say()
    own = {line.kpi: line.weight for line in chosen.lines}
    if part != "weights":
        st.html(method_rating.bar(chosen, own, _(chosen.title)))
    _controls(ctx.account, part, chosen)
    if part in DRAWN:
        DRAWN[part]()
    elif part == "rating":
        _rating(ctx.account, chosen)
    else:
        method_compare.draw(ctx.account, chosen, asked)


def _rating(account: Account, chosen: Methodology) -> None:
    """The example stands before the explanations, and is drawn last: it may take seconds."""
    method_rating.declared(chosen)
    example = st.container()
    method_rating.fairness()
    method_rating.history(chosen)
    with example:
        method_example.draw(account, chosen)


def _controls(account: Account, part: str, chosen: Methodology) -> None:
    """The switch of parts, and of methodologies where there are several."""
    st.session_state["method_part"] = part
    shown = [one for one in PARTS if one != "weights" or account.role in method_compare.ALLOWED]
    names = {found.key: _(found.title) for found in method_words.in_force()}
    for found in versions(ratings.methodologies(), chosen.id):
        names.setdefault(found.key, f"{_(found.title)}, {method_words.issued(found)[0]}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.segmented_control(
            _("Part of the method"), shown, format_func=lambda one: _(PARTS[one]), required=True,
            key="method_part", label_visibility="collapsed",
            on_change=writes("part", "method_part"),
        )  # fmt: skip
        if len(names) > 1 and part in ("rating", "weights"):
            st.session_state["method_methodology"] = chosen.key
            st.selectbox(
                _("Way of rating"), list(names), format_func=lambda key: names[key], width=260,
                key="method_methodology", label_visibility="collapsed",
                on_change=writes("methodology", "method_methodology", weights=None),
            )  # fmt: skip


def _methodology(notices: list[str]) -> Methodology:
    """The methodology of the address, by id or version."""
    asked = st.query_params.get("methodology", method_words.DEFAULT)
    if asked in ratings.methodologies():
        return ratings.methodologies()[asked]
    notices.append(_left_out("methodology", asked))
    return ratings.methodologies()[method_words.DEFAULT]


def _part(account: Account, notices: list[str]) -> str:
    """The part of the address; weights in it open the trial, for those who may try."""
    trial = method_fields.PARAM in st.query_params
    asked = st.query_params.get("part", "weights" if trial else "figures")
    if asked not in PARTS:
        notices.append(_left_out("part", asked))
        asked = "figures"
    if asked == "weights" and account.role not in method_compare.ALLOWED:
        notices.append(_("Weights are tried by supervisors only: here is the rating in force."))
        return "rating"
    return asked


def _weights(account: Account, chosen: Methodology, notices: list[str]) -> dict[str, float]:
    """The weights of the address that mean something, for those who may try."""
    text = st.query_params.get(method_fields.PARAM, "")
    if account.role not in method_compare.ALLOWED:
        return {}
    asked, bad = method_weights.read(chosen, text)
    notices += [_left_out(method_fields.PARAM, item) for item in bad[:SHOWN]]
    return asked


def _check_page(account: Account, notices: list[str]) -> None:
    """A page of the address that is not there, or not for this account, is left out."""
    asked = st.query_params.get("page")
    if asked is None or data.listed().is_empty():
        return
    seen = rights.pages_in_full(account, data.listed())
    if seen.filter(pl.col("page_id") == asked).is_empty():
        notices.append(_left_out("page", asked))


def _left_out(name: str, value: str) -> str:
    return _("The address says {name}={value}, which means nothing here: it is left out.").format(
        name=name, value=literal(value[:60])
    )


PAGE = Page(
    id="method",
    title=N_("Method"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=90,
    group=N_("Setup"),
    titles={"administrator": N_("How we count")},
)
