"""True ties of the demo: pairs of one nature whose luck is their own."""

from __future__ import annotations

from typing import Any

import polars as pl

from loaders import demo

NATURE = (
    "kind", "followers_at_start", "growth", "posts_a_week", "reposts", "visibility", "warmth",
    "questions_a_month", "answers", "hours_to_reply", "off_hours", "opened", "refused",
    "comments_closed_at", "followers_hidden",
)  # fmt: skip


def pairs(region: demo.Region) -> list[tuple[str, str]]:
    told: Any = region.truth["ties"]
    return [(one, other) for one, other in told]


def test_ties_share_their_nature_and_what_the_page_shows(region: demo.Region) -> None:
    told: Any = region.truth
    assert len(pairs(region)) == 5
    assert len({page for pair in pairs(region) for page in pair}) == 10
    shown = region.pages.join(region.bodies.select("body", "audience", "category"), on="body")
    columns = ["badge", "design_filled", "design_missing", "pos_widget", "audience", "category"]
    by_page = {row["page_id"]: row for row in shown.iter_rows(named=True)}
    for one, other in pairs(region):
        for trait in NATURE:
            assert told["pages"][one][trait] == told["pages"][other][trait], trait
        for column in columns:
            assert by_page[one][column] == by_page[other][column], column


def test_ties_are_free_of_everything_else_that_is_planted(region: demo.Region) -> None:
    told: Any = region.truth
    planted = {page for rows in told["planted"].values() for page in rows}
    assert not planted & {page for pair in pairs(region) for page in pair}


def test_what_happens_to_ties_is_their_own(region: demo.Region) -> None:
    numbers = dict(region.pages.select("page_id", "page").iter_rows())
    likes = dict(region.posts.group_by("page").agg(pl.col("likes").sum()).iter_rows())
    for one, other in pairs(region):
        assert likes[numbers[one]] != likes[numbers[other]]
