"""From facts to the rows that KPIs aggregate: posts, weeks, appeals, and the page itself.

Every source has one row more per page, with ``counted`` false and neutral values, which carries
what is true of the page as a whole: so a page without posts is a group too, and its zero is a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
import polars as pl

from core.calendar import is_working
from core.frames import AD, FORMATS, REPOST
from core.period import DAY, Period, midnight
from kpi.appeals import appeals, page_moments, with_survival, with_waiting
from kpi.model import Facts, Rules, SourceName
from kpi.observed import (
    followers_at,
    followers_near,
    kept,
    moment_key,
    observed_time,
    own_posts,
    posts_inside,
)
from kpi.vanished import with_vanished

MATURITY = 72 * 3600
"""Age at which the counters of a post are taken as settled."""

TREND_FORMATS = ("poll", "clip", "article")


@dataclass(frozen=True)
class Schema:
    """Neutral values of a source's columns: what a row holds that names nothing else."""

    columns: dict[str, tuple[pl.DataType, object]]

    def frame(self, rows: list[dict[str, object]]) -> pl.DataFrame:
        """A small source frame of worked examples; unnamed columns take their neutral values."""
        neutral = {name: value for name, (_, value) in self.columns.items()}
        kinds = {name: kind for name, (kind, _) in self.columns.items()}
        return pl.DataFrame([neutral | row for row in rows], schema=kinds)

    def rest(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The frame with neutral values in the columns it lacks, in order and type."""
        known = set(frame.columns)
        return frame.select(
            pl.col(name).cast(kind) if name in known else pl.lit(value, kind).alias(name)
            for name, (kind, value) in self.columns.items()
        )


_I, _F, _B = pl.Int64(), pl.Float64(), pl.Boolean()
_PAGE: dict[str, tuple[pl.DataType, object]] = {"page": (_I, 1), "counted": (_B, True)}

POSTS = Schema({
    **_PAGE,
    "original": (_B, True), "mature": (_B, True), "format": (pl.Enum(FORMATS), "text"),
    "likes": (_I, None), "comments": (_I, None), "reposts": (_I, None), "views": (_I, None),
    "followers": (_F, None), "late_followers": (_B, False), "gap_days": (_F, None),
    "observed_days": (_F, None), "audience": (_I, None), "published": (_I, 0),
})  # fmt: skip
"""One row per own post of the observed period, and one per page with ``observed_days``, the page's
``audience`` and the last gap. ``followers`` are those when the post was published."""

WEEKS = Schema({**_PAGE, "posts": (_I, 0), "norm": (_I, 3), "working_days": (_I, 5)})
"""One row per page and full local week wholly inside its observed time."""

APPEALS = Schema({
    **_PAGE,
    "in_period": (_B, True), "asked_at": (_I, 0), "answered_at": (_I, None), "as_of": (_I, 0),
    "seconds": (_I, None), "working_seconds": (_I, None), "working_waited": (_I, 0),
    "deadline": (_I, 0), "survival": (_F, None), "working_survival": (_F, None),
    "provisional": (_B, False), "unread_posts": (_I, 0),
})  # fmt: skip
"""One row per appeal asked up to as_of, whatever the period; ``in_period`` tells those inside."""

PAGE = Schema({
    **_PAGE,
    "silent_days": (_F, None), "followers": (_I, None), "followers_before": (_I, None),
    "audience": (_I, None), "badge": (_B, None), "design_filled": (_I, None),
    "pos_widget": (_B, None), "comments_open": (_B, None), "component": (_B, None),
    "photo": (_B, None), "cover": (_B, None), "description": (_B, None), "widgets": (_I, None),
})  # fmt: skip
"""One row per page: what is true of it at the end of the period."""

SCHEMAS: dict[SourceName, Schema] = {
    "page": PAGE, "posts": POSTS, "weeks": WEEKS, "appeals": APPEALS,
}  # fmt: skip


def sources(
    facts: Facts,
    period: Period,
    rules: Rules,
    as_of: int | None,
    *,
    wanted: Collection[SourceName] = tuple(SCHEMAS),
    vanished: bool = False,
) -> dict[SourceName, pl.DataFrame]:
    """Sources of a period, in the columns of ``SCHEMAS``, ordered by page.

    Args:
        facts: what was collected.
        period: the local days to look at.
        rules: norms, deadline, rule for appeals.
        as_of: the moment to look from; null: the moment the facts are complete to.
        wanted: which; by default all.
        vanished: count questions that are gone as asked, as scores do: ``kpi.vanished``.
    """
    makers: dict[SourceName, Callable[[_View], pl.DataFrame]] = {
        "page": _page, "posts": _posts, "weeks": lambda view: _weeks(view).drop("start"),
        "appeals": lambda view: _appeals(view, vanished),
    }  # fmt: skip
    views = _views(facts, period, rules, as_of)
    return {name: pl.concat([makers[name](view) for view in views]) for name in wanted}


@dataclass(frozen=True)
class _View:
    """A portion of the facts, and what is asked of it."""

    facts: Facts
    period: Period
    rules: Rules
    moment: int

    @cached_property
    def moments(self) -> pl.DataFrame:
        return page_moments(self.facts, self.moment)

    @cached_property
    def observed(self) -> pl.DataFrame:
        return observed_time(self.facts, self.period, self.moments)

    @property
    def standing(self) -> pl.DataFrame:
        return _standing(self.facts, self.moment)


def _views(facts: Facts, period: Period, rules: Rules, as_of: int | None) -> list[_View]:
    moment = facts.as_of if as_of is None else as_of
    return [_View(portion, period, rules, moment) for portion in facts.portions()]


def _by_page(rows: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Both together, ordered by page: groups of ordered rows are several times quicker."""
    return pl.concat([rows, pages]).sort("page", maintain_order=True)


def standing(facts: Facts, moment: int) -> pl.DataFrame:
    """Own posts at a moment, whatever the period: one row per post, by page and publication.

    Columns of ``POSTS`` that no period changes, and ``post``.
    """
    return pl.concat([_standing(portion, moment) for portion in facts.portions()])


def _standing(facts: Facts, moment: int) -> pl.DataFrame:
    return kept(facts, ("posts", moment), lambda: _judged(facts, moment))


def _judged(facts: Facts, moment: int) -> pl.DataFrame:
    settled = pl.min_horizontal("as_of", "read_at") - MATURITY
    judged = own_posts(facts, page_moments(facts, moment)).select(
        "page", "post", "published", "likes", "comments", "reposts", "views",
        original=pl.col("flags") & (REPOST | AD) == 0,
        mature=pl.col("published") <= settled,
        format=pl.col("format").cast(pl.UInt8).cat.to(pl.Enum(FORMATS)),
    )  # fmt: skip
    return followers_at(judged, "published", facts.snapshots)


def _posts(view: _View) -> pl.DataFrame:
    inside = posts_inside(view.standing, view.observed)
    before = pl.when(pl.col("page") == pl.col("page").shift()).then(pl.col("position").shift())
    gap = pl.col("position") - before.fill_null(0)
    last = inside.group_by("page").agg(last=pl.col("position").max())
    pages = (
        view.facts.pages.select("page", "audience")
        .join(view.observed.select("page", "total").unique(), on="page", how="left")
        .join(last, on="page", how="left")
        .with_columns(
            counted=pl.lit(False),
            original=pl.lit(False),
            mature=pl.lit(False),
            observed_days=pl.col("total").fill_null(0) / DAY,
            gap_days=(pl.col("total") - pl.col("last").fill_null(0)) / DAY,
        )
    )
    return _by_page(POSTS.rest(inside.with_columns(gap_days=gap / DAY)), POSTS.rest(pages))


def week_counts(
    facts: Facts, period: Period, rules: Rules, as_of: int | None = None
) -> pl.DataFrame:
    """Own posts by full local week wholly inside observed time.

    Returns:
        Columns of ``WEEKS`` and ``start`` (first second of the week): one row per page and week,
        and one per page with ``counted`` false.
    """
    return pl.concat([_weeks(view) for view in _views(facts, period, rules, as_of)])


def _weeks(view: _View) -> pl.DataFrame:
    known = view.rules.norms
    norm = pl.col("category").replace_strict(known, default=known["card"], return_dtype=pl.Int64)
    norms = view.facts.pages.select("page", norm=norm)
    rows = (
        view.observed.join(_whole_weeks(view.period), how="cross")
        .filter(pl.col("start") <= pl.col("week"), pl.col("next_week") <= pl.col("end"))
        .drop("start")
        .join(norms, on="page")
    )
    times = view.standing.select(moment_key(pl.col("published"))).to_series().to_numpy()
    first, after = (
        np.searchsorted(times, rows.select(moment_key(pl.col(edge))).to_series().to_numpy())
        for edge in ("week", "next_week")
    )
    rows = rows.with_columns(posts=pl.Series(after - first), start="week")
    pages = norms.with_columns(counted=pl.lit(False), start=pl.lit(None, pl.Int64))
    return _by_page(*(WEEKS.rest(frame).with_columns(frame["start"]) for frame in (rows, pages)))


def _whole_weeks(period: Period) -> pl.DataFrame:
    """Local weeks, Monday to Sunday, wholly inside a period, with their working days."""
    monday = period.first + timedelta(days=-period.first.weekday() % 7)
    rows = []
    while monday + timedelta(days=6) <= period.last:
        days = [monday + timedelta(days=n) for n in range(7)]
        rows.append((
            midnight(monday, period.timezone),
            midnight(monday + timedelta(days=7), period.timezone),
            sum(is_working(day) for day in days),
        ))  # fmt: skip
        monday += timedelta(days=7)
    schema = {"week": pl.Int64, "next_week": pl.Int64, "working_days": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _appeals(view: _View, vanished: bool) -> pl.DataFrame:
    facts, rules, period = view.facts, view.rules, view.period
    asked = kept(
        facts,
        ("appeals", view.moment, vanished, rules.timezone, rules.deadline, rules.workday,
         rules.appeals),
        lambda: _asked(facts, rules, view.moment, vanished),
    )  # fmt: skip
    inside = (pl.col("asked_at") >= period.start) & (pl.col("asked_at") < period.end)
    rows = asked.with_columns(
        in_period=inside, **{
            name: pl.when(inside).then(name)
            for name in ("seconds", "waited", "working_seconds", "working_waited")
        }
    )  # fmt: skip
    rows = with_survival(rows, "survival", "seconds", "waited")
    rows = with_survival(rows, "working_survival", "working_seconds", "working_waited")
    unread = facts.threads.filter(~pl.col("whole")).group_by("page").agg(unread_posts=pl.len())
    pages = (
        facts.pages.select("page")
        .join(unread, on="page", how="left")
        .join(view.moments, on="page")
        .with_columns(
            pl.col("unread_posts").fill_null(0), counted=pl.lit(False), in_period=pl.lit(False)
        )
    )
    return _by_page(APPEALS.rest(rows), APPEALS.rest(pages))


def _asked(facts: Facts, rules: Rules, moment: int, vanished: bool) -> pl.DataFrame:
    """Appeals in the columns of ``APPEALS`` that no period changes, and how long each waited."""
    counted = with_vanished(facts, moment) if vanished else facts
    timed = with_waiting(appeals(counted, rules, moment), rules)
    return timed.select("waited", *(name for name in APPEALS.columns if name in timed.columns))


def _page(view: _View) -> pl.DataFrame:
    facts, period = view.facts, view.period
    ends = view.moments.select(
        "page",
        known=pl.col("as_of").is_not_null(),
        at=pl.min_horizontal(pl.coalesce("as_of", pl.lit(view.moment)), pl.lit(period.end)),
        start=pl.lit(period.start, pl.Int64),
    )
    posted = view.standing.filter(pl.col("published") <= period.end)
    lasts = posted.group_by("page").agg(last=pl.col("published").max())
    firsts = facts.intervals.group_by("page").agg(first=pl.col("start").min())
    now, before = (followers_near(ends, edge, facts.snapshots) for edge in ("at", "start"))
    silent = (pl.col("at") - pl.coalesce("last", "first")) / DAY
    pages = facts.pages.join(ends, on="page")
    for known in (lasts, firsts, now, before.rename({"followers": "followers_before"})):
        pages = pages.join(known, on="page", how="left")
    return PAGE.rest(pages.with_columns(
        counted=pl.lit(False), silent_days=pl.when(pl.col("known"), silent >= 0).then(silent)
    ))  # fmt: skip
