"""The growing table of comments: who wrote where, when, to whom, before numbers are given.

A comment is known by its row; references between comments are rows of the same table.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import polars as pl

from core.text import author_hash
from loaders.demo import plan
from loaders.demo.activity import Posts
from loaders.demo.plan import Ints
from loaders.demo.traits import Traits


class Speech(IntEnum):
    """What kind of words a comment holds."""

    QUESTION = 0
    REPLY = 1
    THANKS = 2
    PRAISE = 3
    EMOJI = 4
    SAME = 5
    CHAT = 6
    OTHER_BODY = 7
    WELCOME = 8
    INCIDENT = 9
    MORE = 10
    ADDS = 11
    BOUGHT = 12
    CONTEST = 13


@dataclass
class Talk:
    """Comments so far. ``-1`` in ``root`` stands for the comment itself, in ``to`` for none."""

    posts: Posts
    owner: Ints
    parts: list[dict[str, Ints]] = field(default_factory=list)
    size: int = 0

    def add(
        self, post: Ints, written: Ints, author: Ints, speech: Speech, *,
        root: Ints | None = None, to: Ints | None = None, to_author: Ints | None = None,
        mention: Ints | None = None,
    ) -> Ints:  # fmt: skip
        """Adds comments and returns their rows; none may be later than its post was read."""
        absent = np.full(len(post), -1, dtype=np.int64)
        nobody = np.zeros(len(post), dtype=np.int64)
        self.parts.append(
            {
                "post": post,
                "written": written,
                "author": author,
                "speech": np.full(len(post), int(speech), dtype=np.int64),
                "root": absent if root is None else root,
                "to": absent if to is None else to,
                "to_author": nobody if to_author is None else to_author,
                "mention": nobody if mention is None else mention,
            }
        )
        rows = np.arange(self.size, self.size + len(post), dtype=np.int64)
        self.size += len(post)
        return rows

    def frame(self) -> pl.DataFrame:
        """All comments: one row per comment, in the order in which they were added."""
        names = list(self.parts[0])
        return pl.DataFrame(
            {name: np.concatenate([part[name] for part in self.parts]) for name in names}
        )

    def heard(self, post: Ints, written: Ints) -> plan.Bools:
        """Whether a comment was there when its post was read last."""
        return np.asarray(written <= self.posts.read_at[post])

    def voice(self, post: Ints) -> Ints:
        """The page itself as an author."""
        return -self.owner[self.posts.page[post]]


@dataclass(frozen=True)
class People:
    """Keyed hashes of invented persons, by territory: ``start`` and ``size`` into ``hashes``."""

    hashes: Ints
    start: Ints
    size: Ints

    def some(self, traits: Traits, page: Ints, rng: np.random.Generator) -> Ints:
        """One person for each page given: neighbours, a few of whom write often."""
        where = traits.territory[page]
        circle = (page * 7919) % self.size[where]
        far = np.minimum(self.size[where], 40 + 6 * np.sqrt(traits.followers[page])).astype(
            np.int64
        )
        step = (far * rng.random(len(page)) ** 1.7).astype(np.int64)
        return np.asarray(self.hashes[self.start[where] + (circle + step) % self.size[where]])


def people(traits: Traits, key: str) -> People:
    """Persons of every territory, thirty for each of its pages; their numbers are of nobody."""
    pages = np.bincount(traits.territory, minlength=len(plan.territories()))
    size = 60 + 30 * pages
    first = 9_000_000_000_000
    hashes = [author_hash(first + number, key) for number in range(int(size.sum()))]
    start = np.concatenate([[0], size.cumsum()[:-1]])
    return People(np.array(hashes, dtype=np.int64), start, size)
