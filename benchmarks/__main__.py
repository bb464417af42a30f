"""Runs all benchmarks, or those named: ``python -m benchmarks engine collection``."""

from __future__ import annotations

import sys

from benchmarks import (
    awards,
    bound,
    collection,
    dashboard,
    engine,
    planted,
    rating,
    signals,
    stage,
    store,
)

ALL = {
    "engine": engine.main,
    "rating": rating.stress,
    "cold": rating.cold,
    "collection": collection.main,
    "dashboard": dashboard.main,
    "year": collection.year,
    "planted": planted.main,
    "index": planted.of_index,
    "signals": signals.main,
    "bound": bound.main,
    "store": store.main,
    "awards": awards.main,
    "stage": stage.main,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        print(f"## {name}")
        ALL[name]()
        print()
