"""The engine: one way to open the database, with transactions that hold.

SQLAlchemy's default on SQLite opens no transaction for a SELECT, so "read, then write" of two
processes loses updates without an error; here every transaction that may write begins IMMEDIATE.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from core.settings import ROOT, SettingError


def open_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine on the database; ``read_only`` transactions never wait for a writer.

    Raises:
        SettingError: the URL cannot be used.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise SettingError(
            "KPI_DATABASE_URL is not a database URL such as sqlite:///data/kpi.db"
        ) from None
    if parsed.get_backend_name() != "sqlite":
        raise SettingError(
            "KPI_DATABASE_URL: this version keeps its data in SQLite, "
            f"not in {parsed.get_backend_name()}"
        )
    path = database_path(url)
    if path.parent == ROOT / "data":
        path.parent.mkdir(exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=wal",
            "synchronous=normal",
            "busy_timeout=15000",
            "foreign_keys=on",
        ):
            connection.execute(f"pragma {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def database_path(url: str) -> Path:
    """File of a SQLite URL; relative paths are relative to the project."""
    return ROOT / Path(make_url(url).database or "data/kpi.db")


def upgrade(engine: Engine) -> None:
    """Brings the database to the newest migration."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), "head")


def is_current(engine: Engine) -> bool:
    """Whether the database stands at the newest migration."""
    from alembic.script import ScriptDirectory

    with engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
        return at == ScriptDirectory.from_config(_config(connection)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
