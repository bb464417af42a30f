"""The region's coat of arms: any png, jpeg or svg that is given becomes one clean png.

What people upload is read once, here; views and papers only ever show the png made of it.
"""

from __future__ import annotations

import io
import re

from PIL import Image, UnidentifiedImageError

from core.apart import Unread, answer
from ui.i18n import _

MEGABYTES = 2
SIDE = 700
"""Pixels of the longer side: 600 dpi at the height it is printed in."""

PATIENCE = 10
"""Seconds a drawing may take; a usual one takes a tenth of one."""

_LARGEST = 30_000_000
_UNSAFE = re.compile(rb"<!(DOCTYPE|ENTITY)|<script|<foreignObject", re.IGNORECASE)


class ArmsError(ValueError):
    """A picture that cannot be taken: one sentence that says why."""


def png(content: bytes) -> bytes:
    """The picture as a png of at most ``SIDE`` pixels.

    Raises:
        ArmsError: too large, or neither png nor jpeg nor svg.
    """
    if len(content) > MEGABYTES * 1_000_000:
        raise ArmsError(_("The picture is larger than {n} MB.").format(n=MEGABYTES))
    if b"<svg" in content[:4000]:
        content = _rendered(content)
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > _LARGEST:
                raise ArmsError(_("The picture has too many pixels."))
            shown = picture.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise ArmsError(_("This is no picture: a png, jpeg or svg file is needed.")) from None
    box = shown.getbbox()
    if box is None:
        raise ArmsError(_("The picture is empty."))
    shown = shown.crop(box)
    shown.thumbnail((SIDE, SIDE))
    buffer = io.BytesIO()
    shown.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _rendered(content: bytes) -> bytes:
    if _UNSAFE.search(content):
        raise ArmsError(_("This svg holds more than a picture: save it as a plain svg or png."))
    try:
        return answer("ui.exports.awards.arms_child", content, PATIENCE)
    except Unread:
        raise ArmsError(_("This is no picture: a png, jpeg or svg file is needed.")) from None
