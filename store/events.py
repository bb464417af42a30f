"""The calendar of events of the region: read, compared with a whole file, replaced by it.

An event is recognised by its title and first day, whatever the case; a file replaces the events of
the years it is for. Every replacement is one transaction with its line of the audit log, and moves
the data version: awards are counted from the calendar.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from core.events import Event, Replaced
from store import tables as t
from store.accounts import record
from store.matching import plain_name
from store.write import move_data_version

_e = t.events.c
_EPOCH = date(1970, 1, 1)
Key = tuple[str, date]


def between(engine: Engine, first: date, last: date) -> tuple[Event, ...]:
    """Events any day of which lies between two days, both included, in order of their beginning."""
    query = (
        select(t.events)
        .where(_e.first <= _day(last), _e.last >= _day(first))
        .order_by(_e.first, _e.event)
    )
    with engine.connect() as connection:
        return tuple(_event(row) for row in connection.execute(query))


def of_year(engine: Engine, year: int) -> tuple[Event, ...]:
    """Events that begin in a year, in order."""
    found = between(engine, date(year, 1, 1), date(year, 12, 31))
    return tuple(event for event in found if event.first.year == year)


def compared(engine: Engine, years: Collection[int], listed: Sequence[Event]) -> Replaced:
    """What ``save`` would do; writes nothing."""
    with engine.connect() as connection:
        return Replaced.of(_plain(_stored(connection, years)), _by_key(listed))


def save(
    engine: Engine, years: Collection[int], listed: Sequence[Event], who: str, now: int
) -> Replaced:
    """Makes a list the whole calendar of some years.

    Args:
        engine: of the store.
        years: whose events are replaced: those that begin in them.
        listed: the events of these years; of equal ones the last holds.
        who: login, or ``cli``.
        now: UTC unix seconds.

    Returns:
        What changed; where nothing did, nothing is written.

    Raises:
        ValueError: an event of the list begins in another year.
    """
    for event in listed:
        if event.first.year not in years:
            raise ValueError(f"«{event.title}» begins in {event.first.year}, not in {years}")
    wanted = _by_key(listed)
    with engine.begin() as connection:
        stored = _stored(connection, years)
        counts = Replaced.of(_plain(stored), wanted)
        if counts.moves:
            said = {"who": who, "at": now}
            _write(connection, stored, wanted, said)
            span = ", ".join(str(year) for year in sorted(years))
            told = f"{span}: {counts.new} new, {counts.changed} changed, {counts.gone} gone"
            record(connection, who, "events replaced", told, now)
            move_data_version(connection)
    return counts


def add(connection: Connection, listed: Sequence[Event], who: str, now: int) -> None:
    """Writes events that are not there yet, in the transaction of what they come with."""
    rows = [_row(event) | {"who": who, "at": now} for event in listed]
    if rows:
        connection.execute(insert(t.events), rows)


def _write(
    connection: Connection, stored: dict[Key, tuple[int, Event]], wanted: dict[Key, Event],
    said: dict[str, Any],
) -> None:  # fmt: skip
    gone = [number for key, (number, _event_there) in stored.items() if key not in wanted]
    if gone:
        connection.execute(delete(t.events).where(_e.event.in_(gone)))
    new = [event for key, event in wanted.items() if key not in stored]
    add(connection, new, said["who"], said["at"])
    for key, event in wanted.items():
        if key in stored and stored[key][1] != event:
            changed = update(t.events).where(_e.event == stored[key][0])
            connection.execute(changed.values(**_row(event), **said))


def _stored(connection: Connection, years: Collection[int]) -> dict[Key, tuple[int, Event]]:
    found = {}
    for year in years:
        first, last = _day(date(year, 1, 1)), _day(date(year, 12, 31))
        query = select(t.events).where(_e.first.between(first, last)).order_by(_e.event)
        for row in connection.execute(query):
            event = _event(row)
            found[_key(event)] = (row.event, event)
    return found


def _plain(stored: dict[Key, tuple[int, Event]]) -> dict[Key, Event]:
    return {key: event for key, (_number, event) in stored.items()}


def _by_key(listed: Sequence[Event]) -> dict[Key, Event]:
    return {_key(event): event for event in listed}


def _key(event: Event) -> Key:
    return plain_name(event.title), event.first


def _row(event: Event) -> dict[str, Any]:
    return {
        "title": event.title, "first": _day(event.first), "last": _day(event.last),
        "territory": event.territory, "spheres": _list(event.spheres),
        "keywords": _list(event.keywords), "hashtags": _list(event.hashtags),
    }  # fmt: skip


def _event(row: Any) -> Event:
    spheres, keywords, hashtags = (
        tuple(json.loads(text)) for text in (row.spheres, row.keywords, row.hashtags)
    )
    first, last = (_EPOCH + timedelta(days=day) for day in (row.first, row.last))
    return Event(row.title, first, last, row.territory, spheres, keywords, hashtags)


def _list(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)


def _day(value: date) -> int:
    return (value - _EPOCH).days
