"""A small hand-written world, a running emulator and the plainest of clients."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import requests

from tests.fakes.vk import Comment, Page, Post, World, serve

NOW = 1_750_000_000
HOUR, DAY = 3_600, 86_400


@pytest.fixture
def world() -> World:
    """Two pages, the first with a pinned old post and a thread of thirteen under its newest."""
    thread = [
        Comment(id=20, from_id=-1, date=NOW - 900, text="Добрый день!", reply_to_comment=10),
        *[Comment(id=30 + i, from_id=8, date=NOW - 800 + i, text="!") for i in range(12)],
    ]
    comments = [
        Comment(id=10, from_id=7, date=NOW - 1_000, text="Когда?", thread=thread),
        Comment(id=11, date=NOW - 990, deleted=True, thread=[Comment(15, 9, NOW - 700, "И мне")]),
        Comment(id=12, from_id=-2, date=NOW - 980, text="Мы рядом"),
    ]
    posts = [
        Post(1, NOW - 90 * DAY, "Старое", pinned=True, likes=5),
        Post(2, NOW - 5 * DAY, "Видно", views=100, likes=8, reposts=2, attachments=["photo"]),
        Post(3, NOW - 4 * DAY, "Гость", from_id=77),
        Post(4, NOW - 3 * DAY, "", repost_of=-9),
        Post(5, NOW - DAY, "Новое", ads=True, comments=comments),
    ]
    pages = [Page(1, posts, screen_name="first", followers=500), Page(2, screen_name="second")]
    return World(pages, clock=lambda: NOW)


@pytest.fixture
def vk(world: World) -> Iterator[serve]:
    """The world, served."""
    with serve(world) as running:
        yield running


@pytest.fixture
def ask() -> Iterator[Callable[..., dict]]:
    """A client: `ask(vk, "wall.get", owner_id=-1)` returns the whole decoded answer."""
    with requests.Session() as session:

        def post(vk: serve, method: str, token: str = "user-1", **params: object) -> dict:
            form = {"access_token": token, "v": "5.199", **params}
            return session.post(f"{vk.url}/{method}", form, timeout=10).json()

        yield post
