"""One sync: the network's loader writes through the store, replies are derived on the way.

Chosen pages may be read beside the nightly pass: their transactions are whole, and the ledger
widens what it finds in the store.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from core.period import DAY
from core.settings import ROOT, Settings, workday_hours
from jobs import pictures
from jobs.sink import StoreSink
from kpi.replies import first_replies
from loaders import ledger
from loaders.archive import Archiving, Recorded
from loaders.model import Batch, Broken, Client
from loaders.sync import Order, Outcome, Progress, Run
from loaders.vk.client import VkClient
from loaders.vk.network import Vk
from loaders.vk.parse import Vanished
from store import read, write
from store.collecting import Collecting
from store.due import Scope
from store.lock import alone

COMPLETE, INCOMPLETE, BROKEN = 0, 3, 1

HOURLY, DAILY = 45 * 60, 20 * 3600
"""Counters older than this are due again in a short and in a nightly pass."""

YOUNG = 3 * DAY
"""Posts younger than this are read every hour."""

ARCHIVE = ROOT / "data" / "archive"

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
    warn: Callable[[str], None] = lambda sentence: None, recorded: Recorded | None = None,
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
        recorded: answers instead of the network.

    Raises:
        Busy: another sync is running.
        DemoData: the database holds the demo region.
    """
    if read.mark(engine, "demo") is not None:
        raise DemoData(
            "this database holds the demo region: set KPI_DATABASE_URL to one of its own"
        )
    scope = wish.scope(settings, now)
    collecting = Collecting(engine, "vk", scope, first_replies, ledger.widened)
    with alone(engine, "chosen" if wish.kind == "chosen" else "all"):
        collecting.start(clock())
        sink = StoreSink(collecting, scope)
        sync = _Sync(collecting, sink, settings, now, clock, wish, progress, warn, recorded)
        report = sync.report()
        collecting.record_rejects(dict(sink.rejects))
        totals = asdict(report) | {"owed": sum(report.owed.values())}
        collecting.finish(clock(), totals.pop("state"), **totals)
        return sync.with_pictures(engine, report)


def replay(
    engine: Engine, settings: Settings, path: Path, clock: Callable[[], int],
    progress: Progress = lambda phase, done, total: None,
) -> Report:  # fmt: skip
    """Collects what a run was answered that ``KPI_ARCHIVE_DAYS`` kept; asks no network.

    Raises:
        WrongArchive: the file is no archive.
    """
    recorded = Recorded(path)
    asked = recorded.head["wish"]
    wish = Wish(**asked | {"only": frozenset(asked["only"] or ()) or None})
    return collect_vk(
        engine, settings, recorded.head["as_of"], clock, wish, progress=progress, recorded=recorded
    )


def archive_name(now: int, run: int, kind: str) -> str:
    """File of a run's answers; names sort by time."""
    return f"vk-{datetime.fromtimestamp(now, UTC):%Y%m%dT%H%M%SZ}-{run}-{kind}.jsonl.gz"


def purge(engine: Engine, settings: Settings, now: int, archive: Path = ARCHIVE) -> tuple[int, int]:
    """Removes what is past its retention: texts of comments, and archives that hold them.

    Returns:
        How many texts and how many files.
    """
    texts = write.purge_texts(engine, now - settings.comment_text_days * DAY)
    days = min(settings.archive_days, settings.comment_text_days)
    oldest = archive_name(now - days * DAY, 0, "")
    files = [path for path in archive.glob("vk-*.jsonl.gz") if path.name < oldest]
    for path in files:
        path.unlink()
    return texts, len(files)


class _Sync:
    """One run: its client, its progress, and what became of it."""

    def __init__(
        self, collecting: Collecting, sink: StoreSink, settings: Settings, now: int,
        clock: Callable[[], int], wish: Wish, progress: Progress, warn: Callable[[str], None],
        recorded: Recorded | None,
    ) -> None:  # fmt: skip
        self._collecting, self._sink, self._settings = collecting, sink, settings
        self._now, self._clock, self._wish = now, clock, wish
        self._told, self._warn, self._recorded = progress, warn, recorded
        self._phases: dict[str, tuple[int, int]] = {}
        self._shown = 0
        self._client: Client | None = None
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
        if self._recorded is not None:
            self._client = self._recorded
            order = replace(self._order(given.vk_wall_quota), walls=self._recorded.head["walls"])
            self._read(self._network(hashed=True), self._recorded, order)
            return
        self._client = client = VkClient(
            given.vk_tokens, given.vk_api_url, given.vk_requests_per_second,
            given.vk_timeout_seconds, given.hash_key, self._warn, self._collecting.token_use(),
        )  # fmt: skip
        order = self._order(client.left("wall.get", given.vk_wall_quota, self._now))
        network = self._network(hashed=False)
        if not given.archive_days:
            self._read(network, client, order)
            return
        path = ARCHIVE / archive_name(self._now, self._collecting.run, self._wish.kind)
        wish = asdict(self._wish) | {"only": sorted(self._wish.only or ()) or None}
        head = {"network": "vk", "as_of": self._now, "walls": order.walls, "wish": wish}
        with closing(Archiving(client, path, head, network.scrubbed)) as recording:
            self._read(network, recording, order)

    def _network(self, *, hashed: bool) -> Vk:
        since = self._now - self._settings.comment_text_days * DAY
        return Vk(self._settings.hash_key, hashed=hashed, texts_since=since)

    def _read(self, network: Vk, client: Client, order: Order) -> None:
        self._run = Run(network, client, self._sink, self._now, order, self._progress)
        self._run.collect()

    def with_pictures(self, engine: Engine, report: Report) -> Report:
        """Ends a whole night with pictures, where they are wanted; its state stays."""
        client, wanted = self._client, self._settings.pictures == "on"
        if report.state == "broken" or self._wish.kind != "full" or not wanted:
            return report
        if not isinstance(client, VkClient):  # a replay
            return report
        brought = pictures.bring(
            engine, self._settings, client, self._now, self._clock,
            most_requests=self._wish.most_requests, progress=self._told, warn=self._warn,
        )  # fmt: skip
        self._sink.save(Batch(usage=client.usage(self._now)))
        self._collecting.record_rejects(dict(brought.rejects))
        whole = replace(
            report, requests=client.requests, retries=client.retries,
            least=report.least + brought.least,
        )  # fmt: skip
        made = {name: getattr(whole, name) for name in ("requests", "retries", "least")}
        self._collecting.show(self._phases, **made)
        return whole

    def _order(self, left: int) -> Order:
        """What to ask, with so many calls of ``wall.get`` left today."""
        pages = len(self._sink.targets())
        return Order(
            pages=not self._wish.short and self._wish.post is None,
            walls=self._affordable(left, pages) if self._wish.short else None,
            scarce=self._wish.most_requests is not None or left < NIGHT * pages,
            most_requests=self._wish.most_requests,
        )

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
