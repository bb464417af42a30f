"""``users import`` and ``users invite``: what is taken, what is left out and why, exit codes."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import fastexcel
import pytest
import xlsxwriter
from click.testing import CliRunner, Result
from sqlalchemy import insert

from cli import cli
from store import accounts, invitations, roster, tables
from store.accounts import Grant
from store.engine import open_engine, opened, upgrade

HEADS = ("Логин", "Роль", "Страница", "Учредитель", "Территория")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")


@pytest.fixture(autouse=True)
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with three pages of two founders."""
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    monkeypatch.setenv("KPI_DATABASE_URL", url)
    monkeypatch.setenv("KPI_HASH_KEY", "h" * 40)
    monkeypatch.setenv("KPI_COOKIE_KEY", "c" * 40)
    engine = open_engine(url)
    upgrade(engine)
    with engine.begin() as connection:
        for number in (1, 2, 3):
            connection.execute(insert(tables.bodies).values(
                body=number, name=f"Школа № {number}", exempt=False, listed=True,
                founder="Министерство спорта" if number == 3 else "Администрация; округа",
                territory="Холмск",
            ))  # fmt: skip
            connection.execute(insert(tables.pages).values(
                page=number, page_id=f"vk:{number}", network="vk", owner=number, body=number,
                screen_name=f"School_{number}", listed=True,
            ))  # fmt: skip
    engine.dispose()
    return url


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["users", *words])


def listed() -> dict[str, Any]:
    return {one["name"]: one for one in json.loads(run("list", "--json").output)}


def workbook(path: Path, rows: Sequence[Sequence[Any]], heads: Sequence[str] = HEADS) -> str:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Список")
        for y, row in enumerate([heads, *rows]):
            for x, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write_formula(y, x, cell[0], None, cell[1])
                elif cell is not None:
                    sheet.write(y, x, cell)
    return str(path)


def test_a_list_makes_accounts_that_nobody_enters_before_the_invitation(
    tmp_path: Path, url: str
) -> None:
    file = workbook(tmp_path / "u.xlsx", [
        ("School1", "Администратор", "https://vk.com/school_1; vk:2"),
        ("kurator", "куратор", None, "министерство спорта", "холмск"),
        ("stage", "ведущий"),
    ])  # fmt: skip
    assert "3 new" in run("import", file).output
    found = listed()
    assert {(g["kind"], g["value"]) for g in found["school1"]["grants"]} == {
        ("page", "vk:1"), ("page", "vk:2"),
    }  # fmt: skip
    assert {(g["kind"], g["value"]) for g in found["kurator"]["grants"]} == {
        ("founder", "Министерство спорта"), ("territory", "Холмск"),
    }  # fmt: skip
    assert found["stage"]["role"] == "presenter"
    engine = open_engine(url)
    assert accounts.attempt(engine, "stage", "", 1).account is None
    assert not roster.standings(engine, 1)["stage"].has_password
    engine.dispose()
    assert "0 new, 0 changed, 3 same" in run("import", file).output


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    run("add", "school1", "--role", "administrator", "--page", "vk:3", "--generate")
    before = run("list", "--json").output
    file = workbook(tmp_path / "u.xlsx", [
        ("school1", "администратор", "vk:1"), ("other", "ведущий"), ("bad", "король"),
    ])  # fmt: skip
    dry = json.loads(run("import", file, "--dry-run", "--json").output)
    assert run("list", "--json").output == before
    done = json.loads(run("import", file, "--json").output)
    assert done == dry | {"written": True}
    (changed,) = dry["changed"]
    assert changed["before"]["grants"] == [{"kind": "page", "value": "vk:3"}]
    assert listed()["school1"]["grants"] == [{"kind": "page", "value": "vk:1"}]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (("", "ведущий"), "no login"),
        (("a b", "ведущий"), "cannot be a login"),
        (("=cmd|'/c calc'!A1", "ведущий"), "cannot be a login"),
        (("x" * 70, "ведущий"), "cannot be a login"),
        (("x", ""), "no role"),
        (("x", "король"), "король is no role"),
        (("x", "администратор"), "needs a page"),
        (("x", "администратор", "https://example.com/1"), "no link to a page"),
        (("x", "администратор", "vk.com/id5"), "no link to a page"),
        (("x", "администратор", "vk:999"), "vk:999 does not stand in the register"),
        (("x", "администратор", None, "Министерство магии"), "no founder Министерство магии"),
        (("x", "администратор", None, None, "Нигде"), "no territory Нигде"),
        (("x", "ведущий", "vk:1"), "sees all"),
        ((("=1/0", "#DIV/0!"), "ведущий"), "shows an error of Excel"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_the_way_to_mend_it(
    tmp_path: Path, row: tuple[Any, ...], says: str
) -> None:
    file = workbook(tmp_path / "u.xlsx", [("good", "ведущий"), row])
    told = run("import", file)
    assert told.exit_code == 0
    assert "row 3" in told.output
    assert says in told.output
    assert set(listed()) == {"good"}


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--page", "vk:999"), "the page vk:999 does not stand in the register"),
        (("--page", "101"), "the page vk:101 does not stand in the register"),
        (("--page", "https://example.com/1"), "no link to a page"),
        (("--founder", "Министерство магии"), "no founder Министерство магии"),
        (("--territory", "Нигде"), "no territory Нигде"),
        ((), "needs a page"),
    ],
)
def test_an_account_is_added_for_what_the_register_holds(words: tuple[str, ...], says: str) -> None:
    failed = run("add", "anna", "--role", "administrator", "--generate", *words)
    assert failed.exit_code == 1
    (line,) = failed.output.splitlines()
    assert says in line
    assert listed() == {}


