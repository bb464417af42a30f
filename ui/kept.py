"""What this process keeps of its figures: answers of functions, by their arguments.

The arguments hold the data version, so nothing kept is ever stale. Streamlit's own cache asks half
a millisecond a hit, and a view asks twenty times; this asks one look into a dictionary.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import RLock
from typing import Any, TypeVar

Answer = TypeVar("Answer")
_all: list[OrderedDict[Hashable, Any]] = []


def kept(entries: int, beside: int = 0) -> Callable[[Callable[..., Answer]], Callable[..., Answer]]:
    """A function that is asked once for the same arguments; the ``entries`` last used stay.

    Two who ask the same at once wait for one answer; what is known already waits for nobody.

    Args:
        entries: answers that stay.
        beside: how many of the last arguments are no part of the key: what they hold follows from
            the others.
    """

    def wrap(make: Callable[..., Answer]) -> Callable[..., Answer]:
        found: OrderedDict[Hashable, Answer] = OrderedDict()
        making = RLock()
        _all.append(found)

        @wraps(make)
        def look(*arguments: Any) -> Answer:
            key = arguments[: len(arguments) - beside]
            try:
                found.move_to_end(key)
                return found[key]
            except KeyError:
                pass
            with making:
                if key not in found:
                    found[key] = make(*arguments)
                    while len(found) > entries:
                        found.popitem(last=False)
                return found[key]

        return look

    return wrap


def forget() -> None:
    """Drops everything kept; for another database in the same process."""
    for found in _all:
        found.clear()
