"""Invitations and passwords: a link sets one, once; sessions given earlier end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from streamlit.testing.v1 import AppTest

from store import accounts, invitations
from tests.ui.conftest import NOW, PASSWORD, Open, signed, words
from tests.ui.curated import region, script
from ui import auth, visit
from ui.installation import Installation, here
from ui.visit import Sent, Signed, Visit

__all__ = ["region"]


def invited(name: str = "own1") -> str:
    return invitations.invite(here().writer, [name], NOW, "test")[name]


def who(app: AppTest) -> str | None:
    found = signed(app)
    return found.name if found else None


def invitation(open_view: Open, code: str, view: str = "") -> AppTest:
    return open_view(None, view, invite=code)


def set_password(app: AppTest, password: str) -> AppTest:
    app.text_input(key="invited_password").set_value(password)
    next(one for one in app.button if one.label == "Задать пароль и войти").click()
    return app.run()


def test_an_invitation_sets_a_password_and_signs_in(region: Installation, open_view: Open) -> None:
    code = invited()
    app = invitation(open_view, code, "page")
    assert "Задайте пароль" in words(app)
    assert "Не короче 8 знаков" in words(app)
    app = set_password(app, "хороший пароль")
    assert who(app) == "own1"
    assert "invite" not in app.query_params
    assert "Районная больница" in words(app)
    assert accounts.attempt(region.writer, "own1", "хороший пароль", NOW + 5).account
    again = invitation(open_view, code)
    assert [one.value for one in again.error] == [
        "Ссылка уже использована: войдите с паролем, который вы задали."
    ]


def test_a_double_press_uses_the_link_once(region: Installation) -> None:
    found, code = Visit(), invited()
    sent = Sent("own1", "хороший пароль")
    with ThreadPoolExecutor(2) as runs:
        told = [runs.submit(auth._accepted, found, code, sent) for _ in range(2)]
        assert [one.result() for one in told] == ["", ""]
    assert found.sent == sent
    assert "уже использована" in auth._accepted(Visit(), code, sent)


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("short", "Слишком коротко"), ("", "Слишком коротко"), ("я" * 40, "Слишком длинно"),
        ("password123", "самых частых"), ("12345678", "самых частых"),
    ],
)  # fmt: skip
def test_a_bad_password_is_refused_and_the_link_holds(
    password: str, says: str, region: Installation, open_view: Open
) -> None:
    code = invited()
    app = set_password(invitation(open_view, code), password)
    assert says in app.error[0].value
    assert who(app) is None
    assert who(set_password(app, "хороший пароль")) == "own1"


def test_links_that_do_not_work_say_why_and_lead_to_the_login(
    region: Installation, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.auth._address", lambda: "10.0.0.1")
    old = invited()
    invited()
    assert "Срок ссылки вышел" in invitation(open_view, old).error[0].value
    app = invitation(open_view, "guessed")
    assert "Такого приглашения нет" in app.error[0].value
    for _ in range(9):
        app = app.run()
    assert "Такого приглашения нет" in app.error[0].value, "a rerun is no new try"
    for _ in range(4):
        invitation(open_view, "guessed")
    assert "Вход закрыт до" in invitation(open_view, "guessed").error[0].value
    next(one for one in app.button if one.label == "Ко входу").click()
    assert app.run().text_input(key="login_name")


def test_a_signed_in_visitor_gets_the_form_of_the_invitation_too(
    region: Installation, open_view: Open
) -> None:
    app = open_view("supervisor", "users", invite=invited())
    assert app.text_input(key="invited_name").value == "own1"
    assert not app.dataframe
    assert who(set_password(app, "хороший пароль")) == "own1"


def test_the_code_reaches_no_log(
    region: Installation, open_view: Open, caplog: pytest.LogCaptureFixture
) -> None:
    code = invited()
    set_password(invitation(open_view, code), "хороший пароль")
    invitation(open_view, "guessed-code")
    written = caplog.text + str(accounts.entries(region.reader))
    assert code not in written
    assert "guessed-code" not in written


def test_the_own_password_is_changed_and_other_sessions_end(
    region: Installation, open_view: Open
) -> None:
    from ui.users.own import _form

    other = open_view("supervisor", "method")
    app = script(_form, "supervisor")
    app.session_state[visit.KEY] = Visit(Signed("supervisor", NOW, NOW + 3600))
    app.run()
    for old, new, says in (
        ("wrong", "хороший пароль", "Осталось 4 попытки"),
        (PASSWORD, "short", "Слишком коротко"),
        (PASSWORD, "supervisor", "не должен совпадать с логином"),
    ):
        app.text_input(key="own_old").set_value(old)
        app.text_input(key="own_new").set_value(new)
        app.button[0].click().run()
        assert says in app.error[0].value
    app.text_input(key="own_old").set_value(PASSWORD)
    app.text_input(key="own_new").set_value("хороший пароль")
    app.button[0].click().run()
    assert not app.error
    kept = accounts.find(region.reader, "supervisor")
    assert kept is not None
    changed = signed(app)
    assert changed is not None
    assert changed.given >= kept.valid_from
    assert other.run().text_input(key="login_name")


def test_logging_out_everywhere_ends_all_sessions(region: Installation, open_view: Open) -> None:
    other, app = open_view("supervisor", "method"), open_view("supervisor", "method")
    app.button(key="log_out_everywhere").click().run()
    assert app.text_input(key="login_name")
    assert other.run().text_input(key="login_name")
    assert accounts.entries(region.reader, 1)[0].what == "sessions ended"
