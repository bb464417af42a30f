"""Papers of the awards: names and forms right, one page each, marked before the freeze, safe."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from core.season import Line, Minutes
from tests.ui import honoured
from tests.ui.honoured import (
    ANSWER,
    CHRONICLE,
    DIALOGUE,
    HOSTILE,
    KEPT,
    LONG,
    LOOK,
    NETWORK,
    SCHOOL,
    made,
    region,
    sheets,
    spoken,
)
from ui.exports.awards import answer, diplomas, papers, protocol

__all__ = ["region"]


def words(content: bytes) -> str:
    """All text of a docx, tables, heads and feet included."""
    paper = Document(io.BytesIO(content))
    parts = [line.text for line in paper.paragraphs]
    parts += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    parts += [line.text for line in paper.sections[0].header.paragraphs]
    return " ".join("\n".join(parts).replace("\xa0", " ").split())


def test_a_diploma_names_the_winner_the_nomination_and_its_code() -> None:
    results = honoured.results()
    found = made(results)
    first, tied, other, network = sheets(diplomas.diplomas(results, found, LOOK))
    for said in (
        "Иванова Мария Петровна",
        "администратор официальной страницы", "МБОУ «Средняя школа № 3»",
        "победитель в номинации", "Заместитель председателя", "А. В. Белоусова",
        "№ 2025-01", "г. Южно-Сахалинск · 2025", f"Код проверки {found[0].code}",
    ):  # fmt: skip
        assert said in first
    assert "САХАЛИНСКАЯОБЛАСТЬДИПЛОМНАГРАЖДАЕТСЯИванова" in first.replace(" ", "")
    assert found[0].nomination in first
    assert found[0].merit in first
    assert LONG in tied
    assert "Салтыков-Щедрин Михаил Евграфович пресс-секретарь" in other
    assert NETWORK[2] in network
    assert not any("ПРЕДВАРИТЕЛЬНО" in one or "версия" in one for one in (first, tied, other))


def test_a_letter_is_presented_in_the_dative_or_greets() -> None:
    results = honoured.results()
    (given,) = sheets(diplomas.letters(results, made(results), LOOK))
    for said in ("Черных Анне Ильиничне",
                 "заместителю директора", "Школа № 7", "№ 2025-04"):  # fmt: skip
        assert said in given
    assert "БЛАГОДАРСТВЕННОЕПИСЬМОВРУЧАЕТСЯЧерных" in given.replace(" ", "")
    (dear,) = sheets(diplomas.letters(results, made(results), replace(LOOK, dear=True)))
    assert "Уважаемая Анна Ильинична!" in dear
    assert "искреннюю благодарность за" in dear
    (team,) = sheets(diplomas.letters(results, made(results, {}), LOOK))
    assert "коллективу" in team
    assert "Школа № 7" in team


def test_a_form_people_changed_is_printed_and_one_made_of_an_old_name_is_not() -> None:
    results = honoured.results()
    kept = {SCHOOL: {**KEPT[SCHOOL], "dative": "госпоже Черных А. И.", "merit": "доброе слово"}}
    (letter,) = sheets(diplomas.letters(results, made(results, kept), LOOK))
    assert "госпоже Черных А. И." in letter
    assert "за доброе слово" in letter
    assert "Анне Ильиничне" not in letter


def test_before_the_freeze_every_paper_says_so_and_has_no_code() -> None:
    draft = honoured.results(frozen=False)
    found = made(draft)
    assert {one.code for one in found} == {None}
    said = Minutes(None, ())
    for page in (
        *sheets(diplomas.diplomas(draft, found, LOOK)),
        *sheets(diplomas.letters(draft, found, LOOK)),
        *sheets(answer.pdf(ANSWER, draft)),
        words(protocol.protocol(draft, said, found)),
        words(protocol.order(draft, found)),
    ):  # fmt: skip
        assert "ПРЕДВАРИТЕЛЬНО" in page
        assert "Код проверки" not in page
    frozen = honoured.results()
    for page in (
        *sheets(diplomas.letters(frozen, made(frozen), LOOK)),
        *sheets(answer.pdf(ANSWER, frozen)),
        words(protocol.protocol(frozen, said, made(frozen))),
        words(protocol.order(frozen, made(frozen))),
    ):  # fmt: skip
        assert "ПРЕДВАРИТЕЛЬНО" not in page


def test_a_second_version_says_so_and_has_codes_of_its_own() -> None:
    first, second = honoured.results(), honoured.results(version=2)
    second = replace(second, hash="91c2" * 16)
    assert "версия 2" in sheets(diplomas.diplomas(second, made(second), LOOK))[0]
    assert made(first)[0].code != made(second)[0].code
    assert "версия 2" in protocol.file_name("Протокол", second, "docx")
    assert "версия" not in protocol.file_name("Протокол", first, "docx")


def test_a_code_finds_its_paper_and_no_other() -> None:
    results = honoured.results()
    codes = [one.code or "" for one in made(results)]
    assert len(set(codes)) == len(codes) == 5
    for one in made(results):
        found = papers.checked(results, f" {(one.code or '').lower().replace('-', ' ')} ")
        assert found
        assert (found.key, found.person) == (one.key, None)
    for wrong in ("0000-0000", "", "7F3A-91C2", "🎉"):
        assert papers.checked(results, wrong) is None
    assert papers.checked(honoured.results(frozen=False), codes[0]) is None


def test_twenty_eight_papers_are_as_many_pages_and_files() -> None:
    results = honoured.results()
    first = results.contests[0]
    many = tuple(replace(first, segment=str(place)) for place in range(28))
    results = replace(results, contests=many)
    found = made(results)
    assert len(sheets(diplomas.diplomas(results, found, LOOK))) == 28
    with zipfile.ZipFile(io.BytesIO(diplomas.singly(results, found[:3], LOOK))) as archive:
        names = archive.namelist()
        assert len(set(names)) == 3
        assert all(name.endswith(".pdf") and "Диплом" in name for name in names)
        assert [len(sheets(archive.read(name))) for name in names] == [1, 1, 1]


@pytest.mark.parametrize("text", [HOSTILE, "Щ" * 400, "ШЩЖ " * 100, "а", LONG + LONG])
def test_whatever_the_texts_a_paper_is_one_page(text: str) -> None:
    results = honoured.results()
    contests = tuple(
        replace(one, finalists=tuple(replace(each, name=text) for each in one.finalists))
        for one in results.contests[:4]
    )
    results = replace(results, contests=contests)
    said = dict.fromkeys(("name", "position", "presenter", "merit", "greeting"), text)
    look = replace(LOOK, place=text, signs=((text, text), (text, text)))
    found = made(results, dict.fromkeys((DIALOGUE, CHRONICLE, SCHOOL), said))
    assert len(sheets(diplomas.diplomas(results, found, look))) == 3
    assert len(sheets(diplomas.letters(results, found, look))) == 1
    assert len(sheets(diplomas.letters(results, found, replace(look, dear=True)))) == 1
    lines = tuple(Line(text, False, text) for _ in range(12))
    many = replace(ANSWER, name=text, lines=lines, proof=text)
    assert len(sheets(answer.pdf(many, results))) == 1
    assert protocol.order(results, found).startswith(b"PK")


def test_markup_of_the_typesetter_is_text() -> None:
    results = honoured.results()
    found = made(results, {DIALOGUE: {"name": HOSTILE}})
    page = sheets(diplomas.diplomas(results, found, LOOK))[0]
    assert '#panic("x") $a^2$ *жирно* [b] \\ @ссылка' in page
    assert "<script>" in words(protocol.order(results, found))


def test_only_our_fonts_are_used_and_bytes_repeat() -> None:
    results = honoured.results()
    content = diplomas.diplomas(results, made(results), LOOK)
    fonts = {
        font.get_object()["/BaseFont"].split("+")[-1]
        for page in PdfReader(io.BytesIO(content)).pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    }
    assert {name.split("-")[0] for name in fonts} == {"PTSans", "PTSerif"}
    assert content == diplomas.diplomas(results, made(results), LOOK)
    assert diplomas.singly(results, made(results), LOOK) == diplomas.singly(
        results, made(results), LOOK
    )


def test_the_protocol_tells_commission_votes_reasons_and_what_it_rests_on() -> None:
    results = honoured.results()
    text = words(protocol.protocol(results, honoured.minutes(), made(results), "г. Оха"))
    for said in (
        "Протокол комиссии по подведению итогов 2025 года", "Белоусова А. В., председатель",
        "Громов П. С.", "за 2, против 0", "самоотвод: Ли К. О.", "index v3", "версия 7",
        "код 7F3A-91C2", "7f3a91c2" * 8, "142 вопросов из 150 получили ответ в срок.",
        "Голоса равны, решили дать обоим.", "номинация не присуждена.",
        "благодарственное письмо: Школа № 7.", "4 диплома, 1 благодарственное письмо",
        "г. Оха",
    ):  # fmt: skip
        assert said in text
    assert "Иванова" not in text


def test_the_order_of_the_ceremony_tells_whom_to_call_and_who_hands_it_over() -> None:
    results = honoured.results()
    content = protocol.order(results, made(results))
    rows = [[cell.text.replace("\xa0", " ") for cell in row.cells]
            for row in Document(io.BytesIO(content)).tables[0].rows]  # fmt: skip
    assert rows[0] == ["№", "Номинация", "ФИО", "Должность", "Организация", "Кто вручает",
                       "Документ"]  # fmt: skip
    assert [row[0] for row in rows[1:]] == ["1", "2", "3", "4", "5"]
    assert rows[1][2:6] == ["Иванова Мария Петровна", "администратор официальной страницы",
                            "МБОУ «Средняя школа № 3»", "Губернатор"]  # fmt: skip
    assert rows[4][6] == "Благодарственное письмо"


def test_a_body_called_like_anothers_page_does_not_take_its_paper() -> None:
    first, second, *rest = honoured.contests()[0].finalists
    called = replace(first, page_id="vk:999", name=second.page_id or "")
    contest = replace(
        honoured.contests()[0], finalists=(called, second, *rest), winners=("vk:102",)
    )
    assert papers.candidate(contest, "vk:102") == second


def test_english_papers_keep_names_as_they_are_typed(tmp_path: Path) -> None:
    results = honoured.results()
    with spoken("en", tmp_path):
        first = sheets(diplomas.diplomas(results, made(results), LOOK))[0]
        (letter,) = sheets(diplomas.letters(results, made(results), LOOK))
    assert "DIPLOMAISAWARDED" in first.replace(" ", "")
    assert "Иванова Мария Петровна" in first
    assert "Черных Анна Ильинична" in letter


@pytest.mark.skipif("TEST_OFFICE" not in os.environ, reason="check-long: starts an office")
def test_an_office_and_a_pdf_reader_open_the_files(tmp_path: Path) -> None:
    for program in ("soffice", "pdftoppm"):
        assert shutil.which(program), f"{program} is not here"
    results = honoured.results()
    found = made(results)
    files = {
        "protocol.docx": protocol.protocol(results, honoured.minutes(), found),
        "order.docx": protocol.order(results, found),
        "diplomas.pdf": diplomas.diplomas(results, found, LOOK),
        "letters.pdf": diplomas.letters(results, found, LOOK),
        "answer.pdf": answer.pdf(ANSWER, results),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for name in ("protocol", "order"):
        run = ["soffice", profile, "--headless", "--convert-to", "pdf", f"{name}.docx"]
        subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, timeout=120)
        text = " ".join(sheets((tmp_path / f"{name}.pdf").read_bytes()))
        assert "Сахалинская область" in text or "Порядок вручения" in text
        assert "Администрация посёлка № 6" in text
    for name, pages in (("diplomas", 4), ("letters", 1), ("answer", 1), ("protocol", 2),
                        ("order", 1)):  # fmt: skip
        run = ["pdftoppm", "-r", "40", "-png", f"{name}.pdf", name]
        subprocess.run(run, cwd=tmp_path, check=True, capture_output=True, timeout=60)
        shown = sorted(tmp_path.glob(f"{name}-*.png"))
        assert len(shown) == pages
        for one in shown:
            dark = sum(Image.open(one).convert("L").histogram()[:128])
            assert dark > 500
