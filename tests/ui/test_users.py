"""«Пользователи»: who sees and manages whom, resets, lists of accounts, the log, the rights."""

from __future__ import annotations

import io
import re
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.commission import KINDS
from core.settings import ROOT
from store import accounts, invitations
from store.accounts import Grant
from store.post_words import SIDES
from tests.ui.conftest import NOW, PASSWORD, Open, words
from tests.ui.curated import region, script
from ui import rights, shell
from ui.exports import users as export
from ui.installation import Installation, here
from ui.users import log_words
from ui.users import rights as users_rights
from ui.users.data import known

__all__ = ["region"]


def logins(app: AppTest) -> list[str]:
    return [] if not app.dataframe else app.dataframe[0].value.iloc[:, 0].to_list()


def test_the_number_counts_pages_with_an_open_account_of_their_own(
    region: Installation, open_view: Open
) -> None:
    assert "Администратор есть у 3 из 12 страниц" in words(open_view("supervisor", "users"))
    accounts.disable(region.writer, "foreign", NOW, "test")
    accounts.disable(region.writer, "both", NOW, "test")
    app = open_view("supervisor", "users", show="bare")
    assert "Администратор есть у 2 из 12 страниц" in words(app)
    assert app.dataframe[0].value.shape[0] == 10


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("locked", {"own1", "both"}),
        ("waiting", {"foreign", "curator", "curator2"}),
        ("nonsense", None),
    ],
)
def test_filters_of_the_address(
    show: str, names: set[str] | None, region: Installation, open_view: Open
) -> None:
    accounts.disable(region.writer, "own1", NOW, "test")
    invitations.accept(
        region.writer, invitations.invite(region.writer, ["both"], NOW, "t")["both"], PASSWORD, NOW
    )
    for _ in range(5):
        accounts.attempt(region.writer, "both", "wrong", NOW)
    found = set(logins(open_view("supervisor", "users", show=show)))
    assert found == (names if names is not None else {one.name for one in accounts.every(
        region.reader)})  # fmt: skip


def test_no_login_for_30_days_counts_from_the_making_of_an_account(
    region: Installation, open_view: Open
) -> None:
    accounts.add(region.writer, "fresh", "presenter", PASSWORD, (), NOW - 60, "test")
    accounts.add(region.writer, "stale", "presenter", PASSWORD, (), NOW - 31 * 86_400, "test")
    assert logins(open_view("supervisor", "users", show="idle")) == ["stale"]


def test_search_finds_by_login_page_and_role(region: Installation, open_view: Open) -> None:
    assert logins(open_view("supervisor", "users", q="own")) == ["own1"]
    assert "own1" in logins(open_view("supervisor", "users", q="больница № 1"))
    assert set(logins(open_view("supervisor", "users", q="куратор"))) == {"curator", "curator2"}
    app = open_view("supervisor", "users", q="<b>нет</b>")
    assert "По этим условиям учётных записей нет." in words(app)


@pytest.mark.parametrize("role", ["administrator", "presenter"])
@pytest.mark.parametrize("tab", ["accounts", "log", "rights"])
def test_others_cannot_open_it(role: str, tab: str, region: Installation, open_view: Open) -> None:
    app = open_view(role, "users", tab=tab)
    assert "не предусмотрен" in words(app)
    assert not app.dataframe


@pytest.mark.parametrize("tab", ["accounts", "log", "rights"])
def test_a_curator_sees_administrators_of_own_pages_only(
    tab: str, region: Installation, open_view: Open
) -> None:
    app = open_view("curator", "users", tab=tab)
    assert logins(app) == ["own1"]
    labels = {button.label for button in app.button}
    assert {"Пригласить", "Сбросить пароль"} <= labels
    assert not labels & {"Отключить", "Добавить", "Загрузить список"}
    assert not app.get("download_button")
    assert "foreign" not in words(app)
    assert "Администратор есть у 1 из 4 страниц" in words(app)


@pytest.mark.parametrize("name", ["foreign", "both", "curator2", "supervisor", "curator"])
def test_an_address_gives_a_curator_no_more(
    name: str, region: Installation, open_view: Open
) -> None:
    app = open_view("curator", "users", user=name)
    assert name not in words(app).replace("curator\n", "") or name == "curator"
    assert app.button(key="users_reset").disabled
    assert logins(app) == ["own1"]
    assert not known(accounts.find(here().reader, "curator")).managed & {name}


