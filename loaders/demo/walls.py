"""Pages of the register as the network shows them, and how far their walls are loaded."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from core import design
from loaders.demo.bodies import Body
from loaders.demo.days import DAY, Days
from loaders.demo.plan import Bools, Ints
from loaders.demo.traits import NEVER, Traits

_FILLED = (0.985, 0.86, 0.80, 0.88, 0.83, 0.81, 0.93)
"""Share of pages that fill in each of ``core.design.ITEMS``."""


def owners(count: int, rng: np.random.Generator) -> Ints:
    """Numbers of communities, all different."""
    drawn = np.unique(rng.integers(21_000_000, 226_000_000, 2 * count + 16))
    return rng.permutation(drawn)[:count]


def pages(
    bodies: list[Body], numbers: Ints, owner: Ints, listed: Bools, traits: Traits, days: Days,
    rng: np.random.Generator,
) -> pl.DataFrame:  # fmt: skip
    """Columns of ``store.tables.pages``: one row per page, numbered from 1."""
    n = traits.count
    gone = np.array([why is not None for why in traits.why])
    care = rng.normal(0, 0.12, (n, 1))
    filled = rng.random((n, len(_FILLED))) < np.array(_FILLED) + care
    banned = np.array([why in ("banned", "deleted") for why in traits.why])
    marked = rng.random(n) < 0.95
    names = _addresses(bodies, owner, rng)
    reporting = rng.random(n) < 0.86
    return pl.DataFrame(
        {
            "page": np.arange(1, n + 1, dtype=np.int32),
            "page_id": [f"vk:{number}" for number in owner],
            "network": ["vk"] * n,
            "owner": owner,
            "screen_name": names,
            "listed_name": [None if name.startswith("club") else name for name in names],
            "body": numbers.astype(np.int32),
            "listed": listed,
            "title": [body.title for body in bodies],
            "badge": or_null(marked, ~banned),
            "design_filled": filled.sum(axis=1).astype(np.int32),
            "design_missing": _checklists(filled, reporting, rng),
            "pos_widget": reporting,
            "comments_open": or_null(traits.closed >= days.now, ~gone),
            "picture": pl.Series([None] * n, dtype=pl.String),
            "refused": pl.Series(traits.why, dtype=pl.String),
            "refused_at": or_null(traits.refused, gone),
            "read_at": np.minimum(days.now, traits.refused),
        }
    )


def _checklists(filled: Bools, reporting: Bools, rng: np.random.Generator) -> list[str]:
    """What is not filled, and the widgets of the menu: the one for reporting, and others."""
    widgets = reporting + rng.choice(4, len(filled), p=(0.22, 0.33, 0.30, 0.15))
    return [
        design.written(dict(zip(design.ITEMS, row, strict=True)), int(number))
        for row, number in zip(filled.tolist(), widgets, strict=True)
    ]


def or_null(values: npt.NDArray[Any], known: Bools) -> pl.Series:
    """The values, null where they are not known."""
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values)).alias("v")).to_series()


def _addresses(bodies: list[Body], owner: Ints, rng: np.random.Generator) -> list[str]:
    """Screen names: chosen ones as far as they are free, else the one the network gives."""
    own = rng.random(len(bodies)) < 0.72
    taken: set[str] = set()
    names = []
    for body, number, chosen in zip(bodies, owner, own, strict=True):
        name = body.slug if chosen else f"club{number}"
        if name in taken:
            name = f"{body.slug}_{number}"
        taken.add(name)
        names.append(name)
    return names


def horizon(traits: Traits, days: Days) -> Ints:
    """The instant to which each page is loaded: now, or the refusal."""
    return np.minimum(days.now, traits.refused)


def intervals(traits: Traits, first_post: Ints, days: Days) -> pl.DataFrame:
    """Schema ``Intervals``: one row per page; ``first_post`` is ``NEVER`` for pages without any."""
    whole = (traits.opened > 0) & (first_post < NEVER)
    start = np.where(whole, first_post, days.start)
    return pl.DataFrame(
        {
            "page": np.arange(1, traits.count + 1, dtype=np.int32),
            "start": start,
            "end": np.maximum(horizon(traits, days), start),
            "origin": whole,
        }
    )


def daily_followers(traits: Traits, days: Days, rng: np.random.Generator) -> Ints:
    """Followers at the end of each day: ``[page, day]``; joins and leaves are drawn daily."""
    shape = (traits.count, days.count)
    base = traits.followers[:, None] * np.exp(traits.growth[:, None] * days.years)
    churn = 0.07 / 365
    term = 1 + 0.6 * np.isin([day.month for day in days.dates()], (9, 10))
    joins = rng.poisson(
        base * (traits.growth.clip(0)[:, None] / 365 * term / term.mean() + churn), shape
    )
    leaves = rng.poisson(base * ((-traits.growth).clip(0)[:, None] / 365 + churn), shape)
    change = joins - leaves
    for page in traits.signals["jump"]:
        day = int(rng.integers(days.count // 2, max(days.count - 8, days.count // 2 + 1)))
        change[page, day] += int(traits.followers[page] * rng.uniform(0.3, 0.6)) + 40
    for page in traits.signals["meeting"]:
        day = int(rng.integers(days.count // 3, max(days.count - 8, days.count // 3 + 1)))
        change[page, day : day + 2] += int(traits.followers[page] * 0.018)
    return np.asarray((traits.followers.astype(np.int64)[:, None] + change.cumsum(axis=1)).clip(3))


def snapshots(traits: Traits, followers: Ints, days: Days) -> pl.DataFrame:
    """Schema ``Snapshots``: one row per page and day, read at the hour of ``now``."""
    back = np.arange((days.now - days.start) // DAY + 1, -1, -1)
    read_at = days.now - back * DAY
    page, when = (
        grid.ravel() for grid in np.meshgrid(np.arange(traits.count), read_at, indexing="ij")
    )
    seen = (when < traits.refused[page]) & (when >= traits.opened[page])
    page, when = page[seen], when[seen]
    told = followers[page, days.index(when)]
    return pl.DataFrame(
        {
            "page": (page + 1).astype(np.int32),
            "day": (when // DAY).astype(np.int32),
            "read_at": when,
            "followers": told,
        }
    ).with_columns(
        pl.when(pl.Series(traits.hidden[page]))
        .then(None)
        .otherwise(pl.col("followers"))
        .alias("followers")
    )
