"""Accounts: who may enter, what they may see, and the log of what they did.

Owns the tables ``users``, ``grants`` and ``audit``; the lock-out is ``store.tries``, what may be a
password ``store.passwords``. Logins are lower case; every moment is an argument (UTC unix seconds).
Knows no forms and no cookies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select, update

from store import demo_logins, passwords, tries
from store.tables import audit, grants, users

ROLES = ("supervisor", "administrator", "presenter", "operator")
GRANT_KINDS = ("page", "founder", "territory")
_NAME = re.compile(r"[a-z0-9а-яё][a-z0-9а-яё._@-]{0,63}")


class AccountError(ValueError):
    """An account that cannot be made or changed: one sentence says which and why."""


@dataclass(frozen=True)
class Grant:
    """What an administrator sees in full: ``kind`` is page, founder or territory."""

    kind: str
    value: str


@dataclass(frozen=True)
class Account:
    """One login. Sessions and cookies given before ``valid_from`` are refused."""

    name: str
    role: str
    valid_from: int
    disabled: bool
    created_at: int
    seen_at: int | None
    grants: tuple[Grant, ...]


@dataclass(frozen=True)
class Attempt:
    """What came of a login: ``left`` tries before the lock, ``locked_until`` where it is locked."""

    account: Account | None
    left: int
    locked_until: int | None


@dataclass(frozen=True)
class Entry:
    """One line of the log: who did what to whom, and when."""

    at: int
    who: str
    what: str
    target: str | None


def plain_name(name: str) -> str:
    """A login as it is kept: lower case, no spaces around."""
    return name.strip().lower()


def add(
    engine: Engine, name: str, role: str, password: str, given: Iterable[Grant], now: int, by: str
) -> Account:
    """Makes an account.

    Raises:
        AccountError: the login is taken or malformed, the role unknown, the password unusable, or
            the grants do not fit the role.
    """
    name, given = plain_name(name), tuple(dict.fromkeys(given))
    if refused := fault(name, role, given):
        raise AccountError(refused)
    hashed = _hash(password, name)
    account = Account(name, role, now, False, now, None, given)
    with engine.begin() as connection:
        put(connection, account, hashed, by)
    return account


def put(connection: Connection, account: Account, hashed: str, by: str) -> None:
    """Writes a new account into the transaction at hand.

    Raises:
        AccountError: the login is taken.
    """
    name = account.name
    if connection.scalar(select(users.c.name).where(users.c.name == name)):
        raise AccountError(f"the login {name!r} is taken")
    connection.execute(
        insert(users).values(
            name=name, role=account.role, password=hashed, valid_from=account.valid_from,
            disabled=account.disabled, created_at=account.created_at,
        )
    )  # fmt: skip
    for grant in account.grants:
        connection.execute(insert(grants).values(name=name, kind=grant.kind, value=grant.value))
    record(connection, by, "user added", f"{name} ({account.role})", account.created_at)


def find(engine: Engine, name: str) -> Account | None:
    """The account of a login; null: there is none."""
    with engine.connect() as connection:
        return _find(connection, name)


def every(engine: Engine) -> list[Account]:
    """All accounts in order of login."""
    with engine.connect() as connection:
        rows = connection.execute(select(users)).all()
        given: dict[str, list[Grant]] = {}
        for row in connection.execute(select(grants)):
            given.setdefault(row.name, []).append(Grant(row.kind, row.value))
    return [
        _account(row, given.get(row.name, [])) for row in sorted(rows, key=lambda row: row.name)
    ]


def disable(engine: Engine, name: str, now: int, by: str) -> None:
    """Closes an account; its sessions end with their next click.

    Raises:
        AccountError: there is no such login.
    """
    with engine.begin() as connection:
        change(connection, name, disabled=True, valid_from=now)
        demo_logins.forget(connection, plain_name(name))
        record(connection, by, "user disabled", plain_name(name), now)


def enable(engine: Engine, name: str, now: int, by: str) -> None:
    """Opens a closed account again, with the password it had.

    Raises:
        AccountError: there is no such login.
    """
    with engine.begin() as connection:
        change(connection, name, disabled=False)
        record(connection, by, "user enabled", plain_name(name), now)


def end_sessions(engine: Engine, name: str, now: int, by: str) -> None:
    """Refuses every session and cookie given before.

    Raises:
        AccountError: there is no such login.
    """
    with engine.begin() as connection:
        change(connection, name, valid_from=now + 1)
        record(connection, by, "sessions ended", plain_name(name), now)


def set_password(engine: Engine, name: str, password: str, now: int, by: str) -> None:
    """Gives a new password; every session and cookie given before is refused from now on.

    Raises:
        AccountError: there is no such login, or the password cannot be used.
    """
    hashed = _hash(password, plain_name(name))
    with engine.begin() as connection:
        change(connection, name, password=hashed, valid_from=now + 1)
        tries.forgive(connection, plain_name(name))
        demo_logins.forget(connection, plain_name(name))
        record(connection, by, "password changed", plain_name(name), now)


def attempt(engine: Engine, name: str, password: str, now: int, what: str = "login") -> Attempt:
    """Tries a login, counts failures and locks with a growing pause.

    Unknown and disabled logins take as long and are locked as known ones are, so that nobody
    learns which logins exist.

    Args:
        engine: that may write.
        name: login as typed.
        password: as typed.
        now: UTC unix seconds.
        what: the log's word for a right password.
    """
    name = plain_name(name)[:64]
    with engine.connect() as connection:
        locked = tries.locked_until(connection, name, now)
        stored = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    if locked:
        return Attempt(None, 0, locked)
    right = passwords.fits(password, stored.password if stored and not stored.disabled else None)
    with engine.begin() as connection:
        locked = tries.locked_until(connection, name, now)
        if locked:
            return Attempt(None, 0, locked)
        if right:
            return Attempt(_enter(connection, name, now, what), tries.FREE_TRIES, None)
        left, locked = tries.fail(connection, name, now)
        record(connection, name, "login refused", "locked" if locked else None, now)
        return Attempt(None, left, locked)


def log(engine: Engine, who: str, what: str, target: str | None, now: int) -> None:
    """Writes one line of the log."""
    with engine.begin() as connection:
        record(connection, who, what, target, now)


def entries(engine: Engine, limit: int = 1000) -> list[Entry]:
    """The newest lines of the log, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.entry.desc()).limit(limit)).all()
    return [Entry(row.at, row.who, row.what, row.target) for row in rows]


