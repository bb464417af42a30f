"""Of a long post the beginning is kept, and its hashtags wherever they stand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import HASHTAG
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


def test_a_tag_too_long_for_the_end_leaves_no_half() -> None:
    assert clipped("ж" * 300 + " #" + "т" * 250) == "ж" * 300 + " "


def test_a_tag_is_not_halved_when_it_pushes_out_another() -> None:
    first, second, third = "#" + "а" * 29, "#" + "б" * 119, "#" + "в" * 69
    kept = clipped(f"{'ж' * 199} {first} {'ж' * 200} {second} {third}")
    assert HASHTAG.findall(kept) == [first, second]


@given(st.lists(st.integers(-240, 240), max_size=30))
def test_no_tag_is_kept_that_nobody_wrote(lengths: list[int]) -> None:
    """Words and, for numbers below nothing, tags of any lengths."""
    parts = ["ж" * n if n > 0 else "#" + chr(1072 + place) * -n for place, n in enumerate(lengths)]
    text = " ".join(parts)
    kept = clipped(text)
    assert len(kept) <= TEXT_LENGTH
    assert set(HASHTAG.findall(kept)) <= set(HASHTAG.findall(text))


def test_a_long_text_without_tags_is_cut() -> None:
    assert clipped(LONG) == LONG[:TEXT_LENGTH]
