"""Persons of a season: kept in their table, named in no error, gone from the files when deleted."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from store import accounts, laureates
from store.laureates import Laureate

NOW = 1_760_000_000
NAME = "Зубоскалова Матрёна Саввишна"
PERSON = Laureate(("steady_voice", "", "vk:1"), {"name": NAME})


def log(engine: Engine) -> str:
    return "\n".join(str(one) for one in accounts.entries(engine))


def test_an_error_of_the_database_names_nobody(engine: Engine) -> None:
    @event.listens_for(engine, "before_cursor_execute", retval=True)
    def broken(_connection, _cursor, statement, given, *_rest):  # type: ignore[no-untyped-def]
        return statement.replace("INTO laureates", "INTO no_such_table"), given

    with pytest.raises(DBAPIError) as told:
        laureates.save(engine, 2025, [PERSON], "anna", NOW)
    assert "no_such_table" in str(told.value)
    assert NAME not in str(told.value)


def test_who_is_deleted_is_in_no_file_of_the_database(engine: Engine) -> None:
    laureates.save(engine, 2025, [PERSON], "anna", NOW)
    assert laureates.forget(engine, 2025, "anna", NOW) == 1
    assert laureates.laureates(engine, 2025) == {}
    assert NAME not in log(engine)
    if engine.dialect.name == "sqlite":
        path = Path(str(engine.url.database))
        kept = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
        assert b"laureates forgotten" in kept
        assert NAME.encode() not in kept
