"""Writing: one transaction a batch, upserts by key, and what follows from the rows.

Whatever a transaction changes of a post's comments, it also rewrites the post's first replies, so
that no reader ever sees the one without the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from core.frames import PINNED, Comments, Responders
from store import tables as t

Row = dict[str, Any]
Derive = Callable[[pl.DataFrame, pl.DataFrame, pl.DataFrame], pl.DataFrame]
"""``(comments, owners, responders) -> first_replies``."""


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Inserts rows, or updates those whose key stands already; columns not given stay."""
    if not rows:
        return
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
    keys = [c.name for c in table.primary_key]
    statement = dialect.insert(table)
    changed = {c: statement.excluded[c] for c in rows[0] if c not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=keys, set_=changed)
        if changed
        else statement.on_conflict_do_nothing(),
        list(rows),
    )


def append(connection: Connection, table: Table, frame: pl.DataFrame) -> None:
    """Inserts all rows of a frame in the columns of the table."""
    names = [c.name for c in table.columns if c.name in frame.columns]
    if frame.height:
        places = ", ".join("?" for _ in names)
        sql = f"insert into {table.name} ({', '.join(names)}) values ({places})"
        connection.connection.cursor().executemany(sql, frame.select(names).rows())


def save_pages(connection: Connection, rows: Iterable[Row]) -> None:
    """Updates pages by ``page``: a resolved owner, or what the network says of them."""
    for row in rows:
        values = {k: v for k, v in row.items() if k != "page"}
        if "owner" in values and "read_at" not in values:
            _resolve(connection, row["page"], values["owner"])
            continue
        known = connection.execute(select(t.pages).where(t.pages.c.page == row["page"])).one()
        same = known.refused == values["refused"]
        values["refused_at"] = known.refused_at if same else values["read_at"]
        if values["refused"] is None:
            values["refused_at"] = None
        connection.execute(update(t.pages).where(t.pages.c.page == row["page"]).values(**values))


def _resolve(connection: Connection, page: int, owner: int) -> None:
    """Gives a page its number; where another page has it, this one is refused as its double."""
    name = connection.scalar(select(t.pages.c.network).where(t.pages.c.page == page))
    page_id = f"{name}:{owner}"
    taken = connection.scalar(select(t.pages.c.page).where(t.pages.c.page_id == page_id))
    values: Row = {"owner": owner, "page_id": page_id}
    if taken not in (None, page):
        values = {"refused": f"the same page as {page_id}"}
    else:
        old = select(t.pages.c.page_id).where(t.pages.c.page == page).scalar_subquery()
        g = t.grants.c
        granted = update(t.grants).where(g.kind == "page", g.value == old)
        connection.execute(granted.values(value=page_id))
    connection.execute(update(t.pages).where(t.pages.c.page == page).values(**values))


def refuse(connection: Connection, refusals: Iterable[tuple[int, str]], now: int) -> None:
    """Records why the network refuses pages, and since when."""
    for page, reason in refusals:
        connection.execute(
            update(t.pages)
            .where(t.pages.c.page == page, func.coalesce(t.pages.c.refused, "") != reason)
            .values(refused=reason, refused_at=now)
        )


def save_posts(connection: Connection, rows: Sequence[Row]) -> None:
    """Upserts posts, a repeated one once; a post that is back is no longer deleted."""
    columns = [c.name for c in t.posts.columns]
    latest = {(row["page"], row["post"]): row for row in rows}
    upsert(connection, t.posts, [{c: row[c] for c in columns} for row in latest.values()])
    texts = [
        {"page": row["page"], "post": row["post"], "text": row["text"]}
        for row in latest.values()
        if row.get("text")
    ]
    upsert(connection, t.post_texts, texts)


def set_pinned(connection: Connection, pinned: dict[int, int | None]) -> None:
    """Takes the mark «pinned» off the posts of these pages that are pinned no more."""
    for page, post in pinned.items():
        connection.execute(
            update(t.posts)
            .where(
                t.posts.c.page == page,
                t.posts.c.flags.op("&")(PINNED) != 0,
                t.posts.c.post != (post or 0),
            )
            .values(flags=t.posts.c.flags - PINNED)
        )


def mark_gone(
    connection: Connection, page: int, start: int, end: int, seen: Iterable[int], now: int
) -> None:
    """Marks stored posts of a closed interval that were not seen as deleted; pinned ones stay."""
    p = t.posts.c
    stored = connection.scalars(
        select(p.post).where(
            p.page == page, p.published.between(start, end),
            p.deleted_at.is_(None), p.flags.op("&")(PINNED) == 0,
        )
    )  # fmt: skip
    gone = set(stored) - set(seen)
    if gone:
        connection.execute(
            update(t.posts)
            .where(p.page == page, p.post == bindparam("gone"))
            .values(deleted_at=now),
            [{"gone": post} for post in gone],
        )


