"""Taking an archive of ``store.backup`` back into an empty database, wholly or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Engine, Table, func, select

from store import write
from store.backup import (
    FORMAT,
    MANIFEST,
    REVISIONS,
    BackupError,
    Done,
    Held,
    Manifest,
    part_name,
    schema_of,
    stored_tables,
)
from store.engine import database_name, is_known, migrating, move

_DAMAGE = (zipfile.BadZipFile, RuntimeError, LookupError, ValueError, EOFError)
"""What zipfile raises where bytes of the archive are not those that were written."""


def restore(engine: Engine, path: Path) -> Done:
    """Fills an empty database from an archive, in one transaction.

    Tables are made as they stood when the archive was, loaded, and brought to the newest migration.

    Raises:
        BackupError: the file is no archive, damaged or of a newer version, or the database holds
            data; nothing is changed.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive, path)
        _verify(archive, manifest, path)
        with migrating(engine) as connection:
            _check(connection, manifest, path)
            move(connection, "base")
            move(connection, manifest.revision)
            _load(connection, archive, manifest)
            move(connection, "head")
    rows = sum(held.rows for held in manifest.tables.values())
    return Done(len(manifest.tables), rows, path.stat().st_size)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _DAMAGE:
        raise BackupError(f"{path} is not a backup of this dashboard, or it is damaged") from None


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """What the archive says of itself.

    Raises:
        BackupError: nothing that can be understood, or of a newer format.
    """
    try:
        told = json.loads(archive.read(MANIFEST))
        if told["format"] > FORMAT:
            raise BackupError(
                f"{path} is of format {told['format']}, made by a newer version of the dashboard: "
                f"this one reads up to {FORMAT}"
            )
        tables = {name: Held(**held) for name, held in told.pop("tables").items()}
        return Manifest(**told, tables=tables)
    except (*_DAMAGE, TypeError, AttributeError) as error:
        if isinstance(error, BackupError):
            raise
        raise BackupError(f"{path} is not a backup of this dashboard, or it is damaged") from None


def _verify(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> None:
    """Reads every part once, so that a damaged archive is refused before anything is done."""
    for table, held in manifest.tables.items():
        digest = hashlib.sha256()
        try:
            for number in range(held.parts):
                digest.update(archive.read(part_name(table, number)))
        except _DAMAGE:
            raise BackupError(f"{path} is damaged: table {table} cannot be read") from None
        if digest.hexdigest() != held.sha256:
            raise BackupError(f"{path} is damaged: table {table} is not what was written")


def _check(connection: Connection, manifest: Manifest, path: Path) -> None:
    if not is_known(connection, manifest.revision):
        raise BackupError(
            f"{path} stands at migration {manifest.revision}, which this version does not know: "
            "install the newer version that made it"
        )
    for table in stored_tables(connection):
        if table.name != REVISIONS and connection.execute(select(table).limit(1)).first():
            name = database_name(str(connection.engine.url))
            raise BackupError(f"{name} holds data already: a restore needs an empty database")


def _load(connection: Connection, archive: zipfile.ZipFile, manifest: Manifest) -> None:
    tables = [table for table in stored_tables(connection) if table.name != REVISIONS]
    if {table.name for table in tables} != set(manifest.tables):
        raise BackupError(f"the archive does not hold the tables of migration {manifest.revision}")
    for table in tables:
        held = manifest.tables[table.name]
        for part in _parts(archive, table, held):
            write.append(connection, table, part)
        if connection.scalar(select(func.count()).select_from(table)) != held.rows:
            raise BackupError(f"table {table.name} has not {held.rows} rows as the archive says")


def _parts(archive: zipfile.ZipFile, table: Table, held: Held) -> Iterator[pl.DataFrame]:
    columns = schema_of(table)
    for number in range(held.parts):
        content = archive.read(part_name(table.name, number))
        part = pl.read_parquet(io.BytesIO(content))
        if set(part.columns) != set(columns):
            raise BackupError(f"the archive does not hold the columns of table {table.name}")
        yield part
