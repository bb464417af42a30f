"""``register import``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from commands.register import register
from core.settings import SettingError
from tests.loaders.files.samples import Cells, csv_bytes, ogrn, row, xlsx


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "kpi.db"
    monkeypatch.setenv("KPI_DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setenv("KPI_HASH_KEY", "0123456789abcdef" * 3)
    monkeypatch.setenv("KPI_COOKIE_KEY", "fedcba9876543210" * 3)
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(register, ["import", *map(str, arguments)])


def file(tmp_path: Path, *rows: Cells) -> Path:
    path = tmp_path / "register.csv"
    path.write_bytes(csv_bytes(rows))
    return path


def pages(database: Path) -> list[tuple[str, int]]:
    with sqlite3.connect(database) as connection:
        found = connection.execute("select page_id, listed from pages order by page").fetchall()
    connection.close()
    return found


def test_an_import_makes_the_database_and_tells_what_it_did(database: Path, tmp_path: Path) -> None:
    path = xlsx(tmp_path / "register.xlsx", [row(1), row(2, ogrn="12"), row(3, vk="нет")])
    result = run(path)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "«Реестр»: 3 rows, 2 bodies, 1 pages, 1 rows left out" in result.stdout
    assert "bodies: 2 new, 0 changed, 0 gone, 0 same" in result.stdout
    assert "  row 3: «ОГРН» «12» must have 13 or 15 digits" in result.stdout
    assert "Dry run" not in result.stdout
    assert pages(database) == [("vk:1", 1)]


def test_a_second_import_changes_nothing(database: Path, tmp_path: Path) -> None:
    path = file(tmp_path, row(1), row(2))
    run(path)
    result = run(path)
    assert "pages:  0 new, 0 changed, 0 gone, 2 same" in result.stdout
    assert pages(database) == [("vk:1", 1), ("vk:2", 1)]


def test_a_dry_run_makes_no_database(database: Path, tmp_path: Path) -> None:
    result = run(file(tmp_path, row(1)), "--dry-run")
    assert result.exit_code == 0
    assert "  new page vk:1 МБОУ «Школа № 1»" in result.stdout
    assert result.stdout.endswith("Dry run: nothing is written.\n")
    assert not database.exists()


def test_a_dry_run_writes_nothing_to_a_database(database: Path, tmp_path: Path) -> None:
    run(file(tmp_path, row(1), row(2)))
    result = run(file(tmp_path, row(2, status="активный"), row(3)), "--dry-run")
    assert "bodies: 1 new, 1 changed, 1 gone, 0 same" in result.stdout
    assert f"  changed body {ogrn(2)} МБОУ «Школа № 2»: category: card → active" in result.stdout
    assert f"  gone body {ogrn(1)} МБОУ «Школа № 1»" in result.stdout
    assert pages(database) == [("vk:1", 1), ("vk:2", 1)]


def test_a_dry_run_upgrades_no_database(database: Path, tmp_path: Path) -> None:
    path = file(tmp_path, row(1))
    run(path)
    with sqlite3.connect(database) as connection:
        connection.execute("update alembic_version set version_num = 'older'")
    connection.close()
    result = run(path, "--dry-run")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "db upgrade" in result.stderr


def test_an_empty_database_is_taken_as_one_that_is_not_there(
    database: Path, tmp_path: Path
) -> None:
    database.touch()
    assert "1 new" in run(file(tmp_path, row(1)), "--dry-run").stdout
    assert run(file(tmp_path, row(1))).exit_code == 0
    assert pages(database) == [("vk:1", 1)]


@pytest.mark.usefixtures("database")
def test_json_holds_everything(tmp_path: Path) -> None:
    run(file(tmp_path, row(1), row(2)))
    result = run(file(tmp_path, row(1, name="Гимназия"), row(3, vk="нету")), "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["rows"], told["taken"], told["written"]) == (2, 1, True)
    assert told["bodies"] == {
        "in_file": 1, "new": 0, "changed": 1, "gone": 1, "same": 0, "held": 0,
    }  # fmt: skip
    assert told["pages"]["gone"] == 1
    assert [r["row"] for r in told["rejected"]] == [3]
    changed = told["changes"][0]
    assert changed["fields"] == [{"column": "name", "old": "МБОУ «Школа № 1»", "new": "Гимназия"}]


def test_a_page_resolved_meanwhile_makes_a_duplicate_visible(
    database: Path, tmp_path: Path
) -> None:
    run(file(tmp_path, row(1, vk="vk.com/school")))
    with sqlite3.connect(database) as connection:
        connection.execute("update pages set page_id = 'vk:77', owner = 77")
    connection.close()
    result = run(file(tmp_path, row(1, vk="vk.com/school"), row(2, vk="club77")))
    assert "row 3: duplicate: the page vk:77 stands already in row 2" in result.stdout
    assert pages(database) == [("vk:77", 1)]


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
def test_a_file_of_which_no_row_can_be_taken_empties_nothing(
    database: Path, tmp_path: Path, flags: list[str]
) -> None:
    run(file(tmp_path, row(1)))
    result = run(file(tmp_path, row(5, ogrn="12")), *flags)
    assert result.exit_code == 1
    assert "row 2:" in result.stdout
    assert result.stderr.count("\n") == 1
    assert pages(database) == [("vk:1", 1)]


def test_a_file_of_which_no_row_can_be_taken_makes_no_database(
    database: Path, tmp_path: Path
) -> None:
    assert run(file(tmp_path, row(5, ogrn="12"))).exit_code == 1
    assert not database.exists()


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("none.xlsx", None, 2), (".", None, 2), ("bad.xlsx", b"PK\x03\x04", 1), ("empty.csv", b"", 1)],
)
def test_a_bad_file_is_one_sentence_and_changes_nothing(
    database: Path, tmp_path: Path, name: str, data: bytes | None, code: int
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    result = run(tmp_path / name)
    assert (result.exit_code, result.stdout) == (code, "")
    assert result.stderr.count("\n") == 1
    assert not database.exists()


def test_no_file_is_a_usage_error(database: Path) -> None:
    assert run().exit_code == 2
    assert not database.exists()


@pytest.mark.usefixtures("database")
def test_a_bad_setting_is_left_to_the_caller(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATABASE_URL", "no url")
    for flags in ([], ["--dry-run"]):
        assert isinstance(run(file(tmp_path, row(1)), *flags).exception, SettingError)


def test_help_has_an_example() -> None:
    result = CliRunner().invoke(register, ["import", "--help"])
    assert "Example: python cli.py register import" in result.stdout


@pytest.mark.usefixtures("database")
def test_long_lists_are_cut_and_rows_left_out_are_not(tmp_path: Path) -> None:
    good = [row(n) for n in range(1, 40)]
    bad = [row(n, ogrn="12", vk=f"club{n}") for n in range(40, 80)]
    result = run(file(tmp_path, *good, *bad), "--dry-run")
    assert result.stdout.count("  new ") == 20
    assert "… and 58 more" in result.stdout
    assert result.stdout.count("  row ") == 40