def save_intervals(
    connection: Connection, page: int, intervals: Iterable[tuple[int, int, bool]]
) -> None:
    """Replaces the loaded intervals of a page."""
    connection.execute(delete(t.intervals).where(t.intervals.c.page == page))
    rows = [{"page": page, "start": s, "end": e, "origin": o} for s, e, o in intervals]
    if rows:
        connection.execute(insert(t.intervals), rows)


def intervals_of(connection: Connection, page: int) -> list[tuple[int, int, bool]]:
    """Loaded intervals of a page, oldest first."""
    i = t.intervals.c
    rows = connection.execute(
        select(i.start, i.end, i.origin).where(i.page == page).order_by(i.start)
    )
    return [(start, end, origin) for start, end, origin in rows]


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
    c = t.comments.c
    stubs = [row for row in comments if row["deleted_at"] is not None]
    upsert(connection, t.comments, [row for row in comments if row["deleted_at"] is None])
    _keep_stubs(connection, stubs)
    found: dict[tuple[int, int], set[int]] = {}
    for row in comments:
        found.setdefault((row["page"], row["post"]), set()).add(row["comment"])
    for thread in threads:
        key = (thread["page"], thread["post"])
        if thread["whole"]:
            stored = connection.scalars(
                select(c.comment).where(c.page == key[0], c.post == key[1], c.deleted_at.is_(None))
            )
            gone = set(stored) - found.get(key, set())
            _delete_comments(connection, key[0], gone, thread["read_at"])
    upsert(connection, t.threads, threads)
    rewrite_first_replies(connection, [(th["page"], th["post"]) for th in threads], derive)


def _keep_stubs(connection: Connection, stubs: Sequence[Row]) -> None:
    """A deleted comment keeps its place; one known before keeps its author and loses its text."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
    if stubs:
        connection.execute(dialect.insert(t.comments).on_conflict_do_nothing(), list(stubs))
        for stub in stubs:
            _delete_comments(connection, stub["page"], {stub["comment"]}, stub["deleted_at"])


def _delete_comments(connection: Connection, page: int, gone: Iterable[int], now: int) -> None:
    rows = [{"gone": comment} for comment in gone]
    if rows:
        c = t.comments.c
        connection.execute(
            update(t.comments)
            .where(c.page == page, c.comment == bindparam("gone"))
            .values(deleted_at=func.coalesce(c.deleted_at, now), text=None),
            rows,
        )


def rewrite_first_replies(
    connection: Connection, posts: Sequence[tuple[int, int]], derive: Derive
) -> None:
    """Derives the first replies of whole posts again from their stored comments."""
    if not posts:
        return
    c = t.comments.c
    by_page: dict[int, list[int]] = {}
    for page, post in posts:
        by_page.setdefault(page, []).append(post)
    rows: list[Any] = []
    for page, numbers in by_page.items():
        rows += connection.execute(select(t.comments).where(c.page == page, c.post.in_(numbers)))
        connection.execute(
            delete(t.first_replies).where(
                t.first_replies.c.page == page, t.first_replies.c.post.in_(numbers)
            )
        )
    schema = Comments.create_empty().schema
    frame = pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")
    append(connection, t.first_replies, derive(frame, *_answering(connection, list(by_page))))


def _answering(connection: Connection, pages: list[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Owners and responders of some pages."""
    owners = connection.execute(
        select(t.pages.c.page, t.pages.c.owner).where(t.pages.c.page.in_(pages))
    )
    people = connection.execute(select(t.responders).where(t.responders.c.page.in_(pages)))
    schema = {"page": pl.Int32, "owner": pl.Int64}
    return (
        pl.DataFrame([tuple(r) for r in owners], schema=schema, orient="row"),
        pl.DataFrame(
            [tuple(r) for r in people], schema=Responders.create_empty().schema, orient="row"
        ),
    )


def add_responders(engine: Engine, page: int, authors: Sequence[int], derive: Derive) -> None:
    """Lists persons who answer for a page, and judges its threads anew."""
    with engine.begin() as connection:
        upsert(connection, t.responders, [{"page": page, "author": a} for a in authors])
        posts = connection.execute(
            select(t.comments.c.post).where(t.comments.c.page == page).distinct()
        )
        rewrite_first_replies(connection, [(page, post) for (post,) in posts], derive)


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
