"""What is said under the posts of a world: comments by text, and questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tests.planted_signals.calendar import DAY, END, JUDGED_FROM, START, WEEKS

if TYPE_CHECKING:
    from tests.planted_signals.world import World


def comment(made: World, size: Any) -> None:
    """Texts of citizens' comments of the judged year: page, hash, letters, comments, posts."""
    rng = made.rng
    usual = np.array([0.30] + [0.70 / 39] * 39)
    number = (30 + 370 * (np.log(size) - 4).clip(0, 5) / 5 * rng.random(made.count)).astype(int)
    for page in range(made.count):
        long = int(rng.binomial(number[page], 0.33))
        common = rng.multinomial(int(rng.binomial(long, 1 / 8)), usual)
        rows = [
            (page, 1000 + k, 20, int(c), max(1, int(0.8 * c))) for k, c in enumerate(common) if c
        ]
        for _ in range(long - int(common.sum())):
            rows.append((page, int(rng.integers(1 << 60)), 40, 1, 1))
        for short in range(3):
            rows.append((page, 10 + short, 7, (number[page] - long) // 3 + 1, 5))
        made.said += rows
    for one in made.of("bots"):
        have = sum(row[3] for row in made.said if row[0] == one.page and row[2] >= 15)
        have = max(have, 30)
        bots = int(one.size / (1 - one.size) * have) + 1
        made.said.append((one.page, 999, 30, bots, max(1, bots // 3)))
        made.said += [(one.page, int(rng.integers(1 << 60)), 40, 1, 1) for _ in range(30)]


def ask(made: World) -> None:
    """Questions of 78 weeks: page, instant, author, gone (bool), sorted by page and instant."""
    rng, n = made.rng, made.count
    yearly = rng.gamma(1.2, 29 / 1.2, n)
    for one in made.of("deleted"):
        yearly[one.page] = max(yearly[one.page], 25)
    number = rng.poisson(yearly * WEEKS / 52)
    page = np.repeat(np.arange(n), number)
    when = START + (rng.random(len(page)) * (END - START - 10 * DAY)).astype(np.int64)
    author = 1 + page * 1000 + (60 * rng.random(len(page)) ** 1.7).astype(np.int64)
    gone = rng.random(len(page)) < rng.gamma(2, 0.0075, n)[page]
    angry = (rng.random(n) < 0.02)[page] & (author % 1000 == 1)
    gone = gone | angry
    for one in made.of("deleted"):
        mine = (page == one.page) & (when >= JUDGED_FROM)
        gone |= mine & (rng.random(len(page)) < one.size)
    order = np.lexsort((when, page))
    made.asked = (page[order], when[order], author[order], gone[order])
