"""Signals of a store: what is found, with what people decided of it, and as a table for files."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine

from core.period import Period
from kpi.model import Facts, Rules
from kpi.signals import copies as texts
from kpi.signals.evaluate import SIGNALS, signals
from store import signal_decisions, signal_facts


def found(
    engine: Engine, facts: Facts, period: Period, rules: Rules, as_of: int | None = None,
    *, notes: bool = True,
) -> pl.DataFrame:  # fmt: skip
    """``kpi.signals.model.Found`` of all pages, texts of comments and posts included.

    Args:
        engine: of the store.
        facts: what was collected.
        period: the local days to look at.
        rules: norms and the rule for appeals.
        as_of: the moment to look from; null: the moment the facts are complete to.
        notes: whether notes are wanted too. They alone compare the texts of posts, which of a
            region-year takes most of the time and memory; see docs/planted-signals.md.
    """
    end = min(period.end, facts.as_of if as_of is None else as_of)
    chosen = [one for one in SIGNALS.values() if notes or one.kind == "signal"]
    copies = None
    if any(one.source == "copies" for one in chosen):
        parts = [texts.sketches(one) for one in signal_facts.post_texts(engine, period.start, end)]
        copies = texts.copies(pl.concat(parts)) if parts else None
    said = signal_facts.sayings(engine, period.start, end)
    return signals(facts, period, rules, as_of=as_of, sayings=said, copies=copies, which=chosen)


def with_decisions(engine: Engine, findings: pl.DataFrame, at: int | None = None) -> pl.DataFrame:
    """Findings with ``verdict, who, at, note, objection`` of ``store.signal_decisions``.

    A decision speaks of a finding of the same page and signal whose days hold its beginning: one
    that is seen in a longer period, or began to be seen earlier, is still the one decided on. The
    latest such decision counts.
    """
    decided = signal_decisions.decisions(engine, at).rename({"since": "decided_since"})
    key = ["page_id", "signal", "since"]
    spoken = (
        findings.join(decided, on=["page_id", "signal"])
        .filter(pl.col("decided_since").is_between("since", "until"))
        .sort("at", "decided_since", nulls_last=False)
        .unique(key, keep="last", maintain_order=True)
        .select(*key, "verdict", "who", "at", "note", "objection")
    )
    return findings.join(spoken, on=key, how="left", maintain_order="left")


def table(
    engine: Engine, facts: Facts, period: Period, rules: Rules, as_of: int | None
) -> pl.DataFrame:
    """What the command writes: one row a finding, numbers and evidence as text."""
    kinds = {signal.id: signal.kind for signal in SIGNALS.values()}
    return with_decisions(engine, found(engine, facts, period, rules, as_of), as_of).select(
        "page_id", "signal", kind=pl.col("signal").replace_strict(kinds, return_dtype=pl.String),
        since="since", until="until", value="value", threshold="threshold", reason="reason",
        evidence=pl.col("evidence").cast(pl.List(pl.String)).list.join(" "), verdict="verdict",
        decided_by="who", note="note", objection="objection",
    )  # fmt: skip
