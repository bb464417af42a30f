"""Papers: one page each, numbers of the screen, hostile text stays text, rights hold."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pypdf import PdfReader
from sqlalchemy import update

from store import accounts
from store import tables as t
from store.accounts import Account
from tests.ui import region
from ui import data, rights, scores
from ui.exports import brief, brief_book, brief_words, offers, page_pdf, picture
from ui.installation import here
from ui.method.words import DEFAULT
from ui.overview import data as overview_data

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")
FOUNDER = region.FOUNDERS[0]
MARKUP = '#panic("x") $a^2$ *жирно* _курсив_ <b> \\ // @ссылка `код` = Заголовок'
Begin = Callable[..., Any]


def read(content: bytes) -> tuple[int, str]:
    """How many pages, and their text with single spaces."""
    reader = PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return len(reader.pages), " ".join(text.replace("\u200b", "").split())


def account(role: str) -> Account:
    found = accounts.find(here().reader, role)
    assert found is not None
    return found


def said(by: str = "founder", name: str = FOUNDER, word: str = "1w") -> brief.Brief:
    period = data.period_of(word)
    return brief.brief(data.wide(period), by, name, period)


def named(begin: Begin, pages: int, name: str) -> None:
    """A region whose every body has this name."""
    writer = begin().writer
    region.build(writer, pages=pages)
    with writer.begin() as connection:
        connection.execute(update(t.bodies).values(name=name))
    data.forget()


@pytest.mark.parametrize("word", ["1w", "13w", "2025-10"])
@pytest.mark.parametrize(
    ("by", "name"),
    [("founder", FOUNDER), ("territory", "Холмск"), ("sphere", "Образование"), ("region", "")],
)
def test_a_brief_is_one_page_with_the_numbers_of_the_overview(
    begin: Begin, filled: Path, by: str, name: str, word: str
) -> None:
    begin(filled)
    paper = said(by, name, word)
    count, text = read(brief.pdf(paper))
    stand = overview_data.standing()
    mine = stand if by == "region" else stand.filter(pl.col(by) == name)
    judged = mine["below_norm"].drop_nulls()
    assert count == 1
    assert "Справка о ведении официальных страниц (госпабликов)" in text
    assert (name or "Сахалинская область") in text
    assert [one.value for one in paper.numbers] == [
        str(mine["overdue"].sum()),
        str(mine["silent"].sum()),
        str(judged.len() - judged.sum()),
    ]
    assert f"из {judged.len()}" in text
    assert "Источник: открытые данные ВКонтакте на 24.11.2025 06:10" in text
    assert "59-ФЗ" in text


def test_shares_of_a_brief_are_those_of_the_frame(begin: Begin, filled: Path) -> None:
    begin(filled)
    paper = said(word="13w")
    rows = data.wide(paper.period).filter(pl.col("founder") == FOUNDER)
    made, whole = (int(rows[f"on_time_rate|{part}"].sum()) for part in ("numerator", "denominator"))
    assert whole >= brief_words.LEAST_QUESTIONS
    assert f"({made} из {whole})" in read(brief.pdf(paper))[1]


@pytest.mark.parametrize(
    "name",
    [
        "Муниципальное бюджетное общеобразовательное учреждение " * 9,
        "Щ" * 600,
        "ШЩЖ " * 150,
        MARKUP,
        region.HOSTILE,
    ],
)
def test_papers_keep_to_their_pages_whatever_the_names(begin: Begin, name: str) -> None:
    named(begin, 60, name)
    with here().writer.begin() as connection:
        connection.execute(update(t.bodies).values(founder=name, territory=name))
    data.forget()
    paper = said("founder", name.strip() if name.strip() in data.listed()["founder"] else name)
    assert paper.pages.height == 60
    assert read(brief.pdf(paper))[0] == 1
    assert read(page_pdf.pdf(paper.pages.head(1), paper.period))[0] == 1


def test_markup_of_the_typesetter_is_text(begin: Begin) -> None:
    named(begin, 12, MARKUP)
    paper = said()
    for content in (brief.pdf(paper), page_pdf.pdf(paper.pages.head(1), paper.period)):
        assert '#panic("x")' in read(content)[1]
    assert "*жирно* _курсив_ <b>" in read(page_pdf.pdf(paper.pages.head(1), paper.period))[1]


def test_only_our_fonts_are_used(begin: Begin, filled: Path) -> None:
    begin(filled)
    reader = PdfReader(io.BytesIO(brief.pdf(said())))
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert fonts
    assert all(font.startswith(("PTSans", "PTSerif")) for font in fonts), fonts


def test_the_same_data_give_the_same_bytes(begin: Begin, filled: Path) -> None:
    begin(filled)
    assert brief.pdf(said()) == brief.pdf(said())


def test_a_card_says_what_the_page_view_says(begin: Begin, filled: Path) -> None:
    begin(filled)
    period = data.period_of("13w")
    rows = data.wide(period).filter(pl.col("page_id") == "vk:101")
    count, text = read(page_pdf.pdf(rows, period))
    score = scores.scored(DEFAULT, period).filter(page_id="vk:101").row(0, named=True)
    assert count == 1
    assert rows["name"][0] in text
    assert f"{score['score']:.0f} из 100" in text
    assert scores.place_words(score) in text
    assert "Что поднимет балл" in text
    assert not any(question in text for question in region.QUESTIONS)


def test_the_pages_of_a_founder_are_one_file_with_contents(begin: Begin, filled: Path) -> None:
    begin(filled)
    period = data.period_of("13w")
    rows = data.wide(period).filter(pl.col("founder") == FOUNDER).sort("name")
    content = page_pdf.pdf(rows, period, FOUNDER)
    count, text = read(content)
    assert count == rows.height + 1
    assert "Содержание" in text
    first = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert all(name.split("№")[0].strip() in first for name in rows["name"])


def test_a_brief_draws_of_one_page_and_of_nulls_and_in_english(begin: Begin) -> None:
    writer = begin(language="en").writer
    region.build(writer, pages=1)
    with writer.begin() as connection:
        connection.execute(update(t.bodies).values(territory=None, sphere=None, category=None))
    data.forget()
    paper = said("region", "")
    count, text = read(brief.pdf(paper))
    assert count == 1
    assert "Brief on the running of official pages" in text
    cards = paper.pages
    assert read(page_pdf.pdf(cards, paper.period))[0] == 1


def test_a_brief_of_pages_that_were_never_loaded_says_so(begin: Begin) -> None:
    writer = begin().writer
    region.build(writer, pages=3)
    with writer.begin() as connection:
        for table in (t.posts, t.intervals, t.first_replies, t.threads, t.comments):
            connection.execute(table.delete())
    data.forget()
    paper = said("region", "")
    assert paper.numbers[2].value == "—"
    assert read(brief.pdf(paper))[0] == 1


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the buttons would give, by file name."""
    import streamlit as st

    found: dict[str, Any] = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, **given: found.update({given["file_name"]: given})
    )
    return found


