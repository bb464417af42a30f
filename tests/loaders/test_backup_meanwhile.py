"""Backup and restore while a sync runs, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobs.collect import collect_vk
from store import backup
from store.backup import BackupError, back_up
from store.engine import opened
from store.restore import restore
from tests import databases
from tests.fakes.vk import World, random_pages
from tests.loaders.conftest import NOW, Desk, desk

ZONE = "Europe/Moscow"


@pytest.fixture(params=databases.KINDS, autouse=True)
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Stores of this test are of each kind in turn."""
    monkeypatch.setattr(databases, "DEFAULT", request.param)
    return str(request.param)


def world() -> World:
    return World(random_pages(5, seed=4, now=NOW, weeks=12), clock=lambda: NOW)


def sync_and(at: Desk, do: Callable[[], None]) -> str:
    """How a sync ended, half way through which something was done."""

    def half(phase: str, done: int, total: int) -> None:
        if (phase, done) == ("walls", 3):
            do()

    return collect_vk(at.engine, at.settings(), NOW, lambda: NOW, progress=half).state


def test_a_backup_made_during_a_sync_is_finished_by_the_next_run(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has read its first table when the sync goes on, and reads the others when that is over."""
    archive, begun, over = tmp_path / "kpi.zip", threading.Event(), threading.Event()
    write = backup._write

    def slowly(*given: Any) -> Any:
        held = write(*given)
        begun.set()
        assert over.wait(60)
        return held

    def save() -> None:
        with opened(at.url, read_only=True) as reader:
            back_up(reader, archive, NOW, ZONE)

    def begin() -> None:
        saving.start()
        assert begun.wait(60)

    monkeypatch.setattr(backup, "_write", slowly)
    saving = threading.Thread(target=save)
    with desk(world(), tmp_path / "running") as at:
        assert sync_and(at, begin) == "complete"
        over.set()
        saving.join()
        expected = at.dump()
    with (
        desk(world(), tmp_path / "restored") as later,
        databases.fresh(kind, tmp_path, tables=False) as url,
        opened(url) as engine,
    ):
        restore(engine, archive)
        later.engine = engine
        assert 0 < len(later.dump()["posts"]) < len(expected["posts"])
        assert later.sync().state == "complete"
        assert later.dump() == expected


def test_a_restore_into_a_database_that_is_being_filled_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "kpi.zip"
    refused: list[str] = []

    def bring() -> None:
        with opened(at.url) as engine:
            try:
                restore(engine, archive)
            except BackupError as error:
                refused.append(str(error))

    with desk(world(), tmp_path / "running") as at:
        back_up(at.engine, archive, NOW, ZONE)
        assert sync_and(at, bring) == "complete"
        filled = at.dump()
    assert len(refused) == 1
    with desk(world(), tmp_path / "clean") as alone:
        alone.sync()
        assert alone.dump() == filled
