"""What a person does in a browser, in words of the screen, and the server they do it on.

Knows no test: a server is started here, pages are read, rows ticked, files taken.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as Late

from core.settings import ROOT

PASSWORD = "right password"
SLOW = 60_000
"""Milliseconds a busy machine may take to start a process or to load a data version."""
UNSEEN = 5_000
"""Milliseconds until a run that an act starts has begun, for all that is seen of it."""
ROW, HEADER = 36, 36
"""Pixels of a table's row and of its head: rows are painted on a canvas."""
KEYS = {"KPI_COOKIE_KEY": "c" * 40, "KPI_HASH_KEY": "h" * 40}
_COUNT_RUNS = """
() => {
  const app = document.querySelector('[data-testid=stApp]');
  window.runsEnded = 0;
  new MutationObserver(() => {
    window.runsEnded += app.dataset.testScriptState === 'notRunning';
  }).observe(app, {attributes: true, attributeFilter: ['data-test-script-state']});
}
"""


@contextmanager
def dashboard(url: str, log: Path, port: int = 0, **given: str) -> Iterator[str]:
    """A server of its own, on a free port; its address. ``given`` joins its environment."""
    port = port or free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with log.open("wb") as out:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment(url, **given), stdout=out, stderr=out
        )
    address = f"http://localhost:{port}"
    try:
        _await_answer(server, address, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    """A port nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def environment(url: str, **given: str) -> dict[str, str]:
    """The environment of a server or a command: no setting of whoever runs the tests."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KPI_", "STREAMLIT_"))}
    return kept | KEYS | {"KPI_DATABASE_URL": url} | given


def _await_answer(server: subprocess.Popen[bytes], address: str, log: Path) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"{address}/health", timeout=2).close()
        except OSError:
            assert server.poll() is None, log.read_text()[-2000:]
            time.sleep(0.25)
        else:
            return
    raise AssertionError("the server did not start")


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fills the form, once it stands still, and waits for the bar."""
    page.get_by_label("Логин").wait_for()
    settle(page)
    page.get_by_label("Логин").fill(name)
    page.get_by_label("Пароль", exact=True).fill(password)
    page.get_by_role("button", name="Войти").click()
    expect(page.locator(".st-key-bar"), page.inner_text("body")).to_be_visible()
    page.wait_for_function("document.cookie.includes('kpi=')")
    settle(page)


def settle(page: Page) -> None:
    """Waits until the script has run to its end and nothing stale is on the screen."""
    page.wait_for_function(
        "() => { const app = document.querySelector('[data-testid=stApp]');"
        " return app && app.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=true]'); }"
    )


@contextmanager
def ran(page: Page) -> Iterator[None]:
    """Waits for the run which the act inside starts, not only for the end of whatever runs.

    An act is told to the server after a moment: until then nothing runs, and what the run brings
    moves what stands below it, from under a mouse that is pressed already. A run that begins and
    ends between two pictures of the screen is never seen: then ``UNSEEN`` is waited.
    """
    settle(page)
    page.evaluate(_COUNT_RUNS)
    yield
    with suppress(Late):
        page.wait_for_function("window.runsEnded > 0", timeout=UNSEEN)
    settle(page)


def tick(page: Page, *rows: int) -> None:
    """Ticks rows of the table in view, counted from 0; where it stands is asked before each."""
    for row in rows:
        with ran(page):
            box = page.get_by_test_id("stDataFrame").first.bounding_box()
            assert box
            page.mouse.click(box["x"] + 18, box["y"] + HEADER + ROW * row + ROW / 2)


def taken(page: Page, button: Locator, folder: Path) -> Path:
    """Presses a button that gives a file; the file under the name it was given."""
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def tile(page: Page, name: str) -> Locator:
    """A tile of the overview."""
    return page.locator(f".st-key-tile_{name}")


def amount(words: str) -> int:
    """The first number in some words."""
    found = re.search(r"\d[\d\s]*", words)
    assert found, words
    return int(re.sub(r"\s", "", found[0]))


def sideways(page: Page) -> int:
    """Pixels by which the view is wider than the screen."""
    wide: int = page.evaluate(
        "Math.max(...[...document.querySelectorAll('[data-testid=stMain], html')]"
        ".map(e => e.scrollWidth - e.clientWidth))"
    )
    return wide
