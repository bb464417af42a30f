"""The region over 26 weeks in four lines, and the register line under everything.

Figures are cached by data version, theme and language: a visit only sends them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from core.calendar import days_off
from kpi import KPIS
from ui import charts, data
from ui.formats import month, number, share, short_days, week
from ui.i18n import N_, _, language
from ui.installation import here
from ui.kept import kept
from ui.overview import weeks as overview_weeks
from ui.overview.parts import may_open
from ui.register import data as register_data
from ui.shell import Context
from ui.style import colour, is_dark

HEIGHT = 216
RECENT = 4
"""Full weeks that stand for «now» and for «half a year ago» in a sentence."""
LABELS_APART = timedelta(weeks=6)
"""Labels of days off nearer to each other would overlap; their lines stay."""


@dataclass(frozen=True)
class Line:
    """One chart: a column of ``overview_weeks.region``, its sentence and the KPI it is of."""

    column: str
    kpi: str
    sentence: str
    with_before: str


LINES = (
    Line(
        "on_time", "on_time_rate", N_("{value} of questions are answered in time"),
        N_("{value} of questions are answered in time, half a year ago {before}"),
    ),
    Line(
        "posts", "posts_per_week", N_("A page publishes {value} posts a week"),
        N_("A page publishes {value} posts a week, half a year ago {before}"),
    ),
    Line(
        "erv", "er_view", N_("{value} of views end in a reaction"),
        N_("{value} of views end in a reaction, half a year ago {before}"),
    ),
    Line(
        "met", "weeks_on_norm", N_("{value} of pages meet the norm"),
        N_("{value} of pages meet the norm, half a year ago {before}"),
    ),
)  # fmt: skip


def draw() -> None:
    """Four small charts in one row, each with its sentence."""
    st.html(f"<h2 class='kpi-h2'>{escape(_('The region over 26 weeks'))}</h2>")
    for column, line in zip(st.columns(4), LINES, strict=True):
        with column:
            said = sentence(line, overview_weeks.region())
            st.html(
                f"<p class='kpi-chart-title'>{escape(said)}</p>"
                f"<p class='kpi-note'>{escape(_(KPIS[line.kpi].column))}</p>"
            )
            st.plotly_chart(
                _figure(data.version(), line.column, is_dark(), language()),
                config=charts.CONFIG, key=f"region_{line.column}", alt=said,
            )  # fmt: skip


def sentence(line: Line, weeks: pl.DataFrame) -> str:
    """What a chart says: the last four full weeks, and the first four beside them."""
    values = weeks.filter("full")[line.column]
    now, before = (part.mean() for part in (values.tail(RECENT), values.head(RECENT)))
    if now is None:
        return _("no data")
    if before is None or worded(line.column, now) == worded(line.column, before):
        return _(line.sentence).format(value=worded(line.column, now))
    return _(line.with_before).format(
        value=worded(line.column, now), before=worded(line.column, before)
    )


def worded(column: str, value: object) -> str:
    """A value of the chart in words."""
    figure = float(str(value))
    if column == "posts":
        return number(figure, 1)
    return share(figure, 1 if column == "erv" else 0)


@kept(32)
def _figure(version: int, column: str, dark: bool, code: str) -> go.Figure:  # noqa: ARG001
    weeks = overview_weeks.region()
    zone = ZoneInfo(here().settings.timezone)
    days = [datetime.fromtimestamp(start, zone).date() for start in weeks["start"]]
    values = weeks[column].to_list()
    told = [
        f"{week(start)}: {_('no data') if value is None else worded(column, value)}"
        for start, value in zip(weeks["start"], values, strict=True)
    ]
    told[-1] += f" ({_('the week is not over')})"
    line = go.Scatter(
        x=days, y=values, mode="lines+markers", customdata=told,
        hovertemplate="%{customdata}<extra></extra>", connectgaps=False,
        line={"color": colour("series-1"), "width": 2},
        marker={
            "size": [5] * (len(days) - 1) + [8], "color": colour("series-1"),
            "symbol": ["circle"] * (len(days) - 1) + ["circle-open"],
        },
    )  # fmt: skip
    return go.Figure(data=[line], layout=_shape(column, days, values))


def _shape(column: str, days: list[date], values: list[float | None]) -> charts.Part:
    months = [day for day, last in zip(days[1:], days, strict=False) if day.month != last.month]
    known = [value for value in values if value is not None]
    norm = here().settings.norms["card"] if column == "posts" else None
    low, high = min([*known, norm or 1e9], default=0), max([*known, norm or 0], default=1)
    room = (high - low) * 0.15 or 0.1
    shape = charts.layout(HEIGHT) | {
        "margin": {"l": 8, "r": 8, "t": 22, "b": 8},
        "xaxis": charts.axis() | {
            "showgrid": False, "tickvals": months[1::2], "tickangle": 0,
            "ticktext": [month(day) for day in months[1::2]], "range": charts.ends(days),
        },
        "yaxis": charts.axis() | {
            "nticks": 4, "range": [max(0, low - room), high + room],
            "tickformat": {"erv": ".1%", "posts": ""}.get(column, ".0%"),
        },
    }  # fmt: skip
    shapes, notes = [], []
    if norm is not None:
        shapes.append(charts.rule(x0=0, x1=1, xref="paper", y0=norm, y1=norm, tone="text2"))
        notes.append(charts.note(
            _("norm {n}").format(n=norm), 1, norm, xref="paper", xanchor="right", yanchor="bottom"
        ))  # fmt: skip
    last: date | None = None
    for first, end in days_off(days[0], days[-1]):
        shapes.append(charts.rule(x0=first, x1=first, y0=0, y1=1, yref="paper"))
        if last is None or first - last >= LABELS_APART:
            notes.append(charts.note(
                short_days(first, end), first, 1.0, yref="paper", yanchor="bottom"  # type: ignore[arg-type]
            ))  # fmt: skip
            last = first
    return shape | {"shapes": shapes, "annotations": notes}


def register_line(ctx: Context) -> None:
    """How many bodies must have a page in VK, how many do, with the mark, and refused."""
    bodies = register_data.bodies()
    counts = register_data.counts(bodies, "vk")
    made = counts["badge"] + counts["created"] + counts["refused"]
    parts = (
        (_("Must have a page: {n}"), bodies.height - counts["exempt"], None),
        (_("have one: {n}"), made, None),
        (_("with the mark: {n}"), counts["badge"], "badge"),
        (_("cannot be collected: {n}"), counts["refused"], "refused"),
    )
    with st.container(horizontal=True, key="register_line", vertical_alignment="center"):
        for words, count, state in parts:
            said = words.format(n=number(count))
            if state and may_open(ctx, "register"):
                st.page_link(ctx.links["register"], label=said, query_params={"state": state})
            else:
                st.html(f"<span class='kpi-note'>{escape(said)}</span>", width="content")
