"""The page was kept through the whole year without a break."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

_steady = {"on_norm": 1.0, "weeks": 50, "original_share": 0.8, "idle_days": 3}

steady_voice = Nomination(
    id="steady_voice",
    order=12,
    title="Steady work",
    merit="keeping the page regularly through the whole year",
    rule="The norm of posts in every week; the fewest whole days in a row without a post, then the "
    "larger share of own posts.",
    source="pages",
    conditions=(
        Condition(
            "norm", "The norm of posts in every week", pl.col("on_norm") >= 1,
            Number(pl.col("on_norm"), "fine"),
        ),
        Condition(
            "own", "At least half of the posts are own ones, neither reposts nor advertising",
            pl.col("original_share") >= 0.5, Number(pl.col("original_share"), "share"),
        ),
    ),
    value=pl.col("idle_days"),
    rank=-pl.col("idle_days"),
    ties=(pl.col("original_share"),),
    kind="days",
    proof="The norm in all of {weeks} weeks; whole days in a row without a post: {days} at most; "
    "own posts: {own}.",
    numbers={
        "weeks": Number(pl.col("weeks")), "days": Number(pl.col("idle_days")),
        "own": Number(pl.col("original_share"), "share"),
    },
    examples=(
        Example(
            "Equal breaks are parted by own posts; the third missed a week.",
            (
                _steady | {"page": 1}, _steady | {"page": 2, "original_share": 0.9},
                _steady | {"page": 3, "idle_days": 1, "on_norm": 0.98},
            ),
            placed=(2, 1),
        ),
        Example("Mostly reposts.", (_steady | {"original_share": 0.4},), placed=()),
    ),
)  # fmt: skip
