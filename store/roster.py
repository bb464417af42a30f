"""Many accounts at once: what stands of each, and a list of them written in one transaction.

Owns no table of its own; single accounts are ``store.accounts``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Engine, delete, func, insert, select, update

from store import passwords, tries
from store import tables as t
from store.accounts import Grant, record


@dataclass(frozen=True)
class Wanted:
    """An account as a list wants it."""

    name: str
    role: str
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Standing:
    """What stands of an account beside itself.

    Attributes:
        has_password: false: nobody has set one yet.
        invited_until: until when its newest invitation can be used; null: it has none.
        locked_until: until when its login is locked; null: it is not.
    """

    has_password: bool
    invited_until: int | None
    locked_until: int | None


def standings(engine: Engine, now: int) -> dict[str, Standing]:
    """What stands of every account, by login."""
    u, i = t.users.c, t.invitations.c
    open_ones = (
        select(i.name, func.max(i.expires_at).label("until"))
        .where(i.used_at.is_(None), i.expires_at > now)
        .group_by(i.name)
    )
    with engine.connect() as connection:
        locked = tries.locks(connection, now)
        invited = {row.name: row.until for row in connection.execute(open_ones)}
        rows = connection.execute(select(u.name, u.password)).all()
    return {
        row.name: Standing(
            row.password != passwords.NONE, invited.get(row.name), locked.get(row.name)
        )
        for row in rows
    }


def listed_pages(engine: Engine) -> pl.DataFrame:
    """Pages that may be granted: one row per listed page, in the order of the register.

    Returns:
        ``page_id, network, screen_name`` (null: not known), ``name`` of the body, ``founder`` and
        ``territory`` (null: the register gives none).
    """
    p, b = t.pages.c, t.bodies.c
    query = (
        select(
            p.page_id, p.network, p.screen_name,
            func.coalesce(b.name, p.title, p.page_id).label("name"), b.founder, b.territory,
        )
        .select_from(t.pages.outerjoin(t.bodies, b.body == p.body))
        .where(p.listed)
        .order_by(p.page)
    )  # fmt: skip
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    columns = ("page_id", "network", "screen_name", "name", "founder", "territory")
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String), orient="row")


def save(engine: Engine, wanted: Sequence[Wanted], now: int, by: str) -> None:
    """Makes or changes accounts in one transaction; new ones have no password until invited.

    Sessions stay: what an account may see is looked up in every run.
    """
    with engine.begin() as connection:
        known = set(connection.scalars(select(t.users.c.name)))
        fresh = [one for one in wanted if one.name not in known]
        if fresh:
            connection.execute(insert(t.users), [_row(one, now) for one in fresh])
        for one in wanted:
            if one.name in known:
                to_change = update(t.users).where(t.users.c.name == one.name)
                connection.execute(to_change.values(role=one.role))
                connection.execute(delete(t.grants).where(t.grants.c.name == one.name))
            what = "user changed" if one.name in known else "user added"
            record(connection, by, what, f"{one.name} ({one.role})", now)
        if given := list(_grants(wanted)):
            connection.execute(insert(t.grants), given)


def _row(one: Wanted, now: int) -> dict[str, object]:
    return {
        "name": one.name, "role": one.role, "password": passwords.NONE, "valid_from": now,
        "disabled": False, "created_at": now,
    }  # fmt: skip


def _grants(wanted: Iterable[Wanted]) -> Iterable[dict[str, str]]:
    for one in wanted:
        for grant in dict.fromkeys(one.grants):
            yield {"name": one.name, "kind": grant.kind, "value": grant.value}
