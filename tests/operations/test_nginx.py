"""Behind nginx as deploy/nginx.conf sets it up: TLS, /kpi/, the login, the websocket."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from core.settings import ROOT
from tests.browser.ways import PASSWORD
from tests.operations.network import Authority, dashboard, free_port, wait_for

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/bin:/opt/homebrew/bin")
pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed on this machine")
OWN_LOG = "/var/log/nginx/kpi.log"


@dataclass(frozen=True)
class Site:
    """The dashboard as a visitor reaches it."""

    host: str
    context: ssl.SSLContext
    folder: Path

    @property
    def address(self) -> str:
        return f"https://{self.host}/kpi"

    def head(self, path: str) -> tuple[int, Message, str]:
        """Status, headers and the address that answered in the end."""
        url = f"https://{self.host}{path}"
        asked = urllib.request.Request(url, headers={"Accept-Encoding": "gzip"})
        try:
            with urllib.request.urlopen(asked, context=self.context, timeout=20) as answer:
                return answer.status, answer.headers, urlsplit(answer.url).path
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, urlsplit(error.url).path


def written(folder: Path, authority: Authority, upstream: int) -> tuple[Path, int]:
    """Our configuration with the ports and files of a test, inside the least around it."""
    certificate, key = authority.certificate("localhost")
    plain, secure = free_port(), free_port()
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{secure} ssl"),
        ("server_name kpi.example;", "server_name localhost;"),
        ("127.0.0.1:8501;", f"127.0.0.1:{upstream};"),
        ("/etc/kpi/tls/fullchain.pem", str(certificate)),
        ("/etc/kpi/tls/privkey.pem", str(key)),
        (OWN_LOG, str(folder / "access.log")),
    ):
        assert old in text, old
        text = text.replace(old, new)
    (folder / "kpi.conf").write_text(text, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    main = folder / "nginx.conf"
    # Started by root, workers would be another user, who cannot write where pytest keeps its files.
    user = "user root;\n" if os.geteuid() == 0 else ""
    around = (
        f"{user}daemon off;\nworker_processes 1;\n"
        f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\n"
        f"events {{ worker_connections 256; }}\n"
        f"http {{\n{temporary}include {folder}/kpi.conf;\n}}\n"
    )
    main.write_text(around, encoding="utf-8")
    return main, secure


@pytest.fixture(scope="module")
def site(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    filled = tmp_path_factory.mktemp("nginx")
    shutil.copy(database, filled / "kpi.db")
    authority = Authority(filled)
    with dashboard(filled, "kpi") as upstream:
        main, port = written(filled, authority, upstream)
        with (filled / "nginx.out").open("wb") as out:
            assert NGINX
            nginx = subprocess.Popen(
                [NGINX, "-c", str(main), "-e", str(filled / "error.log")], stdout=out, stderr=out
            )
        try:
            context = ssl.create_default_context(cafile=str(authority.file))
            found = Site(f"localhost:{port}", context, filled)
            wait_for(f"{found.address}/health", nginx, filled / "nginx.out", context)
            yield found
        finally:
            nginx.terminate()
            nginx.wait(timeout=20)


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A visitor; a request past /kpi/, a refusal of the policy or an error fails the test."""
    past: list[str] = []
    complaints: list[str] = []

    def judge(request: Request) -> None:
        if not request.url.startswith((f"{site.address}/", "data:", "blob:")):
            past.append(request.url)

    visitor = browser.new_context(locale="ru-RU", ignore_https_errors=True)
    visitor.set_default_timeout(30_000)
    visitor.on("request", judge)
    opened = visitor.new_page()
    opened.on("console", lambda said: complaints.append(said.text) if policy(said.text) else None)
    yield opened
    visitor.close()
    assert past == []
    assert complaints == []


def sign_in(page: Page) -> None:
    """As ``tests.browser`` does, but the policy forbids the ``eval`` that it waits by."""
    page.get_by_label("Логин").fill("anna")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    page.locator(".st-key-bar").wait_for()
    wait_for_cookie(page, there=True)


