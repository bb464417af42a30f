"""Runs that may die: a client and a store's view that end the process, as it were, at a moment.

A run learns its fate from the thread it is started in, so that two runs can go side by side, each
with its own.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import wait
from typing import Any

import pytest

from loaders.model import Answer, Call
from loaders.pool import Flying, Pool
from loaders.vk.client import VkClient
from loaders.vk.token import Token
from store.collecting import Collecting

POINTS = ("ask", "answered", "save", "widened", "saved", "finish")
"""Before a request, after its answer; before a transaction, inside it, after it; at the end."""


class Killed(BaseException):
    """Stands for the death of the process."""


class Fate:
    """When a run dies, and what it has committed until then.

    Args:
        point: one of ``POINTS``; empty: it lives.
        count: at which passing of the point.
        lanes: requests under way at once; null: as the client likes.
    """

    def __init__(self, point: str = "", count: int = 1, lanes: int | None = None) -> None:
        self.point, self.count, self.lanes = point, count, lanes
        self.dead = False
        self.committed: Callable[[list[dict[str, Any]]], None] = lambda posts: None

    def meet(self, point: str) -> None:
        """Dies here, or goes on; who is dead does nothing more."""
        if point == self.point:
            self.count -= 1
            self.dead = self.dead or self.count == 0
        if self.dead:
            raise Killed


class _Now(threading.local):
    fate = Fate()


NOW = _Now()
"""The fate of runs that are started in this thread."""
SAVING = threading.RLock()


class MortalClient(VkClient):
    """A client that dies before a request or after its answer."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fate = NOW.fate

    @property
    def lanes(self) -> int:
        return self.fate.lanes or super().lanes

    def ask(self, token: Token, calls: list[Call]) -> list[Answer]:
        self.fate.meet("ask")
        answers = super().ask(token, calls)
        self.fate.meet("answered")
        return answers


class MortalCollecting(Collecting):
    """A store's view that dies before, inside or after a transaction; tells what it committed."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fate = NOW.fate

    def save(self, **batch: Any) -> None:
        self.fate.meet("save")
        with SAVING:
            super().save(**batch)
            self.fate.committed(batch["posts"])
        self.fate.meet("saved")

    def _widen(self, *given: Any) -> None:
        super()._widen(*given)
        self.fate.meet("widened")

    def finish(self, *given: Any, **totals: Any) -> None:
        self.fate.meet("finish")
        super().finish(*given, **totals)


class LedgerApart(MortalCollecting):
    """The planted bug: what is known to be loaded is committed before the rows."""

    def save(self, **batch: Any) -> None:
        with SAVING, self._engine.begin() as connection:
            Collecting._widen(self, connection, batch["covered"])
        self.fate.meet("widened")
        super().save(**batch | {"covered": []})


def install(
    monkeypatch: pytest.MonkeyPatch, collecting: type[Collecting] = MortalCollecting
) -> None:
    """Makes all runs mortal. The dead save nothing of what was under way."""
    drain = Pool._drain

    def dying(pool: Pool, flying: Flying) -> None:
        if isinstance(sys.exc_info()[1], Killed):
            wait(flying)
        else:
            drain(pool, flying)

    monkeypatch.setattr(Pool, "_drain", dying)
    monkeypatch.setattr("jobs.collect.VkClient", MortalClient)
    monkeypatch.setattr("jobs.collect.Collecting", collecting)
