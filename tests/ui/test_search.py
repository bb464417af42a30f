"""What is typed finds what is shown: whole names, the shortened ones of tables, links, groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from tests.ui.conftest import Open
from ui import data, filters
from ui.search import found, needles, short

NAMES = (
    "МБОУ «Средняя общеобразовательная школа № 34» г. Озерска",
    "Управление образования администрации городского округа Озерск",
    "МБУ «Музей»",
)


def rows(text: str, *more: str) -> list[int]:
    pages = pl.DataFrame({
        "name": NAMES, "ogrn": ["1026500000001", None, None],
        "page_id": ["vk:1", "vk:22222", "vk:3"],
        "screen_name": [None, "ozersk_edu", None], "founder": ["F", "F", "Минкульт края"],
    })  # fmt: skip
    pages = pages.with_row_index("at")
    for word in needles(text):
        pages = pages.filter(found(word, *more))
    return pages["at"].to_list()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("СОШ № 34", [0]), ("школа 34", [0]), ("мбоу", [0]), ("ГО Озерск", [1]),
        ("администрации", [1]), ("https://vk.com/club22222", [1]), ("OZERSK_EDU", [1]),
        ("1026500000001", [0]), ("минкульт", []), ("", [0, 1, 2]),
    ],
)  # fmt: skip
def test_names_are_found_whole_and_shortened(text: str, at: list[int]) -> None:
    assert rows(text) == at


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Городской округ Светлореченск", "ГО Светлореченск"),
        ("Рябиновский городской округ", "Рябиновский ГО"),
        ("Администрация Ключегорского муниципального округа", "Администрация Ключегорского МО"),
        ("Управление культуры администрации городского округа Оха", "Управление культуры ГО Оха"),
    ],
)
def test_founders_and_territories_are_shortened(name: str, shown: str) -> None:
    assert pl.select(short(pl.lit(name))).item() == shown


def test_every_word_of_a_shown_name_finds_its_page() -> None:
    for at, name in enumerate(pl.select(short(pl.Series(NAMES))).to_series()):
        assert at in rows(name)


def test_a_group_is_found_by_its_own_name() -> None:
    assert rows("минкульт", "founder") == [2]
    assert rows("музей минкульт", "founder") == [2]


def test_the_rows_of_groups_are_those_of_the_groups_found(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    pages = data.listed()
    founder = pages.drop_nulls("founder")["founder"][0]
    app = open_view("supervisor", "ranking", by="founder", q=founder)
    assert not app.exception
    chosen = filters.Chosen(data.period_of("13w"), "13w", "founder", "score", founder, "index")
    mine = chosen.apply(pages)
    assert mine.filter(founder=founder).height == pages.filter(founder=founder).height
    assert replace(chosen, by="page").apply(pages).height <= mine.height
