"""Three figures of the questions of a period, and the table of groups under them.

Each is drawn from frames that are ready, under a sentence that says what it shows.
"""

from __future__ import annotations

from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from core.settings import workday_hours
from kpi import KPIS
from ui import charts, data, filters
from ui.address import write
from ui.formats import number, share, week
from ui.i18n import N_, _, language
from ui.installation import here
from ui.kept import kept
from ui.replies import figures as replies_figures
from ui.replies.screen import Screen
from ui.search import short
from ui.style import colour, is_dark
from ui.tables import MISSING, ROW, arrow, digits, text_column

FEW = 5
"""A week with fewer questions is not drawn: one of them would move it too far."""
HEIGHT = 240
DEADLINES = {"4h": N_("4 hours"), "9wh": N_("9 working hours"), "24h": N_("24 hours")}


Shares = tuple[float | None, ...]
Looks = tuple[bool, str]
"""What else a figure depends on: whether the theme is dark, and the language."""


def draw(shown: Screen, place: str) -> None:
    """The charts side by side and the table; ``place`` keeps two of them apart."""
    columns = st.columns(3, gap="medium")
    for column, section in zip(columns, (_weeks, _within, _hours), strict=True):
        with column:
            section(shown, place)
    _groups(shown, place)


def _looks() -> Looks:
    return is_dark(), language()


def _section(title: str, note: str, figure: go.Figure | None, key: str, alt: str) -> None:
    st.html(
        f"<h2 class='kpi-h2'>{escape(title)}</h2><p class='kpi-note'>{escape(note)}</p>"
    )  # fmt: skip
    if figure is not None:
        st.plotly_chart(figure, theme=None, config=charts.CONFIG, key=key, alt=alt)


def _weeks(shown: Screen, place: str) -> None:
    """Share answered in time by week."""
    period = shown.chosen.period
    weeks = replies_figures.weekly(shown.pages, period)
    known = weeks.filter(pl.col("due") >= FEW)
    note = _("Share of questions answered in time, by week asked. Time to answer: {deadline}.")
    note = note.format(deadline=_(DEADLINES[here().settings.deadline]))
    if known.is_empty():
        _section(_("Too few questions to draw weeks"), note, None, "", "")
        return
    last = known.row(-1, named=True)
    title = _("In time: {share} of the questions of {week}").format(
        share=share(last["on_time"] / last["due"]), week=week(last["start"])
    )
    _section(title, note, weekly(tuple(weeks.rows()), _looks()), f"replies_weeks_{place}", title)


