"""Screens of the region's year: six numbers, weeks, what grew, posts.

Builds screens of ready figures; knows nothing of awards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from babel.dates import format_date

from core.events import Event
from ui.exports import names
from ui.formats import number, share, week
from ui.i18n import _, locale, ngettext
from ui.installation import here
from ui.stage.model import (
    MOST_WORDS,
    Bars,
    Figure,
    Picture,
    Screen,
    Slope,
    Slopes,
    within,
)  # fmt: skip
from ui.stage.spoken import spoken
from ui.stage.year import MEASURES, Year

EVENTS, EVENT_WORDS = 3, 4
"""Events that are labelled, and words of a label."""
APART = 5
"""Weeks between two labels that do not touch."""
LIT = 2
"""Lines that are named."""


@dataclass(frozen=True)
class Post:
    """A post that may be shown: ``key`` is ``vk:1_45``; figures are null where not known."""

    key: str
    page_id: str
    page: int
    post: int
    name: str
    text: str
    views: int | None
    likes: int | None
    reposts: int | None


def big(value: int) -> tuple[str, str]:
    """A large number for a wall and its unit: ``23,9`` and ``тыс.``."""
    if value >= 1_000_000:
        size, unit = 1_000_000, _("million")
    elif value >= 10_000:
        size, unit = 1000, _("thousand")
    else:
        return number(value), ""
    return number(value / size, 1 if value < 100 * size else 0), unit


def six(found: Year, awards: int) -> Screen:
    """«Год в шести числах»; what is not known is left out."""
    now, was = found.now, found.before
    posts, views, questions = (was.posts, was.views, was.questions) if was else (None,) * 3
    figures = [
        _counted(found.pages, None, lambda n: ngettext("official page", "official pages", n)),
        _counted(now.posts, posts, lambda n: ngettext("post", "posts", n)),
        _counted(now.views, views, lambda n: ngettext("view", "views", n)),
        _counted(now.questions, questions,
                 lambda n: ngettext("question of residents", "questions of residents", n)),
    ]  # fmt: skip
    if now.on_time is not None:
        value = share(now.on_time).replace("\u00a0", "").removesuffix("%")
        change = ""
        if was is not None and was.on_time is not None:
            points = round(100 * now.on_time) - round(100 * was.on_time)
            change = _("{points} pp against last year").format(points=_signed(points))
        figures.append(Figure(value, "%", _("of answers in time"), change))
    if awards:
        figures.append(_counted(awards, None, lambda n: ngettext("award", "awards", n)))
    screen = Screen("year", title=_("The year in six numbers"), figures=tuple(figures))
    if len(figures) < 6:
        screen = replace(screen, title=_("The year in numbers"))
    return screen


def _counted(value: int, before: int | None, words: Callable[[int], str]) -> Figure:
    shown, unit = big(value)
    change = ""
    if before:
        grown = value / before - 1
        told = ("+" if grown > 0 else "") + share(grown)
        change = _("{change} against last year").format(change=told)
    # «324 тыс.» takes the form of many, whatever its last digit is.
    counted = f"{unit} {words(0)}" if unit else words(value)
    return Figure(shown, "", counted, change)


def _signed(value: int) -> str:
    return ("+" if value > 0 else "") + number(value)


def weeks(found: Year, events: Sequence[Event]) -> Screen | None:
    """«Год по неделям»: bars of posts, the best week, up to three events; null: too few weeks."""
    rows = found.weeks.drop_nulls("posts")
    if rows.height < 2:
        return None
    zone = ZoneInfo(here().settings.timezone)
    starts = found.weeks["start"].to_list()
    days = [datetime.fromtimestamp(start, zone).date() for start in starts]
    values = tuple(None if value is None else float(value) for value in found.weeks["posts"])
    best = max(range(len(values)), key=lambda place: values[place] or 0)
    posts = int(values[best] or 0)
    lead = ngettext(
        "The best week is {week}: {n} post", "The best week is {week}: {n} posts", posts
    ).format(week=week(starts[best]), n=number(posts))
    marks = [
        (place, within(event.title, EVENT_WORDS)) for place, event in labelled(events, days, values)
    ]
    chart = Bars(
        values, tuple(week(start) for start in starts), _months(days), tuple(marks), best
    )  # fmt: skip
    return Screen("weeks", title=_("The year by weeks"), lead=lead, chart=chart)


def labelled(
    events: Sequence[Event], days: Sequence[date], values: Sequence[float | None]
) -> list[tuple[int, Event]]:
    """Events of all pages in the fullest weeks, far enough apart for their labels."""
    placed = []
    for event in events:
        monday = event.first - timedelta(event.first.weekday())
        if monday in days and event.territory is None:
            placed.append((days.index(monday), event))
    placed.sort(key=lambda one: (-(values[one[0]] or 0), one[0]))
    taken: list[tuple[int, Event]] = []
    for place, event in placed:
        apart = all(abs(place - other) >= APART for other, _event in taken)
        if apart and len(taken) < EVENTS:
            taken.append((place, event))
    return sorted(taken, key=lambda one: one[0])


def _months(days: Sequence[date]) -> tuple[tuple[int, str], ...]:
    firsts = [
        place for place, day in enumerate(days) if not place or days[place - 1].month != day.month
    ]
    named = [(place, format_date(days[place], "LLL", locale=locale())) for place in firsts]
    # A month cut off by the first days of the year would stand on its neighbour.
    return tuple((place, name.rstrip(".")) for place, name in named)


def growth(found: Year, asked: str | None = None) -> Screen | None:
    """«Что выросло»: a line a sphere, the two that grew most lit; null: nothing grew.

    Args:
        found: the year.
        asked: one of ``MEASURES``; null: that in which most spheres grew.
    """
    grown = {
        measure: rows.filter(pl.col("last") > pl.col("first")).height
        for measure in MEASURES
        if (rows := found.growth.filter(measure=measure)).height
    }
    measure = asked if asked in grown else max(grown, key=lambda one: grown[one], default=None)
    if measure is None or found.quarters is None or not grown[measure]:
        return None
    rows = found.growth.filter(measure=measure).with_columns(rise=pl.col("last") / pl.col("first"))
    rows = rows.sort("rise", "sphere", descending=[True, False])
    lines = tuple(
        Slope(
            row["sphere"], row["first"], row["last"],
            "+" + share(row["rise"] - 1),
            lit=place < LIT and row["rise"] > 1,
        )
        for place, row in enumerate(rows.iter_rows(named=True))
    )  # fmt: skip
    ends = tuple(_("Quarter {n}").format(n=quarter) for quarter in found.quarters)
    said = grew(measure, grown[measure]).format(n=grown[measure], all=rows.height)
    return Screen(
        "growth", title=_("What grew"), lead=said, chart=Slopes(lines, (ends[0], ends[1]))
    )


def grew(measure: str, count: int) -> str:
    """The sentence of a measure, with places for how many spheres grew and how many there are."""
    match measure:
        case "views":
            return ngettext("A post is seen by more people in {n} sphere of {all}",
                            "A post is seen by more people in {n} spheres of {all}",
                            count)  # fmt: skip
        case "erv":
            return ngettext("Readers respond more in {n} sphere of {all}",
                            "Readers respond more in {n} spheres of {all}", count)  # fmt: skip
        case _:
            return ngettext("Pages publish more in {n} sphere of {all}",
                            "Pages publish more in {n} spheres of {all}", count)  # fmt: skip


def post(one: Post, picture: Picture | None) -> Screen:
    """One of «Посты года»: the page, its words as far as a wall takes them, three figures."""
    counted = (
        (one.views, lambda n: ngettext("view", "views", n)),
        (one.likes, lambda n: ngettext("like", "likes", n)),
        (one.reposts, lambda n: ngettext("repost", "reposts", n)),
    )
    figures = tuple(_counted(value, None, words) for value, words in counted if value)
    screen = Screen(
        "post", title=within(spoken(one.name), 7), kicker=_("Posts of the year"),
        figures=figures, picture=picture, initials=initials(one.name),
    )  # fmt: skip
    return replace(screen, lead=within(one.text, MOST_WORDS - screen.words))


def initials(name: str) -> str:
    """Up to two first letters of the words a body is known by."""
    inside = names.shorter(name).replace("№", " ")
    letters = [word.strip("«»„“\"'(")[:1] for word in inside.split()]
    return "".join(letter for letter in letters if letter.isalnum())[:2].upper()
