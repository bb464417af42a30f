"""Writing what a network says of pages: their description, refusals, and what changed when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from store import tables as t
from store.write import Row

TOLD = ("screen_name", "title", "refused", "comments_open")
"""Columns whose changes are kept with a date."""

GONE = ("banned", "deleted", "closed", "vanished")
"""Refusals that the network tells with a page; any other is taken back when its wall is read."""


def save_pages(connection: Connection, rows: Iterable[Row]) -> None:
    """Updates pages by ``page``: a resolved owner, or what the network says of them."""
    for row in rows:
        values = {k: v for k, v in row.items() if k != "page"}
        known = _known(connection, row["page"])
        if known["owner"] is None and not _resolve(connection, known, values["owner"]):
            continue
        if "read_at" in values:
            if known["read_at"] is None:
                known |= {"screen_name": None, "title": None}
            if values["refused"] is None and known["owner"] and known["refused"] not in GONE:
                del values["refused"]
            _change(connection, known, values, values["read_at"])


def _known(connection: Connection, page: int) -> Row:
    found = connection.execute(select(t.pages).where(t.pages.c.page == page))
    return dict(found.mappings().one())


def _change(connection: Connection, known: Row, values: Row, now: int) -> None:
    """Writes columns of a page and notes which of those people ask about have changed."""
    changes = [
        {"page": known["page"], "at": now, "what": name, "was": _text(known[name]),
         "became": _text(values[name])}
        for name in TOLD
        if name in values and values[name] != known[name]
    ]  # fmt: skip
    told = [c for c in changes if c["was"] is not None or c["what"] == "refused"]
    _note(connection, told)
    if "refused" in values and values["refused"] != known["refused"]:
        values = values | {"refused_at": None if values["refused"] is None else now}
    connection.execute(update(t.pages).where(t.pages.c.page == known["page"]).values(**values))


def _note(connection: Connection, changes: Sequence[Row]) -> None:
    """Keeps changes; of several at one moment the first ``was`` and the last ``became``."""
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[connection.dialect.name]
    if changes:
        statement = dialect.insert(t.page_changes)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["page", "at", "what"],
                set_={"became": statement.excluded.became},
            ),
            list(changes),
        )


def _text(value: object) -> str | None:
    return {None: None, True: "open", False: "closed"}.get(value, str(value))  # type: ignore[call-overload, no-any-return]


def _resolve(connection: Connection, known: Row, owner: int) -> bool:
    """Gives a page its number; where another page has it, this one is refused as its double."""
    page_id = f"{known['network']}:{owner}"
    taken = connection.scalar(select(t.pages.c.page).where(t.pages.c.page_id == page_id))
    page = t.pages.c.page == known["page"]
    if taken not in (None, known["page"]):
        double = f"the same page as {page_id}"
        connection.execute(update(t.pages).where(page).values(refused=double))
        return False
    g = t.grants.c
    granted = update(t.grants).where(g.kind == "page", g.value == known["page_id"])
    connection.execute(granted.values(value=page_id))
    connection.execute(update(t.pages).where(page).values(owner=owner, page_id=page_id))
    return True


def refuse(connection: Connection, refusals: Iterable[tuple[int, str]], now: int) -> None:
    """Records why the network refuses pages, and since when.

    That a page is gone says more than that its wall is refused.
    """
    for page, reason in refusals:
        known = _known(connection, page)
        if known["refused"] != reason and (reason in GONE or known["refused"] not in GONE):
            _change(connection, known, {"refused": reason}, now)


def welcome(connection: Connection, pages: Sequence[int], now: int) -> None:
    """Takes back the refusal of pages whose wall was read."""
    refused = select(t.pages).where(t.pages.c.page.in_(pages), t.pages.c.refused.is_not(None))
    for known in connection.execute(refused).mappings().all():
        _change(connection, dict(known), {"refused": None}, now)


def judge_openness(connection: Connection, threads: Sequence[Row], now: int) -> None:
    """Comments of a page are open if any could be read, closed if all were refused (212)."""
    told: dict[int, set[int | None]] = {}
    for thread in threads:
        told.setdefault(thread["page"], set()).add(thread["refused"])
    decided = {
        page: None in codes or _was_read(connection, page)
        for page, codes in told.items()
        if None in codes or codes == {212}
    }
    query = select(t.pages).where(t.pages.c.page.in_(list(decided)))
    for known in connection.execute(query).mappings().all():
        if known["comments_open"] != decided[known["page"]]:
            _change(connection, dict(known), {"comments_open": decided[known["page"]]}, now)


def _was_read(connection: Connection, page: int) -> bool:
    th = t.threads.c
    read = select(th.post).where(th.page == page, th.refused.is_(None)).limit(1)
    return connection.scalar(read) is not None
