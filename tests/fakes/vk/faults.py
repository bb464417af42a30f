"""Faults on demand: which request or call fails, how, and how often.

A rule is a kind (an error code or one of `KINDS`) and conditions; written as text:
`6:p=0.05; http502:at=3; 15:owner=12; 212:owner=1,post=5; hang:at=7,seconds=60; drift:p=0.2`.
Rules of scope `request` look at HTTP requests, those of scope `call` at single API calls, also
the ones within `execute`.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from tests.fakes.vk.errors import OBJECT_CODES

TRANSPORT = frozenset({"http500", "http502", "hang", "badjson", "truncate", "drop"})
KINDS = TRANSPORT | {"captcha", "drift"}
CALL_CODES = OBJECT_CODES | {29}


@dataclass(slots=True)
class Fault:
    """One rule.

    Attributes:
        kind: error code, or a name out of `KINDS`.
        method: only requests or calls of this method.
        owner, post, comment: only calls about this page (a positive number), post, thread.
        token: only tokens that begin so.
        p: probability, drawn from the seed.
        at: only the n-th matching ones, counted from 1.
        every: every n-th matching one.
        after: only matching ones after the n-th.
        times: at most so often.
        seconds: how long a `hang` hangs.
        cut: the part of an answer that `truncate` and `badjson` let through; null: by chance,
            from nothing to all but the last byte.
        scope: `request` or `call`; by default what suits the kind.
    """

    kind: int | str
    method: str | None = None
    owner: int | None = None
    post: int | None = None
    comment: int | None = None
    token: str | None = None
    p: float = 1.0
    at: tuple[int, ...] = ()
    every: int = 0
    after: int = 0
    times: int | None = None
    seconds: float = 60.0
    cut: float | None = None
    scope: str = ""
    seen: int = 0
    fired: int = 0
    rng: random.Random = field(default_factory=random.Random, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.kind == "captcha":
            self.kind = 14
        if isinstance(self.kind, str) and self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}: an error code or {sorted(KINDS)}")
        self.scope = self.scope or self.natural_scope()
        if self.scope not in ("request", "call"):
            raise ValueError(f"unknown scope {self.scope!r}: request or call")
        if self.kind in TRANSPORT and self.scope == "call":
            raise ValueError(f"{self.kind} happens to whole requests, not to calls")

    def natural_scope(self) -> str:
        """Return where the rule looks when nobody said so."""
        about_object = any(v is not None for v in (self.owner, self.post, self.comment))
        if self.kind in TRANSPORT or (self.method == "execute"):
            return "request"
        if self.kind == "drift" or self.kind in CALL_CODES or about_object or self.method:
            return "call"
        return "request"

    def concerns(self, method: str, params: dict[str, str], token: str) -> bool:
        """Return whether the conditions hold for this request or call."""
        if self.method and method != self.method:
            return False
        if self.token and not token.startswith(self.token):
            return False
        if self.owner is not None and params.get("owner_id", "").lstrip("-") != str(self.owner):
            return False
        if self.post is not None and params.get("post_id") != str(self.post):
            return False
        return self.comment is None or params.get("comment_id") == str(self.comment)

    def place(self) -> float:
        """Return where the next answer is cut, as a part of its length below 1."""
        return self.rng.random() if self.cut is None else self.cut

    def fires(self) -> bool:
        """Count one matching event and return whether the fault happens to it."""
        self.seen += 1
        if self.at and self.seen not in self.at:
            return False
        if self.every and self.seen % self.every:
            return False
        if self.seen <= self.after or (self.times is not None and self.fired >= self.times):
            return False
        if self.p < 1 and self.rng.random() >= self.p:
            return False
        self.fired += 1
        return True


class Faults:
    """All rules of a server; change them at any time."""

    def __init__(self, spec: str = "", seed: int = 0) -> None:
        self.seed = seed
        self.rules: list[Fault] = []
        for fault in parsed(spec):
            self.put(fault)

    def put(self, fault: Fault) -> Fault:
        """Add a rule and seed it."""
        fault.rng.seed(f"{self.seed}:{len(self.rules)}:{fault.kind}")
        self.rules.append(fault)
        return fault

    def add(self, kind: int | str, **conditions: object) -> Fault:
        """Add a rule: `add(15, owner=1)`, `add("hang", at=(3,), seconds=5)`; return it."""
        at = conditions.pop("at", ())
        numbers = (at,) if isinstance(at, int) else tuple(at)  # type: ignore[arg-type]
        return self.put(Fault(kind, at=numbers, **conditions))  # type: ignore[arg-type]

    def clear(self) -> None:
        """Drop all rules."""
        self.rules.clear()

    def pick(self, scope: str, method: str, params: dict[str, str], token: str) -> Fault | None:
        """Return the first rule that fires here; drift is asked for apart."""
        for rule in list(self.rules):
            if rule.scope != scope or rule.kind == "drift":
                continue
            if rule.concerns(method, params, token) and rule.fires():
                return rule
        return None

    def drifts(self, method: str, params: dict[str, str], token: str) -> Fault | None:
        """Return the drift rule that fires before this call."""
        for rule in list(self.rules):
            if rule.kind == "drift" and rule.concerns(method, params, token) and rule.fires():
                return rule
        return None


def parsed(spec: str) -> list[Fault]:
    """Return the rules of a text; ValueError says what is wrong with it."""
    return [parsed_rule(part.strip()) for part in spec.split(";") if part.strip()]


def parsed_rule(text: str) -> Fault:
    """Return one rule `kind:key=value,…`; several numbers of `at` are joined by `+` or `-`."""
    name, _, tail = text.partition(":")
    values: dict[str, object] = {}
    for pair in filter(None, (part.strip() for part in tail.split(","))):
        key, _, value = pair.partition("=")
        if key == "at":
            values[key] = positions(value)
        elif key in ("p", "seconds", "cut"):
            values[key] = float(value)
        elif key in ("owner", "post", "comment", "every", "after", "times"):
            values[key] = int(value)
        elif key in ("method", "token", "scope"):
            values[key] = value
        else:
            raise ValueError(f"unknown condition {key!r} in fault {text!r}")
    name = name.strip()
    return Fault(int(name) if name.isdigit() else name, **values)  # type: ignore[arg-type]


def positions(text: str) -> tuple[int, ...]:
    """Return the numbers of `3`, `3+5` or `3-5`."""
    numbers: list[int] = []
    for part in text.split("+"):
        first, _, last = part.partition("-")
        numbers.extend(range(int(first), int(last or first) + 1))
    return tuple(numbers)
