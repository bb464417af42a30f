"""Reach: how many see the posts. Figures on views need them known for 80 % of posts."""

import polars as pl

from kpi.model import Example, Kpi

settled = pl.col("mature") & pl.col("original")
"""M: mature originals of the period."""

seen = settled & pl.col("views").is_not_null()
enough_seen = (seen.sum() > 0) & (seen.sum() >= 0.8 * settled.sum() - 1e-9)
FEWEST = 12
"""Posts that figures on posts need."""
hidden = (settled.sum() >= FEWEST) & ~enough_seen
"""There are posts enough, their views are not known."""


def untold(known: pl.Expr) -> pl.Expr:
    """There are posts enough, and of none is known what a figure takes."""
    return (settled.sum() >= FEWEST) & (known.sum() == 0)


late = pl.when((settled & pl.col("late_followers")).any()).then(pl.lit("late_followers"))

_views = pl.col("views").filter(seen)
_followed = seen & (pl.col("followers") > 0)

median_views = Kpi(
    id="median_views",
    block="reach",
    title="Views of a typical post (median)",
    column="Views of a post",
    text="Half of the page's posts are seen more often than this, half less.",
    formula="median of V over mature originals",
    unit="views",
    direction="up",
    source="posts",
    value=pl.when(enough_seen).then(_views.median()),
    sample=seen.sum(),
    minimum=FEWEST,
    counted="posts",
    example=Example(
        "12 posts: the mean of the two middle values.",
        tuple({"views": v} for v in (90, 100, 110, 120, 130, 140, 160, 170, 180, 190, 200, 900)),
        value=150,
        sample=12,
    ),
)

view_rate = Kpi(
    id="view_rate",
    block="reach",
    title="Views of a post in % of followers",
    column="Of followers",
    text="How large a part of its followers a typical post of the page reaches.",
    formula="median of V ÷ F(published)",
    unit="share",
    direction="up",
    source="posts",
    value=pl.when(enough_seen).then(
        (pl.col("views") / pl.col("followers")).filter(_followed).median()
    ),
    sample=_followed.sum(),
    minimum=FEWEST,
    counted="posts",
    unknown=hidden | untold(_followed),
    note=late,
    example=Example(
        "Every post is seen 150 times, 500 follow.",
        ({"views": 150, "followers": 500.0},) * 12,
        value=0.3,
        sample=12,
    ),
)

views_per_1000 = Kpi(
    id="views_per_1000",
    block="reach",
    title="Views per 1,000 residents (pupils, patients)",
    column="Per 1,000",
    text="How often the page was seen, for every thousand of those the body serves.",
    formula="ΣV ÷ audience base · 1000",
    unit="per_1000",
    direction="up",
    source="posts",
    value=pl.when(enough_seen).then(_views.sum() / pl.col("audience").max() * 1000),
    sample=seen.sum(),
    minimum=FEWEST,
    counted="posts",
    unknown=hidden | pl.col("audience").max().is_null(),
    numerator=_views.sum(),
    denominator=pl.col("audience").max(),
    example=Example(
        "12 posts seen 100 times each by 600 pupils.",
        ({"views": 100},) * 12 + ({"counted": False, "original": False, "audience": 600},),
        value=2000,
        sample=12,
    ),
)
