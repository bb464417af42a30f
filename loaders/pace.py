"""Time between requests: a token's rate and the waits before a retry. Only this room sleeps."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field

LONGEST_WAIT = 30.0


@dataclass(slots=True)
class Pacer:
    """Keeps the starts of requests at least ``1 / rate`` seconds apart, whoever sends them."""

    rate: float
    _next: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ready_at(self) -> float:
        """Monotonic time from which the next request may start."""
        return self._next

    def wait(self) -> None:
        """Sleeps until the next request may start; others wait behind.

        The next place is counted from the real start, not from the planned one: a start that came
        late would else be followed by one too early, which the network answers with an error.
        """
        with self._lock:
            delay = self._next - time.monotonic()
            if delay > 0:
                time.sleep(delay)
            self._next = time.monotonic() + 1 / self.rate


@dataclass(slots=True)
class Backoff:
    """Growing, jittered, bounded waits between the tries of one request."""

    first: float = 0.5
    tries: int = 6
    _random: random.Random = field(default_factory=random.Random)

    def sleep(self, tried: int) -> None:
        """Sleeps before the next try; ``tried`` counts the failed ones, from 1."""
        bound = min(self.first * 2 ** (tried - 1), LONGEST_WAIT)
        time.sleep(bound * self._random.uniform(0.5, 1.0))
