"""Pictures at the end of a night, from a picture host behind a proxy and an own authority."""

from __future__ import annotations

import io
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select, update

from core.frames import FORMATS
from jobs import pictures as job
from jobs.collect import Report, Wish, collect_vk
from loaders.vk import pictures
from loaders.vk.pictures import (
    AVATAR_SIZE,
    FILE_BYTES,
    POST_SIZE,
    BadPicture,
    PlacesWalk,
    Shown,
    address,
    jpeg,
)
from store import pictures as store
from store import read
from store import tables as t
from tests.fakes.vk import Page, Post, World
from tests.loaders.conftest import DAY, NOW, Desk, desk
from tests.operations.network import Authority, Proxy

HOSTS = ("sun9-35.userapi.com", "sun1-2.userapi.com")
PLACE = "/gps-of-the-shooting/"


def image(kind: str = "JPEG", size: tuple[int, int] = (604, 453), mode: str = "RGB") -> bytes:
    """A picture that says where it was taken."""
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = PLACE
    Image.effect_noise(size, 40).convert(mode).save(made, kind, exif=exif)
    return made.getvalue()


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a hundred kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        whole = name + body
        return len(body).to_bytes(4, "big") + whole + zlib.crc32(whole).to_bytes(4, "big")

    side, packed = 30_000, zlib.compressobj(9)
    rows = b"".join(packed.compress(bytes(1 + side // 8)) for _ in range(side)) + packed.flush()
    head = side.to_bytes(4, "big") * 2 + bytes((1, 0, 0, 0, 0))
    named = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, body) for name, body in named)


@dataclass
class Host:
    """What the picture hosts answer by a part of the path, and what they were asked."""

    answers: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    drops: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    whole: bytes = field(default_factory=image)

    def handler(self) -> type[BaseHTTPRequestHandler]:
        host = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host.asked.append(self.path)
                host.heard.append(str(self.headers))
                answer = next((a for part, a in host.answers.items() if part in self.path), 200)
                self.close_connection = True
                if host.drops:
                    host.drops -= 1
                elif answer == "hang":
                    host.stopping.wait(20)
                elif answer == "cut":
                    self.give(200, host.whole[:5000], len(host.whole), go_on=False)
                elif isinstance(answer, tuple):
                    self.give(*answer)
                else:
                    self.give(200, host.whole if answer == 200 else answer)

            def give(
                self, status: int, body: bytes = b"", length: int = 0, to: str = "",
                go_on: bool = True,
            ) -> None:  # fmt: skip
                self.send_response(status)
                self.send_header("Connection", "close")
                self.send_header("Content-Length", str(length or len(body)))
                if to:
                    self.send_header("Location", to)
                self.end_headers()
                try:
                    self.wfile.write(body)
                    for _ in range(len(body), length, 65_536) if go_on else ():
                        self.wfile.write(bytes(65_536))
                except OSError:  # who reads has had enough
                    pass

            def log_message(self, *words: object) -> None:
                """Says nothing."""

        return Handler


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Both hosts by TLS, reached only through a proxy and trusted only by an own authority."""
    for name in list(os.environ):
        if name.lower() in ("https_proxy", "http_proxy", "all_proxy", "no_proxy"):
            monkeypatch.delenv(name)
    authority, made = Authority(tmp_path), Host()
    server = ThreadingHTTPServer(("127.0.0.1", 0), made.handler())
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    server.socket = authority.context(*HOSTS).wrap_socket(server.socket, server_side=True)
    running = threading.Thread(target=server.serve_forever, args=(0.02,))
    running.start()
    ways = {f"{name}:443": server.server_address[1] for name in HOSTS}
    with Proxy(ways) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.file))
        yield made
    made.stopping.set()
    server.shutdown()
    server.server_close()
    running.join()


def wall(owner: int, photos: int = 2) -> Page:
    """A page with a photo a day in the weeks that its card shows, a text and a repost."""
    start = NOW - 14 * DAY
    posts = [
        Post(n, start - n * DAY, f"{n}", views=100 + n, attachments=["photo"])
        for n in range(1, photos + 1)
    ]
    posts += [Post(90, start, "text", views=900), Post(91, start + 1, repost_of=-9, views=900)]
    return Page(owner, posts)


@pytest.fixture
def beside(tmp_path: Path, host: Host) -> Iterator[Desk]:
    """A store beside an emulator of two pages and the picture host."""
    world = World([wall(5), wall(6)], clock=lambda: NOW)
    with desk(world, tmp_path / "desk") as made:
        yield made


def night(
    made: Desk, now: int = NOW, clock: Callable[[], int] | None = None, **asked: Any
) -> Report:
    """A full run with pictures; ``asked`` are settings, or wishes."""
    made.said.clear()
    wish = {name: asked.pop(name) for name in ("most_requests", "only", "short") if name in asked}
    made.world.clock = lambda: now
    settings = made.settings(**({"pictures": "on"} | asked))
    return collect_vk(
        made.engine, settings, now, clock or (lambda: now), Wish(**wish), warn=made.said.append
    )


def kept(made: Desk) -> dict[tuple[int, int], bytes]:
    with made.engine.connect() as connection:
        c = t.pictures.c
        rows = connection.execute(select(c.page, c.post, c.content, c.kind)).all()
    assert {row.kind for row in rows} <= {"image/jpeg"}
    return {(row.page, row.post): row.content for row in rows}


def rejects(made: Desk) -> list[tuple[int, str, int]]:
    with made.engine.connect() as connection:
        c = t.rejects.c
        return [tuple(row) for row in connection.execute(select(c.page, c.reason, c.count))]


def methods(made: Desk) -> list[str]:
    return [call.method for call in made.vk.calls]


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


def test_thousands_of_posts_are_asked_for_in_full_requests(tmp_path: Path) -> None:
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


HOSTILE = {
    "html": (200, b"<html><script>alert(1)</script></html>"),
    "svg": (
        200,
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    ),
    "empty": (200, b""),
    "50 MB": (200, b"\xff\xd8", 50_000_000),
    "bomb": (200, bomb()),
    "many pixels": (200, image("PNG", (4000, 4000), "1")),
    "redirect": (302, b"", 0, "http://localhost/admin"),
    "redirect home": (301, b"", 0, f"https://{HOSTS[1]}/other.jpg"),
    "truncated": (200, image()[:20_000]),
    "broken": (200, image("PNG")[:3000] + b"\0" * 9000),
    "gone": (404, b""),
}
REASONS = {
    "50 MB": "over 2 MB", "bomb": "too many pixels", "many pixels": "too many pixels",
    "redirect": "HTTP 302", "redirect home": "HTTP 301", "gone": "HTTP 404",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_bad_picture_is_a_reject(what: str, beside: Desk, host: Host) -> None:
    host.answers["ava_5"] = HOSTILE[what]
    report = night(beside)
    assert report.exit_code == 0
    assert set(kept(beside)) == {(1, 1), (1, 2), (2, 0), (2, 1), (2, 2)}
    ((page, reason, count),) = rejects(beside)
    assert (page, count) == (1, 1)
    assert reason.startswith(REASONS.get(what, "no image ("))
    assert beside.said == []
    assert len(host.asked) == 6, "nobody followed the redirect"


@pytest.mark.parametrize(
    "url",
    [
        "http://sun9-35.userapi.com/a.jpg",
        "https://localhost/a.jpg",
        "https://userapi.com.evil.example/a.jpg",
        "https://evil.example/sun9-35.userapi.com/a.jpg",
        "https://eviluserapi.com/a.jpg",
        "https://evil.example\\@sun9-35.userapi.com/a.jpg",
        "https://evil.example#@sun9-35.userapi.com/a.jpg",
        "https://user:word@sun9-35.userapi.com/a.jpg",
        "https://sun9-35.userapi.com:8443/a.jpg",
        "https://sun9-35.userapi.com/a.jpg\r\nHost: evil.example",
        "https://sun9-35.userapi.com/a\\b.jpg",
        "https://sun9-35.userapi.com",
        "file:///etc/passwd",
        "",
        None,
        7,
    ],
)
def test_other_hosts_are_not_asked(url: Any, beside: Desk, host: Host) -> None:
    with pytest.raises(BadPicture, match="not an address of a picture host"):
        address(url)
    if isinstance(url, str) and url:
        beside.world.pages[0].extra = {"photo_200": url}
        assert night(beside).exit_code == 0
        assert (1, "not an address of a picture host", 1) in rejects(beside)
        assert len(host.asked) == 5


@pytest.mark.parametrize("answer", ["hang", "cut", (503, b"")], ids=["hang", "cut", "503"])
def test_a_failing_host_is_one_sentence(answer: Any, beside: Desk, host: Host) -> None:
    host.answers["/"] = answer
    report = night(beside, vk_timeout_seconds=0.3)
    assert report.exit_code == 0
    (said,) = beside.said
    assert said.startswith("6 pictures are left to the next night: the picture host ")
    assert kept(beside) == {}
    assert rejects(beside) == []
    host.answers.clear()
    night(beside)
    assert len(kept(beside)) == 6


def test_a_host_that_drips_is_given_up(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(0, 10_000, 40))
    monkeypatch.setattr(pictures, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(pictures, "CHUNK", 100)
    assert night(beside).exit_code == 0
    assert beside.said == ["6 pictures are left to the next night: the picture host is too slow"]


def test_a_connection_closed_meanwhile_is_tried_again(beside: Desk, host: Host) -> None:
    host.drops = 1
    assert night(beside).exit_code == 0
    assert len(kept(beside)) == 6
    assert len(host.asked) == 7
    assert beside.said == []


def test_a_dead_host_is_asked_a_few_times_only(tmp_path: Path, host: Host) -> None:
    world = World([wall(5, 9), *(wall(owner) for owner in range(6, 26))], clock=lambda: NOW)
    host.answers["/"] = (500, b"")
    with desk(world, tmp_path / "desk") as made:
        night(made)
        assert len(host.asked) <= pictures.GIVE_UP_HOST + job.LANES
        (said,) = made.said
        assert said.endswith("the picture host answers HTTP 500")


def test_a_dead_proxy_and_an_unknown_authority_are_said(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such.pem")
    assert night(beside).exit_code == 0
    assert "REQUESTS_CA_BUNDLE" in beside.said[0]
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert night(beside).exit_code == 0
    assert "REQUESTS_CA_BUNDLE" in beside.said[0]
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert night(beside).exit_code == 0
    assert "HTTPS_PROXY" in beside.said[0]
    assert host.asked == []


def test_a_spent_quota_leaves_photos_to_the_next_night(tmp_path: Path, host: Host) -> None:
    world = World([wall(5)], clock=lambda: NOW)
    with desk(world, tmp_path / "desk", faults="29:method=wall.getById") as made:
        report = night(made)
        assert report.state == "complete"
        assert set(kept(made)) == {(1, 0)}
        assert made.said == [
            "2 pictures are left to the next night: the day's quota of the network is spent"
        ]


def test_bounds_of_a_run_hold_for_pictures(beside: Desk, host: Host) -> None:
    night(beside, pictures="off")
    made = len(beside.vk.requests)
    assert night(beside, most_requests=1).requests == 1
    assert len(beside.vk.requests) == made + 1
    assert set(kept(beside)) == {(1, 0), (2, 0)}
    assert "allowed number of requests" in beside.said[0]


def test_a_night_has_an_hour_for_pictures(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "TOGETHER", 2)

    def clock() -> int:
        return NOW + job.LONGEST + 1 if len(host.asked) >= 2 else NOW

    report = night(beside, clock=clock)
    assert report.exit_code == 0
    assert len(kept(beside)) == 2
    assert beside.said == ["4 pictures are left to the next night: the time for pictures is over"]


@pytest.mark.parametrize("asked", [{"only": frozenset({"vk:club5"})}, {"short": True}])
def test_only_a_whole_night_brings_pictures(asked: Any, beside: Desk, host: Host) -> None:
    night(beside, **asked)
    assert host.asked == []


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
