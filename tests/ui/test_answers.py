"""«Почему не мы»: one page with the conditions, the place and the winner."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.ui import honoured
from tests.ui.honoured import ANSWER, region, sheets
from ui.exports.awards import answer

__all__ = ["region"]


def test_an_answer_is_one_page_with_conditions_and_the_winner() -> None:
    (page,) = sheets(answer.pdf(ANSWER, honoured.results()))
    for said in (
        "Почему не мы", "Администрация посёлка № 6", "Выполнено условий: 1 из 2.",
        "Не хватило одного условия", "71 %", "44", "МБОУ «Средняя школа № 3»",
        "142 вопросов из 150", "код 7F3A-91C2",
    ):  # fmt: skip
        assert said in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"lines": ()}, "В этой номинации страница не участвует."),
        ({"page_id": "vk:101", "lines": ()}, "Страница награждена в этой номинации."),
        ({"page_id": "vk:102", "place": 2, "lines": ANSWER.lines[1:]},
         "Все условия выполнены, место 2 из 46."),
        ({"nomination": "fast_help"}, "Номинация не присуждена."),
    ],
)  # fmt: skip
def test_an_answer_says_what_is(change: dict[str, Any], said: str) -> None:
    results = honoured.results()
    assert said in sheets(answer.pdf(replace(ANSWER, **change), results))[0]


def test_a_page_that_cannot_be_told_from_the_first_is_told_so() -> None:
    said = replace(ANSWER, page_id="vk:102", place=2, lines=ANSWER.lines[1:])
    (page,) = sheets(answer.pdf(said, honoured.results()))
    assert "неотличима от первого места" in page
