"""Which posts of a page worked: what its card shows, and whose pictures are kept."""

from __future__ import annotations

import polars as pl

from core.frames import AD, REPOST
from core.period import Period
from kpi.appeals import page_moments
from kpi.model import Facts
from kpi.observed import own_posts
from kpi.sources import MATURITY

BEST, WEAKEST = 6, 3


def judged_posts(facts: Facts) -> pl.DataFrame:
    """Own posts that stand: ``core.frames.Posts`` with ``as_of`` of the page, one row per post.

    Also ``original`` (no repost, no advertising), ``mature`` (its counters have settled) and
    ``reactions`` (likes, comments and reposts; null where one of them is not known).
    """
    settled = pl.min_horizontal("as_of", "read_at") - MATURITY
    return own_posts(facts, page_moments(facts)).with_columns(
        original=pl.col("flags") & (REPOST | AD) == 0,
        mature=pl.col("published") <= settled,
        reactions=pl.col("likes") + pl.col("comments") + pl.col("reposts"),
    )


def notable_posts(posts: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The posts of a period seen most and least, against their page's usual.

    Args:
        posts: of ``judged_posts``, of one page or of many.
        period: of publication.

    Returns:
        Those posts with ``times`` (views ÷ median of the page's period) and ``best`` (true: among
        the most seen, false: among the least), most seen first within each page; none is both.
    """
    place, after = pl.int_range(pl.len()).over("page"), pl.len().over("page") - 1
    return (
        posts.filter(
            "mature",
            "original",
            pl.col("views") > 0,
            pl.col("published").is_between(period.start, period.end, closed="left"),
        )
        .with_columns(times=pl.col("views") / pl.col("views").median().over("page"))
        .sort("page", "times", "post", descending=[False, True, False])
        .with_columns(best=place < BEST, left=after - place)
        .filter(pl.col("best") | (pl.col("left") < WEAKEST))
        .drop("left")
    )
