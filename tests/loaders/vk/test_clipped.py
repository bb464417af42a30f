"""Of a long post the beginning is kept, and its hashtags wherever they stand."""

from __future__ import annotations

import re

import pytest

from loaders.vk.parse import TEXT_LENGTH, clipped

LONG = "слово " * 100


def test_a_text_that_fits_stays_as_it_is() -> None:
    text = "ж" * TEXT_LENGTH
    assert clipped(text) == text
    assert clipped("") == ""


def test_hashtags_from_behind_the_cut_are_kept_once() -> None:
    kept = clipped(f"#первый {LONG} #ДеньГорода #культура #ДеньГорода")
    assert len(kept) <= TEXT_LENGTH
    assert re.findall(r"#\w+", kept) == ["#первый", "#ДеньГорода", "#культура"]


def test_a_tag_that_the_cut_would_halve_is_kept_whole() -> None:
    kept = clipped("ж" * (TEXT_LENGTH - 5) + " #ДеньГорода хвост")
    assert kept.endswith(" #ДеньГорода")
    assert kept.count("#") == 1


def test_a_tag_that_gives_way_to_others_is_kept_too() -> None:
    kept = clipped("ж" * 380 + " #культура " + LONG + "#ДеньГорода")
    assert re.findall(r"#\w+", kept) == ["#культура", "#ДеньГорода"]
    assert len(kept) <= TEXT_LENGTH


@pytest.mark.parametrize("tags", [300, 5])
def test_a_heap_of_tags_leaves_room_for_the_text(tags: int) -> None:
    kept = clipped(LONG + " ".join(f"#{'т' * 40}{n}" for n in range(tags)))
    assert len(kept) <= TEXT_LENGTH
    assert kept.startswith("слово " * 30)


def test_a_long_text_without_tags_is_cut() -> None:
    assert clipped(LONG) == LONG[:TEXT_LENGTH]
