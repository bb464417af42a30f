"""Opening views of a region of 3,843 pages: server CPU, bytes on the wire, many sessions at once.

The server runs as a process of its own, as ``make run`` starts it; visitors speak its websocket.
Beside it a page with the same table by Streamlit's defaults, on the same machine in the same run.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio import client

from core.settings import ROOT, Settings
from jobs import demo
from store import accounts
from store.engine import opened
from ui.auth import COOKIE, token

PAGES = 3843
WEEKS = 52
AT_ONCE = 100
OPENINGS = 30
PEOPLE = 20
CLICKS = 120
QUARTERS = 4
LOOKS = 5
CALM = 10
"""Seconds without work after which a server counts as prepared."""
KEY = "c" * 40
PLAIN = """
import polars as pl
import streamlit as st
st.dataframe(pl.read_parquet({path!r}).to_pandas())
"""
"""The plainest page with the same rows."""


@dataclass(frozen=True)
class Opened:
    """One opening: seconds until the script had run, bytes that came, whether it drew tables."""

    seconds: float
    size: int
    drawn: bool


@contextmanager
def server(
    command: list[str], environment: dict[str, str], folder: Path = ROOT
) -> Iterator[tuple[int, int]]:
    """A Streamlit server on a free port, with the settings of a folder: the port and the process.

    A folder without ``.streamlit`` has Streamlit's defaults.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "streamlit", "run", *command, "--server.port", str(port),
             "--server.headless", "true", "--browser.gatherUsageStats", "false",
             "--browser.serverAddress", "localhost"]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=quiet, stderr=quiet
    ) as process:
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def link_to(port: int, cookie: str) -> client.connect:
    """A session of its own, as a browser opens one after loading the page."""
    return client.connect(
        f"ws://localhost:{port}/_stcore/stream",
        additional_headers={"Cookie": cookie, "Origin": f"http://localhost:{port}"},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None, compression=None,
    )  # fmt: skip


async def ask(link: client.ClientConnection, view: str, query: str) -> Opened:
    """Asks a session for a view and reads until its script has run."""
    begun = time.perf_counter()
    size, drawn = 0, False
    asked = BackMsg()
    asked.rerun_script.page_name = view
    asked.rerun_script.query_string = query
    await link.send(asked.SerializeToString())
    async for content in link:
        assert isinstance(content, bytes)
        size += len(content)
        told = ForwardMsg.FromString(content)
        drawn = drawn or told.delta.new_element.HasField("dataframe")
        if told.WhichOneof("type") == "script_finished":
            break
    return Opened(time.perf_counter() - begun, size, drawn)


async def open_view(port: int, view: str, query: str, cookie: str) -> Opened:
    """Opens a view in a session of its own."""
    begun = time.perf_counter()
    async with link_to(port, cookie) as link:
        found = await ask(link, view, query)
    return replace(found, seconds=time.perf_counter() - begun)


async def many(port: int, view: str, cookie: str, count: int) -> list[Opened]:
    """That many sessions opening a view at once."""
    return list(await asyncio.gather(*(open_view(port, view, "", cookie) for _ in range(count))))


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(pid: int) -> None:
    """Until a process has done nothing for a while: what it prepares is no visitor's cost."""
    calm, last = 0, cpu(pid)
    while calm < CALM:
        time.sleep(1)
        used = cpu(pid)
        calm = calm + 1 if used - last < 0.1 else 0
        last = used


def forget_peak(pid: int) -> None:
    """Lets ``peak`` begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: int) -> int:
    """MiB a process has held at most, since ``forget_peak`` if that was asked."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def measured(name: str, port: int, pid: int, view: str, cookie: str) -> None:
    """Prints what opening a view costs, one after another and all at once."""

    async def one_by_one() -> list[Opened]:
        return [await open_view(port, view, "", cookie) for _ in range(OPENINGS)]

    asyncio.run(many(port, view, cookie, 5))
    before = cpu(pid)
    alone = asyncio.run(one_by_one())
    each = (cpu(pid) - before) / OPENINGS
    assert all(one.drawn for one in alone), f"{name}: no table was drawn"
    crowd = sorted(one.seconds for one in asyncio.run(many(port, view, cookie, AT_ONCE)))
    print(
        f"{name}: {1000 * each:.0f} ms of server CPU an opening, "
        f"{median(one.seconds for one in alone):.3f} s alone, {alone[-1].size / 1e6:.2f} MB; "
        f"{AT_ONCE} at once: p50 {crowd[AT_ONCE // 2]:.2f} s, "
        f"p95 {crowd[int(AT_ONCE * 0.95)]:.2f} s; peak {peak(pid)} MiB"
    )


