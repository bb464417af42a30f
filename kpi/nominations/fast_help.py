"""Residents' questions are answered within hours."""

import polars as pl

from kpi.nominations.citizen_dialogue import VANISHED
from kpi.nominations.model import Condition, Example, Nomination, Number

_believed = {"waited": 60, "response_rate": 0.8, "fast_variance": 0.001}

fast_help = Nomination(
    id="fast_help",
    order=2,
    title="Fast reply",
    merit="a prompt reaction to residents' questions",
    rule="The largest share of questions answered within 4 working hours; pages with few questions "
    "are drawn towards the share of pages like them.",
    source="pages",
    conditions=(
        Condition(
            "questions", "At least 30 questions asked 4 working hours ago or earlier",
            pl.col("waited") >= 30, Number(pl.col("waited")),
        ),
        Condition(
            "answered", "At least 65 % of the questions have an answer",
            pl.col("response_rate") >= 0.65, Number(pl.col("response_rate"), "share"),
        ),
        VANISHED,
    ),
    value=pl.col("fast_belief"),
    variance=pl.col("fast_variance"),
    kind="share",
    ties=(pl.col("waited"),),
    proof="{fast} of {waited} questions were answered within 4 working hours.",
    numbers={"fast": Number(pl.col("fast")), "waited": Number(pl.col("waited"))},
    evidence="questions",
    minimum="30 questions",
    examples=(
        Example(
            "The first is quicker; the third is the quickest but leaves 40 % without an answer.",
            (
                _believed | {"page": 1, "fast": 45, "fast_belief": 0.74},
                _believed | {"page": 2, "fast": 30, "fast_belief": 0.5},
                _believed | {"page": 3, "fast": 36, "fast_belief": 0.6, "response_rate": 0.6},
            ),
            placed=(1, 2),
        ),
        Example("Only 29 questions.", (_believed | {"waited": 29, "fast_belief": 0.9},), placed=()),
    ),
)  # fmt: skip
