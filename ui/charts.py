"""Figures: they only build, from frames that are ready; colours by the theme in use.

Colours of a figure do not follow the browser's theme by themselves, so they are chosen by
``ui.style``; axis words are set explicitly, Plotly's own are too pale. A figure is given its whole
layout at once: every later update of a Plotly figure costs as much as building it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import plotly.graph_objects as go
import polars as pl

from ui.formats import month, number, share, week
from ui.i18n import _, language
from ui.installation import here
from ui.style import colour

CONFIG = {"displayModeBar": False, "responsive": True, "doubleClick": False}
"""How figures are shown: without Plotly's English toolbar."""
WEEK_HOURS = 168.0
Part = dict[str, Any]


def course(
    weeks: pl.DataFrame, lower: str, spans: Sequence[tuple[date, date, str]] = ()
) -> go.Figure:
    """52 weeks: bars of posts with the norm, and a line of ``erv`` or ``views`` under them.

    ``spans`` are shaded through both: first and last day, and a word on top, which may be empty.
    """
    zone = ZoneInfo(here().settings.timezone)
    days = [datetime.fromtimestamp(start, zone).date() for start in weeks["start"]]
    labels = [week(start) for start in weeks["start"]]
    met = (weeks["posts"] >= weeks["norm"]).fill_null(False)
    fills = [colour("series-1") if good else colour("other") for good in met]
    norm = weeks["norm"].drop_nulls()
    words = [
        f"{label}: {_worded(lower, value)}"
        for label, value in zip(labels, weeks[lower], strict=True)
    ]
    bars = go.Bar(
        x=days, y=weeks["posts"].to_list(), marker={"color": fills}, customdata=labels,
        hovertemplate=_("%{customdata}: posts %{y}") + "<extra></extra>",
    )  # fmt: skip
    line = go.Scatter(
        x=days, y=weeks[lower].to_list(), yaxis="y2", mode="lines+markers", customdata=words,
        line={"color": colour("series-2")}, marker={"size": 5},
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    months = [day for day, last in zip(days[1:], days, strict=False) if day.month != last.month]
    shape = layout(360, right=72) | {
        "xaxis": axis() | {
            "anchor": "y2", "showgrid": False, "tickvals": months[::3], "tickangle": 0,
            "ticktext": [month(day) for day in months[::3]], "range": ends(days),
        },
        "yaxis": axis() | {"domain": [0.46, 1], "rangemode": "tozero", "nticks": 4},
        "yaxis2": axis() | {
            "domain": [0, 0.36], "rangemode": "tozero", "nticks": 4,
            "tickformat": ".1%" if lower == "erv" else "",
        },
    }  # fmt: skip
    drawn = _norm(int(norm[-1])) if norm.len() else {"shapes": [], "annotations": []}
    inside = [span for span in spans if span[1] >= days[0]]
    drawn["shapes"] = [*map(_shade, inside), *drawn["shapes"]]
    drawn["annotations"] += [
        note(word, max(first, days[0]), 1.0, yref="paper", yanchor="bottom")
        for first, _last, word in inside if word
    ]  # fmt: skip
    return go.Figure(data=[bars, line], layout=shape | drawn)


def _shade(span: tuple[date, date, str]) -> Part:
    first, last, _word = span
    return {
        "type": "rect", "xref": "x", "yref": "paper", "x0": first, "x1": last + timedelta(1),
        "y0": 0, "y1": 1, "fillcolor": colour("none-tint"), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def response(own: pl.DataFrame, every: pl.DataFrame) -> go.Figure:
    """Share answered against hours waited, up to a week: the page, and all pages paler."""
    lines, notes = [], []
    for frame, name, tone, width in (
        (every, _("all pages"), "other", 2),
        (own, _("this page"), "series-1", 3),
    ):
        part = frame.filter(pl.col("hours") <= WEEK_HOURS)
        hours = np.concatenate([[0.0], part["hours"].to_numpy(), [WEEK_HOURS]])
        answered = np.concatenate([[0.0], part["answered"].to_numpy()])
        answered = np.append(answered, answered[-1])
        lines.append(go.Scatter(
            x=hours, y=answered, mode="lines", hovertemplate="%{y:.0%}<extra>" + name + "</extra>",
            line={"color": colour(tone), "width": width, "shape": "hv"},
        ))  # fmt: skip
        notes.append(note(name, WEEK_HOURS, answered[-1], xanchor="right", yanchor="bottom"))
    marks = {4: _("4 h"), 24: _("1 day"), 72: _("3 days")}
    notes += [
        note(text, hours, 1.02, yref="paper", yanchor="bottom") for hours, text in marks.items()
    ]
    shape = layout(280) | {
        "xaxis": axis() | {
            "range": [0, 170], "showgrid": False, "tickvals": list(range(0, 169, 24)),
            "ticktext": [_("{n} d").format(n=n) for n in range(8)],
        },
        "yaxis": axis() | {"range": [0, 1.04], "tickformat": ".0%", "nticks": 5},
        "shapes": [rule(x0=hours, x1=hours, y0=0, y1=1, yref="paper") for hours in marks],
        "annotations": notes,
    }  # fmt: skip
    return go.Figure(data=lines, layout=shape)


def _norm(norm: int) -> Part:
    text = _("norm {n}").format(n=norm)
    label = note(text, 1.01, norm, xref="paper", xanchor="left", yanchor="middle")
    return {
        "shapes": [rule(x0=0, x1=1, xref="paper", y0=norm, y1=norm, tone="text2")],
        "annotations": [label],
    }


def rule(tone: str = "line", **ends: Any) -> Part:
    """A dotted line between two ends."""
    return {"type": "line", "line": {"color": colour(tone), "dash": "dot", "width": 1}, **ends}


def note(text: str, x: float | date, y: float, **anchors: str) -> Part:
    """A word at a place of the figure."""
    font = {"color": colour("text2"), "size": 14}
    return {"text": text, "x": x, "y": y, "showarrow": False, "font": font, **anchors}


def ends(days: list[date]) -> list[date]:
    """Range of an axis of days, a little wider than they are."""
    return [days[0] - timedelta(days=5), days[-1] + timedelta(days=5)]


def _worded(column: str, value: float | None) -> str:
    if value is None:
        return _("no data")
    return share(value, 1) if column == "erv" else number(value)


def axis() -> Part:
    """An axis with readable ticks that cannot be dragged."""
    return {
        "fixedrange": True, "gridcolor": colour("line"), "linecolor": colour("line"),
        "zeroline": False, "automargin": True, "tickfont": {"color": colour("text2"), "size": 14},
    }  # fmt: skip


def layout(height: int, right: int = 8) -> Part:
    """The layout all figures begin with."""
    clear = "rgba(0,0,0,0)"
    return {
        "height": height, "margin": {"l": 8, "r": right, "t": 24, "b": 8}, "showlegend": False,
        "bargap": 0.25, "paper_bgcolor": clear, "plot_bgcolor": clear, "dragmode": False,
        "font": {"color": colour("text2"), "size": 14, "family": "Source Sans, sans-serif"},
        "separators": ",\u00a0" if language() == "ru" else ".,", "template": None,
        "hoverlabel": {"bgcolor": colour("surface"), "font": {"color": colour("text"), "size": 14}},
    }  # fmt: skip