def test_who_sees_all_is_added_for_nothing() -> None:
    failed = run("add", "boris", "--role", "operator", "--page", "vk:1", "--generate")
    assert "are for administrators: the role operator sees all" in failed.output


def test_an_account_is_added_by_names_as_a_list_gives_them() -> None:
    told = run(
        "add", "Anna", "--role", "administrator", "--generate", "--page", "vk.com/school_1",
        "--page", "2", "--founder", "министерство спорта", "--territory", "холмск",
    )  # fmt: skip
    assert told.output.splitlines()[1:] == ["anna (administrator) is added"]
    account = listed()["anna"]
    assert account["seen_at"] is None
    assert [(grant["kind"], grant["value"]) for grant in account["grants"]] == [
        ("founder", "Министерство спорта"), ("page", "vk:1"), ("page", "vk:2"),
        ("territory", "Холмск"),
    ]  # fmt: skip


def test_a_login_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    rows = [("anna", "администратор", "vk:1"), ("ANNA ", "администратор", "vk:2")]
    told = run("import", workbook(tmp_path / "u.xlsx", rows))
    assert "stands already in row 2" in told.output
    assert [g["value"] for g in listed()["anna"]["grants"]] == ["vk:1"]


def test_eight_hundred_accounts_are_made_without_hashing_a_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bcrypt.hashpw", lambda *_: pytest.fail("a password was hashed"))
    rows = [(f"school{n}", "администратор", f"vk:{n % 3 + 1}") for n in range(800)]
    assert "800 new" in run("import", workbook(tmp_path / "u.xlsx", rows)).output
    assert len(listed()) == 800


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("u.xlsx", None, 2, "does not exist"),
        ("u.xlsx", b"", 1, "is empty"),
        ("u.xlsx", b"PK broken", 1, "is no Excel workbook"),
        ("u.csv", "Имя;Пол\nа;б\n".encode(), 1, "no header row with «Логин», «Роль»"),
        ("u.csv", "Логин;Роль\nx;король\n".encode(), 1, "no row of"),
    ],
)
def test_a_file_that_cannot_be_taken_is_one_sentence(
    tmp_path: Path, name: str, content: bytes | None, code: int, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    failed = run("import", str(path))
    assert failed.exit_code == code
    assert says in failed.output
    assert "Traceback" not in failed.output
    assert listed() == {}


def code_of(link: str) -> str:
    return link.split("?invite=")[1]


def test_links_are_printed_once_and_open(tmp_path: Path, url: str) -> None:
    run("import", workbook(tmp_path / "u.xlsx", [("anna", "ведущий"), ("boris", "ведущий")]))
    told = json.loads(run("invite", "--url", "https://kpi.example/", "--json").output)
    assert [one["login"] for one in told] == ["anna", "boris"]
    link = told[0]["link"]
    assert link.startswith("https://kpi.example/?invite=")
    engine = open_engine(url)
    assert invitations.look(engine, code_of(link), "", 1).name == "anna"
    said = " ".join(str(one) for one in accounts.entries(engine))
    engine.dispose()
    assert code_of(link) not in said
    assert "Nobody waits" in run("invite").output
    assert "boris\thttp" in run("invite", "boris").output


def test_a_workbook_has_a_sheet_for_each_founder(tmp_path: Path) -> None:
    rows = [
        ("a1", "администратор", "vk:1"), ("a3", "администратор", "vk:3"), ("show", "ведущий"),
    ]  # fmt: skip
    run("import", workbook(tmp_path / "u.xlsx", rows))
    out = tmp_path / "links.xlsx"
    told = run("invite", "--output", str(out))
    assert (told.exit_code, told.output) == (0, "made 3 links\n")
    assert run("invite", "show", "--output", str(tmp_path / "one.xlsx")).output == "made 1 link\n"
    book = fastexcel.read_excel(out)
    assert book.sheet_names == ["Без учредителя", "Администрация; округа", "Министерство спорта"]
    table = book.load_sheet("Министерство спорта").to_polars()
    assert table["Логин"].to_list() == ["a3"]
    assert table["Что ведёт"].to_list() == ["Школа № 3"]
    assert out.stat().st_mode & 0o077 == 0


def test_links_that_cannot_be_written_are_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("import", workbook(tmp_path / "u.xlsx", [("anna", "ведущий")]))
    before = json.loads(run("invite", "--json").output)[0]["link"]
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full_disk)
        failed = run("invite", "anna", "--output", str(tmp_path / "links.xlsx"))
    said = f"Error: {tmp_path / 'links.xlsx'} cannot be written: No space left on device"
    assert (failed.exit_code, failed.output.splitlines()) == (1, [said])
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine:
        assert invitations.look(engine, code_of(before), "", 1).name == "anna"
    assert {path.suffix for path in tmp_path.iterdir()} <= {".xlsx", ".db", ".db-wal", ".db-shm"}
    assert not (tmp_path / "links.xlsx").exists()


