"""The acts of a season: what people did, one row an act, chained by hashes so that a change shows.

An act is never changed or removed; taking one back is an act too. Every act is checked against
those before it and written in one transaction with its line of the audit log: of two people at once
the second sees what the first did. Frozen results are rows of their own, chained likewise. What may
follow what is ``core.commission``; who may do it is checked by the caller.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, text

from core.commission import Act, Done, SeasonError, Standing, apply, check
from store import tables as t
from store.accounts import record

_a, _s = t.season_acts.c, t.season_seals.c


@dataclass(frozen=True)
class Seal:
    """Frozen results; ``content`` is canonical JSON, ``hash`` of it."""

    year: int
    version: int
    at: int
    who: str
    reason: str | None
    content: str
    hash: str

    @property
    def code(self) -> str:
        """Short code people compare: ``7F3A-91C2``."""
        return f"{self.hash[:4]}-{self.hash[4:8]}".upper()


def canonical(value: object) -> str:
    """JSON with one spelling: keys sorted, no spaces, text as it is."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"),
                      allow_nan=False)  # fmt: skip


def digest(*texts: str) -> str:
    """SHA-256 of texts, each with its length before it."""
    joined = "".join(f"{len(one)}:{one}" for one in texts)
    return hashlib.sha256(joined.encode()).hexdigest()


def act(engine: Engine, year: int, done: Act, who: str, now: int) -> Standing:
    """Adds an act to a season.

    Returns:
        The season with it.

    Raises:
        SeasonError: what stands does not allow it; nothing is written.
    """
    with engine.begin() as connection:
        standing = _standing(connection, year)
        check(standing, done)
        return _append(connection, standing, done, who, now)


def seal(
    engine: Engine, year: int, content: Callable[[Standing], dict[str, Any]], who: str, now: int,
    first: Sequence[Act] = (),
) -> Seal:  # fmt: skip
    """Freezes the results of a season; every act is in them or comes too late.

    Args:
        engine: of the store.
        year: of the season.
        content: gives what is frozen, from the season; called inside the transaction, so that
            nothing comes between.
        who: login.
        now: UTC unix seconds.
        first: acts of the same hand that come before, all with the freeze or none of them.

    Raises:
        SeasonError: nothing is open to be frozen, or ``content`` raises one.
    """
    with engine.begin() as connection:
        standing = _standing(connection, year)
        for done in first:
            check(standing, done)
            standing = _append(connection, standing, done, who, now)
        if standing.opened_at is None:
            raise SeasonError("unopened", f"the season {year} is not open")
        if standing.closed:
            raise SeasonError("frozen", f"the season {year} is frozen already")
        before = _seals(connection, year)
        last = before[-1] if before else None
        made = content(standing) | {
            "acts": standing.head, "before": last.hash if last else None, "frozen_at": now,
            "frozen_by": who, "reason": standing.amending, "version": len(before) + 1,
        }  # fmt: skip
        written = canonical(made)
        new = Seal(year, len(before) + 1, now, who, standing.amending, written, digest(written))
        connection.execute(insert(t.season_seals).values(
            year=year, version=new.version, at=now, who=who, reason=new.reason,
            content=new.content, hash=new.hash,
        ))  # fmt: skip
        sealed = Act("sealed", detail={"version": new.version, "hash": new.hash})
        _append(connection, standing, sealed, who, now)
        return new


def standing(engine: Engine, year: int, until: str | None = None) -> Standing:
    """A season by its acts, by default all, else up to the one of a hash; none: it is empty."""
    found = acts(engine, year)
    hashes = [done.hash for done in found]
    last = hashes.index(until) + 1 if until in hashes else len(found)
    return _replayed(year, found[:last])


def acts(engine: Engine, year: int) -> list[Done]:
    """Everything people did in a season, oldest first."""
    with engine.connect() as connection:
        return _rows(connection, year)


def seals(engine: Engine, year: int) -> list[Seal]:
    """The frozen results of a season, oldest version first."""
    with engine.connect() as connection:
        return _seals(connection, year)


def years(engine: Engine) -> list[int]:
    """Years with a season, newest first."""
    with engine.connect() as connection:
        return sorted(connection.scalars(select(_a.year).distinct()), reverse=True)


def tampered(engine: Engine, year: int) -> str | None:
    """What was changed in the database past this module, in a sentence; null: nothing."""
    with engine.connect() as connection:
        found, frozen = _rows(connection, year), _seals(connection, year)
    before, heads = str(year), {}
    for number, done in enumerate(found, 1):
        if done.hash != _hash(before, done.act, done.who, done.at):
            return f"act {number} of the season {year}, or one before it, is not as it was written"
        if done.act.kind == "sealed":
            heads[done.act.detail["version"]] = (done.act.detail["hash"], before)
        before = done.hash
    for one in frozen:
        sealed, last = heads.get(one.version, ("", ""))
        if not sealed == one.hash == digest(one.content) or _told(one) != (last, *_beside(one)):
            return f"version {one.version} of the results of {year} is not as it was frozen"
    if heads.keys() != {one.version for one in frozen}:
        return f"frozen results of {year} are missing"
    return None


def _told(one: Seal) -> tuple[str, str, int, str | None]:
    """What frozen results say of themselves: the newest act in them, who, when and why."""
    kept = json.loads(one.content)
    return kept["acts"], kept["frozen_by"], kept["frozen_at"], kept["reason"]


def _beside(one: Seal) -> tuple[str, int, str | None]:
    """The same as it stands beside them."""
    return one.who, one.at, one.reason


def _standing(connection: Connection, year: int) -> Standing:
    """The season, held against other writers until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("lock table season_acts in share row exclusive mode"))
    return _replayed(year, _rows(connection, year))


def _rows(connection: Connection, year: int) -> list[Done]:
    rows = connection.execute(t.season_acts.select().where(_a.year == year).order_by(_a.act))
    return [
        Done(
            Act(r.kind, r.nomination, r.segment, r.page_id, _detail(r.detail)), r.who, r.at, r.hash,
        )
        for r in rows
    ]  # fmt: skip


def _detail(written: str) -> dict[str, Any]:
    """Details of an act; of one that was written past this module what no hash fits."""
    try:
        found = json.loads(written)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"written": written}


def _seals(connection: Connection, year: int) -> list[Seal]:
    query = select(_s.year, _s.version, _s.at, _s.who, _s.reason, _s.content, _s.hash)
    rows = connection.execute(query.where(_s.year == year).order_by(_s.version))
    return [Seal(*row) for row in rows]


def _hash(before: str, done: Act, who: str, at: int) -> str:
    told = [done.kind, done.nomination, done.segment, done.entry, dict(done.detail), who, at]
    return digest(before, canonical(told))


def _append(connection: Connection, standing: Standing, done: Act, who: str, now: int) -> Standing:
    made = Done(done, who, now, _hash(standing.head or str(standing.year), done, who, now))
    connection.execute(insert(t.season_acts).values(
        year=standing.year, kind=done.kind, nomination=done.nomination, segment=done.segment,
        page_id=done.entry, detail=canonical(dict(done.detail)), who=who, at=now, hash=made.hash,
    ))  # fmt: skip
    about = " ".join(one for one in (done.nomination, done.segment, done.entry) if one)
    record(connection, who, f"season {done.kind}", f"{standing.year} {about}".strip(), now)
    apply(standing, made)
    return standing


def _replayed(year: int, found: list[Done]) -> Standing:
    standing = Standing(year)
    for done in found:
        apply(standing, done)
    return standing
