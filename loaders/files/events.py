"""The region's calendar of events from xlsx or csv, read into plain values.

Owns how cells are understood and why a row is left out; whether a territory or a sphere stands in
the register is asked by ``jobs.events``. Nothing is guessed: a doubtful row is left out with its
number and one reason.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.events import Event
from core.period import EARLIEST, LATEST
from core.text import HASHTAG, plain
from loaders.files.fields import FieldError, is_nothing, quoted
from loaders.files.table import Row, read_table
from loaders.files.workbook_child import ERROR

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("Название", "Событие", "Мероприятие", "Название события", "Наименование", "Title"),
    "first": ("Начало", "Дата начала", "Дата", "С", "Start"),
    "last": ("Окончание", "Дата окончания", "Конец", "По", "End"),
    "territory": ("Территория", "Муниципалитет", "МО", "Territory"),
    "spheres": ("Сферы", "Сфера", "Spheres"),
    "keywords": ("Ключевые слова", "Ключевое слово", "Слова", "Keywords"),
    "hashtags": ("Хештеги", "Хэштеги", "Хештег", "Хэштег", "Теги", "Hashtags"),
}
"""Key of a column → its headings, the usual one first."""

REQUIRED = (("title",), ("first",), ("keywords", "hashtags"))
LONGEST = 31
"""Days of an event: what lasts longer is a campaign, and any post of its time would cover it."""

MOST_WORDS = 50
LONGEST_TITLE, LONGEST_WORD = 200, 100
_EVERYWHERE = frozenset({"все", "всё", "вся область", "вся республика", "весь край", "весь регион"})
_CLOCK = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[./](\d{{1,2}})[./](\d{{4}})(?:\s*г\.?)?{_CLOCK}")
_YEAR_FIRST = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_CLOCK}")


@dataclass(frozen=True)
class Listed:
    """An event and the number of its row in Excel."""

    row: int
    event: Event


@dataclass(frozen=True)
class Calendar:
    """What a file holds: ``rows`` that hold something are taken or stand in ``rejected`` once."""

    rows: int
    taken: tuple[Listed, ...]
    rejected: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]


def parse(data: bytes, name: str) -> Calendar:
    """The events in the bytes of a file called ``name``.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    sheet = read_table(data, name, COLUMNS, REQUIRED)
    taken: dict[tuple[str, date], Listed] = {}
    rejected: list[tuple[int, str]] = []
    for row in sheet.rows:
        try:
            event = _event(row)
            key = (plain(event.title) or event.title.casefold(), event.first)
            if key in taken:
                raise FieldError(f"repeats row {taken[key].row}: the same event on the same day")
            taken[key] = Listed(row.number, event)
        except FieldError as error:
            rejected.append((row.number, str(error)))
    return Calendar(len(sheet.rows), tuple(taken.values()), tuple(rejected), sheet.notices)


def _event(row: Row) -> Event:
    if row.fault:
        raise FieldError(row.fault)
    for key, text in row.cells.items():
        if text == ERROR:
            raise FieldError(f"«{COLUMNS[key][0]}» holds a formula that failed: mend it in Excel")
    cells = row.cells
    title = cells.get("title", "")
    if not any(letter.isalnum() for letter in title):
        raise FieldError(f"no title: fill «{COLUMNS['title'][0]}»")
    if len(title) > LONGEST_TITLE:
        raise FieldError(f"the title is longer than {LONGEST_TITLE} characters: shorten it")
    first = _day(cells, "first")
    if first is None:
        raise FieldError(f"no first day: fill «{COLUMNS['first'][0]}»")
    last = _day(cells, "last") or first
    days = (last - first).days + 1
    if days < 1:
        raise FieldError(f"ends ({last:%d.%m.%Y}) before it begins ({first:%d.%m.%Y})")
    if days > LONGEST:
        raise FieldError(
            f"lasts {days} days: an event lasts at most {LONGEST}, so name the single days of it"
        )
    keywords, hashtags = _words(cells)
    territory = cells.get("territory", "")
    nowhere = is_nothing(territory) or territory.casefold() in _EVERYWHERE
    spheres = tuple(
        sphere for sphere in _several(cells.get("spheres", ""))
        if sphere.casefold() not in _EVERYWHERE
    )  # fmt: skip
    return Event(title, first, last, None if nowhere else territory, spheres, keywords, hashtags)


def _words(cells: Mapping[str, str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Keywords and hashtags; a tag among the keywords is a tag."""
    listed = _several(cells.get("keywords", ""))
    keywords = tuple(word for word in listed if not word.startswith("#"))
    named = re.split(r"[;,\s]+", cells.get("hashtags", ""))
    tags = [word for word in (*listed, *named) if word not in keywords and not is_nothing(word)]
    hashtags = tuple(dict.fromkeys(_tag(word) for word in tags))
    for word in keywords:
        if len(plain(word).replace(" ", "")) < 2 or len(word) > LONGEST_WORD:
            raise FieldError(
                f"{quoted(word)} is no keyword: give words of 2 to {LONGEST_WORD} characters"
            )
    if not keywords and not hashtags:
        raise FieldError("neither a keyword nor a hashtag: no post could be found to cover it")
    if len(keywords) + len(hashtags) > MOST_WORDS:
        raise FieldError(f"more than {MOST_WORDS} keywords and hashtags: keep those that tell it")
    return keywords, hashtags


def _tag(word: str) -> str:
    tag = "#" + word.casefold().lstrip("#").split("@")[0]
    if not HASHTAG.fullmatch(tag) or len(tag) > LONGEST_WORD:
        raise FieldError(f"{quoted(word)} is no hashtag: give one such as #деньгорода")
    return tag


def _several(text: str) -> tuple[str, ...]:
    """Parts of a cell between semicolons or, where there is none, between commas."""
    parts = re.split(r";" if ";" in text else r",", text)
    stripped = (part.strip(" «»\"'") for part in parts)
    return tuple(dict.fromkeys(part for part in stripped if part and not is_nothing(part)))


def _day(cells: Mapping[str, str], key: str) -> date | None:
    """A day as people or Excel write it; null: none is given."""
    text = cells.get(key, "")
    if not text or is_nothing(text):
        return None
    try:
        if match := _DAY_FIRST.fullmatch(text):
            found = date(int(match[3]), int(match[2]), int(match[1]))
        elif match := _YEAR_FIRST.fullmatch(text):
            found = date(int(match[1]), int(match[2]), int(match[3]))
        else:
            raise ValueError(text)
    except ValueError:
        raise FieldError(
            f"«{COLUMNS[key][0]}» holds {quoted(text)}: write the day as 09.05.2025"
        ) from None
    if not EARLIEST <= found <= LATEST:
        raise FieldError(f"«{COLUMNS[key][0]}» is {found:%d.%m.%Y}: is the year right?")
    return found
