"""The page reaches the most of its own residents."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

_people = pl.col("audience")
BAND = (
    pl.when(_people < 5_000).then(pl.lit("< 5"))
    .when(_people < 20_000).then(pl.lit("5–20"))
    .when(_people <= 100_000).then(pl.lit("20–100"))
    .when(_people > 100_000).then(pl.lit("> 100"))
)  # fmt: skip
BANDS = ("< 5", "5–20", "20–100", "> 100")
"""Thousands of residents."""

_near = {
    "authority": True, "audience": 4000, "followers": 2000, "population_share": 0.5,
    "view_percentile": 60.0,
}  # fmt: skip

for_every_resident = Nomination(
    id="for_every_resident",
    order=11,
    title="Closer to people",
    merit="the largest reach of its own audience",
    rule="The most followers for the number of residents; each band of population (under 5, 5–20, "
    "20–100, over 100 thousand) has a winner of its own.",
    source="pages",
    conditions=(
        Condition(
            "residents", "A body of power whose number of residents the register knows",
            pl.col("authority") & pl.col("audience").is_not_null(), Number(pl.col("audience")),
        ),
        Condition(
            "share", "Not more followers than residents", pl.col("population_share") <= 1,
            Number(pl.col("population_share"), "share"),
        ),
        Condition(
            "views", "Views per follower are not among the lowest 40 % of pages like it",
            pl.col("view_percentile") >= 40, Number(pl.col("view_percentile"), "decimal"),
        ),
    ),
    value=pl.col("population_share"),
    kind="share",
    ties=(pl.col("view_percentile"),),
    segment=BAND,
    segments=BANDS,
    proof="{followers} followers for {audience} residents: {share}.",
    numbers={
        "followers": Number(pl.col("followers")), "audience": Number(pl.col("audience")),
        "share": Number(pl.col("population_share"), "fine"),
    },
    examples=(
        Example(
            "The second has more followers for its residents; the third more than residents.",
            (
                _near | {"page": 1}, _near | {"page": 2, "population_share": 0.7},
                _near | {"page": 3, "population_share": 1.2},
            ),
            placed=(2, 1),
        ),
        Example("A school has pupils, not residents.", (_near | {"authority": False},), placed=()),
    ),
)  # fmt: skip
