"""Comments and posts with the network's numbers, as frames: the last stage of the demo region.

Owns numbering, deletions, retention of texts, counters of comments and threads.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from core.text import author_hash, lexicon
from loaders.demo import plan, voices
from loaders.demo.activity import Posts
from loaders.demo.days import DAY, Days
from loaders.demo.plan import Bools, Ints
from loaders.demo.talk import Speech, Talk
from loaders.demo.traits import NEVER, Traits
from loaders.demo.walls import or_null

TEXT_DAYS = 90
"""Texts of citizens' comments are kept so long."""


@dataclass(frozen=True)
class Told:
    """All that was said: ``rows`` as added, with the network's numbers of posts and of comments."""

    talk: Talk
    rows: pl.DataFrame
    post_numbers: Ints
    numbers: Ints

    @property
    def posts(self) -> Posts:
        """The posts that are commented."""
        return self.talk.posts

    def column(self, name: str) -> Ints:
        """A column of the rows."""
        return np.asarray(self.rows[name].to_numpy(), dtype=np.int64)


def told(talk: Talk, traits: Traits, rng: np.random.Generator) -> Told:
    """Gives numbers as a wall does: posts and comments share one count, in order of time."""
    posts, rows = talk.posts, talk.frame()
    page = np.concatenate([posts.page, posts.page[rows["post"].to_numpy()]])
    when = np.concatenate([posts.published, rows["written"].to_numpy()])
    order = np.lexsort((np.arange(len(page)), when, page))
    first = np.flatnonzero(np.diff(page[order], prepend=-1))
    usual = np.exp(rng.normal(8.6, 0.9, traits.count)).astype(np.int64)
    begin = np.where(traits.opened > 0, 0, usual)
    count = np.cumsum(rng.integers(1, 3, len(page)))
    count -= np.repeat(count[first] - 1, np.diff(np.append(first, len(page))))
    given = np.empty(len(page), dtype=np.int64)
    given[order] = count + begin[page[order]]
    return Told(talk, rows, given[: posts.count], given[posts.count :])


def comments(
    told: Told, traits: Traits, days: Days, key: str, responders: Ints, rng: np.random.Generator
) -> pl.DataFrame:
    """Schema ``Comments``: one row per page and comment, sorted by both."""
    post, author, written = told.column("post"), told.column("author"), told.column("written")
    page = told.posts.page[post]
    deleted = _deletions(told, traits, rng)
    stands = deleted == NEVER
    unknown = ~stands & (rng.random(len(post)) < 0.12)
    person = (author > 0) & ~unknown
    kept = person & stands & (author != responders[page])
    kept &= written > days.now - TEXT_DAYS * DAY
    words = _words(told, page, traits, days, rng).judged(key)
    blank = pl.lit(None)
    made = words.with_columns(**_addressed(told)).with_columns(
        page=(page + 1).astype(np.int32),
        author=np.where(unknown, 0, author),
        lexicon=pl.lit(lexicon().version, dtype=pl.Int32),
        reason=pl.when(pl.Series(person)).then("reason").otherwise(blank),
        text_hash=pl.when(pl.Series(unknown)).then(blank).otherwise("text_hash"),
        text=pl.when(pl.Series(kept)).then("text").otherwise(blank),
        deleted_at=or_null(deleted, ~stands),
    )
    return made.select(_COLUMNS).sort("page", "post", "comment")


_COLUMNS = (
    "page", "post", "comment", "root", "author", "written", "reply_to_comment", "reply_to_author",
    "mention", "reason", "lexicon", "text_hash", "text", "deleted_at",
)  # fmt: skip


def _addressed(told: Told) -> dict[str, pl.Series]:
    """Columns that say where a comment stands and whom it addresses."""
    root, to = told.column("root"), told.column("to")
    to_author, mention = told.column("to_author"), told.column("mention")
    return {
        "comment": pl.Series(told.numbers),
        "post": pl.Series(told.post_numbers[told.column("post")]),
        "root": pl.Series(np.where(root < 0, told.numbers, told.numbers[root])),
        "written": pl.Series(told.column("written")),
        "reply_to_comment": or_null(told.numbers[to], to >= 0),
        "reply_to_author": or_null(to_author, to_author != 0),
        "mention": or_null(mention, mention != 0),
    }


