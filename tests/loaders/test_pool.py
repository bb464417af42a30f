"""The pool against a client that answers at once, or when it is told to."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from loaders.model import (
    COMMENTS,
    FRESH,
    HEAD,
    HISTORY,
    OLD_COMMENTS,
    PAGES,
    Again,
    Answer,
    Batch,
    Broken,
    Call,
    Owed,
    Question,
    Unavailable,
    Walk,
)
from loaders.pool import MOST_TRIES, SILENT, SPENT, USED_UP, Pool

Asking = Callable[[list[str]], list[Answer]]


class Client:
    """Takes `most` calls a request; what it answers is given."""

    def __init__(self, most: int = 1, answer: Asking | None = None, quota: int = 1000) -> None:
        self.most, self.quota = most, quota
        self.answer = answer or (lambda names: ["ok"] * len(names))
        self.requests = 0
        self.asked: list[list[str]] = []
        self.beside: list[int] = []
        self.flying = 0
        self.lock = threading.Lock()

    def can(self, method: str) -> bool:
        return sum(map(len, self.asked)) < self.quota

    def pick(self, calls: list[Call], *, hold: bool) -> tuple[str, list[int]] | None:
        if hold and len(calls) < self.most:
            return None
        with self.lock:
            self.beside.append(self.flying)
            self.flying += 1
            picked = list(range(min(self.most, len(calls))))
            self.asked.append([calls[n].method for n in picked])
        return "token", picked

    def ask(self, token: str, calls: list[Call]) -> list[Answer]:
        with self.lock:
            self.requests += 1
        try:
            return self.answer([call.method for call in calls])
        finally:
            with self.lock:
                self.flying -= 1


class Asks:
    """A walk that asks some calls at once, by name, and keeps the answers."""

    least = 1
    owed: str | None = None

    def __init__(self, **urgencies: tuple[int, float]) -> None:
        self.names = list(urgencies)
        self.open = [
            Question(Call(name, {}), urgency, key)
            for key, (name, urgency) in enumerate(urgencies.items())
        ]
        self.got: dict[str, Answer] = {}

    def questions(self) -> list[Question]:
        found, self.open = self.open, []
        return found

    def take(self, key: int, answer: Answer, batch: Batch) -> None:
        self.got[self.names[key]] = answer
        if isinstance(answer, Owed):
            self.owed = answer.reason
        batch.refusals.append((key, self.names[key]))


class Saved:
    """What a pool has saved, and which walks it said were over."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.over: list[Walk] = []

    def save(self, batch: Batch) -> None:
        self.batches.append([name for _, name in batch.refusals])

    def ended(self, walk: Walk, over: bool) -> None:
        if over:
            self.over.append(walk)


def pool(client: Client, lanes: int = 1, most_requests: int | None = None) -> tuple[Pool, Saved]:
    saved = Saved()
    return Pool(client, saved.save, saved.ended, most_requests, lanes), saved  # type: ignore[arg-type]


def test_the_most_urgent_goes_first_whoever_asks() -> None:
    client = Client()
    run, saved = pool(client)
    history = Asks(old_talk=(OLD_COMMENTS, 0), history=(HISTORY, -5), less=(HISTORY, -1))
    urgent = Asks(talk=(COMMENTS, 0), fresh=(FRESH, 0), head=(HEAD, 0), pages=(PAGES, 0))
    run.add([history, urgent])
    run.run()
    assert client.asked == [
        ["pages"], ["head"], ["fresh"], ["talk"], ["history"], ["less"], ["old_talk"],
    ]  # fmt: skip
    assert saved.over == [urgent, history]


def test_small_questions_fill_a_request_of_urgent_ones() -> None:
    client = Client(most=3)
    run, _ = pool(client)
    run.add([Asks(old=(HISTORY, 0), older=(HISTORY, 1), oldest=(HISTORY, 2), head=(HEAD, 0))])
    run.run()
    assert client.asked == [["head", "old", "older"], ["oldest"]]


