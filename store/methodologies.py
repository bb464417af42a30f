"""Versions of methodologies published in this installation, as texts that are never changed."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import IntegrityError

from store import tables as t
from store.accounts import record
from store.write import move_data_version

_m = t.methodologies.c


class TakenError(ValueError):
    """There is such a version already: somebody else was quicker."""


def published(engine: Engine) -> list[tuple[str, str]]:
    """Key and content of each version, the oldest first."""
    query = select(_m.methodology, _m.version, _m.content).order_by(_m.methodology, _m.version)
    with engine.connect() as connection:
        return [(f"{id_}-{version}", text) for id_, version, text in connection.execute(query)]


def publish(
    engine: Engine, methodology: str, version: int, content: str, who: str, now: int
) -> None:  # fmt: skip
    """Adds a version, with its line of the audit log; moves the data version.

    Raises:
        TakenError: it was published meanwhile.
    """
    row = {"methodology": methodology, "version": version, "content": content, "who": who,
           "at": now}  # fmt: skip
    try:
        with engine.begin() as connection:
            connection.execute(insert(t.methodologies).values(row))
            record(connection, who, "methodology published", f"{methodology}-{version}", now)
            move_data_version(connection)
    except IntegrityError:
        raise TakenError(f"{methodology}-{version} is published already") from None
