"""The show as pdf, a screen a page: the same scenes and the same drawings, typeset."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import asdict
from typing import Any

from ui.exports import pdf
from ui.exports.names import printable
from ui.exports.stage import svg
from ui.exports.stage.html import number_size
from ui.stage.model import MARGIN, PALETTES, WIDTHS, Picture, Screen, Show

FONT = "PT Sans"


def document(show: Show, made_at: int) -> bytes:
    """The file; ``made_at`` is the moment written into it."""
    shown = [scene for scene in show.scenes if scene.shown]
    first = 0 if shown and shown[0].id == "check" else 1
    screens = [
        _screen(screen, show) | {"number": number}
        for number, scene in enumerate(shown, first)
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
    arms = Picture("image/png", show.arms) if show.arms and screen.kind == "title" else None
    plain = {
        name: getattr(screen, name) for name in ("kind", "title", "kicker", "lead", "initials")
    }
    return plain | {
        "names": screen.names, "lines": screen.lines, "columns": screen.columns,
        "figures": [asdict(one) for one in screen.figures],
        "size": number_size(screen.figures, width / 3 - 3),
        "chart": chart.alone(show.palette, FONT) if chart else "",
        "picture": _wrapped(screen.picture), "arms": _wrapped(arms),
    }  # fmt: skip


def _wrapped(picture: Picture | None) -> str:
    """A picture as text, which is all that goes into a template: an svg around it."""
    if picture is None:
        return ""
    wide, high = _size(picture)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{high}' "
        f"viewBox='0 0 {wide} {high}'><image width='{wide}' height='{high}' "
        f"href='data:{picture.kind};base64,{b64encode(picture.content).decode()}'/></svg>"
    )


def _size(picture: Picture) -> tuple[int, int]:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(picture.content)) as opened:
        wide, high = opened.size
    return wide, high
