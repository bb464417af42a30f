"""Accounts: who may enter, what they may see, the lock-out and the log of what they did.

Owns the tables ``users``, ``grants``, ``failures`` and ``audit``. Logins are lower case, passwords
are bcrypt hashes; every moment is an argument (UTC unix seconds). Knows no forms and no cookies.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import bcrypt
from sqlalchemy import Connection, Engine, Row, delete, insert, select, update

from store import demo_logins
from store.tables import audit, failures, grants, users

ROLES = ("supervisor", "administrator", "presenter", "operator")
GRANT_KINDS = ("page", "founder", "territory")
LONGEST_PASSWORD = 72
"""Bytes; bcrypt reads no more. Thirty-six Cyrillic letters."""
SHORTEST_PASSWORD = 8
FREE_TRIES = 5
"""Wrong passwords in a row before the login is locked for the first time."""
_LOCKS = (60, 300, 900, 3600)
_FORGET = 86_400
_ROUNDS = 10
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


def new_password() -> str:
    """A random password of 12 characters that cannot be misread: no 0 O, 1 l I."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))


def add(
    engine: Engine, name: str, role: str, password: str, given: Iterable[Grant], now: int, by: str
) -> Account:
    """Makes an account.

    Raises:
        AccountError: the login is taken or malformed, the role unknown, the password unusable, or
            the grants do not fit the role.
    """
    name, given = plain_name(name), tuple(dict.fromkeys(given))
    _check(name, role, given)
    hashed = _hash(password)
    with engine.begin() as connection:
        if connection.scalar(select(users.c.name).where(users.c.name == name)):
            raise AccountError(f"the login {name!r} is taken")
        connection.execute(
            insert(users).values(
                name=name,
                role=role,
                password=hashed,
                valid_from=now,
                disabled=False,
                created_at=now,
            )
        )
        for grant in given:
            connection.execute(insert(grants).values(name=name, kind=grant.kind, value=grant.value))
        _write(connection, by, "user added", f"{name} ({role})", now)
    return Account(name, role, now, False, now, None, given)


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
        _change(connection, name, disabled=True, valid_from=now)
        demo_logins.forget(connection, plain_name(name))
        _write(connection, by, "user disabled", plain_name(name), now)


def set_password(engine: Engine, name: str, password: str, now: int, by: str) -> None:
    """Gives a new password; every session and cookie given before is refused from now on.

    Raises:
        AccountError: there is no such login, or the password cannot be used.
    """
    hashed = _hash(password)
    with engine.begin() as connection:
        _change(connection, name, password=hashed, valid_from=now + 1)
        connection.execute(delete(failures).where(failures.c.name == plain_name(name)))
        demo_logins.forget(connection, plain_name(name))
        _write(connection, by, "password changed", plain_name(name), now)


def attempt(engine: Engine, name: str, password: str, now: int) -> Attempt:
    """Tries a login, counts failures and locks with a growing pause.

    Unknown and disabled logins take as long and are locked as known ones are, so that nobody
    learns which logins exist.
    """
    name = plain_name(name)[:64]
    with engine.connect() as connection:
        locked = _locked_until(connection, name, now)
        stored = connection.execute(select(users).where(users.c.name == name)).one_or_none()
    if locked:
        return Attempt(None, 0, locked)
    right = _matches(password, stored.password if stored and not stored.disabled else None)
    with engine.begin() as connection:
        locked = _locked_until(connection, name, now)
        if locked:
            return Attempt(None, 0, locked)
        if right:
            return Attempt(_enter(connection, name, now), FREE_TRIES, None)
        return _fail(connection, name, now)


def log(engine: Engine, who: str, what: str, target: str | None, now: int) -> None:
    """Writes one line of the log."""
    with engine.begin() as connection:
        _write(connection, who, what, target, now)


def entries(engine: Engine, limit: int = 1000) -> list[Entry]:
    """The newest lines of the log, newest first."""
    with engine.connect() as connection:
        rows = connection.execute(select(audit).order_by(audit.c.entry.desc()).limit(limit)).all()
    return [Entry(row.at, row.who, row.what, row.target) for row in rows]


def _check(name: str, role: str, given: tuple[Grant, ...]) -> None:
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"{name!r} cannot be a login: 1 to 64 letters, digits and . _ @ -, "
            "a letter or digit first"
        )
    if role not in ROLES:
        raise AccountError(f"{role!r} is not a role: {', '.join(ROLES)}")
    if role == "administrator" and not given:
        raise AccountError("an administrator needs a page, a founder or a territory to look after")
    if role != "administrator" and given:
        raise AccountError(
            f"pages, founders and territories are for administrators: a {role} sees all"
        )


def _hash(password: str) -> str:
    encoded = password.strip().encode()
    if len(password.strip()) < SHORTEST_PASSWORD:
        raise AccountError(f"a password has at least {SHORTEST_PASSWORD} characters")
    if len(encoded) > LONGEST_PASSWORD:
        raise AccountError("a password has at most 72 bytes: 72 Latin or 36 Cyrillic letters")
    return bcrypt.hashpw(encoded, bcrypt.gensalt(_ROUNDS)).decode()


@cache
def _dummy() -> str:
    return bcrypt.hashpw(b"nobody has this password", bcrypt.gensalt(_ROUNDS)).decode()


def _matches(password: str, hashed: str | None) -> bool:
    encoded = password.strip().encode()
    fits = len(encoded) <= LONGEST_PASSWORD
    right = bcrypt.checkpw(encoded if fits else b"", (hashed or _dummy()).encode())
    return right and fits and hashed is not None


def _locked_until(connection: Connection, name: str, now: int) -> int | None:
    """Rows with fewer failures carry the moment of the last one: it has passed."""
    return connection.scalar(
        select(failures.c.locked_until).where(
            failures.c.name == name,
            failures.c["count"] >= FREE_TRIES,
            failures.c.locked_until > now,
        )
    )


def _enter(connection: Connection, name: str, now: int) -> Account | None:
    connection.execute(delete(failures).where(failures.c.name == name))
    connection.execute(update(users).where(users.c.name == name).values(seen_at=now))
    _write(connection, name, "login", None, now)
    return _find(connection, name)


def _fail(connection: Connection, name: str, now: int) -> Attempt:
    """Counts a failure; rows nobody touched for a day are forgotten, so the table stays small."""
    connection.execute(delete(failures).where(failures.c.locked_until < now - _FORGET))
    count = 1 + (connection.scalar(select(failures.c["count"]).where(failures.c.name == name)) or 0)
    over = count - FREE_TRIES
    until = now + (_LOCKS[min(over, len(_LOCKS) - 1)] if over >= 0 else 0)
    connection.execute(delete(failures).where(failures.c.name == name))
    connection.execute(insert(failures).values(name=name, count=count, locked_until=until))
    _write(connection, name, "login refused", "locked" if over >= 0 else None, now)
    return Attempt(None, max(0, -over), until if over >= 0 else None)


def _change(connection: Connection, name: str, **values: object) -> None:
    changed = connection.execute(
        update(users).where(users.c.name == plain_name(name)).values(**values)
    )
    if not changed.rowcount:
        raise AccountError(f"there is no login {plain_name(name)!r}")


def _write(connection: Connection, who: str, what: str, target: str | None, now: int) -> None:
    connection.execute(insert(audit).values(at=now, who=who, what=what, target=target))


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
