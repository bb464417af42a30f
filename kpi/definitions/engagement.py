"""Engagement: what readers do with what they see. Ratios of sums over mature originals."""

import polars as pl

from kpi.definitions.reach import FEWEST, enough_seen, hidden, late, seen, settled, untold
from kpi.model import Example, Kpi

_reactions = pl.col("likes") + pl.col("comments") + pl.col("reposts")
_seen = seen & _reactions.is_not_null()
_followed = settled & pl.col("followers").is_not_null() & _reactions.is_not_null()
_known = settled & _reactions.is_not_null()
_median_views = pl.col("views").filter(seen).median()
_POST = {"likes": 8, "comments": 1, "reposts": 1}

er_view = Kpi(
    id="er_view",
    block="engagement",
    title="Engagement by views (ERV)",
    column="ERV",
    text="Of a hundred views, how many end in a like, a comment or a repost.",
    formula="ΣI ÷ ΣV, I = likes + comments + reposts, over mature originals with known views",
    unit="share",
    direction="up",
    source="posts",
    value=pl.when(enough_seen).then(
        _reactions.filter(_seen).sum() / pl.col("views").filter(_seen).sum()
    ),
    sample=_seen.sum(),
    minimum=FEWEST,
    counted="posts",
    unknown=hidden | untold(_seen),
    numerator=_reactions.filter(_seen).sum(),
    denominator=pl.col("views").filter(_seen).sum(),
    example=Example(
        "Every post: 10 reactions of 400 views.",
        ({**_POST, "views": 400},) * 12,
        value=0.025,
        sample=12,
    ),
)

er_post = Kpi(
    id="er_post",
    block="engagement",
    title="Engagement by followers (ER)",
    column="ER",
    text="Of a hundred followers, how many react to an average post.",
    formula="ΣI ÷ ΣF(published) over mature originals",
    unit="share",
    direction="up",
    source="posts",
    value=_reactions.filter(_followed).sum() / pl.col("followers").filter(_followed).sum(),
    sample=_followed.sum(),
    minimum=FEWEST,
    counted="posts",
    unknown=untold(_followed),
    numerator=_reactions.filter(_followed).sum(),
    denominator=pl.col("followers").filter(_followed).sum(),
    note=late,
    example=Example(
        "Every post: 10 reactions, 500 followers.",
        ({**_POST, "followers": 500.0},) * 12,
        value=0.02,
        sample=12,
    ),
)


def _per_follower(counter: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Sum of a counter, of the followers, and the posts where both are known."""
    given = settled & pl.col("followers").is_not_null() & pl.col(counter).is_not_null()
    return pl.col(counter).filter(given).sum(), pl.col("followers").filter(given).sum(), given.sum()


love_rate = Kpi(
    id="love_rate",
    block="engagement",
    title="Likes a post per 1,000 followers",
    column="Likes",
    text="How readily followers put a like under an average post.",
    formula="ΣL ÷ ΣF(published) over mature originals",
    unit="share",
    direction="up",
    source="posts",
    value=_per_follower("likes")[0] / _per_follower("likes")[1],
    sample=_per_follower("likes")[2],
    minimum=FEWEST,
    counted="posts",
    numerator=_per_follower("likes")[0],
    denominator=_per_follower("likes")[1],
    note=late,
    example=Example(
        "Every post: 8 likes, 500 followers.",
        ({**_POST, "followers": 500.0},) * 12,
        value=0.016,
        sample=12,
    ),
)

talk_rate = Kpi(
    id="talk_rate",
    block="engagement",
    title="Comments a post per 1,000 followers",
    column="Comments",
    text="How readily followers comment on an average post.",
    formula="ΣC ÷ ΣF(published) over mature originals",
    unit="share",
    direction="up",
    source="posts",
    value=_per_follower("comments")[0] / _per_follower("comments")[1],
    sample=_per_follower("comments")[2],
    minimum=FEWEST,
    counted="posts",
    numerator=_per_follower("comments")[0],
    denominator=_per_follower("comments")[1],
    note=late,
    example=Example(
        "Every post: 1 comment, 500 followers.",
        ({**_POST, "followers": 500.0},) * 12,
        value=0.002,
        sample=12,
    ),
)

repost_rate = Kpi(
    id="repost_rate",
    block="engagement",
    title="Share of reposts in reactions",
    column="Reposts",
    text="Of a hundred reactions, how many are reposts.",
    formula="ΣR ÷ ΣI over mature originals",
    unit="share",
    direction="neutral",
    source="posts",
    value=pl.col("reposts").filter(_known).sum() / _reactions.filter(_known).sum(),
    sample=_known.sum(),
    minimum=FEWEST,
    counted="posts",
    numerator=pl.col("reposts").filter(_known).sum(),
    denominator=_reactions.filter(_known).sum(),
    example=Example(
        "Every post: 1 repost among 10 reactions.",
        (_POST,) * 12,
        value=0.1,
        sample=12,
    ),
)

breakout_share = Kpi(
    id="breakout_share",
    block="engagement",
    title="Share of posts seen over twice as often as usual",
    column="Hits",
    text="How many posts went far beyond the page's usual reach.",
    formula="posts with V > 2 · median V ÷ posts, over mature originals with known views",
    unit="share",
    direction="neutral",
    source="posts",
    value=pl.when(enough_seen).then(
        (pl.col("views").filter(seen) > 2 * _median_views).sum() / seen.sum()
    ),
    sample=seen.sum(),
    minimum=FEWEST,
    counted="posts",
    numerator=(pl.col("views").filter(seen) > 2 * _median_views).sum(),
    denominator=seen.sum(),
    example=Example(
        "Three of 12 posts are seen 500 times, the others 100.",
        ({"views": 100},) * 9 + ({"views": 500},) * 3,
        value=0.25,
        sample=12,
    ),
)
