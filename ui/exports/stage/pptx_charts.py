"""Native charts of the pptx: bars, lines and dots that are edited in any office.

A chart keeps its figures in a workbook of its own inside the file. Words beside it are text boxes
of the slide, at places computed from the plot's own: labels of charts are broken and dropped at
will, by each office in its way.
"""

from __future__ import annotations

from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.util import Pt

from ui.exports.names import printable
from ui.exports.stage.pptx_wall import FONT, PLAIN, SMALL, Box, Wall, unit
from ui.i18n import _
from ui.stage.model import Bars, Dots, Slopes

ROW, MONTHS = 5.0, 5.5
"""Hundredths of the height: a label over the bars, the names of months under them."""
APART = 11
"""Of names of months, as far as they may stand."""
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def add_bars(wall: Wall, chart: Bars, box: Box) -> None:
    """Posts by week, the best week lit, the words of labelled weeks above."""
    left, top, width, height = box[0], box[1], box[2], box[3] - MONTHS
    given = CategoryChartData()
    given.categories = chart.weeks
    given.add_series(_("Posts"), chart.values)
    made = _chart(wall, XL_CHART_TYPE.COLUMN_CLUSTERED, (left, top, width, height), given)
    plot = made.plots[0]
    plot.gap_width = 30
    _fill(plot.series[0].format, wall, "bar")
    if chart.best is not None:
        _fill(plot.series[0].points[chart.best].format, wall, "accent")
    most = max(value or 0 for value in chart.values) or 1
    head = ROW * len(chart.marks) + 1
    _scale(made.value_axis, 0, most * height / (height - head))
    _bare(made.category_axis, wall)
    step, last = width / len(chart.values), -100.0
    for place, name in chart.months:
        if step * place - last >= APART:
            last = step * place
            wall.text(name, (left + last, top + height + 0.8, 12, 5), SMALL, "quiet")
    for row, (place, words) in enumerate(chart.marks):
        at, y = left + step * (place + 0.5), top + ROW * row
        floor = top + height - (height - head) * (chart.values[place] or 0) / most
        wall.plate((at, y, 0.2, max(floor - y - 0.5, 0.1)), "quiet")
        start = min(at + 1, left + width - len(words) * SMALL * PLAIN / 5.4 - 4)
        wall.text(words, (start, y - 0.5, left + width - start, 5), SMALL)


def add_slopes(wall: Wall, chart: Slopes, box: Box) -> None:
    """A line a sphere, the first quarter taken as 100; lit lines are named at their end."""
    left, top, width, height = box[0] + 1, box[1] + 7, box[2] * 0.55, box[3] - 9
    lines = sorted(chart.lines, key=lambda one: (one.lit, -one.last / one.first))
    given = CategoryChartData(number_format="0.0")
    given.categories = chart.ends
    for line in lines:
        given.add_series(printable(line.name), (100.0, 100 * line.last / line.first))
    made = _chart(wall, XL_CHART_TYPE.LINE_MARKERS, (left, top, width, height), given)
    for series, line in zip(made.plots[0].series, lines, strict=True):
        tone = "accent" if line.lit else "other"
        series.smooth = False
        series.format.line.color.rgb = wall.colour(tone)
        series.format.line.width = Pt(5 if line.lit else 1.5)
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, 9 if line.lit else 4
        _fill(series.marker.format, wall, tone)
        series.marker.format.line.color.rgb = wall.colour(tone)
    ends = [100.0, *(100 * line.last / line.first for line in lines)]
    low, high = min(ends), max(ends)
    room = (high - low) * 0.04 or 1
    low, high = low - room, high + room
    _scale(made.value_axis, low, high)
    _meet(made.value_axis)
    made.category_axis.visible = False
    wall.text(chart.ends[0], (left, top - 7, 30, 5), SMALL, "quiet")
    wall.text(chart.ends[1], (left + width - 30, top - 7, 30, 5), SMALL, "quiet", right=True)
    free = 0.0
    for line in (one for one in lines if one.lit):
        at = top + height * (high - 100 * line.last / line.first) / (high - low)
        free = max(at - 5, free)
        beside = (left + width + 4, free, box[2] - width - 4, 8)
        wall.text(line.words, beside, 36, "accent", bold=True)
        wall.text(line.name, (beside[0], free + 8, beside[2], 5), SMALL)
        free += 15


