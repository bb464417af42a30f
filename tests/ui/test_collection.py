"""The view of the collection: what each role sees of it, in each state and language."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, insert, select
from streamlit.testing.v1 import AppTest

from jobs import start
from jobs.start import Started, What
from store import accounts
from store import tables as t
from store.lock import alone
from tests.ui.conftest import Open, words
from tests.ui.test_views import KNOWN, LATIN
from tests.ui.trouble import TOKENS, Begin, troubled, with_tokens
from ui import installation
from ui.collection import files as collection_files
from ui.collection import parts as collection
from ui.i18n import _

__all__ = ["troubled"]

CODES = re.compile(r"KPI_\w+|vk\.com|wall-1_2|xlsx|csv")


def shown(app: AppTest) -> str:
    """What can be read, the tables' cells included."""
    cells = [" ".join(str(one) for row in table.value.values for one in row)
             for table in app.dataframe]  # fmt: skip
    labels = [tab.label for tab in app.tabs]
    return "\n".join([words(app), *cells, *labels])


def table_of(app: AppTest, column: str) -> pl.DataFrame:
    """The table that has a column."""
    return next(pl.from_pandas(one.value) for one in app.dataframe if column in one.value)


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("running", [False, True], ids=["still", "running"])
@pytest.mark.parametrize("role", ["supervisor", "operator"])
def test_it_draws_in_one_language(
    role: str, running: bool, language: str, troubled: Callable[..., Engine], open_view: Open
) -> None:
    engine = troubled(language, running=running)
    with alone(engine) if running else nullcontext():
        app = open_view(role, "collection")
    assert not app.exception
    text = shown(app)
    assert "<h1>" + _("Data collection") in text
    if language == "ru":
        assert ("Идёт сбор с" in text) == running
        told = CODES.sub("", KNOWN.sub(" ", text))
        left = set(LATIN.findall(told)) - CODES_IN_TABLE
        assert left == set()
    assert not any(token in text for token in TOKENS)


CODES_IN_TABLE = {"banned", "closed", "vanished", "unknown", "name", "date", "from_id", "None",
                  "school", "shkola", "from"}  # fmt: skip


