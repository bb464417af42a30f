"""The founder whose pages are kept best as a whole."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

_network = {
    "founder": "Управление культуры", "pages": 12, "mean_score": 70.0, "variance": 4.0,
    "on_norm": 0.8, "marked": 1.0,
}  # fmt: skip

best_network = Nomination(
    id="best_network",
    order=13,
    title="Best network of official pages",
    merit="organising the work of the pages of its institutions",
    rule="Half is the mean score of the founder's pages, drawn to the region's mean where they are "
    "few, a quarter the share of pages with the norm in 80 % of weeks, a quarter the share with "
    "the mark.",
    source="networks",
    gated=False,
    conditions=(
        Condition(
            "pages", "At least 5 pages of its institutions", pl.col("pages") >= 5,
            Number(pl.col("pages")),
        ),
        Condition(
            "silent", "No page is without a post for 30 days", pl.col("silent") == 0,
            Number(pl.col("silent")),
        ),
        Condition(
            "signals", "No confirmed signal of inflated figures on the founder's own page",
            pl.col("confirmed").fill_null(0) == 0, Number(pl.col("confirmed").fill_null(0)),
        ),
    ),
    value=0.5 * pl.col("mean_score") + 25 * pl.col("on_norm") + 25 * pl.col("marked"),
    variance=0.25 * pl.col("variance"),
    kind="score",
    ties=(pl.col("pages"),),
    proof="{founder}: {pages} pages, believed mean score {score}; with the norm {norm}, with the "
    "mark {marked}.",
    numbers={
        "founder": Number(pl.col("founder"), "text"), "pages": Number(pl.col("pages")),
        "score": Number(pl.col("mean_score"), "decimal"),
        "norm": Number(pl.col("on_norm"), "share"), "marked": Number(pl.col("marked"), "share"),
    },
    evidence="pages",
    minimum="5 pages",
    examples=(
        Example(
            "The second has the better pages; a page of the third is silent for a month.",
            (
                _network | {"page": 1}, _network | {"page": 2, "mean_score": 78.0},
                _network | {"page": 3, "mean_score": 90.0, "silent": 1},
            ),
            placed=(2, 1),
        ),
        Example("Four pages.", (_network | {"pages": 4},), placed=()),
    ),
)  # fmt: skip
