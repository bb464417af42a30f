"""The pool: all walks of a run side by side, the most urgent questions in the fewest requests.

A request leaves when it is full, or when nothing is under way that could bring more questions.
Requests are sent from threads; what has come back is taken and saved here, in one transaction, so
a run that is killed loses what is in the air and nothing else.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import count
from typing import Any

from loaders.model import (
    OLD_COMMENTS,
    Again,
    Answer,
    Batch,
    Client,
    Owed,
    Question,
    Unavailable,
    Walk,
)

LOOK = 40
"""Questions of each urgency looked at when a request is put together: small ones fill it up."""

MOST_TRIES = 8
GIVE_UP_AFTER = 3
"""Requests in a row that failed after all retries: then the network is taken as down."""

USED_UP = "the allowed number of requests is used up"
SPENT = "the day's quota of the network is spent"
SILENT = "the network does not answer"

Asked = tuple[Walk, Question, int]
"""A question, whose it is, and how often it was asked before."""

Flying = dict[Future[list[Answer]], list[Asked]]
"""Requests under way with what they ask."""


class Pool:
    """Asks the questions of walks until none is left.

    Args:
        client: sends the requests.
        save: writes a batch.
        ended: told, after its rows were saved, of each walk that took an answer and whether it is
            over; may add walks.
        most_requests: stop after so many HTTP requests; null: no bound.
        lanes: requests under way at once, at most.
    """

    def __init__(
        self, client: Client, save: Callable[[Batch], None], ended: Callable[[Walk, bool], None],
        most_requests: int | None, lanes: int,
    ) -> None:  # fmt: skip
        self._client, self._save, self._ended = client, save, ended
        self._most, self._lanes = most_requests, lanes
        self._heaps: list[list[tuple[float, int, Asked]]] = [[] for _ in range(OLD_COMMENTS + 1)]
        self._number = count()
        self._open: dict[int, int] = {}
        self._failed = 0

    def add(self, walks: Iterable[Walk]) -> None:
        """Takes walks in; one that has nothing to ask is not taken."""
        for walk in walks:
            self._open[id(walk)] = 0
            if not self._queue(walk):
                del self._open[id(walk)]

    def _queue(self, walk: Walk) -> bool:
        found = walk.questions()
        for question in found:
            self._put((walk, question, 0))
        self._open[id(walk)] += len(found)
        return bool(found)

    def _put(self, asked: Asked) -> None:
        stage, order = asked[1].urgency
        heapq.heappush(self._heaps[stage], (order, next(self._number), asked))

    def run(self) -> None:
        """Asks until nothing is left.

        Raises:
            Broken: of the client, after everything that was under way has been saved.
        """
        flying: Flying = {}
        with ThreadPoolExecutor(self._lanes) as threads:
            try:
                while flying or any(self._heaps):
                    while len(flying) < self._lanes and (sent := self._send(threads, bool(flying))):
                        flying[sent[0]] = sent[1]
                    assert flying or not any(self._heaps), "a question that no token takes"
                    done, _ = wait(flying, return_when=FIRST_COMPLETED)
                    self._land({future: flying.pop(future) for future in done})
            except BaseException:
                self._drain(flying)
                raise

    def _drain(self, flying: Flying) -> None:
        """Saves what is still under way when something went wrong."""
        wait(flying)
        sound = {f: asked for f, asked in flying.items() if f.exception() is None}
        self._land(sound)

    def _send(
        self, threads: ThreadPoolExecutor, hold: bool
    ) -> tuple[Future[list[Answer]], list[Asked]] | None:  # fmt: skip
        """Puts one request together and sends it; null: nothing to send now."""
        seen = self._askable(hold)
        picked = self._client.pick([q.call for _, q, _ in seen], hold=hold) if seen else None
        chosen = set(picked[1]) if picked else set()
        for place, asked in enumerate(seen):
            if place not in chosen:
                self._put(asked)
        if picked is None:
            return None
        sent = [seen[place] for place in picked[1]]
        return threads.submit(self._ask, picked[0], [question for _, question, _ in sent]), sent

    def _ask(self, token: Any, questions: list[Question]) -> list[Answer]:
        """One request, in a thread of its own; its answers as the walks take them."""
        answers = self._client.ask(token, [question.call for question in questions])
        for place, question in enumerate(questions):
            answers[place] = question.means(answers[place])
        return answers

    def _askable(self, hold: bool) -> list[Asked]:
        """The most urgent questions; those that cannot be asked any more are owed at once."""
        seen: list[Asked] = []
        for heap in self._heaps:
            looked = 0
            while heap and looked < LOOK:
                asked = heapq.heappop(heap)[2]
                reason = self._why_not(asked)
                if reason is None:
                    seen.append(asked)
                    looked += 1
                elif hold and reason == USED_UP:
                    self._put(asked)
                    break
                else:
                    self._take([asked], [Owed(reason)])
        return seen

    def _why_not(self, asked: Asked) -> str | None:
        if self._most is not None and self._client.requests >= self._most:
            return USED_UP
        if self._failed >= GIVE_UP_AFTER or asked[2] >= MOST_TRIES:
            return SILENT
        return None if self._client.can(asked[1].call.method) else SPENT

    def _land(self, landed: Flying) -> None:
        """Takes the answers of all requests that have come back, in one transaction."""
        asked: list[Asked] = []
        answers: list[Answer] = []
        failure: BaseException | None = None
        for future, questions in landed.items():
            error = future.exception()
            if error is None:
                self._failed = 0
                answers += future.result()
            elif isinstance(error, Unavailable):
                self._failed += 1
                answers += [Owed(str(error))] * len(questions)
            else:
                failure = error
                continue
            asked += questions
        self._take(asked, answers)
        if failure is not None:
            raise failure

    def _take(self, asked: list[Asked], answers: list[Answer]) -> None:
        """Gives answers to their walks, saves what they mean, asks what follows."""
        batch, taken = Batch(), {}
        for (walk, question, tries), answer in zip(asked, answers, strict=True):
            if isinstance(answer, Again):
                self._put((walk, question, tries + 1))
                continue
            walk.take(question.key, answer, batch)
            self._open[id(walk)] -= 1
            taken[id(walk)] = walk
        if batch:
            self._save(batch)
        for number, walk in taken.items():
            over = not self._queue(walk) and self._open[number] == 0
            if over:
                del self._open[number]
            self._ended(walk, over)
