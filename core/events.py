"""Events of the region and votes of the public: what a file lists, the store keeps and awards use.

Plain values; must not know files, tables or texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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

    @property
    def moves(self) -> bool:
        """Whether anything changes at all."""
        return bool(self.new or self.changed or self.gone)
