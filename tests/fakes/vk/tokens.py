"""Tokens and their limits: who asks is told by the text of the token.

`user-…` (also `vk1.…`), `service-…` and `community-…` are alive, `dead-…` and `dead-<code>-…`
are refused with error 5 or that code, anything else with 5. Rates are counted in real time,
the daily quota in the world's time.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from tests.fakes.vk.errors import VkError

KINDS = {"user-": "user", "vk1.": "user", "service-": "service", "community-": "community"}
REAL_RATES = {"user": 3, "service": 3, "community": 20}
WALL_QUOTA = 5_000
DAY = 86_400
WINDOW = 0.95
"""Seconds. A little under one: answers reach us less evenly than they were sent."""

FOR_COMMUNITIES = frozenset({"execute", "groups.getById", "utils.resolveScreenName"})


@dataclass(slots=True)
class Use:
    """What one token has used up."""

    recent: deque[float] = field(default_factory=deque)
    walls: int = 0
    day_began: float = float("-inf")


class Tokens:
    """The limits of all tokens.

    Args:
        rate: requests a second for every kind; 0 no limit; None the real ones by kind.
        wall_quota: calls of `wall.get` a token may make in 24 hours.
        service_execute_error: what a service token hears when it asks for `execute`.
    """

    def __init__(self, rate: float | None = 0, wall_quota: int = WALL_QUOTA,
                 service_execute_error: int = 28) -> None:  # fmt: skip
        self.rate = rate
        self.wall_quota = wall_quota
        self.service_execute_error = service_execute_error
        self.dead: dict[str, int] = {}
        self._uses: dict[str, Use] = defaultdict(Use)
        self._lock = threading.Lock()

    def kill(self, token: str, code: int = 5) -> None:
        """Refuse a token from now on."""
        self.dead[token] = code

    def revive(self, token: str) -> None:
        """Take a token back that `kill` refused, its quota unused."""
        self.dead.pop(token, None)
        self._uses.pop(token, None)

    def kind(self, token: str) -> str:
        """Return `user`, `service` or `community`; raise for a dead or unknown token."""
        if token in self.dead:
            raise VkError(self.dead[token])
        if token.startswith("dead-"):
            code, dash, _ = token.removeprefix("dead-").partition("-")
            raise VkError(int(code) if dash and code.isdigit() else 5)
        for prefix, kind in KINDS.items():
            if token.startswith(prefix):
                return kind
        raise VkError(5)

    def admit(self, token: str) -> str:
        """Count one request and return the token's kind; error 6 where it comes too early."""
        kind = self.kind(token)
        rate = REAL_RATES[kind] if self.rate is None else self.rate
        if not rate:
            return kind
        # A fractional rate (0.5 a second) is one request in a longer window.
        most, window = max(1, int(rate)), WINDOW * max(1.0, 1 / rate)
        with self._lock:
            recent, now = self._uses[token].recent, time.monotonic()
            while recent and now - recent[0] >= window:
                recent.popleft()
            if len(recent) >= most:
                raise VkError(6)
            recent.append(now)
        return kind

    def check_method(self, kind: str, method: str) -> None:
        """Raise where this kind of token may not call this method."""
        if kind == "service" and method == "execute":
            raise VkError(self.service_execute_error)
        if kind == "community" and method not in FOR_COMMUNITIES:
            raise VkError(27)

    def spend_wall(self, token: str, now: float) -> None:
        """Count one `wall.get`; error 29 once the day's quota is spent."""
        use = self._uses[token]
        if now - use.day_began >= DAY:
            use.day_began, use.walls = now, 0
        if use.walls >= self.wall_quota:
            raise VkError(29)
        use.walls += 1
