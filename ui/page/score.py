"""One page's score taken apart: blocks, lines, and what would raise it.

Reads ``ui.ratings`` and ``kpi.explain``; the points of the lines add up to the score.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape
from typing import Any

import polars as pl

from core.period import Period
from kpi import KPIS, explain
from kpi.rating import compared_in
from ui import data, ratings
from ui.formats import fact, number, worded
from ui.i18n import _, ngettext
from ui.installation import here
from ui.kept import kept
from ui.method.words import OWN, block_name, line_name
from ui.nothing import behind

GAINS = 3
"""Steps that are shown."""


def lines(name: str, period: Period, page: int) -> pl.DataFrame:
    """``kpi.explain.explained`` of a page: one row per line of the methodology."""
    return _lines(data.version(), ratings.methodology(name).key, period.first, period.last, page)


def gains(name: str, period: Period, page: int) -> pl.DataFrame:
    """``kpi.explain.gains`` of a page: what one next step would bring, most first."""
    return _gains(data.version(), ratings.methodology(name).key, period.first, period.last, page)


def blocks(name: str, period: Period, page: int) -> list[dict[str, Any]]:
    """The blocks of a page's score in the methodology's order.

    Returns:
        ``block, points, possible`` (they sum to the score and to 100; both null where nothing of
        the block could be judged) and ``median``: points of the block in the middle of the group.
    """
    found = lines(name, period, page)
    judged = pl.col("mark").is_not_null()
    summed = found.group_by("block", maintain_order=True).agg(
        points=pl.when(judged.any()).then(pl.col("points").sum()),
        possible=pl.when(judged.any()).then((pl.col("points") + pl.col("lost")).sum()),
    )
    middle = _medians(data.version(), ratings.methodology(name).key, period.first, period.last)
    group = ratings.rating(name, period).scores.filter(pl.col("page") == page)["group"].item()
    mine = middle.filter(pl.col("group") == group).select("block", "median")
    return summed.join(mine, on="block", how="left", maintain_order="left").to_dicts()


def strip(found: Iterable[Mapping[str, Any]]) -> str:
    """Blocks side by side, each as a bar «12 из 25» with a tick at the group's middle."""
    cells = "".join(f"<div>{_bar(block)}</div>" for block in found)
    return f"<div class='kpi-blocks'>{cells}</div>"


def explained(found: Iterable[Mapping[str, Any]], every: pl.DataFrame) -> str:
    """Blocks one under another; each opens to its lines.

    Args:
        found: ``blocks``.
        every: ``lines`` of the page.
    """
    parts = []
    for block in found:
        rows = every.filter(pl.col("block") == block["block"]).iter_rows(named=True)
        body = "".join(_line_row(row) for row in rows)
        heads = "".join(
            f"<th scope='col'>{text}</th>"
            for text in (_("Line"), _("Value"), _("Median"), _("Place"), _("Points"))
        )
        parts.append(
            f"<details class='kpi-block-row'><summary>{_bar(block)}</summary>"
            f"<div class='kpi-scroll'><table class='kpi-table kpi-lines'>"
            f"<thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table></div></details>"
        )
    return "".join(parts)


def steps(found: pl.DataFrame) -> str:
    """What would raise the score, in plain words with the points each step brings."""
    if found.is_empty():
        return f"<p class='kpi-note'>{_('No single step would raise the score now.')}</p>"
    rows = "".join(
        f"<li><span>{escape(step_words(row['kpi'], row['amount'], row['value']))}</span>"
        f"<b>{_points(row['gain'])}</b></li>"
        for row in found.head(GAINS).iter_rows(named=True)
    )
    return f"<ul class='kpi-steps'>{rows}</ul>"


