"""The comparison on the planted worlds of docs/planted-worlds.md, as Markdown."""

from __future__ import annotations

import os

import numpy as np

from tests.planted import index, measures
from tests.planted.measures import Tally
from tests.planted.worlds import KINDS

SEEDS = int(os.environ.get("TEST_SEEDS", "10"))
"""Seeds 1 to this; 10 unless told, 100 is the whole."""

INDEX_SEEDS = 3

HEADS = (
    "world",
    "hits ÷ oracle",
    "hits",
    "hits ÷ raw ER",
    "error ÷ unshrunken",
    "regional coverage, %",
    "in groups, %",
    "true best held, %",
    "pages in tier 1",
)


def percent(values: list[float]) -> str:
    return f"{100 * np.mean(values):.1f}"


def row(name: str, found: Tally) -> str:
    """A line of the table; what the oracle reaches stands in brackets."""
    compared = bool(found.oracle_hits)
    ideal = found.oracle_error / found.unshrunken
    cells = (
        name,
        f"{found.of_oracle:.3f}" if compared else "—",
        f"{found.hits / found.worlds / measures.BEST:.2f}",
        f"{found.of_raw:.2f}",
        f"{found.shrunken:.3f}" + (f" ({ideal:.3f})" if compared else ""),
        percent(found.covered) + (f" ({percent(found.oracle_covered)})" if compared else ""),
        percent(found.in_groups),
        percent(found.best_held),
        f"{np.mean(found.leaders):.1f}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Every world over its seeds, then named winners and shares."""
    each = range(1, SEEDS + 1)
    print(f"Seeds 1–{SEEDS}; in brackets the oracle.\n")
    print(f"| {' | '.join(HEADS)} |")
    print("|---" * len(HEADS) + "|")
    for name in KINDS:
        print(row(f"`{name}`", measures.tally(name, each)), flush=True)
    print(row("`views`", measures.tally_views(each)))
    print(f"\n- dealt: sole winner in {percent(measures.sole_winners_dealt(each))} % of groups")
    print(f"- dealt: leader named alone in {percent(measures.leaders_found_dealt(each))} %")
    print(f"- planted leader named alone in {percent(measures.leaders_found(each))} %")
    shares = measures.coverage_of_shares(each)
    print(f"- `shares`: posteriors hold the truth of {percent(shares)} % of pages")


def of_index() -> None:
    """The index against the index of noise-free values; a seed takes nine regions."""
    found = [index.compared(seed) for seed in range(1, INDEX_SEEDS + 1)]
    mean = {name: np.mean([one[name] for one in found]) for name in found[0]}
    print(
        f"demo regions of seeds 1–{INDEX_SEEDS}: hits {mean['hits']:.2f} of the best "
        f"{index.BEST}, scores off by {mean['off']:.1f} points, true place held "
        f"{100 * mean['held']:.0f} %, true best among the leaders {100 * mean['best']:.0f} %"
    )
