"""The post with the largest response for its page and for pages like it."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

OUTSTANDING = Condition(
    "bar", "Reactions reach the highest 1 % of posts in its group",
    pl.col("reactions") >= pl.col("bar"), Number(pl.col("reactions")),
)  # fmt: skip
ENOUGH = Condition(
    "posts", "At least 12 posts of the page to compare with", pl.col("posts") >= 12,
    Number(pl.col("posts")),
)  # fmt: skip

_response = (pl.col("reactions") + 1).log()
RESPONSE = (_response - pl.col("usual")) + 0.5 * (_response - pl.col("expected"))
"""How far beyond the page's own usual post, and half as much beyond pages like it."""

NUMBERS = {
    "reactions": Number(pl.col("reactions")), "day": Number(pl.col("published"), "day"),
    "usual": Number(pl.col("usual").exp() - 1),
}  # fmt: skip

POST = {"reactions": 1100, "usual": 4.0, "expected": 4.5, "bar": 500.0, "posts": 100}

post_of_year = Nomination(
    id="post_of_year",
    order=7,
    title="Post of the year",
    merit="the post with the largest response",
    rule="The post with the most reactions for its page, and half as much for pages like it; of a "
    "page its best one.",
    source="posts",
    conditions=(OUTSTANDING, ENOUGH),
    value=RESPONSE,
    kind="points",
    ties=(pl.col("reactions"),),
    proof="The post of {day} brought {reactions} reactions; a usual post of the page brings "
    "{usual}.",
    numbers=NUMBERS,
    evidence="posts",
    minimum="12 posts",
    caution="Obituaries, disasters and giveaways are marked by people first.",
    examples=(
        Example(
            "The second has fewer reactions, but its page usually has far fewer; the third is "
            "under the bar.",
            (
                POST | {"page": 1}, POST | {"page": 2, "reactions": 600, "usual": 2.0},
                POST | {"page": 3, "reactions": 499, "usual": 1.0},
            ),
            placed=(2, 1),
        ),
        Example("Too few posts to compare with.", (POST | {"posts": 11},), placed=()),
    ),
)  # fmt: skip
