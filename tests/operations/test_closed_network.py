"""A network where only VK is reached: through a proxy, with an authority of one's own.

Children run under a guard that lets nothing but loopback through; the proxy and the authority are
made here, and the emulator stands behind the name of VK.
"""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from core.settings import ROOT, Settings
from tests.browser.ways import sign_in
from tests.fakes.vk import Comment, Page, Post, World, serve
from tests.operations.network import (
    LOOPBACK,
    Authority,
    Proxy,
    asked,
    dashboard,
    free_port,
    run_cli,
)

NOW = 1_764_000_000
AS_OF = "2025-11-24T16:00:00+00:00"
HOSTS = {
    "api.vk.ru": "collecting",
    "*.userapi.com": "pictures, optional",
}
"""Every outside host the product may contact once it is installed."""
SHOWN = {
    "vk.com", "ok.ru", "t.me", "max.ru", "www.w3.org", "schemas.openxmlformats.org", "localhost",
}  # fmt: skip
"""Hosts that stand in the code as links for people, namespaces, and this machine."""


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@contextmanager
def vk_behind_tls(authority: Authority) -> Iterator[serve]:
    """The emulator with one post and its answered question, speaking TLS as VK and localhost."""
    answer = Comment(id=10, from_id=-5, date=NOW - 1800, text="Завтра", reply_to_comment=9)
    asks = Comment(id=9, from_id=7, date=NOW - 3600, text="Когда откроете?", thread=[answer])
    posts = [Post(id=1, date=NOW - 86_400, comments=[asks], views=9)]
    vk = serve(World([Page(owner=5, posts=posts)], clock=lambda: NOW))
    context = authority.context("api.vk.ru", "localhost")
    vk.server.socket = context.wrap_socket(vk.server.socket, server_side=True)
    with vk:
        yield vk


def sync(folder: Path, most: int = 9, **more: str) -> subprocess.CompletedProcess[str]:
    given = {"KPI_VK_TOKENS": "user-secret-1", "KPI_VK_REQUESTS_PER_SECOND": "1000"} | more
    words = ("--as-of", AS_OF, "--max-requests", str(most))
    done = run_cli(folder, "sync", "vk", *words, **given)
    assert "secret" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done


def test_it_collects_through_a_proxy_with_an_authority_of_its_own(
    registered: Path, authority: Authority
) -> None:
    with vk_behind_tls(authority) as vk, Proxy({"api.vk.ru:443": vk.port}) as proxy:
        done = sync(registered, HTTPS_PROXY=proxy.url, REQUESTS_CA_BUNDLE=str(authority.file))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("complete: 1 page, 1 post, 2 comments")
    assert set(proxy.seen) == {"api.vk.ru:443"}
    assert asked(registered) == {"127.0.0.1"}, "names are the proxy's to resolve"
    assert vk.requests


def test_no_proxy_goes_past_the_proxy(registered: Path, authority: Authority) -> None:
    with vk_behind_tls(authority) as vk, Proxy({}) as proxy:
        done = sync(
            registered, HTTPS_PROXY=proxy.url, NO_PROXY="localhost",
            REQUESTS_CA_BUNDLE=str(authority.file),
            KPI_VK_API_URL=f"https://localhost:{vk.port}/method",
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert proxy.seen == []


def test_an_authority_that_is_not_trusted_is_said_at_once(
    registered: Path, authority: Authority
) -> None:
    with vk_behind_tls(authority) as vk, Proxy({"api.vk.ru:443": vk.port}) as proxy:
        done = sync(registered, HTTPS_PROXY=proxy.url)
    assert done.returncode == 1
    (error,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert "certificate" in error
    assert "REQUESTS_CA_BUNDLE" in error
    assert len(proxy.seen) == 1, "trying again cannot help"


def test_a_file_of_authorities_that_is_not_there_is_said(
    registered: Path, authority: Authority
) -> None:
    with vk_behind_tls(authority) as vk, Proxy({"api.vk.ru:443": vk.port}) as proxy:
        done = sync(registered, HTTPS_PROXY=proxy.url, REQUESTS_CA_BUNDLE="/no/such.pem")
    assert done.returncode == 1
    (error,) = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert "REQUESTS_CA_BUNDLE" in error
    assert "/no/such.pem" in error
    status = run_cli(registered, "status")
    assert "broken" in status.stdout


def test_a_dead_proxy_is_said_in_one_sentence(registered: Path) -> None:
    dead = f"http://127.0.0.1:{free_port()}"
    done = sync(registered, most=1, HTTPS_PROXY=dead, LONGEST_SLEEP="0.05")
    assert done.returncode == 3, "it may be back tomorrow"
    (said,) = [line for line in done.stdout.splitlines() if "proxy" in line]
    assert "HTTPS_PROXY" in said
    assert asked(registered) == {"127.0.0.1"}, "never past the proxy"


def test_the_server_contacts_nobody(filled: Path, browser: Browser) -> None:
    outside: list[str] = []
    with dashboard(filled) as port:
        address = f"http://localhost:{port}"
        visitor = browser.new_context(locale="ru-RU")
        visitor.on("request", lambda request: outside.append(request.url))
        page = visitor.new_page()
        page.goto(f"{address}/ranking")
        sign_in(page, "anna")
        page.goto(f"{address}/page?page=vk:103")
        page.locator(".kpi-head").wait_for()
        visitor.close()
        assert foreign_websocket(port).startswith(b"HTTP/1.1 403")
    ours = (f"{address}/", "data:", "blob:")
    assert [url for url in outside if not url.startswith(ours)] == []
    assert asked(filled) <= LOOPBACK


def foreign_websocket(port: int) -> bytes:
    """What the server says to a page of another site that opens our websocket."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(
            b"GET /_stcore/stream HTTP/1.1\r\nHost: kpi.example\r\nOrigin: https://other.example\r\n"
            b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        return line.recv(4096)


def test_the_docs_list_every_host_the_code_may_contact() -> None:
    docs = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = docs.split("## Hosts that are needed", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    assert set(named) == set(HOSTS)
    assert urlsplit(Settings().vk_api_url).hostname in HOSTS


def test_no_other_host_stands_in_the_code() -> None:
    folders = ("core", "kpi", "loaders", "store", "jobs", "commands", "ui", "pages")
    sources = [path for folder in folders for path in (ROOT / folder).rglob("*.*")]
    found: dict[str, set[str]] = {}
    for path in [*sources, ROOT / "app.py", ROOT / "cli.py"]:
        if path.suffix in (".py", ".js", ".css", ".svg", ".toml"):
            text = path.read_text(encoding="utf-8")
            for host in re.findall(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)*)", text):
                found.setdefault(host, set()).add(path.name)
    known = SHOWN | {host for host in HOSTS if "*" not in host}
    assert {host: files for host, files in found.items() if host not in known} == {}
