"""A collection with every kind of trouble, written beside the invented region."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, delete, insert, update

from core.period import DAY
from core.settings import Settings
from jobs.state import marks
from store import tables as t
from tests.ui.conftest import NOW
from ui import installation

Begin = Callable[..., installation.Installation]
TOKENS = ("vk1.secret-one", "vk1.secret-two", "vk1.secret-three")
HOUR = 3600
REFUSED = {
    5: "15: Access denied: wall is disabled", 6: "banned", 7: "closed", 8: "vanished",
    9: "212: Access to post comments denied", 10: "unknown name",
}  # fmt: skip
ENDED = [
    (12, "complete"), (9, "incomplete"), (6, "complete"), (4, "broken"), (3, "complete"),
    (2, "incomplete"),
]  # fmt: skip


def run(number: int, start: int, state: str, **known: Any) -> dict[str, Any]:
    """A row of ``runs``: a full one, of 12 pages."""
    usual = {
        "finished_at": start + 1500, "pages": 12, "posts": 340, "comments": 61, "requests": 1037,
        "least": 1020, "retries": 0, "owed": 0, "message": None,
    }  # fmt: skip
    kept = {"run": number, "network": "vk", "kind": "full", "started_at": start, "as_of": start}
    return kept | {"state": state} | usual | known


def make(engine: Engine, tokens: list[str], *, running: bool = False) -> None:
    """Writes the trouble; ``tokens`` are marks, the first is dead, the second spent."""
    runs = [
        run(10 + place, NOW - DAY * back, state, owed=2 * (state != "complete"), retries=back % 3)
        for place, (back, state) in enumerate(ENDED)
    ]
    started = NOW - 6 * HOUR
    runs.append(run(
        20, started, "broken", finished_at=started + 60, pages=0, requests=3, least=1,
        message="VK refuses every token: renew KPI_VK_TOKENS",
    ))  # fmt: skip
    if running:
        runs.append(run(30, NOW - 300, "running", finished_at=None, requests=40, least=38))
    with engine.begin() as connection:
        earlier = {"started_at": NOW - 15 * DAY, "as_of": NOW - 15 * DAY}
        connection.execute(update(t.runs).values(**earlier))
        connection.execute(insert(t.runs), runs)
        _pages(connection)
        _rejects(connection)
        connection.execute(insert(t.token_use), _use(tokens))
        if running:
            told = {"run": 30, "pages": [12, 12], "walls": [7, 12], "comments": [30, 61]}
            connection.execute(insert(t.marks), {"mark": "progress", "value": json.dumps(told)})


def _pages(connection: Connection) -> None:
    p, i = t.pages.c, t.intervals.c
    for page, reason in REFUSED.items():
        refusal = {"refused": reason, "refused_at": NOW - page * DAY}
        connection.execute(update(t.pages).where(p.page == page).values(**refusal))
    connection.execute(update(t.intervals).where(i.page == 1).values(start=NOW - 100 * DAY))
    connection.execute(update(t.intervals).where(i.page == 2).values(end=NOW - 3 * DAY))
    connection.execute(delete(t.intervals).where(i.page == 3))
    changes = [
        (7, 7, "refused", None, "closed"), (11, 5, "refused", "closed", None),
        (12, 2, "title", "Школа 12", "Школа № 12"), (12, 2, "screen_name", "school12", "shkola_12"),
        (1, 1, "comments_open", "open", "closed"),
    ]  # fmt: skip
    rows = [
        {"page": page, "at": NOW - back * DAY, "what": what, "was": was, "became": became}
        for page, back, what, was, became in changes
    ]
    connection.execute(insert(t.page_changes), rows)


def _rejects(connection: Connection) -> None:
    date, author = "a post without 'date'", "a comment without 'from_id'"
    given = [(14, 4, "post", date, 3), (15, 4, "post", date, 2), (15, 2, "comment", author, 1)]
    names = ("run", "page", "what", "reason", "count")
    connection.execute(insert(t.rejects), [dict(zip(names, row, strict=True)) for row in given])


def _use(tokens: list[str]) -> list[dict[str, Any]]:
    rows = [
        {"network": "vk", "token": mark, "method": method, "began": NOW - 6 * HOUR, "calls": calls,
         "refused": None, "refused_at": None}
        for mark in tokens
        for method, calls in (("*", 0), ("wall.get", 1240), ("wall.getComments", 310))
    ]  # fmt: skip
    if len(tokens) > 1:
        expired = "User authorization failed: access_token has expired."
        rows[0] |= {"refused": expired, "refused_at": NOW - 6 * HOUR}
        rows[4] |= {"refused": "Rate limit reached", "refused_at": NOW - 5 * HOUR, "calls": 5000}
    return rows


@pytest.fixture
def troubled(begin: Begin, filled: Path, tmp_path: Path) -> Callable[..., Engine]:
    """Begins an installation on a copy of the region with every kind of trouble."""

    def begun(language: str = "ru", *, running: bool = False, tokens: bool = True) -> Engine:
        path = tmp_path / "copy.db"
        shutil.copyfile(filled, path)
        settings = with_tokens(begin(path, language)) if tokens else installation.here().settings
        make(installation.here().writer, marks(settings), running=running)
        return installation.here().writer

    return begun


def with_tokens(here: installation.Installation) -> Settings:
    """Sets tokens for the installation at hand."""
    given = replace(here.settings, vk_tokens=TOKENS)
    installation._here[:] = [replace(here, settings=given)]
    return given
