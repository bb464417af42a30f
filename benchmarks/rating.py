"""All KPIs and the rating with intervals: a new process, another period, and the cost of a page."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import polars as pl
from sqlalchemy import insert

from benchmarks.memory import peak
from benchmarks.region import NOW, region
from benchmarks.timing import seconds
from core.period import parse
from core.settings import Settings
from jobs.report import load
from kpi.evaluate import values
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import rating
from store import tables as t
from store import write
from store.engine import opened, upgrade
from ui import data, installation, ratings

STRESS = (3843, 2_600_000, 5_500_000)
"""Pages, posts, citizens' comments: twice the posts and fifteen times the comments of a year."""

SIZES = (831, 3843, 15_000)
A_PAGE = {"the stress size": (677, 1431), "a real region-year": (340, 100)}
"""Posts of a page and citizens' comments under them."""

PART = 250_000
"""Rows written at once."""


def judged(facts: Facts, period: str) -> None:
    """All KPIs and the rating by the index."""
    rules = Rules()
    days = parse(period, rules.timezone, facts.as_of)
    values(facts, days, rules)
    rating(facts, days, rules, methodology("index"))


def cost_of_a_page() -> None:
    """What a page costs as regions grow, facts in memory; sizes take turns."""
    for words, (posts, comments) in A_PAGE.items():
        sides: dict[str, Callable[[], None]] = {}
        for pages in SIZES:
            facts = region(pages, pages * posts, pages * comments)
            judged(facts, "52w")
            sides[str(pages)] = partial(judged, facts, "26w")
        took = seconds(sides)
        each = {size: spent / int(size) for size, spent in took.items()}
        print(f"a page as of {words}: {posts} posts, {comments} comments by citizens")
        for size, spent in took.items():
            print(
                f"{size} pages: {spent:.2f} s, {1e6 * each[size]:.0f} µs a page, "
                f"{each[size] / each['3843']:.2f} of that at 3843",
                flush=True,
            )


def build(url: str) -> None:
    """Writes the stress region as a sync would have left it; the comments' texts are left out."""
    facts = region(*STRESS)
    bodies = facts.pages.select(
        "name", "level", "sphere", "category", "audience", "exempt", "listed", body="page"
    )
    pages = facts.pages.with_columns(body="page")
    frames = {
        t.bodies: bodies, t.pages: pages, t.snapshots: facts.snapshots,
        t.intervals: facts.intervals, t.posts: facts.posts, t.threads: facts.threads,
        t.first_replies: facts.first_replies,
    }  # fmt: skip
    run = {"network": "vk", "started_at": NOW, "as_of": NOW, "state": "complete", "pages": 1}
    with opened(url) as engine:
        upgrade(engine)
        with engine.begin() as connection:
            for table, frame in frames.items():
                for part in frame.iter_slices(PART):
                    write.append(connection, table, part)
            connection.execute(insert(t.runs).values(run))


def measure(url: str) -> None:
    """In a process of its own: read, compute, compute another period; seconds and memory."""
    started = time.perf_counter()
    with opened(url, read_only=True) as engine:
        facts = load(engine)
    read = time.perf_counter()
    judged(facts, "52w")
    done = time.perf_counter()
    warm = seconds({"warm": partial(judged, facts, "26w")})["warm"]
    reading = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"cold {done - started:.2f} s (reading {read - started:.2f} s), "
        f"another period {warm:.2f} s, peak {peak(os.getpid())} MiB, "
        f"of a reading process {reading} MiB"
    )


def hit(url: str) -> None:
    """In a process of its own: what a view waits for that asks again for what is kept."""
    installation.begin(Settings(database_url=url), lambda: NOW)
    period = data.period_of("52w")

    def asked() -> None:
        data.wide(period)
        ratings.rating("index", period)

    asked()
    print(
        f"asked again for all KPIs and the rating: {1000 * seconds({'hit': asked})['hit']:.2f} ms"
    )


def cold() -> None:
    """The stress region from its database in a new process; building it takes minutes."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        build(url)
        print("{} pages, {} posts, {} comments by citizens".format(*STRESS), flush=True)
        for part in ("measure", "hit"):
            subprocess.run([sys.executable, "-m", "benchmarks.rating", part, url], check=True)


def stress() -> None:
    """Facts of the stress size in memory."""
    facts = region(*STRESS)
    judged(facts, "52w")
    took = seconds({period: partial(judged, facts, period) for period in ("13w", "26w", "52w")})
    print(
        "{} pages, {} posts, {} comments by citizens, ".format(*STRESS)
        + f"{pl.thread_pool_size()} threads, facts in memory: "
        + ", ".join(f"{period} {time:.2f} s" for period, time in took.items())
    )
    del facts
    cost_of_a_page()


if __name__ == "__main__":
    {"measure": measure, "hit": hit}[sys.argv[1]](sys.argv[2])
