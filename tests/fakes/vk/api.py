"""From a request to its answer: limits, faults, methods and the log, in VK's order.

Knows nothing of sockets: an answer names the way it goes wrong, the server does it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.fakes.vk.drift import drift
from tests.fakes.vk.errors import VkError, error_body
from tests.fakes.vk.execute import MAX_BYTES, planned_calls
from tests.fakes.vk.faults import TRANSPORT, Faults
from tests.fakes.vk.log import Call, Log, Params, Request
from tests.fakes.vk.methods import METHODS, Ask, dumps
from tests.fakes.vk.tokens import Tokens
from tests.fakes.vk.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """The body, and the fault of transport it meets on its way (empty: none).

    `cut` is the part of the body that such a fault lets through.
    """

    body: bytes
    fault: str = ""
    seconds: float = 0.0
    cut: float = 1.0


Moves = Callable[[World, str, Params, random.Random], None]
"""What happens to a world before a call of a method with these parameters."""


@dataclass(slots=True)
class Api:
    """One emulated service; `moves` is what the fault `drift` lets happen."""

    world: World
    tokens: Tokens
    faults: Faults
    log: Log
    moves: Moves = drift

    def answer(self, method: str, given: Params) -> Answer:
        """Return the answer to `/method/<method>` with these parameters."""
        params = dict(given)
        token = params.pop("access_token", "")
        with self.world.lock:
            number = len(self.log.requests) + 1
            request = Request(number, method, params, token, time.time())
            self.log.requests.append(request)
            fault = self.faults.pick("request", method, params, token)
            try:
                if fault is not None and fault.kind not in TRANSPORT:
                    raise VkError(int(fault.kind))
                body = self.response(request)
            except VkError as error:
                request.outcome = str(error.code)
                body = dumps(error_body(error, method, params)).encode()
        request.size = len(body)
        if fault is not None and fault.kind in TRANSPORT:
            request.outcome = str(fault.kind)
            return Answer(body, str(fault.kind), fault.seconds, fault.place())
        return Answer(body)

    def response(self, request: Request) -> bytes:
        """Return the body of a success; VkError for a refusal."""
        if not request.token:
            raise VkError(5, "no access_token passed")
        kind = self.tokens.admit(request.token)
        if "v" not in request.params:
            raise VkError(8, "v (version) is required")
        if request.method == "execute":
            self.tokens.check_method(kind, "execute")
            return self.executed(request, kind)
        text = self.called(request, kind, request.method, request.params)
        return f'{{"response":{text}}}'.encode()

    def called(self, request: Request, kind: str, method: str, params: Params,
               within_execute: bool = False) -> str:  # fmt: skip
        """Return the JSON text that one API call answers, and log it."""
        call = Call(request.number, method, params, within_execute, request.token)
        self.log.calls.append(call)
        try:
            if method not in METHODS:
                raise VkError(3)
            self.tokens.check_method(kind, method)
            if method == "wall.get":
                self.tokens.spend_wall(request.token, self.world.clock())
            fault = self.faults.pick("call", method, params, request.token)
            if fault is not None:
                raise VkError(int(fault.kind))
            moving = self.faults.drifts(method, params, request.token)
            if moving is not None:
                self.moves(self.world, method, params, moving.rng)
            return METHODS[method](Ask(self.world, params, kind))
        except VkError as error:
            call.error = error.code
            raise

    def executed(self, request: Request, kind: str) -> bytes:
        """Return the answer of a batch: `false` in the place of each call that failed."""
        planned, many = planned_calls(request.params.get("code", ""))
        parts: list[str] = []
        errors: list[dict] = []
        size = 0
        for method, values in planned:
            params = {"v": request.params["v"], **{k: as_text(v) for k, v in values.items()}}
            try:
                parts.append(self.called(request, kind, method, params, within_execute=True))
            except VkError as error:
                parts.append("false")
                errors.append({"method": method, "error_code": error.code, "error_msg": str(error)})
            size += len(parts[-1])
        # Characters are counted first: bytes are never fewer, and encoding costs time.
        body = ",".join(parts).encode() if size <= MAX_BYTES else b""
        if size > MAX_BYTES or len(body) > MAX_BYTES:
            raise VkError(13, "response size is too big")
        tail = f',"execute_errors":{dumps(errors)}' if errors else ""
        body = b"[" + body + b"]" if many else body
        return b'{"response":' + body + tail.encode() + b"}"


def as_text(value: object) -> str:
    """Return a parameter as it would stand in a form."""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, list):
        return ",".join(as_text(item) for item in value)
    return str(value)
