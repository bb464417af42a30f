"""Posts of the demo region: when they are written, by whom, in what form, what they gather.

Owns the rhythm (norms, weeks, hours, silences) and the counters as a daily reading leaves them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.frames import AD, FORMATS, OWN, PINNED, REPOST, VISITOR
from loaders.demo import plan
from loaders.demo.days import (
    DAY,
    HOUR,
    WEEK,
    WRITING_REST,
    WRITING_WORK,
    Days,
    seconds_of_day,
    writing,
)
from loaders.demo.plan import Bools, Floats, Ints
from loaders.demo.traits import NEVER, Traits
from loaders.demo.walls import horizon

REFRESH = 30 * DAY
"""Posts younger than this are read again every day."""

_FORMATS = (2.4, 6.5, 10.0, 62.0, 7.6, 3.2, 8.3)
_FORMAT_VIEWS = (0.05, 0.18, 0.02, 0.0, -0.08, -0.12, -0.10)
_FORMAT_LIKES = (-0.45, 0.12, 0.02, 0.08, -0.25, -0.4, -0.2)
POLL, CLIP = 0, 1
TREND = tuple(FORMATS.index(name) for name in ("poll", "clip", "article"))


@dataclass(frozen=True)
class Posts:
    """Posts sorted by page and time. ``page`` counts from 0; ``views`` 0 stands for not shown."""

    page: Ints
    published: Ints
    flags: Ints
    format: Ints
    read_at: Ints
    deleted_at: Ints
    views: Ints
    likes: Ints
    reposts: Ints
    pull: Floats
    rubric: Bools

    @property
    def count(self) -> int:
        """Number of posts."""
        return len(self.page)

    def first(self, pages: int) -> Ints:
        """Instant of each page's first post, ``NEVER`` without any."""
        first = np.full(pages, NEVER, dtype=np.int64)
        np.minimum.at(first, self.page, self.published)
        return first


def posts(traits: Traits, followers: Ints, days: Days, rng: np.random.Generator) -> Posts:
    """All posts of the window, counters as read last."""
    page, published = _schedule(traits, days, rng)
    flags = _flags(traits, page, published, rng)
    form = _forms(traits, page, published, days, rng)
    read_at, deleted_at = _readings(traits, page, published, days, rng)
    rubric = np.isin(page, traits.signals["rubric"]) & (days.index(published) % 7 == page % 5)
    rubric &= (flags & OWN > 0) & (flags & (REPOST | AD) == 0)
    pull, views, likes, reposts = _counters(
        traits, followers, days, page, published, form, read_at, rubric, rng
    )
    return Posts(
        page, published, flags, form, read_at, deleted_at, views, likes, reposts, pull, rubric
    )


def _schedule(traits: Traits, days: Days, rng: np.random.Generator) -> tuple[Ints, Ints]:
    """Pages and instants of the posts, sorted by both."""
    weeks = days.count // 7
    season = writing(days)
    names = [plan.kinds()[kind].id for kind in traits.kind]
    kind = {"school": 0, "arts": 0, "extra": 0, "kindergarten": 1}
    row = np.array([kind.get(name, 2) for name in names], dtype=np.int64)
    shape = np.array([season["school"], season["kindergarten"], season["other"]]).reshape(
        3, weeks, 7
    )
    mean = traits.rate[:, None] * shape.mean(axis=2)[row]
    mean = mean * np.exp(rng.normal(-0.03, 0.26, mean.shape))
    mean = mean * np.where(rng.random(mean.shape) < 0.012, 2.4, 1.0)
    number = np.floor(mean + rng.random(mean.shape)).astype(np.int64)
    cell = np.repeat(np.arange(number.size), number.ravel())
    page, week = cell // weeks, cell % weeks
    edges = np.cumsum(shape, axis=2) / shape.sum(axis=2, keepdims=True)
    day = (rng.random((len(cell), 1)) > edges[row[page], week]).sum(axis=1).clip(0, 6)
    sunday = np.isin(page, traits.signals["sunday"]) & (rng.random(number.size) < 0.6)[cell]
    sunday |= np.isin(page, traits.signals["weekend"]) & (np.arange(len(cell)) % 4 == 0)
    day = np.where(sunday, 6, day)
    daily = np.isin(page, traits.signals["steady_voice"])
    day = np.where(daily, np.arange(len(cell)) % 7, day)
    when = days.starts[7 * week + day] + _moments(days.works[7 * week + day], sunday, rng)
    page, when = _visitors(traits, page, when, days, rng)
    kept = _written(traits, page, when, days)
    order = np.lexsort((when[kept], page[kept]))
    return page[kept][order], when[kept][order]


