"""Rows become bodies, pages and reasons: what is taken, what is left out, and nothing lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.files.register import parse, read
from loaders.files.register_frames import COLUMNS, Register
from loaders.files.table import FileError
from tests.loaders.files.samples import Cells, csv_bytes, grid_xlsx, ogrn, row, xlsx

BASE = ("founder", "name", "ogrn", "vk")


def register(*rows: Cells, keys: tuple[str, ...] = tuple(COLUMNS), **names: str) -> Register:
    return parse(csv_bytes(rows, keys), "file", names)


def reasons(found: Register) -> dict[int, str]:
    return dict(found.rejects.select("row", "reason").iter_rows())


def test_a_full_row_becomes_a_body_and_a_page_in_every_network() -> None:
    cells = row(
        7, level="МО", founder="Администрация", sphere="Образование", sphere_2="Дети",
        sphere_3="Спорт",
        status="активный", id="7", territory="Охинский", audience="1 200", badge="да",
        component="нет", ok="https://ok.ru/group/5", telegram="@school_7", max="https://max.ru/school7",
    )  # fmt: skip
    found = register(cells)
    assert found.bodies.to_dicts() == [
        {
            "body": 0, "ogrn": ogrn(7), "name": "МБОУ «Школа № 7»", "founder": "Администрация",
            "level": "МО", "sphere": "Образование", "sphere_2": "Дети", "sphere_3": "Спорт",
            "territory": "Охинский", "category": "active", "exempt": False, "exempt_reason": None,
            "audience": 1200, "badge": True, "component": False,
        }
    ]  # fmt: skip
    assert found.pages.rows() == [
        ("vk:7", "vk", 7, None, 0, 2),
        ("ok:5", "ok", 5, None, 0, 2),
        ("telegram:school_7", "telegram", None, "school_7", 0, 2),
        ("max:school7", "max", None, "school7", 0, 2),
    ]
    assert (found.rows, found.taken, found.notices) == (1, 1, ())
    assert found.networks == {"vk", "ok", "telegram", "max"}


@pytest.mark.parametrize(
    ("number", "link", "page"),
    [
        ("", "https://vk.com/club5", ("vk:5", 5, None)),
        ("5", "", ("vk:5", 5, None)),
        ("-5", "нет", ("vk:5", 5, None)),
        ("5.0", "https://vk.com/public5", ("vk:5", 5, None)),
        ("5", "https://vk.com/school", ("vk:5", 5, "school")),
        ("0", "https://vk.com/school", ("vk:school", None, "school")),
        ("", "https://vk.com/known", ("vk:9", 9, "known")),
    ],
)
def test_number_and_link_together_name_one_page(
    number: str, link: str, page: tuple[Any, ...]
) -> None:
    found = register(row(id=number, vk=link), known="vk:9")
    assert found.pages.select("page_id", "owner", "screen_name").rows() == [page]


@pytest.mark.parametrize("nothing", ["", "0", "нет", "-"])
def test_a_body_without_a_page_is_kept_as_a_body(nothing: str) -> None:
    found = register(row(vk=nothing, id=nothing))
    assert (found.bodies.height, found.pages.height, found.rejects.height) == (1, 0, 0)


LEFT_OUT = [
    ({"ogrn": "1026500000001"}, "«ОГРН» «1026500000001» has a wrong check digit"),
    ({"ogrn": "12345"}, "must have 13 or 15 digits"),
    ({"ogrn": "1,0265E+12"}, "rounded"),
    ({"ogrn": "#N/A"}, "«ОГРН» shows an error of Excel"),
    ({"name": ""}, "no name: fill «Наименование подведомственной организации»"),
    ({"name": "17"}, "no name"),
    ({"name": "Итого: 831"}, "is a total"),
    ({"id": "2"}, "«ID госпаблика» 2 and the link «https://vk.com/club1» disagree"),
    ({"id": "сто"}, "«ID госпаблика» «сто» is no number"),
    (
        {"vk": "https://ok.ru/group/1"},
        "«Ссылка на госпаблик ВК» «https://ok.ru/group/1» does not lead",
    ),
    ({"vk": "#N/A"}, "«Ссылка на госпаблик ВК» shows an error of Excel"),
    ({"vk": "https://vk.com/id1"}, "person"),
]


@pytest.mark.parametrize(("cells", "reason"), LEFT_OUT)
def test_a_bad_row_is_left_out_with_its_number_and_reason(
    cells: dict[str, str], reason: str
) -> None:
    found = register(row(5), row(1, **cells), row(6))
    assert list(reasons(found)) == [3]
    assert reason in reasons(found)[3]
    assert found.pages["page_id"].to_list() == ["vk:5", "vk:6"]
    assert found.bodies.height == 2


def test_all_faults_of_a_row_stand_in_one_reason() -> None:
    found = register(row(ogrn="1", name="", vk="нету"))
    assert reasons(found)[2].count(";") == 2


DUPLICATES = [
    ({"vk": "https://vk.com/public5"}, {"vk": "https://vk.com/club5"}),
    ({"vk": "https://vk.com/school"}, {"vk": "vk.ru/School"}),
    ({"vk": "https://vk.com/school", "id": "5"}, {"vk": "https://vk.com/school", "id": ""}),
    ({"vk": "https://vk.com/school"}, {"vk": "https://vk.com/school", "id": "5"}),
    ({"vk": "https://vk.com/school", "id": "4"}, {"vk": "https://vk.com/school", "id": "5"}),
    ({"vk": "https://vk.com/club9"}, {"vk": "https://vk.com/known"}),
]


@pytest.mark.parametrize(("one", "other"), DUPLICATES)
def test_a_page_named_twice_is_left_out_the_second_time_naming_both_rows(
    one: dict[str, str], other: dict[str, str]
) -> None:
    found = register(row(1, **one), row(2), row(3, **other), known="vk:9")
    assert list(reasons(found)) == [4]
    assert "stands already in row 2" in reasons(found)[4]
    assert found.pages.height == 2


def test_a_row_that_was_left_out_makes_no_duplicate() -> None:
    found = register(row(1, ogrn="1", vk="club5"), row(2, vk="club5"))
    assert list(reasons(found)) == [2]


def test_rows_of_one_ogrn_and_name_are_one_body_with_several_pages() -> None:
    found = register(
        row(1, vk="club10", sphere=""),
        row(1, name='МБОУ "ШКОЛА  № 1"', vk="club11", territory="Оха"),
    )
    assert found.bodies.select("name", "sphere", "territory").rows() == [
        ("МБОУ «Школа № 1»", "Образование", "Оха")
    ]
    assert found.pages["body"].to_list() == [0, 0]
    assert found.notices == ()


def test_one_ogrn_with_two_names_is_two_bodies_and_a_notice() -> None:
    found = register(row(1), row(1, name="Филиал", vk="club2"))
    assert found.bodies.height == 2
    assert "stands in row 2 with another name" in found.notices[0]


def test_without_an_ogrn_name_and_founder_make_the_body() -> None:
    rows = [
        row(1, ogrn="", vk=f"club{n}", founder=who) for n, who in ((1, "А"), (2, "А"), (3, "Б"))
    ]
    found = register(*rows)
    assert found.bodies.select("ogrn", "founder").rows() == [(None, "А"), (None, "Б")]
    assert found.notices == ("row 3: no ОГРН; by name and founder it is the organisation of row 2",)


def test_rows_that_disagree_about_their_body_follow_the_upper_one() -> None:
    found = register(row(1, status="визитка"), row(1, status="активный", vk="club2"))
    assert found.bodies["category"].to_list() == ["card"]
    assert "«Статус» differs from row 2" in found.notices[0]
    assert found.notices[0].startswith("row 3")


@pytest.mark.parametrize(
    ("text", "category", "exempt"),
    [
        ("визитка", "card", False), ("активный", "active", False),
        ("флагманский", "flagship", False),
        ("не учитывается", None, True), ("", None, False), ("закрыт", None, False),
    ],
)  # fmt: skip
def test_status(text: str, category: str | None, exempt: bool) -> None:
    found = register(row(status=text, exempt_reason="ликвидация"))
    assert found.bodies.select("category", "exempt", "exempt_reason").rows() == [
        (category, exempt, "ликвидация")
    ]
    assert [n for n in found.notices if "«закрыт»" in n] == list(found.notices)
    assert bool(found.notices) is (text == "закрыт")


@pytest.mark.parametrize("column", ["status", "audience", "badge", "component"])
def test_a_doubtful_value_is_null_and_a_notice_and_the_row_stays(column: str) -> None:
    found = register(row(**{column: "как-нибудь"}))
    name = "category" if column == "status" else column
    assert found.bodies[name].to_list() == [None]
    assert f"row 2: «{COLUMNS[column][0]}» «как-нибудь»" in found.notices[0]
    assert found.taken == 1


def test_a_bad_link_of_another_network_is_a_notice_and_the_page_in_vk_stays() -> None:
    found = register(row(1, telegram="https://t.me/+secret"), row(2, ok="https://vk.com/club1"))
    assert found.pages["network"].to_list() == ["vk", "vk"]
    assert [n.split(":")[0] for n in found.notices] == ["row 2", "row 3"]


def test_a_channel_shared_by_rows_of_one_body_is_one_page_and_of_two_bodies_a_notice() -> None:
    rows = [
        row(1, telegram="@shared"),
        row(1, telegram="@shared", vk="club5"),
        row(2, telegram="@shared"),
    ]
    found = register(*rows)
    assert found.pages.filter(found.pages["network"] == "telegram")["body"].to_list() == [0]
    assert len(found.notices) == 1
    assert "row 4" in found.notices[0]
    assert "row 2" in found.notices[0]


def test_merged_cells_are_reported_and_never_filled_down() -> None:
    found = register(row(1), row(2, founder="", level=""), row(3, founder=""))
    assert found.bodies["founder"].to_list() == ["Администрация округа", None, None]
    assert any("«Учредитель» is empty in 2 rows (3, 4)" in notice for notice in found.notices)
    assert any("«Уровень» is empty in 1 rows (3)" in notice for notice in found.notices)


def test_absent_columns_say_nothing_and_are_reported() -> None:
    found = register(row(), keys=BASE)
    assert found.given == {"name", "founder", "ogrn"}
    assert found.networks == {"vk"}
    assert any("no column «Статус»" in notice for notice in found.notices)
    assert {"category", "exempt"} <= register(row(), keys=(*BASE, "status")).given


def test_columns_stand_in_any_order() -> None:
    cells = row(3, territory="Оха", id="3")
    there, back = register(cells), register(cells, keys=tuple(reversed(COLUMNS)))
    assert there.bodies.equals(back.bodies)
    assert there.pages.equals(back.pages)


def test_numbers_of_an_xlsx_are_read_as_they_were_meant(tmp_path: Path) -> None:
    cells = row(5, ogrn=float(ogrn(5)), id=-5.0, audience=1200.0, vk=5)
    found = read(xlsx(tmp_path / "a.xlsx", [cells]))
    assert found.bodies.select("ogrn", "audience").rows() == [(ogrn(5), 1200)]
    assert found.pages["page_id"].to_list() == ["vk:5"]


HOSTILE = [
    "=HYPERLINK(\"http://evil\";\"x\")", "+7 школа", "-школа", "@SUM(A1)", "Школа <b>x</b>",
    "Школа'; drop table bodies; --", "Школа 😀👨‍👩‍👧", "Школа % {0} \\n", "я" * 10_000,
    "Школа\u202eабв",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_hostile_text_survives_as_text(tmp_path: Path, text: str, kind: str) -> None:
    cells = row(name=text, territory=text)
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        xlsx(path, [cells])
    else:
        path.write_bytes(csv_bytes([cells]))
    assert read(path).bodies.select("name", "territory").rows() == [(text, text)]


def test_white_space_of_any_kind_becomes_one_space(tmp_path: Path) -> None:
    lines = [
        [COLUMNS[key][0] for key in BASE],
        ["  А\nБ", "Школа\u00a0 №\r\n1\t\u200b", "", "club1\n"],
    ]
    found = read(grid_xlsx(tmp_path / "a.xlsx", {"Лист": lines}))
    assert found.bodies.select("name", "founder").rows() == [("Школа № 1", "А Б")]
    assert found.pages["page_id"].to_list() == ["vk:1"]


def test_rubbish_is_one_sentence_about_the_file() -> None:
    with pytest.raises(FileError, match="file"):
        parse(b"\x00\x01", "file")


CELL = st.sampled_from(
    ["", "0", "нет", "#N/A", "1", "x", "club1", "vk.com/club2", "https://vk.com/a_b", "да"]
)
ROUGH = st.fixed_dictionaries(
    {
        key: st.one_of(
            CELL, st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8)
        )
        for key in COLUMNS
    }
    | {
        "name": st.sampled_from(["", "Школа", "школа", "Музей", "5", "Итого"]),
        "ogrn": st.sampled_from(["", ogrn(1), ogrn(2), "12", "1E12"]),
    }
)


@settings(deadline=None)
@given(st.lists(ROUGH, min_size=1, max_size=12))
def test_nothing_is_lost_and_every_row_left_out_is_named_once(rows: list[dict[str, str]]) -> None:
    # An empty row is none: one cell is always filled.
    data = csv_bytes([cells | {"level": "МО"} for cells in rows])
    found = parse(data, "file")
    held = {n for n, cells in enumerate(rows, start=2)}
    named = found.rejects["row"].to_list()
    assert len(named) == len(set(named))
    assert set(named) <= held
    assert found.rows == found.taken + len(named)
    assert found.rows == len(rows)
    in_vk = found.pages.filter(found.pages["network"] == "vk")["row"].to_list()
    assert not set(in_vk) & set(named)
    assert len(in_vk) == len(set(in_vk))
