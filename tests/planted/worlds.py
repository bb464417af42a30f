"""Draws the worlds of ``docs/planted-worlds.md``: what every page is worth, and what is counted.

Numpy alone; must not know how a page is rated. Arrays are (pages) or (pages, weeks).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

REGION: tuple[tuple[str, str | None, float, float], ...] = (
    ("municipal", "school", 0.23, 600),
    ("municipal", "kindergarten", 0.23, 300),
    ("municipal", "culture", 0.10, 700),
    ("municipal", "administration", 0.08, 4000),
    ("municipal", "sport", 0.06, 600),
    ("municipal", "extra", 0.05, 500),
    ("regional", "health", 0.08, 900),
    ("regional", "social", 0.05, 500),
    ("regional", "culture", 0.05, 700),
    ("regional", "ministry", 0.04, 3000),
    ("regional", None, 0.03, 600),
)
"""Level, sphere, share of the pages, median size."""


@dataclass(frozen=True)
class Kind:
    """What a world is drawn from; the defaults are the base."""

    trend: str = "straight"
    quality: float = 0.35
    heavy: bool = False
    linked: float = 0.0
    posts: float = 0.5
    shock: float = 0.0
    drift: float = 0.0
    weeks: int = 52
    pages: int = 831


KINDS = {
    "base": Kind(),
    "kinked": Kind(trend="kinked"),
    "by_sphere": Kind(trend="by_sphere"),
    "quality_02": Kind(quality=0.2),
    "quality_05": Kind(quality=0.5),
    "heavy": Kind(heavy=True),
    "correlated": Kind(linked=0.5),
    "overdispersed": Kind(posts=1.5),
    "shocks": Kind(shock=0.35),
    "drift": Kind(drift=0.25),
    "weeks_13": Kind(weeks=13),
    "weeks_4": Kind(weeks=4),
    "pages_3843": Kind(pages=3843),
    "shocks_4": Kind(shock=0.35, weeks=4),
    "all_at_once": Kind("kinked", heavy=True, posts=1.5, shock=0.35, drift=0.25, weeks=13),
}
REPORTED_ONLY = ("shocks_4", "all_at_once")


@dataclass(frozen=True)
class Register:
    """Pages of a region; ``body`` is the number of the line of ``REGION``."""

    body: Any
    sphere: Any
    size: Any

    @cached_property
    def frame(self) -> pl.DataFrame:
        """What an estimator is told: page, sphere, size."""
        return pl.DataFrame(
            {"page": pl.int_range(1, len(self.size) + 1, dtype=pl.Int32, eager=True),
             "sphere": pl.Series([REGION[line][1] for line in self.body], dtype=pl.String),
             "size": self.size}
        )  # fmt: skip

    @cached_property
    def group(self) -> Any:
        """Number of the group of each page: level x sphere, in three bands where large enough."""
        band = np.zeros(len(self.size), int)
        for line in np.unique(self.body):
            its = np.flatnonzero(self.body == line)
            rank = np.empty(len(its))
            rank[np.argsort(self.size[its], kind="stable")] = np.arange(1, len(its) + 1)
            bands = np.ceil(3 * (rank - 0.5) / len(its)).astype(int)
            if np.bincount(bands)[1:].min() >= 20:
                band[its] = bands
        return 4 * self.body + band


@dataclass(frozen=True)
class Plan:
    """A world before reactions are drawn: posts and noise-free log rates by page and week."""

    kind: Kind
    register: Register
    posts: Any
    rate: Any

    @property
    def rated(self) -> Any:
        """Pages that posted at all."""
        return self.posts.sum(1) > 0

    @cached_property
    def level(self) -> Any:
        """ln of the noise-free reactions for the exposure; nan where nothing was posted."""
        total = self.posts.sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.log((self.posts * np.exp(self.rate)).sum(1) / total)

    @cached_property
    def fit(self) -> Any:
        """What sphere and size explain of ``level``; nan where nothing was posted."""
        return adjustment(self.level, self.register)

    @cached_property
    def truth(self) -> Any:
        """How much better than pages of its size and kind; nan where nothing was posted."""
        return self.level - self.fit

    @cached_property
    def variance(self) -> Any:
        """Variance of ln(reactions / exposure) about ``level``, given the posts."""
        each = self.register.size[:, None] * np.exp(self.rate)
        grown = np.exp(self.kind.shock**2)
        own = self.posts * self.kind.posts * grown + self.posts**2 * (grown - 1)
        mean = (self.posts * each).sum(1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return (mean + (each**2 * own).sum(1)) / mean**2


@dataclass(frozen=True)
class World:
    """A plan with what was drawn of it: reactions by page and week."""

    plan: Plan
    reactions: Any

    @property
    def exposure(self) -> Any:
        return self.plan.posts * self.plan.register.size[:, None]

    @cached_property
    def weekly(self) -> pl.DataFrame:
        """One row per page and week with any post: page, week, a, b."""
        page, week = np.nonzero(self.plan.posts)
        return pl.DataFrame(
            {"page": (page + 1).astype(np.int32), "week": (week + 1).astype(np.int32),
             "a": self.reactions[page, week].astype(float), "b": self.exposure[page, week]}
        )  # fmt: skip

    @property
    def raw(self) -> Any:
        """Reactions for the exposure: the raw ER."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return self.reactions.sum(1) / self.exposure.sum(1)


