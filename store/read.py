"""Reading: whole tables as frames for the engine, and small questions of the views.

Facts come in bulk from two processes, by halves of the page numbers; types are those of
``core.frames`` (rules were checked when the rows were written).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl
from sqlalchemy import Engine, Result, Select, and_, false, func, or_, select, tuple_

from core import design, frames
from core.process import give_back
from store import appeal_decisions, bulk, page_marks
from store import tables as t

_P, _B = t.pages.c, t.bodies.c
_PAGES = (
    select(
        _P.page, _P.page_id, _P.network, _P.owner, _P.screen_name,
        func.coalesce(_B.name, _P.title, _P.page_id).label("name"), _B.ogrn, _B.level, _B.founder,
        _B.sphere, _B.territory, _B.category,
        func.coalesce(_B.exempt, false()).label("exempt"), _B.exempt_reason, _B.audience,
        _P.listed, func.coalesce(_P.badge, _B.badge).label("badge"), _P.design_filled,
        _P.pos_widget, _P.comments_open, _P.refused, _P.refused_at, _B.component,
        _P.design_missing,
    )
    .select_from(t.pages.outerjoin(t.bodies, _B.body == _P.body))
    .order_by(_P.page)
)  # fmt: skip

_AT_ONCE = 1000
"""Rows asked for in one statement: databases bound the number of parameters."""

_FACTS = {
    "snapshots": frames.Snapshots,
    "intervals": frames.Intervals,
    "posts": frames.Posts,
    "first_replies": frames.FirstReplies,
    "threads": frames.Threads,
}


def typed(frame: pl.DataFrame, schema: type[Any]) -> pl.DataFrame:
    """The frame in the columns and types of a schema of ``core.frames``."""
    kinds = schema.create_empty().schema
    known = frame.with_columns(
        pl.col(name).cast(pl.Int64) for name, kind in kinds.items() if kind == pl.Boolean
    )
    return known.select(pl.col(name).cast(kind) for name, kind in kinds.items())


def fact_frames(engine: Engine) -> dict[str, pl.DataFrame]:
    """Pages and all facts the engine computes from, in the schemas of ``core.frames``.

    Keys: ``pages, overrules, pauses, snapshots, intervals, posts, first_replies, threads``. The
    facts of a page are of one moment, even while a sync writes.
    """
    known = pages(engine)
    read = {
        "pages": known,
        "overrules": appeal_decisions.overrules(engine),
        "pauses": page_marks.accepted(engine),
    }
    if known.is_empty():
        return read | {name: kind.create_empty() for name, kind in _FACTS.items()}
    last = int(known["page"].to_numpy().max())
    halves = ((0, last // 2), (last // 2 + 1, last))
    queries = [[_facts_query(name, *half) for name in _FACTS] for half in halves]
    parts = bulk.frames(engine, queries)
    for place, (name, schema) in enumerate(_FACTS.items()):
        whole = pl.concat([part[place] for part in parts], how="vertical_relaxed")
        read[name] = typed(whole, schema)
    del parts, whole
    give_back()
    return read


def pages(engine: Engine) -> pl.DataFrame:
    """Pages that stand in the register or stood there: ``core.frames.Pages``."""
    with engine.connect() as connection:
        return typed(_with_design(_rows(connection.execute(_PAGES))), frames.Pages)


def _with_design(pages: pl.DataFrame) -> pl.DataFrame:
    """Adds ``photo, cover, description, widgets``: what ``design_missing`` says; null: not read."""
    text = pl.col("design_missing").cast(pl.String)
    lacking = text.fill_null("").str.split(",")
    read = pl.col("design_filled").is_not_null()
    return pages.with_columns(
        *(
            pl.when(read).then(~lacking.list.contains(item)).alias(item)
            for item in ("photo", "cover", "description")
        ),
        widgets=text.str.extract(rf"\b{design.MENU}(\d+)$").cast(pl.Int32),
    )


def _facts_query(name: str, low: int, high: int) -> Select[Any]:
    c = t.metadata.tables[name].c
    columns = [c[column] for column in _FACTS[name].column_names()]
    return select(*columns).where(c.page.between(low, high))


def _rows(result: Result[Any]) -> pl.DataFrame:
    names = list(result.keys())
    return pl.DataFrame(
        [tuple(row) for row in result], schema=names, orient="row", infer_schema_length=None
    )


def mark(engine: Engine, name: str) -> str | None:
    """A fact of the store itself; null: it has none of this name."""
    with engine.connect() as connection:
        value: str | None = connection.scalar(select(t.marks.c.value).where(t.marks.c.mark == name))
        return value


def data_version(engine: Engine) -> int:
    """Moves once with every finished sync or import; 0: nothing was ever collected."""
    return int(mark(engine, "data_version") or 0)


def as_of(engine: Engine) -> int | None:
    """The moment of the last finished run that brought anything; null: there was none."""
    r = t.runs.c
    brought = or_(r.state == "complete", and_(r.state == "incomplete", r.pages > 0))
    with engine.connect() as connection:
        moment: int | None = connection.scalar(select(func.max(r.as_of)).where(brought))
        return moment


def _frame(engine: Engine, query: Select[Any]) -> pl.DataFrame:
    with engine.connect() as connection:
        return _rows(connection.execute(query))


def post_texts(engine: Engine, page: int) -> pl.DataFrame:
    """Texts of all own posts of a page: ``post, text``."""
    c = t.post_texts.c
    query = select(c.post, c.text).where(c.page == page)
    return _frame(engine, query).cast({"post": pl.Int64, "text": pl.String})


def texts_of(engine: Engine, posts: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Texts of some posts, named by page and post; one without a text is not there."""
    c = t.post_texts.c
    asked, found = list(posts), dict[tuple[int, int], str]()
    with engine.connect() as connection:
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            query = select(c.page, c.post, c.text).where(tuple_(c.page, c.post).in_(some))
            found |= {(row.page, row.post): row.text for row in connection.execute(query)}
    return found


