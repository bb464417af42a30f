"""One sync: the network's loader writes through the store, replies are derived on the way.

Chosen pages may be read beside the nightly pass: their transactions are whole, and the ledger
widens what it finds in the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.period import DAY
from core.settings import Settings, workday_hours
from jobs.sink import StoreSink
from kpi.replies import first_replies
from loaders import ledger
from loaders.model import Broken
from loaders.sync import Order, Outcome, Progress, Run
from loaders.vk.client import VkClient
from loaders.vk.network import Vk
from loaders.vk.parse import Vanished
from store import read
from store.collecting import Collecting, Scope
from store.lock import alone

COMPLETE, INCOMPLETE, BROKEN = 0, 3, 1

HOURLY, DAILY = 45 * 60, 20 * 3600
"""Counters older than this are due again in a short and in a nightly pass."""

YOUNG = 3 * DAY
"""Posts younger than this are read every hour."""

NIGHT = 1.2
"""Calls of ``wall.get`` a page that are kept for the night when short passes share a quota."""


class DemoData(RuntimeError):
    """The database holds the demo region, which is never collected."""


@dataclass(frozen=True)
class Report:
    """What a sync did; ``state`` is complete, incomplete or broken."""

    state: str
    pages: int
    posts: int
    comments: int
    least: int
    requests: int
    retries: int
    owed: dict[str, int]
    message: str | None = None

    @property
    def exit_code(self) -> int:
        """0 complete, 3 incomplete but resumable, 1 broken."""
        return {"complete": COMPLETE, "incomplete": INCOMPLETE, "broken": BROKEN}[self.state]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a sync is asked for; by default the nightly pass over all listed pages.

    Args:
        only: page ids; null: all listed pages.
        since: oldest moment wanted; null: ``KPI_HISTORY_DAYS`` back.
        most_requests: stop after so many HTTP requests.
        short: only posts of the last 72 hours and threads with open questions, as quota permits.
        post: number of a post of the one page in ``only`` whose comments are read at once.
    """

    only: frozenset[str] | None = None
    since: int | None = None
    most_requests: int | None = None
    short: bool = False
    post: int | None = None

    @property
    def kind(self) -> str:
        """As in the table ``runs``."""
        return "short" if self.short else "full" if self.only is None else "chosen"

    def scope(self, settings: Settings, now: int) -> Scope:
        """What of the store the run is about."""
        oldest = now - settings.history_days * DAY if self.since is None else self.since
        if self.short or self.post:
            return Scope(
                self.kind, now, max(now - YOUNG, oldest), YOUNG, 0 if self.post else HOURLY,
                settings.queue_days * DAY, self.only, self.post, whole=False,
            )  # fmt: skip
        return Scope(self.kind, now, oldest, settings.refresh_days * DAY, DAILY, only=self.only)


def collect_vk(
    engine: Engine, settings: Settings, now: int, clock: Callable[[], int],
    wish: Wish = Wish(), *, progress: Progress = lambda phase, done, total: None,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Report:  # fmt: skip
    """Collects VK up to ``now``.

    Args:
        engine: of the store.
        settings: tokens, address and rates.
        now: the moment of the run.
        clock: tells when it began and ended.
        wish: what is to be collected.
        progress: told after each request.
        warn: told, in a sentence, what a person should know.

    Raises:
        Busy: another sync is running.
        DemoData: the database holds the demo region.
    """
    if "demo" in read.marks(engine):
        raise DemoData(
            "this database holds the demo region: set KPI_DATABASE_URL to one of its own"
        )
    scope = wish.scope(settings, now)
    collecting = Collecting(engine, "vk", scope, first_replies, ledger.widened)
    with alone(engine, "chosen" if wish.kind == "chosen" else "all"):
        collecting.start(clock())
        sink = StoreSink(collecting, scope)
        report = _Sync(collecting, sink, settings, now, clock, wish, progress, warn).report()
        collecting.record_rejects(dict(sink.rejects))
        totals = asdict(report) | {"owed": sum(report.owed.values())}
        collecting.finish(clock(), totals.pop("state"), **totals)
        return report


class _Sync:
    """One run: its client, its progress, and what became of it."""

    def __init__(
        self, collecting: Collecting, sink: StoreSink, settings: Settings, now: int,
        clock: Callable[[], int], wish: Wish, progress: Progress, warn: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._collecting, self._sink, self._settings = collecting, sink, settings
        self._now, self._clock, self._wish = now, clock, wish
        self._told, self._warn = progress, warn
        self._phases: dict[str, tuple[int, int]] = {}
        self._shown = 0
        self._client: VkClient | None = None
        self._run: Run | None = None

    def report(self) -> Report:
        """Runs, and says what was done."""
        state, message = "broken", None
        try:
            self._collect()
            assert self._run is not None
            state = "incomplete" if self._run.outcome.owed else "complete"
        except (Broken, Vanished) as error:
            message = str(error)
        outcome = self._run.outcome if self._run else Outcome()
        return Report(state=state, owed=outcome.owed, message=message, **self._totals())

    def _totals(self) -> dict[str, int]:
        outcome = self._run.outcome if self._run else Outcome()
        return {
            "pages": outcome.pages, "posts": outcome.posts, "comments": outcome.comments,
            "least": outcome.least, "requests": self._client.requests if self._client else 0,
            "retries": self._client.retries if self._client else 0,
        }  # fmt: skip

    def _collect(self) -> None:
        given = self._settings
        self._client = client = VkClient(
            given.vk_tokens, given.vk_api_url, given.vk_requests_per_second,
            given.vk_timeout_seconds, given.hash_key, self._warn, self._collecting.token_use(),
        )  # fmt: skip
        left = client.left("wall.get", given.vk_wall_quota, self._now)
        pages = len(self._sink.targets())
        order = Order(
            pages=not self._wish.short and self._wish.post is None,
            walls=self._affordable(left, pages) if self._wish.short else None,
            scarce=self._wish.most_requests is not None or left < NIGHT * pages,
            most_requests=self._wish.most_requests,
        )
        network = Vk(given.hash_key)
        self._run = Run(network, client, self._sink, self._now, order, self._progress, client.lanes)
        self._run.collect()

    def _affordable(self, left: int, pages: int) -> int:
        """Walls this short pass may read, so that the later ones and the night have theirs."""
        local = datetime.fromtimestamp(self._now, ZoneInfo(self._settings.timezone))
        seconds = local.hour * 3600 + local.minute * 60
        _, evening = workday_hours(self._settings.workday)
        passes = max((evening - seconds) // 3600, 0) + 1
        return max((left - round(NIGHT * pages)) // passes, 0)

    def _progress(self, phase: str, done: int, total: int) -> None:
        self._told(phase, done, total)
        self._phases[phase] = (done, total)
        if (at := self._clock()) != self._shown:
            self._shown = at
            self._collecting.show(self._phases, **self._totals())


def freshness(engine: Engine) -> dict[str, object]:
    """What a person asks first: how fresh the data are, what is owed, who is refused."""
    runs = read.runs(engine, 1)
    refused = read.refused_pages(engine)
    return {
        "as_of": read.as_of(engine),
        "last_run": runs.row(0, named=True) if runs.height else None,
        "refused": refused.to_dicts(),
    }
