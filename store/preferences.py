"""What an account has chosen for itself, one text a key; goes with the account.

Knows no meaning of keys: whoever reads one writes it.
"""

from __future__ import annotations

from sqlalchemy import Engine, select

from store import tables as t
from store.write import upsert

_p = t.preferences.c


def preference(engine: Engine, name: str, key: str) -> str | None:
    """What a login has chosen under a key; null: nothing yet."""
    with engine.connect() as connection:
        return connection.scalar(select(_p.value).where(_p.name == name, _p.key == key))


def prefer(engine: Engine, name: str, key: str, value: str) -> None:
    """Keeps what a login has chosen, in the place of what it chose before."""
    with engine.begin() as connection:
        upsert(connection, t.preferences, [{"name": name, "key": key, "value": value}])
