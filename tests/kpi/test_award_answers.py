"""Awards for answers: nothing is won by what a page deletes or closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from core.period import DAY, Period
from kpi.appeals import appeals
from kpi.awards.answers import THREADS, answers, questions, threads
from kpi.model import Facts, Rules
from kpi.rating import compared, scored
from kpi.sources import sources
from tests.kpi.demo import INDEX, NOW, PERIOD

YEAR = Period(date(2025, 1, 1), date(2025, 11, 23))
COUNTED = ("due", "on_time", "waited", "fast", "on_time_belief", "fast_belief")


def answered(facts: Facts) -> pl.DataFrame:
    standing = sources(facts, YEAR, Rules(), NOW, wanted=("appeals",))["appeals"]
    return answers(facts, YEAR, Rules(), NOW, compared(facts, NOW), standing)


def test_deleting_late_questions_or_closing_their_posts_changes_no_belief(facts: Facts) -> None:
    before = answered(facts)
    page = before.sort("due", descending=True)["page"][0]
    in_time = (pl.col("answered_at") <= pl.col("deadline")).fill_null(value=False)
    late = appeals(facts, Rules()).filter(pl.col("page") == page, ~in_time)
    assert late.height > 5
    mine = pl.col("page") == page
    gone = mine & pl.col("comment").is_in(late["comment"].implode())
    deleted = facts.first_replies.with_columns(
        deleted_at=pl.when(gone).then(NOW - DAY).otherwise("deleted_at")
    )
    shut = mine & pl.col("post").is_in(late["post"].unique().implode())
    closed = facts.threads.with_columns(
        whole=pl.col("whole") & ~shut,
        refused=pl.when(shut).then(pl.lit(212, pl.Int32)).otherwise("refused"),
    )
    for after in (replace(facts, first_replies=deleted), replace(facts, threads=closed)):
        told = answered(after).row(by_predicate=mine, named=True)
        stood = before.row(by_predicate=mine, named=True)
        assert [told[name] for name in COUNTED] == pytest.approx([stood[name] for name in COUNTED])
        assert told["vanished"] > stood["vanished"], "and it is seen"


def test_questions_of_several_pages_are_those_of_each_alone(facts: Facts) -> None:
    ground = scored(facts, PERIOD, Rules(), INDEX).ground
    pages = ground.members["page"].to_list()
    found = questions(facts, pages, PERIOD, Rules(), facts.as_of)
    asked = pl.col("asked_at").is_between(PERIOD.start, PERIOD.end, closed="left")
    for page in pages:
        alone = appeals(facts.of_page(page), Rules()).filter(asked).sort("asked_at", "comment")
        assert found[page] == alone["comment"].to_list()
    busiest = max(found.values(), key=len)
    drawn = threads(busiest, "seed")
    assert len(busiest) > len(drawn) == THREADS
    assert list(drawn) == [number for number in busiest if number in drawn]