def test_a_request_leaves_when_it_is_full_or_nothing_is_under_way() -> None:
    client = Client(most=3)
    run, _ = pool(client, lanes=4)
    run.add([Asks(**{f"n{n}": (HEAD, n) for n in range(8)})])
    run.run()
    assert list(map(len, client.asked)) == [3, 3, 2]
    assert client.beside[2] == 0, "the last was not full and had to wait"


def test_answers_under_way_are_saved_when_another_request_breaks_the_run() -> None:
    failed = threading.Event()

    def answer(names: list[str]) -> list[Answer]:
        if names == ["bad"]:
            failed.set()
            raise Broken("a fault of our own")
        assert failed.wait(5)
        return ["ok"]

    run, saved = pool(Client(answer=answer), lanes=2)
    run.add([Asks(bad=(HEAD, 0), good=(HEAD, 1))])
    with pytest.raises(Broken, match="a fault of our own"):
        run.run()
    assert saved.batches == [["good"]]


def test_answers_that_came_together_are_saved_in_one_transaction() -> None:
    both = threading.Barrier(2)

    def answer(names: list[str]) -> list[Answer]:
        both.wait(5)
        return ["ok"] * len(names)

    run, saved = pool(Client(most=2, answer=answer), lanes=2)
    run.add([Asks(a=(HEAD, 0), b=(HEAD, 1), c=(HEAD, 2), d=(HEAD, 3))])
    run.run()
    assert sorted(name for batch in saved.batches for name in batch) == ["a", "b", "c", "d"]
    assert len(saved.batches) <= 2


def test_a_bound_on_requests_owes_what_is_least_urgent() -> None:
    client = Client(most=2)
    run, _ = pool(client, most_requests=2)
    walk = Asks(**{f"n{n}": (HISTORY, n) for n in range(6)})
    run.add([walk])
    run.run()
    assert client.asked == [["n0", "n1"], ["n2", "n3"]]
    assert walk.got["n4"] == walk.got["n5"] == Owed(USED_UP)


def test_a_spent_quota_owes_what_is_least_urgent() -> None:
    run, _ = pool(Client(quota=3))
    new, old = Asks(head=(HEAD, 0), fresh=(FRESH, 0)), Asks(talk=(COMMENTS, 0), past=(HISTORY, 0))
    run.add([old, new])
    run.run()
    assert new.owed is None
    assert (old.got["talk"], old.got["past"]) == ("ok", Owed(SPENT))


def test_a_network_that_is_silent_is_left_alone_soon() -> None:
    def answer(names: list[str]) -> list[Answer]:
        raise Unavailable("no way")

    client = Client(answer=answer)
    run, _ = pool(client)
    walk = Asks(**{f"n{n}": (HEAD, n) for n in range(9)})
    run.add([walk])
    run.run()
    assert client.requests == 3
    assert [walk.got[f"n{n}"].reason for n in (0, 2, 3, 8)] == ["no way"] * 2 + [SILENT] * 2


def test_a_call_that_fails_again_and_again_is_owed_in_the_end() -> None:
    client = Client(answer=lambda names: [Again()])
    run, _ = pool(client)
    walk = Asks(one=(HEAD, 0))
    run.add([walk])
    run.run()
    assert client.requests == MOST_TRIES
    assert walk.got == {"one": Owed(SILENT)}


def test_what_follows_from_an_answer_is_asked_after_it_was_saved() -> None:
    client = Client()
    saved: list[Any] = []
    second = Asks(second=(HEAD, 0))

    def ended(walk: Walk, over: bool) -> None:
        saved.append("ended")
        if walk is not second:
            run.add([second])

    run = Pool(client, lambda batch: saved.append(batch.refusals[0][1]), ended, None, 1)  # type: ignore[arg-type]
    run.add([Asks(first=(HEAD, 0))])
    run.run()
    assert saved == ["first", "ended", "second", "ended"]