def record(connection: Connection, who: str, what: str, target: str | None, now: int) -> None:
    """Writes one line of the log in the transaction of what it tells of."""
    connection.execute(insert(audit).values(at=now, who=who, what=what, target=target))


def change(connection: Connection, name: str, **values: object) -> None:
    """Changes columns of an account.

    Raises:
        AccountError: there is no such login.
    """
    changed = connection.execute(
        update(users).where(users.c.name == plain_name(name)).values(**values)
    )
    if not changed.rowcount:
        raise AccountError(f"there is no login {plain_name(name)!r}")


def fault(name: str, role: str, given: tuple[Grant, ...]) -> str | None:
    """Why there cannot be such an account, in one sentence; null: there can."""
    if not is_name(name):
        return (
            f"{name!r} cannot be a login: 1 to 64 letters, digits and . _ @ -, "
            "a letter or digit first"
        )
    if role not in ROLES:
        return f"{role!r} is not a role: {', '.join(ROLES)}"
    if role == "administrator" and not given:
        return "an administrator needs a page, a founder or a territory to look after"
    if role != "administrator" and given:
        return f"pages, founders and territories are for administrators: the role {role} sees all"
    return None


def is_name(name: str) -> bool:
    """Whether a plain name can be a login."""
    return _NAME.fullmatch(name) is not None


_FAULTS = {
    "short": f"a password has at least {passwords.SHORTEST} characters",
    "long": "a password has at most 72 bytes: 72 Latin or 36 Cyrillic letters",
    "login": "the password must not be the login",
    "common": "the password is among the commonest: choose another",
}


def _hash(password: str, name: str) -> str:
    if refused := passwords.fault(password, name):
        raise AccountError(_FAULTS[refused])
    return passwords.hashed(password)


def _enter(connection: Connection, name: str, now: int, what: str) -> Account | None:
    tries.forgive(connection, name)
    connection.execute(update(users).where(users.c.name == name).values(seen_at=now))
    record(connection, name, what, None, now)
    return _find(connection, name)


def _find(connection: Connection, name: str) -> Account | None:
    joined = users.outerjoin(grants, users.c.name == grants.c.name)
    rows = connection.execute(
        select(users, grants.c.kind, grants.c.value)
        .select_from(joined)
        .where(users.c.name == plain_name(name))
    ).all()
    if not rows:
        return None
    return _account(rows[0], [Grant(row.kind, row.value) for row in rows if row.kind])


def _account(row: Row[Any], given: Iterable[Grant]) -> Account:
    # Sorted here: databases sort text each their own way.
    ordered = tuple(sorted(given, key=lambda grant: (grant.kind, grant.value)))
    return Account(
        row.name, row.role, row.valid_from, row.disabled, row.created_at, row.seen_at, ordered
    )
