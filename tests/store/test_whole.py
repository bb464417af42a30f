"""The whole dashboard on both databases: demo, values, accounts, a view."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import cli
from core.settings import ROOT, Settings
from jobs import demo
from store import accounts, demo_logins, read
from store.accounts import Grant
from store.engine import opened
from store.restore import restore
from tests import databases
from tests.store.conftest import NOW
from tests.store.test_migrations import rows
from ui import data, installation, visit
from ui.visit import Signed, Visit

RANDOM = {"users": "password", "marks": "value"}
"""Columns that differ from demo to demo: passwords, and the mark that holds them."""


def built(kind: str, folder: Path) -> tuple[dict[str, Any], list[Any]]:
    with databases.fresh(kind, folder, tables=False) as url, opened(url) as engine:
        made = demo.build(url, Settings(hash_key="k" * 32), 8, 5, 3, NOW, lambda *_: None)
        assert made is not None
        assert json.loads(Path(made.truth).read_text(encoding="utf-8"))["pages"]
        Path(made.truth).unlink()
        found, facts = rows(engine), read.fact_frames(engine)
        shown = demo_logins.shown(engine)
        assert shown is not None
        assert [login.name for login in shown] == [login["name"] for login in made.logins]
    for table, column in RANDOM.items():
        for row in found[table]:
            row.pop(column)
    kept = [frame.sort(frame.columns[:3]) for frame in facts.values()]
    return {name: sorted(table, key=str) for name, table in found.items()}, kept


def test_the_demo_is_the_same_row_by_row(tmp_path: Path) -> None:
    (rows_here, facts_here), (rows_there, facts_there) = (
        built(kind, tmp_path) for kind in databases.KINDS
    )
    assert rows_here["posts"]
    assert rows_here == rows_there
    assert all(a.equals(b) for a, b in zip(facts_here, facts_there, strict=True))


def table_of(url: str, path: Path, patch: pytest.MonkeyPatch, command: str) -> pl.DataFrame:
    patch.setenv("KPI_DATABASE_URL", url)
    patch.setenv("KPI_HASH_KEY", "k" * 32)
    words = [command, "--from", "2025-09-08", "--to", "2025-10-05", "--output", str(path)]
    done = CliRunner().invoke(cli.cli, words)
    assert done.exit_code == 0, done.output
    return pl.read_csv(path, infer_schema=False)


def test_values_and_appeals_are_the_same(
    region: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for kind in databases.KINDS:
        with databases.fresh(kind, tmp_path) as url:
            with opened(url) as engine:
                restore(engine, region)
            out = tmp_path / "out.csv"
            found.append([table_of(url, out, monkeypatch, name) for name in ("kpi", "appeals")])
    for here, there in zip(*found, strict=True):
        assert here.height > 10
        assert here.equals(there)


def test_accounts_are_in_order_and_the_lock_out_counts(engine: Engine) -> None:
    given = (Grant("territory", "Оха"), Grant("founder", "ё"), Grant("founder", "Ж"))
    for name in ("яна", "Zoe", "anna", "борис", "_x"[1:]):
        accounts.add(engine, name, "administrator", "long enough", given, NOW, "test")
    listed = accounts.every(engine)
    assert [account.name for account in listed] == ["anna", "x", "zoe", "борис", "яна"]
    ordered = (Grant("founder", "Ж"), Grant("founder", "ё"), Grant("territory", "Оха"))
    assert {account.grants for account in listed} == {ordered}
    assert accounts.find(engine, "zoe") == listed[2]
    tries = [accounts.attempt(engine, "zoe", "wrong", NOW) for _ in range(5)]
    assert [attempt.left for attempt in tries] == [4, 3, 2, 1, 0]
    assert accounts.attempt(engine, "zoe", "long enough", NOW).account is None
    assert accounts.attempt(engine, "zoe", "long enough", NOW + 61).account is not None
    assert [entry.what for entry in accounts.entries(engine, 2)] == ["login", "login refused"]


def test_a_view_draws(url: str, filled: Engine) -> None:
    settings = Settings(database_url=url, hash_key="h" * 40, cookie_key="c" * 40)
    accounts.set_password(filled, "supervisor", "right password", NOW, "test")
    data.forget()
    here = installation.begin(settings, lambda: NOW + 60)
    try:
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=60)
        app._page_hash = calc_hash("ranking")
        app.session_state[visit.KEY] = Visit(Signed("supervisor", NOW + 60, NOW + 3600))
        app.run()
        assert not app.exception
        assert not app.error
        assert app.dataframe[0].value.shape[0] > 5
    finally:
        here.reader.dispose()
        here.writer.dispose()
        data.forget()
