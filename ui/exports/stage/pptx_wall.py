"""A slide being filled: words, headlines and plates at places in hundredths of its height.

Sizes of type are points of a slide 7.5 inches high. Knows no scene.
"""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Emu, Inches, Pt

from ui.exports.names import printable
from ui.stage.model import MARGIN, PALETTES, WIDTHS, Show

FONT = "Arial"
HIGH = 7.5
"""Inches."""
NUMBER, NAME, TITLE, BODY, SMALL = 120, 48, 40, 28, 20
"""Points."""
BOLD, PLAIN = 0.6, 0.53
"""Of the size of type: width of a usual letter."""
_LEADING = 1.2
_STYLE = "{http://schemas.openxmlformats.org/presentationml/2006/main}style"
Box = tuple[float, float, float, float]
"""Left, top, width, height."""


@dataclass(frozen=True)
class Wall:
    """A slide being filled: measures in hundredths of its height, as everywhere in the show."""

    slide: Any
    show: Show

    @property
    def width(self) -> float:
        """Of the whole slide."""
        return WIDTHS[self.show.ratio]

    @property
    def inner(self) -> float:
        """Between the safe margins."""
        return self.width - 2 * MARGIN

    def colour(self, tone: str) -> RGBColor:
        """A colour of the palette."""
        found: RGBColor = RGBColor.from_string(PALETTES[self.show.palette][tone][1:])
        return found

    def text(
        self, words: str, box: Box, size: float, tone: str = "text",
        *, bold: bool = False, anchor: MSO_ANCHOR = MSO_ANCHOR.TOP, right: bool = False,
    ) -> None:  # fmt: skip
        """Words in a box, which ends where the slide does."""
        left, top, width, height = box
        box = left, top, min(width, self.width - left), height
        self.fill(self.slide.shapes.add_textbox(*map(unit, box)), words, size, tone, bold=bold,
                  anchor=anchor, right=right)  # fmt: skip

    def title(
        self, words: str, box: Box, size: float = TITLE,
        anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
    ) -> None:  # fmt: skip
        """The headline, in the slide's own place for it: the outline shows it."""
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = map(unit, box)
        self.fill(shape, words, size, "text", bold=True, anchor=anchor, right=False)

    def fill(
        self, shape: Any, words: str, size: float, tone: str, *, bold: bool, anchor: MSO_ANCHOR,
        right: bool,
    ) -> None:  # fmt: skip
        """Puts words into a shape."""
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for place, line in enumerate(printable(words).split("\n")):
            paragraph = frame.paragraphs[0] if not place else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text = line
            run.font.size, run.font.bold, run.font.name = Pt(size), bold, FONT
            run.font.color.rgb = self.colour(tone)

    def plate(self, box: Box, tone: str) -> None:
        """A filled rectangle."""
        shape = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *map(unit, box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = self.colour(tone)
        shape.line.fill.background()
        shape._element.remove(shape._element.find(_STYLE))  # noqa: SLF001 - the theme's shadow


def unit(share: float) -> Emu:
    """A length of so many hundredths of the slide's height."""
    return Emu(round(share / 100 * Inches(HIGH)))


def fitted(words: str, size: float, width: float, height: float, letter: float = BOLD) -> float:
    """The size, or a smaller one at which the words find room in a box, never under ``SMALL``."""
    while size > SMALL and tall(words, size, width, letter) > height:
        size -= 2
    return size


def tall(words: str, size: float, width: float, letter: float = BOLD) -> float:
    """Height of words of a size in a box of a width, in hundredths of the height; an estimate."""
    letters = max(int(width / 100 * HIGH * 72 / (letter * size)), 1)
    return max(len(wrap(words, letters)), 1) * size * _LEADING / (HIGH * 0.72)