def step_words(kpi: str, amount: float, value: float) -> str:
    """``Ответить вовремя ещё на 1 вопрос``: one next step of a figure."""
    n = max(round(amount), 1)
    words = {
        "has_badge": lambda: _("Get the state mark"),
        "pos_widget": lambda: _("Connect the widget «Report a problem» (POS)"),
        "design_score": lambda: ngettext(
            "Fill in {n} more item of the design", "Fill in {n} more items of the design", n),
        "weeks_on_norm": lambda: ngettext(
            "{n} more week with the norm of posts", "{n} more weeks with the norm of posts", n),
        "original_share": lambda: ngettext(
            "{n} more post of one's own", "{n} more posts of one's own", n),
        "posts": lambda: ngettext("{n} more post", "{n} more posts", n),
        "menu_widgets": lambda: ngettext(
            "{n} more widget in the menu", "{n} more widgets in the menu", n),
        "in_component": lambda: _("Connect the page to the component «Gospabliki»"),
        "has_photo": lambda: _("Put a photo on the page"),
        "has_description": lambda: _("Describe the page in 100 characters or more"),
        "has_cover": lambda: _("Put a cover on the page"),
        "response_rate": lambda: ngettext(
            "Answer {n} more question", "Answer {n} more questions", n),
        "on_time_rate": lambda: ngettext(
            "Answer {n} more question in time", "Answer {n} more questions in time", n),
    }  # fmt: skip
    if kpi in words:
        return words[kpi]().format(n=n)
    return _("{figure}: as usual in the group, {value}").format(
        figure=_(KPIS[kpi].title), value=worded(KPIS[kpi], value)
    )


def _points(gain: float) -> str:
    return "+" + number(gain, 0 if gain >= 9.95 else 1)


def _bar(block: Mapping[str, Any]) -> str:
    name = escape(block_name(block["block"]))
    if not block["possible"]:
        return f"<span class='kpi-bar-head'>{name}<span>{_('no data')}</span></span>"
    of = _("{points} of {possible}").format(
        points=number(block["points"], 1), possible=number(block["possible"])
    )
    width = 100 * block["points"] / block["possible"]
    tick = ""
    if block["median"] is not None:
        at = min(100 * block["median"] / block["possible"], 100)
        said = _("middle of the group: {points}").format(points=number(block["median"]))
        tick = f"<i style='left:{at:.1f}%' title='{escape(said)}'></i>"
    return (
        f"<span class='kpi-bar-head'>{name}<span>{of}</span></span>"
        f"<span class='kpi-bar'><em style='width:{width:.1f}%'></em>{tick}</span>"
    )


def _line_row(row: Mapping[str, Any]) -> str:
    kpi = KPIS.get(row["kpi"])
    if row["state"] == "own":
        said = _(OWN[row["why"]])
    elif kpi is None or row["mark"] is None:
        said = _("left out: it does not apply or was not collected")
    else:
        said = behind(kpi, row["value"], row["sample"], "few" if row["state"] == "few" else None)
        if row["state"] == "few":
            said += ", " + _("taken as usual in the group")
    value = "—" if kpi is None or row["value"] is None else fact(kpi, row["value"])
    median = "—" if kpi is None or row["peer_median"] is None else worded(kpi, row["peer_median"])
    points = "—"
    if row["mark"] is not None:
        whole = number(row["points"] + row["lost"], 1)
        points = _("{points} of {possible}").format(
            points=number(row["points"], 1), possible=whole)  # fmt: skip
    place = "—" if row["place"] is None else number(row["place"])
    return (
        f"<tr><th scope='row'>{escape(line_name(row['kpi']))}"
        f"<span class='kpi-note' style='display:block'>{escape(said)}</span></th>"
        f"<td class='num'>{value}</td><td class='num'>{median}</td><td class='num'>{place}</td>"
        f"<td class='num'>{points}</td></tr>"
    )


@kept(256)
def _lines(version: int, key: str, first: date, last: date, page: int) -> pl.DataFrame:  # noqa: ARG001
    return explain.explained(ratings.rating(key, _period(first, last)), page)


@kept(256)
def _gains(version: int, key: str, first: date, last: date, page: int) -> pl.DataFrame:  # noqa: ARG001
    return explain.gains(ratings.rating(key, _period(first, last)), ratings.methodology(key), page)


@kept(8)
def _medians(version: int, key: str, first: date, last: date) -> pl.DataFrame:  # noqa: ARG001
    """``group, block, median``: points of a block in the middle of the pages a group compares."""
    found = ratings.rating(key, _period(first, last))
    by_page = found.lines.group_by("page", "block").agg(pl.col("points").sum())
    compared = [
        pl.DataFrame({"page": compared_in(found, group)}).with_columns(group=pl.lit(group))
        for group in found.scores["group"].unique(maintain_order=True)
    ]
    return (
        by_page.join(pl.concat(compared), on="page")
        .group_by("group", "block")
        .agg(median=pl.col("points").median())
    )


def _period(first: date, last: date) -> Period:
    return Period(first, last, here().settings.timezone)
