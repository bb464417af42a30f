"""Starting a collection from outside the command line: ``cli.py sync`` as a process of its own.

A collection never runs inside the server. The child has a session of its own, so it goes on when
the server stops; it inherits the environment, so no token is ever an argument; what it says goes
to a log beside the database that only its owner may read.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine

from core.settings import ROOT, Settings
from store import accounts, read, state
from store.engine import beside

PATIENCE = 600
"""Seconds between two starts for one page."""
LARGEST_LOG = 1_000_000
"""Bytes after which the log begins anew."""

Answer = Literal["started", "running", "demo", "no_token", "unknown", "recent"]


@dataclass(frozen=True, slots=True)
class What:
    """What is to be collected: all pages, only their last days, one page, or one thread on it."""

    short: bool = False
    page_id: str | None = None
    post: int | None = None

    @property
    def lock(self) -> str:
        """Which collections it cannot run beside; see ``store.lock.alone``."""
        return "all" if self.page_id is None else "chosen"

    @property
    def target(self) -> str:
        """As the log of the product names it."""
        if self.page_id is None:
            return "last days of all pages" if self.short else "all pages"
        return self.page_id if self.post is None else f"{self.page_id} post {self.post}"

    @property
    def words(self) -> list[str]:
        """Arguments of ``sync vk``."""
        if self.page_id is None:
            return ["--short"] if self.short else []
        return [f"--page={self.page_id}", *([f"--post={self.post}"] if self.post else [])]


@dataclass(frozen=True, slots=True)
class Started:
    """What became of a press; ``wait`` is the seconds until the page may be asked for again."""

    answer: Answer
    wait: int = 0


class Child:
    """A collection this process has started; ``code`` is null while it runs."""

    def __init__(self, what: What, at: int, log: Path, process: subprocess.Popen[bytes]) -> None:
        self.what, self.at, self._log, self._process = what, at, log, process
        # Nobody may ever ask again: without this an ended child would stay in the system's table.
        threading.Thread(target=process.wait, daemon=True).start()

    @property
    def code(self) -> int | None:
        """Exit code: 0 complete, 3 incomplete, else a failure."""
        return self._process.poll()

    def last_words(self) -> str:
        """The last line of the log; empty: it said nothing."""
        with self._log.open(encoding="utf-8", errors="replace") as file:
            lines = deque((line.strip() for line in file if line.strip()), maxlen=1)
        return lines[0] if lines else ""


_children: dict[tuple[str, str], Child] = {}
"""The last child by database and lock."""


def child_of(settings: Settings, lock: str) -> Child | None:
    """The last collection this process has started under a lock; null: none."""
    return _children.get((settings.database_url, lock))


def start(engine: Engine, settings: Settings, what: What, who: str, now: int) -> Started:
    """Starts a collection, and writes into the log who started what.

    Args:
        engine: of the store, writing.
        settings: of this installation.
        what: what is to be collected.
        who: login of the person who asks; whether they may is the caller's to know.
        now: the moment.

    Raises:
        OSError: the process or its log cannot be made.
    """
    if read.mark(engine, "demo") is not None:
        return Started("demo")
    if not settings.vk_tokens:
        return Started("no_token")
    if what.page_id is not None:
        if read.find_page(engine, what.page_id) is None:
            return Started("unknown")
        last = state.last_start(engine, what.page_id)
        if last is not None and now - last < PATIENCE:
            return Started("recent", PATIENCE - (now - last))
    child = child_of(settings, what.lock)
    if (child and child.code is None) or state.is_running(engine, what.lock):
        return Started("running")
    accounts.log(engine, who, state.COLLECT, what.target, now)
    _children[settings.database_url, what.lock] = _run(settings, what, now)
    return Started("started")


def reread(
    engine: Engine, settings: Settings, page_id: str, post: int, who: str, now: int
) -> Started:
    """Reads one thread of a page at once, with the page's last posts: «already answered».

    Args:
        engine: of the store, writing.
        settings: of this installation.
        page_id: of the register, such as ``vk:123``.
        post: the post's number in its network.
        who: login of the person who asks; that they look after the page is the caller's to know.
        now: the moment.
    """
    return start(engine, settings, What(page_id=page_id, post=post), who, now)


def _run(settings: Settings, what: What, now: int) -> Child:
    ending = ".sync.log" if what.lock == "all" else ".page.log"
    path = beside(settings.database_url, ending)
    begun_anew = path.exists() and path.stat().st_size > LARGEST_LOG
    flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if begun_anew else os.O_APPEND)
    command = [sys.executable, str(ROOT / "cli.py"), "sync", "vk", *what.words]
    environment = os.environ | {"KPI_DATABASE_URL": settings.database_url}
    with open(os.open(path, flags, 0o600), "ab") as log:  # noqa: PTH123 - born with its mode
        process = subprocess.Popen(  # noqa: S603 - our own words, the page is in the register
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    return Child(what, now, path, process)
