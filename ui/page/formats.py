"""Which formats work on a page, and when its group's readers react.

Pure Polars over ``ui.data``; views are compared with what is usual on the page that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from core.frames import FORMATS
from core.period import Period
from kpi.notable import judged_posts
from ui import charts, data
from ui.charts import axis, layout
from ui.formats import number, share
from ui.i18n import N_, _, ngettext
from ui.installation import here
from ui.kept import kept
from ui.page import data as page_data
from ui.style import colour

NAMES = {
    "text": N_("Text"), "photo": N_("Photo"), "video": N_("Video"), "clip": N_("Clip"),
    "poll": N_("Poll"), "article": N_("Article"), "file": N_("File"),
}  # fmt: skip
FEWEST = 3
"""Posts of a format that make a figure."""
FEWEST_TIMES = 10
"""Posts of the group in a part of the week that make a figure."""
FEWEST_SHARE = 0.01
"""Of the group's posts, in a part of the week that may be called the best."""
PARTS = (N_("morning"), N_("day"), N_("evening"), N_("night"))
BEGIN = (6, 12, 18, 24)
"""Hours at which the parts of a day begin and the night ends it."""
DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
HEAT = ("#EAF1FB", "#BFD5F2", "#86B0E4", "#3F7FCB", "#1F4E9E")


def draw(page: Mapping[str, Any], period: Period) -> None:
    """Formats on the left, the best time on the right."""
    left, right = st.columns(2, gap="medium")
    with left:
        _formats(page_data.settled_posts(page["page"], period))
    with right:
        _times(page)


def _formats(posts: pl.DataFrame) -> None:
    """Views of each format against the usual post, most seen first."""
    found = (
        posts.with_columns(times=pl.col("views") / pl.col("views").median())
        .group_by("format")
        .agg(times=pl.col("times").median(), n=pl.len())
        .filter(pl.col("n") >= FEWEST)
        .sort("times", descending=True)
    )
    if found.height < 2:
        st.html(f"<h2 class='kpi-h2'>{_('Formats')}</h2><p class='kpi-note'>"
                f"{_('Too few posts of different formats to compare.')}</p>")  # fmt: skip
        return
    best = found.row(0, named=True)
    st.html("<h2 class='kpi-h2'>" + _("{format}: {times} times the usual views").format(
        format=_name(best["format"]), times=number(best["times"], 1)) + "</h2>")  # fmt: skip
    st.html(f"<p class='kpi-note'>{_('Views of a format ÷ views of the usual post.')}</p>")
    st.plotly_chart(_bars(found), theme=None, config=charts.CONFIG, key="formats",
                    alt=_("Formats by views"))  # fmt: skip


def _name(code: int) -> str:
    return _(NAMES[FORMATS[code]])


def _bars(found: pl.DataFrame) -> go.Figure:
    rows = found.reverse()
    counts = [ngettext("{n} post", "{n} posts", n).format(n=number(n)) for n in rows["n"]]
    bars = go.Bar(
        x=rows["times"].to_list(), y=[_name(code) for code in rows["format"]], orientation="h",
        marker={"color": colour("series-1")}, customdata=counts,
        text=[f"×{number(times, 1)} · {count}"
              for times, count in zip(rows["times"], counts, strict=True)],
        textposition="auto", hoverinfo="skip", cliponaxis=False,
    )  # fmt: skip
    shape = layout(56 + 34 * rows.height) | {
        "xaxis": axis() | {"showgrid": False, "showticklabels": False, "rangemode": "tozero"},
        "yaxis": axis() | {"showgrid": False},
        "shapes": [{
            "type": "line", "x0": 1, "x1": 1, "yref": "paper", "y0": 0, "y1": 1,
            "line": {"color": colour("text2"), "dash": "dot", "width": 1},
        }],
    }  # fmt: skip
    return go.Figure(data=[bars], layout=shape)


def _times(page: Mapping[str, Any]) -> None:
    """The week in 28 parts: how posts of the group are seen, own posts as dots."""
    found = _heat(data.version(), page["level"], page["sphere"])
    if found.height < len(DAYS):
        st.html(f"<h2 class='kpi-h2'>{_('When readers react')}</h2><p class='kpi-note'>"
                f"{_('Too few posts to tell.')}</p>")  # fmt: skip
        return
    best = _best(found)
    st.html("<h2 class='kpi-h2'>" + _("Seen best: {day}, {part}").format(
        day=_(DAYS[best["day"]]).lower(), part=_(PARTS[best["part"]])) + "</h2>")  # fmt: skip
    st.html("<p class='kpi-note'>" + _(
        "Views against the usual post of each page, all pages of the sphere over a year. Dots: "
        "own posts of 13 weeks.") + "</p>")  # fmt: skip
    st.plotly_chart(_squares(found, _own(page["page"])), theme=None, config=charts.CONFIG,
                    key="times", alt=_("Views by day of the week and part of the day"))  # fmt: skip