def full_disk(handle: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_only_those_of_a_founder_are_invited(tmp_path: Path) -> None:
    rows = [("a1", "администратор", "vk:1"), ("a3", "администратор", "vk:3")]
    run("import", workbook(tmp_path / "u.xlsx", rows))
    told = run("invite", "--founder", "Министерство спорта").output
    assert "a3\t" in told
    assert "a1\t" not in told


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("invite", "nobody"), 1, "there is no login 'nobody'"),
        (("invite", "closed"), 1, "closed is disabled"),
        (("invite", "--output", "links.pdf"), 2, "must end in"),
        (("invite", "--output", "links.csv"), 2, "must end in .xlsx"),
        (("invite", "--output", "/nowhere/links.xlsx"), 2, "there is no folder"),
        (("invite", "--output", "/proc/links.xlsx"), 2, "/proc/links.xlsx cannot be written"),
        (("invite", "--url", "notaurl"), 2, "'notaurl' is not an address such as http://"),
        (("invite", "--url", "ftp://kpi.example"), 2, "is not an address"),
        (("invite", "closed", "--founder", "X"), 2, "not both"),
    ],
)
def test_invitations_that_cannot_be_made(words: tuple[str, ...], code: int, says: str) -> None:
    run("add", "closed", "--role", "presenter", "--generate")
    run("disable", "closed")
    failed = run(*words)
    assert failed.exit_code == code
    assert says in failed.output


@pytest.mark.parametrize("command", ["import", "invite"])
def test_help_has_an_example(command: str) -> None:
    assert "Example: python cli.py users" in " ".join(run(command, "--help").output.split())


def test_grants_of_a_list_replace_those_there_were(tmp_path: Path, url: str) -> None:
    run("add", "anna", "--role", "administrator", "--page", "vk:3", "--generate")
    run("import", workbook(tmp_path / "u.xlsx", [("anna", "куратор", None, None, "Холмск")]))
    engine = open_engine(url)
    found = accounts.find(engine, "anna")
    engine.dispose()
    assert found is not None
    assert found.grants == (Grant("territory", "Холмск"),)
