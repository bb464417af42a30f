"""Activity: how often and how steadily a page publishes."""

import math

import polars as pl

from core.frames import FORMATS
from kpi.model import Example, Kpi
from kpi.sources import TREND_FORMATS

_counted = pl.col("counted")
_original = pl.col("original")
_days = pl.col("observed_days").max()
_full_weeks = _counted & (pl.col("working_days") >= 3)
_format_shares = [((pl.col("format") == f) & _original).sum() / _original.sum() for f in FORMATS]

posts = Kpi(
    id="posts",
    block="activity",
    title="Number of posts",
    column="Posts",
    text="How many posts of its own the page published, reposts and advertising included.",
    formula="N = own posts in the observed part of the period",
    unit="posts",
    direction="up",
    source="posts",
    value=pl.when(_days > 0).then(_counted.sum()),
    sample=_days,
    minimum=1,
    counted="days",
    example=Example(
        "Two posts and a repost in 14 observed days.",
        ({}, {}, {"original": False}, {"counted": False, "original": False, "observed_days": 14.0}),
        value=3,
        sample=14,
    ),
)

posts_per_week = Kpi(
    id="posts_per_week",
    block="activity",
    title="Posts per week",
    column="Posts a week",
    text="How many posts the page publishes in an average week.",
    formula="N · 7 ÷ observed days",
    unit="per_week",
    direction="up",
    source="posts",
    value=_counted.sum() * 7 / _days,
    sample=_days,
    minimum=7,
    counted="days",
    numerator=_counted.sum(),
    denominator=_days / 7,
    example=Example(
        "Three posts in 14 observed days: 3 · 7 ÷ 14.",
        ({}, {}, {}, {"counted": False, "original": False, "observed_days": 14.0}),
        value=1.5,
        sample=14,
    ),
)

weeks_on_norm = Kpi(
    id="weeks_on_norm",
    block="activity",
    title="Share of weeks with the norm of posts",
    column="Weeks on norm",
    text="In how many of its weeks the page published at least the norm of its category.",
    formula="full local weeks with at least the norm of own posts ÷ full local weeks; weeks with "
    "under 3 working days do not count",
    unit="share",
    direction="up",
    source="weeks",
    value=(_full_weeks & (pl.col("posts") >= pl.col("norm"))).sum() / _full_weeks.sum(),
    sample=_full_weeks.sum(),
    minimum=4,
    counted="weeks",
    numerator=(_full_weeks & (pl.col("posts") >= pl.col("norm"))).sum(),
    denominator=_full_weeks.sum(),
    example=Example(
        "Norm of 3. The week of 1–8 January has no working days and does not count.",
        ({"posts": 3}, {"posts": 5}, {"posts": 2}, {"posts": 4}, {"posts": 0, "working_days": 0}),
        value=0.75,
        sample=4,
    ),
)

longest_gap_days = Kpi(
    id="longest_gap_days",
    block="activity",
    title="Longest break between posts",
    column="Break, days",
    text="The longest time the page was silent, the ends of the period included.",
    formula="largest distance between neighbours in {start of observed time, own posts…, T}",
    unit="days",
    direction="down",
    source="posts",
    value=pl.col("gap_days").max(),
    sample=_days,
    minimum=7,
    counted="days",
    example=Example(
        "Posts after 1 and 4 days; the period ends 10 days later.",
        (
            {"gap_days": 1.0},
            {"gap_days": 3.0},
            {"counted": False, "gap_days": 10.0, "observed_days": 14.0},
        ),
        value=10,
        sample=14,
    ),
)

silent_days = Kpi(
    id="silent_days",
    block="activity",
    title="Days since the last post",
    column="No posts, days",
    text="How long the page has published nothing at the end of the period.",
    formula="T − last own post at or before T; without any: T − first instant loaded",
    unit="days",
    direction="down",
    source="page",
    value=pl.col("silent_days").max(),
    sample=pl.col("silent_days").is_not_null().sum(),
    minimum=1,
    counted="facts",
    example=Example("The last post is 9 days old.", ({"silent_days": 9.0},), value=9, sample=1),
)

original_share = Kpi(
    id="original_share",
    block="activity",
    title="Share of original posts (neither reposts nor advertising)",
    column="Original",
    text="How much of what the page publishes is its own and not somebody else's.",
    formula="originals ÷ N",
    unit="share",
    direction="up",
    source="posts",
    value=_original.sum() / _counted.sum(),
    sample=_counted.sum(),
    minimum=5,
    counted="posts",
    numerator=_original.sum(),
    denominator=_counted.sum(),
    example=Example(
        "Four originals and a repost.",
        ({}, {}, {}, {}, {"original": False}),
        value=0.8,
        sample=5,
    ),
)

format_diversity = Kpi(
    id="format_diversity",
    block="activity",
    title="Diversity of formats",
    column="Formats",
    text="0: always the same kind of post; 1: all seven kinds equally often.",
    formula="−Σ p ln p ÷ ln 7 over originals; one format a post by precedence poll > clip > "
    "video > photo > article > file > text",
    unit="index",
    direction="up",
    source="posts",
    value=-pl.sum_horizontal(
        [pl.when(p > 0).then(p * p.log()).otherwise(0.0) for p in _format_shares]
    )
    / math.log(len(FORMATS)),
    sample=_original.sum(),
    minimum=50,
    counted="posts",
    example=Example(
        "Half photos, half videos: ln 2 ÷ ln 7.",
        tuple({"format": f} for f in ("photo", "video")) * 25,
        value=math.log(2) / math.log(7),
        sample=50,
    ),
)

trend_format_share = Kpi(
    id="trend_format_share",
    block="activity",
    title="Share of posts with a clip, a poll or an article",
    column="Clips, polls, articles",
    text="How often the page uses the formats the network is promoting this year.",
    formula="originals with a clip, poll or article ÷ originals",
    unit="share",
    direction="up",
    source="posts",
    value=(pl.col("format").is_in(TREND_FORMATS) & _original).sum() / _original.sum(),
    sample=_original.sum(),
    minimum=12,
    counted="posts",
    numerator=(pl.col("format").is_in(TREND_FORMATS) & _original).sum(),
    denominator=_original.sum(),
    example=Example(
        "Three clips among 12 originals.",
        ({"format": "clip"},) * 3 + ({"format": "photo"},) * 9,
        value=0.25,
        sample=12,
    ),
)