def _best(found: pl.DataFrame) -> dict[str, Any]:
    """The part of the week seen best, of those with posts enough: a row of ``_heat``."""
    usual = found.filter(pl.col("n") >= FEWEST_SHARE * pl.col("n").sum())
    return usual.sort("times", descending=True).row(0, named=True)


@kept(64)
def _heat(version: int, level: str | None, sphere: str | None) -> pl.DataFrame:  # noqa: ARG001
    """``day, part, times, n``: views against each page's usual, by part of the week."""
    facts = data.facts()
    same = facts.pages.filter(
        pl.col("level").eq_missing(pl.lit(level)), pl.col("sphere").eq_missing(pl.lit(sphere))
    )
    part = facts.posts.join(same.select("page"), on="page", how="semi")
    posts = judged_posts(replace(facts, posts=part)).filter(
        "mature", "original", pl.col("views") > 0
    )
    return (
        _placed(posts.with_columns(times=pl.col("views") / pl.col("views").median().over("page")))
        .group_by("day", "part")
        .agg(times=pl.col("times").median(), n=pl.len())
        .filter(pl.col("n") >= FEWEST_TIMES)
        .sort("day", "part")
    )


def _placed(posts: pl.DataFrame) -> pl.DataFrame:
    """Adds ``day`` (0 is Monday) and ``part`` (0 is the morning) of the local week."""
    moment = pl.from_epoch("published").dt.replace_time_zone("UTC").dt.convert_time_zone(
        here().settings.timezone
    )  # fmt: skip
    hour = moment.dt.hour()
    part = pl.when(hour < BEGIN[0]).then(3).otherwise(hour // BEGIN[0] - 1)
    return posts.with_columns(
        day=moment.dt.weekday().cast(pl.Int32) - 1, part=part.cast(pl.Int32),
        hour=hour.cast(pl.Float64) + moment.dt.minute() / 60,
    )  # fmt: skip


def _own(page: int) -> pl.DataFrame:
    posts = page_data.settled_posts(page, data.period_of(data.DEFAULT_PERIOD))
    return _placed(posts).with_row_index("nth")


def _squares(found: pl.DataFrame, own: pl.DataFrame) -> go.Figure:
    times = found["times"]
    low, high = float(times.min() or 0), float(times.max() or 1)  # type: ignore[arg-type]
    reach = max(high - low, 1e-9)
    tones = [HEAT[min(int((value - low) / reach * len(HEAT)), len(HEAT) - 1)] for value in times]
    words = [
        _("{share} of the usual, {n} posts").format(share=share(value), n=number(n))
        for value, n in zip(times, found["n"], strict=True)
    ]
    squares = go.Scatter(
        x=found["day"].to_list(), y=found["part"].to_list(), mode="markers", customdata=words,
        marker={"symbol": "square", "size": 44, "color": tones},
        hovertemplate="%{customdata}<extra></extra>",
    )  # fmt: skip
    spread = ((own["nth"] * 0.618) % 1 - 0.5) * 0.6
    dots = go.Scatter(
        x=(own["day"] + spread).to_list(),
        y=(own["part"] + ((own["nth"] * 0.382) % 1 - 0.5) * 0.6).to_list(), mode="markers",
        marker={"size": 6, "color": colour("series-2"), "line": {"width": 1, "color": "#FFFFFF"}},
        hoverinfo="skip",
    )  # fmt: skip
    hours = ["6–12", "12–18", "18–24", "0–6"]
    shape = layout(260) | {
        "xaxis": axis() | {"tickvals": list(range(7)), "ticktext": [_(day) for day in DAYS],
                           "showgrid": False, "side": "top", "range": [-0.6, 6.6]},
        "yaxis": axis() | {"tickvals": list(range(4)), "showgrid": False, "range": [3.6, -0.6],
                           "ticktext": [f"{_(part)} {hour}"
                                        for part, hour in zip(PARTS, hours, strict=True)]},
    }  # fmt: skip
    return go.Figure(data=[squares, dots], layout=shape)
