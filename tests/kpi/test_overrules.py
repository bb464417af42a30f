"""What supervisors decide against the rule, in every figure of questions; worked examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from core.calendar import HOUR
from core.frames import OWN, FirstReplies, Intervals, Overrules, Pages, Posts, Snapshots, Threads
from core.period import DAY, Period
from kpi.appeals import OVERRULED, appeals
from kpi.evaluate import values
from kpi.model import Facts, Rules
from kpi.vanished import with_vanished

PERIOD = Period(date(2025, 3, 1), date(2025, 4, 30))
START, NOW = PERIOD.start, PERIOD.end
RULES = Rules(deadline="24h")
ANNA, BORIS = 11, 12


def comment(number: int, author: int, hour: int, **given: object) -> dict[str, object]:
    row: dict[str, object] = {
        "page": 1, "post": 5, "comment": number, "root": 1, "author": author,
        "asked_at": START + hour * HOUR, "turn": 0, "addressed": True, "reason": "?",
        "answered_at": None, "deleted_at": None,
    }  # fmt: skip
    return row | given


THREAD = [
    comment(1, ANNA, 0, answered_at=START + 10 * HOUR),
    comment(2, ANNA, 1, reason="прошу", answered_at=START + 10 * HOUR),
    comment(3, BORIS, 2, reason=None),
    comment(4, BORIS, 30, root=4, addressed=False),
]
"""Anna asks twice in one turn and is answered; Boris thanks, then asks somebody else."""


def facts(*said: tuple[int, bool], rows: list[dict[str, object]] = THREAD) -> Facts:
    def frame(schema: type[Pages], given: list[dict[str, object]]) -> pl.DataFrame:
        return pl.DataFrame(given, schema=schema.create_empty().schema, orient="row")

    page = dict.fromkeys(Pages.column_names()) | {
        "page": 1, "page_id": "vk:1", "network": "vk", "name": "a", "exempt": False, "listed": True,
    }  # fmt: skip
    post = dict.fromkeys(Posts.column_names(), 1) | {
        "page": 1, "post": 5, "published": START, "flags": OWN, "format": 6, "read_at": NOW,
        "deleted_at": None,
    }  # fmt: skip
    loaded = [{"page": 1, "start": START, "end": NOW, "origin": True}]
    overrules = [{"page": 1, "post": 5, "comment": n, "counts": counts} for n, counts in said]
    return Facts(
        frame(Pages, [page]), Snapshots.create_empty(), frame(Intervals, loaded),
        frame(Posts, [post]), frame(FirstReplies, rows), Threads.create_empty(), NOW,
        frame(Overrules, overrules),
    )  # fmt: skip


def asked(given: Facts, rules: Rules = RULES) -> dict[int, str]:
    return dict(appeals(given, rules).select("comment", "reason").iter_rows())


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), {1: "?"}),
        (((1, False),), {2: "прошу"}),
        (((1, False), (2, False)), {}),
        (((3, True),), {1: "?", 3: OVERRULED}),
        (((4, True),), {1: "?", 4: OVERRULED}),
        (((1, True),), {1: "?"}),
        (((2, False),), {1: "?"}),
        (((99, True),), {1: "?"}),
    ],
    ids=["none", "next of its turn", "whole turn", "put in", "not addressed", "by the rule too",
         "not the first", "unknown comment"],
)  # fmt: skip
def test_what_is_an_appeal(said: tuple[tuple[int, bool], ...], expected: dict[int, str]) -> None:
    assert asked(facts(*said)) == expected


def test_a_question_that_stands_for_the_first_is_dated_by_itself() -> None:
    row = appeals(facts((1, False)), RULES).row(0, named=True)
    assert (row["asked_at"], row["seconds"]) == (START + HOUR, 9 * HOUR)


def test_under_the_rule_of_all_a_comment_is_taken_out_as_well() -> None:
    every = replace(RULES, appeals="all")
    assert asked(facts(), every) == {1: "?", 3: "comment", 4: "?"}
    assert asked(facts((3, False), (4, True)), every) == {1: "?", 4: "?"}


def test_figures_follow() -> None:
    def told(given: Facts) -> dict[str, float | None]:
        frame = values(given, PERIOD, RULES, raw=True)
        return dict(frame.select("kpi", "value").iter_rows())

    names = ("appeals", "open_appeals", "on_time_rate", "response_rate")
    before, put_in, out = (told(facts(*said)) for said in ((), ((3, True),), ((1, False),
                           (2, False))))  # fmt: skip
    assert [before[name] for name in names] == [1, 0, 1, 1]
    assert [put_in[name] for name in names] == [2, 1, 0.5, 0.5]
    assert out["appeals"] == out["open_appeals"] == 0
    assert out["on_time_rate"] is None


def test_a_deleted_comment_that_was_no_question_does_not_come_back_in_a_score() -> None:
    gone = [comment(1, ANNA, 0, deleted_at=NOW - DAY)]
    assert list(asked(with_vanished(facts(rows=gone), NOW))) == [1]
    assert asked(with_vanished(facts((1, False), rows=gone), NOW)) == {}


def test_facts_without_a_word_need_not_name_any() -> None:
    given = facts()
    kept = {name: frame for name, frame in vars(given).items() if name != "overrules"}
    assert asked(Facts(**kept)) == {1: "?"}
    assert facts((1, False)).of_page(2).overrules.is_empty()
