"""«Картина области»: territory × sphere as squares, scores by sphere as strips, once it is opened.

Squares of fewer than five pages are grey: they would speak of single pages. A click opens the
pages of a square in the ranking.
"""

from __future__ import annotations

from html import escape

import plotly.graph_objects as go
import polars as pl
import streamlit as st

from kpi import KPIS
from kpi.methodology import DEFAULT
from ui import charts, data, ratings, rights
from ui.formats import literal, number, worded
from ui.i18n import _
from ui.overview.parts import Look
from ui.shell import Context
from ui.style import colour, is_dark

FEWEST = 5
"""Pages under which a square is grey."""
CHOICES = ("weeks_on_norm", "on_time_rate", "er_view", "posts_per_week")
SHADES = {
    False: ["#BFD5F2", "#86B0E4", "#3F7FCB", "#1F4E9E", "#12305F"],
    True: ["#1F4E9E", "#3F7FCB", "#86B0E4", "#BFD5F2", "#EAF1FB"],
}
"""From the worst fifth of squares to the best, by whether the theme is dark."""


def draw(look: Look) -> None:
    """The expander; what it holds is computed once it is open."""
    sheet = st.expander(_("The region at a glance"), on_change="rerun", key="region_map")
    if not sheet.open:
        return
    with sheet:
        kpi = st.segmented_control(
            _("Figure"), CHOICES, default=CHOICES[0], required=True, key="map_kpi",
            format_func=lambda one: _(KPIS[one].column), label_visibility="collapsed",
        )  # fmt: skip
        pages = rights.pages_in_full(
            look.ctx.account, data.wide(data.period_of(data.DEFAULT_PERIOD))
        )
        grid = squares(pages, kpi)
        with st.container(key="map_wide"):
            left, right = st.columns([7, 5], gap="medium")
            with left:
                _squares(look.ctx, grid, kpi)
            with right:
                _strips(pages)
        with st.container(key="map_narrow"):
            _list(look, grid, kpi)


def squares(pages: pl.DataFrame, kpi: str) -> pl.DataFrame:
    """Each territory × sphere that has pages.

    Args:
        pages: ``ui.data.wide``.
        kpi: one of ``CHOICES``: a ratio, pooled over the pages of a square.

    Returns:
        ``territory, sphere, pages, value`` (null: under five pages, or a sample under the KPI's
        minimum), territories by their median square, the worst first.
    """
    sums = {part: pl.col(f"{kpi}|{part}").sum() for part in ("numerator", "denominator", "sample")}
    enough = (
        (pl.len() >= FEWEST) & (sums["sample"] >= KPIS[kpi].minimum) & (sums["denominator"] > 0)
    )
    told = (
        pages.filter(pl.col("territory").is_not_null(), pl.col("sphere").is_not_null())
        .group_by("territory", "sphere")
        .agg(pages=pl.len(), value=pl.when(enough).then(sums["numerator"] / sums["denominator"]))
        .with_columns(middle=pl.col("value").median().over("territory"))
    )
    down = KPIS[kpi].direction == "down"
    return told.sort(
        "middle", "territory", "sphere", descending=[down, False, False], nulls_last=True
    ).drop("middle")


