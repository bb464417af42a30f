"""What ``docs/planted-worlds.md`` counts: hits, squared error, coverage, tiers, named winners.

Asks ``kpi.estimates`` and ``kpi.places``; draws nothing but who leads and how weeks are dealt.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from kpi.estimates import rates, typical
from kpi.groups import believed
from kpi.places import rank_bars, tiers
from tests.planted.worlds import (
    Register,
    World,
    dealt,
    draw,
    plan,
    shares,
    stream,
    views,
    with_leaders,
    world,
)

BEST = 28
DRAWS = 2000
FEWER = 500
"""Draws of a tally: coverage needs no more, named winners get the whole."""
SMALL = 100


@dataclass
class Scored:
    """Beliefs of all rated pages beside their truth, in the order of pages."""

    group: Any
    truth: Any
    mean: Any
    variance: Any

    def hits(self) -> int:
        return hits(self.truth, self.mean)

    def judged(self, seed: str, draws: int = DRAWS) -> tuple[Any, Any]:
        """By page: does the 90 % interval hold its true place; does it stand in tier 1?"""
        bars, true = rank_bars(self.mean, self.variance, seed, draws), places(self.truth)
        first = tiers(self.mean, self.variance, bars.p_best) == 1
        return (bars.low <= true) & (true <= bars.high), first

    def groups(self) -> Iterable[Scored]:
        for number in np.unique(self.group):
            its = self.group == number
            yield Scored(self.group[its], self.truth[its], self.mean[its], self.variance[its])


@dataclass
class Tally:
    """Sums of a world over its seeds; a row of the table."""

    worlds: int = 0
    hits: int = 0
    oracle_hits: int = 0
    raw_hits: int = 0
    error: float = 0.0
    unshrunken: float = 0.0
    oracle_error: float = 0.0
    covered: list[float] = field(default_factory=list)
    oracle_covered: list[float] = field(default_factory=list)
    in_groups: list[float] = field(default_factory=list)
    best_held: list[float] = field(default_factory=list)
    leaders: list[float] = field(default_factory=list)

    @property
    def of_oracle(self) -> float:
        return self.hits / self.oracle_hits

    @property
    def of_raw(self) -> float:
        return self.hits / self.raw_hits

    @property
    def shrunken(self) -> float:
        return self.error / self.unshrunken


def places(values: Any) -> Any:
    """Place of each value, 1 is the largest."""
    ranks = np.empty(len(values), int)
    ranks[np.argsort(-values, kind="stable")] = np.arange(1, len(values) + 1)
    return ranks


def hits(truth: Any, score: Any) -> int:
    """How many of the truly best 28 are among the 28 of the largest score."""
    return int(((places(truth) <= BEST) & (places(score) <= BEST)).sum())


def aligned(found: pl.DataFrame, pages: Register, rated: Any) -> pl.DataFrame:
    """The estimates of all rated pages by page; none may miss, none may be null."""
    found = found.sort("page")
    assert found["page"].to_list() == pages.frame["page"].filter(pl.Series(rated)).to_list()
    assert found.select(pl.exclude("page").is_finite().all()).row(0) == (True,) * 5
    return found


def scored(made: World) -> tuple[Scored, Scored, pl.DataFrame]:
    """The estimator's beliefs, the oracle's, and the estimates."""
    plan_, rated = made.plan, made.plan.rated
    found = aligned(rates(made.weekly, plan_.register.frame), plan_.register, rated)
    truth, group = plan_.truth[rated], plan_.register.group[rated]
    variance, tau2 = plan_.variance[rated], float(np.mean(truth**2))
    trust = tau2 / (tau2 + variance)
    ideal = trust * (found["raw"].to_numpy() - plan_.fit[rated])
    ours = Scored(group, truth, found["theta"].to_numpy(), found["variance"].to_numpy())
    return ours, Scored(group, truth, ideal, trust * variance), found


def tally(name: str, seeds: Iterable[int], draws: int = FEWER, compare: bool = True) -> Tally:
    """Everything counted of a world but named winners; ``compare``: the oracle's coverage too."""
    sums = Tally()
    for seed in seeds:
        made = world(name, seed)
        ours, oracle, found = scored(made)
        off = (found["raw"] - found["expected"]).to_numpy() - ours.truth
        sums.worlds += 1
        sums.hits += ours.hits()
        sums.oracle_hits += oracle.hits()
        sums.raw_hits += hits(ours.truth, made.raw[made.plan.rated])
        sums.unshrunken += float((off**2).sum())
        sums.error += float(((ours.mean - ours.truth) ** 2).sum())
        sums.oracle_error += float(((oracle.mean - ours.truth) ** 2).sum())
        of_region(sums.covered, ours, f"{name} {seed}", draws)
        if compare:
            of_region(sums.oracle_covered, oracle, f"{name} {seed}", draws)
        of_groups(sums, ours, f"{name} {seed}", draws)
    return sums


def of_region(into: list[float], ours: Scored, seed: str, draws: int) -> None:
    into.append(float(ours.judged(seed, draws)[0].mean()))


def of_groups(sums: Tally, ours: Scored, seed: str, draws: int) -> None:
    within = []
    for number, part in enumerate(ours.groups()):
        held, first = part.judged(f"{seed} {number}", draws)
        if len(part.truth) < SMALL:
            within.append(held)
        sums.best_held.append(float(first[np.argmax(part.truth)]))
        sums.leaders.append(float(first.sum()))
    sums.in_groups.append(float(np.concatenate(within).mean()))


