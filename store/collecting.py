"""What a sync asks of the store, and its one transaction a batch: the ``Sink`` of a network.

The rows of a batch and the widened intervals go in together, so a run killed at any moment leaves
a store that knows exactly what it has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    Select,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from store import due, page_writing, write
from store import tables as t
from store.due import Scope
from store.page_writing import GONE
from store.write import Derive, Row

DOUBLE = "the same page%"
Interval = tuple[int, int, bool]
Seen = tuple[int, int, int, frozenset[int]]
"""``(page, start, end, posts seen)``: a closed interval of a wall that was read whole."""


class Collecting:
    """One run's view of the store.

    Args:
        network: whose pages.
        scope: what the run is about.
        derive: from comments to first replies.
        widened: of the ledger.
    """

    def __init__(
        self, engine: Engine, network: str, scope: Scope, derive: Derive,
        widened: Callable[[list[Interval], Interval], list[Interval]],
    ) -> None:  # fmt: skip
        self._engine, self._network, self._scope = engine, network, scope
        self._now, self._derive, self._widened = scope.now, derive, widened
        self._only = None if scope.only is None else self._numbers(scope.only)
        self._due = self._due_query()
        self.run = 0

    def _numbers(self, page_ids: frozenset[str]) -> frozenset[int]:
        """Numbers of pages: a page id may change in the run, when its name is resolved."""
        p = t.pages.c
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(select(p.page).where(p.page_id.in_(page_ids))))

    def start(self, started_at: int) -> int:
        """Opens a run and returns its number; runs of its kind that never ended are broken."""
        r = t.runs.c
        with self._engine.begin() as connection:
            connection.execute(
                update(t.runs)
                .where(r.state == "running", r.kind == self._scope.kind)
                .values(state="broken", message="killed")
            )
            row = {
                "network": self._network, "kind": self._scope.kind, "started_at": started_at,
                "as_of": self._now, "state": "running",
            }  # fmt: skip
            opened = connection.execute(insert(t.runs).values(row).returning(r.run))
            self.run = int(opened.scalar_one())
        return self.run

    def finish(self, finished_at: int, state: str, **totals: int | str | None) -> None:
        """Closes the run and moves the data version."""
        with self._engine.begin() as connection:
            connection.execute(
                update(t.runs)
                .where(t.runs.c.run == self.run)
                .values(finished_at=finished_at, state=state, **totals)
            )
            write.move_data_version(connection)

    def show(self, progress: dict[str, tuple[int, int]], **totals: int) -> None:
        """Lets readers see how far the run is: phases as ``(done, total)``, and its totals."""
        with self._engine.begin() as connection:
            connection.execute(update(t.runs).where(t.runs.c.run == self.run).values(**totals))
            write.set_mark(connection, "progress", json.dumps({"run": self.run, **progress}))

    def pages(self) -> list[Row]:
        """Listed pages to collect: ``page, page_id, owner, screen_name, gone``."""
        p = t.pages.c
        gone = func.coalesce(p.refused.in_(GONE), False).label("gone")
        query = select(p.page, p.page_id, p.owner, p.screen_name, gone).where(
            p.network == self._network,
            p.listed,
            or_(p.refused.is_(None), ~p.refused.like(DOUBLE)),
        )
        with self._engine.connect() as connection:
            rows = [row._asdict() for row in connection.execute(query.order_by(p.page))]
        return [r for r in rows if self._only is None or r["page"] in self._only]

    def walls(self, pages: Sequence[int]) -> dict[int, tuple[list[Interval], int | None]]:
        """Loaded intervals, and from which post on counters are due again (null: none), by page.

        Without those the network says are closed or gone.
        """
        p = t.posts.c
        again = and_(p.page.in_(pages), p.deleted_at.is_(None), due.counters(self._scope))
        stale = select(p.page, func.min(p.published)).where(again).group_by(p.page)
        known = select(t.pages.c.page, t.pages.c.refused).where(t.pages.c.page.in_(pages))
        with self._engine.connect() as connection:
            gone = {
                page for page, refused in connection.execute(known)
                if refused in GONE or str(refused).startswith(DOUBLE[:-1])
            }  # fmt: skip
            intervals = write.intervals_of(connection, pages)
            oldest = dict(map(tuple, connection.execute(stale)))
        return {page: (intervals[page], oldest.get(page)) for page in pages if page not in gone}

    def published(self, pages: Sequence[int], since: int) -> dict[int, list[int]]:
        """Times of the pages' live posts from a moment on, in any order."""
        p = t.posts.c
        query = select(p.page, p.published).where(
            p.page.in_(pages), p.deleted_at.is_(None), p.published >= since
        )
        found: dict[int, list[int]] = {page: [] for page in pages}
        with self._engine.connect() as connection:
            for page, at in connection.execute(query):
                found[page].append(at)
        return found

    def due_posts(self, page: int) -> list[tuple[int, int, int]]:
        """Posts of a page whose comments are to be read: ``(post, comments counted, published)``.

        Newest first. Never read, or read when the count was another, or a week ago inside the
        refresh window, or refused a week ago because the page was; a run that is not whole keeps to
        young posts and those with open appeals. None of a page that is closed or gone.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(self._due, {"of_page": page})
            return [(post, counted, at) for post, counted, at in rows]

    def _due_query(self) -> Select[Any]:
        p, th, told = t.posts.c, t.threads.c, t.pages.c.refused
        return (
            select(p.post, func.coalesce(p.comments, 0), p.published)
            .join(t.pages, t.pages.c.page == p.page)
            .join(t.threads, and_(th.page == p.page, th.post == p.post), isouter=True)
            .where(
                p.page == bindparam("of_page"), p.deleted_at.is_(None), due.comments(self._scope)
            )
            .where(or_(told.is_(None), told.not_in(GONE)))
            .order_by(p.published.desc(), p.post)
        )

    def save(
        self, *, pages: list[Row], refusals: list[tuple[int, str]], snapshots: list[Row],
        posts: list[Row], pinned: dict[int, int | None], windows: list[Seen],
        covered: list[tuple[int, int, int, bool]], comments: list[Row], threads: list[Row],
        usage: list[Row],
    ) -> None:  # fmt: skip
        """Writes one batch in one transaction."""
        with self._engine.begin() as connection:
            page_writing.save_pages(connection, pages)
            page_writing.refuse(connection, refusals, self._now)
            write.upsert(connection, t.snapshots, snapshots)
            write.save_posts(connection, posts)
            write.set_pinned(connection, pinned)
            for page, start, end, seen in windows:
                write.mark_gone(connection, page, start, end, seen, self._now)
            self._widen(connection, covered)
            write.save_comments(connection, comments, threads, self._derive)
            page_writing.judge_openness(connection, threads, self._now)
            write.upsert(
                connection, t.token_use, [{"network": self._network, **row} for row in usage]
            )

    def _widen(self, connection: Connection, covered: list[tuple[int, int, int, bool]]) -> None:
        by_page = write.intervals_of(connection, [page for page, *_ in covered])
        for page, *interval in covered:
            wider = (interval[0], interval[1], bool(interval[2]))
            by_page[page] = self._widened(by_page[page], wider)
        write.save_intervals(connection, by_page)
        page_writing.welcome(connection, list(by_page), self._now)

    def token_use(self) -> dict[tuple[str, str], tuple[int, int]]:
        """What tokens have spent by now: ``(token, method) -> (began, calls)``."""
        u = t.token_use.c
        query = select(u.token, u.method, u.began, u.calls).where(u.network == self._network)
        with self._engine.connect() as connection:
            return {(token, method): (began, n) for token, method, began, n in
                    connection.execute(query)}  # fmt: skip

    def record_rejects(self, rejects: dict[tuple[int, str, str], int]) -> None:
        """Keeps what could not be taken, counted by page, kind and reason."""
        rows = [
            {"run": self.run, "page": page, "what": what, "reason": reason, "count": count}
            for (page, what, reason), count in sorted(rejects.items())
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(t.rejects), rows)
