"""Files of the season: the calendar of events and the votes of the public, read and written.

Joins ``loaders.files`` and the store: what a file names must stand in the register, else its row is
left out with a reason. The command line and the screen call it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from sqlalchemy import Engine

from core.catalogue import catalogue
from core.events import Event, Replaced, Vote
from kpi.awards.standing import NOMINATIONS
from loaders.files import events as event_files
from loaders.files import votes as vote_files
from loaders.files.fields import FieldError, quoted
from store import events as event_store
from store import public_votes, read

Reject = tuple[int, str]


@dataclass(frozen=True)
class Plan:
    """What a file holds and what it would change; nothing is written yet.

    Attributes:
        years: whose events or votes it replaces.
        rows: rows that hold something; ``taken`` and ``rejected`` make them up.
        taken: what would stand.
        rejected: (row in Excel, reason) of every row left out, in order.
        notices: what to know of the file.
        counts: what it changes of what stands.
    """

    years: tuple[int, ...]
    rows: int
    taken: tuple[Event, ...] | tuple[Vote, ...]
    rejected: tuple[Reject, ...]
    notices: tuple[str, ...]
    counts: Replaced

    def as_json(self) -> dict[str, Any]:
        """For programs: plain dicts, lists, numbers and texts."""
        counts = self.counts
        return {
            "years": list(self.years), "rows": self.rows, "taken": len(self.taken),
            "new": counts.new, "changed": counts.changed, "gone": counts.gone,
            "same": counts.same, "notices": list(self.notices),
            "rejected": [{"row": row, "reason": reason} for row, reason in self.rejected],
        }  # fmt: skip


def plan_events(engine: Engine, data: bytes, name: str, year: int | None = None) -> Plan:
    """What a calendar would change; writes nothing.

    Args:
        engine: of the store.
        data: the file, xlsx or csv.
        name: what sentences call the file.
        year: whose events it is for, rows of other years are left out; null: of every year in it.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    found = event_files.parse(data, name)
    register = _Register(read.pages(engine).filter("listed"))
    taken, rejected = [], list(found.rejected)
    for row in found.taken:
        try:
            if year is not None and row.event.first.year != year:
                raise FieldError(f"begins on {row.event.first:%d.%m.%Y}, not in {year}")
            taken.append(register.placed(row.event))
        except FieldError as error:
            rejected.append((row.row, str(error)))
    years = [year] if year is not None else sorted({event.first.year for event in taken})
    counts = event_store.compared(engine, years, taken)
    return Plan(
        tuple(years), found.rows, tuple(taken), tuple(sorted(rejected)), found.notices, counts
    )


def apply_events(engine: Engine, planned: Plan, who: str, now: int) -> None:
    """Writes a planned calendar, all of it or nothing; one without events is not written."""
    events = [one for one in planned.taken if isinstance(one, Event)]
    if events:
        event_store.save(engine, planned.years, events, who, now)


def plan_votes(engine: Engine, data: bytes, name: str, year: int) -> Plan:
    """What a file of votes would change; writes nothing.

    Args:
        engine: of the store.
        data: the file, xlsx or csv.
        name: what sentences call the file.
        year: of the season whose votes it is.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    found = vote_files.parse(data, name, _names())
    register = _Register(read.pages(engine).filter("listed"))
    rejected = list(found.rejected)
    taken: dict[tuple[str, str], tuple[int, Vote]] = {}
    for row in found.taken:
        try:
            key = (row.nomination, register.meant(row.page, row.ogrn))
            if key in taken:
                raise FieldError(f"repeats row {taken[key][0]}: the same page and nomination")
            taken[key] = (row.row, Vote(*key, row.votes))
        except FieldError as error:
            rejected.append((row.row, str(error)))
    votes = [vote for _row, vote in taken.values()]
    counts = public_votes.compared(engine, year, votes)
    return Plan((year,), found.rows, tuple(votes), tuple(sorted(rejected)), found.notices, counts)


def apply_votes(engine: Engine, planned: Plan, who: str, now: int) -> None:
    """Writes planned votes, all of them or nothing; a file without votes is not written."""
    votes = [one for one in planned.taken if isinstance(one, Vote)]
    if votes:
        public_votes.save(engine, planned.years[0], votes, who, now)


def _names() -> dict[str, str]:
    """Nominations by id, as the region's people call them."""
    russian = catalogue("ru")
    return {one.id: russian.gettext(one.title) for one in NOMINATIONS.values()}


class _Register:
    """What a file names, in the words of the register."""

    def __init__(self, pages: pl.DataFrame) -> None:
        self._values: dict[str, dict[str, str]] = {
            column: {value.casefold(): value for value in pages[column].drop_nulls().unique()}
            for column in ("territory", "sphere")
        }
        named = pages.filter(pl.col("network") == "vk", pl.col("screen_name").is_not_null())
        both = named.select("page_id", "screen_name").iter_rows()
        by_name = {f"vk:{name.casefold()}": page for page, name in both}
        self._pages: dict[str, str] = by_name | {page: page for page in pages["page_id"]}
        self._of_body: dict[str, list[str]] = defaultdict(list)
        for ogrn, page in pages.filter(network="vk").select("ogrn", "page_id").iter_rows():
            self._of_body[ogrn].append(page)

    def placed(self, event: Event) -> Event:
        """The event with its territory and spheres as the register writes them."""
        territory = event.territory and self._value("territory", event.territory)
        spheres = tuple(self._value("sphere", sphere) for sphere in event.spheres)
        return replace(event, territory=territory, spheres=spheres)

    def meant(self, page: str | None, ogrn: str | None) -> str:
        """The page a row means by its link, or by the ОГРН of its body."""
        if page is not None:
            if page not in self._pages:
                raise FieldError(f"{quoted(page)} is not in the register: check the link")
            return self._pages[page]
        found = self._of_body.get(ogrn or "", [])
        if len(found) != 1:
            has = f"{len(found)} pages" if found else "no page"
            raise FieldError(f"the body with the ОГРН {ogrn} has {has} in VK: give the page's link")
        return found[0]

    def _value(self, column: str, text: str) -> str:
        known = self._values[column].get(text.casefold())
        if known is None:
            raise FieldError(f"no page of the register is of the {column} {quoted(text)}")
        return known
