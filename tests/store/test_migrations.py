"""Migrations with data in them: down, up, and nothing lost of what stands on both sides."""

from __future__ import annotations

from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, inspect, select

from store import tables as t
from store.engine import _config, migrating, move, revision

Rows = dict[str, list[dict[str, Any]]]


def rows(engine: Engine) -> Rows:
    """Every row of every table, in a settled order."""
    found = MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: sorted(
                (dict(row) for row in connection.execute(select(table)).mappings()), key=str
            )
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def narrowed(found: Rows, shape: dict[str, list[str]]) -> Rows:
    """What of some rows a smaller shape holds."""
    return {
        name: sorted(({c: row[c] for c in columns} for row in found[name]), key=str)
        for name, columns in shape.items()
    }


def shape(engine: Engine) -> dict[str, list[str]]:
    look = inspect(engine)
    return {
        name: [column["name"] for column in look.get_columns(name)]
        for name in look.get_table_names()
        if name != "alembic_version"
    }


def to(engine: Engine, target: str) -> None:
    with migrating(engine) as connection:
        at = revision(connection)
        if at and target != "head" and (target == "base" or target < at):
            command.downgrade(_config(connection), target)
        else:
            move(connection, target)


def revisions(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(_config(connection))
        return sorted(script.revision for script in scripts.walk_revisions())


def test_down_one_by_one_and_up_again_keeps_the_rows(filled: Engine) -> None:
    before, newest = rows(filled), shape(filled)
    for target in reversed(revisions(filled)[:-1]):
        to(filled, target)
    small = shape(filled)
    kept = narrowed(rows(filled), small)
    assert kept == narrowed(before, small)
    assert all(kept[name] for name in ("pages", "posts", "comments", "users", "grants", "rejects"))
    to(filled, "head")
    assert {name: sorted(columns) for name, columns in shape(filled).items()} == {
        name: sorted(columns) for name, columns in newest.items()
    }
    assert narrowed(rows(filled), small) == kept


def test_down_to_nothing_and_up_gives_empty_tables(filled: Engine) -> None:
    to(filled, "base")
    assert shape(filled) == {}
    to(filled, "head")
    assert not any(rows(filled).values())


def test_the_tables_are_those_of_the_migrations(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, t.metadata) == []
    look = inspect(engine)
    for name, table in t.metadata.tables.items():
        keys = look.get_pk_constraint(name)["constrained_columns"]
        assert keys == [column.name for column in table.primary_key], name


def fail_half_way(engine: Engine) -> None:
    with migrating(engine) as connection:
        move(connection, "base")
        raise RuntimeError("half way")


def test_a_failed_migration_changes_nothing(filled: Engine) -> None:
    before = rows(filled)
    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way(filled)
    assert rows(filled) == before