def held(pid: int) -> int:
    """MiB a process holds now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def soak(port: int, pid: int, cookie: str) -> None:
    """Two hours of twenty people squeezed together, each in one tab: does memory stay?"""
    views = ("ranking", "", "replies", "register", "method", "collection", "users")

    async def person(link: client.ClientConnection, place: int, turns: range) -> None:
        for turn in turns:
            view = views[(place + turn) % len(views)]
            query = "" if turn % 3 else f"period={('4w', '13w', '26w')[turn // 3 % 3]}"
            await ask(link, view, query)

    async def crowd() -> list[int]:
        told, each = [], CLICKS // QUARTERS
        async with AsyncExitStack() as tabs:
            links = [await tabs.enter_async_context(link_to(port, cookie)) for _ in range(PEOPLE)]
            for quarter in range(QUARTERS):
                turns = range(each * quarter, each * (quarter + 1))
                people = (person(link, place, turns) for place, link in enumerate(links))
                await asyncio.gather(*people)
                told.append(held(pid))
        return told

    begun = time.perf_counter()
    told = asyncio.run(crowd())
    clicks, took = PEOPLE * CLICKS, time.perf_counter() - begun
    quarters = " → ".join(map(str, told))
    print(f"{PEOPLE} people, {clicks} clicks in {took:.0f} s: {quarters} MiB held by quarters")


@contextmanager
def visitors(port: int, cookie: str) -> Iterator[Callable[[], Page]]:
    """Gives pages of fresh visitors in one Chromium, signed in where there is a cookie."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )

        def visitor() -> Page:
            context = chromium.new_context(viewport={"width": 1440, "height": 900})
            if cookie:
                name, _sign, value = cookie.partition("=")
                url = f"http://localhost:{port}"
                context.add_cookies([{"name": name, "value": value, "url": url}])
            return context.new_page()

        yield visitor
        chromium.close()


def loaded(port: int, view: str, cookie: str, what: str) -> float:
    """Seconds in Chromium from the address to the element that shows the view; median."""
    took = []
    with visitors(port, cookie) as visitor:
        for _ in range(LOOKS):
            page = visitor()
            begun = time.perf_counter()
            page.goto(f"http://localhost:{port}/{view}")
            page.locator(what).first.wait_for(timeout=60_000)
            took.append(time.perf_counter() - begun)
            page.context.close()
    return median(took)


def clicked(port: int, cookie: str) -> float:
    """Seconds in Chromium from a click on «Рейтинг» in the overview to its table; median."""
    took = []
    with visitors(port, cookie) as visitor:
        for _ in range(LOOKS):
            page = visitor()
            page.goto(f"http://localhost:{port}/")
            page.locator(".kpi-gap, .st-key-register_line").first.wait_for(timeout=60_000)
            page.wait_for_timeout(2000)
            begun = time.perf_counter()
            page.locator(".st-key-nav_ranking a").click()
            page.locator(".st-key-ranking_table canvas").first.wait_for(timeout=60_000)
            took.append(time.perf_counter() - begun)
            page.context.close()
    return median(took)


def build(folder: Path) -> tuple[dict[str, str], str]:
    """The region in a database; the environment of its server and a supervisor's cookie."""
    url = f"sqlite:///{folder / 'bench.db'}"
    now = int(time.time())
    settings = Settings(database_url=url, hash_key="h" * 40, cookie_key=KEY)
    demo.build(url, settings, PAGES, WEEKS, 7, now, lambda what, done, total: None)
    with opened(url) as engine:
        accounts.add(engine, "bench", "supervisor", "a password of it", (), now - 10, "bench")
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KPI_", "STREAMLIT_"))}
    names = {"KPI_DATABASE_URL": url, "KPI_HASH_KEY": "h" * 40, "KPI_COOKIE_KEY": KEY}
    return kept | names, f"{COOKIE}={token('bench', now, now + 36_000, KEY)}"


def main() -> None:
    """Our views, and the same rows by Streamlit's defaults."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        environment, cookie = build(folder)
        with server(["app.py"], environment) as (port, pid):
            rest(pid)  # the watcher prepares what views open with
            print(f"prepared: {held(pid)} MiB held, {peak(pid)} at most meanwhile")
            forget_peak(pid)
            for view in ("ranking", "", "replies", "register"):
                measured(f"/{view} with {PAGES} pages", port, pid, view, cookie)
            table = loaded(port, "ranking", cookie, ".st-key-ranking_table canvas")
            click = clicked(port, cookie)
            soak(port, pid, cookie)
        rows = folder / "rows.parquet"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.dashboard", str(rows)], cwd=ROOT, env=environment,
            check=True,
        )  # fmt: skip
        plain = folder / "plain.py"
        plain.write_text(PLAIN.format(path=str(rows)))
        with server([str(plain)], environment, folder) as (port, pid):
            measured("the same rows by Streamlit's defaults", port, pid, "", "")
        empty = folder / "empty.py"
        empty.write_text("import streamlit as st\nst.write('nothing')\n")
        with server([str(empty)], environment, folder) as (port, pid):
            bare = loaded(port, "", "", "[data-testid=stMarkdown]")
        print(
            f"in Chromium until the table of /ranking: a click {click:.2f} s, full load "
            f"{table:.2f} s; full load of an empty page {bare:.2f} s"
        )


def rows_of(path: str) -> None:
    """Writes the rows of the ranking, for the plain page."""
    from core.settings import load
    from ui import data, installation, scores
    from ui.ranking import frames as ranking

    installation.begin(load(), lambda: int(time.time()))
    period = data.period_of(data.DEFAULT_PERIOD)
    pages = ranking.with_scores(data.wide(period), scores.scored("index", period))
    found: Any = ranking.narrow(pages, ranking.MAIN)
    found.write_parquet(path)


if __name__ == "__main__":
    rows_of(sys.argv[1])