def test_a_supervisor_manages_no_supervisor_and_no_operator(region: Installation) -> None:
    supervisor = accounts.find(region.reader, "supervisor")
    operator = accounts.find(region.reader, "operator")
    assert supervisor is not None
    assert operator is not None
    assert not known(supervisor).managed & {"supervisor", "operator"}
    assert {"presenter", "own1", "curator"} <= known(supervisor).managed
    assert "supervisor" in known(operator).managed
    assert "operator" not in known(operator).managed


def test_a_reset_through_the_screen_ends_the_other_tab(
    region: Installation, open_view: Open
) -> None:
    other = open_view("presenter", "ranking")
    assert other.dataframe
    from ui.users.actions import _links

    account = accounts.find(region.reader, "supervisor")

    def body(account: Any, names: list[str]) -> None:
        _links(account, names, reset=True)

    app = script(body, account, ["presenter", "operator"]).run()
    app.button(key="links_make").click().run()
    links = [code.value for code in app.code]
    assert len(links) == 1, "a supervisor resets no operator"
    assert other.run().text_input(key="login_name")
    operator = open_view("operator", "ranking")
    assert operator.dataframe


def test_the_log_is_searched_and_shown_in_words(region: Installation, open_view: Open) -> None:
    accounts.log(region.writer, "supervisor", "export", '=HYPERLINK("x") 12 rows', NOW)
    table = open_view("supervisor", "users", tab="log", q="hyperlink").dataframe[0].value
    assert table.shape[0] == 1
    assert table.iloc[0, 2] == "выгружен файл"
    sheet = export.log_sheet(accounts.entries(region.reader))
    from ui.exports.sheets import csv_file

    assert "'=HYPERLINK" in csv_file(sheet).decode("utf-8-sig")


