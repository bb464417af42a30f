"""The best page of each sphere, of authorities by level."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

LEAST = 8
"""Rated pages from which on a segment has a winner."""

_rated = {"segment": "Школы", "score": 80.0, "score_variance": 9.0}
_rest = tuple(
    _rated | {"page": number, "score": 40.0 + number, "page_id": f"vk:{number}"}
    for number in range(3, 9)
)

sphere_leader = Nomination(
    id="sphere_leader",
    order=14,
    title="Best official page of its sphere",
    merit="the best keeping of an official page",
    rule="The largest score of the rating; every sphere of the register, of authorities every "
    "level, with at least 8 rated pages has a winner of its own.",
    source="pages",
    segment=pl.col("segment"),
    conditions=(
        Condition(
            "rated", "The page has a place in the rating", pl.col("score").is_not_null(),
            Number(pl.col("score"), "decimal"),
        ),
        Condition(
            "segment", "At least 8 rated pages in its sphere",
            pl.col("segment").is_not_null() & (pl.col("score").count().over("segment") >= LEAST),
            Number(pl.col("score").count().over("segment")),
        ),
    ),
    value=pl.col("score"),
    variance=pl.col("score_variance"),
    kind="score",
    proof="Score {score} of 100: place {rank} among {all} rated pages of its sphere.",
    numbers={
        "score": Number(pl.col("score"), "decimal"),
        "rank": Number(
            pl.col("score").round(2).rank("min", descending=True).over("segment")
        ),
        "all": Number(pl.col("score").count().over("segment")),
    },
    minimum="8 rated pages",
    examples=(
        Example(
            "Of eight rated schools the second has the largest score.",
            (_rated | {"page": 1}, _rated | {"page": 2, "score": 85.0}, *_rest),
            placed=(2, 1, 8, 7, 6),
        ),
        Example("Seven rated pages.", (_rated | {"page": 1}, *_rest), placed=()),
    ),
)  # fmt: skip
