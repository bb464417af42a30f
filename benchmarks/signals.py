"""Signals on the planted worlds of docs/planted-signals.md, and what comparing texts costs."""

from __future__ import annotations

import time

import numpy as np
import polars as pl

from kpi.signals.copies import copies, sketches
from tests.planted_signals.counting import honest, recalls

HONEST, INFLATED = range(701, 731), range(801, 817)


def false_alarms() -> None:
    counted = honest(HONEST)
    flagged = counted.flagged
    print(f"honest worlds of 800 pages and a year: {len(flagged)}")
    print(f"pages flagged a year: mean {np.mean(flagged):.2f}, largest {max(flagged)}, "
          f"over 3 in {sum(n > 3 for n in flagged)} worlds")  # fmt: skip
    for signal, number in sorted(counted.by_signal.items()):
        print(f"  {signal}: {number / len(flagged):.2f}")
    print(f"honest spikes flagged: {counted.spikes_flagged} of {counted.spikes}")


def recall_table() -> None:
    print("| kind | size | found | planted | recall |\n|---|---|---|---|---|")
    for (kind, size), (hit, planted) in recalls(INFLATED).items():
        print(f"| {kind} | {size} | {hit} | {planted} | {hit / planted:.2f} |")


def cost_of_texts(number: int = 260_000) -> None:
    """Texts of 45 words of a Zipf-like vocabulary, in parts as the store gives them."""
    rng = np.random.default_rng(5)
    vocabulary = pl.Series([f"слово{n}" for n in range(20_000)])
    started, parts = time.perf_counter(), []
    building = 0.0
    for part in range(0, number, 65_000):
        begun = time.perf_counter()
        words = vocabulary.gather((20_000 * rng.random(65_000 * 45) ** 3).astype(np.int64))
        texts = words.to_frame("w").with_columns(
            post=pl.int_range(pl.len()) // 45 + part
        ).group_by("post", maintain_order=True).agg(text=pl.col("w").str.join(" "))  # fmt: skip
        given = texts.with_columns(page=pl.col("post") % 831, published=pl.col("post") * 120)
        building += time.perf_counter() - begun
        parts.append(sketches(given))
    sketched = pl.concat(parts)
    found = copies(sketched).height
    taken = time.perf_counter() - started - building
    size = sketched.estimated_size() / sketched.height
    print(f"{sketched.height} texts compared in {taken:.1f} s, {size:.0f} bytes a text kept")
    print(f"{found} of them alike")


def main() -> None:
    """False alarms, recall against the size of the inflation, cost."""
    false_alarms()
    recall_table()
    cost_of_texts()
