"""What the store knows of its own collection: reading only, a few small frames.

Knows neither what a gap is nor how long a fill takes: that is ``jobs.state``.
"""

from __future__ import annotations

import json
from typing import Any

import polars as pl
from sqlalchemy import Engine, Select, and_, case, func, or_, select

from store import due
from store import tables as t
from store.due import Scope
from store.lock import Busy, alone

COLLECT = "collect"
"""What the log calls a collection that a person has started."""

_KINDS = {"integer": pl.Int64, "boolean": pl.Boolean, "text": pl.String}


def _frame(engine: Engine, query: Select[Any], **kinds: str) -> pl.DataFrame:
    schema = {name: _KINDS[kind] for name, kind in kinds.items()}
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def pages(engine: Engine, network: str = "vk") -> pl.DataFrame:
    """Listed pages: ``page, page_id, name, refused, refused_at, read_at``, by name.

    ``refused`` is why the network gives nothing of a page, null: it does not refuse; ``read_at``
    null: it never said anything of it.
    """
    p, b = t.pages.c, t.bodies.c
    name = func.coalesce(b.name, p.title, p.page_id)
    query = (
        select(p.page, p.page_id, name, p.refused, p.refused_at, p.read_at)
        .select_from(t.pages.outerjoin(t.bodies, b.body == p.body))
        .where(p.listed, p.network == network)
    )
    return _frame(
        engine, query, page="integer", page_id="text", name="text", refused="text",
        refused_at="integer", read_at="integer",
    ).sort("name", "page")  # fmt: skip


def intervals(engine: Engine) -> pl.DataFrame:
    """The ledger: ``page, start, end, origin``, one row per loaded interval."""
    i = t.intervals.c
    query = select(i.page, i.start, i.end, i.origin).order_by(i.page, i.start)
    return _frame(engine, query, page="integer", start="integer", end="integer", origin="boolean")


def work(engine: Engine, scope: Scope) -> pl.DataFrame:
    """What is stored of each page and what of it is due at the moment of a scope.

    Returns:
        One row per page with posts: ``page, posts`` (live ones), ``talked`` (those with comments),
        ``counters`` (posts to be counted again), ``comments`` (posts whose comments are to be
        read).
    """
    p, th = t.posts.c, t.threads.c
    again = due.counters(scope)
    stored = (
        select(p.page, func.count(), _counted(p.comments > 0), _counted(again))
        .where(p.deleted_at.is_(None))
        .group_by(p.page)
    )
    unread = (
        select(p.page, func.count())
        .select_from(t.posts.outerjoin(t.threads, and_(th.page == p.page, th.post == p.post)))
        .where(p.deleted_at.is_(None), due.comments(scope))
        .group_by(p.page)
    )
    known = _frame(
        engine, stored, page="integer", posts="integer", talked="integer", counters="integer"
    )
    comments = _frame(engine, unread, page="integer", comments="integer")
    return known.join(comments, on="page", how="left").with_columns(pl.col("comments").fill_null(0))


def _counted(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def runs(engine: Engine, since: int, least: int = 30) -> pl.DataFrame:
    """Runs begun since a moment, and at all events the last ones, newest first.

    Returns:
        The columns of the table ``runs`` and ``rejects``: rows that could not be taken.
    """
    r, j = t.runs.c, t.rejects.c
    count = select(func.coalesce(func.sum(j.count), 0)).where(j.run == r.run).scalar_subquery()
    last = select(func.max(t.runs.c.run) - least).scalar_subquery()
    query = select(t.runs, count.label("rejects")).order_by(r.run.desc())
    text = ("network", "kind", "state", "message")
    names = [c.name for c in query.selected_columns]
    kinds = {name: "text" if name in text else "integer" for name in names}
    return _frame(engine, query.where(or_(r.started_at >= since, r.run > last)), **kinds)


def rejects(engine: Engine, since: int) -> pl.DataFrame:
    """What could not be taken in the runs begun since a moment, the most frequent first.

    Returns:
        ``what`` (post or comment), ``reason``, ``count``, ``pages``, ``last`` (when the last such
        run began); one row per kind and reason.
    """
    r, run = t.rejects.c, t.runs.c
    query = (
        select(
            r.what, r.reason, func.coalesce(func.sum(r.count), 0), func.count(r.page.distinct()),
            func.max(run.started_at),
        )
        .join_from(t.rejects, t.runs, run.run == r.run)
        .where(run.started_at >= since)
        .group_by(r.what, r.reason)
    )  # fmt: skip
    return _frame(
        engine, query, what="text", reason="text", count="integer", pages="integer", last="integer"
    ).sort(["count", "what", "reason"], descending=[True, False, False])


def changes(engine: Engine, limit: int = 200) -> pl.DataFrame:
    """What the network said anew of listed pages, newest first.

    Returns:
        ``at, page_id, name, what, was, became``; see the table ``page_changes``.
    """
    c, p, b = t.page_changes.c, t.pages.c, t.bodies.c
    name = func.coalesce(b.name, p.title, p.page_id)
    query = (
        select(c.at, p.page_id, name, c.what, c.was, c.became)
        .select_from(t.page_changes.join(t.pages, p.page == c.page))
        .outerjoin(t.bodies, b.body == p.body)
        .where(p.listed)
        .order_by(c.at.desc(), c.page, c.what)
        .limit(limit)
    )
    return _frame(
        engine, query, at="integer", page_id="text", name="text", what="text", was="text",
        became="text",
    )  # fmt: skip


def token_use(engine: Engine, network: str = "vk") -> pl.DataFrame:
    """The table ``token_use`` of a network without its column ``network``."""
    u = t.token_use.c
    query = select(u.token, u.method, u.began, u.calls, u.refused, u.refused_at).where(
        u.network == network
    )
    kinds = {c.name: "integer" if c.name in ("began", "calls", "refused_at") else "text"
             for c in query.selected_columns}  # fmt: skip
    return _frame(engine, query, **kinds).sort("token", "method")


def progress(engine: Engine) -> tuple[int, dict[str, tuple[int, int]]] | None:
    """Number of the run that told of its progress last, and its phases as ``(done, total)``."""
    m = t.marks.c
    with engine.connect() as connection:
        told = connection.scalar(select(m.value).where(m.mark == "progress"))
    if told is None:
        return None
    phases = json.loads(told)
    return int(phases.pop("run")), {name: (done, all_) for name, (done, all_) in phases.items()}


def is_running(engine: Engine, what: str = "all") -> bool:
    """Whether a collection holds the database's lock; ``what`` as in ``store.lock.alone``."""
    try:
        with alone(engine, what):
            return False
    except Busy:
        return True


def last_start(engine: Engine, page_id: str) -> int | None:
    """When a person last started the collection of a page or of a thread on it; null: never."""
    a = t.audit.c
    query = select(func.max(a.at)).where(
        a.what == COLLECT, or_(a.target == page_id, a.target.startswith(f"{page_id} "))
    )
    with engine.connect() as connection:
        moment: int | None = connection.scalar(query)
        return moment