def comment_texts(engine: Engine, page: int, comments: list[int]) -> pl.DataFrame:
    """Texts of some comments of a page: ``comment, root, text``; null: purged past retention."""
    c = t.comments.c
    query = select(c.comment, c.root, c.text).where(c.page == page, c.comment.in_(comments))
    return _frame(engine, query).cast({"comment": pl.Int64, "root": pl.Int64, "text": pl.String})


def find_page(engine: Engine, page_id: str) -> int | None:
    """Number of a page; null: it is not in the register."""
    with engine.connect() as connection:
        return connection.scalar(select(t.pages.c.page).where(t.pages.c.page_id == page_id))


def runs(engine: Engine, limit: int = 30) -> pl.DataFrame:
    """The last runs of the loaders, newest first: the columns of the table ``runs``."""
    return _frame(engine, select(t.runs).order_by(t.runs.c.run.desc()).limit(limit))


def refused_pages(engine: Engine) -> pl.DataFrame:
    """Listed pages the network refuses: ``page_id, refused, refused_at``."""
    p = t.pages.c
    query = select(p.page_id, p.refused, p.refused_at).where(p.refused.is_not(None), p.listed)
    return _frame(engine, query).sort("page_id")  # databases sort text each their own way


def design_missing(engine: Engine, page: int) -> list[str] | None:
    """Items of the page's design that are not filled; null: the page was never read."""
    with engine.connect() as connection:
        row = connection.execute(
            select(t.pages.c.design_filled, t.pages.c.design_missing).where(t.pages.c.page == page)
        ).one_or_none()
    if row is None or row.design_filled is None:
        return None
    return design.missing(row.design_missing or "")


def answered_at(engine: Engine, page: int, post: int, comment: int) -> int | None:
    """When a comment of a citizen got its first reply, as it stands in the store this moment."""
    replies = t.first_replies.c
    query = select(replies.answered_at).where(
        replies.page == page, replies.post == post, replies.comment == comment
    )
    with engine.connect() as connection:
        return connection.scalar(query)
