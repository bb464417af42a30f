"""Requests, pace and volume of a collection, against the least that would do and the obvious way.

The emulator of VK runs as a process of its own. ``least`` is counted from the emulated world, not
from what the loader says of itself.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine, insert

from benchmarks.memory import peak
from core.settings import ROOT, Settings
from jobs.collect import Report, collect_vk
from jobs.collect import Wish as What
from store import tables as t
from store.engine import open_engine, upgrade
from tests.fakes.vk import World, random_pages
from tests.fakes.vk.world import Page, Post, living

NOW = 1_763_964_000
DAY = 86_400
REFRESH = 30
RATE = 3
"""Requests a second of one token."""
PORT = 8187


@dataclass(frozen=True)
class Least:
    """The least calls of a pass by what they read, and the requests of the obvious way."""

    pages: int
    walls: int
    comments: int
    obvious: int

    @property
    def requests(self) -> int:
        """With 500 pages a call and 25 calls a request."""
        return math.ceil(self.pages / 500) + math.ceil((self.walls + self.comments) / 25)


def readable(page: Page) -> bool:
    """Whether a page's wall can be read at all."""
    return not (page.deactivated or page.is_closed)


def comment_calls(post: Post, now: int) -> int:
    """Calls that read all comments of a post: roots, and each thread over ten."""
    roots = [root for root in post.comments if root.date <= now]
    threads = [sum(item.date <= now for item in root.thread) for root in roots]
    return max(math.ceil(len(roots) / 100), 1) + sum(math.ceil(n / 100) for n in threads if n > 10)


def first_fill(world: World, since: int) -> Least:
    """All posts since a moment, and the comments of those that have any."""
    walls = comments = posts = 0
    for page in filter(readable, world.pages):
        inside = [post for post in page.posts if since <= post.date <= NOW]
        walls += max(math.ceil(len(inside) / 100), 1)
        posts += len(inside)
        comments += sum(comment_calls(p, NOW) for p in inside if living(p, NOW))
    return Least(len(world.pages), walls, comments, len(world.pages) + walls + posts)


def next_day(world: World, since: int) -> Least:
    """The refresh window of each wall, and the comments of posts whose count has moved."""
    now, walls, comments, posts = NOW + DAY, 0, 0, 0
    for page in filter(readable, world.pages):
        seen = [post for post in page.posts if now - (REFRESH + 1) * DAY <= post.date <= now]
        walls += max(math.ceil(len(seen) / 100), 1)
        posts += len(seen)
        for post in seen:
            if post.date >= since and living(post, NOW) != living(post, now):
                comments += comment_calls(post, now)
    return Least(len(world.pages), walls, comments, len(world.pages) + walls + posts)


