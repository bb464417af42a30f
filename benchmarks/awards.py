"""A year of a large region judged for the awards, beside its rating; diplomas of 28 winners.

Two years of data, of which the later is judged: the year before stands behind its changes.
"""

from __future__ import annotations

import os
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.memory import peak
from benchmarks.timing import seconds
from core.period import parse
from core.season import Contest
from core.settings import Settings
from jobs import awards, demo, season
from jobs.award_words import Words
from jobs.report import load
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import rating
from store.engine import opened, upgrade
from tests.ui import honoured
from ui import installation
from ui.exports.awards import diplomas, papers
from ui.exports.awards.diplomas import Look

PAGES, WEEKS, PAPERS = 3843, 104, 28
NOW = 1_767_200_000
"""31 December 2025, 19:53 in Moscow."""


def main() -> None:
    """The draft of a year, cold and again, and the papers."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        with opened(url) as engine:
            upgrade(engine)
        demo.build(url, Settings(hash_key="k" * 32), PAGES, WEEKS, 7, NOW, lambda *_: None)
        # In a process of its own: what the building left behind is not in its peak.
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            pool.submit(_draft, url).result()
    installation.begin(Settings(database_url="sqlite://"), lambda: NOW)
    _papers()


def _draft(url: str) -> None:
    rules, chosen, words = Rules(), methodology("index"), Words("ru", "Europe/Moscow")
    with opened(url, read_only=True) as engine:
        started = time.perf_counter()
        facts = load(engine)
        read = time.perf_counter() - started
        draft = partial(season.judged, engine, facts, 2025, rules, chosen, words)
        started = time.perf_counter()
        found = draft().results
        cold = time.perf_counter() - started
        at_hand = awards.matter(engine, facts, 2025, rules, chosen)
        took = seconds({
            "draft": draft, "rating": partial(_rate, facts), "word": partial(draft, matter=at_hand),
        })  # fmt: skip
    print(
        f"{PAGES} pages × {WEEKS} weeks, {facts.posts.height} posts, {len(found.contests)} "
        f"contests: reading {read:.1f} s, first draft {cold:.1f} s, again {took['draft']:.1f} s "
        f"({took['draft'] / took['rating']:.1f} times the rating of the year), after a word of a "
        f"person {took['word']:.1f} s; peak {peak(os.getpid())} MiB",
        flush=True,
    )


def _rate(facts: Facts) -> None:
    rating(facts, parse("52w", "Europe/Moscow", facts.as_of), Rules(), methodology("index"))


def _papers() -> None:
    results = honoured.results()
    one = results.contests[0]
    many = tuple(
        Contest(one.nomination, f"{number}", one.entrants, one.finalists, one.winners)
        for number in range(PAPERS)
    )
    made = papers.papers(replace(results, contests=many), {})
    look = Look("Холмск", (("Министр", "А. А. Иванов"),), dear=False, arms=None)
    started = time.perf_counter()
    content = diplomas.diplomas(results, made, look)
    print(f"{len(made)} diplomas: {time.perf_counter() - started:.1f} s, "
          f"{len(content) / 1024:.0f} KiB")  # fmt: skip