def _moments(works: Bools, sunday: Bools, rng: np.random.Generator) -> Ints:
    """Seconds after midnight: hours of the day, every third post planned for a round minute."""
    draw = rng.random(len(works))
    moment = np.where(works, seconds_of_day(WRITING_WORK, draw), seconds_of_day(WRITING_REST, draw))
    moment = np.where(sunday, 18 * HOUR + 600 + (draw * 5.3 * HOUR).astype(np.int64), moment)
    planned = rng.random(len(works)) < 0.33
    return np.asarray(
        np.where(planned, moment // 1800 * 1800 + rng.integers(0, 4, len(works)), moment)
    )


def _visitors(
    traits: Traits, page: Ints, when: Ints, days: Days, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Adds posts by visitors, as odd instants: the page's own stand on even ones."""
    number = rng.poisson(np.exp(traits.talk) * (days.now - days.start) / WEEK * 0.06)
    guest = np.repeat(np.arange(traits.count), number)
    at = days.start + (rng.random(len(guest)) * (days.now - days.start)).astype(np.int64)
    return np.concatenate([page, guest]), np.concatenate([when // 2 * 2, at // 2 * 2 + 1])


def _written(traits: Traits, page: Ints, when: Ints, days: Days) -> Bools:
    """Posts that come to be: not yet to come, page open, loaded and not silent."""
    kept = (when <= days.now) & (when >= traits.opened[page]) & (when < horizon(traits, days)[page])
    own = when % 2 == 0
    for spell in range(traits.quiet.shape[1]):
        begin, end = traits.quiet[page, spell, 0], traits.quiet[page, spell, 1]
        kept &= ~(own & (when >= begin) & (when < end))
    return np.asarray(kept)


def _flags(traits: Traits, page: Ints, published: Ints, rng: np.random.Generator) -> Ints:
    own = published % 2 == 0
    draw = rng.random(len(page))
    flags = np.where(own, OWN, VISITOR)
    flags = np.where(own & (draw < traits.reposts[page]), OWN | REPOST, flags)
    flags = np.where(own & (draw > 0.994), OWN | AD, flags)
    first = np.flatnonzero(np.diff(page, prepend=-1))
    size = np.diff(np.append(first, len(page)))
    pinned = first + (size * rng.uniform(0.3, 1.0, len(first))).astype(np.int64).clip(0, size - 1)
    pinned = pinned[(rng.random(len(first)) < 0.4) & (flags[pinned] == OWN)]
    flags[pinned] |= PINNED
    return np.asarray(flags, dtype=np.int64)


def _forms(
    traits: Traits, page: Ints, published: Ints, days: Days, rng: np.random.Generator
) -> Ints:
    """Formats by the page's taste; clips become more common through the window."""
    taste = np.log(_FORMATS) + rng.normal(0, 0.55, (traits.count, len(_FORMATS)))
    weight = np.exp(taste)[page]
    weight[:, CLIP] *= np.exp(0.8 * (published - days.start) / (365 * DAY) - 0.4)
    modern = np.flatnonzero(np.isin(page, traits.signals["vk_trends"]))
    weight[np.ix_(modern, np.array(TREND))] *= 6
    edges = weight.cumsum(axis=1)
    draw = rng.random(len(page)) * edges[:, -1]
    return np.asarray((draw[:, None] > edges).sum(axis=1).clip(0, len(_FORMATS) - 1))


def _readings(
    traits: Traits, page: Ints, published: Ints, days: Days, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """When each post was read last, and when it was found gone (``NEVER``: it stands)."""
    end = horizon(traits, days)[page]
    age = end - published
    read_at = np.where(age <= REFRESH, end, end - (age - REFRESH) // DAY * DAY)
    gone = rng.random(len(page)) < 0.006
    runs = ((read_at - published) // DAY * rng.random(len(page))).astype(np.int64)
    last = read_at - runs * DAY
    gone &= runs > 0
    return np.where(gone, last, read_at), np.where(gone, last + DAY, NEVER)


def _counters(
    traits: Traits, followers: Ints, days: Days, page: Ints, published: Ints, form: Ints,
    read_at: Ints, rubric: Bools, rng: np.random.Generator,
) -> tuple[Floats, Ints, Ints, Ints]:  # fmt: skip
    """The pull of a post (views it will have) and its views, likes, reposts when read last."""
    n, weeks = len(page), days.count // 7
    day = days.index(published)
    luck = rng.normal(0, 0.16, (traits.count, weeks))[page, day // 7]
    hot = rng.normal(0, 0.13, (traits.count, weeks))[page, day // 7]
    spread = 0.34 * rng.standard_t(4, n).clip(-6, 9)
    spread = spread + np.where(rng.random(n) < 0.009, rng.uniform(1.0, 2.4, n), 0.0)
    size = np.log(followers[page, day])
    drift = np.where(np.isin(page, traits.signals["hollow"]), -1.3 * days.years[day], 0.0)
    pull = np.exp(
        0.25
        + 0.8 * size
        + traits.visibility[page]
        + luck
        + spread
        + drift
        + traits.rise[page] * days.years[day]
        + np.take(_FORMAT_VIEWS, form)
    )
    age = (read_at - published) / DAY
    seen = 1 - 0.6 * np.exp(-age / 0.35) - 0.4 * np.exp(-age / 2.6)
    views = rng.poisson(pull * seen)
    later = days.years[day] > 0.5 * (days.now - days.start) / (365.25 * DAY)
    warm = traits.warmth[page] + hot + traits.lift[page] * later - 0.13 * (size - 6) + 0.18 * spread
    warm = warm + (0.4 + 0.9 * np.isin(page, traits.signals["best_rubric"])) * rubric
    modern = np.isin(page, traits.signals["vk_trends"]) & np.isin(form, TREND)
    warm = warm + 0.9 * modern
    liked = np.exp(-3.92 + warm + np.take(_FORMAT_LIKES, form) + rng.normal(0, 0.35, n))
    likes = rng.poisson(views * liked.clip(0, 0.6))
    likes = _inflated(traits, page, day, views, likes, rng)
    reposts = rng.poisson(views * 0.00067 * np.exp(rng.normal(-0.3, 0.85, n)))
    shown = rng.random(n) >= traits.blind[page]
    return pull, np.where(shown, views, 0), likes, reposts


def _inflated(
    traits: Traits, page: Ints, day: Ints, views: Ints, likes: Ints, rng: np.random.Generator
) -> Ints:
    """Planted inflation: likes bought lately or always, likes always the same; steady ones."""
    lately = day >= day.max(initial=0) - 30
    bought = np.isin(page, traits.signals["liked"]) & lately
    likes = np.where(
        bought, likes + (views * rng.uniform(0.18, 0.3, len(views))).astype(np.int64), likes
    )
    likes = np.where(np.isin(page, traits.signals["adored"]), 7 * likes, likes)
    likes = np.where(
        np.isin(page, traits.signals["devoted"]), (1.5 * likes).astype(np.int64), likes
    )
    noise = rng.normal(0, 1, len(views))
    for name, mean, spread in (("even", 64, 5), ("steady", 40, 9)):
        level = np.minimum((mean + spread * noise).astype(np.int64), views)
        likes = np.where(np.isin(page, traits.signals[name]), level, likes)
    return np.asarray(np.minimum(likes, views))
