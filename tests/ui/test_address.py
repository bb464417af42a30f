"""Acts follow each other quicker than the browser hears of the address; none is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.conftest import Open


@pytest.fixture
def ranking(begin: Callable[..., object], filled: Path, open_view: Open) -> AppTest:
    begin(filled)
    return open_view("supervisor", "ranking", period="26w")


def address(app: AppTest) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value[0]
        for name, value in app.query_params.items()
    }


def still_at(app: AppTest, known: dict[str, str]) -> None:
    """The browser sends an address it holds still, or holds again."""
    app.query_params.clear()
    app.query_params.update(known)


def by(app: AppTest, word: str) -> AppTest:
    app.segmented_control(key="filter_by").set_value(word)
    return app.run()


def search(app: AppTest, text: str) -> AppTest:
    app.text_input(key="filter_q").set_value(text)
    return app.run()


def test_the_second_act_keeps_what_the_first_has_written(ranking: AppTest) -> None:
    first = address(ranking)
    by(ranking, "founder")
    still_at(ranking, first)
    search(ranking, "Школа")
    both = first | {"by": "founder", "q": "Школа"}
    assert address(ranking) == both
    assert ranking.segmented_control(key="filter_by").value == "founder"
    still_at(ranking, first | {"by": "founder"})
    ranking.selectbox(key="filter_period").set_value("13w")
    ranking.run()
    assert address(ranking) == both | {"period": "13w"}, "two messages were still under way"


def test_two_acts_of_one_run_are_both_written(ranking: AppTest) -> None:
    first = address(ranking)
    ranking.segmented_control(key="filter_by").set_value("sphere")
    search(ranking, "сад")
    assert address(ranking) == first | {"by": "sphere", "q": "сад"}
    still_at(ranking, first)
    search(ranking, "школа")
    assert address(ranking) == first | {"by": "sphere", "q": "школа"}


def test_who_goes_back_finds_the_address_of_then(ranking: AppTest) -> None:
    first = address(ranking)
    by(ranking, "founder")
    still_at(ranking, first)
    ranking.run()
    assert ranking.segmented_control(key="filter_by").value == "page"
    search(ranking, "Школа")
    assert address(ranking) == first | {"q": "Школа"}


def test_an_address_long_past_is_not_one_under_way(ranking: AppTest) -> None:
    first = address(ranking)
    by(ranking, "founder")
    ranking.run()  # the browser has heard
    still_at(ranking, first)
    search(ranking, "Школа")
    assert address(ranking) == first | {"q": "Школа"}


def test_what_is_emptied_leaves_the_address(ranking: AppTest) -> None:
    first = address(ranking)
    search(ranking, "Школа")
    search(ranking, "")
    assert address(ranking) == first
