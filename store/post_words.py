"""What supervisors say of posts: what kind of news it is, in or out of the gallery, a star.

Every word is a row, none is overwritten: of each side the newest holds, and a word is taken back by
another one. A word is written with its line of the audit log in one transaction. It changes no
fact, so the data version stays; what is counted from words is kept by ``newest``. Who may say what
is checked by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from store import tables as t
from store.accounts import record
from store.signal_decisions import LONGEST_NOTE

EXCLUSIONS = ("obituary", "disaster", "giveaway")
"""No post or video of the year; ``clean`` says that it is none of these."""

SIDES: dict[str, tuple[str, ...]] = {
    "kind": (*EXCLUSIONS, "clean"),
    "gallery": ("practice", "hidden", "neutral"),
    "star": ("star", "unstar"),
}
"""Side → its words, of which the newest holds; the last word of a side takes back."""

_BACK = tuple(words[-1] for words in SIDES.values())
_SIDE = {word: side for side, words in SIDES.items() for word in words}
_w, _p = t.post_words.c, t.pages.c


class WordError(ValueError):
    """A word that cannot be said: one sentence."""


class Post(NamedTuple):
    """What a word is about: a post by the network's own number."""

    page_id: str
    post: int


def say(
    engine: Engine, posts: Sequence[Post], word: str, who: str, now: int, note: str | None = None
) -> list[Post]:
    """Says one word of some posts, of all of them or of none.

    Args:
        engine: of the store.
        posts: of any pages.
        word: one of ``SIDES``.
        who: login.
        now: UTC unix seconds.
        note: the reason given; at most ``LONGEST_NOTE`` characters.

    Returns:
        The posts of which the word is news: one that stands is not said twice, and what was not
        said is not taken back.

    Raises:
        WordError: another word, no such page, too long a note.
    """
    if word not in _SIDE:
        raise WordError(f"{word!r} is not one of {', '.join(_SIDE)}")
    if note is not None and len(note) > LONGEST_NOTE:
        raise WordError(f"a note has at most {LONGEST_NOTE} characters")
    with engine.begin() as connection:
        numbers = _numbers(connection, posts)
        last = _last(connection, posts, _SIDE[word])
        news = [one for one in dict.fromkeys(posts) if _is_news(word, last.get(one))]
        if news:
            said = {"verdict": word, "who": who, "at": now, "note": note}
            rows = [{"page": numbers[one.page_id], "post": one.post} | said for one in news]
            connection.execute(insert(t.post_words), rows)
            for one in news:
                record(connection, who, f"post {word}", f"{one.page_id} {one.post}", now)
    return news


def standing(engine: Engine, at: int | None = None) -> pl.DataFrame:
    """What holds of each post anybody spoke of, now or at a past moment.

    Returns:
        One row per post: ``page`` (its number), ``page_id, post``; for each side of ``SIDES`` its
        word (null: none, or taken back) with ``<side>_by`` and ``<side>_at`` (UTC unix seconds).
    """
    said = _history(engine)
    if at is not None:
        said = said.filter(pl.col("at") <= at)
    key = ["page", "page_id", "post"]
    found = said.select(key).unique(maintain_order=True)
    last = said.unique([*key, "side"], keep="last", maintain_order=True).filter(
        ~pl.col("verdict").is_in(_BACK)
    )
    for side in SIDES:
        one = last.filter(pl.col("side") == side).select(
            *key, pl.col("verdict").alias(side), pl.col("who").alias(f"{side}_by"),
            pl.col("at").alias(f"{side}_at"),
        )  # fmt: skip
        found = found.join(one, on=key, how="left", maintain_order="left")
    return found


def excluded(engine: Engine, at: int | None = None) -> pl.DataFrame:
    """Posts that may be no post of the year, now or at a past moment: ``page, post, kind``."""
    return standing(engine, at).filter(pl.col("kind").is_not_null()).select("page", "post", "kind")


def newest(engine: Engine) -> int:
    """Number of the last word said: what is known of all words is known until it moves."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(_w.word))) or 0


def _history(engine: Engine) -> pl.DataFrame:
    query = (
        select(_w.page, _p.page_id, _w.post, _w.verdict, _w.who, _w.at)
        .join_from(t.post_words, t.pages, _w.page == _p.page)
        .order_by(_w.word)
    )
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    schema = {
        "page": pl.Int32, "page_id": pl.String, "post": pl.Int64, "verdict": pl.String,
        "who": pl.String, "at": pl.Int64,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    side = pl.col("verdict").replace_strict(_SIDE, default=None, return_dtype=pl.String)
    return frame.with_columns(side=side)


def _is_news(word: str, last: str | None) -> bool:
    return last not in (None, word) if word in _BACK else word != last


def _numbers(connection: Connection, posts: Sequence[Post]) -> dict[str, int]:
    wanted = {one.page_id for one in posts}
    query = select(_p.page_id, _p.page).where(_p.page_id.in_(wanted))
    found = {row.page_id: row.page for row in connection.execute(query)}
    for page_id in sorted(wanted - found.keys()):
        raise WordError(f"there is no page {page_id!r}")
    return found


def _last(connection: Connection, posts: Sequence[Post], side: str) -> dict[Post, str]:
    query = (
        select(_p.page_id, _w.post, _w.verdict)
        .join_from(t.post_words, t.pages, _w.page == _p.page)
        .where(
            _p.page_id.in_({one.page_id for one in posts}),
            _w.post.in_({one.post for one in posts}),
            _w.verdict.in_(SIDES[side]),
        )
        .order_by(_w.word)
    )
    return {Post(row.page_id, row.post): row.verdict for row in connection.execute(query)}
