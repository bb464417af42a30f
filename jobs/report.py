"""Frames for files: KPI values and appeals as the commands write them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
from sqlalchemy import Engine

from core.period import Period
from kpi.appeals import appeals
from kpi.evaluate import values
from kpi.model import Facts, Rules
from store import read

FORMATS = (".csv", ".parquet", ".xlsx")


class NoData(RuntimeError):
    """There is nothing to compute from: one sentence says what to do."""


class WrongFile(ValueError):
    """The output cannot be written as asked: one sentence."""


def load(engine: Engine) -> Facts:
    """All facts of a store.

    Raises:
        NoData: no sync has finished yet.
    """
    as_of = read.as_of(engine)
    if as_of is None:
        raise NoData(
            "nothing is collected yet: run `python cli.py sync vk`, or `python cli.py demo`"
        )
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
        WrongFile: another ending, or a folder that is not there.
    """
    if path.suffix.lower() not in FORMATS:
        raise WrongFile(f"{path.name}: the output must end in {', '.join(FORMATS)}")
    if path.is_dir() or not path.parent.is_dir():
        raise WrongFile(f"{path}: there is no folder {path.parent} to write into")
    return path


def write_table(frame: pl.DataFrame, path: Path) -> None:
    """Writes a table by the ending of its file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    match path.suffix.lower():
        case ".csv":
            frame.write_csv(part)
        case ".parquet":
            frame.write_parquet(part)
        case _:
            frame.write_excel(part, autofilter=True, freeze_panes=(1, 0), autofit=True)
    part.replace(path)
