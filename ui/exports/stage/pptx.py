"""The show as pptx: the same scenes, native charts, notes in the notes pane, everything editable.

The fonts of the theme are made Arial, whose metric twins every office has.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches, Pt

from ui.exports.names import printable
from ui.exports.stage import pptx_charts as charts
from ui.exports.stage.pptx_wall import (
    BODY,
    FONT,
    HIGH,
    NAME,
    NUMBER,
    PLAIN,
    SMALL,
    TITLE,
    Box,
    Wall,
    fitted,
    tall,
    unit,
)
from ui.stage.model import (
    MARGIN,
    PALETTES,
    WIDTHS,
    Bars,
    Dots,
    Figure,
    Scene,
    Screen,
    Show,
    Slopes,
    numbered,
)

TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_TITLE_ONLY = 5
"""Layout of the empty deck that has a headline and nothing else."""


def document(show: Show) -> bytes:
    """The file."""
    deck = Presentation()
    deck.slide_height, deck.slide_width = Inches(HIGH), unit(WIDTHS[show.ratio])
    deck.core_properties.title, deck.core_properties.author = printable(show.title), ""
    _set_fonts(deck)
    ground = deck.slide_master.background.fill
    ground.solid()
    ground.fore_color.rgb = RGBColor.from_string(PALETTES[show.palette]["ground"][1:])
    layout = deck.slide_layouts[_TITLE_ONLY]
    for shape in list(layout.placeholders):
        if shape.placeholder_format.idx:  # date, foot and number of the layout: we have our own
            shape._element.getparent().remove(shape._element)  # noqa: SLF001 - python-pptx has no way
    for number, scene in numbered(show.scenes):
        for screen in scene.screens:
            _draw(Wall(deck.slides.add_slide(layout), show), screen, scene, number)
    file = BytesIO()
    deck.save(file)
    return file.getvalue()


def _set_fonts(deck: Any) -> None:
    """Arial in the theme: what is typed later and the charts follow it."""
    for relation in deck.slide_master.part.rels.values():
        if relation.reltype.endswith("/theme"):
            part = relation.target_part
            part._blob = part.blob.replace(b'"Calibri"', b'"Arial"')  # noqa: SLF001 - no way


def _draw(wall: Wall, screen: Screen, scene: Scene, number: int) -> None:
    match screen.kind:
        case "check":
            _check(wall, screen)
        case "title" | "award" | "thanks":
            _headline(wall, screen)
        case "year":
            _six(wall, screen)
        case "weeks" | "growth":
            _charted(wall, screen)
        case "post":
            _post(wall, screen)
        case "finalists":
            _finalists(wall, screen)
        case "winner":
            _winner(wall, screen)
        case "laureates":
            _laureates(wall, screen)
        case _:
            _method(wall, screen)
    wall.text(wall.show.stamp, (MARGIN, 90, wall.inner - 12, 5), SMALL, "quiet")
    wall.text(str(number), (wall.width - MARGIN - 10, 90, 10, 5), SMALL, "quiet", right=True)
    wall.slide.notes_slide.notes_text_frame.text = printable(scene.note)


def _headline(wall: Wall, screen: Screen) -> None:
    """A title in the middle of the wall, a line above it, a sentence under it."""
    size = fitted(screen.title, NAME, wall.inner, 33)
    height = tall(screen.title, size, wall.inner)
    top = 42 - height / 2
    if wall.show.arms and screen.kind == "title":
        arms = BytesIO(wall.show.arms)
        wall.slide.shapes.add_picture(arms, unit(MARGIN), unit(MARGIN), height=unit(20))
    wall.plate((MARGIN, top - 5, 16, 0.9), "accent")
    if screen.kicker:
        wall.text(screen.kicker, (MARGIN, top - 13, wall.inner, 6), BODY, "quiet")
    wall.title(screen.title, (MARGIN, top, wall.inner, height), size)
    wall.text(screen.lead, (MARGIN, top + height + 3, wall.inner, 14), BODY, "quiet")


def _six(wall: Wall, screen: Screen) -> None:
    """3 × 2 numbers of one size, as large as the longest of them takes."""
    wall.title(screen.title, (MARGIN, MARGIN, wall.inner, 9))
    column = wall.inner / 3
    room = column - 3
    longest = max((len(one.value) + 0.4 * len(one.unit) for one in screen.figures), default=1)
    size = min(NUMBER, room / 100 * HIGH * 72 / (0.57 * longest))
    high, words = 0.87 * tall("0", size, column), 24 if column > 45 else SMALL
    for place, one in enumerate(screen.figures):
        left, top = MARGIN + column * (place % 3), 17 + 35 * (place // 3)
        _number(wall, one, (left, top, column, high), size)
        wall.text(one.words, (left, top + high, room, 9), words)
        below = top + high + tall(one.words, words, room, PLAIN)
        wall.text(one.change, (left, below, column, 9), SMALL, "quiet")


def _number(wall: Wall, one: Figure, box: Box, size: float) -> None:
    wall.text(one.value, box, size, "number", bold=True, anchor=MSO_ANCHOR.BOTTOM)
    if one.unit:
        paragraph = wall.slide.shapes[-1].text_frame.paragraphs[0]
        run = paragraph.add_run()
        run.text = one.unit
        run.font.size, run.font.bold, run.font.name = Pt(size * 0.4), True, FONT
        run.font.color.rgb = wall.colour("number")


def _charted(wall: Wall, screen: Screen) -> None:
    wall.title(screen.title, (MARGIN, MARGIN, wall.inner, 9))
    wall.text(screen.lead, (MARGIN, 14, wall.inner, 6), 24, "quiet")
    box = (MARGIN, 21, wall.inner, 64)
    if isinstance(screen.chart, Bars):
        charts.add_bars(wall, screen.chart, box)
    elif isinstance(screen.chart, Slopes):
        charts.add_slopes(wall, screen.chart, box)


def _post(wall: Wall, screen: Screen) -> None:
    """The picture whole on its plate, at the left; the words at the right."""
    wide, high = wall.inner * 0.55, 80.0
    wall.plate((MARGIN, MARGIN, wide, high), "surface")
    if screen.picture:
        shape = wall.slide.shapes.add_picture(BytesIO(screen.picture.content), 0, 0)
        scale = min(unit(wide) / shape.width, unit(high) / shape.height)
        shape.width, shape.height = round(shape.width * scale), round(shape.height * scale)
        shape.left = unit(MARGIN) + (unit(wide) - shape.width) // 2
        shape.top = unit(MARGIN) + (unit(high) - shape.height) // 2
    else:
        wall.text(screen.initials, (MARGIN + wide / 2 - 18, MARGIN, 40, high), 110, "other",
                  bold=True, anchor=MSO_ANCHOR.MIDDLE)  # fmt: skip
    left, width = MARGIN + wide + 5, wall.inner - wide - 5
    wall.text(screen.kicker, (left, 9, width, 5), SMALL, "quiet")
    size = fitted(screen.title, 26, width, 18)
    below = 17 + tall(screen.title, size, width)
    wall.title(screen.title, (left, 14, width, below - 17), size)
    rest = 66 - below
    wall.text(screen.lead, (left, below, width, rest), fitted(screen.lead, 24, width, rest, PLAIN))
    for place, one in enumerate(screen.figures):
        top = 68 + 6 * place
        wall.text(one.value, (left, top, 17, 6), 26, "number", bold=True, anchor=MSO_ANCHOR.BOTTOM)
        wall.text(
            one.words, (left + 18, top, width - 18, 5.6), SMALL, "quiet", anchor=MSO_ANCHOR.BOTTOM
        )


def _finalists(wall: Wall, screen: Screen) -> None:
    wall.text(screen.kicker, (MARGIN, MARGIN, wall.inner, 6), BODY, "quiet")
    wall.title(
        screen.title, (MARGIN, 11.5, wall.inner, 9), fitted(screen.title, TITLE, wall.inner, 9)
    )
    each = 60 / max(len(screen.names), 2)
    size = min((fitted(name, BODY, wall.inner, each - 1) for name in screen.names), default=BODY)
    for place, name in enumerate(screen.names):
        top = 26 + each * place
        wall.plate((MARGIN, top, wall.inner, 0.25), "other")
        box = (MARGIN, top, wall.inner, each)
        wall.text(name, box, size, bold=True, anchor=MSO_ANCHOR.MIDDLE)


def _winner(wall: Wall, screen: Screen) -> None:
    """The name is the slide's title; equal ones stand side by side."""
    size = fitted(screen.kicker, BODY, wall.inner, 6, PLAIN)
    wall.text(screen.kicker, (MARGIN, 9, wall.inner, 7), size, "quiet")
    wall.plate((MARGIN, 17, 16, 0.9), "accent")
    count = min(len(screen.names), 2)
    width, high = wall.inner / count, 31 / -(-len(screen.names) // 2)
    size = min(fitted(name, NAME, width - 4, high) for name in screen.names)
    for place, name in enumerate(screen.names):
        box = (MARGIN + width * (place % 2), 21 + high * (place // 2), width - 4, high)
        if place:
            wall.text(name, box, size, bold=True)
        else:
            wall.title(name, box, size)
    below = 24 + (31 if len(screen.names) > 2 else tall(screen.names[0], size, width - 4))
    room = 66 - below
    wall.text(screen.lead, (MARGIN, below, wall.inner, room),
              fitted(screen.lead, BODY, wall.inner, room, PLAIN))  # fmt: skip
    if isinstance(screen.chart, Dots):
        charts.add_dots(wall, screen.chart, (MARGIN, 66, wall.inner, 20))


def _laureates(wall: Wall, screen: Screen) -> None:
    wall.title(screen.title, (MARGIN, MARGIN, wall.inner, 9))
    column = wall.inner / 3
    for place, blocks in enumerate(screen.columns):
        left = MARGIN + column * place
        box = wall.slide.shapes.add_textbox(*map(unit, (left, 16, column - 4, 72)))
        frame = box.text_frame
        frame.word_wrap = True
        frame.margin_left = frame.margin_top = frame.margin_right = 0
        first = True
        for head, listed in blocks:
            for words, size, tone in (
                (head, SMALL, "accent"),
                *((name, SMALL, "text") for name in listed),
            ):
                paragraph = frame.paragraphs[0] if first else frame.add_paragraph()
                paragraph.space_before = Pt(0 if first else 14 if tone == "accent" else 6)
                run = paragraph.add_run()
                run.text = printable(words)
                run.font.size, run.font.name, run.font.bold = Pt(size), FONT, tone == "accent"
                run.font.color.rgb = wall.colour(tone)
                first = False


def _method(wall: Wall, screen: Screen) -> None:
    wall.plate((MARGIN, 20, 16, 0.9), "accent")
    wall.title(screen.title, (MARGIN, 24, wall.inner, 10))
    for place, line in enumerate(screen.lines, 1):
        top = 28 + 12 * place
        wall.text(str(place), (MARGIN, top, 6, 8), BODY, "number", bold=True)
        wall.text(line, (MARGIN + 8, top, wall.inner - 8, 12), BODY)


def _check(wall: Wall, screen: Screen) -> None:
    """Corners, lines of falling size, both palettes."""
    wide = wall.width
    for left in (0.0, wide - 8):
        for top in (0.0, 99.2):
            wall.plate((left, top, 8, 0.8), "accent")
    for left in (0.0, wide - 0.8):
        for top in (0.0, 92.0):
            wall.plate((left, top, 0.8, 8), "accent")
    wall.title(screen.title, (11, 9, wide - 22, 9))
    top = 18.0
    for words, size in zip(screen.lines, (72, NAME, TITLE, BODY, 24, SMALL), strict=True):
        wall.text(words, (11, top, wide - 80, size * 1.2 / 5.4), size)
        top += size * 1.15 / 5.4
    for place, (palette, words) in enumerate(zip(PALETTES, screen.names, strict=True)):
        other = Wall(wall.slide, Show("", (), "", palette, wall.show.ratio))
        box = (wide - 66.0, 22 + 32.0 * place, 54.0, 28.0)
        other.plate(box, "ground")
        other.text(
            "28", (box[0] + 4, box[1], 20, 28), 54, "number", bold=True, anchor=MSO_ANCHOR.MIDDLE
        )
        other.text(words, (box[0] + 24, box[1], 29, 14), 24, anchor=MSO_ANCHOR.MIDDLE)
        for n, tone in enumerate(("bar", "other", "accent")):
            other.plate((box[0] + 24 + 9 * n, box[1] + 15, 8, 4), tone)
