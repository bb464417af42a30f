"""Files as people save them: encodings, delimiters, sheets, title lines, and no tables at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from loaders.files import table as table_module
from loaders.files.register_frames import COLUMNS, REQUIRED
from loaders.files.table import FileError, NoFileError, Sheet, content, heading, read_table
from tests.loaders.files.samples import HEADINGS, csv_bytes, grid_xlsx, row

KEYS = ("founder", "name", "ogrn", "vk")
HEADER = [HEADINGS[key] for key in KEYS]
LINE = ["Минкульт", "Музей", "1", "vk.com/club1"]


def table(data: bytes) -> Sheet:
    return read_table(data, "file", COLUMNS, REQUIRED)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_of_every_encoding_and_delimiter(encoding: str, delimiter: str) -> None:
    cells = row(name="Дом культуры; «Заря», №\t1", founder="Ёлкин")
    data = csv_bytes([cells], delimiter=delimiter, encoding=encoding)
    sheet = table(data)
    assert sheet.name is None
    assert sheet.rows[0].cells["name"] == "Дом культуры; «Заря», № 1"
    assert sheet.rows[0].cells["founder"] == "Ёлкин"


@pytest.mark.parametrize(
    "text",
    [
        "ССЫЛКА НА ГОСПАБЛИК ВК", " Ссылка  на\nгоспаблик ВК ", "Ссылка на госпаблик\u00a0ВК",
        "Ссылка на «госпаблик» ВК*", "ссылка на госпаблик BK", "Ссылка на госпаблик ВК (полная)",
    ],
)  # fmt: skip
def test_spellings_of_a_heading(text: str) -> None:
    assert heading(text) == heading(COLUMNS["vk"][0])


def test_no_two_columns_share_a_heading() -> None:
    texts = [heading(text) for texts in COLUMNS.values() for text in texts]
    assert len(texts) == len(set(texts))


def test_the_header_may_stand_below_title_lines_and_rows_keep_the_numbers_of_excel(
    tmp_path: Path,
) -> None:
    lines = [[None], [None, "Реестр госпабликов"], [None], [None, "№", *HEADER, "Примечание"]]
    lines += [[None, 1, *LINE, "лишнее"], [None], [None, 2, *LINE], [None, 3], [None, None, "  "]]
    sheet = table(grid_xlsx(tmp_path / "a.xlsx", {"Реестр": lines}).read_bytes())
    assert [r.number for r in sheet.rows] == [5, 7]
    assert dict(sheet.rows[0].cells) == dict(zip(KEYS, LINE, strict=True))


def test_the_first_sheet_with_the_columns_is_read(tmp_path: Path) -> None:
    path = grid_xlsx(
        tmp_path / "a.xlsx",
        {
            "Титул": [["Реестр"]],
            "Пусто": [],
            "Данные": [HEADER, LINE],
            "Архив": [HEADER, LINE, LINE],
        },
    )
    sheet = table(path.read_bytes())
    assert (sheet.name, len(sheet.rows)) == ("Данные", 1)


def test_a_hidden_sheet_comes_after_the_visible_ones(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        old, new = book.add_worksheet("Старый"), book.add_worksheet("Новый")
        for sheet in (old, new):
            sheet.write_row(0, 0, HEADER)
            sheet.write_row(1, 0, LINE)
        new.activate()
        new.set_first_sheet()
        old.hide()
    assert table((tmp_path / "a.xlsx").read_bytes()).name == "Новый"


def test_the_content_decides_not_the_extension(tmp_path: Path) -> None:
    path = grid_xlsx(tmp_path / "a.csv", {"Реестр": [HEADER, LINE]})
    assert table(content(path)).name == "Реестр"


def test_an_error_of_excel_is_no_empty_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(1, 1, HEADER)
        sheet.write_row(2, 1, LINE)
        sheet.write_formula(2, 4, "=NA()", None, "#N/A")
        sheet.write_formula(3, 3, "=1/0", None, "#DIV/0!")
    rows = table((tmp_path / "a.xlsx").read_bytes()).rows
    assert rows[0].cells["vk"] == "#N/A"
    assert dict(rows[1].cells) == {"ogrn": "#N/A"}


def test_a_repeated_column_is_reported_and_the_left_one_counts() -> None:
    data = ";".join([*HEADER, "огрн"]) + "\n" + ";".join([*LINE, "2"])
    sheet = table(data.encode())
    assert sheet.rows[0].cells["ogrn"] == "1"
    assert sheet.notices == (
        "«ОГРН» stands in the header more than once: the leftmost column is used",
    )


def test_a_row_with_a_stray_delimiter_carries_its_fault() -> None:
    data = ",".join(HEADER) + "\nМинкульт,Музей, филиал,1,vk.com/club1\n" + ",".join(LINE)
    rows = table(data.encode()).rows
    assert "5 cells and the header 4" in (rows[0].fault or "")
    assert rows[1].fault is None


def test_rows_of_a_csv_are_counted_as_excel_counts_them() -> None:
    data = ";".join(HEADER) + '\n\nА;"два\nряда";1;x\n' + ";".join(LINE)
    rows = table(data.encode()).rows
    assert [r.number for r in rows] == [3, 4]
    assert rows[0].cells["name"] == "два ряда"


BAD = [
    (b"", "is empty"),
    (b" \n\n", "is empty"),
    (b"PK\x03\x04 no archive", "no Excel workbook"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
    (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
    (b"\x89PNG\r\n\x1a\n\0\0\0\r", "neither an xlsx workbook nor a csv"),
    ("Имя;Адрес\nа;б".encode(), "no header row with «Наименование"),
    (
        ";".join(HEADER[:3]).encode(),
        "no header row with «Ссылка на госпаблик ВК» or «ID госпаблика»",
    ),
    ((";".join(HEADER) + "\n").encode(), "no rows under its header"),
    ((";".join(HEADER) + '\nа;"б;1;x\nв;г;1;y\n').encode(), "quotation mark in row 2"),
    ((";".join(HEADER) + "\nа;" + "б" * 200_000).encode(), "cannot be read as csv"),
]


@pytest.mark.parametrize(("data", "reason"), BAD, ids=[reason for _, reason in BAD])
def test_a_file_that_cannot_be_taken_is_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(FileError, match=reason) as caught:
        table(data)
    assert str(caught.value).startswith("file")
    assert "\n" not in str(caught.value)


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(FileError, match="no Excel workbook"):
        table(content(tmp_path / "a.xlsx"))


def test_a_workbook_without_the_columns_names_those_that_lack(tmp_path: Path) -> None:
    path = grid_xlsx(tmp_path / "a.xlsx", {"Лист1": [["Учредитель", "ОГРН"], ["а", "б"]]})
    with pytest.raises(FileError) as caught:
        table(content(path))
    assert "«Наименование" in str(caught.value)
    assert "«ОГРН»" not in str(caught.value)


@pytest.mark.parametrize(("name", "reason"), [("none.xlsx", "does not exist"), (".", "directory")])
def test_a_place_without_a_file(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(NoFileError, match=reason):
        content(tmp_path / name)


def far(quote: str, place: str, column: int) -> bytes:
    """A workbook of two cells, the second at the far end of its sheet, wherever that is kept."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write(0, 0, 1)
        book.worksheets()[0].write(1_048_575, column, 1)
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as usual, zipfile.ZipFile(changed, "w") as book:
        for name in usual.namelist():
            text = usual.read(name).replace(b"worksheets/sheet1.xml", place.encode())
            if name.endswith("sheet1.xml"):
                name, text = f"xl/{place}", text.replace(b'"', quote.encode())  # noqa: PLW2901
            book.writestr(name, text)
    return changed.getvalue()


@pytest.mark.parametrize(
    ("quote", "place", "column"),
    [
        ('"', "worksheets/sheet1.xml", 16_383), ("'", "worksheets/sheet1.xml", 16_383),
        ('"', "elsewhere/a.xml", 16_383), ('"', "worksheets/sheet1.xml", 7),
    ],
)  # fmt: skip
def test_a_workbook_with_a_cell_at_its_far_end_ends_nothing(
    quote: str, place: str, column: int
) -> None:
    with pytest.raises(FileError, match="unpacks to more"):
        read_table(far(quote, place, column), "far.xlsx", COLUMNS, REQUIRED)


def test_a_failure_of_ours_is_not_blamed_on_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = grid_xlsx(tmp_path / "a.xlsx", {"Лист1": [["Учредитель"], ["а"]]})
    monkeypatch.setattr(table_module, "_READER", "loaders.files.nothing_child")
    with pytest.raises(RuntimeError, match="nothing_child"):
        read_table(path.read_bytes(), "a.xlsx", COLUMNS, REQUIRED)
