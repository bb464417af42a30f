"""Accounts: logins, passwords, grants, lock-out and the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from store import accounts, passwords
from store.accounts import AccountError, Grant
from store.engine import open_engine, upgrade
from store.tries import FREE_TRIES

NOW = 1_763_950_000


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'kpi.db'}")
    upgrade(engine)
    yield engine
    engine.dispose()


def add(engine: Engine, name: str = "anna", role: str = "supervisor", **kwargs: Any) -> None:
    accounts.add(
        engine,
        name,
        role,
        kwargs.get("password", "right password"),
        kwargs.get("given", ()),
        NOW,
        "cli",
    )


def test_an_account_is_found_in_any_case_with_its_grants(engine: Engine) -> None:
    add(
        engine,
        " Анна.Петрова ",
        "administrator",
        given=[Grant("page", "vk:1"), Grant("founder", "Минобр")],
    )
    found = accounts.find(engine, "АННА.петрова")
    assert found is not None
    assert (found.name, found.role, found.disabled) == ("анна.петрова", "administrator", False)
    assert found.grants == (Grant("founder", "Минобр"), Grant("page", "vk:1"))
    assert accounts.find(engine, "nobody") is None
    assert [account.name for account in accounts.every(engine)] == ["анна.петрова"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": "two words"}, "cannot be a login"),
        ({"role": "king"}, "is not a role"),
        ({"role": "administrator"}, "needs a page"),
        ({"given": [Grant("page", "vk:1")]}, "are for administrators"),
        ({"password": "short"}, "at least 8"),
        ({"password": "я" * 37}, "36 Cyrillic"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_sentence(
    engine: Engine, change: dict[str, Any], says: str
) -> None:
    with pytest.raises(AccountError, match=says):
        add(engine, **change)
    assert accounts.every(engine) == []


def test_a_login_is_taken_once(engine: Engine) -> None:
    add(engine)
    with pytest.raises(AccountError, match="is taken"):
        add(engine, "ANNA")


def test_the_right_password_enters_and_is_remembered(engine: Engine) -> None:
    add(engine)
    tried = accounts.attempt(engine, "Anna", " right password ", NOW + 5)
    assert tried.account is not None
    assert tried.account.seen_at == NOW + 5
    assert [entry.what for entry in accounts.entries(engine)] == ["login", "user added"]


@pytest.mark.parametrize("name", ["anna", "nobody"])
def test_the_lock_grows_and_tells_nothing_of_who_exists(engine: Engine, name: str) -> None:
    add(engine)
    lefts = [accounts.attempt(engine, name, "wrong", NOW).left for _ in range(FREE_TRIES)]
    assert lefts == [4, 3, 2, 1, 0]
    locked = accounts.attempt(engine, name, "right password", NOW + 59)
    assert locked.account is None
    assert locked.locked_until == NOW + 60
    again = accounts.attempt(engine, name, "wrong", NOW + 60)
    assert again.locked_until == NOW + 60 + 300


def test_after_the_lock_the_right_password_clears_the_failures(engine: Engine) -> None:
    add(engine)
    for _ in range(FREE_TRIES):
        accounts.attempt(engine, "anna", "wrong", NOW)
    assert accounts.attempt(engine, "anna", "right password", NOW + 60).account is not None
    assert accounts.attempt(engine, "anna", "wrong", NOW + 61).left == FREE_TRIES - 1


def test_a_disabled_account_does_not_enter(engine: Engine) -> None:
    add(engine)
    accounts.disable(engine, "anna", NOW + 10, "cli")
    found = accounts.find(engine, "anna")
    assert found is not None
    assert found.disabled
    assert found.valid_from == NOW + 10
    assert accounts.attempt(engine, "anna", "right password", NOW + 20).account is None


def test_a_new_password_refuses_what_was_given_before(engine: Engine) -> None:
    add(engine)
    accounts.set_password(engine, "anna", "another password", NOW + 10, "cli")
    found = accounts.find(engine, "anna")
    assert found is not None
    assert found.valid_from > NOW + 10
    assert accounts.attempt(engine, "anna", "right password", NOW + 20).account is None
    assert accounts.attempt(engine, "anna", "another password", NOW + 20).account is not None


@pytest.mark.parametrize("password", ["", "я" * 60, "x" * 5000, "\x00" * 9])
def test_no_password_breaks_the_attempt(engine: Engine, password: str) -> None:
    add(engine)
    assert accounts.attempt(engine, "anna", password, NOW).account is None


def test_changing_nobody_is_an_error(engine: Engine) -> None:
    with pytest.raises(AccountError, match="there is no login 'nobody'"):
        accounts.disable(engine, "nobody", NOW, "cli")


def test_passwords_are_kept_as_hashes_only(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: int
) -> None:
    monkeypatch.setattr(passwords, "_ROUNDS", rounds)
    add(engine)
    engine.dispose()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"right password" not in kept
    assert b"$2b$10$" in kept


def test_generated_passwords_are_accepted_and_differ(engine: Engine) -> None:
    made = {passwords.new() for _ in range(20)}
    assert len(made) == 20
    add(engine, password=made.pop())
