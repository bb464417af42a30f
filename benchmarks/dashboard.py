"""Opening views of a region of 3,843 pages: server CPU, bytes on the wire, many sessions at once.

The server runs as a process of its own, as ``make run`` starts it; visitors speak its websocket.
Beside it a page with the same table by Streamlit's defaults, on the same machine in the same run.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from websockets.asyncio import client

from benchmarks.memory import forget_peak, held, peak
from benchmarks.served import (
    Opened,
    ask,
    cpu,
    link_to,
    many,
    open_view,
    rest,
    server,
)  # fmt: skip
from core.settings import ROOT, Settings
from jobs import demo
from store import accounts
from store.engine import opened
from ui.visit import COOKIE, Signed, token

PAGES = 3843
WEEKS = 52
AT_ONCE = 100
OPENINGS = 30
PEOPLE = 20
CLICKS = 120
QUARTERS = 4
LOOKS = 5
KEY = "c" * 40
PLAIN = """
import polars as pl
import streamlit as st
st.dataframe(pl.read_parquet({path!r}).to_pandas())
"""
"""The plainest page with the same rows."""


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
    return kept | names, f"{COOKIE}={token(Signed('bench', now, now + 36_000), KEY)}"


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
