"""Registers as files give them, and what a store holds of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, Select, Table, create_engine, select

from loaders.files.register import parse
from loaders.files.register_frames import COLUMNS
from store import tables
from store.register import Listing
from tests.loaders.files.samples import Cells, csv_bytes


def listing(*rows: Cells, keys: tuple[str, ...] = tuple(COLUMNS), **names: str) -> Listing:
    found = parse(csv_bytes(rows, keys), "file", names)
    return Listing(found.bodies, found.pages, found.rejects, found.given, found.networks)


def empty() -> Engine:
    """A store in memory: what Hypothesis tries is decided in Python, not by the database."""
    made = create_engine("sqlite://")
    tables.metadata.create_all(made)
    return made


def dump(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with engine.connect() as connection:
        return {
            table.name: [dict(r) for r in connection.execute(in_order(table)).mappings()]
            for table in (tables.bodies, tables.pages, tables.marks)
        }


def in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def pages(engine: Engine) -> dict[str, tuple[int, bool]]:
    return {p["page_id"]: (p["page"], p["listed"]) for p in dump(engine)["pages"]}


def bodies(engine: Engine) -> list[tuple[Any, ...]]:
    return [(b["body"], b["name"], b["listed"]) for b in dump(engine)["bodies"]]
