"""Frames for files: KPI values and appeals as the commands write them."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import polars as pl
from sqlalchemy import Engine

from core.period import Period
from core.settings import DEMO_URL, Settings
from kpi.appeals import appeals
from kpi.evaluate import values
from kpi.model import Facts, Rules
from store import read
from store.engine import database_path

FORMATS = (".csv", ".parquet", ".xlsx")


class NoData(RuntimeError):
    """There is nothing to compute from: one sentence says what to do.

    Args:
        url: of the database that was looked at.
        more: what else is to be known of it.
    """

    def __init__(self, url: str, more: str = "") -> None:
        look = ""
        if database_path(url) == database_path(Settings.database_url):
            look = f" with KPI_DATABASE_URL={DEMO_URL} from then on"
        super().__init__(
            f"nothing is collected yet{more}: run `python cli.py sync vk`, or "
            f"`python cli.py demo`{look}"
        )


class WrongFile(ValueError):
    """The output cannot be written as asked: one sentence."""


def load(engine: Engine) -> Facts:
    """All facts of a store.

    Raises:
        NoData: no sync has finished yet.
    """
    as_of = read.as_of(engine)
    if as_of is None:
        raise NoData(str(engine.url))
    return Facts(**read.fact_frames(engine), as_of=as_of)


def kpi_table(
    facts: Facts, period: Period, rules: Rules, as_of: int | None, raw: bool
) -> pl.DataFrame:
    """``core.frames.Values`` of all pages: one row per page and KPI."""
    return values(facts, period, rules, as_of=as_of, raw=raw)


def appeal_table(facts: Facts, period: Period, rules: Rules, as_of: int | None) -> pl.DataFrame:
    """Appeals asked in a period: one row per appeal; times are ISO 8601 in the region's zone."""
    asked = appeals(facts, rules, as_of).filter(
        pl.col("asked_at") >= period.start, pl.col("asked_at") < period.end
    )
    note = pl.when("provisional").then(pl.lit("provisional"))
    return (
        asked.join(facts.pages.select("page", "page_id"), on="page")
        .sort("page", "asked_at", "comment")
        .select(
            "page_id",
            pl.col("post").alias("post_id"),
            pl.col("comment").alias("comment_id"),
            local_time("asked_at", rules.timezone),
            local_time("answered_at", rules.timezone),
            "seconds",
            "working_seconds",
            local_time("deadline", rules.timezone),
            "reason",
            note.alias("note"),
        )
    )


def local_time(column: str, timezone: str) -> pl.Expr:
    """Unix seconds as ISO 8601 with the zone's offset, e.g. ``2025-11-24T18:00:00+03:00``."""
    moment = pl.from_epoch(column).dt.replace_time_zone("UTC").dt.convert_time_zone(timezone)
    return moment.dt.strftime("%Y-%m-%dT%H:%M:%S%:z").alias(column)


def checked_output(path: Path) -> Path:
    """The path, if it can be written in a known format.

    Raises:
        WrongFile: another ending, or a folder that is not there or takes no file.
    """
    if path.suffix.lower() not in FORMATS:
        raise WrongFile(f"{path.name}: the output must end in {', '.join(FORMATS)}")
    if path.is_dir() or not path.parent.is_dir():
        raise WrongFile(f"{path}: there is no folder {path.parent} to write into")
    try:
        tempfile.TemporaryFile(dir=path.parent).close()
    except OSError as error:
        raise _unwritten(path, error) from None
    return path


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Writes a table by the ending of its file, whole or not at all.

    Raises:
        WrongFile: the file cannot be written.
    """

    def write(file: IO[bytes]) -> None:
        match path.suffix.lower():
            case ".csv":
                frame.write_csv(file)
            case ".parquet":
                frame.write_parquet(file)
            case _:
                frame.write_excel(file, autofilter=True, freeze_panes=(1, 0), autofit=True)

    with prepared(path, write):
        pass


@contextmanager
def prepared(path: Path, write: Callable[[IO[bytes]], object], mode: int = 0o666) -> Iterator[None]:
    """Keeps what is written safe beside the path while the block runs, and puts it there after it.

    A block that fails leaves the path as it was.

    Raises:
        WrongFile: the file cannot be written.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        yield
        part.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from None
    finally:
        part.unlink(missing_ok=True)


def _unwritten(path: Path, error: OSError) -> WrongFile:
    return WrongFile(f"{path} cannot be written: {error.strerror or error}")
