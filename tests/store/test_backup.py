"""Backup and restore: equal rows whichever way, one moment, all or nothing, one sentence else."""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert

import cli
from core.settings import ROOT
from store import backup, read, restore
from store import tables as t
from store.backup import BackupError, back_up
from store.engine import is_current, opened
from tests import databases
from tests.store.conftest import NOW, ZONE
from tests.store.test_migrations import revisions, rows, to


def other(kind: str) -> str:
    return next(name for name in databases.KINDS if name != kind)


@pytest.fixture
def archive(filled: Engine, tmp_path: Path) -> Path:
    """A backup of it."""
    back_up(filled, tmp_path / "kpi.zip", NOW, ZONE)
    return tmp_path / "kpi.zip"


@contextmanager
def empty(kind: str, folder: Path, **options: Any) -> Iterator[Engine]:
    with databases.fresh(kind, folder, **options) as url, opened(url) as engine:
        yield engine


@pytest.mark.parametrize("same", [True, False], ids=["same", "across"])
def test_a_restored_database_has_equal_rows(
    kind: str, same: bool, filled: Engine, archive: Path, tmp_path: Path
) -> None:
    target = kind if same else other(kind)
    with empty(target, tmp_path, tables=same) as engine:
        done = restore.restore(engine, archive)
        found = rows(engine)
        assert found == rows(filled)
        assert done.rows == sum(len(table) for table in found.values())
        assert done.tables == len(found)
        assert done.size == archive.stat().st_size
        again = tmp_path / "again.zip"
        back_up(engine, again, NOW, ZONE)
        with engine.begin() as connection:
            made = insert(t.runs).values(network="vk", started_at=1, as_of=1, state="running")
            assert connection.scalar(made.returning(t.runs.c.run)) == 2
    assert held(again) == held(archive)


def held(archive: Path) -> dict[str, int]:
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read(backup.MANIFEST))
    return {name: table["rows"] for name, table in manifest["tables"].items()}


def test_what_an_archive_is(filled: Engine, archive: Path) -> None:
    assert archive.stat().st_mode & 0o777 == 0o600
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read(backup.MANIFEST))
        assert set(manifest["tables"]) == set(t.metadata.tables)
        assert manifest["made_at"] == "2025-10-09T11:53:20+03:00"
        assert {info.compress_type for info in file.infolist()} == {zipfile.ZIP_STORED}
        users = pl.read_parquet(file.read("users/00000.parquet"))
        assert users["password"].str.starts_with("$2b$").all()
    assert [path.name for path in archive.parent.glob("*.part")] == []


def test_a_big_table_goes_in_parts(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "_PART", 40_000)
    path = tmp_path / "parts.zip"
    with empty("sqlite", tmp_path) as engine, empty(kind, tmp_path) as target:
        with engine.begin() as connection:
            connection.execute(insert(t.posts), posts(5000))
        back_up(engine, path, NOW, ZONE)
        with zipfile.ZipFile(path) as file:
            assert json.loads(file.read(backup.MANIFEST))["tables"]["posts"]["parts"] > 1
        restore.restore(target, path)
        assert rows(target) == rows(engine)


def posts(count: int) -> list[dict[str, int]]:
    return [
        {"page": 1, "post": n, "published": n, "flags": 1, "format": 1, "read_at": 1}
        for n in range(count)
    ]


def test_an_older_database_is_saved_as_it_is_and_comes_back_upgraded(
    kind: str, filled: Engine, tmp_path: Path
) -> None:
    to(filled, revisions(filled)[0])
    before, path = rows(filled), tmp_path / "old.zip"
    back_up(filled, path, NOW, ZONE)
    to(filled, "head")
    with empty(other(kind), tmp_path) as engine:
        restore.restore(engine, path)
        assert is_current(engine)
        assert rows(engine) == rows(filled)
        assert len(rows(engine)) > len(before)


WRITE = """
import sys
from sqlalchemy import insert
from store import tables as t
from store.engine import opened
from store.write import set_mark
with opened(sys.argv[1]) as engine:
    for n in range(1, 100_000):
        with engine.begin() as connection:
            common = {"page": 2, "post": n, "read_at": 1}
            connection.execute(insert(t.threads).values(common | {"counted": n, "whole": True}))
            connection.execute(insert(t.posts).values(
                common | {"published": n, "flags": 1, "format": 1}))
            connection.execute(insert(t.intervals).values(page=2, start=n, end=n, origin=False))
            set_mark(connection, "written", str(n))
        print(n, flush=True)
"""


def test_a_backup_is_of_one_moment_while_another_process_writes(
    url: str, engine: Engine, tmp_path: Path
) -> None:
    with engine.begin() as connection:
        connection.execute(insert(t.posts), posts(20_000))
    command = [sys.executable, "-c", WRITE, url]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        with opened(url, read_only=True) as reader:
            back_up(reader, tmp_path / "kpi.zip", NOW, ZONE)
            after = int(read.mark(reader, "written") or 0)
            while int(read.mark(reader, "written") or 0) < after + 2:
                assert writer.poll() is None
                time.sleep(0.01)  # what is written later than the backup is told by its line
        writer.kill()
        written = max(int(line) for line in writer.stdout if line.endswith("\n"))
    with empty("sqlite", tmp_path) as restored:
        restore.restore(restored, tmp_path / "kpi.zip")
        found = rows(restored)
    (mark,) = (int(row["value"]) for row in found["marks"] if row["mark"] == "written")
    assert 0 < mark < written
    numbers = set(range(1, mark + 1))
    assert {row["post"] for row in found["posts"] if row["page"] == 2} == numbers
    assert {row["post"] for row in found["threads"]} == numbers
    assert {row["start"] for row in found["intervals"]} == numbers


