"""What both databases must keep: no lost update, readers that never wait, a URL that tells none."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from core.settings import ROOT, SettingError, Settings
from store import tables as t
from store.engine import database_path, open_engine, opened, upgrade
from store.write import append, move_data_version, set_mark


def at_once(count: int, work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_of_three_hundred_increments_none_is_lost(engine: Engine) -> None:
    def hundred() -> None:
        for _ in range(100):
            with engine.begin() as connection:
                move_data_version(connection)

    at_once(3, hundred)
    with engine.connect() as connection:
        assert connection.scalar(select(t.marks.c.value)) == "300"


def test_a_reader_sees_one_moment_and_waits_for_nobody(url: str, engine: Engine) -> None:
    with engine.begin() as connection:
        set_mark(connection, "a", "1")
    value = select(t.marks.c.value)
    with opened(url, read_only=True) as reader, reader.connect() as reading:
        assert reading.scalars(value).all() == ["1"]
        with engine.begin() as writing:
            set_mark(writing, "a", "2")
            assert reading.scalars(value).all() == ["1"]
        assert reading.scalars(value).all() == ["1"]
        reading.rollback()
        assert reading.scalars(value).all() == ["2"]


def test_references_hold(engine: Engine) -> None:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(insert(t.grants).values(name="nobody", kind="page", value="vk:1"))


def test_a_migration_leaves_references_held(engine: Engine) -> None:
    upgrade(engine)
    test_references_hold(engine)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("nonsense", "not a database URL"),
        ("postgresql+psycopg://u:hidden@host:port/kpi", "not a database URL"),
        ("postgresql+psycopg://u:hid@den@host/kpi", "%40"),
        ("postgresql+psycopg://u:hidden@host", "names no database"),
        ("postgresql+psycopg2://u:hidden@host/kpi", "not in postgresql+psycopg2"),
        ("mysql://u:hidden@host/kpi", "not in mysql"),
    ],
)
def test_a_wrong_url_is_told_without_its_password(wrong: str, said: str) -> None:
    with pytest.raises(SettingError, match="KPI_DATABASE_URL") as caught:
        open_engine(wrong)
    assert said in str(caught.value)
    assert "hid" not in str(caught.value)
    assert "den" not in str(caught.value)


def test_no_password_in_what_an_engine_or_a_setting_shows() -> None:
    url = "postgresql+psycopg://user:hidden@127.0.0.1:9/kpi"
    with opened(url) as engine:
        assert "hidden" not in repr(engine) + str(engine.url) + repr(Settings(database_url=url))
        with pytest.raises(OperationalError) as caught:
            engine.connect()
        assert "hidden" not in str(caught.value)


def test_a_database_of_a_newer_version_is_refused(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")
    with pytest.raises(SettingError, match="install the newer version"):
        upgrade(engine)


def test_numbers_go_on_after_rows_with_numbers_of_their_own(engine: Engine) -> None:
    bodies = pl.DataFrame({"body": [4, 9], "name": ["А", "Б"], "exempt": False, "listed": True})
    body = t.bodies
    with engine.begin() as connection:
        append(connection, body, bodies)
        made = insert(body).values(name="В", exempt=False, listed=True).returning(body.c.body)
        assert connection.scalar(made) == 10
        connection.execute(update(body).values(listed=False))


def test_a_database_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine:
        upgrade(engine)
        modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    assert modes == {"kpi.db": 0o600, "kpi.db-wal": 0o600, "kpi.db-shm": 0o600}
    (tmp_path / "kpi.db").chmod(0o640)
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine:
        upgrade(engine)
    assert (tmp_path / "kpi.db").stat().st_mode & 0o777 == 0o640


def test_relative_paths_are_the_projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert database_path("sqlite:///data/kpi.db") == ROOT / "data" / "kpi.db"
