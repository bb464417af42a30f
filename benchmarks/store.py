"""Writing and reading in bulk on SQLite and PostgreSQL, side by side: rows a second."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Engine, insert

from benchmarks.timing import seconds
from store import read, write
from store import tables as t
from store.backup import back_up
from store.engine import opened
from store.restore import restore
from tests import databases

ROWS, PAGES, BATCH = 400_000, 400, 2500
NOW = 1_763_964_000


def posts(rows: int) -> pl.DataFrame:
    """Posts as a network gives them: every seventh without views, none deleted."""
    number = pl.int_range(rows)
    return pl.select(
        page=1 + number % PAGES, post=number, published=NOW - number, flags=1, format=number % 7,
        likes=number % 90, comments=number % 5, reposts=number % 3,
        views=pl.when(number % 7 > 0).then(10 + number), read_at=NOW,
        deleted_at=pl.lit(None, pl.Int64),
    )  # fmt: skip


def empty(engine: Engine) -> None:
    """Takes all posts away."""
    with engine.begin() as connection:
        connection.execute(t.posts.delete())


def appended(engine: Engine, frame: pl.DataFrame) -> None:
    """All rows in one transaction."""
    with engine.begin() as connection:
        write.append(connection, t.posts, frame)


def upserted(engine: Engine, rows: list[dict[str, Any]]) -> None:
    """Rows that stand already, by batches of a sync, a transaction each."""
    for start in range(0, len(rows), BATCH):
        with engine.begin() as connection:
            write.upsert(connection, t.posts, rows[start : start + BATCH])


def measured(sides: dict[str, Callable[[], object]], rows: int) -> str:
    """``sqlite 200,000 rows/s, postgresql …``."""
    took = seconds(sides)
    return ", ".join(f"{kind} {rows / took[kind]:,.0f} rows/s" for kind in sides)


def archived(engines: dict[str, Engine], folder: Path) -> None:
    """Prints how long a backup and a restore into the same kind of database take."""
    for kind, engine in engines.items():
        path = folder / f"{kind}.zip"
        with databases.fresh(kind, folder) as url, opened(url) as target:
            saved = seconds({kind: partial(back_up, engine, path, NOW, "Europe/Moscow")}, 1)
            taken = seconds({kind: partial(restore, target, path)}, 1)
        size = path.stat().st_size / 1e6
        print(f"{kind}: backup {saved[kind]:.1f} s, {size:.1f} MB; restore {taken[kind]:.1f} s")


def main() -> None:
    """Appends, upserts and reads the same posts on both."""
    frame = posts(ROWS)
    few = frame.head(20_000).to_dicts()
    page = [
        {"page": n, "page_id": f"vk:{n}", "network": "vk", "listed": True}
        for n in range(1, PAGES + 1)
    ]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        engines = {
            kind: stack.enter_context(
                opened(stack.enter_context(databases.fresh(kind, Path(folder))))
            )
            for kind in databases.KINDS
        }
        for engine in engines.values():
            with engine.begin() as connection:
                connection.execute(insert(t.pages), page)

        def every(work: Callable[[Engine], object]) -> dict[str, Callable[[], object]]:
            return {kind: partial(work, engine) for kind, engine in engines.items()}

        def fill(engine: Engine) -> None:
            empty(engine)
            appended(engine, frame)

        print(f"{ROWS} posts of {PAGES} pages")
        print("delete and append:", measured(every(fill), ROWS))
        print("upsert by 2,500:", measured(every(lambda e: upserted(e, few)), len(few)))
        print("read, two processes:", measured(every(read.fact_frames), ROWS))
        archived(engines, Path(folder))