def test_the_figures_are_those_of_the_store(
    troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled()
    app = open_view("operator", "collection")
    text = words(app)
    assert "Последний сбор прервался: VK не принимает ни один ключ" in text
    assert "VK не принимает 1 ключ из 3." in text
    owed = table_of(app, "Days of posts")
    assert owed["Page"].to_list()[:3] == ["МБОУ «Школа № 3»", "ГБУЗ «Районная больница № 1»",
                                          "Администрация посёлка № 2"]  # fmt: skip
    assert owed["Days of posts"].to_list()[:3] == pytest.approx([400, 300.2, 2.8], abs=0.11)
    refused = table_of(app, "What happened")
    assert refused.height == 6
    said = dict(refused.select("What happened", "Code").iter_rows())
    assert said["Доступ к стене страницы закрыт"] == "15"
    assert said["VK заблокировал страницу"] == "banned"
    runs = table_of(app, "÷ least")
    assert runs["÷ least"].drop_nulls().to_list() == pytest.approx([3.0] + [1.02] * 6, abs=0.01)
    keys = table_of(app, "Left today")
    assert keys["Left today"].to_list() == [0, 0, 3760]
    assert keys["State"].to_list() == ["■ отказ", "▲ квота исчерпана", "● работает"]
    rejected = table_of(app, "How often")
    assert rejected["How often"].to_list() == [5, 1]


def test_a_supervisor_does_not_see_the_keys(
    troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled()
    labels = [tab.label for tab in open_view("supervisor", "collection").tabs]
    assert "Ключи и квота" not in labels
    assert len(labels) == 6


@pytest.mark.parametrize("role", ["administrator", "presenter"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_others_get_nothing_even_by_address(
    role: str, language: str, troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled(language)
    app = open_view(role, "collection", page="vk:103")
    refuses = {"ru": "не предусмотрен", "en": "not for your role"}[language]
    assert refuses in words(app)
    assert not app.dataframe
    assert not app.tabs
    labels = {"Собрать сейчас", "Collect now", "Сбор данных", "Data collection"}
    assert not {button.label for button in app.button} & labels


def test_a_run_under_way_shows_how_far_it_is(
    troubled: Callable[..., Engine], open_view: Open
) -> None:
    engine = troubled(running=True)
    with alone(engine):
        app = open_view("operator", "collection")
    bars = [bar.proto.text for bar in app.get("progress")]
    assert bars == ["Страницы: 12 из 12", "Стены: 7 из 12", "Комментарии: 30 из 61"]
    assert "Сбор идёт с" in words(app)


def test_a_run_that_was_killed_is_not_under_way(
    troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled(running=True)
    app = open_view("operator", "collection")
    assert not app.get("progress")
    assert "процесс остановили до окончания" in words(app)


@pytest.mark.parametrize(
    ("language", "said"),
    [("ru", "её страниц нет в VK"), ("en", "its pages do not exist in VK")],
)
def test_the_demo_says_why_it_is_not_collected(
    language: str, said: str, begin: Begin, filled: Path, tmp_path: Path, open_view: Open
) -> None:
    path = tmp_path / "demo.db"
    shutil.copyfile(filled, path)
    here = begin(path, language)
    with here.writer.begin() as connection:
        connection.execute(insert(t.marks), {"mark": "demo", "value": "[]"})
    app = open_view("operator", "collection")
    assert said in words(app)
    assert not {"Собрать сейчас", "Collect now"} & {button.label for button in app.button}


def test_an_empty_store_says_what_to_do(begin: Begin, open_view: Open) -> None:
    begin()
    text = words(open_view("operator", "collection"))
    assert "Загрузить реестр" in text
    assert "Сбора ещё не было." in text
    assert "1970" not in text


def test_pages_that_were_never_read_can_be_collected(begin: Begin, open_view: Open) -> None:
    here = begin()
    with_tokens(here)
    with here.writer.begin() as connection:
        connection.execute(insert(t.pages), [
            {"page": n, "page_id": f"vk:{n}", "network": "vk", "owner": n, "listed": True}
            for n in range(1, 832)
        ])  # fmt: skip
    app = open_view("operator", "collection")
    text = words(app)
    assert "Данных пока мало" in text
    assert "Сначала последние 30 дней: около" in text
    assert "Собрать сейчас" in [button.label for button in app.button]
    assert "1970" not in text


def test_a_press_starts_what_it_says(
    monkeypatch: pytest.MonkeyPatch, troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled()
    asked: list[tuple[What, str]] = []
    monkeypatch.setattr(start, "start", lambda engine, settings, what, who, now: (
        asked.append((what, who)), Started("running"))[1])  # fmt: skip
    app = open_view("supervisor", "collection")
    button(app, "Собрать сейчас").click().run()
    assert "Сбор уже идёт" in words(app)
    button(app, "Только последние 3 дня").click().run()
    app.selectbox(key="collect_page").set_value("vk:103")
    button(app, "Собрать").click().run()
    app.text_input(key="collect_post").set_value("https://vk.com/wall-103_76")
    button(app, "Собрать").click().run()
    app.selectbox(key="collect_page").set_value(None)
    app.text_input(key="collect_post").set_value("https://vk.com/wall-104_77")
    button(app, "Собрать").click().run()
    who = "supervisor"
    assert asked == [
        (What(), who), (What(short=True), who), (What(page_id="vk:103"), who),
        (What(page_id="vk:103", post=76), who), (What(page_id="vk:104", post=77), who),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("link", "said"),
    [("что-то", "не ссылка на запись"), ("vk.com/wall-999_1", "Выберите страницу"),
     ("", "Выберите страницу")],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(
    link: str, said: str, troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled()
    app = open_view("operator", "collection")
    app.text_input(key="collect_post").set_value(link)
    button(app, "Собрать").click().run()
    assert said in words(app)
    assert accounts.entries(installation.here().reader)[0].what != "collect"


@pytest.mark.parametrize("owner", [104, 999], ids=["registered", "foreign"])
def test_a_post_of_another_page_than_the_chosen_one_is_said(
    owner: int, troubled: Callable[..., Engine], open_view: Open
) -> None:
    troubled()
    app = open_view("operator", "collection")
    app.selectbox(key="collect_page").set_value("vk:103")
    app.text_input(key="collect_post").set_value(f"https://vk.com/wall-{owner}_77")
    button(app, "Собрать").click().run()
    assert "Эта запись не с выбранной страницы" in words(app)
    assert accounts.entries(installation.here().reader)[0].what != "collect"


def test_a_post_may_be_given_of_a_page_whose_number_is_not_known(
    monkeypatch: pytest.MonkeyPatch, troubled: Callable[..., Engine], open_view: Open
) -> None:
    engine = troubled()
    with engine.begin() as connection:
        connection.execute(t.pages.update().where(t.pages.c.page == 3).values(page_id="vk:sad_3"))
    asked: list[What] = []
    monkeypatch.setattr(start, "start", lambda engine, settings, what, who, now: (
        asked.append(what), Started("running"))[1])  # fmt: skip
    app = open_view("operator", "collection")
    app.selectbox(key="collect_page").set_value("vk:sad_3")
    app.text_input(key="collect_post").set_value("vk.com/wall-103_5")
    button(app, "Собрать").click().run()
    assert asked == [What(page_id="vk:sad_3", post=5)]


@pytest.mark.parametrize(
    ("language", "said"), [("ru", "завершился с кодом 2"), ("en", "ended with code 2")]
)
def test_a_process_that_cannot_begin_says_why(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch, troubled: Callable[..., Engine],
    open_view: Open,
) -> None:  # fmt: skip
    troubled(language)
    monkeypatch.setenv("KPI_NONSENSE", "1")
    app = open_view("operator", "collection")
    button(app, "Собрать сейчас" if language == "ru" else "Collect now").click().run()
    child = start.child_of(installation.here().settings, "all")
    assert child is not None
    assert child._process.wait(timeout=60) == 2
    app.run()
    assert said in words(app)
    assert "KPI_NONSENSE" in app.code[0].value


def button(app: AppTest, label: str) -> Any:
    return next(one for one in app.button if one.label == label)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_files_are_what_the_screen_shows(language: str, troubled: Callable[..., Engine]) -> None:
    engine = troubled(language)
    found = collection.known()
    book = pl.read_excel(
        io.BytesIO(collection_files.built(found, "anna", "xlsx", keys=True)), sheet_id=0
    )
    assert len(book) == 8
    text = str([frame.rows() for frame in book.values()])
    assert not any(token in text for token in TOKENS)
    owed = book["Осталось дособрать" if language == "ru" else "Left to collect"]
    assert owed.height == found.owed.height
    assert len(pl.read_excel(
        io.BytesIO(collection_files.built(found, "anna", "xlsx", keys=False)), sheet_id=0
    )) == 7  # fmt: skip
    runs = collection_files.built(found, "anna", "csv", keys=False).decode("utf-8-sig")
    assert runs.count("\r\n") == found.runs.height + 1
    with engine.connect() as connection:
        exports = select(t.audit.c.target).where(
            t.audit.c.what == "export", t.audit.c.target.startswith("collection")
        )
        told = connection.scalars(exports.order_by(t.audit.c.entry)).all()
    assert told == ["collection xlsx", "collection xlsx", "collection csv"]
