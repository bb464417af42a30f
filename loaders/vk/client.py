"""The client: several tokens, each at its own pace and quota, batches by ``execute``.

Wraps ``vk_api`` and adds what it lacks: time-outs, bounded retries, the classes of errors. A token
never leaves this module: no error, log line or ``repr`` holds one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import requests
import vk_api
from jconfig import MemoryConfig
from vk_api.exceptions import ApiError, ApiHttpError, Captcha

from loaders.model import Answer, Broken, Call, Failure, Owed, Unavailable
from loaders.pace import Backoff, Pacer
from loaders.vk.errors import (
    DEAD_TOKEN,
    NEEDS_PERSON,
    NO_EXECUTE,
    OUR_FAULT,
    QUOTA,
    TOO_BIG,
    TRANSIENT,
)

VERSION = "5.199"
CALLS_IN_EXECUTE = 25


class _Again(Exception):
    """The request failed in passing: wait and try again."""


class _Lost(Exception):
    """The token cannot be used for this; another may."""


class _Halve(Exception):
    """The answer would be too big."""


class _Session(requests.Session):
    """Sends what ``vk_api`` posts to the configured address, with a time-out."""

    def __init__(self, url: str, timeout: float) -> None:
        super().__init__()
        self._url, self._timeout = url.rstrip("/"), timeout

    def request(
        self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any
    ) -> requests.Response:
        name = str(url).rsplit("/", 1)[-1]
        kwargs.setdefault("timeout", self._timeout)
        return super().request(method, f"{self._url}/{name}", *args, **kwargs)


class Token:
    """One access token with its pace and what it may not do any more."""

    def __init__(self, text: str, number: int, url: str, rate: float, timeout: float) -> None:
        self._api = vk_api.VkApi(
            token=text, session=_Session(url, timeout), api_version=VERSION, config=MemoryConfig
        )
        self._api.RPS_DELAY = 0
        self._api.error_handlers = {}
        self._api.logger.disabled = True
        self.pacer = Pacer(rate)
        self.name = f"token {number}"
        self.batches = True
        self.dead: str | None = None
        self.spent: set[str] = set()

    def __repr__(self) -> str:
        return f"<{self.name}>"

    def send(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """One HTTP request; the whole answer with ``execute_errors``."""
        self.pacer.wait()
        try:
            answer = self._api.method(method, params, raw=True)
        except (ApiError, Captcha) as error:
            self.judge(method, error.code, _words(error))
            raise AssertionError from None
        except ApiHttpError as error:
            status = error.response.status_code
            if status >= 500 or status == 429:
                raise _Again(f"HTTP {status}") from None
            raise Broken(f"the API answers HTTP {status}: is KPI_VK_API_URL right?") from None
        except (requests.RequestException, ValueError) as error:
            raise _Again(type(error).__name__) from None
        if not isinstance(answer, dict) or "response" not in answer:
            raise _Again("an answer without a response")
        return answer

    def judge(self, method: str, code: int, words: str) -> None:
        """Raises what an error code means for this token."""
        if method == "execute" and code in NO_EXECUTE:
            self.batches = False
            raise _Lost
        if code in TOO_BIG and method == "execute":
            raise _Halve
        if code in TRANSIENT or code in TOO_BIG:
            raise _Again(words)
        if code in QUOTA:
            self.spent.add(method)
            raise _Lost
        if code in DEAD_TOKEN or code in NEEDS_PERSON:
            self.dead = words
            raise _Lost
        if code in OUR_FAULT:
            raise Broken(f"VK refuses {method}: {words}")
        raise _Refused(code, words)


class _Refused(Exception):
    """The one object asked for is refused."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.failure = Failure(code, words)


