"""What no rule can pass: bought likes found by one who knows the planted world itself.

The test of Neyman and Pearson. It is told each page's like rate (with its slow walk, the region's
week and the holidays), how weeks and posts scatter, how likes are bought, and the size that is
looked for. It is not told the luck of week and post, nor the days. Of all tests that flag as many
honest pages none finds more; a real rule has to estimate what this one is told.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from kpi.signals.model import FEWEST_FOLLOWERS
from tests.planted_signals.calendar import DAY, JUDGED, JUDGED_FROM, WEEK
from tests.planted_signals.world import World, world

HONEST, INFLATED = range(701, 731), range(801, 809)

SIZE = 3

LEFT = 2.07
"""Honest pages of 800 a year: 3, less what the signals on other things flag."""

WEEK_LUCK, POST_LUCK = 0.14, 0.38
CONTESTS = 0.003
"""Share of posts with × 1.5 to × 3 likes."""

NODES, WEIGHTS = hermegauss(9)
STEPS = np.arange(-2.0, 2.6, 0.08)
"""Luck of a post, of the week and of a contest together, ln."""

ORDERS = 1 + 0.4 * (np.arange(7) - 3) / 7
"""Orders differ by a fifth each way."""

MANY = 400.0
"""Likes of a post from which chance no longer matters: more are counted in larger units."""

FACTORIALS = np.append(0.0, np.log(np.arange(1, 8 * MANY)).cumsum())

PORTION = 20_000


def _lucks() -> Any:
    """Odds of each of ``STEPS`` by node of the week's luck: steps × nodes."""
    contests = np.linspace(np.log(1.5), np.log(3), 8)
    away = STEPS[:, None] - WEEK_LUCK * NODES
    usual = np.exp(-0.5 * (away / POST_LUCK) ** 2)
    odd = np.exp(-0.5 * ((away[..., None] - contests) / POST_LUCK) ** 2).mean(axis=-1)
    mixed = (1 - CONTESTS) * usual + CONTESTS * odd
    return mixed / mixed.sum(axis=0)


def _laws(likes: Any, usual: Any, order: Any) -> tuple[Any, Any]:
    """Logarithms of the odds of the likes by post and node: without an order, and with one."""
    unit = np.maximum(1.0, np.maximum(usual, likes) / MANY)
    likes, usual, order = np.round(likes / unit), usual / unit, order / unit
    means, lucks = usual[:, None] * np.exp(STEPS), _lucks()

    def poisson(own: Any) -> Any:
        known = np.maximum(own, 0).astype(int)[:, None]
        odds = np.exp(known * np.log(means) - means - FACTORIALS[known])
        return np.where(own[:, None] < 0, 0.0, odds)

    with_order = sum(poisson(likes - np.round(order * part)) for part in ORDERS) / len(ORDERS)
    without, served = (np.log(odds @ lucks + 1e-300) for odds in (poisson(likes), with_order))
    return without, served


def scores(made: World) -> Any:
    """By page: ln of how many times likelier the year's likes are with one week bought.

    The mean over the weeks that begin on any day and hold at least three posts; −∞ without any.
    """
    kept = np.flatnonzero(made.published >= JUDGED_FROM)
    page, day = made.page[kept], (made.published[kept] - JUDGED_FROM) // DAY
    bought = np.zeros(len(made.page), dtype=bool)
    for one in made.planted:
        within = (made.published >= one.since) & (made.published < one.until)
        bought |= (made.page == one.page) & within
    number, total = (np.bincount(made.page[~bought], of, made.count)
                     for of in (None, made.likes[~bought]))  # fmt: skip
    order = ((SIZE - 1) * total / np.maximum(number, 1))[page]
    rate = made.like_rate[page, (made.published[kept] - (JUDGED_FROM - 26 * WEEK)) // WEEK]
    usual, likes = made.views[kept] * np.exp(rate), made.likes[kept].astype(float)
    days = np.zeros((2, made.count, 7 * JUDGED, len(NODES)))
    for low in range(0, len(kept), PORTION):
        part = slice(low, low + PORTION)
        for law, odds in zip(days, _laws(likes[part], usual[part], order[part]), strict=True):
            np.add.at(law, (page[part], day[part]), odds)
    posts = np.zeros((made.count, 7 * JUDGED))
    np.add.at(posts, (page, day), 1)
    return _over_weeks(days[0], days[1] - days[0], posts)


def _over_weeks(honest: Any, more: Any, posts: Any) -> Any:
    """Windows of seven days from every day, the luck of both calendar weeks integrated."""
    count, length, _ = honest.shape
    week = honest.reshape(count, JUDGED, 7, -1).sum(axis=2)
    least = _integral(week)
    sums = np.concatenate([np.zeros_like(more[:, :1]), more.cumsum(axis=1)], axis=1)
    total = np.concatenate([np.zeros((count, 1)), posts.cumsum(axis=1)], axis=1)
    found = []
    for first in range(28, length - 28):
        q, turn = divmod(first, 7)
        middle = 7 * (q + 1)
        ln = _integral(week[:, q] + sums[:, middle] - sums[:, first]) - least[:, q]
        if turn:
            second = week[:, q + 1] + sums[:, first + 7] - sums[:, middle]
            ln += _integral(second) - least[:, q + 1]
        enough = total[:, first + 7] - total[:, first] >= 3
        found.append(np.where(enough, ln, -np.inf))
    with np.errstate(invalid="ignore"):
        return np.logaddexp.reduce(found) - np.log(len(found))


def _integral(by_node: Any) -> Any:
    return np.logaddexp.reduce(by_node + np.log(WEIGHTS / WEIGHTS.sum()), axis=-1)


def main() -> None:
    """Recall of likes × 3 bought for one week, at the best."""
    quiet: list[float] = []
    loud: list[float] = []
    for seed in HONEST:
        made = world(seed)
        quiet += list(scores(made)[made.followers[:, -1] >= FEWEST_FOLLOWERS])
    for seed in INFLATED:
        made = world(seed, kinds=("likes_week",))
        by_page = scores(made)
        loud += [by_page[one.page] for one in made.planted if one.size == SIZE]
    bar = np.sort(quiet)[-round(LEFT * len(HONEST)) - 1]
    found = np.array(loud) > bar
    print(f"likes × {SIZE} for a week: {found.sum()} of {len(found)} found at the best, "
          f"{found.mean():.2f}; ln of the odds above {bar:.2f}")  # fmt: skip
