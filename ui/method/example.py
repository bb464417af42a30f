"""A page's score worked through, line by line: which page, and what is said of it.

Rights are applied here, after the cache: of another page nothing is shown but to roles that see
all, and to these without its name unless they choose it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from kpi import KPIS
from kpi.beliefs import SHARES
from kpi.methodology import MARKED, Methodology
from kpi.model import Kpi
from kpi.rating import LEAST_COVERAGE, Rating
from store.accounts import Account
from ui import data, ratings, rights
from ui.address import writes
from ui.formats import YES_NO, fact, number, pages, share, worded
from ui.i18n import _, ngettext
from ui.method import rating as method_rating
from ui.method import words
from ui.nothing import counted

Row = Mapping[str, Any]
FULL = 100
LEAST = 0.02
"""A smaller correction is not worth a sentence."""


def rated(name: str) -> Rating:
    """The rating of the default period; says so while it is computed."""
    said = _("Computing the rating: {pages}. The first time takes some seconds.").format(
        pages=pages(data.listed().height)
    )
    with st.spinner(said):
        return ratings.rating(name, data.period_of(data.DEFAULT_PERIOD))


def names(seen: pl.DataFrame) -> dict[str, str]:
    """Names by page id, in order; equal ones with their id, else a select cannot tell them."""
    ordered = seen.sort("name", "page_id").select("page_id", "name").rows()
    times = Counter(name for _id, name in ordered)
    return {one: name if times[name] == 1 else f"{name} ({one})" for one, name in ordered}


def choose(shown: Mapping[str, str], key: str, empty: str = "") -> str | None:
    """A select of one page, which stands in the address; null where none is chosen.

    Args:
        shown: ``names`` of the pages there are to choose from.
        key: of the widget.
        empty: what no page at all means; without it the first page is chosen.
    """
    options = list(shown)
    asked = st.query_params.get("page")
    chosen = asked if asked in shown else None if empty else options[0]
    st.session_state[key] = chosen

    st.selectbox(
        _("Page"), options, format_func=lambda one: shown[one], key=key,
        on_change=writes("page", key), placeholder=empty or None, width=480, index=None,
    )  # fmt: skip
    return chosen


def draw(account: Account, methodology: Methodology) -> None:
    """The worked example, of a page the account may see."""
    st.html(f"<h2 class='kpi-h2'>{_('Worked example')}</h2>")
    seen = rights.pages_in_full(account, data.listed())
    if seen.is_empty() or not data.facts().as_of:
        said = (
            _("The example is one of your own pages: none is given to this login yet.")
            if data.facts().as_of
            else _("The example comes with the first data.")
        )
        st.html(f"<p class='kpi-note'>{said}</p>")
        return
    shown = names(seen)
    every = account.role in rights.SEES_ALL
    chosen = None
    if every or len(shown) > 1:
        chosen = choose(shown, "example", _("a page from the middle, without its name") if every
                        else "")  # fmt: skip
    elif shown:
        chosen = next(iter(shown))
    found = rated(methodology.key)
    page = found.scores.filter(page_id=chosen) if chosen else _middle(found.scores)
    if page.is_empty():
        st.html(f"<p class='kpi-note'>{_('This page is not rated: it is exempt.')}</p>")
        return
    name = shown[chosen] if chosen else _("A page of the region")
    _worked(found, methodology, page.row(0, named=True), name)


def _middle(scores: pl.DataFrame) -> pl.DataFrame:
    """The page in the middle by score; any where none is rated."""
    placed = scores.filter(pl.col("place").is_not_null()).sort("score", "page_id")
    return placed.slice(placed.height // 2, 1) if placed.height else scores.head(1)


def _worked(found: Rating, methodology: Methodology, page: Row, name: str) -> None:
    lines = found.lines.filter(page=page["page"])
    shrunken = _shrunken(lines, methodology)
    st.html(
        f"<p><b>{escape(name)}</b> · {escape(words.group(page['group']))}</p>"
        f"<p class='kpi-sentence'>{escape(_verdict(page))}</p>"
        + (f"<p style='max-width:880px'>{escape(shrunken)}</p>" if shrunken else "")
    )
    shown = float(lines.filter(pl.col("mark").is_not_null())["weight"].sum())
    body = [_line(row, shown) for row in lines.iter_rows(named=True)]
    if page["score"] is not None:
        head, rounded = method_rating.HEAD, _("the sum, rounded to tenths")
        body.append(
            f"<tr class='kpi-block'><th scope='row'>{_('Score')}</th>"
            f"<td class='num' style='{head}'><b>{number(page['score'], 1)}</b></td>"
            f"<td class='why' style='text-align:left;{head}'>{rounded}</td></tr>"
        )
    st.html(method_rating.table((_("Line"), _("Adds to the score"), _("From what")), body))


def _verdict(page: Row) -> str:
    of = page["group_size"]
    if page["reason"] == "gone":
        return _("Outside the rating") + "."
    if page["score"] is None:
        return _("Nothing could be judged yet.")
    score = _("Score {score} of 100.").format(score=number(page["score"]))
    coverage = share(page["coverage"])
    if page["place"] is None:
        return score + " " + _(
            "No place: {coverage} of the weight could be judged, {least} are needed."
        ).format(coverage=coverage, least=share(LEAST_COVERAGE))  # fmt: skip
    place = ngettext(
        "Place {place} (from {low} to {high}) of {n} page, step {step}; coverage {coverage}.",
        "Place {place} (from {low} to {high}) of {n} pages, step {step}; coverage {coverage}.", of,
    ).format(
        place=page["place"], low=page["place_low"], high=page["place_high"], n=number(of),
        step=page["tier"], coverage=coverage,
    )  # fmt: skip
    return f"{score} {place}"


def _line(row: Row, shown: float) -> str:
    points = "—"
    if row["mark"] is not None:
        points = _("{points} of {most}").format(
            points=number(row["points"], 1), most=words.weight(100 * row["weight"] / shown)
        )
    return (
        f"<tr><th scope='row'>{escape(words.line_name(row['kpi']))}</th>"
        f"<td class='num'>{points}</td>"
        f"<td class='why' style='text-align:left'>{escape(why(row))}</td></tr>"
    )


def why(row: Row) -> str:
    """What a line's points come from, in words: a row of ``Rating.lines``."""
    if row["state"] == "missing":
        return _("does not apply or was not collected: left out, the other lines weigh more")
    if row["state"] == "own":
        return _(words.OWN[row["why"]])
    kpi = MARKED[row["kpi"]]
    points = _("{n} points of 100").format(n=number(row["mark"]))
    if row["state"] == "few":
        little = _("little data ({n} of {minimum})").format(
            n=number(int(row["sample"] or 0)), minimum=number(kpi.minimum)
        )
        return f"{little}: {_('taken towards what is usual in the group')} · {points}"
    sample = counted(kpi, row["sample"]) if row["sample"] is not None else ""
    value = _amount(kpi, row["value"])
    said = f"{value} ({sample})" if sample else value
    if row["peer_median"] is None:
        return f"{said} · {points}"
    usual = _("usual in the group: {median}").format(median=_amount(kpi, row["peer_median"]))
    return f"{said} · {usual} · {points}"


