"""Upserts and appends do the same on both databases, few rows or many."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, insert, select

from store import tables as t
from store.write import append, upsert

EMPTY_NULL_AND_ODD = ["", None, "«Ёлки» \\N \\. , \" ' \t", "two\r\nlines", "\\x00", "🙂"]


def posts(count: int, likes: int | None) -> list[dict[str, Any]]:
    return [
        {"page": 1 + n % 3, "post": n, "published": 1_700_000_000 + n, "flags": 1, "format": 2,
         "likes": likes, "comments": None, "reposts": 0, "views": 5_000_000_000,
         "read_at": 1_760_000_000, "deleted_at": None}
        for n in range(count)
    ]  # fmt: skip


def stored(engine: Engine, table: Any) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        rows = connection.execute(select(table).order_by(*table.primary_key))
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("count", [1, 700])
def test_an_upsert_inserts_and_then_updates(engine: Engine, count: int) -> None:
    for likes in (4, None):
        with engine.begin() as connection:
            upsert(connection, t.posts, posts(count, likes))
            upsert(connection, t.posts, [])
    assert [row[5] for row in stored(engine, t.posts)] == [None] * count


@pytest.mark.parametrize("count", [1, 700])
def test_of_two_rows_with_one_key_the_later_counts(engine: Engine, count: int) -> None:
    with engine.begin() as connection:
        upsert(connection, t.posts, posts(count, 1) + posts(count, 2))
    assert {row[5] for row in stored(engine, t.posts)} == {2}


@pytest.mark.parametrize("count", [2, 700])
def test_columns_not_given_stay_and_a_key_alone_is_enough(engine: Engine, count: int) -> None:
    whole = {"network": "vk", "token": "a", "method": "x", "began": 1, "calls": 2}
    given = [whole | {"token": str(n), "refused": "flood"} for n in range(count)]
    with engine.begin() as connection:
        upsert(connection, t.token_use, given)
        upsert(connection, t.token_use, [whole | {"token": str(n)} for n in range(count)])
        responders = [{"page": 1, "author": n} for n in range(count)]
        upsert(connection, t.responders, responders)
        upsert(connection, t.responders, responders)
    assert {row[5] for row in stored(engine, t.token_use)} == {"flood"}
    assert len(stored(engine, t.responders)) == count


def test_an_append_keeps_every_value_as_it_is(engine: Engine) -> None:
    texts = EMPTY_NULL_AND_ODD
    comments = pl.DataFrame(
        {
            "page": 1, "comment": range(len(texts)), "post": 1, "root": 1, "author": -5,
            "written": 1, "lexicon": 1, "text": texts, "text_hash": -(2**62),
        }
    )  # fmt: skip
    pictures = pl.DataFrame({"page": 1, "post": [0, 1], "source": 1, "kind": "image/png",
                             "content": [bytes(range(256)), b""], "read_at": 1})  # fmt: skip
    intervals = pl.DataFrame({"page": 1, "start": [1, 9], "end": [5, 10], "origin": [True, False]})
    with engine.begin() as connection:
        connection.execute(
            insert(t.pages).values(page=1, page_id="vk:1", network="vk", listed=True)
        )
        append(connection, t.comments, comments)
        append(connection, t.pictures, pictures)
        append(connection, t.intervals, intervals)
        append(connection, t.intervals, intervals.clear())
    assert [row[12] for row in stored(engine, t.comments)] == texts
    assert [row[4] for row in stored(engine, t.pictures)] == [bytes(range(256)), b""]
    assert stored(engine, t.intervals) == [(1, 1, 5, True), (1, 9, 10, False)]
