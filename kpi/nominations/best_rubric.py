"""A hashtag that readers wait for."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

ONE_SIDED = 1.645
"""Errors below the belief of its lower 5 % bound."""

MOST_CARRIED = 0.1
"""A hashtag on more of all pages is the region's, no rubric of one of them."""

_rubric = {
    "tag": "#музейвдеталях", "issues": 30, "months": 10, "others": 200, "belief": 0.6,
    "variance": 0.01, "lift": 0.4,
}  # fmt: skip

best_rubric = Nomination(
    id="best_rubric",
    order=6,
    title="Best column",
    merit="the best regular column",
    rule="The hashtag whose usual issue brings the most reactions per follower beyond what pages "
    "like it have, by the lower bound of what is known of it.",
    source="rubrics",
    conditions=(
        Condition(
            "own", "A hashtag of its own: at most a tenth of all pages carry it",
            pl.col("carried") <= MOST_CARRIED, Number(pl.col("carried"), "share"),
        ),
        Condition("issues", "At least 12 issues", pl.col("issues") >= 12, Number(pl.col("issues"))),
        Condition(
            "months", "Issues in at least 6 months", pl.col("months") >= 6,
            Number(pl.col("months")),
        ),
        Condition(
            "others", "At least 12 posts beside the column", pl.col("others") >= 12,
            Number(pl.col("others")),
        ),
        Condition(
            "lift", "Issues are received better than the page's other posts", pl.col("lift") > 0,
            Number(pl.col("lift"), "growth"),
        ),
    ),
    value=pl.col("belief"),
    variance=pl.col("variance"),
    rank=pl.col("belief") - ONE_SIDED * pl.col("variance").sqrt(),
    kind="growth",
    ties=(pl.col("issues"),),
    proof="{tag}: {issues} issues in {months} months; an issue brings {lift} reactions against the "
    "page's other posts.",
    numbers={
        "tag": Number(pl.col("tag"), "text"), "issues": Number(pl.col("issues")),
        "months": Number(pl.col("months")), "lift": Number(pl.col("lift"), "growth"),
    },
    evidence="posts",
    minimum="12 issues in 6 months",
    examples=(
        Example(
            "The second is believed to be larger, but less is known of it; the third is no better "
            "than other posts.",
            (
                _rubric | {"page": 1},
                _rubric | {"page": 2, "belief": 0.7, "variance": 0.09},
                _rubric | {"page": 3, "belief": 0.9, "lift": -0.1},
            ),
            placed=(1, 2),
        ),
        Example("Eleven issues.", (_rubric | {"issues": 11},), placed=()),
    ),
)  # fmt: skip
