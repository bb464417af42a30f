"""Counts what is found in worlds: pages flagged, recall by kind and size, honest spikes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from core.period import local_date
from kpi.model import Rules
from kpi.signals.evaluate import SIGNALS, signals
from tests.planted_signals.calendar import DAY
from tests.planted_signals.given import PERIOD, facts, sayings
from tests.planted_signals.world import SIZES, Planted, World, world

FAMILY = {
    "followers": "followers", "souls": "followers", "even": "reactions", "bots": "comments",
    "sunday": "rhythm", "deleted": "comments",
}  # fmt: skip
"""Family of signals that speaks of a kind of inflation; likes of every kind: reactions."""

RUNS = (
    ("followers",), ("likes_week", "likes_since"), ("share_week", "share_since"),
    ("likes_always", "even", "souls"), ("bots", "sunday", "deleted"),
)  # fmt: skip
"""Kinds that are planted in one world; a quarter of its pages is inflated."""

Case = tuple[str, float]


def found_in(made: World) -> pl.DataFrame:
    """Signals (no notes) of a world's judged year, with ``page`` from 0."""
    chosen = [signal for signal in SIGNALS.values() if signal.kind == "signal"]
    found = signals(facts(made), PERIOD, Rules(), sayings=sayings(made), which=chosen)
    number = pl.col("page_id").str.strip_prefix("vk:").cast(pl.Int64) - 1
    return found.with_columns(page=number)


@dataclass
class Honest:
    """Of honest worlds: pages flagged a year, by signal, and honest spikes flagged."""

    flagged: list[int] = field(default_factory=list)
    by_signal: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    spikes: int = 0
    spikes_flagged: int = 0


def honest(seeds: range) -> Honest:
    """What is found where nothing is to be found."""
    counted = Honest()
    for seed in seeds:
        made = world(seed)
        found = found_in(made)
        counted.flagged.append(found["page"].n_unique())
        for signal, pages in found.group_by("signal").agg(pl.col("page").n_unique()).iter_rows():
            counted.by_signal[signal] += pages
        counted.spikes += len(made.news)
        brief = found.filter((pl.col("until") - pl.col("since")).dt.total_days() <= 56)
        counted.spikes_flagged += sum(
            _touches(brief, page, first, first + 14 * DAY) for page, first in made.news
        )
    return counted


def recalls(seeds: range) -> dict[Case, tuple[int, int]]:
    """Of each kind and size of inflation: found, planted."""
    counted: dict[Case, tuple[int, int]] = {
        (kind, size): (0, 0) for kind, sizes in SIZES.items() for size in sizes
    }
    for seed in seeds:
        for kinds in RUNS:
            made = world(seed, kinds=kinds, share=0.25)
            found = found_in(made)
            for one in made.planted:
                hit, all_ = counted[one.kind, one.size]
                counted[one.kind, one.size] = (hit + _is_found(found, one), all_ + 1)
    return counted


def _is_found(found: pl.DataFrame, one: Planted) -> bool:
    family = FAMILY.get(one.kind, "reactions")
    ours = [signal.id for signal in SIGNALS.values() if signal.family == family]
    chosen = found.filter(pl.col("signal").is_in(ours))
    return _touches(chosen, one.page, one.since, one.until + 28 * DAY)


def _touches(found: pl.DataFrame, page: int, since: int, until: int) -> bool:
    first, last = (_day(moment) for moment in (since, until))
    hit = (pl.col("page") == page) & (pl.col("until") >= first) & (pl.col("since") <= last)
    return not found.filter(hit).is_empty()


def _day(moment: int) -> date:
    return local_date(moment, PERIOD.timezone)
