"""Signals on likes of a whole period: more than in the group, and all the same."""

from __future__ import annotations

import polars as pl

from kpi.signals.episodes import finding
from kpi.signals.model import Example, Signal

MANY, SCATTER_OF_GROUP, GROUP = 3.5, 0.25, 30
FEWEST_OF_PAGE = 12


def _above_group(posts: pl.DataFrame) -> pl.DataFrame:
    """Likes a view of the period, in the first group of at least 30 pages that post enough."""
    seen = posts.filter("in_period").drop_nulls("views")
    pages = (
        seen.group_by("page", "level", "sphere", "band")
        .agg(
            pl.col("likes", "views").sum(), posts=pl.len(), since=pl.col("published").min(),
            until=pl.col("published").max(),
            top=pl.col("post").sort_by("likes", descending=True).head(20),
        )
        .filter(pl.col("posts") >= FEWEST_OF_PAGE)
        .with_columns(y=((pl.col("likes") + 0.5) / pl.col("views")).log(), all=pl.lit(1))
    )  # fmt: skip
    scatter, middle, size = [], [], []
    for group in (["level", "sphere", "band"], ["level", "sphere"], ["level"], ["all"]):
        enough = pl.when(pl.len().over(group) >= GROUP)
        median = pl.col("y").median().over(group)
        middle.append(enough.then(median))
        scatter.append(enough.then(1.4826 * (pl.col("y") - median).abs().median().over(group)))
        size.append(enough.then(pl.len().over(group)))
    judged = pages.with_columns(
        middle=pl.coalesce(middle),
        group=pl.coalesce(size),
        scatter=pl.max_horizontal(pl.coalesce(scatter), pl.lit(SCATTER_OF_GROUP)),
    ).with_columns(z=(pl.col("y") - pl.col("middle")) / pl.col("scatter"))
    return finding(
        judged.filter(pl.col("z") > MANY), pl.col("z"), pl.lit(MANY), pl.col("top"),
        rate=100 * pl.col("y").exp(), usual=100 * pl.col("middle").exp(),
        times=(pl.col("y") - pl.col("middle")).exp(), pages=pl.col("group"),
    )  # fmt: skip


likes_above_group = Signal(
    id="likes_above_group",
    kind="signal",
    family="reactions",
    title="Likes against views above the group",
    text="A view of this page's posts brings far more likes than on pages of its size and kind. A "
    "small circle of devoted readers looks the same.",
    rule="y = ln((ΣL + ½) ÷ ΣV); (y − median) ÷ max(1.4826 · MAD, 0.25) > 3.5 in a group of ≥ 30 "
    "pages",
    sentence="{rate} likes for 100 views; {usual} in the group of {pages} pages: {times} times as "
    "many.",
    source="liked_posts",
    points="posts",
    find=_above_group,
    example=Example(
        "40 pages, each with 12 posts seen 100 times: 39 get 4 likes a post, one 16. "
        "ln(192.5 ÷ 48.5) ÷ 0.25 = 5.51.",
        tuple(
            {"page": page, "post": post, "views": 100, "likes": 16 if page == 40 else 4}
            for page in range(1, 41)
            for post in range(12)
        ),
        found=(5.51412942, 3.5),
    ),
)

EVENNESS, EVEN_POSTS, EVEN_LIKES = 0.15, 20, 50


def _all_the_same(posts: pl.DataFrame) -> pl.DataFrame:
    pages = posts.filter("in_period").group_by("page").agg(
        posts=pl.len(), mean=pl.col("likes").mean(), spread=pl.col("likes").std(),
        since=pl.col("published").min(), until=pl.col("published").max(),
        last=pl.col("post").sort_by("published", descending=True).head(20),
    )  # fmt: skip
    variation = pl.col("spread") / pl.col("mean")
    found = pages.filter(
        pl.col("posts") >= EVEN_POSTS, pl.col("mean") >= EVEN_LIKES, variation < EVENNESS
    )
    return finding(
        found, variation, pl.lit(EVENNESS), pl.col("last"),
        posts=pl.col("posts"), mean=pl.col("mean"), spread=100 * variation,
    )  # fmt: skip


likes_even = Signal(
    id="likes_even",
    kind="signal",
    family="reactions",
    title="Likes too even",
    text="Every post gets nearly the same number of likes, as only ordered likes are.",
    rule="standard deviation ÷ mean of likes < 0.15 over ≥ 20 posts with a mean ≥ 50",
    sentence="{posts} posts with {mean} likes each, differing by {spread} % only.",
    source="liked_posts",
    points="posts",
    find=_all_the_same,
    example=Example(
        "20 posts with 60 and 64 likes in turn: 2.05 ÷ 62.",
        tuple(
            {"post": post, "published": post, "likes": 60 + 4 * (post % 2)} for post in range(20)
        ),
        found=(0.03309608, 0.15),
    ),
)
