"""What signals need beside the facts of the engine: equal texts of comments, texts of posts.

Counted by the database as far as it can: only pages where some text repeats often enough are read
text by text. Works on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Engine,
    Select,
    and_,
    exists,
    func,
    or_,
    select,
)

from store import bulk
from store import tables as t

_c, _p, _r, _x = t.comments.c, t.pages.c, t.responders.c, t.posts.c

LEAST_REPEATED = 10
"""A text said fewer times on a page can be no third of 30 comments and no half of 20 replies."""

SHORTEST = 15
"""Characters: a text with fewer cannot have so many letters."""

PART = 400
"""Pages whose post texts are read at once."""

_SAYINGS = {
    "page": pl.Int32, "by_page": pl.Boolean, "text_hash": pl.Int64, "letters": pl.Int32,
    "comments": pl.Int32, "posts": pl.Int32, "since": pl.Int64, "until": pl.Int64,
}  # fmt: skip


def sayings(engine: Engine, start: int, end: int) -> pl.DataFrame:
    """Texts said from ``start`` to before ``end`` on pages where one of them repeats often.

    Citizens' comments whose text is still kept and has at least 15 characters, and ``replies``.
    Comments gone by ``end`` are left out.

    Returns:
        The columns of ``kpi.signals.model.Sayings``: one row per page, speaker and text, all of a
        page's or none.
    """
    return pl.concat([_said(engine, False, start, end), replies(engine, start, end)])


def replies(engine: Engine, start: int, end: int) -> pl.DataFrame:
    """The part of ``sayings`` that pages say themselves.

    Nested comments by the page or by a listed responder; of their texts the hash alone is kept.
    """
    return _said(engine, True, start, end)


def _said(engine: Engine, by_page: bool, start: int, end: int) -> pl.DataFrame:
    spoken = _spoken(by_page, start, end)
    joined = t.comments.join(t.pages, _p.page == _c.page)
    often = (
        select(_c.page)
        .select_from(joined)
        .where(spoken)
        .group_by(_c.page, _c.text_hash)
        .having(func.count() >= LEAST_REPEATED)
    )
    text: ColumnElement[Any] = func.min(_c.text) if not by_page else func.min("")
    query = (
        select(
            _c.page, _c.text_hash, text.label("text"), func.count().label("comments"),
            func.count(_c.post.distinct()).label("posts"), func.min(_c.written).label("since"),
            func.max(_c.written).label("until"),
        )
        .select_from(joined)
        .where(spoken, _c.page.in_(often))
        .group_by(_c.page, _c.text_hash)
        .order_by(_c.page, _c.text_hash)
    )  # fmt: skip
    names = ["page", "text_hash", "text", "comments", "posts", "since", "until"]
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    kinds = dict.fromkeys(names, pl.Int64) | {"text": pl.String}
    frame = pl.DataFrame(rows, schema=kinds, orient="row")
    letters = pl.col("text").str.count_matches(r"\p{L}")
    return frame.with_columns(
        by_page=pl.lit(by_page), letters=pl.when(pl.lit(not by_page)).then(letters)
    ).select(pl.col(name).cast(kind) for name, kind in _SAYINGS.items())


def _spoken(by_page: bool, start: int, end: int) -> ColumnElement[bool]:
    listed = exists().where(_r.page == _c.page, _r.author == _c.author)
    ours = or_(_c.author == -_p.owner, listed)
    common = and_(
        _c.written >= start, _c.written < end, _c.text_hash.is_not(None),
        or_(_c.deleted_at.is_(None), _c.deleted_at >= end),
    )  # fmt: skip
    if by_page:
        return and_(common, ours, _c.comment != _c.root)
    return and_(common, _c.author > 0, ~listed, func.length(_c.text) >= SHORTEST)


def post_texts(engine: Engine, start: int, end: int) -> Iterator[pl.DataFrame]:
    """Texts of the pages' own posts published from ``start`` to before ``end``, by parts of pages.

    Yields:
        ``page, post, published, text``: one row per post that has a text and stands at ``end``.
    """
    with engine.connect() as connection:
        last = connection.scalar(select(func.max(t.pages.c.page))) or 0
    parts = [_texts(low, low + PART - 1, start, end) for low in range(0, last + 1, PART)]
    with bulk.answers(engine, parts) as found:
        for batches in found:
            yield bulk.frame_of(list(batches))


def _texts(low: int, high: int, start: int, end: int) -> Select[Any]:
    w = t.post_texts.c
    return (
        select(_x.page, _x.post, _x.published, w.text)
        .join_from(t.post_texts, t.posts, and_(_x.page == w.page, _x.post == w.post))
        .where(
            _x.page.between(low, high), _x.published >= start, _x.published < end,
            or_(_x.deleted_at.is_(None), _x.deleted_at >= end),
        )
    )  # fmt: skip