def _amount(kpi: Kpi, value: float) -> str:
    """A value with its unit; of a yes-or-no figure the words, of many pages their share."""
    if kpi.id in YES_NO and value in (0, 1):
        return fact(kpi, value)
    forms = {
        "days": lambda: ngettext("{n} day", "{n} days", int(value)),
        "hours": lambda: _("{n} h"),
        "working_hours": lambda: _("{n} working h"),
    }
    shown = worded(kpi, value)
    return forms[kpi.unit]().format(n=shown) if kpi.unit in forms else shown


def _shrunken(lines: pl.DataFrame, methodology: Methodology) -> str:
    """A sentence on the share that little data moved most; empty where there is none."""
    scales = {line.kpi: line.scale for line in methodology.lines if line.scale.kind == "linear"}
    most, said = LEAST, ""
    for row in lines.filter(pl.col("kpi").is_in(SHARES)).iter_rows(named=True):
        unclear = row["state"] not in ("judged", "few") or row["kpi"] not in scales
        if unclear or None in (row["value"], row["peer_median"]) or not 0 < row["mark"] < FULL:
            continue
        scale = scales[row["kpi"]]
        believed = scale.bad + row["mark"] / FULL * (scale.good - scale.bad)
        if abs(row["value"] - believed) > most:
            most = abs(row["value"] - believed)
            said = _(
                "How little data is treated, on «{line}»: by the counts {value} of {sample}; "
                "usual in the group are {median}. So we take {believed}."
            ).format(
                line=words.line_name(row["kpi"]), value=share(row["value"]),
                sample=counted(KPIS[row["kpi"]], row["sample"]),
                median=share(row["peer_median"]), believed=share(believed),
            )  # fmt: skip
    return said
