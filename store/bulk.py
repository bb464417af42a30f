"""Bulk reading by ADBC, in processes of its own (``store.bulk_child``).

ADBC brings a second SQLite library. Two of them in one process break each other's POSIX locks:
closing one connection drops the locks of the other, its write-ahead log is deleted, and committed
rows are lost without an error (tests/independent/test_reading.py). So ADBC never runs beside
SQLAlchemy: a child reads in one snapshot and streams Arrow to its parent. PostgreSQL goes the same
way, for the one snapshot and for a server that keeps its time for visitors.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import polars as pl
import pyarrow as pa
from sqlalchemy import (
    ColumnElement,
    Engine,
    LargeBinary,
    Select,
    String,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.types import TypeEngine

from store.engine import connection_words

_CHUNK = 1 << 20


class ReadError(RuntimeError):
    """The database could not be read: one sentence."""


def frames(engine: Engine, groups: list[list[Select[Any]]]) -> list[list[pl.DataFrame]]:
    """Answers of groups of queries; each group is one process and sees one moment.

    Args:
        engine: of the database.
        groups: queries of typed columns, no values bound but numbers.

    Raises:
        ReadError: a query failed.
    """
    with ThreadPoolExecutor(len(groups)) as pool:
        return list(pool.map(lambda group: _frames(engine, group), groups))


def _frames(engine: Engine, queries: list[Select[Any]]) -> list[pl.DataFrame]:
    with answers(engine, queries) as found:
        return [frame_of(list(batches)) for batches in found]


def frame_of(batches: list[pa.RecordBatch]) -> pl.DataFrame:
    """Batches, one at least, as one frame.

    Its columns are copies, each in one piece: as views of a thousand small answers they would keep
    all of each alive. Of the C library's memory, because ``core.process.give_back`` reaches that.
    """
    whole = pa.Table.from_batches(batches).combine_chunks(memory_pool=pa.system_memory_pool())
    frame = pl.from_arrow(whole)
    assert isinstance(frame, pl.DataFrame)
    return frame


@contextmanager
def answers(
    engine: Engine, queries: list[Select[Any]]
) -> Iterator[Iterator[Iterator[pa.RecordBatch]]]:
    """Answers of some queries at one moment, each batch by batch, to be read in their order.

    Every answer has one batch at least, so that its columns are known.

    Raises:
        ReadError: a query failed; rows that came before it are void.
    """
    on_sqlite = engine.dialect.name == "sqlite"
    told = {
        "dialect": engine.dialect.name,
        # By standard input: a command line, password and all, is seen by everybody on the machine.
        "words": connection_words(engine),
        "queries": [_sql(engine, _sampled(query) if on_sqlite else query) for query in queries],
    }
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(
        [sys.executable, "-m", "store.bulk_child"], cwd=root, bufsize=_CHUNK,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as child:  # fmt: skip
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        try:
            with child.stdin as words:
                words.write(json.dumps(told).encode())
            yield (_batches(child.stdout, first_row=int(on_sqlite)) for _ in queries)
            # A stream that breaks off between two batches looks like one that has ended.
            if child.wait():
                raise pa.ArrowInvalid("the reader failed")
        except (pa.ArrowException, BrokenPipeError):
            child.kill()  # one that still writes would never end; one that failed has said why
            reason = child.stderr.read().decode(errors="replace").strip().splitlines()
            sentence = reason[-1] if reason else "the reader ended early"
            raise ReadError(f"the database cannot be read: {sentence}") from None
        finally:
            child.kill()


def _batches(pipe: IO[bytes], first_row: int) -> Iterator[pa.RecordBatch]:
    reader = pa.ipc.open_stream(pipe)
    yield pa.RecordBatch.from_pylist([], schema=reader.schema)
    for batch in reader:
        yield batch.slice(first_row)
        first_row = 0


def _sql(engine: Engine, query: Any) -> str:
    return str(query.compile(engine, compile_kwargs={"literal_binds": True}))


def _sampled(query: Select[Any]) -> Any:
    """The query with a row before its own that shows the type of each column.

    SQLite's driver takes the types from the rows it meets first: a column of text that is null in
    all of these becomes one of numbers, and the first text ends the reading.
    """
    samples: list[ColumnElement[Any]] = [
        literal_column(_sample(column.type)).label(column.name) for column in query.selected_columns
    ]
    return union_all(select(*samples), query)


def _sample(kind: TypeEngine[Any]) -> str:
    if isinstance(kind, String):
        return "''"
    return "x''" if isinstance(kind, LargeBinary) else "0"