def _squares(ctx: Context, grid: pl.DataFrame, kpi: str) -> None:
    known = grid["value"].drop_nulls()
    shades = SHADES[is_dark()]
    edges = [known.quantile(n / 5) for n in range(1, 5)]
    fills, told = [], []
    for row in grid.iter_rows(named=True):
        value = row["value"]
        rank = sum(edge is not None and value > edge for edge in edges) if value is not None else 0
        fills.append(colour("none-tint") if value is None else shades[rank])
        shown = f"<{FEWEST}" if row["pages"] < FEWEST else _("no data")
        shown = shown if value is None else worded(KPIS[kpi], value)
        told.append(escape(f"{row['territory']} · {row['sphere']}: {shown}"))
    rows = _plain(grid["territory"].unique(maintain_order=True))
    usual = grid.group_by("sphere").agg(pl.col("pages").sum()).sort("pages", descending=True)
    spheres = _plain(usual["sphere"])
    figure = go.Figure(
        data=[go.Scatter(
            x=_plain(grid["sphere"]), y=_plain(grid["territory"]), mode="markers",
            marker={"symbol": "square", "size": 22, "color": fills}, customdata=told,
            hovertemplate="%{customdata}<extra></extra>",
        )],
        layout=charts.layout(90 + 28 * len(rows)) | {
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8}, "clickmode": "event+select",
            "xaxis": charts.axis() | {
                "showgrid": False, "tickangle": -35,
                "categoryorder": "array", "categoryarray": spheres,
            },
            "yaxis": charts.axis() | {
                "showgrid": False, "categoryorder": "array", "categoryarray": rows[::-1],
            },
        },
    )  # fmt: skip
    event = st.plotly_chart(
        figure, config=charts.CONFIG, key=f"map_{kpi}", on_select="rerun", selection_mode="points",
        alt=_("Squares: territory by sphere, the darker the better"),
    )  # fmt: skip
    st.caption(_("The darker the better; grey: fewer than {n} pages. A square opens its pages.")
               .format(n=FEWEST))  # fmt: skip
    if event.selection.points:
        row = grid.row(event.selection.points[0]["point_index"], named=True)
        ctx.open("ranking", territory=row["territory"], sphere=row["sphere"], sort=kpi)


def _strips(pages: pl.DataFrame) -> None:
    """Scores of pages by sphere, a dot each, with a tick at the median."""
    period = data.period_of(data.DEFAULT_PERIOD)
    scores = ratings.rating(DEFAULT, period).scores.select("page", "score")
    told = pages.select("page", "sphere").join(scores, on="page").drop_nulls()
    if told.is_empty():
        return
    middle = told.group_by("sphere").agg(pl.col("score").median()).sort("score")
    spheres = _plain(middle["sphere"])
    dots = go.Scatter(
        x=told["score"].round(1).to_list(), y=_plain(told["sphere"]), mode="markers",
        marker={"size": 6, "color": colour("other"), "opacity": 0.5}, hoverinfo="skip",
    )  # fmt: skip
    ticks = go.Scatter(
        x=middle["score"].to_list(), y=spheres, mode="markers",
        marker={"symbol": "line-ns", "size": 18, "line": {"width": 3, "color": colour("series-1")}},
        customdata=[number(score) for score in middle["score"]],
        hovertemplate=_("%{y}: half of the pages have a score of %{customdata} and more")
        + "<extra></extra>",
    )  # fmt: skip
    layout = charts.layout(90 + 28 * len(spheres)) | {
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "xaxis": charts.axis() | {"range": [0, 100], "nticks": 5},
        "yaxis": charts.axis() | {
            "showgrid": False, "categoryorder": "array", "categoryarray": spheres[::-1],
        },
    }  # fmt: skip
    st.plotly_chart(
        go.Figure(data=[dots, ticks], layout=layout), config=charts.CONFIG, key="map_strips",
        alt=_("Scores of pages by sphere with their medians"),
    )  # fmt: skip
    st.caption(_("Scores by sphere: a dot is a page, the tick is the median."))


def _list(look: Look, grid: pl.DataFrame, kpi: str) -> None:
    """On a phone: the worst ten squares as links."""
    down = KPIS[kpi].direction == "down"
    worst = grid.drop_nulls("value").sort("value", descending=down).head(10)
    for row in worst.iter_rows(named=True):
        value = worded(KPIS[kpi], row["value"])
        query = look.address(territory=row["territory"], sphere=row["sphere"], sort=kpi)
        label = f"{value} · {literal(row['territory'])} · {literal(row['sphere'])}"
        st.page_link(look.ctx.links["ranking"], label=label, query_params=query)


def _plain(names: pl.Series) -> list[str]:
    """Names of the register for a figure, which would obey some HTML."""
    return [escape(name, quote=False) for name in names]
