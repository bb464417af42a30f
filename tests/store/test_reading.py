"""Bulk reading: the same frames from both databases, and a reader that fails says so."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from sqlalchemy import Engine, column, insert, select, table

from store import bulk, read
from store import tables as t
from store.engine import open_engine, opened
from store.write import append
from tests import databases


def replies(count: int, reason_from: int) -> pl.DataFrame:
    return pl.DataFrame({
        "page": 1, "comment": range(count), "post": 1, "root": 1, "author": 5, "asked_at": 1,
        "turn": 0, "addressed": [n % 2 == 0 for n in range(count)],
        "reason": [None if n < reason_from else "?" for n in range(count)], "answered_at": None,
        "deleted_at": None,
    })  # fmt: skip


def fill(engine: Engine, frame: pl.DataFrame) -> None:
    with engine.begin() as connection:
        page = insert(t.pages).values(page=1, page_id="vk:1", network="vk", listed=True)
        connection.execute(page)
        append(connection, t.first_replies, frame)


def test_a_text_that_is_null_for_long_is_read(engine: Engine) -> None:
    fill(engine, replies(6000, 5990))
    found = read.fact_frames(engine)["first_replies"].sort("comment")
    assert found["reason"].null_count() == 5990
    assert found["addressed"].sum() == 3000


def test_pages_without_body_and_facts_are_read(engine: Engine) -> None:
    fill(engine, replies(0, 0))
    found = read.fact_frames(engine)
    assert found["pages"].select("name", "exempt", "listed").rows() == [("vk:1", False, True)]
    assert found["posts"].height == found["first_replies"].height == 0


def test_texts_of_some_posts_are_those_of_their_page(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(t.pages), [
            {"page": n, "page_id": f"vk:{n}", "network": "vk", "listed": True} for n in (1, 2)
        ])  # fmt: skip
        connection.execute(insert(t.post_texts), [
            {"page": page, "post": post, "text": f"{page}/{post}"}
            for page in (1, 2) for post in range(1500)
        ])  # fmt: skip
    asked = [*((1, post) for post in range(1, 1400)), (2, 7), (2, 1500), (3, 7)]
    found = read.texts_of(engine, asked)
    assert found == {(page, post): f"{page}/{post}" for page, post in asked[:-2]}
    assert read.texts_of(engine, []) == {}


def test_a_query_that_fails_is_told_in_a_sentence(engine: Engine) -> None:
    gone = select(column("nothing")).select_from(table("nowhere"))
    with pytest.raises(bulk.ReadError, match="nowhere"):
        bulk.frames(engine, [[select(t.marks.c.mark), gone]])


def test_a_reader_that_dies_is_no_end_of_the_rows(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(engine, replies(20_000, 0))

    def killed(batches: list[pa.RecordBatch]) -> pl.DataFrame:
        raise pa.ArrowInvalid("the stream breaks off")

    monkeypatch.setattr(bulk, "frame_of", killed)
    with pytest.raises(bulk.ReadError, match="ended early"):
        bulk.frames(engine, [[select(t.first_replies)]])


def test_rows_that_end_in_an_error_are_not_taken_for_all(tmp_path: Path) -> None:
    with databases.fresh("sqlite", tmp_path) as url, opened(url) as engine:
        fill(engine, replies(6000, 0))
        with engine.begin() as connection:
            connection.exec_driver_sql("update first_replies set turn = 'x' where comment = 5000")
        with pytest.raises(bulk.ReadError, match="Type mismatch"):
            bulk.frames(engine, [[select(t.first_replies)]])


def test_no_password_when_a_server_cannot_be_reached() -> None:
    engine = open_engine("postgresql+psycopg://user:hidden@127.0.0.1:9/kpi")
    with pytest.raises(bulk.ReadError) as caught:
        bulk.frames(engine, [[select(t.marks.c.mark)]])
    assert "hidden" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
