"""What a sync asks of the store, and its one transaction a batch: the ``Sink`` of a network.

The rows of a batch and the widened intervals go in together, so a run killed at any moment leaves
a store that knows exactly what it has.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, and_, func, insert, or_, select, update

from core.period import DAY
from store import tables as t
from store import write
from store.write import Derive, Row

STALE = 20 * 3600
"""Counters older than this are due again inside the refresh window."""

WEEK = 7 * DAY
GONE = ("banned", "deleted", "closed", "vanished")

Interval = tuple[int, int, bool]
Seen = tuple[int, int, int, frozenset[int]]
"""``(page, start, end, posts seen)``: a closed interval of a wall that was read whole."""


class Collecting:
    """One run's view of the store.

    Args:
        network: whose pages.
        now: the moment of the run.
        since: nothing older is wanted.
        refresh_days: posts younger than this are re-read once a day.
        derive: from comments to first replies.
        only: page ids to collect; null: all listed pages.
    """

    def __init__(
        self, engine: Engine, network: str, now: int, since: int, refresh_days: int,
        derive: Derive, widened: Callable[[list[Interval], Interval], list[Interval]],
        only: frozenset[str] | None = None,
    ) -> None:  # fmt: skip
        self._engine, self._network, self._now, self._since = engine, network, now, since
        self._refresh_from = max(now - refresh_days * DAY, since)
        self._derive, self._widened = derive, widened
        self._only = None if only is None else self._numbers(only)

    def _numbers(self, page_ids: frozenset[str]) -> frozenset[int]:
        """Numbers of pages: a page id may change in the run, when its name is resolved."""
        p = t.pages.c
        with self._engine.connect() as connection:
            return frozenset(connection.scalars(select(p.page).where(p.page_id.in_(page_ids))))

    def start(self, started_at: int) -> int:
        """Opens a run and returns its number; runs that never ended are called broken."""
        with self._engine.begin() as connection:
            connection.execute(
                update(t.runs)
                .where(t.runs.c.state == "running")
                .values(state="broken", message="killed")
            )
            row = {
                "network": self._network, "started_at": started_at, "as_of": self._now,
                "state": "running",
            }  # fmt: skip
            return int(
                connection.execute(insert(t.runs).values(row).returning(t.runs.c.run)).scalar_one()
            )

    def finish(self, run: int, finished_at: int, state: str, **totals: int | str | None) -> None:
        """Closes a run and moves the data version."""
        with self._engine.begin() as connection:
            connection.execute(
                update(t.runs)
                .where(t.runs.c.run == run)
                .values(finished_at=finished_at, state=state, **totals)
            )
            write.move_data_version(connection)

    def pages(self) -> list[Row]:
        """Listed pages to collect: ``page, page_id, owner, screen_name``, gone ones included."""
        p = t.pages.c
        query = select(p.page, p.page_id, p.owner, p.screen_name).where(
            p.network == self._network,
            p.listed,
            or_(p.refused.is_(None), ~p.refused.like("the same page%")),
        )
        with self._engine.connect() as connection:
            rows = [row._asdict() for row in connection.execute(query.order_by(p.page))]
        return [r for r in rows if self._only is None or r["page"] in self._only]

    def wall(self, page: int) -> tuple[list[Interval], list[int], int | None] | None:
        """Loaded intervals, times of live posts, and from when on counters are due again.

        Null where the network said today that the page is closed or gone.
        """
        p = t.posts.c
        live = and_(p.page == page, p.deleted_at.is_(None))
        with self._engine.connect() as connection:
            refused = connection.scalar(select(t.pages.c.refused).where(t.pages.c.page == page))
            if refused in GONE:
                return None
            published = list(connection.scalars(select(p.published).where(live)))
            stale = connection.scalar(
                select(func.min(p.published)).where(
                    live, p.published >= self._refresh_from, p.read_at < self._now - STALE
                )
            )
            return write.intervals_of(connection, page), published, stale

    def due_posts(self) -> list[tuple[int, int, int]]:
        """Posts whose comments are to be read: ``(page, post, comments counted)``, newest first.

        Never read, or read when the count was another, or a week ago inside the refresh window.
        """
        p, th, pages = t.posts.c, t.threads.c, t.pages.c
        weekly = and_(
            th.read_at < self._now - WEEK, p.published >= self._refresh_from, th.refused.is_(None)
        )
        query = (
            select(p.page, p.post, p.comments)
            .join(t.pages, pages.page == p.page)
            .join(t.threads, and_(th.page == p.page, th.post == p.post), isouter=True)
            .where(
                pages.network == self._network, pages.listed, pages.owner.is_not(None),
                or_(pages.refused.is_(None), pages.refused.not_in(GONE)),
                p.deleted_at.is_(None),
                or_(
                    and_(th.post.is_(None), p.comments > 0),
                    th.counted != p.comments,
                    and_(th.counted > 0, weekly),
                ),
            )
            .order_by(p.published.desc(), p.page, p.post)
        )  # fmt: skip
        chosen = {row["page"] for row in self.pages()}
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return [(r.page, r.post, r.comments) for r in rows if r.page in chosen]

    def save(
        self, *, pages: list[Row], refusals: list[tuple[int, str]], snapshots: list[Row],
        posts: list[Row], pinned: dict[int, int | None], windows: list[Seen],
        covered: list[tuple[int, int, int, bool]], comments: list[Row], threads: list[Row],
    ) -> None:  # fmt: skip
        """Writes one batch in one transaction."""
        with self._engine.begin() as connection:
            write.save_pages(connection, pages)
            write.refuse(connection, refusals, self._now)
            write.upsert(connection, t.snapshots, snapshots)
            write.save_posts(connection, posts)
            write.set_pinned(connection, pinned)
            for page, start, end, seen in windows:
                write.mark_gone(connection, page, start, end, seen, self._now)
            self._widen(connection, covered)
            write.save_comments(connection, comments, threads, self._derive)
            self._judge_openness(connection, threads)

    def _widen(self, connection: Connection, covered: list[tuple[int, int, int, bool]]) -> None:
        by_page: dict[int, list[Interval]] = {}
        for page, *interval in covered:
            intervals = by_page.setdefault(page, write.intervals_of(connection, page))
            by_page[page] = self._widened(intervals, (interval[0], interval[1], bool(interval[2])))
        for page, intervals in by_page.items():
            write.save_intervals(connection, page, intervals)
            connection.execute(
                update(t.pages).where(t.pages.c.page == page).values(refused=None, refused_at=None)
            )

    def _judge_openness(self, connection: Connection, threads: list[Row]) -> None:
        """Comments of a page are open if any could be read, closed if all were refused (212)."""
        for page in {thread["page"] for thread in threads}:
            mine = [th["refused"] for th in threads if th["page"] == page]
            if None in mine:
                is_open = True
            elif set(mine) == {212}:
                th = t.threads.c
                read = select(th.post).where(th.page == page, th.refused.is_(None)).limit(1)
                is_open = connection.scalar(read) is not None
            else:
                continue
            connection.execute(
                update(t.pages).where(t.pages.c.page == page).values(comments_open=is_open)
            )

    def record_rejects(self, run: int, rejects: dict[tuple[int, str, str], int]) -> None:
        """Keeps what could not be taken, counted by page, kind and reason."""
        rows = [
            {"run": run, "page": page, "what": what, "reason": reason, "count": count}
            for (page, what, reason), count in sorted(rejects.items())
        ]
        if rows:
            with self._engine.begin() as connection:
                connection.execute(insert(t.rejects), rows)
