"""One collection of a database at a time: the system frees the lock when the process dies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

_NUMBERS = {"all": 0x6B_70_6A, "chosen": 0x6B_70_6B}
"""Numbers of the advisory locks of collections in a PostgreSQL database."""


class Busy(RuntimeError):
    """Another sync of this database is running: one sentence."""


def alone(engine: Engine, what: str = "all") -> AbstractContextManager[None]:
    """Holds the lock of a database's syncs; readers and other writers are not kept off by it.

    Args:
        engine: of the database.
        what: ``all`` pages, or some ``chosen`` ones, which may be read beside the others.

    Raises:
        Busy: another process, or another part of this one, holds it.
    """
    if engine.dialect.name == "sqlite":
        suffix = ".lock" if what == "all" else f".{what}.lock"
        return _file_locked(Path(str(engine.url.database)).with_suffix(suffix))
    return _server_locked(engine, _NUMBERS[what])


@contextmanager
def _file_locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise _busy() from None
        yield


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no fcntl
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def _server_locked(engine: Engine, number: int) -> Iterator[None]:
    """The lock belongs to a connection of its own, which ends with the process or the block."""
    from psycopg import Error

    pooled = engine.raw_connection()
    connection: Any = pooled.driver_connection
    pooled.detach()
    try:
        connection.autocommit = True
        (free,) = connection.execute(f"select pg_try_advisory_lock({number})").fetchone()
        if not free:
            raise _busy()
        try:
            yield
        finally:
            # Else it ends some time after the connection, and the next run may come before that.
            with suppress(Error):
                connection.execute(f"select pg_advisory_unlock({number})")
    finally:
        pooled.close()


def _busy() -> Busy:
    return Busy("another sync of this database is running")
