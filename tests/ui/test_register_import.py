"""A register loaded on the screen: previewed, written as it was seen, every reason in Russian."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select
from streamlit.testing.v1 import AppTest

from jobs import register as job
from jobs.register import ImportRefusedError
from loaders.files.register import parse
from loaders.files.register_frames import COLUMNS
from store import accounts, tables
from tests.loaders.files.samples import csv_bytes, row
from tests.ui import region as invented
from tests.ui.bodies import built, own, script
from ui.exports import register as export
from ui.installation import Installation, here
from ui.register import importing as register_import
from ui.register import words as register_words

__all__ = ["built", "own"]


def test_the_template_is_taken_as_it_is() -> None:
    found = parse(export.template(), "template.xlsx")
    assert found.taken == found.rows == 2
    assert not found.notices
    assert found.given >= {"territory", "audience", "badge", "component"}
    assert found.networks == {"vk", "ok", "telegram", "max"}
    assert found.bodies["exempt"].to_list() == [False, True]


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


def test_columns_of_which_one_would_do_are_named_in_russian(own: Installation) -> None:
    said = steps(own, "Наименование;Учредитель\nа;б".encode()).error[0].value
    assert "«Ссылка на госпаблик ВК» или «ID госпаблика»" in said
    assert "» or «" not in said


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
