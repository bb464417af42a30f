"""A picture host behind a proxy, trusted by an own authority only, and a store beside it."""

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
from sqlalchemy import select

from jobs.collect import Report, Wish, collect_vk
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
