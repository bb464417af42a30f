"""Health: the command for a monitoring system, the server's address, the lines of a log."""

from __future__ import annotations

import json
import re
import sqlite3
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert

import cli
from commands import health as command
from commands import progress
from store.engine import open_engine, opened
from store.tables import pages, runs
from tests.operations.network import dashboard
from tests.ui import region

HOUR = 3600
NOW = 1_764_000_000
Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setenv("KPI_DATABASE_URL", f"sqlite:///{tmp_path / 'kpi.db'}")
    monkeypatch.setenv("KPI_HASH_KEY", "h" * 40)
    monkeypatch.setattr(command, "now", lambda: NOW)
    return lambda *words: CliRunner().invoke(cli.cli, list(words))


def ran(folder: Path, state: str, age: int, **more: object) -> None:
    """A run of a collection that began so many hours ago."""
    engine = open_engine(f"sqlite:///{folder / 'kpi.db'}")
    moment = NOW - age * HOUR
    row = {"network": "vk", "started_at": moment, "as_of": moment, "state": state, "pages": 1}
    with engine.begin() as connection:
        connection.execute(insert(runs).values(row | more))
    engine.dispose()


@pytest.mark.parametrize(
    ("history", "words", "code", "sentence"),
    [
        ([], (), 1, "nothing is collected yet"),
        ([("complete", 5)], (), 0, "fresh: data of 24.11.2025 14:00 (5.0 h old)"),
        ([("complete", 27)], (), 1, "the data are 27.0 hours old, allowed are 26"),
        ([("complete", 27)], ("--max-age", "28"), 0, "last run complete"),
        ([("complete", 30), ("incomplete", 3)], (), 0, "last run incomplete"),
        ([("complete", 5), ("broken", 1)], (), 1, "the last run broke: no token lives"),
        ([("complete", 5), ("running", 1)], (), 0, "last run running"),
        ([("complete", 5)], ("--max-age", "0"), 2, "--max-age"),
    ],
)
def test_one_line_and_an_exit_code(
    call: Call, tmp_path: Path, history: list[tuple[str, int]], words: tuple[str, ...], code: int,
    sentence: str,
) -> None:  # fmt: skip
    assert call("db", "upgrade").exit_code == 0
    for state, age in history:
        message = "no token lives" if state == "broken" else None
        ran(tmp_path, state, age, owed=0, message=message)
    result = call("health", *words)
    assert (result.exit_code, sentence in result.output) == (code, True), result.output
    if code < 2:
        assert len(result.output.splitlines()) == 1


def test_without_a_database_it_says_so(call: Call) -> None:
    result = call("health")
    assert result.exit_code == 1
    assert "nothing is collected yet" in result.output
    told = call("health", "--json")
    assert told.exit_code == 1
    assert json.loads(told.output) == {
        "status": "stale", "reason": result.output.strip().removeprefix("Error: "),
        "as_of": None, "age_hours": None, "last_run": None, "owed": None, "message": None,
    }  # fmt: skip


def test_a_program_reads_json_with_what_the_store_owes(call: Call, tmp_path: Path) -> None:
    call("db", "upgrade")
    ran(tmp_path, "incomplete", 30, owed=0)
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine, engine.begin() as connection:
        for number, refused in ((1, None), (2, None), (3, "blocked")):
            connection.execute(insert(pages).values(
                page=number, page_id=f"vk:{number}", network="vk", owner=number, listed=True,
                refused=refused,
            ))  # fmt: skip
    result = call("health", "--json")
    assert result.exit_code == 1
    assert json.loads(result.output) == {
        "status": "stale", "reason": "the data are 30.0 hours old, allowed are 26",
        "as_of": NOW - 30 * HOUR, "age_hours": 30.0, "last_run": "incomplete", "owed": 2,
        "message": None,
    }  # fmt: skip


def test_a_database_that_cannot_be_used_is_json_too(call: Call, tmp_path: Path) -> None:
    (tmp_path / "kpi.db").write_bytes(b"not a database at all" * 100)
    told = call("health", "--json")
    assert told.exit_code == 1
    found = json.loads(told.output)
    assert (found["status"], found["as_of"]) == ("stale", None)
    assert found["reason"].startswith("the database cannot be used")


def test_the_server_tells_its_health_and_no_names(filled: Path) -> None:
    with dashboard(filled) as port:
        url = f"http://127.0.0.1:{port}/health"
        with urllib.request.urlopen(url, timeout=20) as answer:
            known = json.load(answer)
        assert known == {
            "status": "ok", "data_version": known["newest_version"], "as_of": region.AS_OF,
            "newest_version": known["data_version"], "fresh": False,
        }  # fmt: skip
        with closing(sqlite3.connect(filled / "kpi.db", isolation_level=None)) as broken:
            broken.execute("drop table marks")
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url, timeout=20)
        with refused.value as error:
            assert error.code == 503
            assert json.load(error) == {"status": "the database cannot be read"}


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("sqlite:////nowhere/kpi.db", "KPI_DATABASE_URL: there is no folder /nowhere for"),
        ("postgresql+psycopg://u:hidden@127.0.0.1:9/kpi", "the database cannot be used: "),
    ],
)
def test_a_server_without_its_database_ends_with_a_sentence(
    tmp_path: Path, url: str, sentence: str
) -> None:
    with pytest.raises(AssertionError), dashboard(tmp_path, KPI_DATABASE_URL=url):
        pass
    *_, last = said = (tmp_path / "server.log").read_text(encoding="utf-8").splitlines()
    assert last.startswith(f"Error: {sentence}")
    assert not any("Traceback" in line or "hidden" in line for line in said)


def test_log_lines_begin_with_the_local_time_and_a_level(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "now", lambda: NOW)
    with progress.Bar() as bar:
        for done in range(832):
            bar.show("walls", done, 831)
        bar.say("token 1 is refused by VK and was dropped")
    lines = capsys.readouterr().err.splitlines()
    assert all(re.match(r"2025-11-2\d \d\d:\d\d:\d\d (INFO|WARNING) ", line) for line in lines)
    told = [line.split(" ", 2)[2] for line in lines]
    assert told[0] == "INFO walls: 0 of 831"
    assert told[-2:] == [
        "INFO walls: 831 of 831",
        "WARNING token 1 is refused by VK and was dropped",
    ]
    assert len(lines) == 12, "a line at each tenth, not at each page"
