"""Draws the worlds of ``docs/planted-signals.md``: honest pages, and pages inflated by so much.

Numpy alone; must not know how anything is found. Arrays of posts are sorted by page and time.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from tests.planted_signals.calendar import (
    DAY,
    DAYS,
    END,
    HOUR,
    JUDGED,
    JUDGED_FROM,
    NEW_YEAR,
    SCHOOL,
    START,
    VICTORY,
    WEEK,
    WEEKS,
    WOMEN,
)
from tests.planted_signals.talk import ask, comment

SIZES: dict[str, tuple[float, ...]] = {
    "followers": (0.05, 0.10, 0.15, 0.25, 0.50),
    "likes_week": (1.5, 2, 3, 5),
    "likes_since": (1.5, 2, 3, 5),
    "likes_always": (1.5, 2, 3, 5),
    "share_week": (2, 3, 5),
    "share_since": (2, 3, 5),
    "even": (2, 5),
    "souls": (0.2, 0.4, 0.8),
    "bots": (0.2, 0.4, 0.6),
    "sunday": (3, 5, 8),
    "deleted": (0.05, 0.10, 0.20, 0.40),
}
"""Kinds of inflation and their sizes."""


@dataclass(frozen=True)
class Planted:
    """One inflation: page from 0, kind, size, first and last instant."""

    page: int
    kind: str
    size: float
    since: int
    until: int


@dataclass
class World:
    """Arrays of one world. ``views`` and ``likes`` as read when settled.

    ``like_rate``: by page and week, ln of the likes a view that were to be expected, without the
    luck of week and post. Nobody but a bound may look at it.
    """

    rng: np.random.Generator
    count: int
    followers: Any = None
    bought: Any = None
    seen: Any = None
    page: Any = None
    published: Any = None
    views: Any = None
    likes: Any = None
    like_rate: Any = None
    asked: Any = None
    said: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    news: list[tuple[int, int]] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Planted]:
        """The inflations of some kinds."""
        return [one for one in self.planted if one.kind in kinds]


def world(seed: int, count: int = 800, kinds: tuple[str, ...] = (), share: float = 0.4) -> World:
    """A world; ``share`` of its pages with a hundred followers are inflated by one of ``kinds``."""
    made = World(np.random.default_rng([seed, len(kinds)]), count)
    size = np.exp(np.log(600) + 1.05 * made.rng.standard_normal(count)).clip(12)
    _plan(made, size, kinds, share)
    _follow(made, size)
    _schedule(made)
    news = _news(made)
    _react(made, news)
    _buy_likes(made)
    _buy_followers(made)
    comment(made, size)
    ask(made)
    return made


def _plan(made: World, size: Any, kinds: tuple[str, ...], share: float) -> None:
    rng = made.rng
    whole = {"likes_always": (START, END), "souls": (JUDGED_FROM, END), "bots": (JUDGED_FROM, END)}
    large = np.flatnonzero(size > 130)
    chosen = rng.permutation(large)[: int(share * len(large))] if kinds else []
    for turn, page in enumerate(chosen):
        kind = kinds[turn % len(kinds)]
        how = SIZES[kind][turn // len(kinds) % len(SIZES[kind])]
        since = JUDGED_FROM + int(rng.integers(28, 7 * JUDGED - 28)) * DAY
        since, until = whole.get(kind, (since, since + 7 * DAY))
        if kind in ("likes_since", "share_since"):
            until = END
        if kind == "deleted":
            since, until = JUDGED_FROM, END
        if kind == "even":
            since = min(since, END - 26 * WEEK)
            until = since + 26 * WEEK
        if kind == "sunday":
            since -= (since - START) % WEEK
            since = min(since, END - 8 * WEEK)
            until = since + 8 * WEEK
        if kind == "followers":
            until = since + int(rng.integers(1, 4)) * DAY
        made.planted.append(Planted(int(page), kind, how, since, until))


def _follow(made: World, size: Any) -> None:
    """Followers at the end of each day, the honest ones; ``bought`` stands apart."""
    rng, n = made.rng, made.count
    growth = rng.normal(0.06, 0.07, n) + np.where(
        rng.random(n) < 0.05, rng.uniform(0.45, 0.8, n), 0
    )
    years = np.arange(DAYS) / 365
    base = size[:, None] * np.exp(growth[:, None] * years)
    joins = base * (growth.clip(0)[:, None] + 0.07) / 365
    leaves = base * ((-growth).clip(0)[:, None] + 0.07) / 365
    school = rng.random(n) < 0.45
    wave = np.where(school, rng.uniform(0.01, 0.06, n), 0) * size
    for begin in (9 * 7, SCHOOL * 7):
        joins[:, begin : begin + 21] += wave[:, None] / 21
    for page in np.flatnonzero(rng.random(n) < 0.2):
        day = int(rng.integers(0, DAYS - 1))
        joins[page, day : day + 2] += size[page] * rng.uniform(0.01, 0.04) / 2
    change = rng.poisson(joins) - rng.poisson(leaves)
    made.followers = (size.astype(np.int64)[:, None] + change.cumsum(axis=1)).clip(5)
    made.bought = np.zeros((n, DAYS), dtype=np.int64)


def _schedule(made: World) -> None:
    rng, n = made.rng, made.count
    rate = np.exp(np.log(6) + 0.5 * rng.standard_normal(n)).clip(0.5)
    week = np.exp(0.3 * rng.standard_normal((n, WEEKS)) - 0.045)
    summer = np.ones(WEEKS)
    summer[0:9] = summer[52:61] = 0.7
    number = rng.poisson(rate[:, None] * week * summer)
    cell = np.repeat(np.arange(number.size), number.ravel())
    page, week = cell // WEEKS, cell % WEEKS
    free = (rng.random(n) < 0.1)[page] & (rng.random(len(page)) < 0.4)
    day = np.where(rng.random(len(page)) < 0.85, rng.integers(0, 5, len(page)), 5)
    day = np.where(day == 5, rng.integers(5, 7, len(page)), day)
    day = np.where(free, rng.integers(5, 7, len(page)), day)
    second = (9 * HOUR + rng.beta(1.6, 2.2, len(page)) * 13 * HOUR).astype(np.int64)
    late = free & (rng.random(len(page)) < 0.5)
    second = np.where(late, 18 * HOUR + rng.integers(0, 5 * HOUR, len(page)), second)
    for one in made.of("sunday"):
        weeks = (one.since - START) // WEEK + rng.permutation(8)[: int(one.size)]
        mine = (page == one.page) & np.isin(week, weeks)
        kept = np.zeros(len(page), dtype=bool)
        for w in weeks:
            kept[np.flatnonzero(mine & (week == w))[:3]] = True
        gone = mine & ~kept
        day, second = (
            np.where(kept, 6, day),
            np.where(kept, 18 * HOUR + 600 + second % (5 * HOUR), second),
        )
        more = [w for w in weeks for _ in range(3 - int((kept & (week == w)).sum()))]
        page = np.concatenate([page[~gone], np.full(len(more), one.page)])
        week = np.concatenate([week[~gone], np.array(more, dtype=np.int64)])
        day = np.concatenate([day[~gone], np.full(len(more), 6)])
        second = np.concatenate([second[~gone], 19 * HOUR + rng.integers(0, 4 * HOUR, len(more))])
    published = START + week * WEEK + day * DAY + second
    page, published = _busy(made, page, published)
    order = np.lexsort((published, page))
    made.page, made.published = page[order], published[order]


def _busy(made: World, page: Any, published: Any) -> tuple[Any, Any]:
    """At least three posts in the days of bought likes, at least 20 with even ones."""
    for one in made.of("likes_week", "share_week"):
        have = ((page == one.page) & (published >= one.since) & (published < one.until)).sum()
        lack = max(0, 3 - int(have))
        when = one.since + made.rng.integers(0, 7, lack) * DAY + 12 * HOUR
        page = np.concatenate([page, np.full(lack, one.page)])
        published = np.concatenate([published, when])
    return page, published


def _news(made: World) -> Any:
    """News events: posts of two days multiplied; returns the factor of views and of likes."""
    rng, factor = made.rng, np.ones((2, len(made.page)))
    for page in np.flatnonzero(rng.random(made.count) < 0.1):
        mine = np.flatnonzero((made.page == page) & (made.published >= JUDGED_FROM))
        mine = mine[made.published[mine] < END - 4 * DAY]
        if not len(mine):
            continue
        first = made.published[int(rng.choice(mine))]
        hit = mine[(made.published[mine] >= first) & (made.published[mine] < first + 2 * DAY)]
        factor[0, hit] = rng.uniform(4, 15)
        factor[1, hit] = rng.uniform(0.7, 1.6)
        made.news.append((int(page), int(first)))
    return factor


def _walk(rng: np.random.Generator, count: int, year: float) -> Any:
    return rng.normal(0, year / np.sqrt(52), (count, WEEKS)).cumsum(axis=1)


def _react(made: World, news: Any) -> None:
    rng, n, page = made.rng, made.count, made.page
    day = ((made.published - START) // DAY).astype(np.int64)
    week, posts = day // 7, len(page)
    size = np.log(made.followers[page, day])
    shock = rng.normal(0, 0.18, (n, WEEKS)) + rng.normal(0, 0.08, WEEKS) + _walk(rng, n, 0.12)
    shock = shock + rng.normal(0, 0.25, n)[:, None] - 0.15 * np.arange(WEEKS) / 52
    noise = 0.34 * rng.standard_t(4, posts).clip(-6, 9)
    viral = np.where(rng.random(posts) < 0.01, rng.uniform(np.log(3), np.log(11), posts), 0)
    usual = np.exp(0.25 + 0.8 * size + shock[page, week] + noise + viral)
    made.seen = usual * (news[0] - 1)
    usual = usual * (_followers_of_news(made, day) / made.followers[page, day]) ** -0.8
    made.views = np.maximum(rng.poisson(usual * news[0]), 1)
    luck = rng.normal(0, 0.14, (n, WEEKS))
    usual_rate = -3.9 + rng.normal(0, 0.06, WEEKS) + _walk(rng, n, 0.10)
    usual_rate = usual_rate + rng.normal(0, 0.32, n)[:, None]
    for feast in (NEW_YEAR, WOMEN, VICTORY, SCHOOL, SCHOOL - 52, NEW_YEAR + 52):
        if feast < WEEKS:
            usual_rate[:, feast] += np.log(1.25)
    made.like_rate, warm = usual_rate, usual_rate + luck
    rate = np.exp(warm[page, week] + 0.38 * rng.standard_normal(posts)) * news[1]
    rate = rate * _contests(made)
    made.likes = rng.poisson(made.views * rate.clip(0, 0.7))


def _contests(made: World) -> Any:
    """Factor of likes; under each contest's post stand comments with one phrase."""
    rng, factor = made.rng, np.ones(len(made.page))
    for page in np.flatnonzero(rng.random(made.count) < 0.25):
        mine = np.flatnonzero(made.page == page)
        for post in rng.permutation(mine)[: int(rng.integers(2, 7) * WEEKS / 52)]:
            factor[post] = rng.uniform(1.5, 3)
            made.said.append(
                (int(page), int(rng.integers(1 << 60)), 19, int(rng.integers(20, 81)), 1)
            )
    return factor


