"""«Реестр»: every number opens the rows it counted, the preview is what is written, letters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import delete, insert, select, update
from streamlit.testing.v1 import AppTest

from core.period import DAY
from jobs import register as job
from jobs.register import ImportRefusedError
from loaders.files.register import parse
from loaders.files.register_frames import COLUMNS
from store import accounts, tables
from store.engine import opened
from tests.loaders.files.samples import csv_bytes, row
from tests.ui import region as invented
from tests.ui.conftest import Open, words
from ui.exports import register as export
from ui.exports.sheets import csv_file, workbook
from ui.installation import Installation, here
from ui.register import data as register_data
from ui.register import importing as register_import
from ui.register import parts as register
from ui.register import words as register_words

Begin = Callable[..., Installation]


@pytest.fixture(scope="module")
def built(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented region, with bodies that stand in each way."""
    path = tmp_path_factory.mktemp("register") / "kpi.db"
    path.write_bytes(filled.read_bytes())
    b, p = tables.bodies, tables.pages
    with opened(f"sqlite:///{path}") as engine, engine.begin() as connection:
        for body, exempt in ((101, False), (102, True)):
            connection.execute(insert(b).values(
                body=body, name=f"Музей № {body}", founder="Министерство образования",
                exempt=exempt, exempt_reason="Ремонт" if exempt else None, listed=True,
            ))  # fmt: skip
        connection.execute(insert(b).values(body=103, name="Ушли", exempt=False, listed=False))
        late = tables.posts.c.published > invented.AS_OF - 40 * DAY
        connection.execute(delete(tables.posts).where(tables.posts.c.page == 3, late))
        connection.execute(update(p).where(p.c.page == 5).values(refused="closed"))
        connection.execute(update(p).where(p.c.page <= 6).values(design_missing="cover,phone"))
        connection.execute(insert(p).values(
            page=50, page_id="telegram:school", network="telegram", body=1, listed=True,
        ))  # fmt: skip
    return path


@pytest.fixture
def stood(begin: Begin, built: Path) -> Installation:
    """It, to be read."""
    return begin(built)


@pytest.fixture
def own(begin: Begin, built: Path, tmp_path: Path) -> Installation:
    """A copy of it, to be changed."""
    path = tmp_path / "own.db"
    path.write_bytes(built.read_bytes())
    return begin(path)


def rows(app: AppTest) -> pl.DataFrame:
    return pl.from_pandas(app.dataframe[0].value)


def script(body: Callable[..., None], *args: Any) -> AppTest:
    """A part of a view that stands in a dialog, run by itself."""

    def run(body, args):  # type: ignore[no-untyped-def]  # its source runs by itself
        body(*args)

    return AppTest.from_function(run, args=(body, args), default_timeout=60)


def test_the_parts_of_a_bar_make_up_all_bodies(stood: Installation) -> None:
    bodies = register_data.bodies()
    assert bodies.height == 14
    found = register_data.counts(bodies, "vk")
    assert found == {"badge": 8, "created": 3, "refused": 1, "exempt": 1, "none": 1}
    assert register_data.counts(bodies, "telegram") == {
        "badge": 0, "created": 1, "refused": 0, "exempt": 1, "none": 12,
    }  # fmt: skip
    assert register_data.used(bodies) == ["vk", "telegram"]


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


def test_the_template_is_taken_as_it_is() -> None:
    found = parse(export.template(), "template.xlsx")
    assert found.taken == found.rows == 2
    assert not found.notices
    assert found.given >= {"territory", "audience", "badge", "component"}
    assert found.networks == {"vk", "ok", "telegram", "max"}
    assert found.bodies["exempt"].to_list() == [False, True]


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


def steps(own: Installation, content: bytes, name: str = "r.csv") -> AppTest:
    account = accounts.find(own.reader, "supervisor")
    app = script(register_import._steps, account).run()
    app.file_uploader(key="register_file").set_value((name, content, "text/csv"))
    return app.run()


def dump() -> list[Any]:
    with here().reader.connect() as connection:
        return [connection.execute(select(table)).all() for table in (tables.bodies, tables.pages)]


FILE = [
    row(77, name="МБОУ «Новая»", vk="https://vk.com/club777"),
    row(2, name=invented.NAMES[0].format(n=3), ogrn="", founder=invented.FOUNDERS[0],
        vk="https://vk.com/club103", territory="Оха"),
    row(3, vk="https://vk.com/id5"),
]  # fmt: skip


