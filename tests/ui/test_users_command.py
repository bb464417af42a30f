"""``cli.py users``: what it says, what it prints, and the exit codes."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import cli
from store import accounts
from store.engine import open_engine


@pytest.fixture(autouse=True)
def _database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_DATABASE_URL", f"sqlite:///{tmp_path / 'kpi.db'}")
    monkeypatch.setenv("KPI_HASH_KEY", "h" * 40)
    monkeypatch.setenv("KPI_COOKIE_KEY", "c" * 40)


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli, ["users", *words], input=typed)


def test_a_password_is_made_and_printed_once() -> None:
    made = run("add", "Anna", "--role", "supervisor", "--generate")
    assert made.exit_code == 0
    printed = next(line for line in made.output.splitlines() if line.startswith("password: "))
    assert run("list").output.count(printed.removeprefix("password: ")) == 0


def test_a_password_is_asked_for_twice() -> None:
    made = run("add", "anna", "--role", "operator", typed="long enough\nlong enough\n")
    assert made.exit_code == 0
    assert "long enough" not in made.output


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("add", "anna"), 2, "--role"),
        (("add", "anna", "--role", "king"), 2, "king"),
        (("add", "anna", "--role", "administrator", "--generate"), 1, "needs a page"),
        (("disable", "nobody"), 1, "there is no login 'nobody'"),
        (("password", "nobody", "--generate"), 1, "there is no login 'nobody'"),
    ],
)
def test_errors_are_one_sentence(words: tuple[str, ...], code: int, says: str) -> None:
    failed = run(*words)
    assert failed.exit_code == code
    assert says in failed.output
    assert "Traceback" not in failed.output


def test_a_bad_setting_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KPI_TIMEZONE", "Mars")
    failed = run("list")
    assert failed.exit_code == 2
    assert "KPI_TIMEZONE" in failed.output


def test_a_new_password_and_disabling(tmp_path: Path) -> None:
    run("add", "anna", "--role", "supervisor", "--generate")
    assert run("password", "ANNA", "--generate").exit_code == 0
    assert run("disable", "anna").exit_code == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    found = accounts.find(engine, "anna")
    assert found is not None
    assert found.disabled
    engine.dispose()


@pytest.mark.parametrize("command", ["add", "list", "disable", "password"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: python cli.py users" in " ".join(run(command, "--help").output.split())
