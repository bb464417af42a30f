"""Pictures at the end of a night: what is brought, what it costs, what is kept."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import update

from core.frames import FORMATS
from loaders.vk.pictures import AVATAR_SIZE, FILE_BYTES, POST_SIZE, PlacesWalk, Shown, jpeg
from store import pictures as store
from store import read
from store import tables as t
from tests.loaders.conftest import DAY, NOW, Desk
from tests.loaders.picture_host import (
    HOSTS,
    PLACE,
    Host,
    beside,
    host,
    image,
    kept,
    methods,
    night,
)

__all__ = ["beside", "host"]


def test_a_night_brings_avatars_and_the_photos_its_cards_show(beside: Desk, host: Host) -> None:
    report = night(beside)
    assert report.state == "complete"
    assert report.exit_code == 0
    assert beside.said == []
    found = kept(beside)
    assert set(found) == {(page, post) for page in (1, 2) for post in (0, 1, 2)}
    for (_, post), content in found.items():
        assert len(content) <= FILE_BYTES
        assert PLACE.encode() not in content
        with Image.open(io.BytesIO(content)) as shown:
            assert shown.format == "JPEG"
            assert shown.size == ((480, 360) if post else AVATAR_SIZE)
            assert not shown.getexif()
    assert len(host.asked) == 6
    assert not any(
        word in str(host.heard).lower() for word in ("user-1", "authorization", "cookie")
    )


def test_it_costs_one_request_and_the_next_night_none(beside: Desk, host: Host) -> None:
    assert night(beside, pictures="off").state == "complete"
    assert host.asked == []
    assert "wall.getById" not in methods(beside)
    first = night(beside)
    assert methods(beside).count("wall.getById") == 1
    idle = night(beside, pictures="off")
    assert first.requests == idle.requests + 1
    assert first.least == idle.least + 1
    assert read.runs(beside.engine)["requests"].to_list()[1] == first.requests
    before = kept(beside)
    night(beside)
    assert methods(beside).count("wall.getById") == 1
    assert len(host.asked) == 6
    assert kept(beside) == before


def test_thousands_of_posts_are_asked_for_in_full_requests() -> None:
    walk = PlacesWalk([Shown(1, 5, post) for post in range(1, 5_101)])
    calls = [question.call for question in walk.questions()]
    assert walk.least == len(calls) == 51
    assert [call.items for call in calls] == [100] * 51
    assert calls[1].params["posts"].split(",")[0] == "-5_101"
    assert walk.questions() == []


def test_only_what_has_changed_is_fetched_again(beside: Desk, host: Host) -> None:
    night(beside)
    host.asked.clear()
    page = beside.world.pages[0]
    page.extra = {"photo_200": f"https://{HOSTS[1]}/s/v1/ig2/new.jpg?quality=95"}
    beside.world.pages[1].extra = {
        "photo_200": f"https://{HOSTS[1]}/s/v1/ig2/ava_6.jpg?quality=50&sign=other"
    }
    night(beside, NOW + 3600)
    assert host.asked == ["/s/v1/ig2/new.jpg?quality=95"]


def test_posts_are_looked_at_once_a_week(beside: Desk, host: Host) -> None:
    night(beside)
    host.asked.clear()
    first, second = beside.world.pages[0].post(1), beside.world.pages[0].post(2)
    first.attachments = ["poll"]  # the photo was taken off
    later = NOW + 7 * DAY
    night(beside, NOW + 6 * DAY)
    assert methods(beside).count("wall.getById") == 1
    with beside.engine.begin() as connection:  # as if its wall were not read anew
        photo = FORMATS.index("photo")
        connection.execute(update(t.posts).values(format=photo).where(t.posts.c.post == 1))
    night(beside, later)
    assert methods(beside).count("wall.getById") == 2
    assert host.asked == [], "the others are the same"
    assert set(kept(beside)) == {(1, 0), (1, 2), (2, 0), (2, 1), (2, 2)}
    assert store.stored(beside.engine, "vk")[1, 2][1] == later
    assert second.attachments == ["photo"]


def test_what_is_shown_no_more_is_removed(beside: Desk, host: Host) -> None:
    night(beside)
    beside.world.pages[0].delete_post(1)
    beside.world.pages[0].has_photo = False
    with beside.engine.begin() as connection:
        connection.execute(update(t.pages).values(listed=False).where(t.pages.c.page == 2))
    night(beside, NOW + 2 * DAY)
    assert set(kept(beside)) == {(1, 2)}


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "CMYK", "RGBA", "LA", "P", "I;16"])
@pytest.mark.parametrize("size", [AVATAR_SIZE, POST_SIZE])
def test_pictures_of_every_mode_are_made_small(mode: str, size: tuple[int, int]) -> None:
    content = image("JPEG" if mode == "CMYK" else "PNG", (900, 2000), mode)
    with Image.open(io.BytesIO(jpeg(content, size))) as shown:
        assert shown.mode == "RGB"
        assert shown.size == size


def test_small_pictures_are_not_blown_up_and_stand_upright() -> None:
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # lies on its side
    Image.new("RGB", (200, 100)).save(made, "JPEG", exif=exif)
    with Image.open(io.BytesIO(jpeg(made.getvalue(), POST_SIZE))) as shown:
        assert shown.size == (100, 200)


def test_clear_parts_are_white() -> None:
    made = io.BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(made, "PNG")
    with Image.open(io.BytesIO(jpeg(made.getvalue(), AVATAR_SIZE))) as shown:
        assert shown.getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    "item",
    [
        {"attachments": None},
        {"attachments": ["photo", {"type": "photo", "photo": None}, {"photo": {"sizes": 5}}]},
        {"attachments": [{"photo": {"sizes": [None, {"width": "9", "url": "x"}, {"width": 9}]}}]},
    ],
)
def test_odd_answers_hold_no_photo(item: dict[str, Any]) -> None:
    walk = PlacesWalk([Shown(1, 5, 7), Shown(1, 5, 8)])
    ((question,),) = (walk.questions(),)
    walk.take(question.key, {"items": [None, {"owner_id": -5, "id": 7} | item]}, None)  # type: ignore[arg-type]
    assert walk.found == {(1, 7): None, (1, 8): None}
    again = PlacesWalk([Shown(1, 5, 7)])
    ((question,),) = (again.questions(),)
    again.take(question.key, {"nothing": 1}, None)  # type: ignore[arg-type]
    assert again.found == {}
