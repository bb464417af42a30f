"""What a scene of the show is: plain values that html, pptx and pdf draw alike.

Knows neither frames nor the language: words come in ready. Nobody below the leaders and no resident
ever gets in here: ``ui.stage.scenes`` sees to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "check", "title", "year", "weeks", "growth", "post", "award", "finalists", "winner",
    "laureates", "method", "thanks",
]  # fmt: skip
Block = tuple[str, tuple[str, ...]]
"""A head and the names under it."""
Palette = Literal["dark", "light"]
Ratio = Literal["16:9", "4:3"]

MOST_WORDS = 30
"""Of one screen; the bottom line is not counted, and the roll of laureates is not held to it: names
are looked for, not read."""
WIDTHS: dict[Ratio, float] = {"16:9": 1600 / 9, "4:3": 400 / 3}
"""Of a screen, in hundredths of its height."""
MARGIN = 5.0
"""Safe margin, in hundredths of the height."""
SIZES = {"number": 22.0, "name": 9.0, "title": 6.0, "body": 4.0, "small": 3.2}
"""Of type, in hundredths of the height."""
PALETTES: dict[Palette, dict[str, str]] = {
    "dark": {
        "ground": "#0B1526", "surface": "#14233B", "text": "#FFFFFF", "quiet": "#C8D6E8",
        "number": "#FFC94A", "accent": "#FFC94A", "bar": "#5AB0FF", "other": "#6F86A6",
    },
    "light": {
        "ground": "#FFFFFF", "surface": "#EEF3F9", "text": "#0B1526", "quiet": "#35445A",
        "number": "#1F4E9E", "accent": "#B85C00", "bar": "#1F6FD0", "other": "#6B7F96",
    },
}  # fmt: skip
"""Colours that a projector keeps apart."""


@dataclass(frozen=True)
class Figure:
    """A number with what it counts.

    Attributes:
        value: as it is shown, without its unit.
        unit: ``%``, shown small beside it.
        words: what it counts: ``тыс. публикаций``.
        change: against the year before; empty: not known.
    """

    value: str
    unit: str
    words: str
    change: str = ""


@dataclass(frozen=True)
class Bars:
    """One bar a week.

    Attributes:
        values: of each; null: not known.
        weeks: names of the weeks.
        months: place and name of each month's first week.
        marks: place and words of labelled weeks, the best among them.
        best: place of the best week; null: none.
    """

    values: tuple[float | None, ...]
    weeks: tuple[str, ...]
    months: tuple[tuple[int, str], ...]
    marks: tuple[tuple[int, str], ...]
    best: int | None


@dataclass(frozen=True)
class Slope:
    """One line from the first quarter to the last; only a lit one is named on the screen."""

    name: str
    first: float
    last: float
    words: str
    lit: bool


@dataclass(frozen=True)
class Slopes:
    """Lines between two quarters, those of ``ends``."""

    lines: tuple[Slope, ...]
    ends: tuple[str, str]


@dataclass(frozen=True)
class Dots:
    """Candidates of a contest on one axis.

    Attributes:
        values: of each, in order of merit.
        winners: places of those who win.
        words: their value in words; empty: it would say nothing to people.
    """

    values: tuple[float, ...]
    winners: tuple[int, ...]
    words: str = ""


@dataclass(frozen=True)
class Picture:
    """A stored picture: ``image/jpeg`` and its bytes."""

    kind: str
    content: bytes


@dataclass(frozen=True)
class Screen:
    """What stands on the wall at once.

    Attributes:
        kind: how it is laid out.
        title: its headline.
        kicker: a line above the headline.
        lead: a sentence under it.
        names: of bodies, in the order shown; those of ``winner`` stand side by side.
        figures: numbers; those of ``year`` appear one by one.
        lines: sentences one under another.
        columns: one beside another, each of blocks: a head with names under it.
        chart: null: none.
        picture: null: initials stand in its place, where the kind has one.
        initials: see ``picture``.
    """

    kind: Kind
    title: str = ""
    kicker: str = ""
    lead: str = ""
    names: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    lines: tuple[str, ...] = ()
    columns: tuple[tuple[Block, ...], ...] = ()
    chart: Bars | Slopes | Dots | None = None
    picture: Picture | None = None
    initials: str = ""

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is read on it."""
        figures = (text for one in self.figures for text in (one.value, one.words, one.change))
        blocks = (block for column in self.columns for block in column)
        columns = (text for head, names in blocks for text in (head, *names))
        return tuple(text for text in (
            self.kicker, self.title, self.lead, *self.names, *figures, *self.lines, *columns,
            *charted(self.chart),
        ) if text)  # fmt: skip

    @property
    def words(self) -> int:
        """How many words are read on it; the line at the bottom is not counted."""
        return sum(map(word_count, self.texts))


@dataclass(frozen=True)
class Scene:
    """One line of the list: screens that belong together.

    Attributes:
        id: key under which the presenter's own choices are kept.
        label: what it is called in the list.
        screens: one after another.
        note: what the speaker reads, on no screen.
        seconds: how long it is to take.
        shown: whether it is in the show.
    """

    id: str
    label: str
    screens: tuple[Screen, ...]
    note: str = ""
    seconds: int = 30
    shown: bool = True


@dataclass(frozen=True)
class Show:
    """A whole show.

    Attributes:
        title: of the document.
        scenes: those shown.
        stamp: the line at the bottom of every screen.
        palette: of all screens.
        ratio: of all screens.
        arms: of the region as png; null: none.
    """

    title: str
    scenes: tuple[Scene, ...]
    stamp: str
    palette: Palette = "dark"
    ratio: Ratio = "16:9"
    arms: bytes | None = field(default=None, repr=False)


def charted(chart: Bars | Slopes | Dots | None) -> tuple[str, ...]:
    """What is read on a chart, but for the months of its axis."""
    match chart:
        case Bars():
            return tuple(words for _place, words in chart.marks)
        case Slopes():
            lit = (text for one in chart.lines if one.lit for text in (one.name, one.words))
            return (*chart.ends, *lit)
        case Dots():
            return (chart.words,)
        case _:
            return ()


def numbered(scenes: Sequence[Scene]) -> list[tuple[int, Scene]]:
    """Scenes with their numbers: the screen check has 0, the first after it 1."""
    return list(enumerate(scenes, 0 if scenes and scenes[0].id == "check" else 1))


def word_count(text: str) -> int:
    """Words of a text: runs between spaces that hold a letter; numbers are no words."""
    return sum(bool(re.search(r"[^\W\d_]", word)) for word in text.split())


def within(text: str, words: int) -> str:
    """The text, cut after so many words with «…»."""
    parts: list[str] = []
    left = words
    # Words tied by a no-break space stay together.
    for part in text.split(" "):
        left -= word_count(part)
        if left < 0:
            return " ".join(parts).rstrip(" ,.;:—–-«(") + "…" if parts else ""
        parts.append(part)
    return " ".join(parts)