def test_files_hold_what_the_screen_shows_and_are_logged(
    region: Installation, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    built: list[Any] = []
    real = st.download_button
    monkeypatch.setattr(st, "download_button", lambda label, **kwargs: built.append(
        kwargs["data"]) or real(label, **kwargs))  # fmt: skip
    screen = logins(open_view("supervisor", "users", q="own"))
    table = pl.read_excel(io.BytesIO(built[0]()), engine="calamine")
    assert table["Логин"].to_list() == screen == ["own1"]
    assert accounts.entries(region.reader, 1)[0].what == "export"


def upload(account: str, content: str) -> AppTest:
    from ui.users.importing import _steps

    app = script(_steps, accounts.find(here().reader, account)).run()
    app.file_uploader(key="users_file").set_value(("u.csv", content.encode(), "text/csv"))
    return app.run()


def test_a_list_is_previewed_and_written_only_when_confirmed(region: Installation) -> None:
    before = accounts.every(region.reader)
    app = upload("supervisor", "\n".join([
        "Логин;Роль;Страница;Учредитель;Территория", "own1;администратор;vk:104;;",
        "new1;администратор;vk:105;;", "boss;оператор;;;", "supervisor;ведущий;;;",
        "x;король;;;", "y;администратор;vk:999;;", "new1;ведущий;;;",
    ]))  # fmt: skip
    assert not app.exception
    assert [tab.label for tab in app.tabs] == ["Новые · 1", "Изменятся · 1", "Не приняты · 5"]
    assert accounts.every(region.reader) == before
    left = app.dataframe[-1].value
    assert left.iloc[:, 0].to_list() == [4, 5, 6, 7, 8]
    assert left.iloc[0, 2] == "Ваша роль не может завести или изменить такую учётную запись"
    assert left.iloc[1, 2] == "Свою учётную запись списком не меняют"
    app.button(key="users_write").click().run()
    after = {one.name: one for one in accounts.every(region.reader)}
    assert set(after) == {one.name for one in before} | {"new1"}
    assert after["own1"].grants == (Grant("page", "vk:104"),)
    assert after["supervisor"].role == "supervisor"
    assert "users imported" in {one.what for one in accounts.entries(region.reader, 5)}


@pytest.mark.parametrize("content", ["", "Имя;Пол\nа;б", 'Логин;Роль\n"x;ведущий\n'])
def test_a_file_that_cannot_be_taken_is_said_in_russian(content: str, region: Installation) -> None:
    app = upload("operator", content)
    assert "«u.csv»" in app.error[0].value
    assert not any(word in app.error[0].value for word in ("header", "save", "row"))


def test_a_new_account_is_made_with_a_link(region: Installation) -> None:
    from ui.users.actions import _add

    account = accounts.find(region.reader, "supervisor")
    assert account is not None
    app = script(_add, account, known(account)).run()
    assert set(app.selectbox(key="add_role").options) == {"администратор страницы", "ведущий"}
    app.text_input(key="add_name").set_value("Новый.Логин")
    app.button(key="add_save").click().run()
    assert app.error[0].value == "Выберите, что ведёт администратор."
    app.multiselect(key="add_pages").set_value(["vk:105"])
    app.button(key="add_save").click().run()
    link = app.code[0].value
    assert "/?invite=" in link
    made = accounts.find(region.reader, "новый.логин")
    assert made is not None
    assert made.grants == (Grant("page", "vk:105"),)


@pytest.mark.parametrize(
    ("what", "stored", "said"),
    [
        ("users imported", "7 new, 0 changed, 3 left out", "новых: 7, изменено: 0, не принято: 3"),
        ("register imported", "12 new, 2 gone", "новых: 12, исчезло: 2"),
        ("user added", "u10 (administrator)", "u10 (администратор страницы)"),
        ("collect", "all pages", "все страницы"),
        ("collect", "vk:210000185 post 999999", "vk:210000185, запись 999999"),
        ("login refused", "locked", "слишком много попыток"),
        ("login refused", None, None),
        ("mark accepted", "vk:5 repair 2025-01-01..2025-01-09",
         "vk:5 Ремонт 2025-01-01..2025-01-09"),
        ("watch", "vk:5 silent 2025-12-01", "vk:5 нет публикаций 2025-12-01"),
        ("export", "ranking xlsx, 831 rows", "Рейтинг xlsx, строк: 831"),
        ("export", "register letters docx, 3 rows", "Письма docx, строк: 3"),
        ("export", "replies today csv, 3 rows, with texts",
         "Вопросы жителей, срок истекает сегодня, csv, строк: 3, с текстами вопросов"),
        ("export", "page pdf, vk:104", "Страница pdf, vk:104"),
        ("stage", "2025: 9 scenes", "2025: сцен: 9"),
        ("user disabled", "all.pages", "all.pages"),
        ("season voted", "2025 fast_help", "2025 fast_help"),
    ],
)  # fmt: skip
def test_the_log_says_closed_phrases_in_russian(
    what: str, stored: str | None, said: str | None, region: Installation
) -> None:
    assert log_words.target(what, stored) == said


def test_every_act_of_a_season_and_word_of_a_post_has_its_words(region: Installation) -> None:
    stored = [f"season {kind}" for kind in KINDS]
    stored += [f"post {word}" for side in SIDES.values() for word in side]
    said = [log_words.done(one) for one in stored]
    assert not [one for one in said if re.search("[a-z]", one)]


def test_the_log_on_screen_holds_its_words(region: Installation, open_view: Open) -> None:
    accounts.log(region.writer, "supervisor", "collect", "last days of all pages", NOW)
    log = open_view("supervisor", "users", tab="log").dataframe[0].value
    assert log.columns.to_list() == ["Когда", "Кто", "Что", "Над чем"]
    assert log.iloc[0, 3] == "последние дни всех страниц"
    found = open_view("supervisor", "users", tab="log", q="последние дни").dataframe[0].value
    assert found.shape[0] == 1


def test_the_matrix_is_what_the_shell_enforces() -> None:
    table = {row[0]: row[1:] for row in users_rights.table()}
    for view, roles in shell.permissions().items():
        opens = table[f"`/{view}`"]
        for kind, cell in zip(users_rights.kinds(), opens, strict=True):
            if kind in accounts.ROLES:
                assert (cell == "x") == (kind in roles), (view, kind)
    assert set(rights.MANAGES) == {"supervisor", "operator"}


def test_the_documentation_holds_the_matrix() -> None:
    """Where it does not: put the printed rows into docs/permissions.md."""
    rows = ["| " + " | ".join(row) + " |" for row in users_rights.table()]
    documented = (ROOT / "docs" / "permissions.md").read_text(encoding="utf-8").splitlines()
    wanted = [" ".join(row.split()) for row in rows]
    written = [" ".join(line.split()) for line in documented if line.startswith("| `/")]
    assert written == wanted, "\n".join(wanted)
