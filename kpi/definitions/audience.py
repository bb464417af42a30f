"""Audience: how many follow the page, and how large a part of those it is made for."""

import polars as pl

from kpi.model import Example, Kpi

_now = pl.col("followers").max()
_before = pl.col("followers_before").max()

followers = Kpi(
    id="followers",
    block="audience",
    title="Followers at the end of the period",
    column="Followers",
    text="How many accounts follow the page. Subscriptions, not persons: one person follows many.",
    formula="F(T), snapshot within 7 days of T",
    unit="people",
    direction="up",
    source="page",
    value=_now,
    sample=pl.col("followers").is_not_null().sum(),
    minimum=1,
    counted="facts",
    example=Example("640 followers at the end.", ({"followers": 640},), value=640, sample=1),
)

follower_growth = Kpi(
    id="follower_growth",
    block="audience",
    title="Growth of followers",
    column="Growth",
    text="By how much the number of followers changed over the period.",
    formula="(F(T) − F₀) ÷ F₀, snapshots within 7 days of T and of the start",
    unit="share",
    direction="up",
    source="page",
    value=(_now - _before) / _before,
    sample=_before,
    minimum=50,
    counted="followers",
    numerator=_now - _before,
    denominator=_before,
    example=Example(
        "From 500 to 540 followers.",
        ({"followers": 540, "followers_before": 500},),
        value=0.08,
        sample=500,
    ),
)

population_share = Kpi(
    id="population_share",
    block="audience",
    title="Followers as a share of residents (pupils, patients)",
    column="Of audience",
    text="How large a part of those the body serves follow its page.",
    formula="F(T) ÷ the body's audience base in the register",
    unit="share",
    direction="up",
    source="page",
    value=_now / pl.col("audience").max(),
    sample=(pl.col("followers") + pl.col("audience")).is_not_null().sum(),
    minimum=1,
    counted="facts",
    numerator=_now,
    denominator=pl.col("audience").max(),
    example=Example(
        "640 followers, 800 pupils.",
        ({"followers": 640, "audience": 800},),
        value=0.8,
        sample=1,
    ),
)
