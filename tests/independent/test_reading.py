"""Reading all facts must not undo what the same process writes: other processes see every write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from store import read
from store.engine import open_engine, upgrade

LOOK = """
import sqlite3, sys
marks = sqlite3.connect(sys.argv[1]).execute("select mark from marks where mark in ('m1', 'm2')")
print(*sorted(mark for mark, in marks))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kpi.db"


@pytest.fixture
def engine(path: Path) -> Engine:
    opened = open_engine(f"sqlite:///{path}")
    upgrade(opened)
    return opened


def mark(engine: Engine, name: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("insert into marks values (:name, '1')"), {"name": name})


def seen_by_another_process(path: Path) -> str:
    command = [sys.executable, "-c", LOOK, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_writes_after_a_reading_stay(engine: Engine, path: Path) -> None:
    mark(engine, "m1")
    read.fact_frames(engine)
    mark(engine, "m2")
    assert seen_by_another_process(path) == "m1 m2"


def test_reading_again_and_again_never_finds_a_lock(engine: Engine) -> None:
    for _ in range(10):
        read.fact_frames(engine)
