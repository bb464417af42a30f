"""Figures of the ranking: places with their intervals, the funnel, a group as a strip of dots."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl

from kpi.places import funnel
from ui.charts import Part, axis, layout, note
from ui.formats import number
from ui.i18n import _
from ui.style import colour

ROW = 26
"""Height of a page's line among the intervals."""
NINETY_FIVE, ALMOST_ALL = 1.96, 3.09
"""Errors within which 95 and 99.8 % lie by chance alone."""
LONGEST, WRAPPED = 42, 24
"""Characters of a name, and of a line of one that stands over a dot."""
FOLLOWERS = [30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000]
"""Ticks of sizes."""
TIMES = [(0.1, 1), (0.25, 2), (0.5, 1), (1, 0), (2, 0), (4, 0), (10, 0)]
"""Ticks of ratios and their digits."""


def intervals(rows: pl.DataFrame, chosen: str | None) -> go.Figure:
    """Pages of a group one under another: place as a dot, its 5–95 % range as a line.

    Args:
        rows: ``page_id, name, rank, rank_low, rank_high, tier`` in order of place.
        chosen: the page to point out, if any.
    """
    names = [_short(name) for name in rows["name"]]
    tones = [_tone(tier, page == chosen) for page, tier in rows.select("page_id", "tier").rows()]
    lines = [
        go.Scatter(
            x=[low, high], y=[line, line], mode="lines", line={"color": tone, "width": 3},
            hoverinfo="skip",
        )
        for line, (low, high, tone) in enumerate(
            zip(rows["rank_low"], rows["rank_high"], tones, strict=True)
        )
    ]  # fmt: skip
    dots = go.Scatter(
        x=rows["rank"].to_list(), y=list(range(rows.height)), mode="markers",
        marker={"color": tones, "size": 11}, customdata=rows.select(
            "name", "rank_low", "rank_high").rows(),
        hovertemplate=_("%{customdata[0]}: place %{x}, from %{customdata[1]} to %{customdata[2]}")
        + "<extra></extra>",
    )  # fmt: skip
    leaders = rows.filter(pl.col("tier") == 1).height
    shade = {
        "type": "rect", "xref": "paper", "x0": 0, "x1": 1, "y0": -0.5, "y1": leaders - 0.5,
        "fillcolor": colour("good-tint"), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip
    last = float(rows["rank_high"].max() or 1)  # type: ignore[arg-type]
    shape = layout(60 + ROW * rows.height) | {
        "xaxis": axis() | {"side": "top", "range": [0.4, last + 0.6], "title": {
            "text": _("place in the group"), "font": {"color": colour("text2"), "size": 14}}},
        "yaxis": axis() | {
            "tickvals": list(range(rows.height)), "ticktext": names, "showgrid": False,
            "range": [rows.height - 0.5, -0.5],
        },
        "shapes": [shade] if leaders else [],
    }  # fmt: skip
    return go.Figure(data=[*lines, dots], layout=shape)


def shares(rows: pl.DataFrame, usual: float, spread: float) -> go.Figure:
    """A share against how many it is a share of, with the bounds of chance.

    Args:
        rows: ``name, numerator, denominator``, one row per page.
        usual: the share of all together.
        spread: how much more alike the questions of one page are than chance would have it.
    """
    most = max(float(rows["denominator"].max() or 1), 10.0)  # type: ignore[arg-type]
    sizes = np.geomspace(1, most, 80)
    parts: list[Any] = []
    for reach, tone in ((ALMOST_ALL, "none"), (NINETY_FIVE, "other")):
        parts += [
            go.Scatter(
                x=sizes, y=bound, mode="lines", hoverinfo="skip",
                line={"color": colour(tone), "width": 2, "dash": "dot"},
            )
            for bound in funnel(usual, spread, sizes, reach)
        ]  # fmt: skip
    value = rows["numerator"] / rows["denominator"]
    low, high = funnel(usual, spread, rows["denominator"].cast(pl.Float64).to_numpy())
    outside = (value.to_numpy() < low) | (value.to_numpy() > high)
    tones = [colour("series-2" if is_out else "series-1") for is_out in outside]
    parts.append(go.Scatter(
        x=rows["denominator"].to_list(), y=value.to_list(), mode="markers",
        marker={"color": tones, "size": 9, "opacity": 0.75},
        customdata=rows.select("name", "numerator", "denominator").rows(),
        hovertemplate=_("%{customdata[0]}: %{customdata[1]} of %{customdata[2]}")
        + "<extra></extra>",
    ))  # fmt: skip
    shape = layout(420, right=16) | {
        "xaxis": axis() | {
            "type": "log", "showgrid": False, "tickvals": [1, 3, 10, 30, 100, 300, 1000],
            "title": {"text": _("questions in the period"), "font": {
                "color": colour("text2"), "size": 14}},
        },
        "yaxis": axis() | {"tickformat": ".0%", "range": [-0.03, 1.05]},
        "shapes": [{
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": usual, "y1": usual,
            "line": {"color": colour("text2"), "width": 1},
        }],
        "annotations": [note(
            _("all together"), 0.01, usual, xref="paper", xanchor="left", yanchor="bottom")],
    }  # fmt: skip
    return go.Figure(data=parts, layout=shape)


def rates(rows: pl.DataFrame) -> go.Figure:
    """Rates against followers, each as a multiple of what is usual, with the bounds of chance.

    Args:
        rows: ``name, size, ratio, spread`` of ``kpi.funnel``, one row per page. A page is outside
            by its own spread; the lines follow the spread of pages of about that size.
    """
    along = rows.drop_nulls("size").sort("size")
    usual = along["spread"].rolling_median(max(along.height // 6, 1), min_samples=1, center=True)
    parts: list[Any] = [
        go.Scatter(
            x=along["size"].to_list(), y=(sign * reach * usual).exp().to_list(), mode="lines",
            hoverinfo="skip", line={"color": colour(tone), "width": 2, "dash": "dot"},
        )
        for reach, tone in ((ALMOST_ALL, "none"), (NINETY_FIVE, "other"))
        for sign in (1, -1)
    ]  # fmt: skip
    far = along["ratio"].log().abs() > NINETY_FIVE * along["spread"]
    tones = [colour("series-2" if is_far else "series-1") for is_far in far]
    times = [number(ratio, 2) for ratio in along["ratio"]]
    parts.append(go.Scatter(
        x=along["size"].to_list(), y=along["ratio"].to_list(), mode="markers",
        marker={"color": tones, "size": 9, "opacity": 0.75},
        customdata=list(zip(along["name"], times, strict=True)),
        hovertemplate=_("%{customdata[0]}: × %{customdata[1]}") + "<extra></extra>",
    ))  # fmt: skip
    shape = layout(420, right=16) | {
        "xaxis": axis() | {
            "type": "log", "showgrid": False, "tickvals": FOLLOWERS,
            "ticktext": [number(size) for size in FOLLOWERS],
            "title": {"text": _("followers"), "font": {"color": colour("text2"), "size": 14}},
        },
        "yaxis": axis() | {
            "type": "log", "tickvals": [value for value, _digits in TIMES],
            "ticktext": [f"× {number(value, digits)}" for value, digits in TIMES],
        },
        "shapes": [{
            "type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 1, "y1": 1,
            "line": {"color": colour("text2"), "width": 1},
        }],
        "annotations": [note(
            _("usual for such pages"), 0.01, 0, xref="paper", xanchor="left", yanchor="bottom")],
    }  # fmt: skip
    return go.Figure(data=parts, layout=shape)


def strip(scores: pl.DataFrame, own: dict[str, str], named: dict[str, str]) -> go.Figure:
    """A group as one line of dots by score; own pages and leaders carry their names.

    Args:
        scores: ``page_id, score`` of the whole group.
        own: names of own pages by page id.
        named: names of pages that may be named besides, by page id.
    """
    points = scores.sort("score")
    every = go.Scatter(
        x=points["score"].to_list(), y=[0] * points.height, mode="markers", hoverinfo="skip",
        marker={"color": colour("other"), "size": 12, "opacity": 0.6},
    )  # fmt: skip
    data, notes = [every], []
    for level, (names, tone) in enumerate(((named, "good"), (own, "series-1"))):
        for page, name in names.items():
            found = points.filter(pl.col("page_id") == page)
            if found.height:
                score = found["score"][0]
                data.append(go.Scatter(
                    x=[score], y=[0], mode="markers", marker={"color": colour(tone), "size": 16},
                    hovertemplate=f"{_short(name)}: {number(score)}<extra></extra>",
                ))  # fmt: skip
                if level:
                    notes.append(_beside(name, score))
    shape = layout(170) | {
        "xaxis": axis() | {"range": [0, 102], "showgrid": False},
        "yaxis": {"visible": False, "range": [-0.6, 1.2], "fixedrange": True},
        "annotations": notes,
    }
    return go.Figure(data=data, layout=shape)


def _beside(name: str, score: float) -> Part:
    """A name over a dot in two lines that stay inside a phone's figure."""
    lines = textwrap.wrap(_short(name), WRAPPED)
    side = "left" if score < 25 else "right" if score > 75 else "center"
    return note("<br>".join(lines), score, 0.35, xanchor=side, yanchor="bottom")


def _tone(tier: int, chosen: bool) -> str:
    return colour("series-2" if chosen else "good" if tier == 1 else "series-1")


def _short(name: str) -> str:
    """A name that fits beside a figure, and whose marks Plotly does not obey."""
    cut = name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
    return cut.replace("<", "‹").replace(">", "›")
