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
from core.events import Event
from kpi import KPIS
from store import events as calendar
from ui import charts, data
from ui.formats import days, month, number, share, short_days, week
from ui.i18n import N_, _, language, ngettext
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
    said = _("Above the charts: means of the last {n} full weeks and of the first {n}.")
    st.html(
        f"<h2 class='kpi-h2'>{escape(_('The region over 26 weeks'))}</h2>"
        f"<p class='kpi-note'>{escape(said.format(n=RECENT))}</p>"
    )
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
    happened = events()
    if happened:
        count = ngettext("◆ {n} event", "◆ {n} events", len(happened)).format(n=len(happened))
        listed = "".join(f"<li>{escape(_event_words(one))}</li>" for one in happened)
        st.html(
            f"<details class='kpi-events'><summary>{escape(count)}</summary>"
            f"<ul>{listed}</ul></details>"
        )


def events() -> tuple[Event, ...]:
    """Events of the whole region in the weeks drawn, in order of their beginning."""
    return _events(data.version())


@kept(2)
def _events(version: int) -> tuple[Event, ...]:  # noqa: ARG001 - the cache's key
    weeks = overview_weeks.region()
    zone = ZoneInfo(here().settings.timezone)
    ends = [datetime.fromtimestamp(weeks["start"][at], zone).date() for at in (0, -1)]
    found = calendar.between(here().reader, ends[0], ends[1] + timedelta(6))
    return tuple(one for one in found if one.territory is None and not one.spheres)


def _event_words(event: Event) -> str:
    return f"{days(event.first, event.last)} {event.title}"


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
    weeks_begin = [datetime.fromtimestamp(start, zone).date() for start in weeks["start"]]
    values = weeks[column].to_list()
    told = [
        f"{week(start)}: {_('no data') if value is None else worded(column, value)}"
        for start, value in zip(weeks["start"], values, strict=True)
    ]
    told[-1] += f" ({_('the week is not over')})"
    line = go.Scatter(
        x=weeks_begin, y=values, mode="lines+markers", customdata=told,
        hovertemplate="%{customdata}<extra></extra>", connectgaps=False,
        line={"color": colour("series-1"), "width": 2},
        marker={
            "size": [5] * (len(weeks_begin) - 1) + [8], "color": colour("series-1"),
            "symbol": ["circle"] * (len(weeks_begin) - 1) + ["circle-open"],
        },
    )  # fmt: skip
    return go.Figure(data=[line, _marks()], layout=_shape(column, weeks_begin, values))


def _marks() -> go.Scatter:
    """Events as diamonds along the foot of a chart, each with its words."""
    return go.Scatter(
        x=[event.first for event in events()], y=[0.04] * len(events()), yaxis="y2", mode="markers",
        customdata=[_event_words(event) for event in events()],
        hovertemplate="%{customdata}<extra></extra>",
        marker={"size": 8, "symbol": "diamond", "color": colour("series-2")},
    )  # fmt: skip


def _shape(column: str, begins: list[date], values: list[float | None]) -> charts.Part:
    months = [day for day, last in zip(begins[1:], begins, strict=False) if day.month != last.month]
    known = [value for value in values if value is not None]
    norm = here().settings.norms["card"] if column == "posts" else None
    low, high = min([*known, norm or 1e9], default=0), max([*known, norm or 0], default=1)
    room = (high - low) * 0.15 or 0.1
    shape = charts.layout(HEIGHT) | {
        "margin": {"l": 8, "r": 8, "t": 22, "b": 8},
        "xaxis": charts.axis() | {
            "showgrid": False, "tickvals": months[1::2], "tickangle": 0,
            "ticktext": [month(day) for day in months[1::2]], "range": charts.ends(begins),
        },
        "yaxis": charts.axis() | {
            "nticks": 4, "range": [max(0, low - room), high + room],
            "tickformat": {"erv": ".1%", "posts": ""}.get(column, ".0%"),
        },
        "yaxis2": {"overlaying": "y", "range": [0, 1], "visible": False, "fixedrange": True},
    }  # fmt: skip
    shapes, notes = [], []
    if norm is not None:
        shapes.append(charts.rule(x0=0, x1=1, xref="paper", y0=norm, y1=norm, tone="text2"))
        notes.append(charts.note(
            _("norm {n}").format(n=norm), 1, norm, xref="paper", xanchor="right", yanchor="bottom"
        ))  # fmt: skip
    last: date | None = None
    for first, end in days_off(begins[0], begins[-1]):
        shapes.append(charts.rule(x0=first, x1=first, y0=0, y1=1, yref="paper"))
        if last is None or first - last >= LABELS_APART:
            notes.append(charts.note(
                short_days(first, end), first, 1.0, yref="paper", yanchor="bottom"
            ))  # fmt: skip
            last = first
    return shape | {"shapes": shapes, "annotations": notes}


def register_line(ctx: Context) -> None:
    """How many bodies must have a page in VK, how many do, with the mark, and refused."""
    bodies = register_data.bodies()
    counts = register_data.counts(bodies, "vk")
    made = sum(counts[one] for one in ("badge", "created", "unknown", "refused"))
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
