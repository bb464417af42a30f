"""Awards for answers: nothing is won by what a page deletes or closes."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from core.period import DAY, Period
from kpi.appeals import appeals
from kpi.awards.answers import answers
from kpi.model import Facts, Rules
from kpi.rating import compared
from kpi.sources import sources
from tests.kpi.test_rating import NOW, changed, facts

__all__ = ["facts"]

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
    for after in (changed(facts, first_replies=deleted), changed(facts, threads=closed)):
        told = answered(after).row(by_predicate=mine, named=True)
        stood = before.row(by_predicate=mine, named=True)
        assert [told[name] for name in COUNTED] == pytest.approx([stood[name] for name in COUNTED])
        assert told["vanished"] > stood["vanished"], "and it is seen"
