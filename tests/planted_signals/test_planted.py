"""The numbers of ``docs/planted-signals.md``; ``TEST_SEEDS`` asks for more worlds than two."""

from __future__ import annotations

import os
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from tests.planted_signals.counting import Case, Honest, honest, recalls
from tests.planted_signals.world import SIZES

SEEDS = int(os.environ.get("TEST_SEEDS", "0"))
HONEST = range(1, 1 + (SEEDS or 2))
INFLATED = range(101, 101 + (SEEDS or 1))


@cache
def quiet() -> Honest:
    return honest(HONEST)


@cache
def measured() -> dict[Case, tuple[int, int]]:
    return recalls(INFLATED)


def recall(*cases: Case) -> float:
    hit, planted = np.sum([measured()[case] for case in cases], axis=0)
    return float(hit / planted)


def test_at_most_three_honest_pages_of_800_are_flagged_a_year() -> None:
    mean, worlds = float(np.mean(quiet().flagged)), len(quiet().flagged)
    assert mean <= 3 + 2 * np.sqrt(3 / worlds) * (not SEEDS)


def test_no_honest_spike_is_flagged() -> None:
    assert quiet().spikes >= 60 * len(HONEST)
    assert quiet().spikes_flagged <= 0.002 * quiet().spikes


@pytest.mark.parametrize("size", [0.15, 0.25, 0.5])
def test_bought_followers_are_found(size: float) -> None:
    assert recall(("followers", size)) >= 0.8 - 0.08 * (not SEEDS)


def test_likes_tripled_within_a_week_are_found_where_they_stay() -> None:
    assert recall(("likes_since", 3)) >= 0.8
    assert recall(("likes_since", 5)) >= 0.9


def test_likes_tripled_for_one_single_week_are_found() -> None:
    assert recall(("likes_week", 3)) >= 0.8 - 0.08 * (not SEEDS)
    assert recall(("likes_week", 5)) >= 0.9


@pytest.mark.parametrize("kind", SIZES)
def test_larger_inflation_is_found_more_often(kind: str) -> None:
    shares = [recall((kind, size)) for size in SIZES[kind]]
    assert all(after >= before - 0.12 for before, after in pairwise(shares))


@pytest.mark.parametrize(
    ("kind", "size", "least"),
    [("even", 5, 0.9), ("bots", 0.6, 0.85), ("sunday", 5, 0.9), ("deleted", 0.4, 0.75)],
)
def test_gross_inflation_is_found(kind: str, size: float, least: float) -> None:
    assert recall((kind, size)) >= least
