"""Stored pictures: which could be shown, which stand already, and their bytes.

A picture belongs to a page and one of its posts, or to post ``AVATAR``. Knows nothing of images.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Engine, Select, bindparam, delete, select, update

from core import frames
from core.frames import OWN
from store import bulk, write
from store import tables as t
from store.read import typed
from store.write import Row

AVATAR = 0
"""Number that stands for the page's own picture: posts are numbered from 1."""

Key = tuple[int, int]
"""``(page, post)``."""


def listed_pages(engine: Engine, network: str) -> list[Row]:
    """Pages that views show: ``page, owner, picture`` (address of the avatar; null: none)."""
    p = t.pages.c
    query = select(p.page, p.owner, p.picture).where(p.network == network, p.listed)
    with engine.connect() as connection:
        return [row._asdict() for row in connection.execute(query.order_by(p.page))]


def recent_facts(engine: Engine, since: int) -> dict[str, pl.DataFrame]:
    """What tells a page's notable posts: ``core.frames`` of all facts, most of them empty.

    Rows are in ``pages``, ``intervals`` and, published at ``since`` or later, in ``posts``.
    """
    po = t.posts.c
    wanted: dict[str, tuple[type[Any], Select[Any]]] = {
        "intervals": (frames.Intervals, _all(frames.Intervals, "intervals")),
        "posts": (
            frames.Posts,
            _all(frames.Posts, "posts").where(po.published >= since, po.flags.op("&")(OWN) != 0),
        ),
    }
    (found,) = bulk.frames(engine, [[query for _, query in wanted.values()]])
    facts = {
        name: typed(frame, schema)
        for (name, (schema, _)), frame in zip(wanted.items(), found, strict=True)
    }
    pages = facts["intervals"].select("page").unique()
    empty = {
        "snapshots": frames.Snapshots.create_empty(),
        "first_replies": frames.FirstReplies.create_empty(),
        "threads": frames.Threads.create_empty(),
    }
    return facts | empty | {"pages": pages}


def _all(schema: type[Any], table: str) -> Select[Any]:
    c = t.metadata.tables[table].c
    return select(*(c[name] for name in schema.column_names()))


def stored(engine: Engine, network: str) -> dict[Key, tuple[int, int]]:
    """Source and moment of reading of every stored picture of a network's pages."""
    c = t.pictures.c
    query = select(c.page, c.post, c.source, c.read_at).join(t.pages)
    with engine.connect() as connection:
        rows = connection.execute(query.where(t.pages.c.network == network))
        return {(page, post): (source, read_at) for page, post, source, read_at in rows}


def contents(engine: Engine, page: int, posts: Iterable[int]) -> dict[int, tuple[str, bytes]]:
    """Kind and bytes of those pictures of a page that are stored, by post."""
    c = t.pictures.c
    query = select(c.post, c.kind, c.content).where(c.page == page, c.post.in_(list(posts)))
    with engine.connect() as connection:
        return {post: (kind, bytes(content)) for post, kind, content in connection.execute(query)}


def save(engine: Engine, rows: Sequence[Row]) -> None:
    """Writes pictures, rows of the table ``pictures``, in one transaction."""
    with engine.begin() as connection:
        write.upsert(connection, t.pictures, rows)


def settle(engine: Engine, gone: Iterable[Key], same: Iterable[Key], now: int) -> None:
    """Removes pictures that are shown no more; notes that others were looked at and are the same.

    Args:
        engine: of the store.
        gone: pictures to remove; those not stored are passed over.
        same: pictures that stay.
        now: the moment they were looked at.
    """
    c = t.pictures.c
    place = (c.page == bindparam("at_page"), c.post == bindparam("at_post", type_=BigInteger))
    with engine.begin() as connection:
        for statement, keys in (
            (delete(t.pictures).where(*place), gone),
            (update(t.pictures).where(*place).values(read_at=now), same),
        ):
            if rows := [{"at_page": page, "at_post": post} for page, post in keys]:
                connection.execute(statement, rows)