def test_the_preview_writes_nothing_and_writing_does_what_it_said(own: Installation) -> None:
    before = dump()
    app = steps(own, csv_bytes(FILE))
    assert not app.exception
    assert [tab.label.split(" · ")[0] for tab in app.tabs] == [
        "Новые", "Изменятся", "Исчезнут", "Не приняты",
    ]  # fmt: skip
    assert dump() == before
    assert not [one for one in accounts.entries(own.reader, 5) if one.what == "register imported"]
    seen = job.plan_bytes(csv_bytes(FILE), "r.csv", own.settings.database_url)
    new, changed, gone, left = (part.sheet.rows for part in register_import.preview_parts(seen))
    assert ("организация", "МБОУ «Новая»", seen.difference.changes[0].key) in new
    assert gone
    assert left[0][0] == 4
    assert "ведёт на страницу человека" in left[0][1]
    assert left[0][2] == "Укажите ссылку на сообщество организации"
    app.button(key="register_write").click().run()
    assert not app.exception
    after = dump()
    assert after != before
    again = job.plan_bytes(csv_bytes(FILE), "r.csv", own.settings.database_url)
    assert again.difference.changes == ()
    assert accounts.entries(own.reader, 1)[0].what == "register imported"
    assert len(changed) + len(new) + len(gone) >= 3


def test_what_was_not_seen_is_not_written(own: Installation) -> None:
    url = own.settings.database_url
    seen = job.plan_bytes(csv_bytes(FILE), "r.csv", url)
    job.apply_bytes(csv_bytes([row(9, name="Чужая запись")]), "other.csv", url)
    before = dump()
    with pytest.raises(ImportRefusedError, match="look again"):
        job.apply_bytes(csv_bytes(FILE), "r.csv", url, seen.difference)
    assert dump() == before


def test_a_demo_region_is_previewed_and_never_written(own: Installation) -> None:
    with own.writer.begin() as connection:
        connection.execute(insert(tables.marks), {"mark": "demo", "value": "[]"})
    app = steps(own, csv_bytes(FILE))
    assert "вымышленными данными" in app.warning[0].value
    assert not any(one.key == "register_write" for one in app.button)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "пуст"), (b"PK broken", "повреждён"), (b"\xd0\xcf\x11\xe0 old", "старого формата"),
        ("Имя;Пол\nа;б".encode(), "нет строки заголовков"), (b"\x00\x01\x02\xff", "не таблица"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_said_in_russian(
    content: bytes, says: str, own: Installation
) -> None:
    app = steps(own, content)
    assert says in app.error[0].value
    assert not app.tabs


def test_a_file_without_a_good_row_empties_nothing(own: Installation) -> None:
    before = dump()
    app = steps(own, csv_bytes([row(3, vk="https://vk.com/id5")]))
    assert "Ни одну строку принять нельзя" in app.error[0].value
    assert not any(one.key == "register_write" for one in app.button)
    assert dump() == before


REASONS = [
    {"name": ""}, {"name": "Итого: 5"}, {"ogrn": "123"}, {"ogrn": "1026500000011"},
    {"ogrn": "#N/A"}, {"vk": "https://t.me/x"}, {"vk": "https://vk.com/id5"},
    {"vk": "https://vk.com/feed"}, {"vk": "vk.com/club1 vk.com/club2"},
    {"vk": "https://vk.com/club99999999999999"}, {"id": "много"}, {"id": "5", "vk": "vk.com/club6"},
    {"ogrn": "1,0265E+12"},
]  # fmt: skip
LATIN = r"[A-Za-z]{3,}"


@pytest.mark.parametrize("cells", REASONS, ids=str)
def test_every_reason_is_told_in_russian(cells: dict[str, str], own: Installation) -> None:
    import re

    found = parse(csv_bytes([row(1), row(2, **cells)]), "r.csv")
    (reason,) = found.rejects["reason"].to_list()
    why, mend = register_words.fault(reason)
    bare = re.sub(r"https?://\S+|«[^»]*»|vk:\S+|vk\.com\S*", "", f"{why} {mend}")
    assert not re.search(LATIN, bare), (reason, why, mend)
    assert mend


def test_doubts_are_told_in_russian(own: Installation) -> None:
    import re

    keys = tuple(key for key in COLUMNS if key not in ("territory", "level"))
    found = parse(csv_bytes([
        row(1, status="странный", audience="много", badge="может", ok="https://vk.com/x"),
        row(1, name="Другое имя", vk="vk.com/club2"), row(3, ogrn=""), row(3, ogrn="", vk="нет"),
        row(4, founder=""),
    ], keys), "r.csv")  # fmt: skip
    assert len(found.notices) >= 7
    for notice in found.notices:
        told = re.sub(r"«[^»]*»", "", register_words.notice(notice))
        assert not re.search(LATIN, told), (notice, told)


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
