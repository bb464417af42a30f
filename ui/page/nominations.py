"""«Номинации года»: what a page fulfils already in each nomination, and what is missing.

Drawn only once it is opened: the year's calculation takes seconds the first time after a
collection; ``ui.awards.data`` keeps it. An administrator reads conditions, never a place: winners
are named by the commission.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.season import Answer, Line
from jobs.award_answers import answer
from jobs.season import Judged
from kpi.awards.standing import GATE, NOMINATIONS
from store.accounts import Account
from ui.awards import data as award_data
from ui.formats import number
from ui.i18n import _, language, ngettext
from ui.kept import kept
from ui.stage import data as stage_data

STEADY = "steady_voice"
"""Is counted in weeks, which are said as they are."""


def draw(account: Account, page: Mapping[str, Any]) -> None:
    """The nominations of the newest year with data, those nearest to be fulfilled first."""
    years = stage_data.years()
    year = stage_data.default_year(years) if years else None
    with st.spinner(_("Judging the year…")):
        stand = award_data.stand(year) if year else None
        made = stand.made if stand else None
    if stand is None or made is None:
        st.html(f"<p class='kpi-note'>{_('There is too little to judge the page by yet.')}</p>")
        return
    seal = stand.seals[-1].hash if stand.acts.closed else ""
    told = account.role != "administrator"
    st.html(_told(stand.made_of, seal, language(), page["page_id"], told, made))


@kept(64, beside=1)
def _told(
    _made_of: tuple[int, int, int], _seal: str, _language: str, page_id: str,
    with_places: bool, made: Judged,
) -> str:  # fmt: skip
    found = answers(made, page_id)
    if not found:
        return f"<p class='kpi-note'>{_('The page takes part in no nomination of the year.')}</p>"
    met = sum(all(line.met for line in one.lines) for one in found)
    words = ngettext(
        "{year}: all conditions of {n} nomination are fulfilled",
        "{year}: all conditions of {n} nominations are fulfilled", met,
    ).format(year=made.results.year, n=number(met))  # fmt: skip
    body = "".join(worded(one, made, with_places=with_places) for one in found)
    return f"<p><b>{escape(words)}</b></p>{_common(found)}{body}"


def answers(made: Judged, page_id: str) -> list[Answer]:
    """The page in each nomination it has an entry of: fewest conditions missing first."""
    asked = (answer(made.facts, made.drafted, one, page_id, made.words) for one in NOMINATIONS)
    known = [one for one in asked if one.lines]
    return sorted(known, key=lambda one: sum(not line.met for line in own_lines(one)))


def own_lines(one: Answer) -> Sequence[Line]:
    """Conditions of the nomination itself, without those common to all."""
    return one.lines[len(GATE) :] if NOMINATIONS[one.nomination].gated else one.lines


def _common(found: Sequence[Answer]) -> str:
    """What every page must fulfil, once for all nominations."""
    gated = next((one for one in found if NOMINATIONS[one.nomination].gated), None)
    if gated is None:
        return ""
    common = gated.lines[: len(GATE)]
    ready = all(line.met for line in common)
    return _section(_("Conditions of all nominations"), "", common, ready=ready)


def worded(one: Answer, made: Judged, *, with_places: bool) -> str:
    """A nomination as a line that opens to its conditions."""
    lines = own_lines(one)
    met = sum(line.met for line in lines)
    if met < len(lines):
        said = _("{met} of {all} conditions").format(met=met, all=len(lines))
    elif not all(line.met for line in one.lines):
        said = _("the common conditions are missing")
    elif with_places and one.place is not None:
        said = _("place {place} of {n}").format(place=number(one.place), n=number(one.entrants))
    else:
        said = _("all conditions are fulfilled")
    if one.nomination == STEADY:
        said = _weeks(made, one.page_id) or said
    ready = all(line.met for line in one.lines)
    return _section(made.words.title(one.nomination), said, lines, ready=ready)


def _weeks(made: Judged, page_id: str) -> str:
    """``44 из 47 недель``: weeks of the year with the norm."""
    row = made.drafted.entries["pages"].filter(pl.col("page_id") == page_id)
    if row.is_empty() or row["on_norm"][0] is None:
        return ""
    weeks = int(row["weeks"][0])
    said = ngettext("{met} of {n} week", "{met} of {n} weeks", weeks)
    return said.format(met=number(round(row["on_norm"][0] * weeks)), n=number(weeks))


def _section(title: str, said: str, lines: Sequence[Line], *, ready: bool) -> str:
    """A line that opens to the conditions, ticked or not, with what the page has."""
    mark = "●" if ready else "○"
    items = "".join(
        f"<li><span>{'✓' if line.met else '✗'} {escape(line.text)}</span>"
        f"<b>{escape(line.figure)}</b></li>"
        for line in lines
    )
    return (
        f"<details class='kpi-block-row kpi-nomination'><summary><span class='kpi-bar-head'>"
        f"{mark} {escape(title)}<span>{escape(said)}</span></span></summary>"
        f"<ul class='kpi-steps'>{items}</ul></details>"
    )