def stream(name: str, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def adjustment(level: Any, register: Register) -> Any:
    """Least squares of ``level`` on sphere and ln size, straight between knots at the terciles."""
    known = np.isfinite(level)
    x = np.log(register.size)
    bends = [np.maximum(x - knot, 0) for knot in np.quantile(x[known], [1 / 3, 2 / 3])]
    spheres = [register.sphere == one for one in np.unique(register.sphere)]
    columns = np.column_stack([*spheres, x, *bends]).astype(float)
    solved = np.linalg.lstsq(columns[known], level[known])[0]
    return np.where(known, columns @ solved, np.nan)


def register(rng: np.random.Generator, count: int) -> Register:
    ends = np.round(count * np.cumsum([0.0, *(line[2] for line in REGION)])).astype(int)
    body = np.repeat(np.arange(len(REGION)), np.diff(ends))
    median = np.array([line[3] for line in REGION])[body]
    size = np.maximum(50, np.round(median * np.exp(0.9 * rng.standard_normal(count))))
    names = [line[1] or "" for line in REGION]
    sphere = np.array([sorted(set(names)).index(name) for name in names])[body]
    return Register(body, sphere, size)


def plan(name: str, seed: int) -> Plan:
    """The world ``name`` of ``KINDS`` before reactions are drawn."""
    kind, rng = KINDS[name], stream(name, seed)
    pages = register(rng, kind.pages)
    rate = np.log(0.012) + rng.normal(0, 0.2, 16)[pages.sphere]
    rate = rate + _trend(rng, kind, pages) + _quality(rng, kind, pages)
    return Plan(kind, pages, _posts(rng, kind), rate[:, None] + _drift(rng, kind))


def _trend(rng: np.random.Generator, kind: Kind, pages: Register) -> Any:
    x = np.log(pages.size / 600)
    if kind.trend == "kinked":
        return -0.7 * np.maximum(np.log(pages.size / 500), 0)
    return x * (rng.normal(-0.4, 0.2, 16)[pages.sphere] if kind.trend == "by_sphere" else -0.4)


def _quality(rng: np.random.Generator, kind: Kind, pages: Register) -> Any:
    drawn = rng.standard_normal(kind.pages)
    if kind.heavy:
        drawn = rng.standard_t(4, kind.pages) / np.sqrt(2)
    x = np.log(pages.size)
    z = (x - x.mean()) / x.std()
    return kind.quality * (kind.linked * z + np.sqrt(1 - kind.linked**2) * drawn)


def _posts(rng: np.random.Generator, kind: Kind) -> Any:
    usual = 6 * np.exp(0.6 * rng.standard_normal((kind.pages, 1)))
    return rng.poisson(usual * rng.gamma(1 / 0.09, 0.09, (kind.pages, kind.weeks)))


def _drift(rng: np.random.Generator, kind: Kind) -> Any:
    steps = kind.drift / np.sqrt(52) * rng.standard_normal((kind.pages, kind.weeks))
    steps[:, 0] = 0
    return steps.cumsum(1)


def draw(planned: Plan, rng: np.random.Generator) -> World:
    """Reactions of every page and week: posts gamma, week shocks, Poisson."""
    kind, posts = planned.kind, planned.posts
    luck = np.zeros(posts.shape)
    some = posts > 0
    luck[some] = kind.posts * rng.gamma(posts[some] / kind.posts)
    if kind.shock:
        luck *= np.exp(kind.shock * rng.standard_normal(posts.shape) - kind.shock**2 / 2)
    return World(planned, rng.poisson(planned.register.size[:, None] * np.exp(planned.rate) * luck))


def world(name: str, seed: int) -> World:
    """The world ``name`` of ``KINDS``."""
    return draw(plan(name, seed), stream(name + " reactions", seed))


def with_leaders(planned: Plan, rng: np.random.Generator, errors: float) -> tuple[Plan, Any]:
    """One page a group raised so many errors above the best other; the plan, the pages."""
    chosen, raised = [], np.zeros(len(planned.posts))
    for group in np.unique(planned.register.group[planned.rated]):
        its = np.flatnonzero((planned.register.group == group) & planned.rated)
        one = rng.choice(its)
        best = planned.truth[its[its != one]].max()
        raised[one] = best + errors * np.sqrt(planned.variance[one]) - planned.truth[one]
        chosen.append(one)
    return replace(planned, rate=planned.rate + raised[:, None]), np.array(chosen)


def dealt(weekly: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """The rows (a, b) of each week dealt at random among the pages that have one."""
    week = weekly["week"].to_numpy()
    place = np.argsort(week, kind="stable")
    source = np.lexsort((rng.random(len(week)), week))
    a, b = (np.empty(len(week)) for _ in range(2))
    a[place], b[place] = weekly["a"].to_numpy()[source], weekly["b"].to_numpy()[source]
    return weekly.with_columns(a=pl.Series(a), b=pl.Series(b))


def views(seed: int) -> tuple[Register, pl.DataFrame, Any]:
    """Weekly medians of views for a follower: the pages, page, week, value, and the truth."""
    rng = stream("views", seed)
    kind = Kind(quality=0.25)
    pages = register(rng, kind.pages)
    level = np.log(0.45) + rng.normal(0, 0.2, 16)[pages.sphere]
    level = level - 0.2 * np.log(pages.size / 600) + _quality(rng, kind, pages)
    posts = _posts(rng, kind)
    page, week = (np.repeat(each.ravel(), posts.ravel()) for each in np.indices(posts.shape))
    shock = 0.18 * rng.standard_normal(posts.shape)
    rate = level[page] + shock[page, week] + 0.34 * rng.standard_t(4, len(page))
    value = np.exp(rate)
    order = np.lexsort((value, week, page))
    ends = posts[posts > 0].cumsum()
    starts, many = ends - posts[posts > 0], posts[posts > 0]
    low, high = value[order][starts + (many - 1) // 2], value[order][starts + many // 2]
    rows = np.nonzero(posts)
    weekly = {"page": rows[0].astype(np.int32) + 1, "week": rows[1].astype(np.int32) + 1}
    level = np.where(posts.sum(1) > 0, level, np.nan)
    truth = level - adjustment(level, pages)
    return pages, pl.DataFrame({**weekly, "value": (low + high) / 2}), truth


def shares(seed: int) -> tuple[pl.DataFrame, Any]:
    """Questions answered: page, k, n, group, and the truth of each page."""
    rng = stream("shares", seed)
    pages = register(rng, 831)
    mean = 1 / (1 + np.exp(-rng.normal(1.1, 0.3, 4 * len(REGION))))[pages.group]
    p = rng.beta(mean * (1 / 0.15 - 1), (1 - mean) * (1 / 0.15 - 1))
    n = 1 + rng.poisson(28 * rng.gamma(1.0, 1.0, len(p)))
    counts = {"k": rng.binomial(n, p), "n": n, "group": [f"g{group}" for group in pages.group]}
    return pl.DataFrame({"page": pages.frame["page"], **counts}), p
