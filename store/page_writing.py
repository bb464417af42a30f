"""Writing what a network says of pages: their description, refusals, and what changed when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, Engine, bindparam, select, update

from core.period import DAY
from store import copying
from store import tables as t
from store.write import Derive, Row, rewrite_first_replies, upsert

TOLD = ("screen_name", "title", "refused", "comments_open")
"""Columns whose changes are kept with a date."""

OF_LATE = 9 * DAY
"""A week, and a pass that was late: within it every thread of young posts is read again."""

GONE = ("banned", "deleted", "closed", "vanished")
"""Refusals that the network tells with a page; any other is taken back when its wall is read."""


def save_pages(connection: Connection, rows: Sequence[Row]) -> None:
    """Updates pages by ``page``: a resolved owner, or what the network says of them."""
    known = _known(connection, [row["page"] for row in rows])
    told: dict[int, Row] = {}
    changes: list[Row] = []
    for row in rows:
        values = {k: v for k, v in row.items() if k != "page"}
        was = known[row["page"]]
        if new := was["owner"] is None:
            if not _resolve(connection, was, values["owner"]):
                continue
            was["owner"] = values["owner"]
        if "read_at" not in values:
            continue
        if was["read_at"] is None:
            was |= {"screen_name": None, "title": None}
        if values["refused"] is None and not new and was["refused"] not in GONE:
            del values["refused"]
        values, changed = _changed(was, values, values["read_at"])
        changes += changed
        told[row["page"]] = told.get(row["page"], {}) | values
        was |= values
    _note(connection, changes)
    _write(connection, told)


def _known(connection: Connection, pages: Sequence[int]) -> dict[int, Row]:
    """Rows of pages by their number."""
    found = connection.execute(select(t.pages).where(t.pages.c.page.in_(set(pages)))).mappings()
    return {row["page"]: dict(row) for row in found}


def _changed(known: Row, values: Row, now: int) -> tuple[Row, list[Row]]:
    """Columns of a page to write, and which of those people ask about have changed."""
    changes = [
        {"page": known["page"], "at": now, "what": name, "was": _text(known[name]),
         "became": _text(values[name])}
        for name in TOLD
        if name in values and values[name] != known[name]
    ]  # fmt: skip
    if "refused" in values and values["refused"] != known["refused"]:
        values = values | {"refused_at": None if values["refused"] is None else now}
    return values, [c for c in changes if c["was"] is not None or c["what"] == "refused"]


def _write(connection: Connection, told: Mapping[int, Row]) -> None:
    """Updates pages, those with the same columns at once."""
    alike: dict[tuple[str, ...], list[Row]] = {}
    for page, values in told.items():
        alike.setdefault(tuple(values), []).append(values | {"of_page": page})
    for rows in alike.values():
        connection.execute(update(t.pages).where(t.pages.c.page == bindparam("of_page")), rows)


def _change(connection: Connection, known: Row, values: Row, now: int) -> None:
    """Writes columns of one page and notes what has changed."""
    values, changes = _changed(known, values, now)
    _note(connection, changes)
    _write(connection, {known["page"]: values})


def _note(connection: Connection, changes: Sequence[Row]) -> None:
    """Keeps changes; of several at one moment the first ``was`` and the last ``became``."""
    if changes:
        statement = copying.insertion(connection, t.page_changes)
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
        known = _known(connection, [page])[page]
        if known["refused"] != reason and (reason in GONE or known["refused"] not in GONE):
            _change(connection, known, {"refused": reason}, now)


def welcome(connection: Connection, pages: Sequence[int], now: int) -> None:
    """Takes back the refusal of pages whose wall was read."""
    refused = select(t.pages).where(t.pages.c.page.in_(pages), t.pages.c.refused.is_not(None))
    for known in connection.execute(refused).mappings().all():
        _change(connection, dict(known), {"refused": None}, now)


def judge_openness(connection: Connection, threads: Sequence[Row], now: int) -> None:
    """Comments of a page are open if any could be read of late, closed if all were refused (212).

    Threads are read again once a week, so one that was read before does not speak for today.
    """
    told: dict[int, set[int | None]] = {}
    for thread in threads:
        told.setdefault(thread["page"], set()).add(thread["refused"])
    decided = {
        page: None in codes or _was_read(connection, page, now - OF_LATE)
        for page, codes in told.items()
        if None in codes or codes == {212}
    }
    query = select(t.pages).where(t.pages.c.page.in_(list(decided)))
    for known in connection.execute(query).mappings().all():
        if known["comments_open"] != decided[known["page"]]:
            _change(connection, dict(known), {"comments_open": decided[known["page"]]}, now)


def _was_read(connection: Connection, page: int, since: int) -> bool:
    th = t.threads.c
    read = select(th.post).where(th.page == page, th.refused.is_(None), th.read_at >= since)
    return connection.scalar(read.limit(1)) is not None


def add_responders(engine: Engine, page: int, authors: Sequence[int], derive: Derive) -> None:
    """Lists persons who answer for a page, and judges its threads anew by ``derive``."""
    with engine.begin() as connection:
        upsert(connection, t.responders, [{"page": page, "author": a} for a in authors])
        posts = connection.execute(
            select(t.comments.c.post).where(t.comments.c.page == page).distinct()
        )
        rewrite_first_replies(connection, [(page, post) for (post,) in posts], derive)
