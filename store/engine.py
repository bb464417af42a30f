"""The engine: one way to open the database, with transactions that hold on SQLite and PostgreSQL.

"Read, then write" of two processes loses updates without an error by the defaults of both: on
SQLite SQLAlchemy opens no transaction for a SELECT, on PostgreSQL READ COMMITTED lets both read
the old value. So transactions that may write take turns: BEGIN IMMEDIATE here, an advisory lock
there. Transactions that only read see one moment and never wait.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError

from core.settings import ROOT, SettingError

_TURN = 0x6B_70_69
"""Number of the advisory lock of writers in a PostgreSQL database."""
_PATIENCE = 15_000
"""Milliseconds a transaction waits for its turn before it fails."""


class Unusable(RuntimeError):
    """The database cannot be used: one sentence, without its password."""


@contextmanager
def told() -> Iterator[None]:
    """Turns what a database answers with into one sentence.

    Raises:
        Unusable: it cannot be reached, or not be used.
    """
    try:
        yield
    except DatabaseError as error:
        said = " ".join(str(error.orig).split())  # a server's errors are of several lines
        raise Unusable(f"the database cannot be used: {said}") from None


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine on the database; ``read_only`` transactions never wait for a writer.

    Raises:
        SettingError: the URL cannot be used.
    """
    parsed = _parsed(url)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed, read_only)
    path = database_path(url)
    if path.parent == ROOT / "data":
        path.parent.mkdir(exist_ok=True)
    if not path.parent.is_dir():
        raise SettingError(f"KPI_DATABASE_URL: there is no folder {path.parent} for the database")
    return _sqlite(path, read_only)


@contextmanager
def opened(url: str, *, read_only: bool = False) -> Iterator[Engine]:
    """An engine for as long as the block runs; its connections are closed in the end.

    Raises:
        SettingError: the URL cannot be used.
    """
    engine = open_engine(url, read_only=read_only)
    try:
        yield engine
    finally:
        engine.dispose()


def database_path(url: str) -> Path:
    """File of a SQLite URL; relative paths are relative to the project."""
    return ROOT / Path(make_url(url).database or "data/kpi.db")


def is_made(url: str) -> bool:
    """Whether there is a database to open; opening an engine would make the file of SQLite.

    Raises:
        SettingError: the URL cannot be used.
    """
    return _parsed(url).get_backend_name() == "postgresql" or database_path(url).exists()


def database_files(url: str) -> list[Path]:
    """Files a SQLite database consists of, made or not yet; of one on a server none."""
    if _parsed(url).get_backend_name() == "postgresql":
        return []
    path = database_path(url)
    return [path.with_name(path.name + ending) for ending in ("", "-wal", "-shm", "-journal")]


def beside(url: str, ending: str) -> Path:
    """A file that belongs to a database: beside SQLite's, in ``data`` for one on a server."""
    if _parsed(url).get_backend_name() == "postgresql":
        return ROOT / "data" / f"{database_name(url)}{ending}"
    return database_path(url).with_suffix(ending)


def database_name(url: str) -> str:
    """What people call the database: the name of its file, or its name on the server."""
    parsed = _parsed(url)
    on_server = parsed.get_backend_name() == "postgresql"
    return str(parsed.database) if on_server else database_path(url).name


def connection_words(engine: Engine) -> str:
    """What another driver needs to open the same database, **password included**: never print it.

    Returns:
        The path of a SQLite file, or the words libpq connects by.
    """
    if engine.dialect.name == "sqlite":
        return str(engine.url.database)
    from psycopg.conninfo import make_conninfo

    words = engine.dialect.create_connect_args(engine.url)[1]
    return make_conninfo(**{name: value for name, value in words.items() if name != "context"})


def _parsed(url: str) -> URL:
    """The URL, checked. What is wrong is said without it: it may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SettingError(
            "KPI_DATABASE_URL is not a database URL such as sqlite:///data/kpi.db or "
            "postgresql+psycopg://user:password@host/name"
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed
    if parsed.drivername not in ("postgresql", "postgresql+psycopg"):
        raise SettingError(
            "KPI_DATABASE_URL: data are kept in sqlite:/// or postgresql+psycopg://, not in "
            f"{parsed.drivername}"
        )
    # Else a part of the password is taken for the host and told in the error about it.
    if url.count("@") > 1:
        raise SettingError("KPI_DATABASE_URL: an @ inside the user or the password is written %40")
    if not parsed.database:
        raise SettingError("KPI_DATABASE_URL names no database: postgresql+psycopg://host/name")
    return parsed.set(drivername="postgresql+psycopg")


def _sqlite(path: Path, read_only: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def _make(*_: object) -> None:
        # Hashes of passwords are for the owner only; SQLite's files beside it get its mode.
        with suppress(OSError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=wal",
            "synchronous=normal",
            f"busy_timeout={_PATIENCE}",
            "foreign_keys=on",
        ):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL, read_only: bool) -> Engine:
    # A server that was restarted must cost no visitor an error: connections are tried first.
    engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        from psycopg import IsolationLevel

        connection.execute(f"set lock_timeout = {_PATIENCE}")
        connection.commit()
        level = IsolationLevel.REPEATABLE_READ if read_only else IsolationLevel.READ_COMMITTED
        connection.isolation_level, connection.read_only = level, read_only

    if not read_only:

        @event.listens_for(engine, "begin")
        def _begin(connection: Connection) -> None:
            # Each later statement sees what the writer before this one has committed.
            connection.exec_driver_sql(f"select pg_advisory_xact_lock({_TURN})")

    return engine


def upgrade(engine: Engine) -> None:
    """Brings the database to the newest migration.

    Raises:
        SettingError: a newer version made it.
    """
    with migrating(engine) as connection:
        move(connection, "head")


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    with engine.connect() as connection:
        return revision(connection) == _scripts(connection).get_current_head()


def revision(connection: Connection) -> str | None:
    """The migration a database stands at; null: it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(connection: Connection, number: str) -> bool:
    """Whether this version knows a migration."""
    return number in {script.revision for script in _scripts(connection).walk_revisions()}


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction in which tables may be made anew; references hold again at its end.

    SQLite changes a column by rebuilding its table. With foreign keys enforced, dropping the old
    table fails or takes along the rows that refer to it, and inside a transaction the switch is
    dead.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        file: Any = connection.connection.driver_connection
        file.execute("pragma foreign_keys=off")
        try:
            with connection.begin():
                yield connection
                lost = connection.exec_driver_sql("pragma foreign_key_check").first()
                if lost:
                    error = ValueError(f"a row of {lost[0]} refers to one that is not there")
                    raise IntegrityError(None, None, error)
        finally:
            file.execute("pragma foreign_keys=on")


def move(connection: Connection, target: str) -> None:
    """Brings the tables to a migration, ``head`` or ``base``, in the transaction at hand.

    Raises:
        SettingError: a newer version made the database.
    """
    at = revision(connection)
    if at is not None and not is_known(connection, at):
        raise SettingError(
            f"the database of KPI_DATABASE_URL stands at migration {at}, which this version does "
            "not know: install the newer version that made it"
        )
    way = command.downgrade if target == "base" else command.upgrade
    way(_config(connection), target)


def _scripts(connection: Connection) -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(connection))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
