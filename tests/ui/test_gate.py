"""The gate before every message of a browser: who holds no more acts no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from store import accounts
from store.accounts import Account
from tests.ui.conftest import NOW
from ui import gate, visit
from ui.installation import here
from ui.visit import Signed, Visit

WHO = "supervisor"


@pytest.fixture
def passed(
    begin: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Account | None, BackMsg], BackMsg]:
    """Sends a message of a session drawn for an account through the gate; what came out."""
    begin()
    out: list[BackMsg] = []
    monkeypatch.setattr(gate, "_handle", lambda _session, message: out.append(message))

    def send(drawn: Account | None, message: BackMsg) -> BackMsg:
        signed = Signed(WHO, NOW, NOW + 3600)
        state = {gate._DRAWN: drawn, visit.KEY: Visit(signed)}
        session: Any = SimpleNamespace(session_state=state)
        gate._passed(session, message)
        return out[-1]

    return send


def account() -> Account:
    found = accounts.find(here().reader, WHO)
    assert found
    return found


def press() -> BackMsg:
    message = BackMsg()
    message.rerun_script.widget_states.widgets.add(id="vote", trigger_value=True)
    message.rerun_script.fragment_id = "dialog"
    return message


def test_who_holds_acts(passed: Callable[[Account | None, BackMsg], BackMsg]) -> None:
    assert passed(account(), press()) == press()


@pytest.mark.parametrize(
    "change",
    [
        lambda: accounts.disable(here().writer, WHO, NOW + 1, "t"),
        lambda: accounts.end_sessions(here().writer, WHO, NOW + 1, "t"),
        lambda: accounts.set_password(here().writer, WHO, "another password", NOW + 1, "t"),
    ],
    ids=["disabled", "sessions ended", "password changed"],
)
def test_who_was_closed_gets_a_whole_run_and_nothing_else(
    change: Callable[[], None], passed: Callable[[Account | None, BackMsg], BackMsg]
) -> None:
    drawn = account()
    change()
    told = passed(drawn, press()).rerun_script
    assert not told.fragment_id
    assert not told.widget_states.widgets


def test_other_rights_than_the_screen_was_drawn_for_are_none(
    passed: Callable[[Account | None, BackMsg], BackMsg],
) -> None:
    told = passed(replace(account(), role="operator"), press()).rerun_script
    assert not told.widget_states.widgets


def test_the_form_of_the_login_passes(
    passed: Callable[[Account | None, BackMsg], BackMsg],
) -> None:
    assert passed(None, press()) == press()
