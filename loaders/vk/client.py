"""The client: several tokens, each at its own pace and quota, batches by ``execute``."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable
from typing import Any

from loaders.model import Again, Answer, Broken, Call, Owed, Row, Unavailable
from loaders.pace import Backoff
from loaders.vk.errors import TOO_SLOW
from loaders.vk.sizes import LIMIT, Sizes
from loaders.vk.token import (
    CALLS_IN_EXECUTE,
    LANES,
    MOST_LANES,
    Lost,
    Passing,
    Refused,
    Token,
    TooBig,
)

PAGES_IN_CALL = 500
DAY = 86_400

ENOUGH = 3
"""Requests of a token under way that keep its pace: with so many, one that the bytes bound keeps
short of calls waits for small ones to fill it."""

TRIES_ALONE = 3
"""Tries of a call whose answer is too big or too slow though nothing else was asked."""
ENDLESS = "the network finds the answer too big or too slow even by itself"

Use = dict[tuple[str, str], tuple[int, int]]
"""Known use of tokens: ``(token, method) -> (began, calls)``."""


class VkClient:
    """Asks VK with all its tokens; see ``loaders.model.Client``.

    Args:
        tokens: access tokens.
        url: address of the API, ending in ``/method``.
        rate: requests a second of one token.
        timeout: seconds one request may take.
        key: of the hashes that tokens are known by.
        warn: told once, in a sentence, when a token is dropped.
        used: what earlier runs have spent.
    """

    def __init__(
        self, tokens: tuple[str, ...], url: str, rate: float, timeout: float, key: str,
        warn: Callable[[str], None] = lambda sentence: None, used: Use | None = None,
    ) -> None:  # fmt: skip
        if not tokens:
            raise Broken("there is no VK token: set KPI_VK_TOKENS")
        self._tokens = [Token(t, n, url, rate, timeout, key) for n, t in enumerate(tokens, 1)]
        self._warn, self._used = warn, used or {}
        self._backoff = Backoff()
        self._sizes = Sizes()
        self._tried: set[str] = set()
        self._refused: dict[int, Call] = {}
        self._lock = threading.Lock()
        self.requests = 0
        self.retries = 0
        self.received = 0

    @property
    def lanes(self) -> int:
        """Requests that may be under way at once."""
        return min(LANES * len(self._tokens), MOST_LANES)

    @property
    def network_time(self) -> int | None:
        """VK's own clock at its last answer; null: not told."""
        told = [t.network_time for t in self._tokens if t.network_time is not None]
        return max(told, default=None)

    def can(self, method: str) -> bool:
        """Whether any token may still ask this.

        Raises:
            Broken: no living token is left.
        """
        living = [t for t in self._tokens if t.dead is None]
        if not living:
            raise Broken("VK refuses every token: renew KPI_VK_TOKENS")
        return any(method not in t.spent for t in living)

    def pick(self, calls: list[Call], *, hold: bool) -> tuple[Token, list[int]] | None:
        """The token that is free soonest and which of the calls it takes; null: none now."""
        free = [t for t in self._tokens if t.dead is None and t.flying < LANES]
        for token in sorted(free, key=lambda t: (not t.batches, t.pacer.ready_at())):
            able = self._able(token, calls)
            if not able:
                continue
            most = token.most_calls if token.batches else 1
            places, full = self._sizes.fitting([calls[n] for n in able], most)
            if hold and len(places) < most and not (full and token.flying < ENOUGH):
                continue
            picked = [able[place] for place in places]
            with self._lock:
                token.flying += 1
                new = {calls[n].method for n in picked} - self._sizes.known
                self._tried |= new if token.batches else set()
            return token, picked
        return None

    def _able(self, token: Token, calls: list[Call]) -> list[int]:
        """Which calls a token may take.

        Of a method whose answers were never seen, one request goes ahead of the others, without
        another such method, so that it teaches how big they are. A token without batches asks only
        what no other can: it would take a request for each call.
        """
        if not token.batches:
            better = [t for t in self._tokens if t.batches and t.dead is None]
            kept_back = {c.method for c in calls if any(c.method not in t.spent for t in better)}
        else:
            learned = self._sizes.known | self._tried | set(token.spent)
            new = list(dict.fromkeys(c.method for c in calls if c.method not in learned))
            kept_back = {*new[1:], *self._tried}
        kept_back |= set(token.spent)
        return [n for n, call in enumerate(calls) if call.method not in kept_back]

    def ask(self, token: Token, calls: list[Call]) -> list[Answer]:
        """One request, tried again while it fails in passing, in halves while it is too big.

        ``Again`` where another token is needed.

        Raises:
            Broken: VK says that the request is wrong.
            Unavailable: no answer after all retries.
        """
        try:
            return self._tried_again(token, calls)
        finally:
            with self._lock:
                token.flying -= 1
                self._tried -= {call.method for call in calls}

    def _tried_again(self, token: Token, calls: list[Call]) -> list[Answer]:
        why = Passing.sentence
        for tried in range(1, self._backoff.tries + 1):
            try:
                return self._once(token, calls)
            except Passing as passing:
                why = passing.sentence
            except TooBig as refused:
                if len(calls) > 1:
                    return self._smaller(token, calls, refused.code)
                if tried == TRIES_ALONE:  # the object's own fault: the network does answer
                    return [Owed(ENDLESS)]
            except Lost:
                self._tell(token)
                return [Again()] * len(calls)
            self._count(retries=1)
            self._backoff.sleep(tried)
        raise Unavailable(why)

    def _smaller(self, token: Token, calls: list[Call], code: int) -> list[Answer]:
        """What becomes of a batch that was too much for one request.

        The first time its calls go into other, smaller batches, which leaves none half empty;
        where one of them was refused so before, the batch is asked in halves.
        """
        self._count(retries=1)
        if code == TOO_SLOW:
            token.shrink(len(calls) // 2)
        else:
            self._sizes.learn_refusal(calls)
        with self._lock:
            known = any(id(call) in self._refused for call in calls)
            self._refused |= {id(call): call for call in calls}
        return self._halves(token, calls) if known else [Again()] * len(calls)

    def _halves(self, token: Token, calls: list[Call]) -> list[Answer]:
        """Answers of both halves of a batch; one that is silent is owed."""
        middle = len(calls) // 2
        answers: list[Answer] = []
        for half in (calls[:middle], calls[middle:]):
            try:
                answers += self._tried_again(token, half)
            except Unavailable as silent:
                answers += [Owed(str(silent))] * len(half)
        return answers

    def _count(self, *, requests: int = 0, retries: int = 0, received: int = 0) -> None:
        with self._lock:
            self.requests += requests
            self.retries += retries
            self.received += received

    def _tell(self, token: Token) -> None:
        if token.dead:
            self._warn(f"{token.name} is refused by VK and was dropped: {token.dead}")

    def _once(self, token: Token, calls: list[Call]) -> list[Answer]:
        self._count(requests=1)
        token.count([call.method for call in calls])
        if len(calls) > 1:
            return self._batch(token, calls)
        try:
            answer, size = token.send(calls[0].method, calls[0].params)
        except Refused as refused:
            return [refused.failure]
        self._count(received=size)
        self._sizes.learn(calls, [answer["response"]], size)
        token.grow()
        return [answer["response"]]

    def _batch(self, token: Token, calls: list[Call]) -> list[Answer]:
        lines = (f"API.{c.method}({json.dumps(c.params, ensure_ascii=False)})" for c in calls)
        try:
            answer, size = token.send("execute", {"code": f"return [{','.join(lines)}];"})
        except Refused as refused:
            raise Broken(f"VK refuses execute: {refused}") from None
        results, errors = answer["response"], iter(answer.get("execute_errors", []))
        if not isinstance(results, list) or len(results) != len(calls):
            raise Passing("an answer of another length")
        self._count(received=size)
        self._sizes.learn(calls, results, size)
        token.grow()
        return [
            self._failed(token, call, next(errors, None)) if result is False else result
            for call, result in zip(calls, results, strict=True)
        ]

    def _failed(self, token: Token, call: Call, error: dict[str, Any] | None) -> Answer:
        """What a call inside a batch failed with, judged like a request of its own."""
        if error is None:
            return Again()
        try:
            token.judge(call.method, int(error["error_code"]), str(error.get("error_msg", "")))
        except Refused as refused:
            return refused.failure
        except (Passing, TooBig):
            self._count(retries=1)
        except Lost:
            self._tell(token)
        return Again()

    def least(self, pages: int, calls: int) -> int:
        """The fewest requests for so many pages and calls, given what was received."""
        size = CALLS_IN_EXECUTE if any(t.batches for t in self._tokens) else 1
        by_bytes = math.ceil(self.received / LIMIT) if size > 1 else 0
        calls += math.ceil(pages / PAGES_IN_CALL)
        return max(math.ceil(calls / size), by_bytes)

    def left(self, method: str, quota: int, now: int) -> int:
        """Calls of a method that all living tokens may still make today."""
        return sum(
            max(quota - self._spent_before(t, method, now)[1] - t.used[method], 0)
            for t in self._tokens
            if t.dead is None and method not in t.spent
        )

    def _spent_before(self, token: Token, method: str, now: int) -> tuple[int, int]:
        """When the token's day of this method began, and its calls before this run."""
        began, calls = self._used.get((token.mark, method), (now, 0))
        return (began, calls) if 0 <= now - began < DAY else (now, 0)

    def usage(self, now: int) -> list[Row]:
        """What each token has spent by now: rows of the table ``token_use``."""
        rows: list[Row] = []
        for token in self._tokens:
            for method in sorted(set(token.used) | set(token.spent)):
                began, before = self._spent_before(token, method, now)
                refused = token.spent.get(method)
                rows.append({
                    "token": token.mark, "method": method, "began": began,
                    "calls": before + token.used[method], "refused": refused,
                    "refused_at": now if refused else None,
                })  # fmt: skip
            if token.used or token.dead:
                rows.append({
                    "token": token.mark, "method": "*", "began": now, "calls": 0,
                    "refused": token.dead, "refused_at": now if token.dead else None,
                })  # fmt: skip
        return rows