@kept(64)
def weekly(weeks: tuple[tuple[int, int, int], ...], looks: Looks) -> go.Figure:  # noqa: ARG001 - the cache's key
    """A line of the share in time by week (start, due, in time); with too few there is a gap."""
    zone = ZoneInfo(here().settings.timezone)
    days = [datetime.fromtimestamp(start, zone).date() for start, _due, _done in weeks]
    shares = [done / due if due >= FEW else None for _start, due, done in weeks]
    words = [
        _("{week}: {k} of {n}").format(week=week(start), k=number(done), n=number(due))
        for start, due, done in weeks
    ]
    line = go.Scatter(
        x=days, y=shares, mode="lines+markers", customdata=words, marker={"size": 6},
        line={"color": colour("series-1"), "width": 3},
        hovertemplate="%{customdata} · %{y:.0%}<extra></extra>",
    )  # fmt: skip
    step = max(1, len(days) // 4)
    shape = charts.layout(HEIGHT) | {
        "xaxis": charts.axis() | {
            "showgrid": False, "tickvals": days[::step], "tickangle": 0, "range": charts.ends(days),
            "ticktext": [f"{day:%d.%m}" for day in days[::step]],
        },
        "yaxis": charts.axis() | {"range": [0, 1.05], "tickformat": ".0%", "nticks": 5},
    }  # fmt: skip
    return go.Figure(data=[line], layout=shape)


def _within(shown: Screen, place: str) -> None:
    """How many have an answer after 4 hours, 9 working hours, a day, 3 days."""
    period = shown.chosen.period
    mine = replies_figures.within(shown.pages, period)
    note = _("Share of questions answered by time waited; the unanswered count as waiting.")
    if mine[-1] is None:
        _section(_("No question was asked in the period"), note, None, "", "")
        return
    title = _("Within a day {share} of the questions get an answer").format(
        share=share(mine[2] or 0)
    )
    # An administrator sees the region's shares, never another page's.
    every = data.listed()
    region = replies_figures.within(every, period) if shown.pages.height < every.height else None
    _section(
        title,
        note,
        within(tuple(mine), None if region is None else tuple(region), _looks()),
        f"replies_within_{place}",
        title,
    )


@kept(64)
def within(mine: Shares, region: Shares | None, looks: Looks) -> go.Figure:  # noqa: ARG001 - the cache's key
    """Bars at four times, the region's paler beside them; two clocks make no one curve."""
    ticks = [_("4 h"), _("9 working h"), _("24 h"), _("3 days")]
    sets = [(mine, _("region") if region is None else _("chosen pages"), "series-1")]
    if region is not None:
        sets.append((region, _("region"), "other"))
    bars = [
        go.Bar(
            x=ticks, y=list(values), name=name, marker={"color": colour(tone)},
            text=[None if value is None else share(value) for value in values],
            textfont={"size": 14, "color": colour("text2")}, textposition="outside",
            cliponaxis=False,
            hovertemplate="%{x}: %{text}<extra>" + name + "</extra>",
        )
        for values, name, tone in sets
    ]  # fmt: skip
    shape = charts.layout(HEIGHT) | {
        "xaxis": charts.axis() | {"type": "category", "showgrid": False},
        "yaxis": charts.axis() | {"range": [0, 1.12], "tickformat": ".0%", "tickvals": [0, 0.5, 1]},
        "showlegend": region is not None, "bargap": 0.4,
        "legend": {"orientation": "h", "x": 0, "y": 1.14, "font": {"size": 14}},
    }  # fmt: skip
    return go.Figure(data=bars, layout=shape)


def _hours(shown: Screen, place: str) -> None:
    """At what hours people ask, and at what hours they are answered."""
    day = replies_figures.hours(shown.pages, shown.chosen.period)
    start, end = workday_hours(here().settings.workday)
    total = int(day["asked"].sum())
    note = _("Share of a day's questions and answers by hour; working hours are shaded.")
    if not total:
        _section(_("No question was asked in the period"), note, None, "", "")
        return
    late = int(day.filter(pl.col("hour") >= end / 3600)["asked"].sum())
    title = _("{share} of the questions come after {hour}").format(
        share=share(late / total), hour=f"{end // 3600}:{end % 3600 // 60:02}"
    )
    _section(
        title,
        note,
        hourly(tuple(day.rows()), (start, end), _looks()),
        f"replies_hours_{place}",
        title,
    )


@kept(64)
def hourly(
    day: tuple[tuple[int, int, int], ...],
    workday: tuple[int, int],
    looks: Looks,  # noqa: ARG001 - the cache's key
) -> go.Figure:
    """Two bars an hour (hour, asked, answers), each a share of its day; working hours shaded."""
    start, end = workday
    bars = []
    for column, name, tone in ((1, _("ask"), "series-2"), (2, _("are answered"), "series-1")):
        total = max(sum(row[column] for row in day), 1)
        parts = [row[column] / total for row in day]
        bars.append(go.Bar(
            x=[row[0] for row in day], y=parts, name=name, marker={"color": colour(tone)},
            customdata=[f"{hour}:00 · {share(part)}" for hour, part in enumerate(parts)],
            hovertemplate="%{customdata}<extra>" + name + "</extra>",
        ))  # fmt: skip
    shade = {
        "type": "rect", "layer": "below", "line": {"width": 0}, "fillcolor": colour("surface"),
        "x0": start / 3600 - 0.5, "x1": end / 3600 - 0.5, "y0": 0, "y1": 1, "yref": "paper",
    }  # fmt: skip
    shape = charts.layout(HEIGHT) | {
        "xaxis": charts.axis() | {
            "showgrid": False, "tickvals": [0, 6, 9, 12, 18, 23], "tickangle": 0,
            "range": [-0.7, 23.7],
        },
        "yaxis": charts.axis() | {"tickformat": ".0%", "nticks": 4, "rangemode": "tozero"},
        "shapes": [shade], "showlegend": True, "bargap": 0.15,
        "legend": {"orientation": "h", "x": 0, "y": 1.14, "font": {"size": 14}},
    }  # fmt: skip
    return go.Figure(data=bars, layout=shape)


def _groups(shown: Screen, place: str) -> None:
    """The table by page, founder, territory or sphere; a ticked row narrows the view to it."""
    by = shown.chosen.by
    rows = replies_figures.table(shown.pages, shown.chosen.period, by)
    if rows.is_empty():
        return
    words = [
        _("{k} of {n}").format(k=number(k), n=number(n))
        for k, n in rows.select("on_time", "due").iter_rows()
    ]
    told = rows.select(
        short(pl.col("name")), "asked",
        answered=_ratio("answered", "old"), on_time=_ratio("on_time", "due"),
        judged=pl.Series(words, dtype=pl.String),
        half=pl.col("half").round(1), most=pl.col("most").round(1), open="open",
    )  # fmt: skip
    event = st.dataframe(
        arrow(told, ("judged",)), key=f"replies_by_{by}_{place}", hide_index=True, row_height=ROW,
        height=min(420, 40 + ROW * rows.height), placeholder=MISSING, on_select="rerun",
        selection_mode="single-row", alt=_("Answers by group"),
        column_config=_heads(by, 400 if place == "wide" else 150),
    )  # fmt: skip
    if event.selection.rows:
        key = rows["key"][event.selection.rows[0]]
        write(**({"page": key} if by == "page" else {by: key, "by": "page"}))
        st.rerun()


def _ratio(part: str, whole: str) -> pl.Expr:
    return pl.when(pl.col(whole) > 0).then((pl.col(part) / pl.col(whole)).round(2))


def _heads(by: str, width: int) -> dict[str, Any]:
    config = st.column_config
    few = _("No figure: fewer than {n} questions, or not reached.")
    return {
        "name": text_column(N_("Page") if by == "page" else filters.LABELS[by], width, pinned=True),
        "asked": config.NumberColumn(_("Questions"), format="localized"),
        "answered": config.NumberColumn(_("Answered"), format="percent", help=_(
            "Of those asked at least 7 working days ago, the share answered within that time.")),
        "on_time": config.NumberColumn(_("On time"), format="percent"),
        "judged": config.TextColumn(_("Out of"), help=_(
            "Answered in time, of those whose deadline has passed.")),
        "half": config.NumberColumn(
            _("Half within, h"), format="localized", step=digits(1),
            help=few.format(n=int(KPIS["median_response_hours"].minimum))),
        "most": config.NumberColumn(
            _("9 of 10 within, h"), format="localized", step=digits(1),
            help=few.format(n=int(KPIS["p90_response_hours"].minimum))),
        "open": config.NumberColumn(_("Overdue, in all"), format="localized", help=_(
            "All questions past their deadline, whatever the period.")),
    }  # fmt: skip
