"""The logins of the demo region: written by the demo beside its data, shown on the login page."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select, update

from store.tables import marks


@dataclass(frozen=True)
class DemoLogin:
    """A login of the demo region."""

    name: str
    role: str
    password: str


def shown(engine: Engine) -> list[DemoLogin] | None:
    """Logins that still hold; null: the data are real."""
    with engine.connect() as connection:
        value = _value(connection)
    return None if value is None else [DemoLogin(**login) for login in json.loads(value)]


def forget(connection: Connection, name: str) -> None:
    """Takes a login off the card: its password has changed, or it is closed."""
    value = _value(connection)
    if value is not None:
        left = json.dumps([login for login in json.loads(value) if login["name"] != name])
        connection.execute(update(marks).where(marks.c.mark == "demo").values(value=left))


def _value(connection: Connection) -> str | None:
    value: str | None = connection.scalar(select(marks.c.value).where(marks.c.mark == "demo"))
    return value
