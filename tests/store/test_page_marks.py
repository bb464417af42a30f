"""Marks of pages: each step is kept and logged, the first of two decisions counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from sqlalchemy import Engine, select

from store import accounts, read
from store import tables as t
from store.page_marks import (
    Mark,
    MarkError,
    accepted,
    awaiting,
    decide,
    listing,
    propose,
    reopen,
    withdraw,
)
from tests.store.conftest import NOW

FIRST, LAST = date(2025, 3, 3), date(2025, 3, 16)


@pytest.fixture
def mark(filled: Engine) -> Mark:
    with filled.connect() as connection:
        page_id = connection.scalar(select(t.pages.c.page_id).order_by(t.pages.c.page))
    assert page_id
    return Mark(page_id, "vacation", FIRST, LAST, "школьные каникулы")


def test_a_mark_waits_until_it_is_decided(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    row = awaiting(filled).row(0, named=True)
    assert (row["mark"], row["page_id"], row["kind"]) == (number, mark.page_id, "vacation")
    assert (row["first"], row["last"], row["note"]) == (FIRST, LAST, "школьные каникулы")
    assert accepted(filled).is_empty()
    decide(filled, number, "anna", NOW + 5, accept=True)
    assert awaiting(filled).is_empty()
    assert accepted(filled).schema == {"page": pl.Int32, "first": pl.Date, "last": pl.Date}
    assert accepted(filled).rows() == [(row["page"], FIRST, LAST)]


def test_a_decision_moves_the_data_version_and_a_proposal_does_not(
    filled: Engine, mark: Mark
) -> None:
    before = read.data_version(filled)
    number = propose(filled, mark, "school", NOW)
    assert read.data_version(filled) == before
    decide(filled, number, "anna", NOW, accept=True)
    assert read.data_version(filled) == before + 1
    reopen(filled, number, "anna", NOW)
    assert read.data_version(filled) == before + 2
    withdraw(filled, number, "school", NOW)
    assert read.data_version(filled) == before + 2


def test_taking_an_accepted_mark_back_moves_the_data_version(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    decide(filled, number, "anna", NOW, accept=True)
    before = read.data_version(filled)
    withdraw(filled, number, "school", NOW)
    assert read.data_version(filled) == before + 1
    assert accepted(filled).is_empty()


def test_a_decision_can_be_undone_and_taken_again(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    decide(filled, number, "anna", NOW, accept=False, reason="работали все дни")
    row = listing(filled, mark.page_id).row(0, named=True)
    assert (row["state"], row["decided_by"], row["reason"]) == (
        "declined", "anna", "работали все дни",
    )  # fmt: skip
    reopen(filled, number, "anna", NOW + 1)
    row = listing(filled, mark.page_id).row(0, named=True)
    assert (row["state"], row["decided_by"], row["reason"]) == ("awaiting", None, None)
    decide(filled, number, "boris", NOW + 2, accept=True)
    assert listing(filled, state="accepted")["decided_by"].to_list() == ["boris"]
    with pytest.raises(MarkError, match="no decision to take back"):
        reopen(filled, propose(filled, replace(mark, kind="repair"), "school", NOW), "anna", NOW)


def test_of_two_supervisors_at_once_the_first_counts(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)

    def try_to_decide(who: str) -> str:
        try:
            decide(filled, number, who, NOW, accept=who == "anna", reason="no")
        except MarkError:
            return "late"
        return who

    with ThreadPoolExecutor(8) as pool:
        came = list(pool.map(try_to_decide, ["anna", "boris"] * 4))
    row = listing(filled, mark.page_id).row(0, named=True)
    assert came.count("late") == 7
    assert [who for who in came if who != "late"] == [row["decided_by"]]
    assert row["state"] == ("accepted" if row["decided_by"] == "anna" else "declined")
    said = [entry.what for entry in accounts.entries(filled)]
    assert said.count("mark accepted") + said.count("mark declined") == 1


def test_every_step_is_in_the_audit_log(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    decide(filled, number, "anna", NOW, accept=True)
    reopen(filled, number, "anna", NOW)
    withdraw(filled, number, "school", NOW)
    told = [(entry.who, entry.what) for entry in accounts.entries(filled)[:4]]
    assert told == [
        ("school", "mark withdrawn"), ("anna", "mark reopened"), ("anna", "mark accepted"),
        ("school", "mark proposed"),
    ]  # fmt: skip
    assert accounts.entries(filled)[0].target == f"{mark.page_id} vacation 2025-03-03..2025-03-16"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"page_id": "vk:0"}, "there is no page 'vk:0'"),
        ({"kind": "party"}, "is not one of vacation"),
        ({"last": date(2025, 3, 2)}, "comes before its first"),
        ({"last": date(2026, 3, 2)}, "at most 184 days"),
        ({"kind": "other", "note": " "}, "needs a line that says why"),
        ({"note": "x" * 2001}, "at most 2000 characters"),
    ],
)
def test_a_mark_that_cannot_be_is_refused_in_one_sentence(
    change: dict[str, object], sentence: str, filled: Engine, mark: Mark
) -> None:
    with pytest.raises(MarkError, match=sentence):
        propose(filled, replace(mark, **change), "school", NOW)  # type: ignore[arg-type]
    assert listing(filled).is_empty()


def test_the_same_days_are_not_marked_twice(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    with pytest.raises(MarkError, match="stands on some of these days"):
        propose(filled, replace(mark, first=LAST, last=date(2025, 3, 20)), "school", NOW)
    propose(filled, replace(mark, kind="repair"), "school", NOW)
    withdraw(filled, number, "school", NOW)
    propose(filled, mark, "school", NOW)
    assert awaiting(filled).height == 2


def test_a_refusal_needs_a_reason_and_a_mark(filled: Engine, mark: Mark) -> None:
    number = propose(filled, mark, "school", NOW)
    with pytest.raises(MarkError, match="needs a reason"):
        decide(filled, number, "anna", NOW, accept=False, reason=" ")
    with pytest.raises(MarkError, match="there is no mark 99"):
        decide(filled, 99, "anna", NOW, accept=True)
    decide(filled, number, "anna", NOW, accept=False, reason="no")
    with pytest.raises(MarkError, match="nothing to withdraw"):
        withdraw(filled, number, "school", NOW)
