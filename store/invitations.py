"""Invitations: one-time links by which a person sets a password, and what came of them.

Owns the table ``invitations``. A code is random and leaves only once, to whoever hands it over;
what is kept is its hash, so neither the database nor the log can open an account.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Engine, insert, select, update

from store import demo_logins, passwords, tries
from store.accounts import AccountError, change, plain_name, record
from store.tables import invitations, users

LASTS = 7 * 86_400
"""Seconds an invitation is valid."""

State = Literal["valid", "used", "expired", "unknown", "locked"]


class InvitationError(RuntimeError):
    """An invitation that cannot be used; ``state`` says why."""

    def __init__(self, state: State) -> None:
        super().__init__(f"the invitation is {state}")
        self.state = state


@dataclass(frozen=True)
class Invitation:
    """What a code stands for: ``name`` where it is valid, ``until`` where its address is locked."""

    state: State
    name: str | None = None
    until: int | None = None


def new_codes(names: Iterable[str]) -> dict[str, str]:
    """A random code for each login; none is valid before ``keep``."""
    return {plain_name(name): secrets.token_urlsafe(24) for name in names}


def keep(engine: Engine, codes: Mapping[str, str], now: int, by: str) -> None:
    """Makes codes valid; those given before and not used are void from now on.

    Raises:
        AccountError: there is no such login, or it is disabled; no code is kept then.
    """
    with engine.begin() as connection:
        for name, code in codes.items():
            _keep(connection, name, code, now, by)


def invite(engine: Engine, names: Iterable[str], now: int, by: str) -> dict[str, str]:
    """Makes a code for each login and keeps it.

    Raises:
        AccountError: as ``keep``.
    """
    codes = new_codes(names)
    keep(engine, codes, now, by)
    return codes


def reset(engine: Engine, names: Iterable[str], now: int, by: str) -> dict[str, str]:
    """Takes passwords away, ends all sessions, lifts locks, and makes a code for each login.

    Raises:
        AccountError: as ``keep``; nothing is changed then.
    """
    codes = new_codes(names)
    with engine.begin() as connection:
        for name, code in codes.items():
            change(connection, name, password=passwords.NONE, valid_from=now + 1)
            tries.forgive(connection, name)
            demo_logins.forget(connection, name)
            record(connection, by, "password reset", name, now)
            _keep(connection, name, code, now, by)
    return codes


def look(engine: Engine, code: str, address: str, now: int) -> Invitation:
    """What a code stands for; unknown ones count against the address they were tried from.

    Args:
        engine: that may write.
        code: as it stands in the link.
        address: of the visitor; five unknown codes in a row lock it, as wrong passwords do.
        now: UTC unix seconds.
    """
    key = f"invite {address}"
    with engine.begin() as connection:
        if until := tries.locked_until(connection, key, now):
            return Invitation("locked", until=until)
        found = _find(connection, code)
        state = _state(found, now)
        if state == "unknown":
            _left, until = tries.fail(connection, key, now)
            record(connection, key, "invitation refused", "locked" if until else None, now)
        return Invitation(state, found.name if found and state == "valid" else None)


def accept(engine: Engine, code: str, password: str, now: int) -> str:
    """Sets the password of the code's account and gives its login; the code is used up by that.

    Sessions given before end. Of two who try at once one succeeds.

    Raises:
        InvitationError: the code is used, expired or unknown.
        AccountError: the password cannot be used; the code stays valid.
    """
    with engine.connect() as connection:
        found = _find(connection, code)
    if found is None or _state(found, now) != "valid":
        raise InvitationError(_state(found, now))
    if refused := passwords.fault(password, found.name):
        raise AccountError(f"the password cannot be used: {refused}")
    hashed = passwords.hashed(password)
    i = invitations.c
    with engine.begin() as connection:
        taken = connection.execute(
            update(invitations)
            .where(i.hash == found.hash, i.used_at.is_(None), i.expires_at > now)
            .values(used_at=now)
        )
        if not taken.rowcount:
            raise InvitationError(_state(_find(connection, code), now))
        change(connection, found.name, password=hashed, valid_from=now + 1)
        tries.forgive(connection, found.name)
        demo_logins.forget(connection, found.name)
        record(connection, found.name, "invitation accepted", None, now)
    return str(found.name)


def _hash(code: str) -> str:
    # A code holds 192 random bits: a slow hash would add nothing.
    return sha256(code.encode()).hexdigest()


def _keep(connection: Connection, name: str, code: str, now: int, by: str) -> None:
    disabled = connection.scalar(select(users.c.disabled).where(users.c.name == name))
    if disabled is None:
        raise AccountError(f"there is no login {name!r}")
    if disabled:
        raise AccountError(f"{name} is disabled: enable the account first")
    i = invitations.c
    connection.execute(
        update(invitations)
        .where(i.name == name, i.used_at.is_(None), i.expires_at > now)
        .values(expires_at=now)
    )
    connection.execute(
        insert(invitations).values(
            hash=_hash(code), name=name, who=by, at=now, expires_at=now + LASTS
        )
    )
    record(connection, by, "invited", name, now)


def _find(connection: Connection, code: str) -> Any:
    i = invitations.c
    return connection.execute(
        select(i.hash, i.name, i.used_at, i.expires_at, users.c.disabled)
        .join(users, users.c.name == i.name)
        .where(i.hash == _hash(code))
    ).one_or_none()


def _state(found: Any, now: int) -> State:
    if found is None:
        return "unknown"
    if found.used_at is not None:
        return "used"
    return "expired" if found.expires_at <= now or found.disabled else "valid"
