"""Followers grew more than sphere and size let expect."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

_grew = {
    "followers_before": 800, "followers": 1200, "growth": 0.405, "growth_expected": 0.08,
    "growth_belief": 0.3, "growth_variance": 0.001, "view_change": 0.0, "view_change_error": 0.05,
}  # fmt: skip

growth_of_year = Nomination(
    id="growth_of_year",
    order=9,
    title="Growth of the audience",
    merit="the largest growth of followers",
    rule="The largest growth of followers over the year beyond what pages of its size and sphere "
    "have, chance of single weeks taken out.",
    source="pages",
    conditions=(
        Condition(
            "followers", "At least 200 followers at the start", pl.col("followers_before") >= 200,
            Number(pl.col("followers_before")),
        ),
        Condition(
            "views", "Views per follower did not fall by more than two errors",
            pl.col("view_change") >= -2 * pl.col("view_change_error"),
            Number(pl.col("view_change"), "growth"),
        ),
        Condition(
            "signals", "No open signal on followers", pl.col("follower_signals") == 0,
            Number(pl.col("follower_signals")),
        ),
    ),
    value=pl.col("growth_belief"),
    variance=pl.col("growth_variance"),
    kind="growth",
    ties=(pl.col("growth"),),
    proof="Followers went from {before} to {now} ({growth}); pages like it would have {expected}.",
    numbers={
        "before": Number(pl.col("followers_before")), "now": Number(pl.col("followers")),
        "growth": Number(pl.col("growth"), "growth"),
        "expected": Number(
            pl.col("followers_before") * pl.col("growth_expected").exp()
        ),
    },
    minimum="200 followers at the start",
    examples=(
        Example(
            "The second grew more; the third began with 199.",
            (
                _grew | {"page": 1}, _grew | {"page": 2, "growth_belief": 0.5},
                _grew | {"page": 3, "growth_belief": 0.9, "followers_before": 199},
            ),
            placed=(2, 1),
        ),
        Example("A signal on followers is open.", (_grew | {"follower_signals": 1},), placed=()),
    ),
)  # fmt: skip
