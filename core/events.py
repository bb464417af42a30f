"""Events of the region and votes of the public: what a file lists, the store keeps and awards use.

Plain values; must not know files, tables or texts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Event:
    """One event of the region's calendar.

    Attributes:
        title: as people read it.
        first: its first local day.
        last: its last local day, included.
        territory: whose pages it concerns; null: those of all.
        spheres: whose pages it concerns; empty: those of all.
        keywords: words or phrases in any form; one in the text of a post is enough.
        hashtags: with ``#``, lower case; one is enough.
    """

    title: str
    first: date
    last: date
    territory: str | None = None
    spheres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vote:
    """Votes the public gave a page in a nomination, as they were counted elsewhere."""

    nomination: str
    page_id: str
    votes: int


@dataclass(frozen=True)
class Replaced:
    """What a whole file changes of what stands: rows by what happens to them."""

    new: int
    changed: int
    gone: int
    same: int

    @classmethod
    def of(cls, stored: Mapping[Key, Value], wanted: Mapping[Key, Value]) -> Replaced:
        """What ``wanted`` changes of ``stored`` in whose place it comes."""
        both = stored.keys() & wanted.keys()
        same = sum(stored[key] == wanted[key] for key in both)
        return cls(len(wanted) - len(both), len(both) - same, len(stored) - len(both), same)

    @property
    def moves(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.new or self.changed or self.gone)
