"""What people said of comments is kept, word by word, and logged; on both databases."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Engine, insert

from core.frames import Overrules
from store import accounts, read
from store import tables as t
from store.appeal_decisions import (
    Comment,
    DecisionError,
    awaiting,
    decide,
    history,
    newest,
    overrules,
    standing,
)

NOW = 1_760_000_000
FIRST, SECOND, THIRD = Comment("vk:1", 10, 100), Comment("vk:1", 10, 101), Comment("vk:2", 7, 100)
ALL = [FIRST, SECOND, THIRD]


@pytest.fixture
def store(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for number in (1, 2):
            page = {"page": number, "page_id": f"vk:{number}", "network": "vk", "listed": True}
            connection.execute(insert(t.pages).values(**page))
    return engine


def stands(engine: Engine) -> dict[Comment, tuple[str | None, str | None, bool]]:
    rows = standing(engine).iter_rows(named=True)
    return {
        Comment(row["page_id"], row["post"], row["comment"]): (
            row["verdict"], row["how"], row["awaiting"],
        )
        for row in rows
    }  # fmt: skip


def counts(engine: Engine) -> dict[tuple[int, int], bool]:
    return {(row[0], row[2]): row[3] for row in overrules(engine).rows()}


def test_many_at_once_stand_and_are_logged_one_by_one(store: Engine) -> None:
    assert decide(store, ALL, "not_question", "anna", NOW) == ALL
    assert stands(store) == dict.fromkeys(ALL, ("not_question", None, False))
    newest_entries = accounts.entries(store)[:3]
    assert {(e.at, e.who, e.what) for e in newest_entries} == {
        (NOW, "anna", "comment not_question")
    }
    assert {e.target for e in newest_entries} == {"vk:1 10 100", "vk:1 10 101", "vk:2 7 100"}


def test_taking_back_is_a_word_too_and_nothing_is_overwritten(store: Engine) -> None:
    for turn, word in enumerate(("not_question", "question", "answered", "reopened")):
        decide(store, [FIRST], word, "anna", NOW + turn)
    assert history(store)["verdict"].to_list() == [
        "not_question",
        "question",
        "answered",
        "reopened",
    ]
    assert stands(store) == {FIRST: (None, None, False)}
    assert counts(store) == {}


def test_what_verdicts_make_of_the_rule(store: Engine) -> None:
    decide(store, [FIRST], "not_question", "anna", NOW)
    decide(store, [SECOND], "question", "anna", NOW)
    decide(store, [THIRD], "answered", "anna", NOW)
    assert counts(store) == {(1, 100): False, (1, 101): True, (2, 100): False}
    assert overrules(store).schema == Overrules.create_empty().schema
    Overrules.validate(overrules(store))


def test_the_last_of_two_supervisors_counts_and_the_same_word_is_said_once(store: Engine) -> None:
    assert decide(store, [FIRST], "not_question", "anna", NOW) == [FIRST]
    assert decide(store, [FIRST, SECOND], "not_question", "boris", NOW + 1) == [SECOND]
    assert standing(store)["who"].to_list() == ["anna", "boris"]
    decide(store, [FIRST], "answered", "boris", NOW + 2)
    assert stands(store)[FIRST] == ("answered", None, False)
    assert history(store, "vk:1").height == 3


def test_what_was_not_said_is_not_taken_back(store: Engine) -> None:
    assert decide(store, ALL, "reopened", "anna", NOW) == []
    assert decide(store, ALL, "retracted", "school", NOW) == []
    assert history(store).is_empty()
    assert newest(store) == 0


def test_an_objection_waits_until_a_verdict_and_again_when_that_is_taken_back(
    store: Engine,
) -> None:
    decide(store, [FIRST], "objected", "school", NOW, how="phone", note="called")
    row = awaiting(store).row(0, named=True)
    assert (row["how"], row["objection"], row["objected_by"], row["objected_at"]) == (
        "phone", "called", "school", NOW,
    )  # fmt: skip
    decide(store, [FIRST], "question", "anna", NOW + 1, note="no trace of a call")
    assert awaiting(store).is_empty()
    assert stands(store) == {FIRST: ("question", "phone", False)}
    assert standing(store)["note"].to_list() == ["no trace of a call"]
    decide(store, [FIRST], "reopened", "anna", NOW + 2)
    assert awaiting(store).height == 1
    decide(store, [FIRST], "retracted", "school", NOW + 3)
    assert stands(store) == {FIRST: (None, None, False)}


def test_a_younger_objection_waits_beside_a_verdict(store: Engine) -> None:
    decide(store, [FIRST], "question", "anna", NOW)
    decide(store, [FIRST], "objected", "school", NOW, how="not_question")
    assert stands(store) == {FIRST: ("question", "not_question", True)}


def test_only_a_verdict_moves_the_data_version(store: Engine) -> None:
    decide(store, [FIRST], "objected", "school", NOW, how="pos")
    assert read.data_version(store) == 0
    decide(store, ALL, "answered", "anna", NOW)
    assert read.data_version(store) == 1
    decide(store, ALL, "answered", "anna", NOW)
    assert read.data_version(store) == 1
    decide(store, [FIRST], "reopened", "anna", NOW)
    assert read.data_version(store) == 2


@pytest.mark.parametrize(
    ("word", "given", "sentence"),
    [
        ("punished", {}, "is not one of not_question"),
        ("objected", {}, "an objection is one of"),
        ("objected", {"how": "by pigeon"}, "an objection is one of"),
        ("answered", {"how": "phone"}, "only an objection says how"),
        ("question", {"note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_word_that_cannot_be_is_refused_and_leaves_no_trace(
    store: Engine, word: str, given: dict[str, str], sentence: str
) -> None:
    with pytest.raises(DecisionError, match=sentence):
        decide(store, [FIRST], word, "anna", NOW, **given)
    assert history(store).is_empty()
    assert accounts.entries(store) == []


def test_of_some_comments_on_an_unknown_page_none_is_decided(store: Engine) -> None:
    with pytest.raises(DecisionError, match="no page 'vk:0'"):
        decide(store, [FIRST, Comment("vk:0", 1, 1)], "answered", "anna", NOW)
    assert history(store).is_empty()
    assert read.data_version(store) == 0


def test_the_facts_of_the_engine_have_the_overrules(filled: Engine) -> None:
    page = read.fact_frames(filled)["pages"].row(0, named=True)
    assert read.fact_frames(filled)["overrules"].is_empty()
    decide(filled, [Comment(page["page_id"], 3, 9)], "question", "anna", NOW)
    told = read.fact_frames(filled)["overrules"]
    assert told.rows() == [(page["page"], 3, 9, True)]
    assert told.schema["page"] == pl.Int32
