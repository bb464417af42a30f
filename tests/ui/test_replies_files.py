"""Files of questions: rows of the screen, texts only when asked for and by whom."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from store import accounts
from tests.ui import region
from tests.ui.asked import HOSTILE, Begin, ask, shown, the_screen
from tests.ui.conftest import Open, words
from ui import data, shell
from ui.installation import here
from ui.replies import screen as replies

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")


def test_an_administrator_sees_own_pages_only(
    own: Begin, open_view: Open, caught: list[Any]
) -> None:
    own()
    ask(3, 990_040, 24 * 5, "Свой вопрос?")
    ask(4, 990_041, 24 * 5, "Чужой вопрос?")
    for query in ({}, {"page": "vk:104"}, {"by": "page"}, {"founder": region.FOUNDERS[1]}):
        app = open_view("administrator", "replies", **query)
        text = words(app)
        assert "Чужой вопрос" not in text
        assert "Ромашка" not in text
        for frame in app.dataframe:
            assert set(frame.value["name"]) <= {"«Школа № 3»", region.FOUNDERS[0]}
    assert "Свой вопрос" in words(open_view("administrator", "replies"))
    screen = the_screen("administrator")
    content = files(screen, texts=True)
    assert "Свой вопрос?" in content
    assert "Чужой вопрос?" not in content
    assert "Больница" not in content


def files(screen: replies.Screen, *, texts: bool) -> str:
    from pages.replies import _built

    return _built(screen, "csv", texts).decode("utf-8-sig")


@pytest.mark.parametrize("role", ["presenter", "operator"])
def test_others_open_neither_the_view_nor_the_texts(
    role: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    assert role not in shell.permissions()["replies"]
    text = words(open_view(role, "replies"))
    assert not any(question in text for question in region.QUESTIONS)
    with pytest.raises(PermissionError):
        files(the_screen(role), texts=False)


def test_the_file_has_the_rows_of_the_screen_and_texts_only_when_asked(
    own: Begin, open_view: Open
) -> None:
    own()
    ask(4, 990_050, 24 * 5, HOSTILE)
    screen = the_screen("supervisor")
    rows = shown(open_view("supervisor", "replies"))
    plain, full = files(screen, texts=False), files(screen, texts=True)
    assert plain.count("\r\n") - 1 == full.count("\r\n") - 1 == len(rows) == screen.rows.height
    assert not any(question in plain for question in region.QUESTIONS)
    assert "'=cmd" in full
    assert "'=HYPERLINK" in plain
    newest = accounts.entries(here().reader, limit=2)
    assert [entry.target for entry in newest] == [
        f"replies overdue csv, {len(rows)} rows, with texts",
        f"replies overdue csv, {len(rows)} rows",
    ]  # fmt: skip
    assert {(entry.who, entry.what) for entry in newest} == {("supervisor", "export")}


@pytest.mark.parametrize("queue", ["overdue", "older", "review"])
def test_the_workbook_opens(queue: str, begin: Begin, filled: Path) -> None:
    from pages.replies import _built

    begin(filled)
    screen = the_screen("supervisor", queue=queue, part="other")
    content = io.BytesIO(_built(screen, "xlsx", True))
    table = pl.read_excel(content, sheet_name="Вопросы жителей", engine="calamine")
    assert table.height == screen.rows.height
    summary = pl.read_excel(content, sheet_name="Учредители", engine="calamine")
    asked = data.wide(data.period_of("13w"))["appeals"].sum()
    assert summary["Вопросы жителей"].sum() == asked
