"""One sync: the network's loader writes through the store, replies are derived on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import Engine

from core.period import DAY
from core.settings import Settings
from kpi.replies import first_replies
from loaders import ledger
from loaders.model import Batch, Broken, Span, Target
from loaders.sync import Outcome, Progress, Run
from loaders.vk.client import VkClient
from loaders.vk.network import Vk
from loaders.vk.parse import Vanished
from store import read
from store.collecting import Collecting
from store.engine import database_path

COMPLETE, INCOMPLETE, BROKEN = 0, 3, 1


class Busy(RuntimeError):
    """Another sync of this database is running."""


class DemoData(RuntimeError):
    """The database holds the demo region, which is never collected."""


@dataclass(frozen=True)
class Report:
    """What a sync did; ``state`` is complete, incomplete or broken."""

    state: str
    pages: int
    posts: int
    comments: int
    requests: int
    retries: int
    owed: dict[str, int]
    message: str | None = None

    @property
    def exit_code(self) -> int:
        """0 complete, 3 incomplete but resumable, 1 broken."""
        return {"complete": COMPLETE, "incomplete": INCOMPLETE, "broken": BROKEN}[self.state]


class StoreSink:
    """The store as the loader sees it; counts rejects of the run."""

    def __init__(self, collecting: Collecting, since: int, now: int) -> None:
        self._collecting, self._since, self._now = collecting, since, now
        self._targets: dict[int, Target] = {}
        self.rejects: Counter[tuple[int, str, str]] = Counter()

    def targets(self) -> list[Target]:
        """Pages to collect."""
        found = [Target(**row) for row in self._collecting.pages()]
        self._targets = {target.page: target for target in found}
        return found

    def spans(self, page: int) -> list[Span]:
        """What to read of a page's wall, newest first; empty where it is closed or up to date."""
        known = self._collecting.wall(page)
        if known is None:
            return []
        intervals, published, stale = known
        return ledger.spans(intervals, published, self._since, self._now, stale)

    def due_posts(self) -> list[tuple[Target, int, int]]:
        """Posts whose comments are to be read, with the number the network counts."""
        due = self._collecting.due_posts()
        return [(self._targets[page], post, counted) for page, post, counted in due]

    def save(self, batch: Batch) -> None:
        """One batch, one transaction."""
        self.rejects += batch.rejects
        self._collecting.save(
            pages=batch.pages,
            refusals=batch.refusals,
            snapshots=batch.snapshots,
            posts=batch.posts,
            pinned=batch.pinned,
            windows=[(w.page, w.start, w.end, w.seen) for w in batch.windows],
            covered=[(c.page, c.start, c.end, c.origin) for c in batch.covered],
            comments=batch.comments,
            threads=batch.threads,
        )


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Holds the lock of a database's syncs; the system frees it when the process dies.

    Raises:
        Busy: another process holds it.
    """
    with path.open("a") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise Busy("another sync of this database is running") from None
        yield


def _lock(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no fcntl
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    else:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def collect_vk(
    engine: Engine, settings: Settings, now: int, clock: Callable[[], int], *,
    only: frozenset[str] | None = None, since: int | None = None,
    most_requests: int | None = None, progress: Progress = lambda phase, done, total: None,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Report:  # fmt: skip
    """Collects VK up to ``now``.

    Args:
        engine: of the store.
        settings: tokens, address and rates.
        now: the moment of the run.
        clock: tells when it began and ended.
        only: page ids; null: all listed pages.
        since: oldest moment wanted; null: ``KPI_HISTORY_DAYS`` back.
        most_requests: stop after so many HTTP requests.
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
    oldest = now - settings.history_days * DAY if since is None else since
    collecting = Collecting(
        engine, "vk", now, oldest, settings.refresh_days, first_replies, ledger.widened, only
    )
    with only_one(database_path(str(engine.url)).with_suffix(".lock")):
        number = collecting.start(clock())
        sink = StoreSink(collecting, oldest, now)
        report = _run(sink, settings, now, most_requests, progress, warn)
        collecting.record_rejects(number, dict(sink.rejects))
        totals = asdict(report) | {"owed": sum(report.owed.values())}
        collecting.finish(number, clock(), totals.pop("state"), **totals)
        return report


def _run(
    sink: StoreSink, settings: Settings, now: int, most_requests: int | None,
    progress: Progress, warn: Callable[[str], None],
) -> Report:  # fmt: skip
    outcome, requests, retries = Outcome(), 0, 0
    state, message = "broken", None
    client = run = None
    try:
        client = VkClient(
            settings.vk_tokens, settings.vk_api_url, settings.vk_requests_per_second,
            settings.vk_timeout_seconds, warn,
        )  # fmt: skip
        run = Run(Vk(settings.hash_key), client, sink, now, progress, most_requests)
        run.collect()
        state = "incomplete" if run.outcome.owed else "complete"
    except (Broken, Vanished) as error:
        message = str(error)
    if client is not None:
        requests, retries = client.requests, client.retries
    if run is not None:
        outcome = run.outcome
    return Report(
        state,
        outcome.pages,
        outcome.posts,
        outcome.comments,
        requests,
        retries,
        outcome.owed,
        message,
    )


def freshness(engine: Engine) -> dict[str, object]:
    """What a person asks first: how fresh the data are, what is owed, who is refused."""
    runs = read.runs(engine, 1)
    refused = read.refused_pages(engine)
    return {
        "as_of": read.as_of(engine),
        "last_run": runs.row(0, named=True) if runs.height else None,
        "refused": refused.to_dicts(),
    }
