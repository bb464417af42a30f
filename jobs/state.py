"""What the collection knows about itself: what it has, what it owes, what is left of its quotas.

``known`` reads; everything else is arithmetic of what was read.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import blake2b
from typing import Any

import polars as pl
from sqlalchemy import Engine

from core.period import DAY
from core.settings import Settings
from jobs.collect import NIGHT, Wish
from jobs.forecast import RECENT, Forecast, Power, bundled, forecast, paced, spans_of
from loaders import ledger
from store import read
from store import state as stored

WALL, WHOLE = "wall.get", "*"
AGES = {"day": DAY, "two_days": 2 * DAY, "week": 7 * DAY}
"""Bounds of the ages of data, in seconds; beyond them ``older``, without data ``never``."""

Row = dict[str, Any]
Phases = dict[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Token:
    """A token by its keyed mark: calls of ``wall.get`` spent and left today.

    ``refused`` is why the network refused it last, null: it did not, or that was another day;
    ``dead`` says that it will not take it any more at all.
    """

    mark: str
    spent: int
    left: int
    dead: bool
    refused: str | None
    refused_at: int | None


@dataclass(frozen=True)
class State:
    """Everything known at ``now``.

    Attributes:
        as_of: the moment the data are of; null: nothing was ever collected.
        judged_at: the moment what is owed is judged at: the last full pass.
        runs: the last runs, newest first; ``state`` of one that was killed is ``broken``.
        progress: phases of runs under way by their number, as ``(done, total)``.
        pages: one row per listed page: ``page, page_id, name, refused, refused_at, end`` (of the
            last loaded interval, null: none), ``age`` (seconds), ``days`` (owed), ``counters`` and
            ``comments`` (posts due). A refused page owes nothing, nor does the demo.
        rejects, changes: see ``store.state``.
    """

    now: int
    as_of: int | None
    judged_at: int
    demo: bool
    runs: pl.DataFrame
    progress: dict[int, Phases]
    pages: pl.DataFrame
    rejects: pl.DataFrame
    changes: pl.DataFrame
    tokens: list[Token]
    forecast: Forecast | None

    @property
    def running(self) -> list[Row]:
        """Runs under way, newest first."""
        return self.runs.filter(pl.col("state") == "running").to_dicts()

    @property
    def last(self) -> Row | None:
        """The last run that ended; null: there was none."""
        ended = self.runs.filter(pl.col("state") != "running")
        return ended.row(0, named=True) if ended.height else None

    @property
    def owed(self) -> pl.DataFrame:
        """Rows of ``pages`` that are owed anything, most days first."""
        due = pl.any_horizontal(pl.col("days", "counters", "comments") > 0)
        return self.pages.filter(due).sort("days", "comments", "counters", descending=True)

    @property
    def refused(self) -> pl.DataFrame:
        """Rows of ``pages`` that the network refuses, newest refusal first."""
        return self.pages.filter(pl.col("refused").is_not_null()).sort(
            "refused_at", descending=True, nulls_last=True
        )

    def as_dict(self) -> Row:
        """For programs: plain values only."""
        columns = ("page_id", "refused", "refused_at")
        return {
            "as_of": self.as_of, "judged_at": self.judged_at, "last_run": self.last,
            "running": self.running, "progress": self.progress, "runs": self.runs.to_dicts(),
            "owed": totals(self.owed) | {"by_page": self.owed.drop("refused_at", "age").to_dicts()},
            "refused": self.refused.select(columns).to_dicts(),
            "changes": self.changes.to_dicts(), "rejects": self.rejects.to_dicts(),
            "tokens": [asdict(token) for token in self.tokens], "ages": ages(self.pages["age"]),
            "forecast": None if self.forecast is None else asdict(self.forecast),
        }  # fmt: skip


def known(engine: Engine, settings: Settings, now: int) -> State:
    """Everything the store knows of its collection, at a moment."""
    as_of, runs = read.as_of(engine), _runs(engine, now)
    full = runs.filter(pl.col("kind") == "full")
    judged = int(full["as_of"][0]) if full.height else as_of or now
    demo = read.mark(engine, "demo") is not None
    scope = Wish().scope(settings, judged)
    work, loaded = stored.work(engine, scope), stored.intervals(engine)
    pages = per_page(stored.pages(engine), loaded, work, scope.since, judged)
    # The demo stands still: its data are of one moment, not older every day.
    moment = as_of if demo and as_of else now
    pages = pages.with_columns(age=(moment - pl.col("end")).clip(lower_bound=0))
    if demo:
        pages = pages.with_columns(days=pl.lit(0.0), counters=pl.lit(0), comments=pl.lit(0))
    use = stored.token_use(engine)
    tokens = quotas(use, marks(settings), settings.vk_wall_quota, now)
    living = [token for token in tokens if not token.dead]
    power = Power(
        len(living), settings.vk_requests_per_second, sum(token.left for token in living),
        settings.vk_wall_quota * len(living), round(NIGHT * pages.height),
    )  # fmt: skip
    pace = paced(work, loaded, bundled(use, runs))
    progress = stored.progress(engine)
    return State(
        now, as_of, judged, demo, runs, dict([progress] if progress else []), pages,
        stored.rejects(engine, now - RECENT * DAY), stored.changes(engine), tokens,
        forecast(pages, loaded, scope.since, judged, pace, power),
    )  # fmt: skip


def under_way(engine: Engine, now: int) -> list[tuple[Row, Phases]]:
    """Runs under way, newest first, each with its phases as ``(done, total)``."""
    told = dict([found] if (found := stored.progress(engine)) else [])
    running = _runs(engine, now).filter(pl.col("state") == "running")
    return [(run, told.get(run["run"], {})) for run in running.to_dicts()]


def _runs(engine: Engine, now: int) -> pl.DataFrame:
    """The last runs; one that says it is running while nobody holds its lock was killed."""
    runs = stored.runs(engine, now - RECENT * DAY)
    running = runs.filter(pl.col("state") == "running")
    dead = [
        number
        for number, kind in running.select("run", "kind").iter_rows()
        if not stored.is_running(engine, lock_of(kind))
    ]
    killed = pl.col("run").is_in(dead)
    return runs.with_columns(
        state=pl.when(killed).then(pl.lit("broken")).otherwise("state"),
        message=pl.when(killed).then(pl.lit("killed")).otherwise("message"),
    )


def lock_of(kind: str) -> str:
    """Which lock a run of a kind holds."""
    return "chosen" if kind == "chosen" else "all"


def per_page(
    pages: pl.DataFrame, loaded: pl.DataFrame, work: pl.DataFrame, since: int, until: int
) -> pl.DataFrame:
    """Pages with ``end``, ``days`` owed between two moments, ``counters`` and ``comments`` due."""
    spans = spans_of(loaded)
    owing = [
        (page, sum(high - low + 1 for low, high in ledger.gaps(spans.get(page, []), since, until)))
        for page, refused in pages.select("page", "refused").iter_rows()
        if refused is None
    ]
    schema = {"page": pl.Int64, "seconds": pl.Int64}
    gaps = pl.DataFrame(owing, schema=schema, orient="row")
    ends = loaded.group_by("page").agg(pl.col("end").max())
    due = pl.col("refused").is_null()
    return (
        pages.join(ends, on="page", how="left", maintain_order="left")
        .join(gaps, on="page", how="left", maintain_order="left")
        .join(work, on="page", how="left", maintain_order="left")
        .with_columns(
            days=(pl.col("seconds").fill_null(0) / DAY).round(2),
            counters=pl.when(due).then("counters").fill_null(0),
            comments=pl.when(due).then("comments").fill_null(0),
        )
        .drop("seconds", "posts", "talked", "read_at")
    )


def totals(owed: pl.DataFrame) -> dict[str, int]:
    """Pages that are owed anything, their days of walls, and posts due."""
    days = math.ceil(float(owed["days"].sum()))
    due = {name: int(owed[name].sum()) for name in ("counters", "comments")}
    return {"pages": owed.height, "days": days} | due


def ages(seconds: pl.Series) -> dict[str, int]:
    """How many pages have data so old: up to each of ``AGES``, ``older``, ``never``."""
    known_ages = seconds.drop_nulls()
    counts, before = {}, 0
    for name, most in AGES.items():
        within = int((known_ages <= most).sum())
        counts[name], before = within - before, within
    return counts | {"older": known_ages.len() - before, "never": seconds.null_count()}


def marks(settings: Settings) -> list[str]:
    """The set tokens as ``loaders.vk.token`` marks them; the tokens themselves go nowhere."""
    key = settings.hash_key.encode()[:64]
    return [blake2b(t.encode(), key=key, digest_size=4).hexdigest() for t in settings.vk_tokens]


def quotas(use: pl.DataFrame, tokens: Sequence[str], quota: int, now: int) -> list[Token]:
    """What each token has spent and may still ask today.

    Args:
        use: the table ``token_use``.
        tokens: marks of the tokens that are set; none: all that were ever used.
        quota: calls of ``wall.get`` a token has a day.
        now: the moment.
    """
    rows: dict[str, dict[str, Row]] = {}
    for row in use.iter_rows(named=True):
        rows.setdefault(row["token"], {})[row["method"]] = row
    return [_token(mark, rows.get(mark, {}), quota, now) for mark in tokens or rows]


def _token(mark: str, methods: dict[str, Row], quota: int, now: int) -> Token:
    today = {
        name: row
        for name, row in methods.items()
        if name != WHOLE and 0 <= now - row["began"] < DAY
    }
    dead = methods.get(WHOLE)
    dead = dead if dead and dead["refused"] else None
    spent = today[WALL]["calls"] if WALL in today else 0
    over = WALL in today and today[WALL]["refused"] is not None
    told = dead or next((row for row in today.values() if row["refused"]), None)
    return Token(
        mark, spent, 0 if dead or over else max(quota - spent, 0), dead is not None,
        told["refused"] if told else None, told["refused_at"] if told else None,
    )  # fmt: skip
