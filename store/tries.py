"""The lock-out: failures in a row by key, and the growing pause they bring.

Owns the table ``failures``. A key is a login, or the address from which invitations are tried.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from store.tables import failures

FREE_TRIES = 5
"""Failures in a row before the first lock."""
_LOCKS = (60, 300, 900, 3600)
_FORGET = 86_400


def locked_until(connection: Connection, key: str, now: int) -> int | None:
    """Until when a key is locked; null: it is not.

    Rows with fewer failures carry the moment of the last one: it has passed.
    """
    return connection.scalar(
        select(failures.c.locked_until).where(
            failures.c.name == key,
            failures.c["count"] >= FREE_TRIES,
            failures.c.locked_until > now,
        )
    )


def fail(connection: Connection, key: str, now: int) -> tuple[int, int | None]:
    """Counts a failure: tries left before the lock, and until when the key is locked now.

    Rows nobody touched for a day are forgotten, so the table stays small.
    """
    connection.execute(delete(failures).where(failures.c.locked_until < now - _FORGET))
    count = 1 + (connection.scalar(select(failures.c["count"]).where(failures.c.name == key)) or 0)
    over = count - FREE_TRIES
    until = now + (_LOCKS[min(over, len(_LOCKS) - 1)] if over >= 0 else 0)
    forgive(connection, key)
    connection.execute(insert(failures).values(name=key, count=count, locked_until=until))
    return max(0, -over), until if over >= 0 else None


def forgive(connection: Connection, key: str) -> None:
    """Forgets the failures of a key."""
    connection.execute(delete(failures).where(failures.c.name == key))


def locks(connection: Connection, now: int) -> dict[str, int]:
    """Until when each key that is locked now stays so."""
    rows = connection.execute(
        select(failures.c.name, failures.c.locked_until).where(
            failures.c["count"] >= FREE_TRIES, failures.c.locked_until > now
        )
    )
    return {row.name: row.locked_until for row in rows}