def add_dots(wall: Wall, chart: Dots, box: Box) -> None:
    """Candidates on one axis: winners large, with their value in words."""
    given = XyChartData()
    for name, won in ((_("Others"), False), (_("Winner"), True)):
        series = given.add_series(name)
        for place, value in enumerate(chart.values):
            if (place in chart.winners) == won:
                series.add_data_point(value, 1)
    made = _chart(wall, XL_CHART_TYPE.XY_SCATTER, box, given)
    sizes = (("other", 14), ("accent", 22))
    for series, (tone, size) in zip(made.plots[0].series, sizes, strict=True):
        series.format.line.fill.background()
        series.marker.style, series.marker.size = XL_MARKER_STYLE.CIRCLE, size
        _fill(series.marker.format, wall, tone)
        series.marker.format.line.fill.background()
    low, high = min(chart.values), max(chart.values)
    room = (high - low) * 0.08 or abs(high) * 0.1 or 1.0
    low, high = low - room, high + room
    _scale(made.value_axis, 0, 4)
    _scale(made.category_axis, low, high)
    made.category_axis.visible = True
    _bare(made.category_axis, wall)
    if chart.words:
        at = box[0] + box[2] * (chart.values[chart.winners[0]] - low) / (high - low)
        start = min(at - 4, box[0] + box[2] - 16)
        wall.text(chart.words, (start, box[1] + box[3] * 0.75 - 10, 30, 7), 28, "accent", bold=True)


def _chart(wall: Wall, kind: XL_CHART_TYPE, box: Box, given: Any) -> Any:
    """A chart whose plot fills its box to the edges, so that places in it are known."""
    made = wall.slide.shapes.add_chart(kind, *map(unit, box), given).chart
    made.has_legend = made.has_title = False
    made.font.name, made.font.size = FONT, Pt(SMALL)
    made.font.color.rgb = wall.colour("text")
    area = made._chartSpace.chart.plotArea  # noqa: SLF001 - python-pptx offers no layout
    old = area.find(f"{_CHART}layout")
    if old is not None:
        area.remove(old)
    layout = area.makeelement(f"{_CHART}layout", {})
    area.insert(0, layout)
    manual = _sub(layout, "manualLayout")
    for name, value in (
        ("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge"), ("x", "0"), ("y", "0"),
        ("w", "1"), ("h", "1"),
    ):  # fmt: skip
        _sub(manual, name).set("val", value)
    return made


def _sub(parent: Any, name: str) -> Any:
    child = parent.makeelement(f"{_CHART}{name}", {})
    parent.append(child)
    return child


def _fill(part: Any, wall: Wall, tone: str) -> None:
    part.fill.solid()
    part.fill.fore_color.rgb = wall.colour(tone)


def _scale(axis: Any, low: float, high: float) -> None:
    """Ends of an axis that is not drawn."""
    axis.minimum_scale, axis.maximum_scale = low, high
    axis.has_major_gridlines = False
    axis.visible = False


def _meet(axis: Any) -> None:
    """Lines begin and end at the edges of the plot, not half a step inside."""
    element = axis._element  # noqa: SLF001 - python-pptx has no such setting
    between = element.find(f"{_CHART}crossBetween")
    if between is None:
        between = element.makeelement(f"{_CHART}crossBetween", {})
        element.find(f"{_CHART}crosses").addnext(between)
    between.set("val", "midCat")


def _bare(axis: Any, wall: Wall) -> None:
    """A line without names and ticks."""
    axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    axis.major_tick_mark = XL_TICK_MARK.NONE
    axis.format.line.color.rgb = wall.colour("other")
