"""A live server on a free port, and a real Chromium; skipped by name where there is none."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from core.settings import Settings
from store import accounts
from store.accounts import Grant
from store.engine import upgrade
from tests.browser.ways import KEYS, PASSWORD, dashboard
from tests.ui import region
from ui import installation

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
    settings = Settings(
        database_url=f"sqlite:///{path}",
        cookie_key=KEYS["KPI_COOKIE_KEY"],
        hash_key=KEYS["KPI_HASH_KEY"],
    )
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
    with ExitStack() as started:

        def start() -> str:
            log = tmp_path / f"server{len(list(tmp_path.glob('server*.log')))}.log"
            return started.enter_context(dashboard(f"sqlite:///{database}", log))

        yield start


@pytest.fixture(scope="module")
def server(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for the tests of a module that only look; its address."""
    log = tmp_path_factory.mktemp("server") / "server.log"
    with dashboard(f"sqlite:///{database}", log) as address:
        yield address


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
