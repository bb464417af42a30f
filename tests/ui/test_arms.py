"""Arms on the papers: what is a picture, what is none, and what is given up."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from core.apart import Unread
from tests.ui import honoured
from tests.ui.honoured import HOSTILE, LOOK, made, region
from ui.exports.awards import arms, diplomas
from ui.exports.awards.arms import ArmsError

__all__ = ["region"]


def picture(form: str, size: tuple[int, int] = (300, 400)) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#B08D4C").save(buffer, form)
    return buffer.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 20"><path d="M0 0h10v20H0z"/></svg>'
BOTTOMLESS = SVG.replace(b"<path", b"<g>" * 100_000 + b"<path").replace(
    b"</svg>", b"</g>" * 100_000 + b"</svg>"
)
"""Ends the process that reads it."""
HALF = picture("PNG")
HALF = HALF[:33] + b"\0\0\0\x0a" + HALF[37:51] + b"0000" + b"\0\0\0\x08\x9c\x93\x93\xa3" + b"0" * 99
"""Its second part is no part of a png."""


@pytest.mark.parametrize(
    "content", [picture("PNG"), picture("JPEG"), SVG, picture("PNG", (9, 3000))]
)
def test_arms_become_one_small_png_and_stand_on_the_paper(content: bytes) -> None:
    given = arms.png(content)
    shown = Image.open(io.BytesIO(given))
    assert (shown.format, max(shown.size) <= arms.SIDE) == ("PNG", True)
    assert len(given) < 100_000
    results = honoured.results()
    plain = diplomas.picture(results, made(results)[0], LOOK)
    changed = diplomas.picture(results, made(results)[0], replace(LOOK, arms=given))
    assert plain != changed


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a", b"%PDF-1.7", b"<svg", HOSTILE.encode(), b"\x89PNG\r\n\x1a\n" + b"0" * 99,
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, SVG.replace(b"<path", b"<script/><path"),
        SVG[:60] + b"</svg>", picture("PNG") + b"0" * 2_000_001, picture("GIF"), BOTTOMLESS, HALF,
    ],
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(ArmsError) as told:
        arms.png(content)
    assert str(told.value).endswith(".")


def test_a_drawing_that_is_given_up_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As one whose parts repeat themselves a million times is; ``core.apart`` ends it in time."""
    asked = []

    def given_up(module: str, content: bytes, seconds: int) -> bytes:
        asked.append((module, content, seconds))
        raise Unread(None)

    monkeypatch.setattr(arms, "answer", given_up)
    with pytest.raises(ArmsError, match="нужен файл png, jpeg или svg"):
        arms.png(SVG)
    assert asked == [("ui.exports.awards.arms_child", SVG, arms.PATIENCE)]
