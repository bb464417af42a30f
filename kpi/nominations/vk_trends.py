"""Clips, polls and articles: how much, and with what success."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

_used = {
    "trend_posts": 60, "trend_formats": 3, "adoption": 0.4, "adoption_percentile": 90.0,
    "lift": 0.2, "lift_percentile": 70.0, "lift_variance": 100.0,
}  # fmt: skip

vk_trends = Nomination(
    id="vk_trends",
    order=4,
    title="On trend in VK",
    merit="the use of trends and modern formats of VK",
    rule="Half is the place among pages like it by the share of clips, polls and articles, half "
    "the place by how much better these are received than its other posts, against the same of "
    "others.",
    source="pages",
    conditions=(
        Condition(
            "posts", "At least 20 posts with a clip, a poll or an article",
            pl.col("trend_posts") >= 20, Number(pl.col("trend_posts")),
        ),
        Condition(
            "formats", "At least two of these formats", pl.col("trend_formats") >= 2,
            Number(pl.col("trend_formats")),
        ),
        Condition(
            "lift", "Their reception can be compared with other posts",
            pl.col("lift_percentile").is_not_null(), Number(pl.col("lift"), "growth"),
        ),
    ),
    value=0.5 * pl.col("adoption_percentile") + 0.5 * pl.col("lift_percentile"),
    variance=0.25 * pl.col("lift_variance"),
    kind="score",
    ties=(pl.col("adoption"),),
    proof="{posts} posts with a clip, a poll or an article, {share} of all; reactions to them "
    "against those to its other posts, beyond what is usual: {lift}.",
    numbers={
        "posts": Number(pl.col("trend_posts")), "share": Number(pl.col("adoption"), "share"),
        "lift": Number(pl.col("lift"), "growth"),
    },
    evidence="posts",
    evidence_in="best_in_trend",
    minimum="20 posts",
    examples=(
        Example(
            "The first is ahead by success; the third uses one format only.",
            (
                _used | {"page": 1}, _used | {"page": 2, "lift_percentile": 40.0},
                _used | {"page": 3, "lift_percentile": 99.0, "trend_formats": 1},
            ),
            placed=(1, 2),
        ),
        Example("Nineteen posts.", (_used | {"trend_posts": 19},), placed=()),
    ),
)  # fmt: skip
