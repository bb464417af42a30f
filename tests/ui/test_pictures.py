"""Pictures on the card of a page: stored ones by right, initials else, nothing from outside."""

from __future__ import annotations

import io
import re
import shutil
from base64 import b64decode
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from jobs import pictures as job
from kpi.notable import BEST, WEAKEST
from store import pictures
from tests.ui import region
from tests.ui.conftest import Open, words
from ui import data, installation
from ui.page import data as page_data

PAGE = 3
"""The one an administrator may see; its page id is vk:103."""
Begin = Callable[..., installation.Installation]


def picture(size: tuple[int, int]) -> bytes:
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(made, "JPEG")
    return made.getvalue()


@pytest.fixture
def store_pictures(begin: Begin, filled: Path, tmp_path: Path) -> Callable[[list[int]], None]:
    """Stores pictures of these posts of each of two pages, in a copy of the region."""
    path = tmp_path / "pictured.db"
    shutil.copyfile(filled, path)
    here = begin(path)

    def store(posts: list[int]) -> None:
        rows = [
            {"page": page, "post": post, "source": 1, "kind": "image/jpeg", "read_at": 1,
             "content": picture((96, 96) if post == 0 else (480, 320))}
            for page in (PAGE, PAGE + 1)
            for post in posts
        ]  # fmt: skip
        pictures.save(here.writer, rows)

    return store


@pytest.fixture(autouse=True)
def _other_data() -> Iterator[None]:
    """What this database says must not be served to the next test."""
    yield
    data.forget()


def images(app: AppTest) -> list[tuple[str, str, str]]:
    """Class, source and alternative text of every picture on the screen."""
    found = re.findall(r"<img class='([\w-]+)' src='([^']*)' alt='([^']*)'>", words(app))
    assert len(found) == words(app).count("<img")
    return found


def shown_posts() -> list[int]:
    best, weakest = page_data.notable_posts(PAGE, data.period_of(data.DEFAULT_PERIOD))
    return [*best["post"], *weakest["post"]]


def test_stored_pictures_are_shown_and_nothing_from_outside(
    store_pictures: Callable[[list[int]], None], open_view: Open
) -> None:
    posts = shown_posts()
    store_pictures([0, *posts])
    app = open_view("supervisor", "page", page="vk:103")
    (avatar, *others) = images(app)
    assert avatar[0] == "kpi-avatar"
    assert avatar[2] == "Аватар страницы"
    assert len(others) == len(posts)
    for kind, source, alt in others:
        assert kind == "kpi-picture"
        assert re.fullmatch(r"Картинка публикации: \w\w \d\d\.\d\d.*", alt)
        assert b64decode(source.removeprefix("data:image/jpeg;base64,"), validate=True)
    assert "<span class='kpi-avatar'>" not in words(app)
    assert "userapi" not in words(app)


def test_without_pictures_initials_stand_as_before(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "page", page="vk:103")
    assert images(app) == []
    assert "<span class='kpi-avatar'>МШ</span>" in words(app)


def test_a_post_without_a_picture_stands_beside_those_with_one(
    store_pictures: Callable[[list[int]], None], open_view: Open
) -> None:
    store_pictures(shown_posts()[:1])
    found = images(open_view("supervisor", "page", page="vk:103"))
    assert [kind for kind, _, _ in found] == ["kpi-picture"]


def test_an_administrator_sees_pictures_of_own_pages_only(
    store_pictures: Callable[[list[int]], None], open_view: Open
) -> None:
    store_pictures([0, *shown_posts()])
    for page, has in (("vk:103", True), ("vk:104", False)):
        app = open_view("administrator", "page", page=page)
        app.session_state["folded_posts"] = True
        assert bool(images(app.run())) == has


def test_the_ranking_carries_no_pictures(
    store_pictures: Callable[[list[int]], None], open_view: Open
) -> None:
    store_pictures([0, *shown_posts()])
    app = open_view("supervisor", "ranking")
    assert images(app) == []
    assert "data:image" not in str(app.get("arrow_data_frame"))


def test_the_night_brings_what_the_card_shows(begin: Begin, filled: Path) -> None:
    here = begin(filled)
    assert job.PERIOD == data.DEFAULT_PERIOD
    owners = {page: 100 + page for page in range(1, 13)}
    brought = job.shown_posts(here.reader, here.settings.timezone, owners)
    period = data.period_of(data.DEFAULT_PERIOD)
    for page in owners:
        best, weakest = page_data.notable_posts(page, period)
        assert best.height <= BEST
        assert weakest.height <= WEAKEST
        photos = {
            post
            for frame in (best, weakest)
            for post, kind in frame.select("post", "format").iter_rows()
            if kind == 3
        }
        assert {shown.post for shown in brought if shown.page == page} == photos
    assert {shown.owner for shown in brought} <= set(owners.values())
    assert len(brought) > 5
    assert data.facts().as_of == region.AS_OF
