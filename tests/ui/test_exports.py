"""Files: what is exported is what is on screen, numbers are numbers, text stays text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from shutil import copy
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from store import accounts
from store.tables import grants
from tests.ui import region
from tests.ui.conftest import Open
from ui.exports.sheets import Column, Sheet, csv_file, workbook
from ui.installation import here

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")


def read(content: bytes, sheet: str) -> pl.DataFrame:
    return pl.read_excel(io.BytesIO(content), sheet_name=sheet, engine="calamine")


@pytest.mark.parametrize(
    "query", [{}, {"by": "founder"}, {"sphere": "Образование", "sort": "er_view"}]
)
def test_the_workbook_is_the_screen(
    query: dict[str, str], begin: Callable[..., object], filled: Path, open_view: Open,
    caught: list[Any],
) -> None:  # fmt: skip
    begin(filled)
    screen = opened(open_view("supervisor", "ranking", **query)).dataframe[0].value
    name, build = caught[0]
    content = build()
    title = "Учредители" if "by" in query else "Страницы"
    table = read(content, title)
    assert name.startswith("Рейтинг — ")
    assert name.endswith(".xlsx")
    assert "2025" in name
    assert table.height == len(screen)
    if "sort" in query:
        assert table["№"].to_list() == [int(place) for place in screen["place"]]
    score = "Медиана балла" if "by" in query else "Балл"
    assert table[score].to_list() == list(screen["score"])
    shown = query.get("sort", "weeks_on_norm")
    column = {"weeks_on_norm": "Недели с нормой", "er_view": "ERV"}[shown]
    assert table[column].to_list() == pytest.approx(list(screen[shown]))
    assert table[column].dtype == pl.Float64
    assert {"Главное", title, "Показатели", "Методика"} == set(sheets(content))


def opened(app: AppTest) -> AppTest:
    """The view with its sheet of files open, as after a press on it."""
    app.session_state["files_sheet"] = True
    return app.run()


def sheets(content: bytes) -> list[str]:
    import fastexcel

    return fastexcel.read_excel(content).sheet_names


def test_hostile_names_are_text_in_both_files(
    begin: Callable[..., object], filled: Path, open_view: Open, caught: list[Any]
) -> None:
    begin(filled)
    opened(open_view("supervisor", "ranking"))
    (_, xlsx), (_, csv) = caught[:2]
    assert region.HOSTILE in read(xlsx(), "Страницы")["Страница"].to_list()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in archive.read(name) for name in names)
    assert "'=HYPERLINK" in csv().decode("utf-8-sig")


def test_the_csv_opens_in_a_russian_excel(
    begin: Callable[..., object], filled: Path, open_view: Open, caught: list[Any]
) -> None:
    begin(filled)
    opened(open_view("supervisor", "ranking"))
    content = caught[1][1]()
    assert content.startswith(b"\xef\xbb\xbf")
    table = pl.read_csv(io.BytesIO(content[3:]), separator=";", decimal_comma=True)
    assert table.height == 12
    assert table["Постов в неделю"].dtype == pl.Float64


def test_an_administrator_exports_own_pages_and_it_is_logged(
    begin: Callable[..., object], filled: Path, open_view: Open, caught: list[Any], tmp_path: Path
) -> None:
    path = tmp_path / "own.db"
    copy(filled, path)
    begin(path)
    with here().writer.begin() as connection:
        grant = {"name": "administrator", "kind": "page", "value": "vk:106"}
        connection.execute(insert(grants).values(grant))
    opened(open_view("administrator", "ranking"))
    content = caught[0][1]()
    assert read(content, "Страницы")["Страница"].sort().to_list() == [
        "МБОУ «Школа № 3»", "МБОУ «Школа № 6»"]  # fmt: skip
    assert read(content, "Показатели").height == 2
    newest = accounts.entries(here().reader, limit=1)[0]
    assert (newest.who, newest.what) == ("administrator", "export")


def test_the_header_is_frozen_and_filtered() -> None:
    sheet = Sheet("Лист", (Column("Имя"), Column("Доля", "share")), [("а", 0.5), ("б", None)])
    with zipfile.ZipFile(io.BytesIO(workbook([sheet]))) as archive:
        page = archive.read("xl/worksheets/sheet1.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    assert 'state="frozen"' in page
    assert "<autoFilter" in page
    assert 'fitToHeight="0"' in page
    assert "0\u00a0%" in styles
    assert "Arial" in styles


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@a", "\tx"])
def test_csv_formulas_are_defused(text: str) -> None:
    content = csv_file(Sheet("Лист", (Column("Имя"),), [(text,)])).decode("utf-8-sig")
    assert content.splitlines()[1].lstrip('"').startswith("'")


def test_negative_numbers_stay_numbers_in_csv() -> None:
    content = csv_file(Sheet("Лист", (Column("Имя", "tenths"),), [(-1.5,)])).decode("utf-8-sig")
    assert content.splitlines()[1] == "-1,5"
