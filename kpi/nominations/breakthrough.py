"""The page that was made much better than the year before."""

import polars as pl

from kpi.nominations.chance import above_zero
from kpi.nominations.model import Condition, Example, Nomination, Number

_better = {
    "weeks_before": 52.0, "score": 70.0, "group_score": 60.0, "score_before": 45.0,
    "score_now": 66.0, "score_change": 18.0, "score_change_variance": 16.0,
}  # fmt: skip

breakthrough = Nomination(
    id="breakthrough",
    order=10,
    title="Breakthrough of the year",
    merit="the largest step forward in keeping an official page",
    rule="The largest rise of the index against the year before, both years marked by one version "
    "of the method and by the pages of the earlier year, chance taken out.",
    source="pages",
    conditions=(
        Condition(
            "before", "At least 26 weeks of data of the year before",
            pl.col("weeks_before") >= 26, Number(pl.col("weeks_before"), "decimal"),
        ),
        Condition(
            "rise", "The rise is no chance: its probability is at least 95 %",
            above_zero("score_change", "score_change_variance") >= 0.95,
            Number(above_zero("score_change", "score_change_variance"), "share"),
        ),
        Condition(
            "level", "The index is now at least the middle one of pages like it",
            pl.col("score") >= pl.col("group_score"), Number(pl.col("score"), "decimal"),
        ),
    ),
    value=pl.col("score_change"),
    variance=pl.col("score_change_variance"),
    kind="points",
    ties=(pl.col("score_now"),),
    proof="By the measure of the year before the index went from {before} to {now}; without chance "
    "that is {change} points more.",
    numbers={
        "before": Number(pl.col("score_before"), "decimal"),
        "now": Number(pl.col("score_now"), "decimal"),
        "change": Number(pl.col("score_change"), "decimal"),
    },
    minimum="26 weeks of the year before",
    examples=(
        Example(
            "The second rose more; the third rose most and is still below the middle.",
            (
                _better | {"page": 1}, _better | {"page": 2, "score_change": 25.0},
                _better | {"page": 3, "score_change": 30.0, "score": 59.0},
            ),
            placed=(2, 1),
        ),
        Example(
            "No data of the year before.",
            ({"score": 70.0, "group_score": 60.0},),
            placed=(),
        ),
    ),
)  # fmt: skip