def alone(found: pl.DataFrame, group: Any, seed: str) -> dict[int, int]:
    """Groups with one page in tier 1: group, position of that page."""
    named = {}
    mean, variance = found["theta"].to_numpy(), found["variance"].to_numpy()
    for number in np.unique(group):
        its = np.flatnonzero(group == number)
        part = Scored(group[its], mean[its], mean[its], variance[its])
        first = its[part.judged(f"{seed} {number}")[1]]
        if len(first) == 1:
            named[int(number)] = int(first[0])
    return named


def sole_winners_dealt(seeds: Iterable[int]) -> list[float]:
    """By seed: share of groups with a sole winner where nobody is better."""
    named = []
    for seed in seeds:
        made = world("base", seed)
        rows = dealt(made.weekly, stream("dealt", seed))
        pages, rated = made.plan.register, made.plan.rated
        found = aligned(rates(rows, pages.frame), pages, rated)
        group = pages.group[rated]
        named.append(len(alone(found, group, f"dealt {seed}")) / len(np.unique(group)))
    return named


def leaders_found_dealt(seeds: Iterable[int], errors: float = 4.0) -> list[float]:
    """By seed: share of groups that name alone the page raised in dealt weeks."""
    named = []
    for seed in seeds:
        made, rng = world("base", seed), stream("dealt", seed)
        pages, rated = made.plan.register, made.plan.rated
        rows, chosen = _raised(dealt(made.weekly, rng), pages.group[rated], rng, errors)
        found = aligned(rates(rows, pages.frame), pages, rated)
        got = alone(found, pages.group[rated], f"dealt {seed}")
        named.append(float(np.mean([got.get(group) == one for group, one in chosen.items()])))
    return named


def _raised(
    rows: pl.DataFrame, group: Any, rng: np.random.Generator, errors: float
) -> tuple[pl.DataFrame, dict[int, int]]:
    """One page a group with its a multiplied; the rows, and the position of the page by group."""
    sums = rows.group_by("page").agg(pl.sum("a", "b"), m=pl.len()).sort("page")
    raw = np.log((sums["a"] / sums["b"]).to_numpy())
    a, b = rows["a"].to_numpy(), rows["b"].to_numpy()
    spread = np.std(a - a.sum() / b.sum() * b) / a.mean()
    error = spread / np.sqrt(sums["m"].to_numpy())
    factor, chosen = np.ones(len(raw)), {}
    for number in np.unique(group):
        its = np.flatnonzero(group == number)
        one = int(rng.choice(its))
        factor[one] = np.exp(raw[its[its != one]].max() + errors * error[one] - raw[one])
        chosen[int(number)] = one
    raised = rows.join(sums.select("page", factor=pl.Series(factor)), on="page")
    return raised.with_columns(a=(pl.col("a") * pl.col("factor")).round()), chosen


def leaders_found(seeds: Iterable[int], errors: float = 4.0) -> list[float]:
    """By seed: share of groups that name alone the page whose truth was raised."""
    named = []
    for seed in seeds:
        raised, chosen = with_leaders(plan("base", seed), stream("leaders", seed), errors)
        made = draw(raised, stream("leaders reactions", seed))
        pages, rated = raised.register, raised.rated
        found = aligned(rates(made.weekly, pages.frame), pages, rated)
        got = alone(found, pages.group[rated], f"leaders {seed}")
        position = np.cumsum(rated) - 1
        named.append(
            float(np.mean([got.get(int(pages.group[one])) == position[one] for one in chosen]))
        )
    return named


def tally_views(seeds: Iterable[int]) -> Tally:
    """The same for ``view_rate``, which has no oracle."""
    sums = Tally()
    for seed in seeds:
        pages, weekly, truth = views(seed)
        rated = np.isfinite(truth)
        found = aligned(typical(weekly, pages.frame), pages, rated)
        theta, variance = found["theta"].to_numpy(), found["variance"].to_numpy()
        ours = Scored(pages.group[rated], truth[rated], theta, variance)
        off = (found["raw"] - found["expected"]).to_numpy() - ours.truth
        sums.worlds += 1
        sums.hits += ours.hits()
        sums.raw_hits += hits(ours.truth, found["raw"].to_numpy())
        sums.unshrunken += float((off**2).sum())
        sums.error += float(((theta - ours.truth) ** 2).sum())
        of_region(sums.covered, ours, f"views {seed}", FEWER)
        of_groups(sums, ours, f"views {seed}", FEWER)
    return sums


def coverage_of_shares(seeds: Iterable[int], draws: int = 1000) -> list[float]:
    """By seed: share of pages whose p lies in the 90 % interval of its posterior."""
    covered = []
    for seed in seeds:
        counts, truth = shares(seed)
        groups = counts.with_columns(level=pl.lit(""), sphere="group", band=pl.lit(1)).drop("group")
        found = believed(groups, "k", "n")
        assert found["page"].equals(counts["page"])
        mean, variance = found["belief"].to_numpy(), found["variance"].to_numpy()
        strength = mean * (1 - mean) / variance - 1
        beta = stream("beta", seed).beta
        drawn = beta(mean * strength, (1 - mean) * strength, (draws, len(mean)))
        low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
        covered.append(float(((low <= truth) & (truth <= high)).mean()))
    return covered
