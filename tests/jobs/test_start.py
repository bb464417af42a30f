"""Starting a collection as a process of its own, against the emulator."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from core.settings import Settings
from jobs import start
from jobs.start import Child, Started, What
from store import accounts, read
from store import tables as t
from store.engine import opened, upgrade
from store.lock import alone
from tests.fakes.vk import Page, Post, World, serve

NOW = 1_764_000_000
TOKEN = "user-secret"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as made:
        upgrade(made)
        with made.begin() as connection:
            row = {"page": 7, "page_id": "vk:7", "network": "vk", "owner": 7, "listed": True}
            connection.execute(insert(t.pages), row)
        yield made


@pytest.fixture
def vk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The emulator, and an environment that points a child at it."""
    for name in list(os.environ):
        if name.startswith("KPI_"):
            monkeypatch.delenv(name)
    world = World([Page(7, [Post(5, date=int(time.time()) - 3600, text="Привет")])])
    with serve(world) as vk:
        monkeypatch.setenv("KPI_VK_API_URL", vk.url)
        monkeypatch.setenv("KPI_VK_TOKENS", TOKEN)
        monkeypatch.setenv("KPI_HASH_KEY", "k" * 32)
        yield vk


def settings_of(engine: Engine) -> Settings:
    return Settings(database_url=f"sqlite:///{engine.url.database}", vk_tokens=(TOKEN,))


def ended(settings: Settings, lock: str) -> Child:
    child = start.child_of(settings, lock)
    assert child is not None
    child._process.wait(timeout=60)
    return child


def test_all_pages_are_collected_by_a_process_of_its_own(engine: Engine, vk: Any) -> None:
    settings = settings_of(engine)
    assert start.start(engine, settings, What(), "anna", NOW) == Started("started")
    child = start.child_of(settings, "all")
    assert child is not None
    assert os.getsid(child._process.pid) == child._process.pid
    assert TOKEN not in Path(f"/proc/{child._process.pid}/cmdline").read_text()
    child = ended(settings, "all")
    assert child.code == 0
    assert read.runs(engine)["state"].to_list() == ["complete"]
    log = Path(str(engine.url.database)).with_suffix(".sync.log")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    assert TOKEN not in log.read_text()
    assert child.last_words()
    entry = accounts.entries(engine)[0]
    assert (entry.who, entry.what, entry.target, entry.at) == ("anna", "collect", "all pages", NOW)


def test_one_thread_is_read_at_once(engine: Engine, vk: Any) -> None:
    settings = settings_of(engine)
    assert start.reread(engine, settings, "vk:7", 5, "olga", NOW).answer == "started"
    assert ended(settings, "chosen").code == 0
    assert "wall.getComments" in {call.method for call in vk.calls}
    with engine.connect() as connection:
        assert connection.scalar(select(t.threads.c.post)) == 5
    assert accounts.entries(engine)[0].target == "vk:7 post 5"
    again = start.reread(engine, settings, "vk:7", 5, "olga", NOW + 60)
    assert again == Started("recent", 540)
    assert start.start(engine, settings, What(page_id="vk:7"), "anna", NOW + 599).wait == 1
    assert len([e for e in accounts.entries(engine) if e.what == "collect"]) == 1


@pytest.mark.parametrize(
    ("what", "lock"), [(What(), "all"), (What(short=True), "all"), (What(page_id="vk:7"), "chosen")]
)
def test_a_second_one_is_told_that_one_is_running(engine: Engine, what: What, lock: str) -> None:
    with alone(engine, lock):
        assert start.start(engine, settings_of(engine), what, "anna", NOW).answer == "running"
    assert accounts.entries(engine) == []


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (What(), []),
        (What(short=True), ["--short"]),
        (What(page_id="vk:7"), ["--page=vk:7"]),
        (What(page_id="vk:7", post=5), ["--page=vk:7", "--post=5"]),
    ],
)
def test_what_is_asked_of_the_command(what: What, words: list[str]) -> None:
    assert what.words == words


def test_what_cannot_be_started_is_said(engine: Engine) -> None:
    settings = settings_of(engine)
    unknown = start.start(engine, settings, What(page_id="vk:8"), "anna", NOW)
    assert unknown.answer == "unknown"
    keyless = Settings(database_url=settings.database_url)
    assert start.start(engine, keyless, What(), "anna", NOW).answer == "no_token"
    with engine.begin() as connection:
        connection.execute(insert(t.marks), {"mark": "demo", "value": "[]"})
    assert start.start(engine, settings, What(), "anna", NOW).answer == "demo"
    assert start.child_of(settings, "all") is None


def test_a_log_begins_anew_when_it_is_large(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, vk: Any
) -> None:
    monkeypatch.setattr(start, "LARGEST_LOG", 10)
    log = Path(str(engine.url.database)).with_suffix(".sync.log")
    log.write_text("old " * 10)
    settings = settings_of(engine)
    start.start(engine, settings, What(short=True), "anna", NOW)
    ended(settings, "all")
    assert "old" not in log.read_text()
