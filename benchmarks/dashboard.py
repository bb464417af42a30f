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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import sync_playwright
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
def server(command: list[str], environment: dict[str, str]) -> Iterator[tuple[int, int]]:
    """A Streamlit server on a free port: the port and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "streamlit", "run", *command, "--server.port", str(port),
             "--server.headless", "true"]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(words, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet) as process:
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


async def open_view(port: int, view: str, query: str, cookie: str) -> Opened:
    """Opens a view in a session of its own, as a browser does after loading the page."""
    begun = time.perf_counter()
    headers = {"Cookie": cookie, "Origin": f"http://localhost:{port}"}
    size, drawn = 0, False
    address = f"ws://localhost:{port}/_stcore/stream"
    async with client.connect(
        address, additional_headers=headers, subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None, compression=None,
    ) as link:  # fmt: skip
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


async def many(port: int, view: str, cookie: str, count: int) -> list[Opened]:
    """That many sessions opening a view at once."""
    return list(await asyncio.gather(*(open_view(port, view, "", cookie) for _ in range(count))))


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak(pid: int) -> int:
    """MiB a process has held at most."""
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
    """Two hours of twenty people squeezed together: does the server's memory stay?"""
    views = ("ranking", "", "replies", "register", "method", "collection", "users")

    async def person(place: int, rounds: int) -> None:
        for turn in range(rounds):
            view = views[(place + turn) % len(views)]
            query = "" if turn % 3 else f"period={('4w', '13w', '26w')[turn // 3 % 3]}"
            await open_view(port, view, query, cookie)

    async def crowd(rounds: int) -> None:
        await asyncio.gather(*(person(place, rounds) for place in range(PEOPLE)))

    told = []
    for _ in range(QUARTERS):
        asyncio.run(crowd(CLICKS // QUARTERS))
        told.append(held(pid))
    clicks = PEOPLE * CLICKS
    print(f"{PEOPLE} people, {clicks} clicks: {' → '.join(map(str, told))} MiB held by quarters")


def seen(port: int, view: str, cookie: str, what: str) -> float:
    """Seconds in Chromium from the address to the element that shows the view; median of five."""
    took = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for _ in range(5):
            visitor = chromium.new_context(viewport={"width": 1440, "height": 900})
            if cookie:
                name, _sign, value = cookie.partition("=")
                url = f"http://localhost:{port}"
                visitor.add_cookies([{"name": name, "value": value, "url": url}])
            page = visitor.new_page()
            begun = time.perf_counter()
            page.goto(f"http://localhost:{port}/{view}")
            page.locator(what).first.wait_for(timeout=60_000)
            took.append(time.perf_counter() - begun)
            visitor.close()
        chromium.close()
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
            time.sleep(60)  # the watcher prepares what views open with
            for view in ("ranking", "", "replies", "register"):
                measured(f"/{view} with {PAGES} pages", port, pid, view, cookie)
            table = seen(port, "ranking", cookie, "[data-testid=stDataFrame] canvas")
            soak(port, pid, cookie)
        rows = folder / "rows.parquet"
        subprocess.run(
            [sys.executable, "-m", "benchmarks.dashboard", str(rows)], cwd=ROOT, env=environment,
            check=True,
        )  # fmt: skip
        plain = folder / "plain.py"
        plain.write_text(PLAIN.format(path=str(rows)))
        with server([str(plain)], environment) as (port, pid):
            measured("the same rows by Streamlit's defaults", port, pid, "", "")
        empty = folder / "empty.py"
        empty.write_text("import streamlit as st\nst.write('nothing')\n")
        with server([str(empty)], environment) as (port, pid):
            bare = seen(port, "", "", "[data-testid=stMarkdown]")
        print(f"full load in Chromium until the table: {table:.2f} s; an empty page {bare:.2f} s")


def rows_of(path: str) -> None:
    """Writes the rows of the ranking, for the plain page."""
    from core.settings import load
    from ui import data, installation, ranking, scores

    installation.begin(load(), lambda: int(time.time()))
    period = data.period_of(data.DEFAULT_PERIOD)
    pages = ranking.with_scores(data.wide(period), scores.scored("index", period))
    found: Any = ranking.narrow(pages, ranking.MAIN)
    found.write_parquet(path)


if __name__ == "__main__":
    rows_of(sys.argv[1])
