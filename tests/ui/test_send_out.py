"""«Разослать»: sixty founders at once, numbers of the overview, no residents, rights, the log."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import Any

import docx
import fastexcel
import polars as pl
import pytest
from docx.oxml.ns import qn
from sqlalchemy import Engine, update
from streamlit.testing.v1 import AppTest

from core.period import DAY
from store import accounts, engine
from store import tables as t
from tests.ui import region
from tests.ui.conftest import NOW, words
from ui import data
from ui.exports import chat, letters, lists, mailing, matters
from ui.exports.mailing import Mailing
from ui.exports.matters import About
from ui.installation import here
from ui.overview import data as overview_data

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")
DEADLINE = NOW + 2 * DAY
Begin = Callable[..., Any]
ABOUT: tuple[About, ...] = ("overdue", "silent", "norm", "all")


def sent(about: About = "all", greeting: str = "Коллеги!") -> Mailing:
    return mailing.mailing(data.listed(), about, greeting, DEADLINE)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, nothing: Path) -> Path:
    """A region of 120 silent pages, of sixty founders whose names begin alike and of none."""
    path = tmp_path_factory.mktemp("sixty") / "kpi.db"
    shutil.copyfile(nothing, path)
    with engine.opened(f"sqlite:///{path}") as writer:
        region.build(writer, pages=120)
        _make_silent(writer)
    return path


def _make_silent(writer: Engine) -> None:
    with writer.begin() as connection:
        late = t.posts.c.published > region.AS_OF - 9 * DAY
        connection.execute(t.posts.delete().where(late))
        for body in range(1, 121):
            name = f"Управление образования администрации городского округа № {body % 60}"
            founder = None if body == 7 else name
            connection.execute(
                update(t.bodies).where(t.bodies.c.body == body).values(founder=founder)
            )


@pytest.fixture
def sixty(begin: Begin, built: Path) -> Any:
    """An installation on that region, to be read."""
    return begin(built)


@pytest.fixture
def named(begin: Begin, built: Path, tmp_path: Path) -> Callable[..., None]:
    """Begins an installation on a copy of it, where every body has a given name."""

    def start(name: str, **more: str) -> None:
        own = tmp_path / "own.db"
        shutil.copyfile(built, own)
        with engine.opened(f"sqlite:///{own}") as writer, writer.begin() as connection:
            connection.execute(update(t.bodies).values(name=name, **more))
        begin(own)

    return start


def test_sixty_founders_get_a_sheet_and_a_letter_each(sixty: Any) -> None:
    made = sent()
    founders = dict(made.founders())
    assert len(founders) == 61
    book = fastexcel.read_excel(lists.xlsx(made))
    assert len(book.sheet_names) == len(founders) + 1
    assert len({name.casefold() for name in book.sheet_names}) == len(book.sheet_names)
    written = docx.Document(io.BytesIO(letters.docx(made)))
    assert len(written.tables) == len(founders)
    fresh = [one for one in written.paragraphs if one.paragraph_format.page_break_before]
    assert len(fresh) == len(founders) - 1
    assert [one.text.replace("\u00a0", " ") for one in fresh] == list(founders)[1:]
    pages = sum(len(table.rows) - 1 for table in written.tables)
    assert pages == made.rows.height


@pytest.mark.parametrize("about", ABOUT)
def test_numbers_are_those_of_the_overview(begin: Begin, filled: Path, about: About) -> None:
    begin(filled)
    made = sent(about)
    stand = overview_data.standing()
    state = {"overdue": "overdue", "silent": "silent", "norm": "below_norm"}
    troubled = [overview_data.STATES[one] for kind, one in state.items() if about in (kind, "all")]
    expected = stand.filter(pl.any_horizontal(troubled))
    assert sorted(made.rows["page"]) == sorted(expected["page"])
    if made.rows.height:
        table = pl.read_excel(io.BytesIO(lists.xlsx(made)), sheet_name="Главное",
                              engine="calamine")  # fmt: skip
        whole = table.filter(pl.col("Учредитель") == "Всего").row(0)
        sums = [int(expected[name].sum()) for name in ("overdue", "silent", "below_norm")]
        assert [int(cell) for cell in whole[1:]] == [expected.height, *sums]


def test_since_is_the_day_it_began(begin: Begin, filled: Path) -> None:
    begin(filled)
    silent = sent("silent").rows.row(0, named=True)
    (told,) = sent("silent").told(silent)
    last = data.facts().posts.filter(pl.col("page") == silent["page"])["published"].max()
    assert told.since == lists.calendar_day(matters.local_date(int(last), "Europe/Moscow"))  # type: ignore[arg-type]
    late = sent("overdue").rows.row(0, named=True)
    asked = data.appeals().filter(
        pl.col("page") == late["page"], pl.col("answered_at").is_null(),
        pl.col("deadline") <= pl.col("as_of"), pl.col("asked_at") >= pl.col("as_of") - 14 * DAY,
    )  # fmt: skip
    assert late["overdue"] == asked.height
    assert late["overdue_since"] == asked["deadline"].min()


@pytest.mark.parametrize("about", ABOUT)
def test_a_chat_takes_at_most_900_characters(sixty: Any, about: About) -> None:
    _check_a_chat(about)


@pytest.mark.parametrize("name", ["Ж" * 300, region.HOSTILE, "Школа " * 60])
def test_a_chat_of_long_or_hostile_names_does_too(named: Callable[..., None], name: str) -> None:
    named(name)
    for about in ABOUT:
        _check_a_chat(about)


def _check_a_chat(about: About) -> None:
    text = chat.text(sent(about, "Очень " * 80))
    assert len(text) <= 900
    assert "Просим исправить до" in text
    assert len(chat.text(sent(about, ""))) <= 900


def test_the_chat_counts_whom_it_does_not_name(sixty: Any) -> None:
    made = sent("norm")
    text = chat.text(made)
    named = text.split(": ", 1)[1].split(" и ещё ")[0].count(", ") + 1
    rest = int(text.split(" и ещё ")[1].split(".")[0])
    assert named + rest == made.rows.height


def test_no_resident_is_in_what_is_sent(begin: Begin, filled: Path) -> None:
    begin(filled)
    made = sent()
    written = docx.Document(io.BytesIO(letters.docx(made)))
    parts = [chat.text(made), *(one.text for one in written.paragraphs)]
    parts += [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert not any(question in part for question in region.QUESTIONS for part in parts)


def test_hostile_names_stay_text_in_letters(named: Callable[..., None]) -> None:
    name = region.HOSTILE + " \x0b\x00 &lt;w:p/&gt;"
    named(name, founder=name)
    written = docx.Document(io.BytesIO(letters.docx(sent())))
    cell = written.tables[0].rows[1].cells[1]
    links = cell.paragraphs[0]._p.findall(qn("w:hyperlink"))
    assert len(links) == 1
    assert '=HYPERLINK("http://evil";"жми")' in cell.text.replace("\u00a0", " ")
    assert "&lt;w:p/&gt;" in cell.text
    assert fastexcel.read_excel(lists.xlsx(sent())).sheet_names[0] == "Главное"


def test_the_head_of_a_table_is_repeated_and_rows_are_whole(begin: Begin, filled: Path) -> None:
    begin(filled)
    table = docx.Document(io.BytesIO(letters.docx(sent()))).tables[0]
    marks = [{child.tag for child in row._tr.get_or_add_trPr()} for row in table.rows]
    assert qn("w:tblHeader") in marks[0]
    assert all(qn("w:cantSplit") in mark for mark in marks)


def script(name: str, about: str) -> None:
    from core.period import parse
    from store import accounts
    from ui import data, send_out
    from ui.installation import here

    account = accounts.find(here().reader, name)
    assert account is not None
    period = parse("1w", here().settings.timezone, data.facts().as_of)
    send_out.dialog(account, data.wide(period), about)  # type: ignore[arg-type]


def opened(role: str, about: About) -> AppTest:
    app = AppTest.from_function(script, args=(role, about), default_timeout=30).run()
    assert not app.exception
    return app


def test_the_dialog_says_whom_it_concerns_and_logs_each_file(
    begin: Begin, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import streamlit as st

    begin(filled)
    made: dict[str, Any] = {}
    real = st.download_button
    monkeypatch.setattr(
        st, "download_button",
        lambda label, **given: made.update({given["key"]: given["data"]}) or real(label, **given),
    )  # fmt: skip
    app = opened("supervisor", "all")
    rows = sent().rows
    assert f"{rows.height} страниц" in words(app)
    assert app.date_input(key="send_day").value.isoformat() == "2025-11-25"
    assert f"{app.time_input(key='send_time').value:%H:%M}" == "18:00"
    assert made["send_xlsx"]().startswith(b"PK")
    assert made["send_docx"]().startswith(b"PK")
    app.button(key="send_text").click().run()
    assert "вт 25.11, 18:00" in app.code[0].value
    logged = [one.target for one in accounts.entries(here().reader, limit=3)]
    kinds = ("text", "docx", "xlsx")
    assert logged == [f"send out all {kind}, {rows.height} pages" for kind in kinds]


def test_the_dialog_takes_only_pages_of_the_account(
    begin: Begin, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(filled)
    app = opened("administrator", "silent")
    assert "1 учредитель · 1 страница" in words(app)
    app.button(key="send_text").click().run()
    assert "Школа № 3" in app.code[0].value
    assert "исправлять нечего" in words_of_success(opened("administrator", "overdue"))


def words_of_success(app: AppTest) -> str:
    return " ".join(one.value for one in app.success)


def test_a_moment_that_has_passed_is_not_sent(begin: Begin, filled: Path) -> None:
    begin(filled)
    app = opened("supervisor", "all")
    app.date_input(key="send_day").set_value(app.date_input(key="send_day").min)
    app.time_input(key="send_time").set_value(time()).run()
    assert app.warning
    assert not [one for one in app.button if one.key == "send_text"]
