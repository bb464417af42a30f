"""Events of the region, covered fully and so that people read it."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number

LEAST_EVENTS = 20
LEAST_VIEWS = 0.8
"""Views of covering posts against the usual post of the page."""

_chronicle = {"applicable": 40, "covered": 36, "bound": 0.795, "views_ratio": 1.1, "texts": 1.0}

event_chronicle = Nomination(
    id="event_chronicle",
    order=5,
    title="Chronicle of the region",
    merit="the fullest and best coverage of the region's events",
    rule="The largest share of the events of the calendar that concern the page and that it posted "
    "of, by the lower bound of that share.",
    source="coverage",
    conditions=(
        Condition(
            "events", "At least 20 events of the calendar concern the page",
            pl.col("applicable") >= LEAST_EVENTS, Number(pl.col("applicable")),
        ),
        Condition(
            "texts", "The texts of at least half of its posts about those days are known",
            pl.col("covered").is_not_null(), Number(pl.col("texts"), "share"),
        ),
        Condition(
            "views", "Posts of events are seen at least 0.8 times as much as its usual post",
            pl.col("views_ratio") >= LEAST_VIEWS - 1e-9, Number(pl.col("views_ratio"), "decimal"),
        ),
    ),
    value=pl.col("covered") / pl.col("applicable"),
    rank=pl.col("bound"),
    kind="share",
    ties=(pl.col("covered"), pl.col("views_ratio")),
    proof="{covered} of {applicable} events covered ({share}); a post of an event is seen "
    "{views} times as much as the page's usual post.",
    numbers={
        "covered": Number(pl.col("covered")), "applicable": Number(pl.col("applicable")),
        "share": Number(pl.col("covered") / pl.col("applicable"), "share"),
        "views": Number(pl.col("views_ratio"), "decimal"),
    },
    evidence="posts",
    minimum="20 events of the calendar",
    caution="Events are found by words in the first 400 characters of a post: look at the posts.",
    examples=(
        Example(
            "The second covered the same share of fewer events, so less is known of it; the posts "
            "of the third are hardly seen.",
            (
                _chronicle | {"page": 1},
                _chronicle | {"page": 2, "applicable": 20, "covered": 18, "bound": 0.738},
                _chronicle | {"page": 3, "covered": 40, "bound": 0.94, "views_ratio": 0.5},
            ),
            placed=(1, 2),
        ),
        Example(
            "Nineteen events concern the page, all covered.",
            (_chronicle | {"applicable": 19, "covered": 19, "bound": 0.88},),
            placed=(),
        ),
        Example(
            "The texts of its posts are not known: how much it covered is not either.",
            (_chronicle | {"covered": None, "bound": None, "texts": 0.1},),
            placed=(),
        ),
    ),
)  # fmt: skip
