"""Writing: one transaction a batch, upserts by key, and what follows from the rows.

Whatever a transaction changes of a post's comments, it also rewrites the post's first replies, so
that no reader ever sees the one without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    Table,
    and_,
    bindparam,
    column,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from core.frames import COUNTER_AGES, PINNED, Comments, Responders
from core.period import DAY
from store import copying
from store import tables as t

Row = dict[str, Any]
Derive = Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame]
"""``(comments, owners, responders) -> first_replies``."""

COMMENTS, RESPONDERS = Comments.create_empty().schema, Responders.create_empty().schema


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, or updates those whose key stands already; columns not given stay.

    All rows have the same columns; of two with one key the later counts.
    """
    keys = [c.name for c in table.primary_key]
    latest = list({tuple(row[key] for key in keys): row for row in rows}.values())
    if not latest:
        return
    if copying.is_quicker(connection, len(latest)):
        copying.upsert(connection, table, latest)
        return
    statement = copying.insertion(connection, table)
    changed = {c: statement.excluded[c] for c in latest[0] if c not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(),
        latest,
    )


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts all rows of a frame in the columns of the table; its numbers go on after them."""
    names = [c.name for c in table.columns if c.name in frame.columns]
    if frame.is_empty():
        return
    if connection.dialect.name == "postgresql":
        copying.append(connection, table, frame.select(names))
        return
    quoted = connection.dialect.identifier_preparer.quote
    columns, places = ", ".join(map(quoted, names)), ", ".join("?" for _ in names)
    sql = f"insert into {quoted(table.name)} ({columns}) values ({places})"
    connection.connection.cursor().executemany(sql, frame.select(names).rows())


def save_posts(connection: Connection, rows: Sequence[Row]) -> None:
    """Upserts posts, a repeated one once; a post that is back is no longer deleted."""
    columns = [c.name for c in t.posts.columns]
    latest = {(row["page"], row["post"]): row for row in rows}
    upsert(connection, t.posts, [{c: row[c] for c in columns} for row in latest.values()])
    keep_counters(connection, list(latest.values()))
    texts = [
        {"page": row["page"], "post": row["post"], "text": row["text"]}
        for row in latest.values()
        if row.get("text")
    ]
    upsert(connection, t.post_texts, texts)
    _forget_texts(connection, [key for key, row in latest.items() if not row.get("text")])


def _forget_texts(connection: Connection, posts: Sequence[tuple[int, int]]) -> None:
    """Removes the texts of posts that have none any more."""
    if posts:
        x = t.post_texts.c
        connection.execute(
            delete(t.post_texts).where(x.page == bindparam("at_page"), x.post == bindparam("at")),
            [{"at_page": page, "at": post} for page, post in posts],
        )


def keep_counters(connection: Connection, posts: Sequence[Row]) -> None:
    """Keeps the first counters read at each age of ``COUNTER_AGES``, unless it is too late."""
    names = [c.name for c in t.post_counters.columns if c.name != "age"]
    rows = [
        {"age": age, **{name: row[name] for name in names}}
        for row in posts
        for age, late in COUNTER_AGES.items()
        if age * DAY <= row["read_at"] - row["published"] < late * DAY
    ]
    if rows:
        connection.execute(
            copying.insertion(connection, t.post_counters).on_conflict_do_nothing(), rows
        )


def set_pinned(connection: Connection, pinned: dict[int, int | None]) -> None:
    """Takes the mark «pinned» off the posts of these pages that are pinned no more."""
    p = t.posts.c
    if pinned:
        connection.execute(
            update(t.posts)
            .where(
                p.page == bindparam("at_page"), p.flags.op("&")(PINNED) != 0,
                p.post != bindparam("still"),
            )
            .values(flags=p.flags - PINNED),
            [{"at_page": page, "still": post or 0} for page, post in pinned.items()],
        )  # fmt: skip


_IN_INTERVAL = select(t.posts.c.post).where(
    t.posts.c.page == bindparam("at_page"),
    t.posts.c.published.between(bindparam("start"), bindparam("end")),
    t.posts.c.deleted_at.is_(None), t.posts.c.flags.op("&")(PINNED) == 0,
)  # fmt: skip


def mark_gone(
    connection: Connection, page: int, start: int, end: int, seen: Iterable[int], now: int
) -> None:
    """Marks stored posts of a closed interval that were not seen as deleted; pinned ones stay."""
    p = t.posts.c
    bounds = {"at_page": page, "start": start, "end": end}
    gone = set(connection.scalars(_IN_INTERVAL, bounds)) - set(seen)
    if gone:
        connection.execute(
            update(t.posts)
            .where(p.page == page, p.post == bindparam("gone"))
            .values(deleted_at=now),
            [{"gone": post} for post in gone],
        )


def save_intervals(
    connection: Connection, intervals: Mapping[int, Iterable[tuple[int, int, bool]]]
) -> None:
    """Replaces the loaded intervals of pages."""
    if not intervals:
        return
    emptied = delete(t.intervals).where(t.intervals.c.page == bindparam("at_page"))
    connection.execute(emptied, [{"at_page": page} for page in intervals])
    connection.execute(insert(t.intervals), [
        {"page": page, "start": start, "end": end, "origin": origin}
        for page, found in intervals.items()
        for start, end, origin in found
    ])  # fmt: skip


def intervals_of(
    connection: Connection, pages: Collection[int]
) -> dict[int, list[tuple[int, int, bool]]]:
    """Loaded intervals of each of the pages, oldest first."""
    i = t.intervals.c
    rows = connection.execute(
        select(i.page, i.start, i.end, i.origin).where(i.page.in_(set(pages))).order_by(i.start)
    )
    found: dict[int, list[tuple[int, int, bool]]] = {page: [] for page in pages}
    for page, *interval in rows:
        found[page].append((interval[0], interval[1], interval[2]))
    return found


def save_comments(
    connection: Connection, comments: Sequence[Row], threads: Sequence[Row], derive: Derive
) -> None:
    """Writes the comments of posts that were read, marks the missing ones, derives first replies.

    Args:
        connection: of the transaction.
        comments: all comments read of the posts of ``threads``.
        threads: one row per post, ``core.frames.Threads``; comments missing under a post that is
            ``whole`` are marked as deleted at its ``read_at``.
        derive: see ``Derive``.
    """
    if not threads:
        return
    stubs = [row for row in comments if row["deleted_at"] is not None]
    upsert(connection, t.comments, [row for row in comments if row["deleted_at"] is None])
    _keep_stubs(connection, stubs)
    seen = {(row["page"], row["post"], row["comment"]) for row in comments}
    whole = {(th["page"], th["post"]): th["read_at"] for th in threads if th["whole"]}
    _delete_comments(connection, {
        (page, post, comment): whole[page, post]
        for page, post, comment, written in _standing(connection, list(whole))
        if (page, post, comment) not in seen and written <= whole[page, post]
    })  # fmt: skip
    upsert(connection, t.threads, threads)
    rewrite_first_replies(connection, [(th["page"], th["post"]) for th in threads], derive)


def _of_posts(posts: Sequence[tuple[int, int]]) -> Any:
    """The posts as a table to join with: both databases then go by the key of comments.

    As text: numbers given one by one would be compiled anew for every batch.
    """
    numbers = ",".join(f"({page:d},{post:d})" for page, post in posts)
    query = f"select column1 as page, column2 as post from (values {numbers}) as given"
    columns = (column("page", Integer), column("post", BigInteger))
    return text(query).columns(*columns).cte("wanted")


def _standing(connection: Connection, posts: Sequence[tuple[int, int]]) -> list[Any]:
    """Stored comments of some posts that are not deleted: ``(page, post, comment, written)``."""
    if not posts:
        return []
    c, wanted = t.comments.c, _of_posts(posts)
    query = select(c.page, c.post, c.comment, c.written).join_from(
        wanted, t.comments, and_(c.page == wanted.c.page, c.post == wanted.c.post)
    )
    return list(connection.execute(query.where(c.deleted_at.is_(None))))


def _keep_stubs(connection: Connection, stubs: Sequence[Row]) -> None:
    """A deleted comment keeps its place; one known before keeps its author and loses its text."""
    if stubs:
        known = copying.insertion(connection, t.comments).on_conflict_do_nothing()
        connection.execute(known, list(stubs))
        _delete_comments(connection, {
            (stub["page"], stub["post"], stub["comment"]): stub["deleted_at"] for stub in stubs
        })  # fmt: skip


def _delete_comments(connection: Connection, gone: dict[tuple[int, int, int], int]) -> None:
    """Marks comments as deleted since a moment, unless they are already; their texts go."""
    if not gone:
        return
    c = t.comments.c
    place = (c.page == bindparam("at_page"), c.post == bindparam("at_post"))
    statement = (
        update(t.comments)
        .where(*place, c.comment == bindparam("at_comment"))
        .values(deleted_at=func.coalesce(c.deleted_at, bindparam("since")), text=None)
    )
    names = ("at_page", "at_post", "at_comment", "since")
    rows = [dict(zip(names, (*key, at), strict=True)) for key, at in gone.items()]
    connection.execute(statement, rows)


def rewrite_first_replies(
    connection: Connection, posts: Sequence[tuple[int, int]], derive: Derive
) -> None:
    """Derives the first replies of whole posts again from their stored comments."""
    if not posts:
        return
    c, f, wanted = t.comments.c, t.first_replies.c, _of_posts(posts)
    query = select(t.comments).join_from(
        wanted, t.comments, and_(c.page == wanted.c.page, c.post == wanted.c.post)
    )
    rows = [tuple(row) for row in connection.execute(query)]
    place = (f.page == bindparam("at_page"), f.post == bindparam("at_post"))
    connection.execute(
        delete(t.first_replies).where(*place),
        [{"at_page": page, "at_post": post} for page, post in posts],
    )
    frame = pl.DataFrame(rows, schema=COMMENTS, orient="row")
    pages = sorted({page for page, _ in posts})
    append(connection, t.first_replies, derive(frame, *_answering(connection, pages)))


def _answering(connection: Connection, pages: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Owners and responders of some pages."""
    owners = connection.execute(
        select(t.pages.c.page, t.pages.c.owner).where(t.pages.c.page.in_(pages))
    )
    people = connection.execute(select(t.responders).where(t.responders.c.page.in_(pages)))
    schema = {"page": pl.Int32, "owner": pl.Int64}
    return (
        pl.DataFrame([tuple(r) for r in owners], schema=schema, orient="row"),
        pl.DataFrame([tuple(r) for r in people], schema=RESPONDERS, orient="row"),
    )


def purge_texts(engine: Engine, before: int) -> int:
    """Removes the texts of comments written before a moment; how many there were."""
    c = t.comments.c
    with engine.begin() as connection:
        done = connection.execute(
            update(t.comments).where(c.text.is_not(None), c.written < before).values(text=None)
        )
        return done.rowcount


def move_data_version(connection: Connection) -> None:
    """Tells readers that the data have changed: once a finished run or import."""
    m = t.marks.c
    stored = connection.scalar(select(m.value).where(m.mark == "data_version"))
    set_mark(connection, "data_version", str(int(stored or 0) + 1))


def set_mark(connection: Connection, mark: str, value: str) -> None:
    """Writes a fact of the store itself."""
    upsert(connection, t.marks, [{"mark": mark, "value": value}])
