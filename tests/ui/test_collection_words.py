"""What the view of the collection says in numbers: they add up and agree with each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from sqlalchemy import Engine

from tests.ui.trouble import troubled
from ui import installation
from ui.collection import parts as collection

__all__ = ["troubled"]


def test_a_tile_of_refusals_adds_up(troubled: Callable[..., Engine]) -> None:
    troubled()
    found = collection.known()
    value, _title, note = collection.figures(found)[1]
    assert note.count(" · ") == 2
    assert "другие причины: 4" in note
    assert sum(int(one) for one in re.findall(r": (\d+)", note)) == int(value) == 6
    some = replace(found, pages=found.pages.filter(pl.col("refused").is_null()
        | pl.col("refused").is_in(["banned", "closed", "vanished"])))  # fmt: skip
    assert "другие причины" not in collection.figures(some)[1][2]


def test_the_sentence_and_the_tile_agree_after_an_incomplete_run(
    troubled: Callable[..., Engine],
) -> None:
    troubled()
    found = collection.known()
    ended = replace(found, runs=found.runs.with_columns(state=pl.lit("incomplete")))
    assert "часть осталась следующему" in collection.sentence(ended)
    nothing = pl.lit(0).alias
    whole = replace(ended, pages=ended.pages.with_columns(
        nothing("days"), nothing("counters"), nothing("comments")))  # fmt: skip
    assert "не полностью, но записи и комментарии прочитаны все" in collection.sentence(whole)
    assert collection.figures(whole)[2][::2] == ("0", "записи и комментарии прочитаны все")


@pytest.mark.parametrize(
    ("made", "said"),
    [(1000, "ровно минимум"), (1004, "ровно минимум"),
     (1020, "минимум 1\xa0000 · сделано ×1,02")],
)  # fmt: skip
def test_requests_against_the_least(made: int, said: str, troubled: Callable[..., Engine]) -> None:
    troubled()
    found = collection.known()
    counts = [pl.lit(count).alias(name) for name, count in (("requests", made), ("least", 1000))]
    told = replace(found, runs=found.runs.with_columns(counts))
    assert collection.figures(told)[3][2] == said


@pytest.mark.parametrize(
    ("a_second", "said"),
    [(1, "до 1 запроса в секунду"), (3, "до 3 запросов"), (0.5, "до 0,5 запроса")],
)
def test_requests_a_second_agree_with_their_number(
    a_second: float, said: str, troubled: Callable[..., Engine]
) -> None:
    troubled()
    here = installation.here()
    given = replace(here.settings, vk_requests_per_second=a_second)
    installation._here[:] = [replace(here, settings=given)]
    assert said in collection.forecast(collection.known())
