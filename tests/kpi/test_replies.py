"""Every rule of "what is a reply", each on the smallest thread that shows it."""

from __future__ import annotations

import polars as pl
import pytest

from core.frames import Comments, Responders
from kpi.replies import first_replies

PAGE, OTHER = -5, -9
ANNA, BORIS, EDITOR = 101, 102, 103
"""Persons; the editor is listed as a responder."""

NESTED = {"root": 1}


def comment(number: int, author: int, **given: object) -> dict[str, object]:
    row = {
        "page": 1, "comment": number, "post": 7, "root": number, "author": author,
        "written": 1000 + number, "reply_to_comment": None, "reply_to_author": None,
        "mention": None, "reason": "?" if author > 0 else None, "lexicon": 1, "text_hash": None,
        "text": None, "deleted_at": None,
    }  # fmt: skip
    return row | given


def replies(*rows: dict[str, object]) -> dict[int, dict[str, object]]:
    frame = Comments.cast(pl.DataFrame(list(rows), infer_schema_length=None))
    owners = pl.DataFrame({"page": [1], "owner": [5]}, schema={"page": pl.Int32, "owner": pl.Int64})
    responders = Responders.cast(pl.DataFrame({"page": [1], "author": [EDITOR]}))
    found = first_replies(frame, owners, responders)
    return {row["comment"]: row for row in found.to_dicts()}


def answered(*rows: dict[str, object]) -> dict[int, object]:
    return {number: row["answered_at"] for number, row in replies(*rows).items()}


def test_a_reply_to_a_comment_answers_all_earlier_ones_of_its_author() -> None:
    asked = (comment(1, ANNA), comment(2, ANNA, root=1), comment(3, BORIS, root=1))
    reply = comment(4, PAGE, root=1, reply_to_comment=1)
    later = comment(5, ANNA, root=1)
    assert answered(*asked, reply, later) == {1: 1004, 2: 1004, 3: None, 5: None}


@pytest.mark.parametrize("author", [PAGE, OTHER])
def test_a_reply_to_a_community_answers_nothing(author: int) -> None:
    rows = (comment(1, ANNA), comment(2, author, root=1))
    reply = comment(3, PAGE, root=1, reply_to_comment=2, reply_to_author=ANNA)
    expected = 1002 if author == PAGE else None
    assert answered(*rows, reply)[1] == expected


@pytest.mark.parametrize(("named", "expected"), [(ANNA, 1003), (BORIS, None), (None, None)])
def test_a_reply_to_a_deleted_comment_goes_by_the_person_named(
    named: int | None, expected: int | None
) -> None:
    gone = comment(2, ANNA, root=1, deleted_at=1500)
    reply = comment(3, PAGE, root=1, reply_to_comment=2, reply_to_author=named)
    assert answered(comment(1, ANNA), gone, reply)[1] == expected


def test_who_asks_again_is_heard_though_the_first_question_is_gone() -> None:
    """A comment without an addressee speaks to whoever opened the thread, gone or not."""
    again = comment(3, ANNA, root=1)
    for deleted_at in (None, 1500):
        found = replies(comment(1, ANNA, deleted_at=deleted_at), comment(2, PAGE, root=1), again)
        assert found[3]["addressed"]
        assert found[3]["answered_at"] is None
    stranger = replies(comment(1, BORIS, deleted_at=1500), again)
    assert not stranger[3]["addressed"]


@pytest.mark.parametrize("field", ["reply_to_author", "mention"])
@pytest.mark.parametrize(("named", "expected"), [(ANNA, 1003), (OTHER, None), (PAGE, None)])
def test_a_reply_to_a_person_or_by_mention(field: str, named: int, expected: int | None) -> None:
    rows = (comment(1, ANNA), comment(2, BORIS, root=1))
    assert answered(*rows, comment(3, PAGE, root=1, **{field: named})) == {1: expected, 2: None}


def test_a_reply_to_nobody_answers_the_whole_thread_and_no_other() -> None:
    rows = (comment(1, ANNA), comment(2, BORIS, root=1), comment(3, BORIS))
    assert answered(*rows, comment(4, PAGE, root=1)) == {1: 1004, 2: 1004, 3: None}


def test_a_root_of_the_page_answers_only_whom_it_mentions_under_the_post() -> None:
    rows = (comment(1, ANNA), comment(2, BORIS), comment(3, ANNA, post=8))
    assert answered(*rows, comment(4, PAGE)) == {1: None, 2: None, 3: None}
    assert answered(*rows, comment(4, PAGE, mention=ANNA)) == {1: 1004, 2: None, 3: None}


def test_a_reply_in_the_same_second_is_a_reply() -> None:
    assert answered(comment(1, ANNA), comment(2, PAGE, root=1, written=1001)) == {1: 1001}


def test_an_earlier_comment_of_the_page_is_no_reply() -> None:
    assert answered(comment(1, PAGE), comment(2, ANNA, root=1)) == {2: None}


def test_a_listed_responder_answers_for_the_page_and_asks_nothing() -> None:
    assert answered(comment(1, ANNA), comment(2, EDITOR, root=1)) == {1: 1002}


def test_another_community_neither_asks_nor_answers() -> None:
    assert answered(comment(1, ANNA), comment(2, OTHER, root=1)) == {1: None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"root": 1}, False),
        ({"root": 1, "reply_to_comment": 2}, True),
        ({"root": 1, "reply_to_author": PAGE}, True),
        ({"root": 1, "reply_to_author": EDITOR}, True),
        ({"root": 1, "reply_to_author": BORIS}, False),
        ({"root": 1, "reply_to_author": ANNA}, True),
        ({}, True),
    ],
)
def test_who_is_addressed(given: dict[str, object], expected: bool) -> None:
    rows = (comment(1, BORIS), comment(2, PAGE, root=1), comment(3, ANNA, **given))
    assert replies(*rows)[3]["addressed"] is expected


def test_turns_count_the_comments_of_the_page_in_the_thread() -> None:
    rows = (comment(1, ANNA), comment(2, ANNA, root=1), comment(3, PAGE, root=1),
            comment(4, ANNA, root=1), comment(5, PAGE))  # fmt: skip
    assert {n: row["turn"] for n, row in replies(*rows).items()} == {1: 0, 2: 0, 4: 1}


def test_a_comment_that_is_gone_keeps_the_reply_and_the_turn_it_had() -> None:
    asked = comment(1, ANNA, deleted_at=1500), comment(2, PAGE, root=1, reply_to_comment=1)
    again = comment(3, ANNA, root=1, reply_to_comment=2, deleted_at=1500)
    found = replies(*asked, again, comment(4, PAGE, root=1, reply_to_author=BORIS))
    kept = {n: (row["deleted_at"], row["answered_at"], row["turn"]) for n, row in found.items()}
    assert kept == {1: (1500, 1002, 0), 3: (1500, None, 1)}
    assert found[3]["addressed"]


def test_a_comment_that_is_gone_loses_the_reply_the_page_took_back() -> None:
    gone = comment(1, ANNA, deleted_at=1500)
    taken_back = comment(2, PAGE, root=1, reply_to_comment=1, deleted_at=1500)
    assert answered(gone, taken_back) == {1: None}
    assert answered(gone, comment(2, EDITOR, root=1, deleted_at=1500)) == {1: None}


def test_what_is_gone_answers_nothing_of_what_stands() -> None:
    rows = comment(1, ANNA, deleted_at=1500), comment(2, ANNA, root=1)
    reply = comment(3, PAGE, root=1, reply_to_comment=1)
    assert answered(*rows, reply) == {1: 1003, 2: None}
