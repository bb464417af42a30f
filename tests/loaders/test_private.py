"""Privacy: texts of comments go in time and stay away; tokens and names are nowhere at all."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import select

from core.settings import ROOT
from jobs.collect import purge
from store import tables as t
from tests.fakes.vk import Comment, Page, Post, World
from tests.loaders.conftest import DAY, KEY, NOW, Desk, desk

AS_OF = "2025-10-09T08:53:20+00:00"
NAME = "Зинаида"
RUN = """
import sys
from pathlib import Path
from jobs import collect
collect.ARCHIVE = Path(sys.argv.pop(1))
from cli import cli
cli()
"""
HIDDEN = (NAME, "Тайная", "user-hidden-living", "dead-hidden-5")


def texts(at: Desk) -> dict[int, str | None]:
    """Texts of the stored comments by their number."""
    c = t.comments.c
    with at.engine.connect() as connection:
        return {row.comment: row.text for row in connection.execute(select(c.comment, c.text))}


def test_texts_go_with_their_retention_and_do_not_come_back(tmp_path: Path) -> None:
    now = [NOW]
    old = Comment(11, 7, NOW - 91 * DAY, "Когда?")
    page = Page(
        1, [Post(1, NOW - 92 * DAY, comments=[old, Comment(12, 8, NOW - 80 * DAY, "Где?")])]
    )
    with desk(World([page], clock=lambda: now[0]), tmp_path) as at:
        at.sync()
        assert texts(at) == {11: None, 12: "Где?"}
        reasons = at.dump()["first_replies"]
        assert purge(at.engine, at.settings(), NOW, tmp_path) == (0, 0)
        now[0] += 11 * DAY
        assert purge(at.engine, at.settings(), now[0], tmp_path) == (1, 0)
        assert texts(at) == {11: None, 12: None}
        page.posts[0].comments.append(Comment(13, 9, now[0] - 60, "Почему?"))
        at.sync(only=frozenset({"vk:1"}), post=1)
        assert texts(at) == {11: None, 12: None, 13: "Почему?"}
        assert at.dump()["first_replies"][:2] == reasons, "what was a question stays one"


def region() -> World:
    """People who name each other, also in threads, and one who is named by a reply."""
    answer = Comment(22, -1, NOW - 60, f"[id77|{NAME} Тайная], завтра", reply_to_user=77)
    talk = [
        Comment(20, 77, NOW - 120, "Когда починят?", thread=[answer]),
        Comment(21, 78, NOW - 90, f"Поддерживаю @id77 ({NAME} Тайная)"),
    ]
    pages = [Page(1, [Post(1, NOW - DAY, comments=talk)]), Page(2, [Post(1, NOW - DAY)])]
    return World(pages, clock=lambda: NOW)


def run(at: Desk, *words: str) -> str:
    """A command as a process of its own, its archive beside the database; all that it says."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KPI_")} | {
        "KPI_DATABASE_URL": at.url, "KPI_VK_API_URL": at.vk.url, "KPI_HASH_KEY": KEY,
        "KPI_VK_TOKENS": "dead-hidden-5,user-hidden-living", "KPI_ARCHIVE_DAYS": "30",
        "KPI_VK_REQUESTS_PER_SECOND": "1000", "PYTHONIOENCODING": "utf-8",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(at.path.parent / "archive"), *words], cwd=ROOT,
        env=environment, timeout=120, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def rows(at: Desk) -> str:
    """Every row of every table, as text."""
    with at.engine.connect() as connection:
        tables = [connection.execute(select(table)).all() for table in t.metadata.sorted_tables]
    at.engine.dispose()
    return str(tables)


def test_neither_tokens_nor_names_are_in_database_archive_logs_or_errors(tmp_path: Path) -> None:
    """The real commands, with a token that VK refuses, a page it refuses, and an archive."""
    with desk(region(), tmp_path) as at:
        at.vk.faults.add(15, method="wall.get", owner=2)
        said = run(at, "sync", "vk", "--as-of", AS_OF)
        said += run(at, "status") + run(at, "status", "--json")
        run(at, "db", "backup", str(tmp_path / "backup.zip"))
        stored = rows(at)
    (file,) = (tmp_path / "archive").iterdir()
    kept = gzip.decompress(file.read_bytes()).decode()
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert "token 1" in said, "the refused token was spoken of"
    assert "15: " in said, "and so was the refused page"
    assert "Когда починят?" in stored
    assert "Когда починят?" in kept
    for word in HIDDEN:
        assert word not in said
        assert word not in kept
        assert word not in stored
        assert word.encode() not in files
