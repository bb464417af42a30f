"""Readers react more than they did, and more than those of other pages."""

import polars as pl

from kpi.nominations.chance import above_zero
from kpi.nominations.model import Condition, Example, Nomination, Number

_rose = {
    "er_before": 0.02, "er_now": 0.03, "er_change": 0.35, "er_change_variance": 0.01,
    "view_change": 0.1, "er_percentile": 80.0,
}  # fmt: skip

fresh_approach = Nomination(
    id="fresh_approach",
    order=3,
    title="Fresh approach",
    merit="a fresh approach to the work with followers",
    rule="The largest rise of reactions per post and follower against the earlier half year, less "
    "the change of pages like it, chance taken out; people judge what was new.",
    source="pages",
    conditions=(
        Condition(
            "rise", "The rise is no chance: its probability is at least 90 %",
            above_zero("er_change", "er_change_variance") >= 0.9,
            Number(above_zero("er_change", "er_change_variance"), "share"),
        ),
        Condition(
            "views", "Views per follower are not lower than before",
            pl.col("view_change") >= 0, Number(pl.col("view_change"), "growth"),
        ),
        Condition(
            "level", "Reactions now are above the middle of pages like it",
            pl.col("er_percentile") >= 50, Number(pl.col("er_percentile"), "decimal"),
        ),
    ),
    value=pl.col("er_change"),
    variance=pl.col("er_change_variance"),
    kind="growth",
    ties=(pl.col("er_percentile"),),
    proof="Reactions per post and follower went from {before} to {now}; beyond the change of pages "
    "like it that is {change}.",
    numbers={
        "before": Number(pl.col("er_before"), "fine"), "now": Number(pl.col("er_now"), "fine"),
        "change": Number(pl.col("er_change"), "growth"),
    },
    evidence="posts",
    evidence_in="fresh_posts",
    minimum="12 posts in each half",
    caution="The commission looks at the ten posts that made it and writes what was new.",
    examples=(
        Example(
            "The second rose more; the views of the third fell.",
            (
                _rose | {"page": 1}, _rose | {"page": 2, "er_change": 0.6},
                _rose | {"page": 3, "er_change": 0.9, "view_change": -0.1},
            ),
            placed=(2, 1),
        ),
        Example("The rise may be chance.", (_rose | {"er_change_variance": 0.2},), placed=()),
    ),
)  # fmt: skip
