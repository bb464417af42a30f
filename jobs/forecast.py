"""How long the filling of the store will take: an estimate, by arithmetic alone.

Posts a page and the share of posts with comments are taken from what is stored, before that from
the usual proportions of official pages. Nothing here reads; the moment is an argument.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from core.period import DAY, WEEK
from loaders import ledger
from loaders.vk.client import PAGES_IN_CALL
from loaders.vk.sizes import FIRST_GUESS, LIMIT
from loaders.vk.token import CALLS_IN_EXECUTE
from loaders.walls import LARGEST

RECENT = 30
"""Days that a first fill reads before the rest."""

USUAL_POSTS = 7.5 / 7
"""Posts a page and day: 6–9 a week."""
USUAL_TALKED = 1 - math.exp(-0.4)
"""Share of posts with comments, where a post has 0.4 of them on average and they fall by chance."""
TELLING = 7
"""Page-days that must be loaded before they tell more than the usual proportions."""
TELLING_CALLS = 50
BATCHED = 1.5
"""Calls a request from which on tokens are seen to bundle them."""


@dataclass(frozen=True, slots=True)
class Pace:
    """What a page costs: ``posts`` a day, share of them ``talked`` about, calls bundled or not.

    ``batches`` is null while nobody knows; ``measured`` tells stored data from usual proportions.
    """

    posts: float
    talked: float
    batches: bool | None
    measured: bool


@dataclass(frozen=True, slots=True)
class Need:
    """What is to be read: days of each wall, and posts whose comments are known to be due."""

    days: tuple[float, ...]
    comments: int = 0


@dataclass(frozen=True, slots=True)
class Power:
    """What may be asked: living tokens, requests a second of each, ``wall.get`` left and a day.

    ``night`` is how many of these a day's own pass takes once the first day is over.
    """

    tokens: int
    rate: float
    left: int
    daily: int
    night: int


@dataclass(frozen=True, slots=True)
class Stage:
    """An estimate: requests, the seconds they take at the set rate, days the quota bounds it.

    ``days`` 0: today's quota will do; null: the quota never does. ``slowest`` is the seconds
    without bundling, null where it is known whether tokens bundle.
    """

    requests: int
    seconds: int
    days: int | None
    slowest: int | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """Both stages of a fill: the last 30 days of all pages, and all that is owed."""

    recent: Stage
    whole: Stage
    pace: Pace
    tokens: int


def spans_of(loaded: pl.DataFrame) -> dict[int, list[tuple[int, int, bool]]]:
    """Loaded intervals by page."""
    found: dict[int, list[tuple[int, int, bool]]] = {}
    for page, start, end, origin in loaded.iter_rows():
        found.setdefault(page, []).append((start, end, origin))
    return found


def bundled(use: pl.DataFrame, runs: pl.DataFrame) -> bool | None:
    """Whether tokens bundle calls, by calls and requests of their last day; null: too few."""
    asked = use.filter(pl.col("method") != "*")
    if asked.is_empty() or asked["calls"].sum() < TELLING_CALLS:
        return None
    since = runs.filter(pl.col("as_of") >= asked["began"].min())
    calls, requests = int(asked["calls"].sum()), int(since["requests"].sum())
    return calls / requests >= BATCHED if requests else None


def paced(work: pl.DataFrame, loaded: pl.DataFrame, batches: bool | None) -> Pace:
    """What pages cost by what is stored, or by the usual proportions where that tells little."""
    days = int((loaded["end"] - loaded["start"] + 1).sum()) / DAY
    posts, talked = int(work["posts"].sum()), int(work["talked"].sum())
    if days < TELLING or not posts:
        return Pace(USUAL_POSTS, USUAL_TALKED, batches, measured=False)
    return Pace(posts / days, talked / posts, batches, measured=True)


def forecast(
    pages: pl.DataFrame, loaded: pl.DataFrame, since: int, until: int, pace: Pace, power: Power
) -> Forecast | None:
    """What reading all that is owed will take; null: no page is owed a day."""
    spans = spans_of(loaded)
    owing = pages.filter(pl.col("days") > 0)
    if owing.is_empty():
        return None
    recent = max(until - RECENT * DAY, since)
    known_due = int(pages["comments"].sum())
    first, rest = (
        [_days(ledger.gaps(spans.get(page, []), low, until)) for page in owing["page"]]
        for low in (recent, since)
    )
    return Forecast(
        stage(Need(tuple(d for d in first if d), known_due), pace, power),
        stage(Need(tuple(rest), known_due), pace, power), pace, power.tokens,
    )  # fmt: skip


def _days(gaps: Iterable[tuple[int, int]]) -> float:
    return sum(high - low + 1 for low, high in gaps) / DAY


def stage(need: Need, pace: Pace, power: Power) -> Stage:
    """Requests, seconds and days that a need takes; without a token, as if there were one."""
    walls = sum(max(math.ceil(pace.posts * days / LARGEST), 1) for days in need.days)
    posts = pace.posts * sum(need.days)
    calls = walls + need.comments + round(posts * pace.talked)
    pages = math.ceil(len(need.days) / PAGES_IN_CALL)
    by_bytes = math.ceil(posts * FIRST_GUESS / LIMIT)
    few = pages + max(math.ceil(calls / CALLS_IN_EXECUTE), by_bytes)
    rate = power.rate * max(power.tokens, 1)
    requests = pages + calls if pace.batches is False else few
    slowest = round((pages + calls) / rate) if pace.batches is None else None
    return Stage(requests, round(requests / rate), quota_days(walls, power), slowest)


def quota_days(walls: int, power: Power) -> int | None:
    """Days beyond today until the quota has allowed so many calls; null: it never does."""
    if not power.tokens or walls <= power.left:
        return 0
    each = power.daily - power.night
    return None if each <= 0 else math.ceil((walls - power.left) / each)


def next_run(begun: Iterable[int], now: int) -> int | None:
    """When the next run is likely to begin: a week after one did, else a day after.

    The schedule is the machine's own, so what it did tells it; a week holds nights, working hours
    and weekends alike.

    Args:
        begun: when runs of all pages began, in any order, at least a week and a day back.
        now: the moment.

    Returns:
        Null: runs are not that old yet, or none began in those days.
    """
    known = sorted(begun)
    for span in (WEEK, DAY):
        if known and known[0] <= now - span:
            return next((one + span for one in known if one > now - span), None)
    return None
