"""The region by week, what moved in a week, and signals: what an overview tells beside «now».

What takes seconds (two ratings, texts compared between pages) is prepared by the server's watcher,
once a data version, and only looked up in a visit: until it is there, the last that was prepared
stands, and before the first there is none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from core.period import Period, midnight
from jobs import signals, watching
from kpi.methodology import DEFAULT
from kpi.rating import Rating
from kpi.sources import sources, week_counts
from store import signal_decisions
from ui import data, ratings
from ui.installation import here, now
from ui.kept import kept
from ui.overview import data as overview_data

WEEKS = 26
LEAST_MOVE = 1.0
"""Points of the score under which a page is not said to have moved."""
FEWEST = 10
"""Questions or posts of a week under which its share says nothing."""


@dataclass(frozen=True)
class Prepared:
    """What takes seconds, of one data version.

    Attributes:
        version: of the data.
        findings: ``kpi.signals.model.Found`` of the last 13 weeks, notes left out.
        moved: ``moves`` of the rating against a week earlier.
    """

    version: int
    findings: pl.DataFrame
    moved: pl.DataFrame


def prepared() -> Prepared | None:
    """The last that was prepared; null: nothing yet."""
    last = _last()
    return last[-1] if last else None


def prepare() -> None:
    """Computes what takes seconds for the version served, and ends watches that have mended."""
    version, last = data.version(), _last()
    if not data.facts().as_of or (last and last[-1].version == version):
        return
    stand = overview_data.standing()
    region()
    data.wide(overview_data.now_period())
    moment = data.facts().as_of
    week_end = data.last_weeks(moment, 1).end
    days = here().settings.queue_days
    looked = watching.Looked(stand, data.appeals(), moment, week_end, days)
    watching.settle(here().writer, looked, now())
    last[:] = [Prepared(version, _findings(), moves(*_ratings()))]


@kept(1)
def _last() -> list[Prepared]:
    return []


def region() -> pl.DataFrame:
    """The last 26 full weeks of all listed pages, and the week that is not over.

    Returns:
        ``start`` (first second of the local week), ``full``; ``on_time`` (of the questions asked in
        the week whose deadline has passed), ``posts`` (a page's mean), ``erv`` (of mature
        originals), ``met`` (share of pages with the norm), one row per week, oldest first; null:
        too little to tell, or a week without a norm. ``posts`` and ``met`` are null in the last.
    """
    return _region(data.version())


@kept(2)
def _region(version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    period = data.last_weeks(data.facts().as_of, WEEKS)
    begins = [*data.starts(period), midnight(period.last + timedelta(1), period.timezone)]
    weeks = pl.DataFrame({"start": begins}).with_columns(full=pl.col("start") < begins[-1])
    for part in (_answers(weeks), _counts(period), _engagement(weeks, period)):
        weeks = weeks.join(part, on="start", how="left")
    return weeks.sort("start")


def _answers(weeks: pl.DataFrame) -> pl.DataFrame:
    due = _of_weeks(data.appeals(), "asked_at", weeks).filter(pl.col("deadline") <= pl.col("as_of"))
    in_time = (pl.col("answered_at") <= pl.col("deadline")).fill_null(value=False)
    return due.group_by("start").agg(on_time=_enough(in_time.mean()))


def _counts(period: Period) -> pl.DataFrame:
    counts = week_counts(data.facts(), period, data.rules()).filter("counted")
    owing = data.listed().filter(~pl.col("exempt")).select(pl.col("page").cast(pl.Int64))
    has_norm = pl.col("working_days").first() >= overview_data.LEAST_WORKING_DAYS
    met = (pl.col("posts") >= pl.col("norm")).mean()
    return (
        counts.join(owing, on="page", how="semi")
        .group_by("start")
        .agg(posts=pl.col("posts").mean(), met=pl.when(has_norm).then(met))
    )


def _engagement(weeks: pl.DataFrame, period: Period) -> pl.DataFrame:
    whole = Period(period.first, period.last + timedelta(7), period.timezone)
    found = sources(data.facts(), whole, data.rules(), None, wanted=["posts"])["posts"]
    reactions = pl.col("likes") + pl.col("comments") + pl.col("reposts")
    seen = found.filter("counted", "original", "mature", pl.col("views") > 0).with_columns(
        reactions=reactions
    )
    told = _of_weeks(seen.filter(pl.col("reactions").is_not_null()), "published", weeks)
    erv = pl.col("reactions").sum() / pl.col("views").sum()
    return told.group_by("start").agg(erv=_enough(erv))


def _of_weeks(rows: pl.DataFrame, moment: str, weeks: pl.DataFrame) -> pl.DataFrame:
    """Rows of listed pages with the ``start`` of the week their moment lies in."""
    listed = data.listed()["page"].implode()
    return (
        rows.filter(pl.col("page").is_in(listed), pl.col(moment) >= weeks["start"][0])
        .sort(moment)
        .join_asof(weeks.select("start"), left_on=moment, right_on="start", check_sortedness=False)
    )


def _enough(share: pl.Expr) -> pl.Expr:
    return pl.when(pl.len() >= FEWEST).then(share)


def _findings() -> pl.DataFrame:
    period = overview_data.now_period()
    found = signals.found(here().reader, data.facts(), period, data.rules(), notes=False)
    return found.filter(pl.col("page_id").is_in(data.listed()["page_id"].implode()))


def undecided(found: Prepared) -> pl.DataFrame:
    """Findings without a verdict, the strongest first: ``jobs.signals.with_decisions``."""
    return _undecided(found.version, signal_decisions.newest(here().reader), found)


@kept(2, beside=1)
def _undecided(version: int, newest: int, _found: Prepared) -> pl.DataFrame:  # noqa: ARG001
    told = signals.with_decisions(here().reader, _found.findings)
    strength = pl.col("value") / pl.col("threshold")
    return told.filter(pl.col("verdict").is_null()).sort(
        strength, "page_id", descending=[True, False]
    )


def _ratings() -> tuple[Rating, Rating]:
    period = data.period_of(data.DEFAULT_PERIOD)
    week = timedelta(7)
    earlier = Period(period.first - week, period.last - week, period.timezone)
    return ratings.rating(DEFAULT, period), ratings.rating(DEFAULT, earlier)


def moves(later: Rating, earlier: Rating) -> pl.DataFrame:
    """Pages whose tier moved inside one comparison group, and the figure that moved most with it.

    A tier may move because others did: a page counts only if its own score went the same way, by
    at least ``LEAST_MOVE``.

    Returns:
        One row per page: ``page, tier_before, tier, kpi`` (whose points changed most in the
        direction of the score), ``points`` (that change). A lower tier is better.
    """
    both = later.scores.select("page", "group", "tier", "score").join(
        earlier.scores.select("page", "group", tier_before="tier", score_before="score"),
        on=["page", "group"],
    )
    up = pl.col("tier") < pl.col("tier_before")
    change = pl.col("score") - pl.col("score_before")
    moved = both.filter(
        pl.col("tier") != pl.col("tier_before"),
        pl.when(up).then(change).otherwise(-change) >= LEAST_MOVE,
    )
    points = later.lines.select("page", "kpi", "points").join(
        earlier.lines.select("page", "kpi", before="points"), on=["page", "kpi"]
    )
    change = pl.col("points").fill_null(0) - pl.col("before").fill_null(0)
    most = (
        points.with_columns(points=change)
        .join(moved.select("page", up=up), on="page")
        .filter(pl.when("up").then(pl.col("points") > 0).otherwise(pl.col("points") < 0))
        .sort(pl.col("points").abs(), "kpi", descending=[True, False])
        .unique("page", keep="first", maintain_order=True)
    )
    return (
        moved.join(most.select("page", "kpi", "points"), on="page")
        .select("page", "tier_before", "tier", "kpi", "points")
        .sort(pl.col("tier") - pl.col("tier_before"), "page")
    )
