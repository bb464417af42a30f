"""Marks: what a page says of a span of its days, and what a supervisor decided of it.

A mark awaits a decision until a supervisor accepts or declines it or the page withdraws it; a
decision can be taken back. What a decision changes in the figures moves the data version in the
same transaction, and every step is a line of the audit log. Who may do what is checked by the
caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Connection, Engine, Row, insert, select, update

from store import tables as t
from store.write import move_data_version

KINDS = ("vacation", "repair", "administrator", "hacked", "other")
"""Why the page could not be kept: holidays, a repair, a new administrator, a theft, else."""

STATES = ("awaiting", "accepted", "declined", "withdrawn")
LONGEST_NOTE = 2000
LONGEST_SPAN = 184
"""Days; what lasts longer than half a year is not an interruption."""

_EPOCH = date(1970, 1, 1)
_m = t.page_marks.c


class MarkError(ValueError):
    """A mark that cannot be made or decided: one sentence."""


@dataclass(frozen=True)
class Mark:
    """What a page says: of the local days ``first`` to ``last``, both included."""

    page_id: str
    kind: str
    first: date
    last: date
    note: str = ""


def propose(engine: Engine, mark: Mark, who: str, now: int) -> int:
    """Writes a mark that awaits a decision.

    Returns:
        Its number.

    Raises:
        MarkError: no such page, another kind, days in the wrong order or too many, too long a
            note, or the page has a mark of the same kind on some of these days.
    """
    _check(mark)
    span = {"first": (mark.first - _EPOCH).days, "last": (mark.last - _EPOCH).days}
    with engine.begin() as connection:
        page = connection.scalar(select(t.pages.c.page).where(t.pages.c.page_id == mark.page_id))
        if page is None:
            raise MarkError(f"there is no page {mark.page_id!r}")
        same = select(_m.mark).where(
            _m.page == page, _m.kind == mark.kind, _m.state.in_(STATES[:2]),
            _m.first <= span["last"], _m.last >= span["first"],
        )  # fmt: skip
        if connection.scalar(same) is not None:
            raise MarkError("a mark of this kind stands on some of these days")
        written = insert(t.page_marks).values(
            page=page, kind=mark.kind, note=mark.note.strip() or None, who=who, at=now,
            state="awaiting", **span,
        )  # fmt: skip
        made: int = connection.execute(written.returning(_m.mark)).scalar_one()
        _log(connection, who, "mark proposed", f"{mark.page_id} {_told(mark)}", now)
        return made


def withdraw(engine: Engine, mark: int, who: str, now: int) -> None:
    """Takes a mark back, on behalf of its page; an accepted one too.

    Raises:
        MarkError: there is no such mark, or it is declined or withdrawn.
    """
    with engine.begin() as connection:
        row = _row(connection, mark)
        if row.state not in STATES[:2]:
            raise MarkError(f"the mark is {row.state}: there is nothing to withdraw")
        _move(connection, row, state="withdrawn")
        if row.state == "accepted":
            move_data_version(connection)
        _log(connection, who, "mark withdrawn", _target(row), now)


def decide(
    engine: Engine, mark: int, who: str, now: int, *, accept: bool, reason: str = ""
) -> None:
    """Accepts or declines a mark that awaits it.

    Raises:
        MarkError: there is no such mark, somebody was quicker, or a refusal without a reason.
    """
    reason, state = reason.strip(), "accepted" if accept else "declined"
    if not accept and not reason:
        raise MarkError("declining a mark needs a reason")
    if len(reason) > LONGEST_NOTE:
        raise MarkError(f"a reason has at most {LONGEST_NOTE} characters")
    with engine.begin() as connection:
        row = _row(connection, mark)
        if row.state != "awaiting":
            raise MarkError(f"the mark is {row.state} already, by {row.decided_by or row.who}")
        _move(connection, row, state=state, decided_by=who, decided_at=now, reason=reason or None)
        move_data_version(connection)
        _log(connection, who, f"mark {state}", _target(row), now)


def reopen(engine: Engine, mark: int, who: str, now: int) -> None:
    """Takes a decision back: the mark awaits one again.

    Raises:
        MarkError: there is no such mark, or none decided of it.
    """
    with engine.begin() as connection:
        row = _row(connection, mark)
        if row.state not in ("accepted", "declined"):
            raise MarkError(f"the mark is {row.state}: there is no decision to take back")
        _move(connection, row, state="awaiting", decided_by=None, decided_at=None, reason=None)
        move_data_version(connection)
        _log(connection, who, "mark reopened", _target(row), now)


def listing(engine: Engine, page_id: str | None = None, state: str | None = None) -> pl.DataFrame:
    """Marks, newest first: all, those of a page, or those in a state.

    Returns:
        ``mark, page, page_id, kind, first, last`` (dates), ``note, who, at`` (UTC unix seconds),
        ``state, decided_by, decided_at, reason``; nulls where there is none.
    """
    query = select(
        _m.mark, _m.page, t.pages.c.page_id, _m.kind, _m.first, _m.last, _m.note, _m.who, _m.at,
        _m.state, _m.decided_by, _m.decided_at, _m.reason,
    ).join_from(t.page_marks, t.pages, _m.page == t.pages.c.page)  # fmt: skip
    if page_id is not None:
        query = query.where(t.pages.c.page_id == page_id)
    if state is not None:
        query = query.where(_m.state == state)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query.order_by(_m.mark.desc()))]
    schema = {
        "mark": pl.Int64, "page": pl.Int32, "page_id": pl.String, "kind": pl.String,
        "first": pl.Int32, "last": pl.Int32, "note": pl.String, "who": pl.String,
        "at": pl.Int64, "state": pl.String, "decided_by": pl.String, "decided_at": pl.Int64,
        "reason": pl.String,
    }  # fmt: skip
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col("first", "last").cast(pl.Date))


def awaiting(engine: Engine) -> pl.DataFrame:
    """``listing`` of the marks that await a decision, the oldest first."""
    return listing(engine, state="awaiting").reverse()


def accepted(engine: Engine) -> pl.DataFrame:
    """Days that leave observed time: ``page`` (Int32), ``first``, ``last`` (dates, included)."""
    found = listing(engine, state="accepted").sort("page", "first", "last")
    return found.select("page", "first", "last")


def _check(mark: Mark) -> None:
    days = (mark.last - mark.first).days + 1
    if mark.kind not in KINDS:
        raise MarkError(f"{mark.kind!r} is not one of {', '.join(KINDS)}")
    if days < 1:
        raise MarkError("the last day of a mark comes before its first")
    if days > LONGEST_SPAN:
        raise MarkError(f"a mark has at most {LONGEST_SPAN} days")
    if mark.kind == "other" and not mark.note.strip():
        raise MarkError("a mark of another kind needs a line that says why")
    if len(mark.note) > LONGEST_NOTE:
        raise MarkError(f"a note has at most {LONGEST_NOTE} characters")


def _row(connection: Connection, mark: int) -> Row[tuple[object, ...]]:
    query = select(t.page_marks, t.pages.c.page_id).join_from(
        t.page_marks, t.pages, _m.page == t.pages.c.page
    )
    row = connection.execute(query.where(_m.mark == mark)).one_or_none()
    if row is None:
        raise MarkError(f"there is no mark {mark}")
    return row


def _move(connection: Connection, row: Row[tuple[object, ...]], **values: object) -> None:
    """Changes a mark that still stands as it was read: of two at once the first counts."""
    same = (_m.mark == row.mark, _m.state == row.state)
    if not connection.execute(update(t.page_marks).where(*same).values(**values)).rowcount:
        raise MarkError("somebody was quicker: look at the mark again")


def _told(mark: Mark) -> str:
    return f"{mark.kind} {mark.first}..{mark.last}"


def _target(row: Row[tuple[object, ...]]) -> str:
    first, last = (_EPOCH + timedelta(days) for days in (row.first, row.last))
    return f"{row.page_id} {row.kind} {first}..{last}"


def _log(connection: Connection, who: str, what: str, target: str, now: int) -> None:
    connection.execute(insert(t.audit).values(at=now, who=who, what=what, target=target))
