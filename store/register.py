"""The register in the store: what a new list of bodies and pages changes, and writing it.

Owns how a listed body or page is recognised among the stored ones. Nothing is deleted: what the
list no longer names is marked ``listed = False`` and comes back under its old number. Knows no
files; ``plan`` and ``save`` compute the same difference, ``save`` inside the writing transaction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import polars as pl
from sqlalchemy import Connection, Engine, insert, inspect, select, update

from store import tables
from store.matching import Record, matched_bodies, matched_pages, plain_name
from store.write import move_data_version

State = Literal["new", "changed", "gone", "same", "held"]

_PAGE_COLUMNS = ("page_id", "network", "owner", "screen_name")
_TOLD = ("new", "changed", "gone")
_BODY_COLUMNS = tuple(c.name for c in tables.bodies.columns if c.name not in ("body", "listed"))


class MovedError(RuntimeError):
    """The store has changed between looking and writing."""


@dataclass(frozen=True)
class Listing:
    """A list of bodies and pages to compare with the store.

    Attributes:
        bodies: one row per body: ``body`` (a number in the list), columns of ``bodies``.
        pages: one row per page: ``page_id, network, owner, screen_name, body``; names lower case.
        left_out: one row per row that could not be taken: ``name, ogrn, page_id``, null where not
            known. What it names stays as it is stored: a mistyped cell is no farewell.
        given: columns of ``bodies`` the list speaks of; all others stay as they are stored.
        networks: networks the list speaks of; pages of others go only with their body.
    """

    bodies: pl.DataFrame
    pages: pl.DataFrame
    left_out: pl.DataFrame
    given: frozenset[str]
    networks: frozenset[str]


@dataclass(frozen=True)
class Change:
    """A body or page that is new, gone or changed; ``fields`` are (column, old, new)."""

    kind: Literal["body", "page"]
    state: State
    key: str
    name: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True)
class Counts:
    """Bodies or pages by what happens; ``held`` stay because a row left out may speak of them."""

    new: int
    changed: int
    gone: int
    same: int
    held: int


@dataclass(frozen=True)
class Difference:
    """What a listing changes, bodies before pages, in the order of the listing."""

    bodies: Counts
    pages: Counts
    changes: tuple[Change, ...]


@dataclass
class _Step:
    """One body or page: what is stored of it (null: nothing), and the values that change.

    ``reference`` stands for the number of a body that is not written yet: negative, one a body.
    """

    state: State
    stored: Record | None
    values: Record
    reference: int = 0


class _Steps(NamedTuple):
    bodies: list[_Step]
    pages: list[_Step]
    names: dict[int, str]


def is_empty(engine: Engine) -> bool:
    """Whether the database has no register yet, not even its tables."""
    with engine.connect() as connection:
        return not inspect(connection).has_table(tables.pages.name)


def page_ids(engine: Engine) -> dict[str, str]:
    """Page ids of VK by screen name (lower case), of the pages whose number is known.

    A page renamed since is found by the name the register gave it, unless another bears it now.
    """
    c = tables.pages.c
    known = select(c.listed_name, c.screen_name, c.page_id).where(
        c.network == "vk", c.owner.is_not(None)
    )
    with engine.connect() as connection:
        rows = connection.execute(known.order_by(c.listed, c.page)).all()
    names = [(row.listed_name, row.page_id) for row in rows]
    names += [(row.screen_name, row.page_id) for row in rows]
    return {str(name).casefold(): str(page_id) for name, page_id in names if name}


def plan(engine: Engine | None, listing: Listing) -> Difference:
    """What ``save`` would change; writes nothing. No engine is an empty store."""
    if engine is None:
        return _difference(_steps([], [], listing))
    with engine.connect() as connection:
        return _difference(_steps(*_stored(connection), listing))


def save(engine: Engine, listing: Listing, seen: Difference | None = None) -> Difference:
    """Writes a listing in one transaction; saving it again changes nothing.

    Raises:
        MovedError: the difference is not the one that was seen; nothing is written.
    """
    with engine.begin() as connection:
        steps = _steps(*_stored(connection), listing)
        difference = _difference(steps)
        if seen is not None and difference != seen:
            raise MovedError("the register has changed since it was looked at: look again")
        _write(connection, steps)
        if difference.changes:
            move_data_version(connection)
        return difference


def _stored(connection: Connection) -> tuple[list[Record], list[Record]]:
    b, p = tables.bodies, tables.pages
    bodies = connection.execute(select(b).order_by(b.c.body)).mappings()
    pages = connection.execute(select(p).order_by(p.c.page)).mappings()
    return [dict(row) for row in bodies], [dict(row) for row in pages]


def _steps(bodies: list[Record], pages: list[Record], listing: Listing) -> _Steps:
    steps = _Steps([], [], {row["body"]: row["name"] for row in bodies})
    listed = listing.bodies.to_dicts()
    match = matched_bodies(bodies, listed)
    numbers: dict[int, int] = {}
    for row in listed:
        stored = match.get(row["body"])
        number = stored["body"] if stored else -1 - row["body"]
        numbers[row["body"]], steps.names[number] = number, row["name"]
        steps.bodies.append(_body_step(stored, row, listing.given))
    met = {row["body"] for row in match.values()}
    listed = listing.pages.to_dicts()
    found = matched_pages(pages, listed)
    steps.pages.extend(_page_step(found.get(row["page_id"]), row, numbers) for row in listed)
    known = {row["page"] for row in found.values()}
    rest = [row for row in pages if row["listed"] and row["page"] not in known]
    _leave(steps, bodies, met, rest, listing)
    return steps


def _leave(
    steps: _Steps, bodies: list[Record], met: set[int], pages: list[Record], listing: Listing
) -> None:
    """Marks what the listing no longer names as gone, but for what a row left out speaks of."""
    out = listing.left_out.to_dicts()
    ids = {row["page_id"] for row in out} - {None}
    held_pages = {r["page"] for r in pages if ids & {r["page_id"], f"vk:{r['screen_name']}"}}
    held = {row["body"] for row in pages if row["page"] in held_pages} | _named(bodies, out)
    # A row whose link cannot be read may speak of any page of its body.
    doubtful = _named(bodies, [row for row in out if row["page_id"] is None])
    for row in bodies:
        if row["listed"] and row["body"] not in met:
            state: State = "held" if row["body"] in held else "gone"
            steps.bodies.append(_Step(state, row, {"listed": state == "held"}))
    gone = {step.stored["body"] for step in steps.bodies if step.stored and step.state == "gone"}
    for row in pages:
        state = "gone"
        if row["page"] in held_pages or row["body"] in doubtful:
            state = "held"
        elif row["network"] not in listing.networks and row["body"] not in gone:
            state = "same"
        steps.pages.append(_Step(state, row, {"listed": state != "gone"}))


def _named(bodies: list[Record], out: list[Record]) -> set[int]:
    names = {plain_name(row["name"]) for row in out if row["name"]}
    ogrns = {row["ogrn"] for row in out} - {None}
    return {r["body"] for r in bodies if plain_name(r["name"]) in names or r["ogrn"] in ogrns}


def _body_step(stored: Record | None, row: Record, given: frozenset[str]) -> _Step:
    if stored is None:
        values = {column: row[column] for column in _BODY_COLUMNS} | {"listed": True}
        return _Step("new", None, values, -1 - row["body"])
    wanted = {column: row[column] for column in _BODY_COLUMNS if column in given}
    return _changed(stored, wanted | {"listed": True})


def _page_step(stored: Record | None, row: Record, numbers: Mapping[int, int]) -> _Step:
    wanted = {"body": numbers[row["body"]], "listed": True}
    if stored is None:
        own = {column: row[column] for column in _PAGE_COLUMNS}
        own["listed_name"] = row["screen_name"]
        return _Step("new", None, own | wanted)
    if stored["owner"] is None and row["owner"] is not None:
        wanted |= {"owner": row["owner"], "page_id": row["page_id"]}
    # The network says what a page is called now; the register only fills in what is not known.
    if row["screen_name"] is not None:
        wanted["listed_name"] = row["screen_name"]
        wanted["screen_name"] = stored["screen_name"] or row["screen_name"]
    return _changed(stored, wanted)


def _changed(stored: Record, wanted: Record) -> _Step:
    values = {column: value for column, value in wanted.items() if stored[column] != value}
    return _Step("changed" if values else "same", stored, values)


def _write(connection: Connection, steps: _Steps) -> None:
    b, p = tables.bodies, tables.pages
    numbers: dict[int, int] = {}
    for step in steps.bodies:
        if step.stored is None:
            made = insert(b).values(step.values).returning(b.c.body)
            numbers[step.reference] = connection.execute(made).scalar_one()
        elif step.state in ("changed", "gone"):
            connection.execute(update(b).where(b.c.body == step.stored["body"]).values(step.values))
    for step in steps.pages:
        values = dict(step.values)
        if "body" in values:
            values["body"] = numbers.get(values["body"], values["body"])
        if step.stored is None:
            connection.execute(insert(p).values(values))
        elif step.state in ("changed", "gone"):
            connection.execute(update(p).where(p.c.page == step.stored["page"]).values(values))


def _difference(steps: _Steps) -> Difference:
    return Difference(
        _counts(steps.bodies),
        _counts(steps.pages),
        tuple(_change("body", s, steps.names) for s in steps.bodies if s.state in _TOLD)
        + tuple(_change("page", s, steps.names) for s in steps.pages if s.state in _TOLD),
    )


def _counts(steps: Iterable[_Step]) -> Counts:
    count = Counter(step.state for step in steps)
    return Counts(count["new"], count["changed"], count["gone"], count["same"], count["held"])


def _change(kind: Literal["body", "page"], step: _Step, names: Mapping[int, str]) -> Change:
    row = step.stored or step.values
    name = names.get(row["body"], "") if kind == "page" else row["name"]
    key = row["page_id"] if kind == "page" else row["ogrn"] or ""
    fields = []
    if step.stored and step.state == "changed":
        for column, new in step.values.items():
            pair = (step.stored[column], new)
            shown = (names.get(body, "") for body in pair) if column == "body" else pair
            fields.append((column, *shown))
    return Change(kind, step.state, key, name, tuple(fields))