@contextmanager
def emulator(pages: int, weeks: int, rate: float, latency: int) -> Iterator[str]:
    """The emulator in its own process, its clock at ``NOW``; its address."""
    command = [
        sys.executable, "-m", "tests.fakes.vk", "--port", str(PORT), "--pages", str(pages),
        "--weeks", str(weeks), "--seed", "7", "--now", str(NOW + DAY), "--rate", str(rate),
        "--latency", f"execute={latency},other={latency}",
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        root = process.stdout.readline().split()[0].removesuffix("/method")
        move_clock(root, NOW)
        try:
            yield root
        finally:
            process.terminate()


def move_clock(root: str, now: int) -> None:
    """Sets the emulator's time."""
    with urllib.request.urlopen(f"{root}/_clock?now={now}") as answer:
        answer.read()


@contextmanager
def store(pages: list[str]) -> Iterator[Engine]:
    """An empty database that lists pages by screen name."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        upgrade(engine)
        rows = [
            {"page": n, "page_id": f"vk:{name}", "network": "vk", "screen_name": name,
             "listed": True}
            for n, name in enumerate(pages, 1)
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(t.pages), rows)
        yield engine
        engine.dispose()


def collect(engine: Engine, root: str, tokens: int, rate: float, now: int, since: int) -> Report:
    """One pass."""
    settings = Settings(
        vk_tokens=tuple(f"user-{n}" for n in range(tokens)), vk_api_url=f"{root}/method",
        vk_requests_per_second=rate, hash_key="b" * 32,
    )  # fmt: skip
    report = collect_vk(engine, settings, now, lambda: now, What(since=since))
    assert report.state == "complete", report
    return report


def timed(
    engine: Engine, root: str, tokens: int, rate: float, now: int, since: int
) -> tuple[Report, float, float]:
    """One pass, the seconds it took, and those of them that it computed."""
    start, worked = time.perf_counter(), time.process_time()
    report = collect(engine, root, tokens, rate, now, since)
    return report, time.perf_counter() - start, time.process_time() - worked


def screen_names(pages: int) -> list[str]:
    """Screen names of the emulated pages."""
    return [page.screen_name for page in random_pages(pages, seed=7, now=NOW + DAY, weeks=1)]


def names_of(pages: int) -> list[str]:
    """The same, made in a process of its own: a world's memory is not the collection's."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(screen_names, pages).result()


def requests(pages: int, tokens: int) -> None:
    """A first fill of 90 days and the next day's pass at an unlimited rate."""
    weeks = 14
    world = World(random_pages(pages, seed=7, now=NOW + DAY, weeks=weeks), clock=lambda: NOW)
    since = NOW - 90 * DAY
    with emulator(pages, weeks, 0, 0) as root, store([p.screen_name for p in world.pages]) as at:
        for what, now, least in (
            ("first fill of 90 days", NOW, first_fill(world, since)),
            ("the next day", NOW + DAY, next_day(world, since)),
        ):
            move_clock(root, now)
            report, took, worked = timed(at, root, tokens, 10_000, now, since)
            print(
                f"{pages} pages, {what}: {report.posts} posts, {report.comments} comments, "
                f"{report.requests} requests ÷ least {least.requests} = "
                f"{report.requests / least.requests:.3f} (the run itself says {report.least}); "
                f"the obvious way {least.obvious} = {least.obvious / least.requests:.0f} "
                f"({least.obvious / RATE / tokens / 3600:.1f} h at {RATE}/s a token); "
                f"{took:.0f} s ({worked:.0f} s of computing), "
                f"{(report.posts + report.comments) / took:.0f} rows/s"
            )


def pace(pages: int, tokens: int) -> None:
    """The same at three requests a second a token and answers after 400 ms."""
    weeks = 14
    names = names_of(pages)
    since = NOW - 90 * DAY
    with emulator(pages, weeks, RATE, 400) as root, store(names) as at:
        for what, now in (("first fill", NOW), ("the next day", NOW + DAY)):
            move_clock(root, now)
            report, took, worked = timed(at, root, tokens, RATE, now, since)
            best = report.requests / (RATE * tokens)
            print(
                f"{pages} pages, {tokens} token(s), {RATE}/s, answers after 400 ms, {what}: "
                f"{report.requests} requests in {took:.1f} s ÷ {best:.1f} s = {took / best:.3f}; "
                f"{report.retries} retries, {worked:.0f} s of computing"
            )


def volume(pages: int, days: int) -> None:
    """Rows a second and memory of a year at an unlimited rate."""
    with emulator(pages, days // 7, 0, 0) as root, store(names_of(pages)) as at:
        report, took, worked = timed(at, root, 16, 10_000, NOW, NOW - days * DAY)
    rows = report.posts + report.comments
    print(
        f"{pages} pages × {days} days: {report.posts} posts, {report.comments} comments, "
        f"{report.requests} requests in {took:.0f} s ({worked:.0f} s of computing): "
        f"{rows / took:.0f} rows/s, peak {peak(os.getpid())} MiB"
    )


def main() -> None:
    """The two sizes of a region, with as many tokens as their quota of calls needs."""
    requests(831, 1)
    requests(3843, 2)
    pace(831, 1)
    pace(3843, 2)


def year() -> None:
    """A region-year of the larger size: takes some ten minutes."""
    volume(3843, 365)