def test_files_are_limited_by_rights_and_logged(
    begin: Begin, filled: Path, offered: dict[str, Any]
) -> None:
    begin(filled)
    period = data.period_of("1w")
    owner = account("administrator")
    founder = rights.pages_in_full(owner, data.listed())["founder"][0]
    offers.brief_button(owner, "founder", founder, period)
    pdf = next(one for name, one in offered.items() if name.endswith(".pdf"))
    count, text = read(pdf["data"]())
    assert count == 1
    assert "1 страница подведомственных организаций" in text
    assert "Этому логину видна только часть страниц" in text
    newest = accounts.entries(here().reader, limit=1)[0]
    assert (newest.who, newest.what) == ("administrator", "export")
    assert founder in (newest.target or "")
    others = [name for name in region.FOUNDERS if name != founder]
    offered.clear()
    offers.brief_button(owner, "founder", others[0], period)
    stranger = data.wide(period).filter(pl.col("page_id") != "vk:103").row(0, named=True)
    offers.page_buttons(owner, stranger, period)
    assert not offered


def test_a_supervisor_gets_every_file_of_a_founder_and_a_page(
    begin: Begin, filled: Path, offered: dict[str, Any]
) -> None:
    begin(filled)
    period = data.period_of("1w")
    offers.brief_button(account("supervisor"), "founder", FOUNDER, period)
    assert set(offered) == {
        f"Справка по госпабликам — {FOUNDER} — 17–23.11.2025.pdf",
        f"Справка по госпабликам — {FOUNDER} — 17–23.11.2025.xlsx",
        f"Страницы — {FOUNDER} — 17–23.11.2025.pdf",
    }
    offered.clear()
    page = data.wide(period).filter(pl.col("page_id") == "vk:101").row(0, named=True)
    offers.page_buttons(account("supervisor"), page, period)
    for name, one in offered.items():
        content = one["data"]()
        assert content.startswith(b"\x89PNG" if name.endswith(".png") else b"%PDF")


