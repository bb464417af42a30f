"""Places with what is uncertain about them: rank intervals, P(best), tiers, rank percentiles.

Pure arithmetic on beliefs (mean and variance a page). Draws are seeded by a text, so a place can be
computed again; pages must come in the order of their page ids.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

DRAWS = 2000
FEW = 6
"""One place among this many is quicker counted than sorted out."""

LEADERS = 0.90
"""The leaders hold the true best with at least this probability."""

APART = 0.10
"""A page is in the tier of its first page while it is ahead of it with at least this one."""


@dataclass(frozen=True)
class Bars:
    """By page: 90 % interval of its place (1 is best), and how often it was first, or of three."""

    low: Ints
    high: Ints
    p_best: Floats
    p_top3: Floats


def normal_share(z: Floats) -> Floats:
    """Φ(z)."""
    return np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in z])


def generator(seed: str) -> np.random.Generator:
    """Random numbers that a text determines."""
    digest = blake2b(seed.encode(), digest_size=16).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))


def rank_bars(
    mean: Floats, variance: Floats, seed: str, draws: int = DRAWS, asked: Ints | None = None
) -> Bars:
    """Places in draws of normal(mean, variance); exact ties fall either way.

    Args:
        mean: of each page's belief.
        variance: of each page's belief.
        seed: what the draws are made from.
        draws: how many.
        asked: positions of the pages whose place matters; null: of all. Others have interval 0–0
            and ``p_top3`` 0, but their ``p_best`` is right.
    """
    random, sd = generator(seed), np.sqrt(variance)
    drawn = random.standard_normal((draws, len(mean)))
    drawn *= -sd
    drawn -= np.where(sd == 0, np.round(mean, 9), mean)
    certain = np.round(mean[sd == 0], 9)
    if len(np.unique(certain)) < len(certain):
        return _ranked(drawn, _ordered_with_ties(drawn, random))
    if asked is None or len(asked) * FEW > len(mean):
        return _ranked(drawn, np.argsort(drawn, axis=1))
    return _some_ranked(drawn, asked)


def _some_ranked(drawn: Floats, asked: Ints) -> Bars:
    """Ranks of a few among many: counting who is ahead is quicker than to sort."""
    draws, pages = drawn.shape
    low, high = np.zeros((2, pages), np.int64)
    p_top3 = np.zeros(pages)
    p_best = np.bincount(drawn.argmin(axis=1), minlength=pages) / draws
    for page in asked:
        rank = 1 + np.count_nonzero(drawn < drawn[:, [page]], axis=1)
        p_top3[page] = np.mean(rank <= 3)
        low[page], high[page] = np.partition(rank, _ends(draws))[list(_ends(draws))]
    return Bars(low, high, p_best, p_top3)


def _ends(draws: int) -> tuple[int, int]:
    """Positions of the 5 and the 95 % point among ranks in order."""
    return math.ceil(0.05 * draws) - 1, math.ceil(0.95 * draws) - 1


def _ordered_with_ties(drawn: Floats, random: np.random.Generator) -> Ints:
    """Positions in order of the draws, equal ones in an order of chance."""
    ordered = np.argsort(drawn, axis=1)
    tied = (np.diff(np.take_along_axis(drawn, ordered, axis=1), axis=1) == 0).any(axis=1)
    by_chance = np.argsort(random.random(drawn.shape)[tied], axis=1)
    shuffled = np.take_along_axis(drawn[tied], by_chance, axis=1)
    by_value = np.argsort(shuffled, axis=1, kind="stable")
    ordered[tied] = np.take_along_axis(by_chance, by_value, axis=1)
    return ordered


def _ranked(drawn: Floats, ordered: Ints) -> Bars:
    draws, pages = drawn.shape
    ranks = np.empty((draws, pages), np.int32)
    np.put_along_axis(ranks, ordered, np.arange(1, pages + 1, dtype=np.int32)[None, :], axis=1)
    low, high = _ends(draws)
    p_best, p_top3 = (ranks == 1).mean(axis=0), (ranks <= 3).mean(axis=0)
    ranks.partition((low, high), axis=0)
    return Bars(ranks[low].astype(np.int64), ranks[high].astype(np.int64), p_best, p_top3)


def tiers(mean: Floats, variance: Floats, p_best: Floats) -> Ints:
    """Tiers of pages that cannot be told apart; 1 holds the leaders."""
    pages = len(mean)
    tier = np.zeros(pages, np.int64)
    by_chance = np.lexsort((np.arange(pages), -mean, -p_best))
    sums = np.cumsum(p_best[by_chance])
    leaders = by_chance[: int(np.searchsorted(sums, LEADERS - 1e-12)) + 1]
    # Pages of one belief share a step: which of them leads more often is the luck of the draws.
    beliefs = np.column_stack([np.round(mean, 9), np.round(variance, 9)])
    alike = np.unique(beliefs, axis=0, return_inverse=True)[1].ravel()
    tier[np.isin(alike, alike[leaders])] = 1
    number, head = 1, -1
    for page in np.lexsort((np.arange(pages), -mean)):
        if tier[page]:
            continue
        if head < 0 or _behind(mean, variance, int(page), head) < APART:
            number, head = number + 1, int(page)
        tier[page] = number
    return tier


def _behind(mean: Floats, variance: Floats, page: int, head: int) -> float:
    spread = math.sqrt(variance[page] + variance[head])
    if spread == 0:
        return 0.5 if mean[page] == mean[head] else 0.0
    return 0.5 * math.erfc((mean[head] - mean[page]) / spread / math.sqrt(2))


def rank_percentiles(values: Floats) -> Floats:
    """Where a value stands among counted ones, 0 to 100; ties share the mean rank."""
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, "left")
    up_to = np.searchsorted(ordered, values, "right")
    middle: Floats = 100 * (below + up_to) / 2 / max(len(values), 1)
    return middle


def places(scores: Floats) -> Ints:
    """Places by score, best first; scores equal to 0.01 share a place."""
    rounded = np.round(scores, 2)
    ordered = np.sort(-rounded)
    return np.searchsorted(ordered, -rounded, "left") + 1


def funnel(p0: float, rho: float, n: Floats, z: float = 1.96) -> tuple[Floats, Floats]:
    """Bounds of shares about ``p0`` for samples ``n``: p₀ ± z √(p₀(1 − p₀)(1 + (n − 1)ρ) ÷ n)."""
    reach = z * np.sqrt(p0 * (1 - p0) * (1 + (n - 1) * rho) / n)
    return np.clip(p0 - reach, 0, 1), np.clip(p0 + reach, 0, 1)
