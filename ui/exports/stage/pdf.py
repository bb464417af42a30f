"""The show as pdf, a screen a page: the same scenes and the same drawings, typeset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from ui.exports import pdf
from ui.exports.names import printable
from ui.exports.stage import svg
from ui.exports.stage.html import number_size
from ui.stage.model import MARGIN, PALETTES, WIDTHS, Screen, Show, numbered

FONT = "PT Sans"


def document(show: Show, made_at: int) -> bytes:
    """The file; ``made_at`` is the moment written into it."""
    screens = [
        _screen(screen, show) | {"number": number}
        for number, scene in numbered(show.scenes)
        for screen in scene.screens
    ]
    content = {
        "title": printable(show.title), "wide": WIDTHS[show.ratio], "stamp": show.stamp,
        "palette": PALETTES[show.palette], "palettes": list(PALETTES.values()), "screens": screens,
    }  # fmt: skip
    return pdf.document("stage", content, made_at)


def _screen(screen: Screen, show: Show) -> dict[str, Any]:
    width = WIDTHS[show.ratio] - 2 * MARGIN
    chart = svg.drawn(screen, width)
    arms = show.arms if screen.kind == "title" else None
    plain = {
        name: getattr(screen, name) for name in ("kind", "title", "kicker", "lead", "initials")
    }
    return plain | {
        "names": screen.names, "lines": screen.lines, "columns": screen.columns,
        "figures": [asdict(one) for one in screen.figures],
        "size": number_size(screen.figures, width / 3 - 3),
        "chart": chart.alone(show.palette, FONT) if chart else "",
        "picture": pdf.as_svg(shown.content, shown.kind) if (shown := screen.picture) else "",
        "arms": pdf.as_svg(arms) if arms else "",
    }  # fmt: skip
