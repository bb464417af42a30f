"""How big an answer will be: VK refuses an ``execute`` whose answer is over 5 MB, whole.

Bytes an item are learned from every answer, method by method, so that requests are as full as the
bound allows. Of a method nobody has seen an answer of yet, one request goes ahead of the others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from loaders.model import Call

LIMIT = 5 * 1024 * 1024
FILLED = 0.93
"""Part of the limit that is used: pages differ from the mean."""

FIRST_GUESS = 6000.0
SPEED = 0.4
"""How far one answer moves a guess."""

TELLING = 20_000
"""Bytes from which an answer says something of its items."""


class Sizes:
    """Bytes an item by method, and what fits into one request."""

    def __init__(self) -> None:
        self._each: dict[str, float] = {}

    @property
    def known(self) -> set[str]:
        """Methods of which an answer was seen."""
        return set(self._each)

    def _expected(self, method: str, items: float) -> float:
        return self._each.get(method, FIRST_GUESS) * items

    def fitting(self, calls: Sequence[Call], most: int) -> tuple[list[int], bool]:
        """Places of the calls that fit, in their order, and whether the bytes left some out.

        The first always fits.
        """
        chosen: list[int] = []
        room, full = LIMIT * FILLED, False
        for place, call in enumerate(calls):
            if len(chosen) == most:
                break
            size = self._expected(call.method, call.items)
            if chosen and size > room:
                full = True
                continue
            chosen.append(place)
            room -= size
        return chosen, full

    def learn(self, calls: Sequence[Call], results: Sequence[Any], size: int) -> None:
        """Moves the guesses towards what a request's ``size`` says of its items."""
        items: dict[str, int] = {}
        for call, result in zip(calls, results, strict=True):
            items[call.method] = items.get(call.method, 0) + items_of(result)
        guessed = {method: self._expected(method, n) for method, n in items.items()}
        whole = sum(guessed.values())
        for method, n in items.items():
            if method not in self._each:
                alone = size if len(items) == 1 else _written(method, calls, results)
                telling = n > 0 and (size > TELLING or len(items) > 1)
                self._each[method] = alone / n if telling else FIRST_GUESS
            elif size > TELLING and not items.keys() - self.known:
                self._each[method] *= (size / whole) ** (SPEED * guessed[method] / whole)

    def learn_refusal(self, calls: Sequence[Call]) -> None:
        """The calls together were over the limit, so the items of the main method weigh more.

        Of a batch that is far from the limit by all that is known, size was not the reason.
        """
        guessed = self._by_method((call.method, call.items) for call in calls)
        if sum(guessed.values()) < LIMIT / 4:
            return
        heaviest = max(guessed, key=lambda method: guessed[method])
        items = sum(call.items for call in calls if call.method == heaviest)
        others = sum(guessed.values()) - guessed[heaviest]
        least = 1.05 * max(LIMIT - others, LIMIT / 2) / items
        self._each[heaviest] = max(self._each.get(heaviest, FIRST_GUESS), least)

    def _by_method(self, pairs: Any) -> dict[str, float]:
        """Bytes expected of some items, by method."""
        found: dict[str, float] = {}
        for method, items in pairs:
            found[method] = found.get(method, 0.0) + self._expected(method, items)
        return found


def _written(method: str, calls: Sequence[Call], results: Sequence[Any]) -> int:
    """Bytes of a method's own results: beside megabytes of others' the rest says nothing of it."""
    own = [r for call, r in zip(calls, results, strict=True) if call.method == method]
    return len(json.dumps(own, ensure_ascii=False).encode())


def items_of(result: Any) -> int:
    """Items an answer holds."""
    if isinstance(result, dict):
        found = result.get("items", result.get("groups", ()))
        return len(found) if isinstance(found, list) else 0
    return len(result) if isinstance(result, list) else 0
