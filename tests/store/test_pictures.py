"""Stored pictures: what stands, what is removed, what can be shown."""

from __future__ import annotations

from sqlalchemy import Engine, insert, select

from core.frames import OWN, Posts
from kpi.model import Facts
from store import pictures, read
from store import tables as t
from store.pictures import AVATAR

NOW = 1_760_000_000


def page(number: int, network: str = "vk", listed: bool = True) -> dict[str, object]:
    return {
        "page": number, "page_id": f"{network}:{number}", "network": network, "owner": number,
        "listed": listed, "picture": f"https://sun1-2.userapi.com/{number}.jpg",
    }  # fmt: skip


def row(
    number: int, post: int, content: bytes = b"\xff\xd8\x00", **other: int
) -> dict[str, object]:
    return {
        "page": number, "post": post, "source": -(2**62) - post, "kind": "image/jpeg",
        "content": content, "read_at": NOW, **other,
    }  # fmt: skip


def given(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            insert(t.pages), [page(1), page(2), page(3, "ok"), page(4, listed=False)]
        )


def test_bytes_come_back_as_they_went_in(engine: Engine) -> None:
    given(engine)
    content = bytes(range(256)) * 240
    pictures.save(engine, [row(1, AVATAR), row(1, 2**40, content), row(2, AVATAR)])
    assert pictures.contents(engine, 1, [AVATAR, 2**40, 9]) == {
        AVATAR: ("image/jpeg", b"\xff\xd8\x00"), 2**40: ("image/jpeg", content),
    }  # fmt: skip
    assert pictures.contents(engine, 1, []) == {}
    assert pictures.contents(engine, 3, [AVATAR]) == {}


def test_a_newer_picture_takes_the_place_of_the_old(engine: Engine) -> None:
    given(engine)
    pictures.save(engine, [row(1, 7)])
    pictures.save(engine, [row(1, 7, b"new", source=5, read_at=NOW + 1)])
    pictures.save(engine, [])
    assert pictures.stored(engine, "vk") == {(1, 7): (5, NOW + 1)}
    assert pictures.contents(engine, 1, [7]) == {7: ("image/jpeg", b"new")}


def test_many_are_written_at_once(engine: Engine) -> None:
    given(engine)
    pictures.save(engine, [row(1, post, bytes([post % 256]) * 99) for post in range(300)])
    assert pictures.contents(engine, 1, [260]) == {260: ("image/jpeg", b"\x04" * 99)}
    assert len(pictures.stored(engine, "vk")) == 300


def test_what_is_shown_no_more_goes_and_the_rest_stays(engine: Engine) -> None:
    given(engine)
    pictures.save(engine, [row(1, 0), row(1, 7), row(2, 7), row(3, 0)])
    pictures.settle(engine, gone=[(1, 7), (2, 99)], same=[(2, 7)], now=NOW + 5)
    assert pictures.stored(engine, "vk") == {
        (1, 0): (-(2**62), NOW), (2, 7): (-(2**62) - 7, NOW + 5),
    }  # fmt: skip
    assert set(pictures.stored(engine, "ok")) == {(3, 0)}
    pictures.settle(engine, [], [], NOW)


def test_pages_that_views_show(engine: Engine) -> None:
    given(engine)
    assert pictures.listed_pages(engine, "vk") == [
        {"page": n, "owner": n, "picture": f"https://sun1-2.userapi.com/{n}.jpg"} for n in (1, 2)
    ]


def test_recent_facts_are_those_of_the_views(filled: Engine) -> None:
    as_of = read.as_of(filled)
    assert as_of is not None
    since = as_of - 90 * 86_400
    recent = Facts(**pictures.recent_facts(filled, since), as_of=as_of)
    whole = read.fact_frames(filled)
    own = (whole["posts"]["flags"] & OWN != 0) & (whole["posts"]["published"] >= since)
    assert recent.posts.height > 50
    assert recent.posts.columns == Posts.column_names()
    assert recent.posts.sort("page", "post").equals(whole["posts"].filter(own).sort("page", "post"))
    assert recent.intervals.sort("page", "start").equals(whole["intervals"].sort("page", "start"))


def test_an_empty_store_has_none(engine: Engine) -> None:
    facts = pictures.recent_facts(engine, 0)
    assert all(frame.is_empty() for frame in facts.values())
    assert pictures.stored(engine, "vk") == {}
    with engine.connect() as connection:
        assert connection.execute(select(t.pictures)).all() == []
