"""A proposed set of winners: hand-solved cases, and every set tried on small random ones."""

from __future__ import annotations

import itertools
import math
import random
from statistics import NormalDist

import pytest

from core.season import Candidate, Contest
from kpi.awards.proposal import BEHIND, SEEN, merit, proposal


def one(
    page: str, place: int | None = 1, error: float | None = None, sphere: str = "Школы",
    territory: str = "Оха", value: float = 1.0,
) -> Candidate:  # fmt: skip
    """A candidate; without an ``error`` its value is an exact count."""
    low, high = (None, None) if error is None else (value - 1.645 * error, value + 1.645 * error)
    return Candidate(
        page, page, None, territory, sphere, place, value, low, high,
        None if error is None else 0.5, leader=False, proof="",
    )  # fmt: skip


def contest(name: str, *finalists: Candidate) -> Contest:
    return Contest(name, None, len(finalists), finalists)


def test_the_best_of_each_wins_where_nothing_collides() -> None:
    found = proposal([contest("a", one("vk:1"), one("vk:2", 2)), contest("b", one("vk:3"))])
    assert found.winners == {("a", None): "vk:1", ("b", None): "vk:3"}
    (swap,) = found.swaps["a", None]
    assert (swap.entry, swap.cost) == ("vk:2", pytest.approx(0.5))
    assert found.swaps["b", None] == ()


def test_a_page_first_in_two_takes_the_one_where_its_rival_is_weaker() -> None:
    close = contest("close", one("vk:1", error=0.1), one("vk:2", 2, error=0.1, value=0.99))
    clear = contest("clear", one("vk:1", error=0.1), one("vk:3", 2, error=0.1, value=0.6))
    found = proposal([close, clear])
    assert found.winners == {("close", None): "vk:2", ("clear", None): "vk:1"}
    second = 2 * NormalDist().cdf(-0.01 / math.hypot(0.1, 0.1))
    assert found.merit == pytest.approx(second + 1 + 2 * SEEN)


def test_of_equals_the_set_in_which_more_is_seen() -> None:
    tied = contest("tied", one("vk:1"), one("vk:2", sphere="Культура", territory="Анива"))
    found = proposal([contest("a", one("vk:9")), tied])
    assert found.winners["tied", None] == "vk:2"
    assert (found.unseen_spheres, found.unseen_territories) == ((), ())
    other = proposal([contest("a", one("vk:9")), tied], {("tied", None): "vk:1"})
    assert (other.unseen_spheres, other.unseen_territories) == (("Культура",), ("Анива",))
    assert ("tied", None) not in other.swaps, "what is decided is not swapped"


def test_nobody_to_choose_and_nobody_left() -> None:
    assert proposal([contest("a")]).winners == {}
    assert proposal([]).merit == 0
    found = proposal([contest("a", one("vk:1")), contest("b", one("vk:1"))])
    assert list(found.winners.values()) == ["vk:1"], "one contest goes without"


def test_merit_is_the_chance_to_be_ahead_of_the_first_or_the_rank() -> None:
    known = contest("a", one("vk:1", error=0.1), one("vk:2", 2, error=0.3, value=0.8))
    ahead = 1 - NormalDist().cdf(0.2 / math.hypot(0.1, 0.3))
    assert [merit(c, known) for c in known.finalists] == [1, pytest.approx(2 * ahead)]
    exact = contest("b", one("vk:1"), one("vk:2"), one("vk:3", 3))
    assert [merit(c, exact) for c in exact.finalists] == [1, 1, pytest.approx(1 / 3)]


def test_who_is_less_certain_is_not_preferred_to_the_first() -> None:
    sure, vague = one("vk:1", error=0.01), one("vk:2", 2, error=0.5, value=0.99)
    found = contest("a", sure, vague)
    assert merit(vague, found) < merit(sure, found)
    by_bound = contest("b", one("vk:1", error=0.01), one("vk:2", 2, error=0.5, value=1.4))
    assert merit(by_bound.finalists[1], by_bound) == BEHIND


@pytest.mark.parametrize("seed", range(12))
def test_no_other_set_is_better(seed: int) -> None:
    dice = random.Random(seed)
    contests = [
        contest(f"n{n}", *(
            one(f"vk:{page}", place, dice.choice([None, 0.01 + dice.random()]),
                dice.choice("АБВ"), dice.choice("ГДЕ"))
            for place, page in enumerate(dice.sample(range(5), 3), 1)
        ))
        for n in range(3)
    ]  # fmt: skip
    best = 0.0
    for chosen in itertools.product(*([None, *c.finalists] for c in contests)):
        won = [w for w in chosen if w]
        if len({w.page_id for w in won}) < len(won):
            continue
        worth = sum(merit(w, c) for w, c in zip(chosen, contests, strict=True) if w)
        worth += SEEN * (len({w.sphere for w in won}) + len({w.territory for w in won}))
        best = max(best, worth)
    assert proposal(contests, swaps=False).merit == pytest.approx(best)


def test_where_less_is_better_the_order_of_the_list_counts() -> None:
    idle = contest(
        "steady_voice", one("vk:1", None, value=2.0), one("vk:2", 1, value=3.0),
        one("vk:3", 2, value=5.0),
    )  # fmt: skip
    assert [merit(c, idle) for c in idle.finalists] == [1, 1 / 2, 1 / 3]
