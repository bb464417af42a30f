"""Times things several times in turn, so that a noisy machine hits all sides alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def seconds(sides: Mapping[str, Callable[[], object]], rounds: int = 3) -> dict[str, float]:
    """Median seconds of each side; the sides take turns in every round."""
    taken: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, side in sides.items():
            start = time.perf_counter()
            side()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}
