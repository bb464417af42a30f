"""Bulk reading by ADBC, in processes of its own (``store.bulk_child``).

ADBC brings a second SQLite library. Two of them in one process break each other's POSIX locks:
closing one connection drops the locks of the other, its write-ahead log is deleted, and committed
rows are lost without an error (tests/independent/test_reading.py). So ADBC never runs beside
SQLAlchemy: a child reads in one snapshot and streams Arrow to its parent.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pyarrow as pa

_CHUNK = 1 << 20


class ReadError(RuntimeError):
    """The database could not be read: one sentence."""


def frames(path: Path, queries: list[list[str]]) -> list[list[pl.DataFrame]]:
    """Answers of groups of queries; each group is one process and sees one moment.

    Raises:
        ReadError: a query failed.
    """
    with ThreadPoolExecutor(len(queries)) as pool:
        return list(pool.map(lambda group: _from_child(path, group), queries))


def _from_child(path: Path, queries: list[str]) -> list[pl.DataFrame]:
    command = [sys.executable, "-m", "store.bulk_child", str(path), *queries]
    root = Path(__file__).resolve().parent.parent
    with subprocess.Popen(  # noqa: S603 - our own words, no shell
        command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=_CHUNK
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        try:
            found = [_table(pa.ipc.open_stream(child.stdout)) for _ in queries]
        except pa.ArrowException:
            told = child.stderr.read().decode(errors="replace").strip().splitlines()
            reason = told[-1] if told else "the reader ended early"
            raise ReadError(f"the database cannot be read: {reason}") from None
    return found


def _table(stream: pa.ipc.RecordBatchStreamReader) -> pl.DataFrame:
    frame = pl.from_arrow(stream.read_all())
    assert isinstance(frame, pl.DataFrame)
    return frame
