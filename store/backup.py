"""The archive of a database, and making it: every table as Parquet, read at one moment.

A zip that holds ``manifest.json`` and for each table ``<table>/00000.parquet``, ``00001.parquet``…
with the same columns whichever database it came from. Settings and tokens are not in the database
and so not in the archive; logins with their bcrypt hashes are: its file is for its owner only.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import polars as pl
import pyarrow as pa
from sqlalchemy import (
    Boolean,
    Connection,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    select,
)

from store import bulk

FORMAT = 1
MANIFEST = "manifest.json"
REVISIONS = "alembic_version"
_PART = 32 << 20
"""Bytes of Arrow in one part of a table: what is held in memory at once, a few times over."""
_KINDS: tuple[tuple[type[Any], type[pl.DataType]], ...] = (
    (Boolean, pl.Boolean),
    (Integer, pl.Int64),
    (Numeric, pl.Float64),
    (String, pl.String),
    (LargeBinary, pl.Binary),
)


class BackupError(RuntimeError):
    """A backup that cannot be made or taken back: one sentence says why."""


@dataclass(frozen=True)
class Held:
    """One table of an archive: its rows, its parts, and the SHA-256 of their bytes in a row."""

    rows: int
    parts: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself.

    Attributes:
        format: of the archive, ``FORMAT`` or older.
        revision: the migration the tables stood at.
        made_at: the moment in the region's time, ISO 8601 with its offset.
        timezone: the region's IANA zone.
        tables: each table by its name, empty ones too.
    """

    format: int
    revision: str
    made_at: str
    timezone: str
    tables: dict[str, Held]


@dataclass(frozen=True)
class Done:
    """What a backup or a restore moved; ``size`` is the archive's, in bytes."""

    tables: int
    rows: int
    size: int


def back_up(engine: Engine, path: Path, now: int, timezone: str) -> Done:
    """Writes the archive of a database, whole or not at all, readable by its owner only.

    Everything is of one moment, even while a sync writes; a file of that name is replaced.

    Args:
        engine: of the database, at whatever migration it stands.
        path: the file to write.
        now: the moment, UTC unix seconds.
        timezone: the region's IANA zone.

    Raises:
        BackupError: there are no tables yet, or the file cannot be written.
        ReadError: the database cannot be read.
    """
    with engine.connect() as connection:
        tables = stored_tables(connection)
    if REVISIONS not in {table.name for table in tables}:
        raise BackupError("there is nothing to back up: the database has no tables yet")
    try:
        with _replaced(path) as file, zipfile.ZipFile(file, "w") as archive:
            held, revision = _write_tables(archive, engine, tables)
            made_at = datetime.fromtimestamp(now, ZoneInfo(timezone)).isoformat()
            manifest = Manifest(FORMAT, revision, made_at, timezone, held)
            archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=1))
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror or error}") from None
    return Done(len(held), sum(table.rows for table in held.values()), path.stat().st_size)


def stored_tables(connection: Connection) -> list[Table]:
    """Tables as they stand in the database, referred ones before those that refer to them."""
    found = MetaData()
    found.reflect(connection)
    return found.sorted_tables


def schema_of(table: Table) -> dict[str, type[pl.DataType]]:
    """Columns of a table in an archive, the same for both databases.

    Raises:
        BackupError: a column of a kind that the archive does not know.
    """
    kinds: dict[str, type[pl.DataType]] = {}
    for column in table.columns:
        known = [kind for stored, kind in _KINDS if isinstance(column.type, stored)]
        if not known:
            raise BackupError(f"{table.name}.{column.name}: no archive holds {column.type!r}")
        kinds[column.name] = known[0]
    return kinds


def part_name(table: str, number: int) -> str:
    """The file of a part inside the archive."""
    return f"{table}/{number:05}.parquet"


@contextmanager
def _replaced(path: Path) -> Iterator[IO[bytes]]:
    """A temporary file of mode 600 beside the path that takes its place in the end."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_tables(
    archive: zipfile.ZipFile, engine: Engine, tables: list[Table]
) -> tuple[dict[str, Held], str]:
    """Writes all tables; what the archive holds, and the migration it stands at."""
    held, revision = {}, ""
    queries: list[Select[Any]] = [select(table) for table in tables]
    with bulk.answers(engine, queries) as answers:
        for table, batches in zip(tables, answers, strict=True):
            parts = _parts(batches, schema_of(table))
            if table.name == REVISIONS:
                revision = str(pl.concat(list(parts))["version_num"].item())
            else:
                held[table.name] = _write(archive, table.name, parts)
    return held, revision


def _write(archive: zipfile.ZipFile, name: str, parts: Iterable[pl.DataFrame]) -> Held:
    digest, rows, count = hashlib.sha256(), 0, 0
    for part in parts:
        buffer = io.BytesIO()
        part.write_parquet(buffer, compression="zstd")
        content = buffer.getvalue()
        archive.writestr(part_name(name, count), content)
        digest.update(content)
        rows, count = rows + part.height, count + 1
    return Held(rows, count, digest.hexdigest())


def _parts(
    batches: Iterable[pa.RecordBatch], schema: dict[str, type[pl.DataType]]
) -> Iterator[pl.DataFrame]:
    """Batches gathered to parts; one part at least."""
    gathered: list[pa.RecordBatch] = []
    size, given = 0, 0
    for batch in batches:
        gathered.append(batch)
        size += batch.nbytes
        if size >= _PART:
            yield bulk.frame_of(gathered).cast(schema)  # type: ignore[arg-type]
            gathered, size, given = [], 0, given + 1
    if gathered or not given:
        yield bulk.frame_of(gathered).cast(schema)  # type: ignore[arg-type]
