"""The chart of a contest: finalists as dots with intervals, those equal to the first marked."""

from __future__ import annotations

import plotly.graph_objects as go
import polars as pl

from core.season import Candidate, Contest
from kpi.awards.standing import NOMINATIONS
from ui import charts
from ui.exports.awards import wording
from ui.ranking.table import short_names
from ui.style import colour

ROW, HEAD = 44, 48
LONGEST = 34
SHARES = ("share", "growth")


def contest(found: Contest) -> go.Figure:
    """Finalists from the best down; a line from 5 to 95 %, where anything is estimated.

    Those who cannot be told from the first stand on a tinted ground.
    """
    shown = found.finalists[::-1]
    times = 100 if NOMINATIONS[found.nomination].kind in SHARES else 1
    places = list(range(len(shown)))
    dots = go.Scatter(
        x=[times * one.value for one in shown], y=places, mode="markers",
        customdata=[_told(found.nomination, one) for one in shown],
        hovertemplate="%{customdata}<extra></extra>",
        marker={
            "size": 13, "color": [colour("series-1" if one.leader else "other") for one in shown],
        },
        error_x={
            "type": "data", "symmetric": False, "thickness": 2, "width": 6,
            "color": colour("text2"),
            "array": [times * ((one.high or one.value) - one.value) for one in shown],
            "arrayminus": [times * (one.value - (one.value if one.low is None else one.low))
                           for one in shown],
        },
    )  # fmt: skip
    shape = charts.layout(HEAD + ROW * len(shown)) | {
        "margin": {"l": 8, "r": 8, "t": 4, "b": 8},
        "shapes": [_ground(at) for at, one in zip(places, shown, strict=True) if one.leader],
        "xaxis": charts.axis() | {"ticksuffix": "\u00a0%" if times > 1 else "", "nticks": 6,
            "showticklabels": NOMINATIONS[found.nomination].kind != "points",
        },
        "yaxis": charts.axis() | {
            "tickvals": places, "ticktext": [_label(one.name) for one in shown],
            "range": [-0.6, len(shown) - 0.4], "showgrid": False,
        },
    }  # fmt: skip
    return go.Figure(data=[dots], layout=shape)


def _ground(place: int) -> charts.Part:
    return {
        "type": "rect", "xref": "paper", "yref": "y", "x0": 0, "x1": 1, "y0": place - 0.5,
        "y1": place + 0.5, "fillcolor": colour("surface"), "line": {"width": 0}, "layer": "below",
    }  # fmt: skip


def short(name: str) -> str:
    """A body's name as people say it: ``«СОШ № 4» г. Озерлянска``."""
    said: str = pl.DataFrame({"name": [name]}).select(short_names()).item()
    return said


def _label(name: str) -> str:
    """A name that leaves room for the chart."""
    said = short(name)
    return said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…"


def _told(nomination: str, one: Candidate) -> str:
    told = [
        "" if figure is None else wording.value(nomination, figure, 1)
        for figure in (one.value, one.low, one.high)
    ]
    return f"{told[0]} ({told[1]} – {told[2]})" if told[1] else told[0]
