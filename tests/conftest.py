"""One Chromium for all tests of a process, skipped by name where there is none; a region to see.

Also the order of tests: what mostly waits (browsers, servers, other processes) begins first, so
that no worker is left with it at the end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, expect, sync_playwright

from core.settings import Settings
from store import accounts, passwords
from store.accounts import Grant
from store.engine import upgrade
from tests.browser.ways import KEYS, PASSWORD
from tests.ui import region
from ui import installation

hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

FIRST = ("tests/browser/", "tests/operations/", "tests/ui/test_views", "tests/loaders/")
"""Begin of the paths of tests that take long one by one."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: much of the suite waits for a browser or another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long modules first; the order inside them stays."""
    items.sort(key=lambda item: next(
        (n for n, path in enumerate(FIRST) if item.nodeid.startswith(path)), len(FIRST)
    ))  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def rounds() -> Iterator[int]:
    """Hashes are of few rounds, as hundreds of logins are made; how many the product takes."""
    real = passwords._ROUNDS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_ROUNDS", 4)
        yield real


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
    expect.set_options(timeout=60_000)
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
