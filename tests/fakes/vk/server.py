"""The emulator over real HTTP, on a thread of this process or as a process of its own.

Beside `/method/<name>` it answers `/_stats`, `/_log`, `/_pages`, and takes `/_reset`,
`/_faults`, `/_clock`, `/_kill` for tests that run it as another process.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.fakes.vk.api import Answer, Api
from tests.fakes.vk.control import controlled
from tests.fakes.vk.faults import Faults
from tests.fakes.vk.log import Call, Log, Request
from tests.fakes.vk.tokens import WALL_QUOTA, Tokens
from tests.fakes.vk.world import World

Latency = float | dict[str, float]
"""Seconds an answer takes: for all methods, or by method with `other` for the rest."""


class Handler(BaseHTTPRequestHandler):
    """One connection, kept alive."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16  # head and body leave together, else the client waits 40 ms for an ACK
    server: Server

    def do_GET(self) -> None:
        """Answer a request whose parameters stand in the address."""
        self.respond("")

    def do_POST(self) -> None:
        """Answer a request whose parameters stand in the body."""
        length = int(self.headers.get("Content-Length") or 0)
        self.respond(self.rfile.read(length).decode())

    def respond(self, body: str) -> None:
        """Send the answer, or fail in the way a fault asks for."""
        parts = urlsplit(self.path)
        # Of a repeated key the last one counts: a list must be joined with commas.
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        params |= dict(parse_qsl(body, keep_blank_values=True))
        path = unquote(parts.path)
        if not path.startswith("/method/"):
            self.control(path, params)
            return
        bearer = self.headers.get("Authorization", "")
        if bearer.startswith("Bearer "):
            params.setdefault("access_token", bearer.removeprefix("Bearer "))
        method = path.removeprefix("/method/")
        answer = self.server.api.answer(method, params)
        self.server.wait_latency(method)
        self.deliver(answer)

    def control(self, path: str, params: dict[str, str]) -> None:
        """Answer one of the emulator's own addresses."""
        try:
            known = controlled(self.server.api, path, params)
        except (KeyError, ValueError) as error:
            self.send(400, json.dumps(f"bad parameter: {error}").encode())
            return
        text = json.dumps(known if known is not None else "no such address").encode()
        self.send(200 if known is not None else 404, text)

    def deliver(self, answer: Answer) -> None:
        """Send an API answer, or fail in the way its fault asks for."""
        if not answer.fault:
            self.send(200, answer.body)
        elif answer.fault.startswith("http"):
            self.send(int(answer.fault[4:]), b"<html>Bad gateway</html>", "text/html")
        elif answer.fault == "badjson":
            self.send(200, answer.body[: int(len(answer.body) * answer.cut)])
        elif answer.fault == "truncate":
            self.send(200, answer.body, sent=int(len(answer.body) * answer.cut))
            self.close_connection = True
        else:
            if answer.fault == "hang":
                self.server.stopping.wait(answer.seconds)
            self.close_connection = True

    def send(self, status: int, body: bytes, kind: str = "application/json; charset=utf-8",
             sent: int | None = None) -> None:  # fmt: skip
        """Send a body; `sent` cuts it shorter than its announced length."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:sent])

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the world's time: clients judge their own clock by it."""
        return super().date_time_string(self.server.api.world.clock())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing: the log is kept by the API."""


class Server(ThreadingHTTPServer):
    """A listening server; every connection has a thread, all end with the server."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, api: Api, port: int = 0, latency: Latency = 0.0) -> None:
        self.api = api
        self.latency = latency if isinstance(latency, dict) else {"other": latency}
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), Handler)

    def wait_latency(self, method: str) -> None:
        """Take as long as an answer to this method takes."""
        seconds = self.latency.get(method, self.latency.get("other", 0.0))
        if seconds:
            self.stopping.wait(seconds)

    def process_request(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        """Remember the connection, so that stopping can end it."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request) -> None:  # type: ignore[no-untyped-def]
        """Close the connection and forget it."""
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request, client_address) -> None:  # type: ignore[no-untyped-def]
        """Say nothing of a client that hung up before its answer, as one with a timeout does."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        """End hangs, waits and kept-alive connections, then the server."""
        self.stopping.set()
        self.shutdown()
        for connection in list(self._open):
            with suppress(OSError):  # the client was first
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class serve:  # noqa: N801 - reads as a verb: with serve(world)
    """A running emulator: `with serve(world) as vk: … vk.url …`.

    Args:
        world: what it shows; may be changed while it runs.
        faults: rules as text, see `faults`.
        rate: requests a second a token; 0 (default) no limit, None VK's own by kind of token.
        wall_quota: `wall.get` calls a token has in 24 hours of the world's time.
        latency: seconds an answer takes, or by method: `{"execute": 0.4, "other": 0.1}`.
        seed: of the faults that happen by chance.
        port: 0 takes a free one.
        service_execute_error: what a service token hears on `execute`: 15, 28 or 1051.
    """

    def __init__(self, world: World, *, faults: str = "", rate: float | None = 0,
                 wall_quota: int = WALL_QUOTA, latency: Latency = 0.0, seed: int = 0,
                 port: int = 0, service_execute_error: int = 28) -> None:  # fmt: skip
        self.world = world
        self.tokens = Tokens(rate, wall_quota, service_execute_error)
        self.faults = Faults(faults, seed)
        self.log = Log()
        self.server = Server(Api(world, self.tokens, self.faults, self.log), port, latency)
        self.port: int = self.server.server_address[1]
        self.root = f"http://127.0.0.1:{self.port}"
        self.url = f"{self.root}/method"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))

    @property
    def requests(self) -> list[Request]:
        """The HTTP requests so far."""
        return self.log.requests

    @property
    def calls(self) -> list[Call]:
        """The API calls so far, those within `execute` included."""
        return self.log.calls

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.server.stop()
        self._thread.join()