KILLED = """
import os, signal, sys
from pathlib import Path
from store import write
from store.engine import opened
from store.restore import restore
append, left = write.append, [int(sys.argv[3])]
def dying(*given):
    append(*given)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
write.append = dying
with opened(sys.argv[1]) as engine:
    restore(engine, Path(sys.argv[2]))
"""


@pytest.mark.parametrize("after", [1, 9])
def test_a_restore_that_is_killed_leaves_an_empty_database(
    kind: str, archive: Path, tmp_path: Path, after: int
) -> None:
    with databases.fresh(kind, tmp_path, tables=after == 1) as url:
        command = [sys.executable, "-c", KILLED, url, str(archive), str(after)]
        assert subprocess.run(command, cwd=ROOT, check=False).returncode == -9
        with opened(url) as engine:
            assert not any(rows(engine).values())
            restore.restore(engine, archive)
            assert sum(map(len, rows(engine).values())) == sum(held(archive).values())


def test_a_database_with_data_is_refused(kind: str, archive: Path, tmp_path: Path) -> None:
    with empty(kind, tmp_path) as engine:
        with engine.begin() as connection:
            connection.execute(insert(t.marks).values(mark="a", value="1"))
        with pytest.raises(BackupError, match="holds data already"):
            restore.restore(engine, archive)
        assert rows(engine)["marks"] == [{"mark": "a", "value": "1"}]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a small archive."""
    folder = tmp_path_factory.mktemp("small")
    with empty("sqlite", folder) as engine:
        with engine.begin() as connection:
            connection.execute(insert(t.marks).values(mark="a", value="1"))
        back_up(engine, folder / "kpi.zip", NOW, ZONE)
    return (folder / "kpi.zip").read_bytes()


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_archive_is_refused_or_restored_right(
    data: st.DataObject, small: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    damaged = bytearray(small)
    place = data.draw(st.integers(0, len(small) - 1))
    if data.draw(st.booleans()):
        damaged[place] ^= 1 << data.draw(st.integers(0, 7))
    else:
        del damaged[place:]
    folder = tmp_path_factory.mktemp("damaged")
    (folder / "kpi.zip").write_bytes(damaged)
    with empty("sqlite", folder) as engine:
        try:
            restore.restore(engine, folder / "kpi.zip")
        except BackupError:
            assert not any(rows(engine).values())
        else:
            assert rows(engine)["marks"] == [{"mark": "a", "value": "1"}]


def test_an_archive_of_another_version_is_refused(
    engine: Engine, small: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "kpi.zip"
    with zipfile.ZipFile(io.BytesIO(small)) as file:
        parts = {info.filename: file.read(info) for info in file.infolist()}
    for change, said in (
        ({"format": 2}, "made by a newer version"),
        ({"revision": "9999"}, "9999, which this version does not know"),
        ({"format": "x"}, "not a backup"),
        ({"more": 1}, "not a backup"),
        ({"tables": {}}, "does not hold the tables"),
    ):
        manifest = json.dumps(json.loads(parts[backup.MANIFEST]) | change)
        with zipfile.ZipFile(path, "w") as file:
            for name, content in (parts | {backup.MANIFEST: manifest}).items():
                file.writestr(name, content)
        with pytest.raises(BackupError, match=said):
            restore.restore(engine, path)
    assert not any(rows(engine).values())
    assert is_current(engine)


def test_the_commands(
    kind: str, url: str, filled: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_HASH_KEY", "k" * 32)
    monkeypatch.setenv("KPI_DATABASE_URL", url)
    path, text = tmp_path / "kpi.zip", tmp_path / "kpi.txt"
    text.write_text("no archive", encoding="utf-8")
    done = call("db", "backup", str(path))
    assert done.exit_code == 0, done.output
    counted = f"{len(t.metadata.tables)} tables, {sum(held(path).values())} rows, "
    assert counted in done.output.splitlines()[-1]
    for words, code, said in (
        (("backup", str(tmp_path / "no" / "kpi.zip")), 2, "there is no folder"),
        (("backup", str(tmp_path)), 2, "is a directory"),
        (("restore", str(tmp_path / "missing.zip")), 2, "does not exist"),
        (("restore", str(path)), 1, "holds data already"),
        (("restore", str(text)), 1, "not a backup"),
    ):
        failed = call("db", *words)
        assert (failed.exit_code, said in failed.output) == (code, True), failed.output
        assert "Traceback" not in failed.output
    with databases.fresh(other(kind), tmp_path, tables=False) as target:
        monkeypatch.setenv("KPI_DATABASE_URL", target)
        nothing = call("db", "backup", str(path))
        assert (nothing.exit_code, "nothing to back up" in nothing.output) == (1, True)
        done = call("db", "restore", str(path))
        assert done.exit_code == 0, done.output
        assert counted in done.output.splitlines()[-1]


def call(*words: str) -> Result:
    return CliRunner().invoke(cli.cli, list(words))


def test_a_full_disk_is_told_and_leaves_the_last_backup(
    url: str, filled: Engine, archive: Path
) -> None:
    before = archive.read_bytes()
    environment = {"KPI_DATABASE_URL": url, "KPI_HASH_KEY": "k" * 32, "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "cli.py", "db", "backup", str(archive)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)),
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    assert "cannot be written" in done.stderr
    assert archive.read_bytes() == before
    assert list(archive.parent.glob(".*.part")) == []