class VkClient:
    """Asks VK with all its tokens; see ``loaders.model.Client``.

    Args:
        tokens: access tokens.
        url: address of the API, ending in ``/method``.
        rate: requests a second of one token.
        timeout: seconds one request may take.
        warn: told once, in a sentence, when a token is dropped.
    """

    def __init__(
        self, tokens: tuple[str, ...], url: str, rate: float, timeout: float,
        warn: Callable[[str], None] = lambda sentence: None, backoff: Backoff | None = None,
    ) -> None:  # fmt: skip
        if not tokens:
            raise Broken("there is no VK token: set KPI_VK_TOKENS")
        self._tokens = [Token(t, n, url, rate, timeout) for n, t in enumerate(tokens, 1)]
        self._warn = warn
        self._backoff = backoff or Backoff()
        self.requests = 0
        self.retries = 0

    @property
    def batch_size(self) -> int:
        """Calls one request may carry now."""
        batches = any(t.batches and t.dead is None for t in self._tokens)
        return CALLS_IN_EXECUTE if batches else 1

    def ask(self, calls: list[Call]) -> list[Answer]:
        """Answers in the order of the calls; ``Owed`` where no token may ask any more.

        Raises:
            Broken: no living token is left, or VK says that the request is wrong.
            Unavailable: no answer after all retries.
        """
        answers: list[Answer] = [None] * len(calls)
        left = list(range(len(calls)))
        for tried in range(1, self._backoff.tries + 1):
            again = []
            for number, answer in zip(left, self._once([calls[n] for n in left]), strict=True):
                if isinstance(answer, _Again):
                    again.append(number)
                else:
                    answers[number] = answer
            if not again:
                return answers
            left = again
            self.retries += 1
            self._backoff.sleep(tried)
        raise Unavailable("the network does not answer")

    def _once(self, calls: list[Call]) -> list[Any]:
        """One try of some calls; ``_Again`` in the place of those that failed in passing."""
        methods = {call.method for call in calls}
        while True:
            token = self._token(methods)
            if token is None:
                return [Owed("the day's quota of VK is spent")] * len(calls)
            try:
                if len(calls) == 1 or not token.batches:
                    return [self._single(token, call) for call in calls]
                return self._batch(token, calls)
            except _Halve:
                half = len(calls) // 2
                return self._once(calls[:half]) + self._once(calls[half:])
            except _Again as error:
                return [error] * len(calls)
            except _Lost:
                if token.dead:
                    self._warn(f"{token.name} is refused by VK and was dropped: {token.dead}")

    def _token(self, methods: set[str]) -> Token | None:
        """The living token that may ask soonest; null: all are out of quota for these methods."""
        living = [t for t in self._tokens if t.dead is None]
        if not living:
            raise Broken("VK refuses every token: renew KPI_VK_TOKENS")
        able = [t for t in living if not methods & t.spent]
        return min(able, key=lambda t: (not t.batches, t.pacer.ready_at()), default=None)

    def _single(self, token: Token, call: Call) -> Any:
        self.requests += 1
        try:
            return token.send(call.method, call.params)["response"]
        except _Refused as refused:
            return refused.failure

    def _batch(self, token: Token, calls: list[Call]) -> list[Any]:
        lines = (f"API.{c.method}({json.dumps(c.params, ensure_ascii=False)})" for c in calls)
        self.requests += 1
        try:
            answer = token.send("execute", {"code": f"return [{','.join(lines)}];"})
        except _Refused as refused:
            raise Broken(f"VK refuses execute: {refused}") from None
        results, errors = answer["response"], iter(answer.get("execute_errors", []))
        if not isinstance(results, list) or len(results) != len(calls):
            raise _Again("an answer of another length")
        return [
            self._failed(token, call, next(errors, None)) if result is False else result
            for call, result in zip(calls, results, strict=True)
        ]

    def _failed(self, token: Token, call: Call, error: dict[str, Any] | None) -> Any:
        """What a call inside a batch failed with, judged like a request of its own."""
        if error is None:
            return _Again("a failure without an error")
        try:
            token.judge(call.method, int(error["error_code"]), str(error.get("error_msg", "")))
        except _Refused as refused:
            return refused.failure
        except (_Again, _Lost) as passing:
            if token.dead:
                self._warn(f"{token.name} is refused by VK and was dropped: {token.dead}")
            return passing if isinstance(passing, _Again) else _Again("another token")
        raise AssertionError


def _words(error: ApiError | Captcha) -> str:
    if isinstance(error, Captcha):
        return "VK asks for a captcha"
    return str(error.error.get("error_msg", "")) or f"error {error.code}"
