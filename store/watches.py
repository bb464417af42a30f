"""Watches: pages a supervisor keeps an eye on until a day, each for one cause at a time.

A watch ends by itself when its page has mended, or by a person; the row stays and says how. Every
step is a line of the audit log. Who may watch is checked by the caller, what «mended» means is
``jobs.watching``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from sqlalchemy import Engine, Select, insert, select, update

from store import tables as t

CAUSES = ("silent", "overdue", "norm", "other")
"""No posts, questions past the deadline, below the norm, anything else (ended by a person)."""

OUTCOMES = ("mended", "removed")
LONGEST_NOTE = 2000
ITSELF = "system"
"""Who ends a watch whose page has mended, in the log."""

_EPOCH = date(1970, 1, 1)
_SCHEMA = {
    "watch": pl.Int64, "page": pl.Int32, "page_id": pl.String, "cause": pl.String,
    "until": pl.Int32, "note": pl.String, "who": pl.String, "at": pl.Int64,
    "ended_at": pl.Int64, "outcome": pl.String,
}  # fmt: skip
_w = t.watches.c


class WatchError(ValueError):
    """A watch that cannot be kept: one sentence."""


def watch(
    engine: Engine,
    page_ids: Sequence[str],
    cause: str,
    until: date,
    who: str,
    now: int,
    note: str = "",
) -> int:
    """Puts pages under watch; one that is watched for this cause already keeps its watch.

    Returns:
        How many pages were added.

    Raises:
        WatchError: another cause, a day long past, too long a note, or no such page.
    """
    if cause not in CAUSES:
        raise WatchError(f"{cause!r} is not one of {', '.join(CAUSES)}")
    day = (until - _EPOCH).days
    if day < now // 86_400 - 1:
        raise WatchError(f"the day {until} is past")
    if len(note) > LONGEST_NOTE:
        raise WatchError(f"a note has at most {LONGEST_NOTE} characters")
    wanted = list(dict.fromkeys(page_ids))
    with engine.begin() as connection:
        pages = t.pages.c
        found = select(pages.page_id, pages.page).where(pages.page_id.in_(wanted))
        numbers = {row.page_id: row.page for row in connection.execute(found)}
        for page_id in wanted:
            if page_id not in numbers:
                raise WatchError(f"there is no page {page_id!r}")
        open_ = select(_w.page).where(_w.ended_at.is_(None), _w.cause == cause)
        watched = set(connection.scalars(open_))
        new = [page_id for page_id in wanted if numbers[page_id] not in watched]
        for page_id in new:
            connection.execute(
                insert(t.watches).values(
                    page=numbers[page_id], cause=cause, until=day, note=note.strip() or None,
                    who=who, at=now,
                )
            )  # fmt: skip
            line = {"at": now, "who": who, "what": "watch", "target": f"{page_id} {cause} {until}"}
            connection.execute(insert(t.audit).values(**line))
    return len(new)


def remove(engine: Engine, watches: Sequence[int], who: str, now: int) -> int:
    """Ends watches by a person; those that have ended already stay as they ended.

    Returns:
        How many ended.
    """
    return _end(engine, watches, "removed", who, now)


def mend(engine: Engine, watches: Sequence[int], now: int) -> int:
    """Ends watches whose pages have mended; how many ended."""
    return _end(engine, watches, "mended", ITSELF, now)


def open_watches(engine: Engine) -> pl.DataFrame:
    """Watches that have not ended, the next to be due first.

    Returns:
        ``watch, page, page_id, cause, until`` (date), ``note, who, at`` (UTC unix seconds),
        ``ended_at, outcome`` (null here).
    """
    found = _frame(engine, _query().where(_w.ended_at.is_(None)))
    return found.sort("until", "watch")


def ended_since(engine: Engine, moment: int) -> pl.DataFrame:
    """Watches that ended at or after a moment, the latest first: columns of ``open_watches``."""
    found = _frame(engine, _query().where(_w.ended_at >= moment))
    return found.sort("ended_at", "watch", descending=True)


def _query() -> Select[tuple[object, ...]]:
    columns = [t.pages.c.page_id if name == "page_id" else _w[name] for name in _SCHEMA]
    return select(*columns).join_from(t.watches, t.pages, _w.page == t.pages.c.page)


def _frame(engine: Engine, query: Select[tuple[object, ...]]) -> pl.DataFrame:
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_columns(
        pl.col("until").cast(pl.Date)
    )


def _end(engine: Engine, watches: Sequence[int], outcome: str, who: str, now: int) -> int:
    with engine.begin() as connection:
        asked = select(_w.watch, _w.cause, t.pages.c.page_id).join_from(
            t.watches, t.pages, _w.page == t.pages.c.page
        )
        rows = connection.execute(
            asked.where(_w.watch.in_(list(watches)), _w.ended_at.is_(None))
        ).all()
        for row in rows:
            connection.execute(
                update(t.watches).where(_w.watch == row.watch).values(ended_at=now, outcome=outcome)
            )
            target = f"{row.page_id} {row.cause}"
            line = {"at": now, "who": who, "what": f"watch {outcome}", "target": target}
            connection.execute(insert(t.audit).values(**line))
    return len(rows)
