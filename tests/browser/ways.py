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
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from core.settings import ROOT

PASSWORD = "right password"
SLOW = 60_000
"""Milliseconds a busy machine may take to start a process or to load a data version."""
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
_FAINT = """
([selector, least]) => {
  const pen = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
  const rgba = (colour) => {
    pen.clearRect(0, 0, 1, 1); pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].map((v, i) => i == 3 ? v / 255 : v);
  };
  const over = (top, under) => under.map((v, i) => top[i] * top[3] + v * (1 - top[3]));
  const light = (colour) => colour.map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (node) => {
    let ground = [255, 255, 255], opacity = 1;
    const above = [];
    for (let at = node; at; at = at.parentElement) above.unshift(getComputedStyle(at));
    for (const style of above) {
      ground = over(rgba(style.backgroundColor), ground); opacity *= Number(style.opacity);
    }
    const text = rgba(above.at(-1).color);
    text[3] *= opacity;
    const [low, high] = [light(over(text, ground)), light(ground)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const own = (node) => [...node.childNodes].some(
    one => one.nodeType === Node.TEXT_NODE && one.data.trim());
  return [...document.querySelectorAll(selector)]
    .filter(node => node.checkVisibility({visibilityProperty: true}) && own(node)
            && !node.closest('[disabled], [aria-disabled=true]'))
    .map(node => [ratio(node), node.innerText.trim().slice(0, 40)])
    .filter(([found]) => found < least)
    .map(([found, text]) => found.toFixed(1) + ' ' + text);
}
"""


@contextmanager
def dashboard(url: str, log: Path, **given: str) -> Iterator[str]:
    """A server of its own on a free port; its address. ``given`` joins its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
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
    expect(page.locator(".st-key-bar"), page.inner_text("body")).to_be_visible(timeout=SLOW)
    page.wait_for_function("document.cookie.includes('kpi=')")
    settle(page)


def settle(page: Page) -> None:
    """Waits until the script has run to its end and nothing stale is on the screen."""
    page.wait_for_function(
        "() => { const app = document.querySelector('[data-testid=stApp]');"
        " return app && app.dataset.testScriptState === 'notRunning'"
        " && !document.querySelector('[data-stale=true]'); }"
    )


def tick(page: Page, *rows: int) -> None:
    """Ticks rows of the table in view, counted from 0; where it stands is asked before each.

    A tick is told to the server after a moment: what it brings may move the table, so the run it
    starts is waited for, not only the end of whatever runs.
    """
    for row in rows:
        settle(page)
        page.evaluate(_COUNT_RUNS)
        box = page.get_by_test_id("stDataFrame").first.bounding_box()
        assert box
        page.mouse.click(box["x"] + 18, box["y"] + HEADER + ROW * row + ROW / 2)
        page.wait_for_function("window.runsEnded > 0")
        settle(page)


def taken(page: Page, button: Locator, folder: Path) -> Path:
    """Presses a button that gives a file; the file under the name it was given."""
    with page.expect_download() as download:
        button.click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


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


def faint(page: Page, selector: str, least: float = 4.5) -> list[str]:
    """Visible texts of less contrast with their ground than ``least``, with the ratio.

    A disabled control is left out: it has no duty to be read.
    """
    found: list[str] = page.evaluate(_FAINT, [selector, least])
    return found
