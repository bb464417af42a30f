"""Commands as people call them: one clear sentence for what is wrong, and the exit code."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import insert, select

import cli
from core.settings import own_files
from jobs import demo
from jobs.report import FORMATS, WrongFile, write_table
from store import demo_logins, tables
from store.engine import is_current, open_engine, opened
from tests.fakes.vk import Comment, Page, Post, World, serve
from tests.loaders.conftest import KEY

NOW = 1_764_000_000
FRAME = ["--from", "2025-11-01", "--to", "2025-11-24"]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name in list(__import__("os").environ):
        if name.startswith("KPI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KPI_DATABASE_URL", f"sqlite:///{tmp_path / 'kpi.db'}")
    monkeypatch.setenv("KPI_HASH_KEY", KEY)

    def run(*words: str, **settings: str) -> Result:
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(cli.cli, list(words))

    return run


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("kpi", *FRAME, "--output", "x.pdf"), 2, "must end in .csv, .parquet, .xlsx"),
        (("kpi", *FRAME, "--output", "no/such/folder/x.csv"), 2, "there is no folder"),
        (("kpi", *FRAME, "--output", "/proc/x.xlsx"), 2, "/proc/x.xlsx cannot be written: No such"),
        (
            ("kpi", "--from", "yesterday", "--to", "2025-11-24", "--output", "x.csv"),
            2,
            "not a date",
        ),
        (
            ("kpi", "--from", "2025-11-24", "--to", "2025-11-01", "--output", "x.csv"),
            2,
            "before it",
        ),
        (("kpi", *FRAME, "--output", "x.csv"), 1, "nothing is collected yet"),
        (("appeals", *FRAME, "--rule", "some", "--output", "x.csv"), 2, "questions"),
        (("kpi", "--from", "2025-11-01", "--to", "9999-12-31", "--output", "x.csv"), 2, "2040"),
        (("sync", "vk", "--page", "vk:1"), 2, "no such page in the register"),
        (("sync", "vk", "--as-of", "soon"), 2, "is not a moment"),
        (("sync", "vk", "--since", "2039-01-01"), 2, "--since 2039-01-01 has not come yet"),
        (("sync", "vk", "--since", "2025-03-02", "--as-of", "2025-03-01T12:00"), 2, "not come yet"),
        (("register", "import", "missing.xlsx"), 2, "missing.xlsx"),
        (("responders", "add", "--page", "vk:1", "--user", "7"), 2, "no such page"),
        (("users", "disable", "nobody"), 1, "nobody"),
        (("awards", "freeze", "--year", "2025", "--methodology", "nonsense"), 2, "nonsense"),
        (("awards", "draft", "--year", "2025", "--methodology", "nonsense", "--output", "a.csv"), 2,
         "nonsense"),
        (("awards", "events", "missing.csv", "--year", "1"), 2, "--year"),
        (("awards", "events", "missing.csv"), 2, "missing.csv"),
        (("awards", "votes", "missing.csv", "--year", "2025"), 2, "missing.csv"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(
    call, words: tuple[str, ...], code: int, sentence: str
) -> None:
    assert call("db", "upgrade").exit_code == 0
    result = call(*words)
    assert result.exit_code == code, result.output
    assert sentence in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("key", "value"),
    [("KPI_DEADLINE", "5h"), ("KPI_DATABASE_URL", "nonsense"), ("KPI_TYPO", "1"),
     ("KPI_DATABASE_URL", "oracle://host/kpi")],
)  # fmt: skip
def test_a_wrong_setting_is_a_wrong_call(call, key: str, value: str) -> None:
    result = call("status", **{key: value})
    assert result.exit_code == 2
    assert key in result.output


def test_without_a_token_or_a_network_a_sync_says_so_and_keeps_the_token(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.pace.Backoff.sleep", lambda self, tried: None)
    register(call, tmp_path)
    bare = call("sync", "vk")
    assert (bare.exit_code, "KPI_VK_TOKENS" in bare.output) == (1, True)
    dead = call(
        "sync", "vk", KPI_VK_TOKENS="dead-very-secret", KPI_VK_API_URL="http://127.0.0.1:9/m"
    )
    assert dead.exit_code == 3
    assert "does not answer" in dead.output
    assert "very-secret" not in dead.output
    status = call("status").output
    assert "Nothing is collected yet (last run: full incomplete, 0 pages" in status
    assert ", 1 token (as if one" in status
    listed = call("responders", "add", "--page", "vk:5", "--user", "7")
    assert listed.output == "vk:5: 1 responder listed\n"
    assert call("purge").output == "0 texts older than 90 days removed\n"


def register(call, folder: Path) -> None:
    path = folder / "register.csv"
    head = (
        "Уровень;Учредитель;Наименование подведомственной организации;причина;ОГРН;Сфера 1;"
        "Сфера 2;Сфера 3;Статус;ID госпаблика;Ссылка на госпаблик ВК"
    )
    row = "МО;Управа;Школа № 1;;1027700132195;Школы;;;визитка;5;https://vk.com/club5"
    path.write_text(f"{head}\n{row}", encoding="utf-8-sig")
    result = call("register", "import", str(path))
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("zone", ["Europe/Kaliningrad", "Europe/Moscow", "Asia/Sakhalin"])
def test_the_last_day_given_is_included_over_a_change_of_year(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    """Posts in the last second of a year, the first and the last of 1 January, and just after."""
    monkeypatch.setattr("loaders.pace.Backoff.sleep", lambda self, tried: None)
    monkeypatch.setenv("KPI_TIMEZONE", zone)
    register(call, tmp_path)
    year = int(datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).timestamp())
    moments = (year - 1, year, year + 86_399, year + 86_400)
    posts = [Post(id=n, date=at, views=9) for n, at in enumerate(moments, 1)]
    now = datetime.fromtimestamp(year + 5 * 86_400, UTC)
    world = World([Page(owner=5, posts=posts)], clock=lambda: int(now.timestamp()))
    with serve(world) as vk:
        done = call("sync", "vk", "--as-of", now.isoformat(), KPI_VK_TOKENS="user-1",
                    KPI_VK_API_URL=vk.url, KPI_VK_REQUESTS_PER_SECOND="1000")  # fmt: skip
    assert done.exit_code == 0, done.output
    out = tmp_path / "kpi.csv"
    for first, last, count in (
        ("2025-12-30", "2025-12-31", 1), ("2025-12-30", "2026-01-01", 3),
        ("2026-01-01", "2026-01-01", 2), ("2026-01-02", "2026-01-02", 1),
    ):  # fmt: skip
        asked = call("kpi", "--from", first, "--to", last, "--raw", "--output", str(out))
        assert asked.exit_code == 0, asked.output
        assert pl.read_csv(out).filter(kpi="posts")["value"].item() == count, (first, last)


def test_from_the_register_to_a_file_of_values(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loaders.pace.Backoff.sleep", lambda self, tried: None)
    register(call, tmp_path)
    asked = Comment(
        id=9,
        from_id=7,
        date=NOW - 3600,
        text="Когда откроете?",
        thread=[Comment(id=10, from_id=-5, date=NOW - 1800, text="Завтра", reply_to_comment=9)],
    )
    post = Post(id=1, date=NOW - 86_400, comments=[asked], views=9)
    world = World([Page(owner=5, posts=[post])], clock=lambda: NOW)
    with serve(world) as vk:
        done = call("sync", "vk", "--as-of", "2025-11-24T16:00:00+00:00", KPI_VK_TOKENS="user-1",
                    KPI_VK_API_URL=vk.url, KPI_VK_REQUESTS_PER_SECOND="1000")  # fmt: skip
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[-1].startswith("complete: 1 page, 1 post, 2 comments")
    status = json.loads(call("status", "--json").output)
    assert status["last_run"]["state"] == "complete"
    for ending in ("csv", "parquet", "xlsx"):
        out = tmp_path / f"kpi.{ending}"
        assert call("kpi", *FRAME, "--raw", "--output", str(out)).exit_code == 0
        assert out.stat().st_size > 0
    values = pl.read_csv(tmp_path / "kpi.csv")
    assert values.columns == [
        "page_id", "kpi", "value", "sample", "numerator", "denominator", "note",
    ]  # fmt: skip
    assert values.filter(kpi="posts")["value"].item() == 1
    assert values.filter(kpi="median_response_hours")["value"].item() == 0.5
    appeals = tmp_path / "appeals.csv"
    assert call("appeals", *FRAME, "--output", str(appeals)).exit_code == 0
    assert pl.read_csv(appeals).row(0, named=True) == {
        "page_id": "vk:5", "post_id": 1, "comment_id": 9,
        "asked_at": "2025-11-24T18:00:00+03:00", "answered_at": "2025-11-24T18:30:00+03:00",
        "seconds": 1800, "working_seconds": 0, "deadline": "2025-11-25T18:00:00+03:00",
        "reason": "?", "note": None,
    }  # fmt: skip
    far = call("rating", "--from", "2030-01-01", "--to", "2030-12-31",
               "--output", str(tmp_path / "rating.csv"))  # fmt: skip
    assert far.exit_code == 2
    assert "nothing was collected of the days 2030-01-01..2030-12-31" in far.output
    assert not (tmp_path / "rating.csv").exists()


@pytest.mark.parametrize("ending", FORMATS)
def test_a_table_that_finds_no_room_is_told_and_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    def full_disk(handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    path = tmp_path / f"kpi{ending}"
    path.write_text("the last one", encoding="utf-8")
    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(WrongFile, match=rf"kpi{ending} cannot be written: No space left"):
        write_table(pl.DataFrame({"page_id": ["vk:5"]}), path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [
        (path.name, "the last one")
    ]


def test_the_demo_keeps_to_an_empty_database_and_is_never_collected(call, tmp_path: Path) -> None:
    assert call("demo", "--pages", "3", "--weeks", "4").exit_code == 0
    again = call("demo", "--pages", "3")
    assert (again.exit_code, "holds data already" in again.output) == (1, True)
    assert call("demo", "--pages", "3", "--if-empty").exit_code == 0
    assert call("sync", "vk").exit_code == 1
    card = demo_logins.shown(open_engine(f"sqlite:///{tmp_path / 'kpi.db'}"))
    assert card is not None
    assert {login.name for login in card} == {"supervisor", "administrator", "presenter"}
    call("users", "disable", "presenter")
    left = demo_logins.shown(open_engine(f"sqlite:///{tmp_path / 'kpi.db'}"))
    assert left == [login for login in card if login.name != "presenter"]
    path = tmp_path / "r.csv"
    path.write_text("x", encoding="utf-8")
    assert call("register", "import", str(path)).exit_code == 1
    truth = json.loads((tmp_path / "kpi.truth.json").read_text(encoding="utf-8"))
    assert truth["pages"]


def test_the_way_to_the_demo_leads_there(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("store.engine.ROOT", tmp_path)
    monkeypatch.delenv("KPI_DATABASE_URL")
    asked = ("kpi", *FRAME, "--output", str(tmp_path / "kpi.csv"))
    told = "`python cli.py demo` with KPI_DATABASE_URL=sqlite:///data/demo.db from then on\n"
    for _ in range(2):
        failed = call(*asked)
        assert (failed.exit_code, failed.output.endswith(told)) == (1, True), failed.output
        assert call("db", "upgrade").exit_code == 0
    made = call("demo", "--pages", "3", "--weeks", "4")
    assert "with KPI_DATABASE_URL=sqlite:///data/demo.db\n" in made.output
    assert call(*asked, KPI_DATABASE_URL="sqlite:///data/demo.db").exit_code == 0
    own = call(*asked, KPI_DATABASE_URL=f"sqlite:///{tmp_path / 'own.db'}")
    assert own.output.endswith("or `python cli.py demo`\n")


@pytest.mark.parametrize(
    ("table", "row", "held"),
    [
        ("users", {"name": "supervisor", "role": "supervisor", "password": "kept",
                   "valid_from": 0, "disabled": False, "created_at": 0}, "accounts"),
        ("bodies", {"body": 7, "name": "Школа", "exempt": False, "listed": True}, "bodies"),
    ],
)  # fmt: skip
def test_the_demo_leaves_what_is_not_its_own(
    call, tmp_path: Path, table: str, row: dict[str, object], held: str
) -> None:
    call("db", "upgrade")
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine:
        with engine.begin() as connection:
            connection.execute(insert(tables.metadata.tables[table]).values(row))
        refused = call("demo", "--pages", "3", "--weeks", "4")
        said = f"kpi.db holds data already ({held}): the demo needs an empty database"
        assert (refused.exit_code, refused.output.splitlines()[-1]) == (1, f"Error: {said}")
        with engine.connect() as connection:
            (kept,) = connection.execute(select(tables.metadata.tables[table])).mappings().all()
        assert row.items() <= dict(kept).items()
        assert not demo.is_empty(engine)


@pytest.mark.parametrize(
    "name", ["kpi.db", "kpi.db-wal", "kpi.db-shm", "link.zip", "data/hash_key"]
)
def test_a_backup_replaces_no_file_of_the_installation(
    call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "data").mkdir()
    monkeypatch.setattr("commands.data.own_files", lambda: own_files(tmp_path))
    (tmp_path / "link.zip").symlink_to("kpi.db")
    assert call("db", "upgrade").exit_code == 0
    failed = call("db", "backup", str(tmp_path / name))
    assert (failed.exit_code, "belongs to the installation" in failed.output) == (2, True)
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as engine:
        assert is_current(engine)
