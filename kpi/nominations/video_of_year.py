"""The video with the largest response for its page and for pages like it."""

import polars as pl

from kpi.nominations.model import Condition, Example, Nomination, Number
from kpi.nominations.post_of_year import NUMBERS, OUTSTANDING, POST, RESPONSE

_video = POST | {"video": True, "videos": 10}

video_of_year = Nomination(
    id="video_of_year",
    order=8,
    title="Video of the year",
    merit="the best video",
    rule="The post with a video or a clip with the most reactions for its page, and half as much "
    "for pages like it; of a page its best one.",
    source="posts",
    conditions=(
        Condition(
            "video", "The post has a video or a clip", pl.col("video"),
            Number(pl.col("video"), "yes"),
        ),
        Condition(
            "videos", "At least 10 videos and clips a year", pl.col("videos") >= 10,
            Number(pl.col("videos")),
        ),
        OUTSTANDING,
    ),
    value=RESPONSE,
    kind="points",
    ties=(pl.col("reactions"),),
    proof="The video of {day} brought {reactions} reactions; a usual post of the page brings "
    "{usual}.",
    numbers=NUMBERS,
    evidence="posts",
    minimum="10 videos",
    caution="Obituaries, disasters and giveaways are marked by people first.",
    examples=(
        Example(
            "The first is ahead; the third post has no video.",
            (
                _video | {"page": 1}, _video | {"page": 2, "reactions": 700},
                _video | {"page": 3, "reactions": 5000, "video": False},
            ),
            placed=(1, 2),
        ),
        Example("Nine videos a year.", (_video | {"videos": 9},), placed=()),
    ),
)  # fmt: skip
