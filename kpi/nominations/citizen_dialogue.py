"""Residents' questions are answered in time."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

VANISHED = Condition(
    "vanished", "At most 5 % of the questions are gone", pl.col("vanished") <= 0.05,
    Number(pl.col("vanished"), "fine"),
)  # fmt: skip
"""Deleting the questions that were answered late must win nothing."""

_believed = {"due": 100, "response_rate": 0.9, "on_time_variance": 0.0004}

citizen_dialogue = Nomination(
    id="citizen_dialogue",
    order=1,
    title="In touch with residents",
    merit="handling residents' questions well and in time",
    rule="The largest share of questions answered in time; pages with few questions are drawn "
    "towards the share of pages like them.",
    source="pages",
    conditions=(
        Condition(
            "questions", "At least 30 questions whose deadline has passed",
            pl.col("due") >= 30, Number(pl.col("due")),
        ),
        Condition(
            "own_words", "Fewer than half of the replies have equal text",
            pl.col("equal_replies") < 0.5, Number(pl.col("equal_replies"), "share"),
        ),
        VANISHED,
    ),
    value=pl.col("on_time_belief"),
    variance=pl.col("on_time_variance"),
    kind="share",
    ties=(pl.col("due"),),
    proof="{on_time} of {due} questions were answered in time.",
    numbers={"on_time": Number(pl.col("on_time")), "due": Number(pl.col("due"))},
    evidence="questions",
    minimum="30 questions",
    caution="Ten random threads are read before the decision.",
    examples=(
        Example(
            "The second answers more often; the third has only 29 questions.",
            (
                _believed | {"page": 1, "on_time": 80, "on_time_belief": 0.79},
                _believed | {"page": 2, "on_time": 95, "on_time_belief": 0.94},
                _believed | {"page": 3, "due": 29, "on_time": 29, "on_time_belief": 0.97},
            ),
            placed=(2, 1),
        ),
        Example(
            "Half of the replies have equal text.",
            (_believed | {"on_time": 95, "on_time_belief": 0.94, "equal_replies": 0.5},),
            placed=(),
        ),
    ),
)  # fmt: skip
