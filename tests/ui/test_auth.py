"""The login: cookies nobody forges or keeps past a password, the form, the lock, the logout."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import jwt
import pytest
from sqlalchemy import insert
from streamlit.runtime.scriptrunner import RerunException
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import AppTest
from streamlit_authenticator.controllers import AuthenticationController

from store import accounts
from store.tables import marks
from tests.ui.conftest import NOW, PASSWORD, Open, signed, words
from ui import auth, visit
from ui.installation import here
from ui.visit import Sent, Signed, Visit

KEY = "c" * 40
Begin = Callable[..., object]


def sign_in(app: AppTest, name: str, password: str) -> AppTest:
    app.text_input(key="login_name").set_value(name)
    app.text_input(key="login_password").set_value(password)
    next(button for button in app.button if button.label == "Войти").click()
    return app.run()


def test_a_token_tells_who_when_and_until() -> None:
    given = Signed("анна", 100, 200)
    token = visit.token(given, KEY)
    assert visit.read_token(token, KEY, 199) == given
    assert visit.read_token(token, KEY, 200) is None


@pytest.mark.parametrize(
    "content",
    [
        "", "garbage", "a.b.c",
        jwt.encode({"username": "a", "given": 1, "until": 9}, "x" * 40, algorithm="HS256"),
        jwt.encode({"username": "a", "until": 9}, KEY, algorithm="HS256"),
        jwt.encode({"username": "a", "given": "x", "until": 9}, KEY, algorithm="HS256"),
        jwt.encode({"username": "a", "given": 1, "until": 9}, "", algorithm="none"),
        jwt.encode({"username": "a", "given": math.inf, "until": 9}, KEY, algorithm="HS256"),
    ],
)  # fmt: skip
def test_forged_and_malformed_cookies_are_nobody(content: str) -> None:
    assert visit.read_token(content, KEY, 5) is None


def test_the_right_password_opens_the_asked_view(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view(None, "ranking", sphere="Образование")
    assert "После входа откроется: Рейтинг" in words(app)
    app = sign_in(app, " Supervisor ", PASSWORD)
    assert app.dataframe[0].value.shape[0] == 4
    assert not app.text_input(key="filter_q").value


@pytest.mark.parametrize(
    ("name", "password", "says"),
    [
        ("supervisor", "wrong", "Логин или пароль не подошли. Осталось 4 попытки."),
        ("nobody", PASSWORD, "Логин или пароль не подошли. Осталось 4 попытки."),
        ("supervisor", "я" * 60, "Логин или пароль не подошли. Осталось 4 попытки."),
        ("supervisor", "", "Введите логин и пароль."),
        ("", "x", "Введите логин и пароль."),
    ],
)
def test_a_refusal_says_the_same_of_everybody(
    name: str, password: str, says: str, begin: Begin, open_view: Open
) -> None:
    begin()
    app = sign_in(open_view(None, "ranking"), name, password)
    assert [error.value for error in app.error] == [says]
    assert not app.dataframe


def test_a_refusal_stays_until_the_next_try(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = sign_in(open_view(None, "method"), "supervisor", "wrong").run()
    assert len(app.error) == 1
    assert accounts.attempt(here().writer, "supervisor", "wrong", NOW).left == 3, "judged once"
    assert not sign_in(app, "supervisor", PASSWORD).error


def test_what_a_session_keeps_is_no_secret_when_it_is_printed() -> None:
    found = Visit(sent=Sent("supervisor", PASSWORD))
    found.sign(Signed("supervisor", 1, 9), KEY, 1)
    found.sent = Sent("supervisor", PASSWORD)
    assert found.token
    assert PASSWORD not in repr(found)
    assert found.token not in repr(found)
    found.forget()
    assert found.token not in repr(found)


def test_a_double_press_is_one_try(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view(None, "method")
    for _ in range(2):
        app = sign_in(app, "supervisor", "wrong")
    assert "Осталось 4 попытки" in app.error[0].value
    assert "Осталось 3 попытки" in sign_in(app, "supervisor", "wrong too").error[0].value


def test_what_a_second_press_sent_is_forgotten_with_the_login(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    """It may come while the first is judged: logging out must not sign in again."""
    begin(filled)
    app = open_view("supervisor", "method")
    app.session_state[visit.KEY].sent = Sent("supervisor", PASSWORD)
    app.button(key="log_out").click()
    app = app.run()
    assert app.text_input(key="login_name")
    assert app.run().text_input(key="login_name")
    assert app.session_state[visit.KEY].sent is None


def test_two_presses_at_once_judge_one_after_the_other(
    begin: Begin, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Streamlit runs both beside each other: the second finds what the first has found."""
    begin(filled)
    found, tried = Visit(sent=Sent("supervisor", PASSWORD)), []
    attempt = accounts.attempt

    def slow(*given: object) -> object:
        tried.append(given[1])
        found.sent = Sent("supervisor", PASSWORD)  # the second press, kept meanwhile
        return attempt(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(auth.accounts, "attempt", slow)
    with ThreadPoolExecutor(2) as runs:
        judged = [runs.submit(auth._known, found) for _ in range(2)]
        names = [one.result().name for one in judged]
    assert names == ["supervisor"] * 2
    assert tried == ["supervisor"]
    assert found.sent is None


def test_a_run_that_ends_after_the_password_was_found_right_loses_no_login(
    begin: Begin, filled: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a second press of the button ends it, where the library writes to the state."""
    begin(filled)
    app = open_view(None, "method")
    ask = AuthenticationController.login

    def ended(*given: str) -> None:
        ask(*given)
        raise RerunException(RerunData())

    monkeypatch.setattr(auth.AuthenticationController, "login", ended)
    app = sign_in(app, "supervisor", PASSWORD)
    assert signed(app)
    monkeypatch.setattr(auth.AuthenticationController, "login", ask)
    app.button(key="log_out").click()
    assert app.run().text_input(key="login_name"), "what was sent is not sent again"


def test_after_five_failures_the_login_is_locked(begin: Begin, open_view: Open) -> None:
    begin()
    app = open_view(None, "ranking")
    for number in range(5):
        app = sign_in(app, "supervisor", f"wrong {number}")
    app = sign_in(app, "supervisor", PASSWORD)
    assert "Вход закрыт до 07:11. Контакт: ЦУР" in app.error[0].value


def test_logging_out_ends_the_session(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "method")
    app.button(key="log_out").click()
    app = app.run()
    assert app.text_input(key="login_name")
    assert signed(app) is None
    assert accounts.entries(here().reader, 1)[0].what == "logout"


@pytest.mark.parametrize("change", ["password", "disable"])
def test_a_changed_account_ends_open_sessions(change: str, begin: Begin, open_view: Open) -> None:
    begin()
    app = open_view("supervisor", "method")
    assert not app.text_input
    if change == "password":
        accounts.set_password(here().writer, "supervisor", "another password", NOW, "test")
    else:
        accounts.disable(here().writer, "supervisor", NOW, "test")
    assert app.run().text_input(key="login_name")


def test_demo_logins_are_shown_only_in_a_demo(begin: Begin, open_view: Open) -> None:
    begin()
    assert "Демонстрация" not in words(open_view(None, ""))
    logins = [{"name": "supervisor", "role": "supervisor", "password": PASSWORD}]
    with here().writer.begin() as connection:
        connection.execute(insert(marks), {"mark": "demo", "value": json.dumps(logins)})
    app = open_view(None, "method")
    assert "Демонстрация: данные вымышлены" in words(app)
    assert PASSWORD in words(app)
    app.button(key="demo_supervisor").click()
    assert "Методика" in words(app.run())


def test_a_store_without_accounts_says_how_to_make_one(begin: Begin, open_view: Open) -> None:
    begin()
    with here().writer.begin() as connection:
        connection.exec_driver_sql("delete from users")
    assert "python cli.py users add" in words(open_view(None, ""))
