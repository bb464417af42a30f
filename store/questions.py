"""What stands in the threads of some comments: their texts, and who else has answered there.

Read for the rows a view shows, never for a region at once. Persons stay hashes; a community is its
number.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Engine, Integer, Select, and_, column, select, values

from store import tables as t

_AT_ONCE = 2000
"""Comments asked for in one query: databases bound the values of one."""

_c = t.comments.c


def texts(engine: Engine, comments: pl.DataFrame) -> pl.DataFrame:
    """Texts of some comments.

    Args:
        engine: of the store.
        comments: ``page, post, comment``.

    Returns:
        ``page, comment, root, text`` (null: purged past the retention, or none), one row per
        comment that is stored.
    """
    query = select(_c.page, _c.comment, _c.root, _c.text)
    schema = {"page": pl.Int32, "comment": pl.Int64, "root": pl.Int64, "text": pl.String}
    keys = comments.select("page", "post", "comment")
    return pl.DataFrame(_rows(engine, query, _c.comment, keys), schema, orient="row")


def answered_by_others(engine: Engine, threads: pl.DataFrame) -> pl.DataFrame:
    """Comments that other pages of the register left in some threads.

    Args:
        engine: of the store.
        threads: ``page, post, root``.

    Returns:
        ``page, root, other`` (page id of who wrote), ``written``: one row per comment that stands.
    """
    own, other = t.pages.alias("own"), t.pages.alias("other")
    query = (
        select(_c.page, _c.root, other.c.page_id, _c.written)
        .join_from(t.comments, own, own.c.page == _c.page)
        .join(
            other,
            and_(
                other.c.owner == -_c.author, other.c.network == own.c.network, other.c.listed,
                other.c.page != own.c.page,
            ),
        )
        .where(_c.author < 0, _c.deleted_at.is_(None))
    )  # fmt: skip
    schema = {"page": pl.Int32, "root": pl.Int64, "other": pl.String, "written": pl.Int64}
    keys = threads.select("page", "post", "root").unique()
    return pl.DataFrame(_rows(engine, query, _c.root, keys), schema, orient="row")


def _rows(engine: Engine, query: Select[Any], number: Any, keys: pl.DataFrame) -> list[Any]:
    """Rows whose page, post and ``number`` are among the keys, each looked up by the primary key.

    As ``(page, post, comment) in …`` SQLite would read every comment of the store.
    """
    found: list[Any] = []
    with engine.connect() as connection:
        for some in keys.iter_slices(_AT_ONCE):
            given = values(
                column("page", Integer), column("post", BigInteger), column("number", BigInteger),
                name="given",
            ).data(some.rows()).cte("given")  # fmt: skip
            wanted = query.join(
                given,
                and_(
                    _c.page == given.c.page,
                    _c.post == given.c.post,
                    number == given.c.number,
                ),
            )
            found += [tuple(row) for row in connection.execute(wanted)]
    return found
