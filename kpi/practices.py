"""What there is to learn: posts received far beyond the usual, and the strong page nearest to one.

Strong is who is in the leaders' tier of a rating. Must not know what people said of posts.
"""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from core.period import Period
from kpi.model import Facts
from kpi.notable import judged_posts
from kpi.rating import Rating

LEAST_POSTS = 12
"""Settled posts of a page from which on its usual post is known."""

OF_A_LEADER, OF_A_SPHERE = 3, 8
"""Most posts offered of one leading page, and of all others of a sphere, one a page."""

WORTH = 2.0
"""Times the usual reactions from which a post is worth a look."""

LESSONS = 5
SHARED = ("group", "sphere", "level", "region")
"""What a page and its neighbour have in common, the nearest first."""

POSTS = {
    "page": pl.Int32, "page_id": pl.String, "post": pl.Int64, "published": pl.Int64,
    "sphere": pl.String, "views": pl.Int64, "reactions": pl.Int64, "times": pl.Float64,
    "lift": pl.Float64, "merit": pl.Float64, "leads": pl.Boolean,
}  # fmt: skip
"""One row per settled original of a page whose usual post is known. ``times``: views ÷ the page's
median (null: views not known); ``lift``: reactions ÷ the usual; ``merit`` what posts are ordered
by: beyond the page's usual, and half of what is beyond its sphere's; ``leads``: of a page in the
leaders' tier."""

NEIGHBOURS = {
    "page": pl.Int32, "page_id": pl.String, "group": pl.String, "place": pl.Int64,
    "followers": pl.Int64, "peer": pl.Int32, "peer_id": pl.String, "peer_followers": pl.Int64,
    "shared": pl.String,
}  # fmt: skip
"""One row per rated page outside the leaders' tier: the leader nearest to it. ``shared``: what the
two have in common: group, sphere, level, or region where it is no more than that."""


def judged(facts: Facts, period: Period, found: Rating) -> pl.DataFrame:
    """Posts of a period against what is usual: ``POSTS``, of pages that count, best first."""
    inside = pl.col("published").is_between(period.start, period.end, closed="left")
    pages = found.ground.members.select("page", "page_id", "sphere").join(
        found.scores.select("page", leads=(pl.col("tier") == 1).fill_null(value=False)),
        on="page", how="left",
    )  # fmt: skip
    strength = (pl.col("reactions") + 1).log()
    beyond = strength - strength.median().over("page")
    wider = strength - strength.median().over("sphere")
    return (
        judged_posts(facts)
        .filter("mature", "original", inside, pl.col("reactions").is_not_null())
        .join(pages, on="page")
        .filter(pl.len().over("page") >= LEAST_POSTS)
        .with_columns(
            times=pl.col("views") / pl.col("views").median().over("page"),
            lift=beyond.exp(), merit=beyond + 0.5 * wider,
        )
        .sort("merit", "page_id", "post", descending=[True, False, False])
        .select(pl.col(name).cast(kind) for name, kind in POSTS.items())
    )  # fmt: skip


def offered(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts for the gallery: best of each leading page, and of each sphere the best of the others.

    Args:
        posts: ``POSTS``, less those that must not be shown.

    Returns:
        Rows of ``posts`` in their order; those of pages that do not lead are one a page.
    """
    worth = posts.filter(pl.col("lift") >= WORTH)
    mine = pl.int_range(pl.len()).over("page")
    leading = worth.filter("leads", mine < OF_A_LEADER)
    others = worth.filter(~pl.col("leads")).unique("page", keep="first", maintain_order=True)
    top = others.filter(pl.int_range(pl.len()).over("sphere") < OF_A_SPHERE)
    return pl.concat([leading, top]).sort(
        "merit", "page_id", "post", descending=[True, False, False]
    )


def lessons(posts: pl.DataFrame, page_id: str) -> pl.DataFrame:
    """The posts of a page one learns most from: rows of ``posts``."""
    return posts.filter(pl.col("page_id") == page_id).head(LESSONS)


def neighbours(found: Rating, barred: Collection[str] = ()) -> pl.DataFrame:
    """For each page outside the leaders' tier the leader nearest to it: ``NEIGHBOURS``.

    Of its own comparison group, of the nearest number of followers; where the leaders of a wider
    group have their place in a finer one, of the same sphere, of the same level, else of all.

    Args:
        found: the rating.
        barred: pages that are no example, by page id.
    """
    pages = found.scores.filter(pl.col("place").is_not_null()).join(
        found.ground.members.select("page", "level", "sphere", "size"), on="page"
    ).with_columns(region=pl.lit(""))  # fmt: skip
    leaders = pages.filter(pl.col("tier") == 1, ~pl.col("page_id").is_in(list(barred)))
    weak = pages.filter(pl.col("tier") > 1)
    parts = [
        _nearest(weak, leaders, shared).with_columns(shared=pl.lit(shared), turn=pl.lit(turn))
        for turn, shared in enumerate(SHARED)
    ]
    near = pl.concat(parts).sort("turn", maintain_order=True).unique("page", keep="first")
    joined = weak.rename({"size": "followers"}).join(near, on="page")
    return joined.sort("score", "page_id").select(
        pl.col(name).cast(kind) for name, kind in NEIGHBOURS.items()
    )


def _nearest(weak: pl.DataFrame, leaders: pl.DataFrame, shared: str) -> pl.DataFrame:
    """``page, peer, peer_id, peer_followers``: the leader nearest in size of those that share."""
    others = leaders.select(shared, peer="page", peer_id="page_id", peer_followers="size")
    apart = ((pl.col("size") + 1).log() - (pl.col("peer_followers") + 1).log()).abs()
    return (
        weak.select("page", shared, "size")
        .join(others, on=shared)
        .with_columns(apart=apart)
        .sort("page", "apart", "peer_id", nulls_last=True)
        .unique("page", keep="first", maintain_order=True)
        .select("page", "peer", "peer_id", "peer_followers")
    )
