"""The index against the index of noise-free values, on the demo region with its luck drawn anew.

Pages keep their nature (the planted truth: rates, quality, habits, troubles); what happens to them
is drawn again and again. Values of many such years together have hardly any noise left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import polars as pl

from core import frames
from core.period import WEEK, Period, parse
from kpi.beliefs import rate, weekly
from kpi.marks import Ground
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import Rating, judged, offset_of, rating
from kpi.replies import first_replies
from kpi.sources import sources
from loaders.demo import region

NOW = 1_763_964_000
PERIOD = parse("52w", "Europe/Moscow", NOW)
INDEX = methodology("index")
YEARS = 8
"""Years whose values together are called free of noise; the judged one is not among them."""
BEST = 28
FAR = 60 * WEEK
"""Between the posts of one year and those of the next: they share no week."""


class Year(NamedTuple):
    """The rating of one year, and the posts it was made of: the source ``posts``."""

    rating: Rating
    posts: pl.DataFrame


def year(seed: int, luck: int) -> Year:
    """One year of the pages of a seed."""
    made = region(831, 52, seed, now=NOW, timezone="Europe/Moscow", hash_key="i" * 32, luck=luck)
    kinds = frames.Pages.create_empty().schema
    known = made.pages.join(made.bodies, on="body", how="left", suffix="_listed")
    known = known.with_columns(pl.col("name").fill_null(pl.col("page_id")))
    lacking = [pl.lit(None, kind).alias(n) for n, kind in kinds.items() if n not in known.columns]
    pages = known.with_columns(lacking).select(pl.col(n).cast(kind) for n, kind in kinds.items())
    replies = first_replies(made.comments, made.pages, made.responders)
    facts = Facts(
        pages=pages, snapshots=made.snapshots, intervals=made.intervals, posts=made.posts,
        first_replies=replies, threads=made.threads, as_of=NOW,
    )  # fmt: skip
    found = rating(facts, PERIOD, Rules(), INDEX)
    return Year(found, sources(facts, found.period, Rules(), NOW, wanted=("posts",))["posts"])


def together(years: Sequence[Year]) -> Ground:
    """The ground of several years: means of values, sums of what they are ratios of, all posts."""
    grounds = [one.rating.ground for one in years]
    unreached = pl.col("note").str.contains("not_reached").fill_null(value=False)
    pooled = (
        pl.concat([ground.values for ground in grounds])
        .group_by("page", "page_id", "kpi")
        .agg(
            pl.col("value").mean(),
            pl.col("sample", "numerator", "denominator").sum(),
            note=pl.when(unreached.mean() > 0.5).then(pl.lit("not_reached")),
        )
        .with_columns(value=pl.when(pl.col("note").is_null()).then("value"))
    )
    posts = pl.concat([
        one.posts.with_columns(pl.col("published") + turn * FAR) for turn, one in enumerate(years)
    ]).sort("page", maintain_order=True)  # fmt: skip
    ahead = offset_of(NOW, PERIOD.timezone)
    found = grounds[0].members
    beliefs = {kpi: rate(weekly(posts, kpi, ahead), kpi, found) for kpi in grounds[0].beliefs}
    return replace(grounds[0], values=pooled, beliefs=beliefs)


def compared(seed: int) -> dict[str, float]:
    """One year against the years without noise.

    Returns:
        ``hits``: share of the truly best 28 that stand among the 28 best scores; ``off``: mean
        distance of scores; ``held``: share of pages whose true place lies in its interval;
        ``best``: share of groups whose truly best page is in tier 1.
    """
    drawn = year(seed, 1000 * seed).rating
    years = [year(seed, 1000 * seed + turn) for turn in range(1, YEARS + 1)]
    window: Period = drawn.period
    true = judged(together(years), INDEX, window, NOW).scores.select(
        "page", truth="score", truly="place", of="group", reason_then="reason"
    )
    both = drawn.scores.join(true, on="page").filter(
        pl.col("place").is_not_null(), pl.col("truly").is_not_null()
    )
    score, truth = both["score"].to_numpy(), both["truth"].to_numpy()
    chosen = set(np.argsort(-score)[:BEST]) & set(np.argsort(-truth)[:BEST])
    alike = both.filter(pl.col("group") == pl.col("of"))
    held = pl.col("truly").is_between(pl.col("place_low"), pl.col("place_high"))
    first = alike.filter(pl.col("truly") == 1).group_by("group").agg((pl.col("tier") == 1).any())
    return {
        "hits": len(chosen) / BEST,
        "off": float(np.mean(np.abs(score - truth))),
        "held": float(alike.select(held.mean()).item()),
        "best": float(first["tier"].mean() or 0),  # type: ignore[arg-type]
    }
