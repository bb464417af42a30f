"""Words of papers: places of founders, names of files and of sheets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.ui import region
from ui import data
from ui.exports import group_place, names
from ui.exports.group_place import Place

Begin = Callable[..., Any]


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(1, 1, 1, 58, 9), "первое из 58"),
        (Place(2, 1, 5, 58, 9), "в первой пятёрке из 58"),
        (Place(9, 6, 10, 58, 9), "в первой десятке из 58"),
        (Place(14, 9, 22, 58, 9), "с 9-го по 22-е из 58"),
        (Place(3, 3, 3, 5, 9), "3-е из 5"),
    ],
)
def test_places_in_words(begin: Begin, filled: Path, place: Place, words: str) -> None:
    begin(filled)
    assert group_place.worded(place) == words


def test_a_place_is_among_founders_with_enough_rated_pages(begin: Begin) -> None:
    region.build(begin().writer, pages=60)
    data.forget()
    found = group_place.place_of(
        group_place.rating_for(data.period_of("13w")), "founder", region.FOUNDERS[1]
    )
    assert found is not None
    assert found.of == 3
    assert 1 <= found.low <= found.place <= found.high <= 3
    assert group_place.place_of(
        group_place.rating_for(data.period_of("13w")), "founder", "нет такого"
    ) is None  # fmt: skip


def test_names_of_files_are_safe_and_short() -> None:
    name = names.file_name(['Справка: "а/б"\\в?', "Ж" * 400, "17–23.11.2025"], "pdf")
    assert not set('<>:"/\\|?*') & set(name)
    assert name.endswith(" — 17–23.11.2025.pdf")
    assert len(name.encode()) < 200
    assert names.file_name(["..", "а\x00б"], "pdf") == "а б.pdf"


def test_sheets_have_titles_excel_takes() -> None:
    long = "Управление образования администрации городского округа"
    titles = names.sheet_titles([long + " А", long + " Б", "История", "[a]:*?/\\", "", "ИСТОРИЯ"])
    assert len({title.casefold() for title in titles}) == len(titles)
    assert all(0 < len(title) <= 31 for title in titles)
    assert not any(set("[]:*?/\\") & set(title) for title in titles)