def test_the_workbook_of_a_brief_says_the_same_without_texts(begin: Begin, filled: Path) -> None:
    import fastexcel

    begin(filled)
    paper = said(word="13w")
    content = brief_book.xlsx(paper, account("supervisor"))
    book = fastexcel.read_excel(content)
    assert book.sheet_names == ["Главное", "Страницы", "Вопросы жителей", "Показатели", "Методика"]
    told = {name: _cells(content, name) for name in book.sheet_names}
    assert all(sentence in told["Главное"] for sentence in paper.sentences)
    assert all({one.value, f"{one.label}: {one.change}"} & set(told["Главное"])
               for one in paper.numbers)  # fmt: skip
    table = pl.read_excel(io.BytesIO(content), sheet_name="Страницы", engine="calamine")
    assert sorted(table["Страница"]) == sorted(paper.pages["name"])
    assert table["Вопросов дольше срока"].sum() == paper.stands["overdue"].sum()
    asked = {cell for cells in told.values() for cell in cells}
    assert not asked & set(region.QUESTIONS)
    assert ("https://vk.com/wall-" in str(asked)) == (len(told["Вопросы жителей"]) > 6)
    blind = brief_book.xlsx(paper, account("presenter"))
    assert "https://vk.com/wall-" not in str(_cells(blind, "Вопросы жителей"))


@pytest.mark.parametrize(
    ("by", "name", "told"),
    [("region", "", r"[\d\xa0]+ вопрос(а|ов)? задали жители за 25\.08–23\.11\.2025"),
     ("founder", FOUNDER, r"(?!.*задали).+\. .+")],
)  # fmt: skip
def test_the_place_in_the_workbook_reads_as_sentences(
    begin: Begin, filled: Path, by: str, name: str, told: str
) -> None:
    begin(filled)
    cells = _cells(brief_book.xlsx(said(by, name, "13w"), account("supervisor")), "Главное")
    assert re.fullmatch(told, cells[-3])


def _cells(content: bytes, sheet: str) -> list[str]:
    frame = pl.read_excel(
        io.BytesIO(content), sheet_name=sheet, engine="calamine", has_header=False
    )
    return [str(cell) for row in frame.rows() for cell in row if cell is not None]


def test_pictures_are_square_and_of_the_right_weeks(begin: Begin, filled: Path) -> None:
    from PIL import Image

    begin(filled)
    page = data.wide(data.period_of("1w")).filter(pl.col("name") == region.HOSTILE)
    row = page.row(0, named=True)
    post = picture.post_of_week(row["page"])
    assert post is not None
    for content in (picture.post_png(row, post), picture.streak_png(row, 11)):
        assert Image.open(io.BytesIO(content)).size == (1080, 1080)
    silent = data.listed().filter(pl.col("page_id") == "vk:103")["page"][0]
    assert picture.streak(silent) == 0
    assert picture.post_of_week(silent) is None
