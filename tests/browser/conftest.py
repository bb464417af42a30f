"""Live servers on free ports, and visitors who may reach nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.ways import SLOW, dashboard


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
    visitor.set_default_timeout(SLOW)
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
