"""Scores of the listed pages over a period, with their places, ready in words.

Reads ``ui.ratings``; a place is always one inside a comparison group, and its words say which.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import polars as pl

from core.period import Period
from kpi import peers
from ui import data, ratings
from ui.formats import number, share
from ui.i18n import _
from ui.installation import here
from ui.kept import kept
from ui.method.words import DEFAULT, block_name, group

NUMBERS = (
    "score", "coverage", "rank", "rank_low", "rank_high", "tier", "p_best", "group", "group_size",
    "reason", "change",
)  # fmt: skip
WORDS = ("span", "step", "zone", "fullness", "peers")
ZONES = {"green": "●", "yellow": "▲", "red": "■"}
"""The shape each colour has beside its word."""


def scored(name: str, period: Period) -> pl.DataFrame:
    """What a methodology says of each page.

    Args:
        name: id or key of a methodology.
        period: the period; a methodology of months looks at those that end with it.

    Returns:
        One row per page of the register that is not exempt: ``page_id``, ``NUMBERS`` and ``WORDS``.
        ``rank`` and its 5–95 % range are places inside ``group``, null where ``reason`` says why
        there is none; ``change``: places risen since the period before, null where the page was not
        placed in the same group then. In words: ``span`` «9–22», ``step`` «2-я ступень»,
        ``zone`` «▲ жёлтая» (null where the methodology knows no colours),
        ``fullness`` «75 %: ответы» (the share of weight judged and what was not), ``peers`` the
        group and its size.
    """
    return _scored(data.version(), ratings.methodology(name).key, period.first, period.last)


def contest(name: str, period: Period, label: str) -> pl.DataFrame:
    """All pages that a place in a group counts, those too whose own group is a finer one.

    Returns:
        ``page_id, score``, one row per page; empty where there is no such group.
    """
    found = _contests(data.version(), ratings.methodology(name).key, period.first, period.last)
    return found.get(label, pl.DataFrame(schema={"page_id": pl.String, "score": pl.Float64}))


def warm() -> None:
    """Computes what the ranking opens with, so that no visitor waits for it."""
    scored(DEFAULT, data.period_of(data.DEFAULT_PERIOD))


def tier_words(tier: int) -> str:
    """``Лидеры``, ``2-я ступень``."""
    return _("Leaders") if tier == 1 else _("step {n}").format(n=tier)


def zone_words(zone: str) -> str:
    """``▲ жёлтая``."""
    return f"{ZONES[zone]} {_(zone)}"


def place_words(row: Mapping[str, Any]) -> str:
    """``14-е место (от 9 до 22) из 46 · МО · Школы · малые`` of a row of ``scored``."""
    if row["rank"] is None:
        return _("Outside the rating")
    sure = row["rank_low"] == row["rank_high"]
    words = (
        _("place {place} out of {n}") if sure else _("place {place} (from {low} to {high}) of {n}")
    )
    said = words.format(
        place=row["rank"], low=row["rank_low"], high=row["rank_high"], n=row["group_size"]
    )
    return f"{said} · {group(row['group'])}"


@kept(8)
def _scored(version: int, key: str, first: date, last: date) -> pl.DataFrame:  # noqa: ARG001
    period = Period(first, last, here().settings.timezone)
    now, before = _placed(key, period), _placed(key, period.before)
    known = before.select("page_id", "group", was="rank")
    found = (
        now.join(known, on=["page_id", "group"], how="left")
        .join(_unjudged(key, period), on="page_id", how="left")
        .with_columns(change=(pl.col("was") - pl.col("rank")).cast(pl.Int32))
    )
    ends = pl.struct(low="rank_low", high="rank_high")
    return found.with_columns(
        _worded(found, ends, _span).alias("span"),
        _worded(found, pl.col("tier"), tier_words).alias("step"),
        _worded(found, _zone(key), zone_words).alias("zone"),
        _worded(found, pl.struct(pl.col("coverage").round(2), "blocks"), _fullness)
        .alias("fullness"),
        _worded(found, pl.struct("group", "group_size"), _peers).alias("peers"),
    ).select("page_id", *NUMBERS, *WORDS)  # fmt: skip


@kept(4)
def _contests(version: int, key: str, first: date, last: date) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    found = ratings.rating(key, Period(first, last, here().settings.timezone))
    rated = found.scores.select("page", "score", rated=pl.col("place").is_not_null())
    judged = peers.grouped(found.ground.members.join(rated, on="page"), "rated")
    return {
        label: everyone.select("page_id", "score")
        for label, everyone, _placed_there in peers.contests(judged, "rated")
    }


def _placed(key: str, period: Period) -> pl.DataFrame:
    scores = ratings.rating(key, period).scores
    return scores.rename({"place": "rank", "place_low": "rank_low", "place_high": "rank_high"})


def _zone(key: str) -> pl.Expr:
    return pl.when(pl.col("rank").is_not_null()).then(
        ratings.methodology(key).zone(pl.col("score"))
    )


def _unjudged(key: str, period: Period) -> pl.DataFrame:
    """``page_id`` and the ``blocks`` of which some line could not be judged, in order.

    A line that is not collected says nothing of the page: the method says so once for all.
    """
    found = ratings.rating(key, period)
    order = list(dict.fromkeys(line.block for line in ratings.methodology(key).lines))
    collected = [line.kpi for line in ratings.methodology(key).lines if line.collected]
    lines = found.lines.filter(
        ~pl.col("state").is_in(["judged", "own"]), pl.col("kpi").is_in(collected)
    )
    by_page = lines.group_by("page").agg(pl.col("block").cast(pl.Enum(order)).unique().sort())
    named = by_page.with_columns(blocks=pl.col("block").cast(pl.List(pl.String)).list.join("|"))
    return found.scores.select("page", "page_id").join(named, on="page").drop("page", "block")


def _worded(frame: pl.DataFrame, what: pl.Expr, words: Callable[[Any], str]) -> pl.Series:
    """Words for each row, made once for each distinct case; null where there is no case."""
    cases = frame.select(case=what)["case"]
    known = {repr(case): words(case) for case in cases.unique().to_list() if case is not None}
    return pl.Series([known.get(repr(case)) for case in cases.to_list()], dtype=pl.String)


def _span(ends: Mapping[str, Any]) -> str:
    low, high = ends["low"], ends["high"]
    if low is None:
        return ""
    return number(low) if low == high else f"{number(low)}–{number(high)}"


def _fullness(case: Mapping[str, Any]) -> str:
    if case["coverage"] is None:
        return ""
    said = share(case["coverage"])
    if not case["blocks"]:
        return said
    blocks = ", ".join(block_name(block).lower() for block in case["blocks"].split("|"))
    return _("{share}: little on {blocks}").format(share=said, blocks=blocks)


def _peers(case: Mapping[str, Any]) -> str:
    return f"{group(case['group'])} · {number(case['group_size'])}" if case["group"] else ""
