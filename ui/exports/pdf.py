"""Typesetting: a template of ``ui/exports/typst`` and data in, a pdf or a picture out.

Data go in as JSON and are only ever values, so nobody's text becomes markup; fonts are those
shipped with the product, so a file looks alike everywhere. Knows no frames and no words.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

import typst
from PIL import Image

from ui.i18n import language

_HERE = Path(__file__).parent
TEMPLATES = _HERE / "typst"
FONTS = _HERE / "fonts"
PPI = 72
"""One typographic point is one pixel: a picture of 1080 pt has 1080 pixels."""

Template = Literal["answer", "brief", "diploma", "pages", "picture", "stage", "thanks"]


def document(template: Template, content: Mapping[str, Any], made_at: int) -> bytes:
    """A pdf.

    Args:
        template: file of ``TEMPLATES``.
        content: what it shows, as JSON takes it.
        made_at: the moment written into the file: the same data give the same bytes.
    """
    return _compiled(template, content, "pdf", made_at, PPI)[0]


def images(
    template: Template, content: Mapping[str, Any], made_at: int, ppi: int = PPI
) -> list[bytes]:
    """Its pages as png."""
    return _compiled(template, content, "png", made_at, ppi)


def as_svg(content: bytes, kind: str = "image/png") -> str:
    """A picture as a template takes it, since data are text: an svg around it."""
    with Image.open(BytesIO(content)) as opened:
        wide, high = opened.size
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{wide}' height='{high}' "
        f"viewBox='0 0 {wide} {high}'><image width='{wide}' height='{high}' "
        f"href='data:{kind};base64,{b64encode(content).decode()}'/></svg>"
    )


def _compiled(
    template: Template,
    content: Mapping[str, Any],
    form: Literal["pdf", "png"],
    made_at: int,
    ppi: int,
) -> list[bytes]:
    made: bytes | list[bytes] = typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=_fonts(),
        format=form,
        ppi=ppi,
        sys_inputs={"data": json.dumps(dict(content) | {"lang": language()})},
        timestamp=made_at,
    )
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)]
    )