def _followers_of_news(made: World, day: Any) -> Any:
    """1–5 % of the additional views follow and read: 60, 25 and 15 % of them by day.

    Returns the followers at each post as they would have been without.
    """
    without = made.followers[made.page, day]
    for page, first in made.news:
        hit = (made.page == page) & (made.published >= first) & (made.published < first + 2 * DAY)
        begin = int(day[hit].min())
        gained = made.rng.uniform(0.01, 0.05) * made.seen[hit].sum()
        for after, part in enumerate((0.60, 0.85, 1.0)):
            stop = begin + after + 1 if after < 2 else DAYS
            made.followers[page, begin + after : stop] += int(part * gained)
    return without


def _buy_likes(made: World) -> None:
    """Equal orders under every post of the days, or (``share``) so many times its own likes."""
    for one in made.of("share_week", "share_since"):
        hit = (made.page == one.page) & (made.published >= one.since) & (made.published < one.until)
        made.likes[hit] = np.round(made.likes[hit] * one.size)
    for one in made.of("likes_week", "likes_since", "likes_always", "even"):
        mine = made.page == one.page
        hit = mine & (made.published >= one.since) & (made.published < one.until)
        mean = made.likes[mine].mean()
        order = (one.size - 1) * mean * made.rng.uniform(0.8, 1.2, int(hit.sum()))
        if one.kind == "even":
            level = max(50.0, one.size * mean)
            fixed = level * (1 + 0.08 * made.rng.standard_normal(int(hit.sum())))
            made.likes[hit] = fixed.round().astype(np.int64)
        else:
            made.likes[hit] += order.round().astype(np.int64)


def _buy_followers(made: World) -> None:
    for one in made.of("followers", "souls"):
        begin, end = ((t - START) // DAY for t in (one.since, one.until))
        total = round(one.size * made.followers[one.page, begin - 1])
        steps = np.round(total * np.arange(1, end - begin + 1) / (end - begin)).astype(np.int64)
        made.bought[one.page, begin:end] += steps
        made.bought[one.page, end:] += total
