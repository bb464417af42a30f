"""What each database has of its own for writing: inserts that meet a conflict, PostgreSQL's COPY.

``store.write`` calls it; SQLite has nothing like COPY and needs nothing like it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_FEW = 100
"""Up to so many rows single statements are quicker than a temporary table."""
_SLICE = 50_000


def insertion(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """An insert that can say what is done where a row stands already."""
    on_postgresql = connection.dialect.name == "postgresql"
    return postgresql.insert(table) if on_postgresql else sqlite.insert(table)


def is_quicker(connection: Connection, rows: int) -> bool:
    """Whether so many rows are better copied than sent one by one."""
    return connection.dialect.name == "postgresql" and rows > _FEW


def upsert(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts rows of one set of columns, or updates those whose key stands already.

    Args:
        connection: of the transaction.
        table: where to.
        rows: each key once.
    """
    quoted = connection.dialect.identifier_preparer.quote
    name, columns = quoted(table.name), ", ".join(map(quoted, rows[0]))
    keys = {c.name for c in table.primary_key}
    changed = [f"{quoted(c)} = excluded.{quoted(c)}" for c in rows[0] if c not in keys]
    then = f"update set {', '.join(changed)}" if changed else "nothing"
    with _cursor(connection) as cursor:
        cursor.execute(f"create temporary table fresh (like {name}) on commit drop")
        with cursor.copy(f"copy fresh ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(tuple(row.values()))
        cursor.execute(
            f"insert into {name} ({columns}) select {columns} from fresh "
            f"on conflict ({', '.join(map(quoted, keys))}) do {then}"
        )
        cursor.execute("drop table fresh")


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts all rows of a frame whose columns are the table's.

    Numbers that PostgreSQL gives to later rows go on after those of the frame, as in SQLite.
    """
    quoted = connection.dialect.identifier_preparer.quote
    name, columns = quoted(table.name), ", ".join(map(quoted, frame.columns))
    with _cursor(connection) as cursor:
        with cursor.copy(f"copy {name} ({columns}) from stdin (format csv)") as copy:
            for part in _writable(frame).iter_slices(_SLICE):
                # Texts in quotes: an empty one is not null.
                copy.write(part.write_csv(include_header=False, quote_style="non_numeric"))
        number = table.autoincrement_column
        if number is not None and number.name in frame.columns:
            key = quoted(number.name)
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{name}', '{number.name}'), max({key})) "
                f"from {name}"
            )


def _writable(frame: pl.DataFrame) -> pl.DataFrame:
    """Bytes as PostgreSQL reads them in text."""
    encoded = pl.lit("\\x") + pl.col(pl.Binary).bin.encode("hex")
    return frame.with_columns(encoded.name.keep()) if pl.Binary in frame.dtypes else frame


def _cursor(connection: Connection) -> Any:
    return connection.connection.cursor()
