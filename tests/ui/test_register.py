"""The register on the screen: numbers, filters, files, letters, cards."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import polars as pl
import pytest
from sqlalchemy import update
from streamlit.testing.v1 import AppTest

from store import accounts, tables
from tests.ui import region as invented
from tests.ui.bodies import Begin, built, own, stood
from tests.ui.conftest import Open, words
from ui import data
from ui.exports import register as export
from ui.exports.sheets import csv_file, workbook
from ui.installation import Installation, here
from ui.register import data as register_data
from ui.register import parts as register

__all__ = ["built", "own", "stood"]


def rows(app: AppTest) -> pl.DataFrame:
    return pl.from_pandas(app.dataframe[0].value)


def test_the_parts_of_a_bar_make_up_all_bodies(stood: Installation) -> None:
    bodies = register_data.bodies()
    assert bodies.height == 14
    found = register_data.counts(bodies, "vk")
    assert found == {
        "badge": 8, "created": 3, "unknown": 0, "refused": 1, "exempt": 1, "none": 1,
    }  # fmt: skip
    assert register_data.counts(bodies, "telegram") == {
        "badge": 0, "created": 1, "unknown": 0, "refused": 0, "exempt": 1, "none": 12,
    }  # fmt: skip
    assert register_data.used(bodies) == ["vk", "telegram"]


def test_a_mark_that_is_not_known_is_not_called_missing(own: Installation, open_view: Open) -> None:
    with here().writer.begin() as connection:
        connection.execute(update(tables.pages).values(badge=None))
        connection.execute(update(tables.bodies).values(badge=None))
        connection.execute(update(tables.marks).where(tables.marks.c.mark == "data_version")
                           .values(value="2"))  # fmt: skip
    data.serve_newest()
    found = register_data.bodies()
    assert register_data.counts(found, "vk")["unknown"] == 11
    text = words(open_view("supervisor", "register"))
    assert "0 из 3: официальный статус подтверждён" in text
    assert "созданы, метка неизвестна 11" in text
    assert "Официальный статус не подтверждён" not in letters(found, by_founder=True)


def test_the_number_and_the_bars_say_how_many(stood: Installation, open_view: Open) -> None:
    text = words(open_view("supervisor", "register"))
    assert "8 из 14: официальный статус подтверждён (57\u00a0%)" in text
    for part in ("с госметкой 8", "созданы без метки 3", "не созданы 1", "вправе не создавать 1"):
        assert part in text
    assert "В реестре нет ссылок на сети: ОК, MAX." in text


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 14), ({"state": "badge"}, 8), ({"state": "none"}, 1), ({"state": "exempt"}, 1),
        ({"state": "refused"}, 1), ({"state": "created", "network": "telegram"}, 1),
        ({"lacks": "cover"}, 6), ({"silent": "30"}, 1), ({"q": "музей"}, 2),
        ({"q": "vk.com/club104"}, 1), ({"founder": "Министерство образования"}, 6),
        ({"founder": "Министерство образования", "state": "none"}, 1),
    ],
)  # fmt: skip
def test_every_number_opens_the_rows_it_counted(
    query: dict[str, str], count: int, stood: Installation, open_view: Open
) -> None:
    app = open_view("supervisor", "register", **query)
    assert rows(app).height == count
    assert f"Организаций в списке: {count}" in words(app)


@pytest.mark.parametrize(
    "query", [{"state": "lost"}, {"network": "x"}, {"lacks": "soul"}, {"founder": "Никто"},
              {"silent": "7"}],
)  # fmt: skip
def test_an_unknown_value_is_a_notice(
    query: dict[str, str], stood: Installation, open_view: Open
) -> None:
    app = open_view("supervisor", "register", **query)
    assert rows(app).height == 14
    assert "такого здесь нет" in words(app)


def test_nothing_found_says_so(stood: Installation, open_view: Open) -> None:
    app = open_view("supervisor", "register", q="нет такой")
    assert "По этим условиям организаций нет." in words(app)
    next(one for one in app.button if one.label == "Сбросить поиск").click().run()
    assert rows(app).height == 14


def test_a_gap_of_design_leads_to_its_list(own: Installation, open_view: Open) -> None:
    app = open_view("supervisor", "register")
    app.button(key="lacks_phone").click().run()
    assert app.query_params["lacks"] == "phone"
    assert rows(app).height == 6
    app.button(key="drop_lacks").click().run()
    assert rows(app).height == 14


@pytest.mark.parametrize(
    ("role", "loads"), [("supervisor", True), ("operator", True), ("presenter", False)]
)
def test_who_may_load(role: str, loads: bool, own: Installation, open_view: Open) -> None:
    app = open_view(role, "register")
    assert any(one.key == "register_import" for one in app.button) == loads
    assert ("Загрузка — с компьютера." in words(app)) == loads


def test_an_administrator_cannot_open_it(own: Installation, open_view: Open) -> None:
    app = open_view("administrator", "register")
    assert "не предусмотрен" in words(app)
    assert not app.dataframe


def test_an_empty_register_offers_the_template(begin: Begin, open_view: Open) -> None:
    begin()
    app = open_view("supervisor", "register")
    assert "Реестр пуст" in words(app)
    assert app.button(key="register_import")
    assert not any(
        one.key == "register_import" for one in open_view("presenter", "register").button
    )


def test_the_first_step_of_the_greeting_leads_here(begin: Begin, open_view: Open) -> None:
    begin()
    assert "<a href='register'" in words(open_view("supervisor", "ranking"))


def test_files_are_the_rows_of_the_screen(
    own: Installation, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    built: list[Any] = []
    real = st.download_button
    monkeypatch.setattr(st, "download_button", lambda label, **kwargs: built.append(
        (kwargs["file_name"], kwargs["data"])) or real(label, **kwargs))  # fmt: skip
    app = open_view("presenter", "register", lacks="cover")
    files = {name.rsplit(".", 1)[1]: build for name, build in built}
    table = pl.read_excel(io.BytesIO(files["xlsx"]()), engine="calamine")
    assert table.height == rows(app).height == 6
    assert invented.HOSTILE in table["Организация"].to_list()
    assert "'=HYPERLINK" in files["csv"]().decode("utf-8-sig")
    assert files["docx"]().startswith(b"PK")
    said = [one.target or "" for one in accounts.entries(here().reader, 3)]
    assert said == [
        "register letters docx, 6 rows",
        "register csv, 6 rows",
        "register xlsx, 6 rows",
    ]


def letters(found: pl.DataFrame, *, by_founder: bool) -> str:
    with zipfile.ZipFile(io.BytesIO(export.letters(found, by_founder=by_founder))) as archive:
        return archive.read("word/document.xml").decode()


def test_letters_say_what_is_missing_and_how_to_mend_it(own: Installation) -> None:
    bodies = register_data.bodies()
    by_founder = letters(bodies, by_founder=True)
    assert by_founder.count('w:type="page"') == 2, "three founders, two page breaks"
    assert "Не заполнено: обложка" in by_founder
    assert "Добавьте обложку" in by_founder
    assert "Нет страницы ВКонтакте" in by_founder
    assert "Музей № 102" not in by_founder, "who need not have a page gets no letter"
    assert "&lt;b&gt;№ 17" in by_founder
    one = letters(bodies.filter(pl.col("name") == "Музей № 101"), by_founder=False)
    assert one.count('w:type="page"') == 0
    assert "плох" not in by_founder.lower()
    control = bodies.with_columns(name=pl.lit("имя\x07"), founder=pl.lit("кто\x0b"))
    assert "имя" in letters(control, by_founder=True)
    assert "всё на месте" in letters(bodies.clear(), by_founder=True)


def test_columns_say_facts_in_words(own: Installation, open_view: Open) -> None:
    table = rows(open_view("supervisor", "register"))
    silent = table.filter(pl.col("name") == "«Школа № 3»").row(0, named=True)
    assert silent["publications"].startswith("нет ")
    assert silent["design"] == "6/7"
    exempt = table.filter(pl.col("name") == "Музей № 102").row(0, named=True)
    assert (exempt["vk"], exempt["reason"], exempt["design"]) == ("–", "Ремонт", None)
    refused = table.filter(pl.col("vk") == "■").row(0, named=True)
    assert "закрыта" in refused["reason"]


def test_bars_and_cards_escape_what_the_register_holds(own: Installation) -> None:
    bodies = register_data.bodies()
    made = register.cards(bodies) + register.bars(bodies)
    assert "<b>№ 17</b>" not in made
    assert "&lt;b&gt;№ 17" in made


def test_the_sheet_survives_a_body_without_anything(own: Installation) -> None:
    bare = register_data.bodies().filter(pl.col("name") == "Музей № 101")
    assert csv_file(export.sheet(bare)).decode("utf-8-sig").count("Музей") == 1
    assert workbook([export.sheet(bare)])


def test_ticked_organisations_go_under_watch_and_get_their_list(
    own: Installation, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not [b for b in open_view("supervisor", "register").button if b.key == "watch_ticked"]
    monkeypatch.setattr(register, "table", lambda rows: list(range(rows.height)))
    assert not [b for b in open_view("operator", "register").button if b.key == "watch_ticked"]
    app = open_view("supervisor", "register", founder="Министерство образования")
    app.button(key="send_ticked").click().run()
    assert not app.exception
    assert "Уважаемые коллеги!" in [field.value for field in app.text_input]
    app.button(key="watch_ticked").click().run()
    assert not app.exception
    shown = register_data.bodies().filter(founder="Министерство образования")["page_id"]
    assert f"{shown.drop_nulls().len()} страницы" in words(app)
