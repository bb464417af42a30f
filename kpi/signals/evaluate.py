"""Signals × facts × period → what was found, long; nothing where nothing can be judged."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

import kpi.signals as package
from core.period import Period
from core.registry import collect
from kpi.model import Facts, Rules
from kpi.signals import sources as s
from kpi.signals.model import Copies, Found, Sayings, Signal, SourceName

SIGNALS: dict[str, Signal] = dict(
    sorted(collect(package, Signal).items(), key=lambda item: item[1].kind == "note")
)
"""Every signal found in this package, then the notes."""


def signals(
    facts: Facts,
    period: Period,
    rules: Rules,
    *,
    as_of: int | None = None,
    sayings: pl.DataFrame | None = None,
    copies: pl.DataFrame | None = None,
    which: Iterable[Signal] | None = None,
) -> pl.DataFrame:
    """What the signals find on pages with at least a hundred followers.

    Args:
        facts: what was collected.
        period: the local days to look at.
        rules: norms and the rule for appeals.
        as_of: the moment to look from; by default the moment the facts are complete to.
        sayings: ``Sayings`` of the same period and moment; without it texts are not judged.
        copies: ``Copies``; without it posts are not compared between pages.
        which: which signals; by default all.

    Returns:
        ``Found``: one row per page, signal and beginning, in order of page, signal, beginning. A
        page that cannot be judged has no row, as one that is not suspicious.
    """
    chosen = list(SIGNALS.values() if which is None else which)
    on = s.scene(facts, period, rules, as_of)
    parts = []
    # One source at a time: together they are several times the facts.
    for name in dict.fromkeys(signal.source for signal in chosen):
        frame = _source(on, name, sayings, copies)
        parts += [_told(on, one, one.find(frame)) for one in chosen if one.source == name]
        del frame
    order = pl.Enum([signal.id for signal in chosen])
    found = pl.concat([Found.create_empty(), *parts])
    return Found.cast(found.sort("page_id", pl.col("signal").cast(order), "since"))


def _source(
    on: s.Scene, name: SourceName, sayings: pl.DataFrame | None, copies: pl.DataFrame | None
) -> pl.DataFrame:
    match name:
        case "sayings":
            told = Sayings.create_empty() if sayings is None else sayings
            return s.SAYINGS.rest(told.join(on.judged, on="page", how="semi"))
        case "copies":
            return s.copies(on, Copies.create_empty() if copies is None else copies)
        case "follower_days":
            return s.follower_days(on)
        case "year_weeks":
            return s.year_weeks(on)
        case "liked_posts":
            return s.liked_posts(on)
        case "week_posts":
            return s.week_posts(on)
        case "questions":
            return s.questions(on)


def _told(on: s.Scene, signal: Signal, found: pl.DataFrame) -> pl.DataFrame:
    """A signal's findings in the columns of ``Found``: local days, the numbers as JSON."""
    zone = on.period.timezone
    local = {
        name: pl.from_epoch(name).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.date()
        for name in ("since", "until")
    }
    names = found.schema["reason"].fields if isinstance(found.schema["reason"], pl.Struct) else []
    rounded = pl.struct(pl.col("reason").struct.field(f.name).round_sig_figs(4) for f in names)
    return (
        found.join(on.facts.pages.select(pl.col("page").cast(pl.Int64), "page_id"), on="page")
        .with_columns(**local, signal=pl.lit(signal.id), reason=rounded.struct.json_encode())
        .select(Found.column_names())
    )
