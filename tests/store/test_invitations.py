"""Invitations: one password each, once, for seven days; nobody guesses them, nothing keeps them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, select

from store import accounts, invitations, passwords, roster, tables
from store.accounts import AccountError, Grant
from store.invitations import LASTS, InvitationError
from store.roster import Wanted

NOW = 1_763_950_000
HERE = "10.0.0.1"


@pytest.fixture
def anna(engine: Engine) -> str:
    """An account without a password; its code."""
    roster.save(engine, [Wanted("anna", "administrator", (Grant("page", "vk:1"),))], NOW, "boss")
    return invitations.invite(engine, ["Anna "], NOW, "boss")["anna"]


def test_a_code_sets_one_password_and_is_used_up(engine: Engine, anna: str) -> None:
    assert invitations.look(engine, anna, HERE, NOW) == invitations.Invitation("valid", "anna")
    assert invitations.accept(engine, anna, "long enough", NOW + 5) == "anna"
    assert invitations.look(engine, anna, HERE, NOW + 6).state == "used"
    with pytest.raises(InvitationError) as refused:
        invitations.accept(engine, anna, "another one", NOW + 6)
    assert refused.value.state == "used"
    entered = accounts.attempt(engine, "anna", "long enough", NOW + 7)
    assert entered.account is not None
    assert entered.account.valid_from == NOW + 6


def test_nobody_enters_before_a_password_is_set(engine: Engine, anna: str) -> None:
    for password in ("", " ", passwords.NONE, anna):
        assert accounts.attempt(engine, "anna", password, NOW).account is None


@pytest.mark.parametrize("password", ["short", "я" * 37, "password1", "aaaaaaaaaa", "annaanna"])
def test_a_password_that_cannot_be_used_leaves_the_code_valid(
    engine: Engine, anna: str, password: str
) -> None:
    with engine.begin() as connection:
        accounts.change(connection, "anna", disabled=False)
    if password == "annaanna":
        roster.save(engine, [Wanted("annaanna", "presenter", ())], NOW, "boss")
        anna = invitations.invite(engine, ["annaanna"], NOW, "boss")["annaanna"]
    with pytest.raises(AccountError):
        invitations.accept(engine, anna, password, NOW)
    assert invitations.look(engine, anna, HERE, NOW).state == "valid"


def test_a_code_ends_after_seven_days_or_with_a_newer_one(engine: Engine, anna: str) -> None:
    assert invitations.look(engine, anna, HERE, NOW + LASTS - 1).state == "valid"
    assert invitations.look(engine, anna, HERE, NOW + LASTS).state == "expired"
    with pytest.raises(InvitationError):
        invitations.accept(engine, anna, "long enough", NOW + LASTS)
    newer = invitations.invite(engine, ["anna"], NOW + 1, "boss")["anna"]
    assert invitations.look(engine, anna, HERE, NOW + 2).state == "expired"
    assert invitations.look(engine, newer, HERE, NOW + 2).state == "valid"


def test_of_two_at_once_one_sets_the_password(engine: Engine, anna: str) -> None:
    def try_it(password: str) -> str:
        try:
            invitations.accept(engine, anna, password, NOW)
        except InvitationError as refused:
            return refused.state
        return "set"

    words = ("the first one", "the second one")
    with ThreadPoolExecutor(2) as both:
        won = list(both.map(try_it, words))
    assert sorted(won) == ["set", "used"]
    fits = [accounts.attempt(engine, "anna", word, NOW + 5).account is not None for word in words]
    assert fits == [one == "set" for one in won]


def test_unknown_codes_lock_the_address_and_no_other(engine: Engine, anna: str) -> None:
    states = [invitations.look(engine, f"guess{n}", HERE, NOW).state for n in range(6)]
    assert states == ["unknown"] * 5 + ["locked"]
    assert invitations.look(engine, anna, HERE, NOW).state == "locked"
    assert invitations.look(engine, anna, "10.0.0.2", NOW).state == "valid"
    assert invitations.look(engine, anna, HERE, NOW + 61).state == "valid"


def test_the_code_stands_nowhere(engine: Engine, anna: str) -> None:
    invitations.look(engine, "guess", HERE, NOW)
    invitations.accept(engine, anna, "long enough", NOW)
    with engine.connect() as connection:
        for table in tables.metadata.sorted_tables:
            for row in connection.execute(select(table)):
                assert not any(anna in str(cell) or "guess" in str(cell) for cell in row)


def test_a_reset_ends_sessions_lifts_the_lock_and_invites(engine: Engine, anna: str) -> None:
    invitations.accept(engine, anna, "long enough", NOW)
    for _ in range(5):
        accounts.attempt(engine, "anna", "wrong", NOW + 9)
    code = invitations.reset(engine, ["anna"], NOW + 10, "boss")["anna"]
    found = accounts.find(engine, "anna")
    assert found is not None
    assert found.valid_from == NOW + 11
    assert accounts.attempt(engine, "anna", "long enough", NOW + 11) == accounts.Attempt(
        None, 4, None
    )
    assert invitations.accept(engine, code, "a new password", NOW + 12) == "anna"
    said = [(one.who, one.what, one.target) for one in accounts.entries(engine)]
    assert ("boss", "password reset", "anna") in said


def test_a_disabled_account_is_not_invited_and_its_code_ends(engine: Engine, anna: str) -> None:
    accounts.disable(engine, "anna", NOW, "boss")
    assert invitations.look(engine, anna, HERE, NOW).state == "expired"
    with pytest.raises(InvitationError):
        invitations.accept(engine, anna, "long enough", NOW)
    with pytest.raises(AccountError, match="disabled"):
        invitations.invite(engine, ["anna"], NOW, "boss")
    accounts.enable(engine, "anna", NOW, "boss")
    assert invitations.look(engine, anna, HERE, NOW).state == "valid"


def test_all_are_invited_or_none(engine: Engine, anna: str) -> None:
    with pytest.raises(AccountError, match="nobody"):
        invitations.invite(engine, ["anna", "nobody"], NOW + 1, "boss")
    assert invitations.look(engine, anna, HERE, NOW + 1).state == "valid"


def test_what_stands_of_an_account(engine: Engine, anna: str) -> None:
    assert roster.standings(engine, NOW)["anna"] == roster.Standing(False, NOW + LASTS, None)
    invitations.accept(engine, anna, "long enough", NOW)
    for _ in range(5):
        accounts.attempt(engine, "anna", "wrong", NOW)
    assert roster.standings(engine, NOW)["anna"] == roster.Standing(True, None, NOW + 60)
