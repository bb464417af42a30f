"""Calendars and votes: forgiving heads and cells, and every wrong row named with one reason."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import CliRunner
from sqlalchemy import Engine, insert

from cli import cli
from core.events import Event
from jobs import events as award_files
from kpi.awards.standing import NOMINATIONS
from loaders.files import events, votes
from loaders.files.table import FileError
from store import events as event_store
from store import public_votes
from store import tables as t
from store.engine import opened, upgrade

HEAD = "Название;Начало;Окончание;Территория;Сферы;Ключевые слова;Хештеги\n"
NAMES = {"fast_help": "Быстрый ответ", "sphere_leader": "Лучший госпаблик"}
OGRN = "1026500522685"


def calendar(*rows: str) -> events.Calendar:
    return events.parse((HEAD + "\n".join(rows)).encode(), "events.csv")


def workbook(*rows: tuple[object, ...]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
        for y, row in enumerate(rows):
            for x, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(y, x, cell, day)
                else:
                    sheet.write(y, x, cell)
    return file.getvalue()


def test_a_row_becomes_an_event() -> None:
    found = calendar(
        "День города;05.09.2025;07.09.2025;Холмск;Культура, Спорт;день города; #Холмск145 #ура"
    )
    assert [one.event for one in found.taken] == [
        Event(
            "День города", date(2025, 9, 5), date(2025, 9, 7), "Холмск", ("Культура", "Спорт"),
            ("день города",), ("#холмск145", "#ура"),
        )
    ]  # fmt: skip
    assert (found.rows, found.rejected) == (1, ())


def test_heads_and_real_dates_of_a_workbook_are_understood() -> None:
    data = workbook(
        ("Календарь событий области",),
        ("Мероприятие ", "Дата начала", "ключевые слова (через ;)", "Хэштеги"),
        ("Парад", datetime(2025, 5, 9, 10, 30), "парад; #парад65", "деньпобеды"),
    )
    (one,) = events.parse(data, "events.xlsx").taken
    assert one.row == 3
    assert one.event == Event(
        "Парад", date(2025, 5, 9), date(2025, 5, 9), None, (), ("парад",),
        ("#парад65", "#деньпобеды"),
    )  # fmt: skip


@pytest.mark.parametrize("cell", ["все", "Вся область", "-", "нет", ""])
def test_everywhere_is_no_territory(cell: str) -> None:
    (one,) = calendar(f"Парад;09.05.2025;;{cell};{cell};парад;").taken
    assert (one.event.territory, one.event.spheres) == (None, ())


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";09.05.2025;;;;парад;", "no title"),
        ("...;09.05.2025;;;;парад;", "no title"),
        (f"{'ж' * 201};09.05.2025;;;;парад;", "longer than 200"),
        ("Парад;;;;;парад;", "no first day"),
        ("Парад;31.02.2025;;;;парад;", "«31.02.2025»: write the day as"),
        ("Парад;9 мая;;;;парад;", "«9 мая»: write the day as"),
        ("Парад;45786;;;;парад;", "write the day as"),
        ("Парад;09.05.1025;;;;парад;", "is the year right"),
        ("Парад;09.05.2025;08.05.2025;;;парад;", "ends .* before it begins"),
        ("Год семьи;01.01.2025;31.12.2025;;;семья;", "lasts 365 days"),
        ("Парад;09.05.2025;;;;;", "neither a keyword nor a hashtag"),
        ("Парад;09.05.2025;;;;я;", "«я» is no keyword"),
        ("Парад;09.05.2025;;;;!!!;", "is no keyword"),
        ("Парад;09.05.2025;;;;парад;#день-победы", "is no hashtag"),
        (f"Парад;09.05.2025;;;;{','.join(f'слово{n}' for n in range(60))};", "more than 50"),
        ("Парад;09.05.2025;;;;парад;#ура;лишнее", "cells and the header"),
    ],
)
def test_a_wrong_row_is_left_out_with_its_number_and_reason(row: str, reason: str) -> None:
    found = calendar("Ярмарка;05.09.2025;;;;ярмарка;", row)
    assert [one.row for one in found.taken] == [2]
    ((number, why),) = found.rejected
    assert number == 3
    assert re.search(reason, why)
    assert found.rows == 2


def test_the_same_event_twice_is_taken_once() -> None:
    found = calendar("Парад;09.05.2025;;;;парад;", "ПАРАД!;09.05.2025;;;;шествие;")
    assert found.rejected == ((3, "repeats row 2: the same event on the same day"),)
    assert len(calendar("Парад;09.05.2025;;;;парад;", "Парад;10.05.2025;;;;парад;").taken) == 2


def test_formulas_and_markup_stay_text() -> None:
    title = '=HYPERLINK("http://evil","жми") <b>'
    quoted = title.replace('"', '""')
    (one,) = calendar(f'"{quoted}";09.05.2025;;;;"<script>, =2+2";').taken
    assert one.event.title == title
    assert one.event.keywords == ("<script>", "=2+2")


@pytest.mark.parametrize(
    "data",
    [b"", b"\x00\x01\x02", b"PK\x03\x04 broken", b"%PDF-1.7", "Название;Начало\nПарад;1".encode()],
)
@pytest.mark.parametrize(
    "parse", [lambda d: events.parse(d, "file"), lambda d: votes.parse(d, "file", NAMES)]
)
def test_a_wrong_file_is_one_sentence(parse: object, data: bytes) -> None:
    with pytest.raises(FileError, match="file"):
        parse(data)  # type: ignore[operator]


def ballot(*rows: str) -> votes.VoteList:
    text = "Номинация;Страница;Голосов\n" + "\n".join(rows)
    return votes.parse(text.encode("cp1251"), "votes.csv", NAMES)


def test_votes_name_nominations_and_pages_in_several_ways() -> None:
    found = ballot(
        "«Быстрый ответ»;https://vk.com/club5;1 024", "fast_help;vk.com/Name;7,0",
        f"Лучший госпаблик медицинской организации;{OGRN};0",
    )  # fmt: skip
    assert [(one.nomination, one.page, one.ogrn, one.votes) for one in found.taken] == [
        ("fast_help", "vk:5", None, 1024), ("fast_help", "vk:name", None, 7),
        ("sphere_leader", None, OGRN, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Самый смешной;vk.com/club5;1", "is no nomination"),
        ("fast_help;;1", "«Страница» is empty"),
        ("fast_help;vk.com/id5;1", "person's page"),
        ("fast_help;1026500522686;1", "wrong check digit"),
        ("fast_help;vk.com/club5;-1", "is no number of votes"),
        ("fast_help;vk.com/club5;много", "is no number of votes"),
        ("fast_help;vk.com/club5;1,5", "is no number of votes"),
        ("fast_help;нет;1", "names no page"),
    ],
)
def test_a_wrong_vote_is_left_out_with_its_reason(row: str, reason: str) -> None:
    found = ballot("fast_help;vk.com/club5;1", row)
    assert len(found.taken) == 1
    ((number, why),) = found.rejected
    assert number == 3
    assert reason in why


def test_every_nomination_is_known_by_its_russian_name() -> None:
    names = award_files._names()
    assert names.keys() == NOMINATIONS.keys()
    assert names["event_chronicle"] == "Летопись региона"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    made = f"sqlite:///{tmp_path / 'kpi.db'}"
    monkeypatch.setenv("KPI_DATABASE_URL", made)
    with opened(made) as engine:
        upgrade(engine)
        _register(engine)
    return made


def _register(engine: Engine) -> None:
    body = {"ogrn": OGRN, "name": "Школа", "territory": "Холмск", "sphere": "Школы",
            "exempt": False, "listed": True}  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(t.bodies), [body | {"body": 1}, body | {"body": 2, "ogrn": "1"}])
        for number in (1, 2, 3):
            page = {"page": number, "page_id": f"vk:{number}", "network": "vk", "listed": True,
                    "body": 1 if number == 1 else 2, "screen_name": f"School{number}"}  # fmt: skip
            connection.execute(insert(t.pages).values(**page))


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, ["awards", *words])
    return result.exit_code, result.output


def test_the_command_checks_the_register_and_writes(url: str, tmp_path: Path) -> None:
    file = tmp_path / "events.csv"
    file.write_text(
        HEAD + "Парад;09.05.2025;;холмск;ШКОЛЫ;парад;\nЯрмарка;05.09.2025;;Оха;;ярмарка;\n"
        "Матч;05.09.2024;;;;матч;\n"
    )
    code, said = run("events", str(file), "--year", "2025", "--dry-run")
    assert code == 0
    assert "1 new, 0 changed, 0 gone" in said
    assert "row 3: no page of the register is of the territory «Оха»" in said
    assert "row 4: begins on 05.09.2024, not in 2025" in said
    with opened(url) as engine:
        assert event_store.of_year(engine, 2025) == ()
        assert run("events", str(file), "--year", "2025")[0] == 0
        (one,) = event_store.of_year(engine, 2025)
        assert (one.territory, one.spheres) == ("Холмск", ("Школы",))
        assert run("events", str(file))[0] == 0
        assert len(event_store.of_year(engine, 2024)) == 1


def test_votes_find_pages_by_name_and_body(url: str, tmp_path: Path) -> None:
    file = tmp_path / "votes.csv"
    file.write_text(
        f"Номинация;Страница;Голосов\nfast_help;{OGRN};5\nfast_help;vk.com/school2;7\n"
        "fast_help;vk.com/club2;1\nfast_help;vk.com/club9;1\n"
    )
    code, said = run("votes", str(file), "--year", "2025")
    assert code == 0
    assert "row 4: repeats row 3" in said
    assert "row 5: «vk:9» is not in the register" in said
    with opened(url) as engine:
        found = public_votes.of_year(engine, 2025).rows()
    assert found == [("fast_help", "vk:2", 7), ("fast_help", "vk:1", 5)]


def test_a_file_of_which_no_row_is_taken_empties_nothing(url: str, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(HEAD + "Парад;09.05.2025;;;;парад;\n")
    bad.write_text(HEAD + "Парад;вчера;;;;парад;\n")
    assert run("events", str(good))[0] == 0
    code, said = run("events", str(bad), "--year", "2025")
    assert code == 1
    assert "nothing is written" in said
    assert run("events", str(tmp_path / "none.csv"))[0] == 2
    with opened(url) as engine:
        assert len(event_store.of_year(engine, 2025)) == 1
