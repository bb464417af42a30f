"""Persons a season honours: typed or imported for its papers, deleted after them.

Persons' data live in this table and nowhere else: the log says how many were written or deleted,
never who, and no error repeats what was typed. What the fields mean is ``ui.exports.awards``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, delete, func, select

from store import tables as t
from store.accounts import record
from store.write import upsert

FIELDS = ("name", "gender", "position", "presenter", "dative", "position_dative", "greeting")
"""What is kept of a person; a field that is empty is left out."""

LONGEST = 500
"""Characters of a field."""

Key = tuple[str, str, str]
"""Nomination, segment and page; a segment or page that is none is an empty text."""

_l = t.laureates.c


class LaureateError(ValueError):
    """What cannot be kept: one sentence that names no person."""


@dataclass(frozen=True)
class Laureate:
    """A person honoured in one contest for one page.

    Attributes:
        key: which first place.
        forms: by name of ``FIELDS``.
    """

    key: Key
    forms: Mapping[str, str]


def laureates(engine: Engine, year: int) -> dict[Key, Mapping[str, str]]:
    """Persons of a season by the first place they are honoured for."""
    with engine.connect() as connection:
        rows = connection.execute(select(t.laureates).where(_l.year == year)).all()
    return {(row.nomination, row.segment, row.page_id): json.loads(row.forms) for row in rows}


def save(engine: Engine, year: int, persons: Iterable[Laureate], who: str, now: int) -> int:
    """Writes persons, each in the place of who stood there; one with no fields is deleted.

    Returns:
        How many were written or deleted.

    Raises:
        LaureateError: a field nobody knows, or one that is too long.
    """
    kept, gone = [], []
    for person in persons:
        forms = {name: text.strip() for name, text in person.forms.items() if text.strip()}
        _check(forms)
        key = dict(zip(("nomination", "segment", "page_id"), person.key, strict=True))
        said = {"forms": json.dumps(forms, ensure_ascii=False), "who": who, "at": now}
        if forms:
            kept.append({"year": year, **key, **said})
        else:
            gone.append(person.key)
    with engine.begin() as connection:
        upsert(connection, t.laureates, kept)
        for nomination, segment, page_id in gone:
            here = (_l.nomination == nomination, _l.segment == segment, _l.page_id == page_id)
            connection.execute(delete(t.laureates).where(_l.year == year, *here))
        if kept or gone:
            target = f"{year}, {len(kept)} written, {len(gone)} deleted"
            record(connection, who, "laureates", target, now)
    return len(kept) + len(gone)


def forget(engine: Engine, year: int, who: str, now: int) -> int:
    """Deletes every person of a season; how many there were."""
    with engine.begin() as connection:
        count = connection.scalar(
            select(func.count()).select_from(t.laureates).where(_l.year == year)
        )
        if engine.dialect.name == "sqlite":  # zeros in the place of what is deleted
            connection.exec_driver_sql("pragma secure_delete = on")
        connection.execute(delete(t.laureates).where(_l.year == year))
        record(connection, who, "laureates forgotten", f"{year}, {count}", now)
    _wipe(engine)
    return int(count or 0)


def _wipe(engine: Engine) -> None:
    """Empties SQLite's log of writes, which holds deleted rows until it is written anew."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            file: Any = connection.connection.driver_connection
            file.execute("pragma wal_checkpoint(truncate)")


def _check(forms: Mapping[str, str]) -> None:
    for name, text in forms.items():
        if name not in FIELDS:
            raise LaureateError("a person has no such field; known are " + ", ".join(FIELDS))
        if len(text) > LONGEST:
            raise LaureateError(f"a field has at most {LONGEST} characters")