def wait_for_cookie(page: Page, *, there: bool) -> None:
    for _ in range(300):
        if any(cookie["name"] == "kpi" for cookie in page.context.cookies()) is there:
            return
        page.wait_for_timeout(100)
    raise AssertionError("the login's cookie did not come" if there else "the cookie stays")


def policy(text: str) -> bool:
    return "Content Security Policy" in text or "X-Frame-Options" in text


def test_a_login_under_a_base_path_over_tls(site: Site, page: Page) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    page.goto(f"{site.address}/page?page=vk:103")
    assert page.evaluate("document.documentElement.lang") == "ru"
    sign_in(page)
    expect(page.get_by_role("heading", name="МБОУ «Школа № 3»")).to_be_visible()
    assert page.url == f"{site.address}/page?page=vk:103"
    assert sockets == [f"wss://{site.host}/kpi/_stcore/stream"]

    (cookie,) = [c for c in page.context.cookies() if c["name"] == "kpi"]
    assert cookie["secure"]
    assert cookie["path"] == "/kpi"
    assert cookie["sameSite"] == "Strict"
    assert all(c["secure"] for c in page.context.cookies())

    page.reload()
    expect(page.get_by_role("heading", name="МБОУ «Школа № 3»")).to_be_visible()
    page.goto(f"{site.address}/nothing")
    page.locator(".st-key-bar").wait_for()
    assert page.url == f"{site.address}/"

    page.get_by_role("button", name="anna").click()
    page.get_by_role("button", name="Выйти", exact=True).click()
    expect(page.get_by_label("Логин")).to_be_visible()
    wait_for_cookie(page, there=False)
    page.reload()
    expect(page.get_by_label("Логин")).to_be_visible()


def test_one_websocket_carries_clicks_and_files_come_through(site: Site, page: Page) -> None:
    sockets: list[str] = []
    page.on("websocket", lambda opened: sockets.append(opened.url))
    page.goto(f"{site.address}/ranking")
    sign_in(page)
    page.locator(".kpi-sentence:visible").first.wait_for()
    page.get_by_placeholder("Название, ОГРН, ссылка").fill("№ 3")
    page.keyboard.press("Enter")
    expect(page.locator(".kpi-sentence:visible", has_text="4 из 4")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Выгрузить", exact=True).click()
        page.get_by_role("button", name="Выгрузить xlsx").click()
    path = site.folder / "ranking.xlsx"
    download.value.save_as(path)
    assert path.read_bytes().startswith(b"PK")
    assert len(sockets) == 1


def test_the_show_opens_in_a_tab_of_its_own(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/stage?year=2025")
    sign_in(page)
    button = page.locator(".st-key-stage_open").get_by_role("button")
    expect(button).to_have_text("Открыть", timeout=60_000)
    frame = page.frame_locator(".st-key-stage_look iframe")
    expect(frame.locator(".on h1")).to_have_text("Итоги года госпабликов")
    with page.context.expect_page() as opened:
        button.click()
    show = opened.value
    show.locator(".screen.on").wait_for()
    show.keyboard.press("PageDown")
    show.keyboard.press("PageDown")
    expect(show.locator(".screen.on h1")).to_have_text("Итоги года госпабликов")


def test_our_addresses_and_headers(site: Site) -> None:
    site.head("/kpi/ranking?invite=one-time-secret")
    status, headers, _ = site.head("/kpi/health")
    assert (status, headers["Content-Type"]) == (200, "application/json")
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "nginx/" not in headers["Server"]

    assert site.head("/kpi")[2] == "/kpi/"
    assert site.head("/kpi/nothing")[2] == "/kpi/"
    assert site.head("/kpi/ru.js")[1]["Content-Type"].startswith("text/javascript")
    assert site.head("/kpi/ru.js")[1]["Content-Encoding"] == "gzip"
    assert site.head("/kpi/favicon.svg")[0] == 200
    assert site.head("/kpi/_stcore/metrics")[0] == 404
    assert site.head("/health")[0] == 404, "what stands beside /kpi is not ours"

    log = (site.folder / "access.log").read_text(encoding="utf-8")
    assert re.search(r'"GET /kpi/ranking" 200', log)
    assert "one-time-secret" not in log
