"""Places, intervals and tiers by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpi.places import funnel, places, rank_bars, rank_percentiles, tiers


def test_scores_equal_to_a_hundredth_share_a_place() -> None:
    assert places(np.array([70.004, 80.0, 70.001, 60.0])).tolist() == [2, 1, 2, 4]


def test_ties_share_the_mean_rank() -> None:
    found = rank_percentiles(np.array([1.0, 2.0, 2.0, 3.0]))
    assert found.tolist() == [12.5, 50.0, 50.0, 87.5]


def test_certain_scores_have_certain_places() -> None:
    bars = rank_bars(np.array([3.0, 1.0, 2.0]), np.zeros(3), "s")
    assert bars.low.tolist() == bars.high.tolist() == [1, 3, 2]
    assert bars.p_best.tolist() == [1.0, 0.0, 0.0]


def test_exact_ties_fall_either_way() -> None:
    bars = rank_bars(np.array([2.0, 2.0, 1.0]), np.zeros(3), "s")
    assert bars.low.tolist() == [1, 1, 3]
    assert bars.high.tolist() == [2, 2, 3]
    assert bars.p_best[0] == pytest.approx(0.5, abs=0.06)  # 5 standard errors of 2,000 draws
    assert bars.p_best.sum() == pytest.approx(1)


def test_two_equal_beliefs_are_first_half_of_the_time() -> None:
    bars = rank_bars(np.array([1.0, 1.0, -9.0]), np.array([1.0, 1.0, 1e-6]), "seed")
    assert bars.p_best[:2] == pytest.approx([0.5, 0.5], abs=0.06)
    assert bars.p_top3.tolist() == [1.0, 1.0, 1.0]


def test_draws_are_the_same_for_the_same_text() -> None:
    mean, variance = np.linspace(0, 1, 30), np.full(30, 0.2)
    first, again, other = (rank_bars(mean, variance, seed) for seed in ("a", "a", "b"))
    assert (first.p_best == again.p_best).all()
    assert (first.p_best != other.p_best).any()


def test_leaders_hold_the_best_with_ninety_percent() -> None:
    mean, variance = np.array([5.0, 4.9, 1.0, 0.9, -9.0]), np.full(5, 0.01)
    found = tiers(mean, variance, np.array([0.76, 0.24, 0.0, 0.0, 0.0]))
    assert found.tolist() == [1, 1, 2, 2, 3]
    alone = tiers(mean, variance, np.array([0.90, 0.10, 0.0, 0.0, 0.0]))
    assert alone.tolist()[:2] == [1, 2]


def test_pages_of_one_belief_share_their_tier() -> None:
    """Forty pages with every mark there is: which of them leads more often is chance."""
    mean, variance = np.append(np.full(40, 100.0), [94.4, 94.4, 60.0]), np.zeros(43)
    bars = rank_bars(mean, variance, "ties")
    assert bars.p_best[:40].min() < bars.p_best[:40].max()
    assert tiers(mean, variance, bars.p_best).tolist() == [1] * 40 + [2, 2, 3]


def test_a_tier_ends_where_its_first_page_is_clearly_ahead() -> None:
    sd = 1.0
    step = 1.2815515655 * math.sqrt(2) * sd  # Φ(−1.28) = 0.10
    mean = np.array([9.0, 0.0, -step + 1e-6, -step - 1e-6])
    assert tiers(mean, np.full(4, sd), np.array([1.0, 0, 0, 0])).tolist() == [1, 2, 2, 3]


def test_the_funnel_of_independent_questions_is_the_binomial_one() -> None:
    low, high = funnel(0.5, 0.0, np.array([100.0]), z=2.0)
    assert (low[0], high[0]) == (pytest.approx(0.4), pytest.approx(0.6))


numbers = st.lists(st.floats(-3, 3), min_size=1, max_size=12)


@given(numbers)
def test_every_page_is_somewhere(mean: list[float]) -> None:
    variance = np.full(len(mean), 0.3)
    bars = rank_bars(np.array(mean), variance, "p", draws=50)
    assert bars.p_best.sum() == pytest.approx(1)
    assert ((bars.low >= 1) & (bars.low <= bars.high) & (bars.high <= len(mean))).all()
    tier = tiers(np.array(mean), variance, bars.p_best)
    assert set(tier) == set(range(1, tier.max() + 1))


def test_counting_a_few_places_gives_what_sorting_all_gives() -> None:
    random = np.random.default_rng(3)
    mean, variance = random.normal(60, 8, 200), random.uniform(0.1, 20, 200)
    asked = np.array([0, 17, 199])
    every, some = rank_bars(mean, variance, "s"), rank_bars(mean, variance, "s", asked=asked)
    assert (every.low[asked] == some.low[asked]).all()
    assert (every.high[asked] == some.high[asked]).all()
    assert (every.p_top3[asked] == some.p_top3[asked]).all()
    assert (every.p_best == some.p_best).all()
