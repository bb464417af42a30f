"""What register and address may hold that could mislead whoever decides on awards."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Engine, text

from store import season
from store.write import move_data_version
from tests.ui.conftest import Open
from tests.ui.seasons import YEAR, built, first_contest, opened, own, pressed, stand
from ui import data
from ui.installation import here

__all__ = ["built", "own"]
Begin = Callable[..., object]
HOSTILE = "![i](http://127.0.0.1:9/i.png) [l](http://127.0.0.1:9) **b**"


def changed(engine: Engine, statement: str, **given: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement), given)
        move_data_version(connection)
    data.forget()


def test_of_two_bodies_with_one_name_the_chosen_one_wins(own: Begin, open_view: Open) -> None:
    own()
    opened()
    key = first_contest(stand())
    contest = next(one for one in stand().results.contests if one.key == key)
    first, second = (one.page_id or "" for one in contest.finalists[:2])
    named = "select body from pages where page_id in (:first, :second)"
    changed(here().writer, f"update bodies set name = 'Школа № 1' where body in ({named})",
            first=first, second=second)  # fmt: skip
    query = {"nomination": key[0]} | ({"segment": key[1]} if key[1] else {})
    app = open_view("supervisor", "awards", step="decision", **query)
    offered = [one for one in app.multiselect[0].options if second in one]
    assert offered == [f"Школа № 1 · {second}"]
    app.multiselect[0].set_value(offered)
    app.text_input[0].set_value("так решили")
    app = pressed(app, "Записать решение")
    assert season.standing(here().reader, YEAR).decisions[key].winners == (second,)


def test_words_of_the_register_are_no_markdown_in_the_list(own: Begin, open_view: Open) -> None:
    own()
    changed(here().writer, "update bodies set sphere = sphere || :words", words=HOSTILE)
    listed = open_view("presenter", "awards").radio[0].options
    marked = [one for one in listed if "127" in one]
    assert marked
    assert not [one for one in marked if "![" in one or "](" in one or "**" in one]


def test_an_empty_segment_in_the_address_is_none(own: Begin, open_view: Open) -> None:
    own()
    key = next(
        one.key for one in reversed(stand().results.contests)
        if one.segment is None
    )  # fmt: skip
    app = open_view("presenter", "awards", nomination=key[0], segment="")
    assert app.radio[0].value == key