def _words(
    told: Told, page: Ints, traits: Traits, days: Days, rng: np.random.Generator
) -> voices.Texts:
    """Texts; pages with stock replies and with bought praise say the same again and again."""
    speech = told.column("speech")
    month = np.array([day.month for day in days.dates()])[days.index(told.column("written"))]
    draw = rng.random(len(page))
    stock = np.isin(page, traits.signals["stock"]) & (speech == Speech.REPLY) & (draw < 0.85)
    bought = np.isin(page, traits.signals["equal"]) & (speech == Speech.PRAISE) & (draw < 0.85)
    speech = np.where(bought, Speech.BOUGHT, speech)
    same = np.where(stock, 1 + page % 50, np.where(bought, 51 + page % 50, 0))
    group = [kind.words[1] for kind in plan.kinds()]
    return voices.texts(speech, group, traits.kind[page], (month < 5) | (month > 9), same, rng)


def _deletions(told: Told, traits: Traits, rng: np.random.Generator) -> Ints:
    """When comments were first found gone: few, and many questions on pages that clean up."""
    post, written = told.column("post"), told.column("written")
    asked = np.isin(told.column("speech"), (Speech.QUESTION, Speech.INCIDENT))
    cleans = np.isin(told.posts.page[post], traits.signals["vanished"])
    last = told.posts.read_at[post]
    runs = (last - written) // DAY
    gone = rng.random(len(post)) < np.where(asked & cleans, 0.45, 0.006)
    gone = (gone | _by_one(told, traits, asked)) & (runs > 0)
    gone &= ~traits.faultless[told.posts.page[post]]
    back = (rng.random(len(post)) * runs).astype(np.int64)
    return np.where(gone, last - back * DAY, NEVER)


def _by_one(told: Told, traits: Traits, asked: Bools) -> Bools:
    """Questions that one person removes: all of those who asked most on some pages."""
    page, author = told.posts.page[told.column("post")], told.column("author")
    gone = np.zeros(len(page), dtype=bool)
    for row in traits.signals["removed"]:
        mine = asked & (page == row)
        persons, number = np.unique(author[mine], return_counts=True)
        if len(persons):
            gone |= mine & (author == persons[number.argmax()])
    return gone


def posts(told: Told, live: Ints) -> pl.DataFrame:
    """Schema ``Posts``: one row per page and post; ``live`` are comments that still stand."""
    data = told.posts
    return pl.DataFrame(
        {
            "page": (data.page + 1).astype(np.int32),
            "post": told.post_numbers,
            "published": data.published,
            "flags": data.flags.astype(np.int32),
            "format": data.format.astype(np.int32),
            "likes": data.likes,
            "comments": live,
            "reposts": data.reposts,
            "views": or_null(data.views, data.views > 0),
            "read_at": data.read_at,
            "deleted_at": or_null(data.deleted_at, data.deleted_at < NEVER),
        }
    )


def threads(
    told: Told, live: Ints, traits: Traits, days: Days, rng: np.random.Generator
) -> pl.DataFrame:
    """Schema ``Threads``: one row per post that is commented, or whose comments are refused."""
    data = told.posts
    some = np.zeros(data.count, dtype=bool)
    some[told.column("post")] = True
    shut = (data.published >= traits.closed[data.page]) & (traits.closed[data.page] < days.now)
    alone = ~some & (rng.random(data.count) < 0.0008)
    refused = (shut & ~some) | alone
    whole = rng.random(data.count) > 0.002
    row = np.flatnonzero(some | refused)
    return pl.DataFrame(
        {
            "page": (data.page[row] + 1).astype(np.int32),
            "post": told.post_numbers[row],
            "counted": live[row],
            "whole": whole[row] & ~refused[row],
            "refused": or_null(np.full(len(row), 212, dtype=np.int32), refused[row]),
            "read_at": data.read_at[row],
        }
    )


def live_counts(frame: pl.DataFrame, told: Told) -> Ints:
    """Comments of each post that still stand, by row of the posts."""
    key = pl.DataFrame({"page": (told.posts.page + 1).astype(np.int32), "post": told.post_numbers})
    stands = frame.filter(pl.col("deleted_at").is_null()).group_by("page", "post").len("live")
    joined = key.join(stands, on=["page", "post"], how="left", maintain_order="left")
    return joined["live"].fill_null(0).cast(pl.Int64).to_numpy()


def responders(traits: Traits, key: str, share: float, rng: np.random.Generator) -> Ints:
    """The person who answers for each page from an own account; 0: nobody."""
    hashes = [author_hash(9_900_000_000_000 + row, key) for row in range(traits.count)]
    return np.where(rng.random(traits.count) < share, np.array(hashes, dtype=np.int64), 0)


def responder_frame(answering: Ints) -> pl.DataFrame:
    """Schema ``Responders``: one row per page somebody answers for."""
    row = np.flatnonzero(answering)
    return pl.DataFrame({"page": (row + 1).astype(np.int32), "author": answering[row]})
