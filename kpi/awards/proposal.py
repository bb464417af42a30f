"""A proposed set of winners as a whole: most merit under one first place a page.

Every contest with candidates gets one winner; of sets with equal merit the one in which more
spheres and territories are seen is better. Solved as a small integer programme (HiGHS). Proposes
only: people decide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import highspy

from core.season import Candidate, Contest, Form, Key

SEEN = 0.15
"""What a sphere or a territory with a prize adds; a winner with no rival ahead adds 1."""

BEHIND = 0.99
"""The most merit of who is not first, though believed to be better where a bound decides."""


@dataclass(frozen=True)
class Swap:
    """A finalist instead of the proposed winner.

    Attributes:
        entry: ``page_id`` or, without a page, name.
        cost: what the set as a whole loses by it, in merits of a winner; 0: nothing.
    """

    entry: str
    cost: float


@dataclass(frozen=True)
class Proposal:
    """A set of winners.

    Attributes:
        winners: entry by contest; contests nobody can win are missing.
        swaps: by contest, its other finalists by cost, those who cannot win it left out.
        unseen_spheres: of finalists, without a winner.
        unseen_territories: of finalists, without a winner.
        merit: of the whole set.
    """

    winners: dict[Key, str]
    swaps: dict[Key, tuple[Swap, ...]]
    unseen_spheres: tuple[str, ...]
    unseen_territories: tuple[str, ...]
    merit: float


def merit(one: Candidate, contest: Contest) -> float:
    """Merit of a finalist, 0–1: twice the chance of being ahead of the first; the first has 1.

    Not the chance of being the best: of two beliefs the less certain one is the best more often.
    Where nothing is estimated, 1 ÷ its rank in the list.
    """
    ahead = _ahead(one, contest)
    if not ahead:
        return 1.0
    first = next(other for other in contest.finalists if not _ahead(other, contest))
    spread = math.hypot(_error(one), _error(first))
    if not spread:
        return 1 / (1 + ahead)
    behind = (first.value - one.value) / spread
    return min(math.erfc(behind / math.sqrt(2)), BEHIND)


def _error(one: Candidate) -> float:
    """Half of its 5–95 % interval in errors of a normal; 0 of an exact count."""
    if one.low is None or one.high is None:
        return 0.0
    return (one.high - one.low) / (2 * 1.645)


def _ahead(one: Candidate, contest: Contest) -> int:
    """How many stand before a candidate by place; without a place by the order of the list."""
    at = contest.finalists.index(one)
    return sum(
        other.place < one.place
        if other.place is not None and one.place is not None
        else number < at
        for number, other in enumerate(contest.finalists)
    )


def proposal(
    contests: Sequence[Contest], fixed: dict[Key, str] | None = None, *, swaps: bool = True
) -> Proposal:
    """The best set of winners.

    Args:
        contests: with their finalists; those without any are passed over.
        fixed: winners that stand already, by contest.
        swaps: whether what each other finalist would cost is told too.

    A page has one first place; where that leaves a contest nobody, it goes without a winner.
    """
    given = fixed or {}
    winners, total = _solved(contests, given)
    costs = {
        key: _swaps(contest, winners[key], contests, given, total)
        for contest in contests
        if swaps and (key := contest.key) in winners and key not in given
    }
    chosen = [
        one for contest in contests for one in contest.finalists
        if winners.get(contest.key) == one.entry
    ]  # fmt: skip
    everyone = [one for contest in contests for one in contest.finalists]
    return Proposal(
        winners, costs, _unseen(everyone, chosen, "sphere"),
        _unseen(everyone, chosen, "territory"), total,
    )  # fmt: skip


def forms(
    contests: Sequence[Contest], winners: Mapping[Key, str], diplomas: int, letters: int
) -> dict[Key, Form]:
    """What each winner is given where fewer diplomas are set than there are contests.

    Diplomas go where most pages qualify, letters of thanks where fewer do; contests beyond both are
    missing: people raise the numbers or leave them out.

    Args:
        contests: of the season.
        winners: by contest.
        diplomas: how many are to be given.
        letters: how many beside them.
    """
    hardest = sorted(
        (contest for contest in contests if contest.key in winners),
        key=lambda contest: -contest.entrants,
    )
    given: dict[Key, Form] = dict.fromkeys((one.key for one in hardest[:diplomas]), "diploma")
    beyond = hardest[diplomas : diplomas + letters]
    return given | dict.fromkeys((one.key for one in beyond), "letter")


def _swaps(
    contest: Contest, winner: str, contests: Sequence[Contest], given: dict[Key, str], total: float
) -> tuple[Swap, ...]:
    found = []
    for one in contest.finalists:
        if one.entry == winner:
            continue
        winners, merit_ = _solved(contests, given | {contest.key: one.entry})
        if winners.get(contest.key) == one.entry:
            found.append(Swap(one.entry, max(total - merit_, 0.0)))
    return tuple(sorted(found, key=lambda swap: (swap.cost, swap.entry)))


def _unseen(
    everyone: Sequence[Candidate], chosen: Sequence[Candidate], name: str
) -> tuple[str, ...]:
    seen = {getattr(one, name) for one in chosen}
    return tuple(sorted({getattr(one, name) for one in everyone} - seen - {None}))


def _solved(contests: Sequence[Contest], given: dict[Key, str]) -> tuple[dict[Key, str], float]:
    """Winners by contest and the merit of the set."""
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    picks = [
        (contest, one, solver.addBinary())
        for contest in contests
        for one in contest.finalists
        if given.get(contest.key, one.entry) == one.entry
    ]
    if not picks:
        return {}, 0.0
    _bound(solver, picks)
    goal = sum(merit(one, contest) * pick for contest, one, pick in picks)
    for name in ("sphere", "territory"):
        for value in sorted({getattr(one, name) for _, one, _ in picks} - {None}):
            seen = solver.addBinary()
            solver.addConstr(
                seen <= sum(pick for _, one, pick in picks if getattr(one, name) == value)
            )
            goal = goal + SEEN * seen
    solver.maximize(goal)
    values = solver.vals([pick for _, _, pick in picks])
    winners = {
        contest.key: one.entry
        for (contest, one, _), value in zip(picks, values, strict=True)
        if value > 0.5
    }
    return winners, float(solver.getObjectiveValue())


def _bound(solver: Any, picks: list[tuple[Contest, Candidate, Any]]) -> None:
    """One winner a contest at most, one first place a page."""
    groups: dict[Key | str, list[Any]] = {}
    for contest, one, pick in picks:
        groups.setdefault(contest.key, []).append(pick)
        groups.setdefault(one.entry, []).append(pick)
    for group in groups.values():
        solver.addConstr(sum(group) <= 1)
