"""A live server on a free port, and a real Chromium; skipped by name where there is none."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core.settings import ROOT, Settings
from store import accounts
from store.accounts import Grant
from store.engine import upgrade
from tests.ui import region
from ui import installation

PASSWORD = "right password"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def chromium() -> str | None:
    """Path of a Chromium: of the system, else Playwright's own."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip(f"no Chromium found: looked for {', '.join(NAMES)} and Playwright's own")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("browser") / "kpi.db"
    settings = Settings(database_url=f"sqlite:///{path}", cookie_key="c" * 40, hash_key="h" * 40)
    here = installation.begin(settings, lambda: region.AS_OF)
    upgrade(here.writer)
    region.build(here.writer, pages=30)
    for name, role, given in (
        ("anna", "supervisor", ()),
        ("school", "administrator", (Grant("page", "vk:103"),)),
    ):
        accounts.add(here.writer, name, role, PASSWORD, given, 0, "test")
    here.reader.dispose()
    here.writer.dispose()
    return path


@pytest.fixture
def serve(database: Path, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Starts fresh servers and gives their address; all are stopped at the end."""
    started: list[subprocess.Popen[bytes]] = []

    def start() -> str:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        environment = {
            k: v for k, v in os.environ.items() if not k.startswith(("KPI_", "STREAMLIT_"))
        }
        environment |= {
            "KPI_DATABASE_URL": f"sqlite:///{database}", "KPI_COOKIE_KEY": "c" * 40,
            "KPI_HASH_KEY": "h" * 40,
        }  # fmt: skip
        log = tmp_path / f"server{port}.log"
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        with log.open("wb") as out:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
        started.append(server)
        address = f"http://localhost:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=2).close()
                return address
            except OSError:
                assert server.poll() is None, log.read_text()[-2000:]
                time.sleep(0.25)
        raise AssertionError("the server did not start")

    yield start
    for server in started:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor of its own; a request to any other host fails the test."""
    outside: list[str] = []
    visitor = browser.new_context(locale="ru-RU", accept_downloads=True)
    visitor.set_default_timeout(30_000)
    visitor.on(
        "request",
        lambda request: (
            outside.append(request.url)
            if not request.url.startswith(("http://localhost:", "data:", "blob:"))
            else None
        ),
    )
    yield visitor
    visitor.close()
    assert outside == []


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fills the form and waits for the bar."""
    page.get_by_label("Логин").fill(name)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Войти").click()
    page.locator(".st-key-bar").wait_for()
    page.wait_for_function("document.cookie.includes('kpi=')")
