"""Charts of the show drawn for html and pdf: one unit is a hundredth of the screen's height.

Colours are classes of ``show.css``, so that a palette is chosen once. Text is escaped here.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.exports.stage.text import safe
from ui.stage.model import PALETTES, Bars, Dots, Palette, Screen, Slopes

LABEL = 3.2
"""Size of type on a chart."""
LETTER = 0.53
"""Of the size of type: width of a usual letter."""
_ROW = 4.6
TALL, LOW = 62.0, 15.0
"""Of a chart that fills the screen, and of one under a name."""


@dataclass(frozen=True)
class Drawing:
    """What stands inside an svg of that size."""

    inside: str
    width: float
    height: float

    def inline(self) -> str:
        """For html, where the sheet of the show colours it."""
        return (
            f"<svg class='chart' viewBox='0 0 {self.width:.2f} {self.height:.2f}' "
            f"style='width:calc(var(--u)*{self.width:.2f});"
            f"height:calc(var(--u)*{self.height:.2f})' aria-hidden='true'>{self.inside}</svg>"
        )

    def alone(self, palette: Palette, font: str) -> str:
        """For a picture of its own."""
        return (
            f"<svg xmlns='http://www.w3.org/2000/svg' width='{self.width:.2f}' "
            f"height='{self.height:.2f}' viewBox='0 0 {self.width:.2f} {self.height:.2f}'>"
            f"<style>{_sheet(palette, font)}</style>{self.inside}</svg>"
        )


def drawn(screen: Screen, width: float) -> Drawing | None:
    """The chart of a screen, in a width; null: it has none."""
    match screen.chart:
        case Bars():
            return bars(screen.chart, width, TALL)
        case Slopes():
            return slopes(screen.chart, width, TALL)
        case Dots():
            return dots(screen.chart, width, LOW)
        case _:
            return None


def bars(chart: Bars, width: float, height: float) -> Drawing:
    """Posts by week with the best week and the labelled ones lit."""
    top, floor = _ROW * len(chart.marks) + 2, height - 5
    most = max((value for value in chart.values if value is not None), default=1) or 1
    step = width / max(len(chart.values), 1)
    parts = []
    for place, value in enumerate(chart.values):
        if value is None:
            continue
        tall = (floor - top) * value / most
        lit = "accent" if place == chart.best else "bar"
        parts.append(
            f"<rect class='{lit}' x='{step * place + step * 0.12:.2f}' y='{floor - tall:.2f}' "
            f"width='{step * 0.76:.2f}' height='{tall:.2f}' rx='.4'/>"
        )
    for row, (place, words) in enumerate(chart.marks):
        at = step * (place + 0.5)
        y = _ROW * row + LABEL
        reach = floor - (floor - top) * (chart.values[place] or 0) / most - 0.8
        text_at = min(at + 1, width - len(words) * LABEL * LETTER)
        parts.append(f"<path class='rule' d='M{at:.2f} {y - 2.4:.2f}V{reach:.2f}'/>")
        parts.append(_text(words, text_at, y, "label"))
    last = -20.0
    for place, name in chart.months:
        if step * place - last >= 9:
            last = step * place
            parts.append(_text(name, step * place, height - 1, "quiet"))
    parts.append(f"<path class='axis' d='M0 {floor:.2f}H{width:.2f}'/>")
    return Drawing("".join(parts), width, height)


def slopes(chart: Slopes, width: float, height: float) -> Drawing:
    """Lines from one point, where all were in the first quarter, to where each was in the last."""
    left, right, top, floor = 2.0, width * 0.62, 9.0, height - 3.0
    ends = [1.0, *(line.last / line.first for line in chart.lines)]
    low, high = min(ends), max(ends)

    def at(value: float) -> float:
        return floor - (floor - top) * ((value - low) / (high - low) if high > low else 0.5)

    parts = [_text(chart.ends[0], left, LABEL, "quiet"),
             _text(chart.ends[1], right, LABEL, "quiet", "end")]  # fmt: skip
    parts += [
        f"<path class='axis' d='M{x:.2f} {top - 2:.2f}V{floor + 2:.2f}'/>" for x in (left, right)
    ]
    parts.append(f"<path class='rule' stroke-dasharray='1 1' d='M{left} {at(1):.2f}H{right:.2f}'/>")
    free = -100.0
    for line in sorted(chart.lines, key=lambda one: (one.lit, -one.last / one.first)):
        first, last = at(1), at(line.last / line.first)
        kind = "lit" if line.lit else "pale"
        parts.append(f"<path class='slope {kind}' d='M{left} {first:.2f}L{right:.2f} {last:.2f}'/>")
        radius = 1.3 if line.lit else 0.7
        parts.append(f"<circle class='{kind}' cx='{right:.2f}' cy='{last:.2f}' r='{radius}'/>")
        if line.lit:
            free = max(last + 1.2, free + 12)
            parts.append(_text(line.words, right + 4, free, "value"))
            parts.append(_text(line.name, right + 4, free + 4.4, "label"))
    return Drawing("".join(parts), width, height)


def dots(chart: Dots, width: float, height: float) -> Drawing:
    """Candidates on one axis, winners large; equal ones stand one over another."""
    axis, pad = height - 3, 8.0
    low, high = min(chart.values), max(chart.values)

    def at(value: float) -> float:
        return pad + (width - 2 * pad) * ((value - low) / (high - low) if high > low else 0.5)

    parts = [f"<path class='axis' d='M0 {axis:.2f}H{width:.2f}'/>"]
    taken: list[float] = []
    for place in sorted(range(len(chart.values)), key=lambda one: one not in chart.winners):
        x, won = at(chart.values[place]), place in chart.winners
        over = sum(abs(x - other) < 3 for other in taken)
        taken.append(x)
        y = axis - 4.4 * over
        parts.append(
            f"<circle class='{'accent' if won else 'pale'}' cx='{x:.2f}' cy='{y:.2f}' "
            f"r='{2.4 if won else 1.7}'/>"
        )
    if chart.words:
        x = at(chart.values[chart.winners[0]])
        parts.append(_text(chart.words, min(x, width - pad / 2), axis - 4.6, "value",
                           "end" if x > width - 2 * pad else "middle"))  # fmt: skip
    return Drawing("".join(parts), width, height)


def _text(words: str, x: float, y: float, kind: str, anchor: str = "start") -> str:
    return (
        f"<text class='{kind}' x='{x:.2f}' y='{y:.2f}' text-anchor='{anchor}'>{safe(words)}</text>"
    )


def _sheet(palette: Palette, font: str) -> str:
    colour = PALETTES[palette]
    fills = {"bar": "bar", "accent": "accent", "pale": "other", "lit": "accent"}
    rules = "".join(f".{name}{{fill:{colour[tone]}}}" for name, tone in fills.items())
    return (
        f"text{{font-family:'{font}';font-size:{LABEL}px;fill:{colour['text']}}}{rules}"
        f".quiet{{fill:{colour['quiet']}}}.value{{font-size:6px;font-weight:700;"
        f"fill:{colour['accent']}}}.rule{{fill:none;stroke:{colour['quiet']};stroke-width:.25}}"
        f".axis{{fill:none;stroke:{colour['other']};stroke-width:.3}}"
        f".slope{{fill:none;stroke:{colour['other']};stroke-width:.5;stroke-linecap:round}}"
        f".slope.lit{{fill:none;stroke:{colour['accent']};stroke-width:1.2}}"
    )
