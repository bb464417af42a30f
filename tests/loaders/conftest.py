"""A store beside a running emulator, and the truth to compare it with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select

from core.settings import Settings
from jobs.collect import Report, Wish, collect_vk
from store import tables as t
from store.engine import opened
from tests import databases
from tests.fakes.vk import World, serve

NOW = 1_760_000_000
DAY = 86_400
KEY = "k" * 32
DUMPED = (
    t.pages, t.snapshots, t.intervals, t.posts, t.post_texts, t.comments, t.threads,
    t.first_replies,
)  # fmt: skip

Dump = dict[str, list[tuple[Any, ...]]]


@dataclass
class Desk:
    """A store, the emulator it collects from, and what was said on the way."""

    engine: Engine
    vk: Any
    world: World
    path: Path
    url: str
    said: list[str] = field(default_factory=list)

    def settings(self, tokens: tuple[str, ...] = ("user-1",), **other: Any) -> Settings:
        """Settings that point at the emulator."""
        return Settings(
            vk_tokens=tokens, vk_api_url=self.vk.url, vk_requests_per_second=2000, hash_key=KEY,
            **({"vk_timeout_seconds": 5.0} | other),
        )  # fmt: skip

    def sync(self, tokens: tuple[str, ...] = ("user-1",), **options: Any) -> Report:
        """One run at the world's time."""
        now = self.world.now()
        return collect_vk(
            self.engine, self.settings(tokens), now, lambda: now, Wish(**options),
            warn=self.said.append,
        )  # fmt: skip

    def pages(self) -> list[dict[str, Any]]:
        """The table of pages, a dict a row."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(t.pages).order_by(t.pages.c.page)).mappings()
            return [dict(row) for row in rows]

    def dump(self) -> Dump:
        """Every row of every table that a sync fills, ordered by key."""
        with self.engine.connect() as connection:
            return {
                table.name: [
                    tuple(row)
                    for row in connection.execute(select(table).order_by(*table.primary_key))
                ]
                for table in DUMPED
            }


@contextmanager
def desk(world: World, folder: Path, **options: Any) -> Iterator[Desk]:
    """A new store that lists the pages of a world by screen name, beside its emulator.

    On SQLite, or where ``TEST_DATABASE`` says.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        {"page": n, "page_id": f"vk:{p.screen_name}", "network": "vk", "screen_name": p.screen_name,
         "listed": True}
        for n, p in enumerate(world.pages, 1)
    ]  # fmt: skip
    with databases.fresh(databases.DEFAULT, folder) as url, opened(url) as engine:
        with engine.begin() as connection:
            connection.execute(insert(t.pages), rows)
        with serve(world, **options) as vk:
            yield Desk(engine, vk, world, folder / "kpi.db", url)


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits before a retry take no time."""
    monkeypatch.setattr("loaders.pace.Backoff.sleep", lambda self, tried: None)
