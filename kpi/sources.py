"""From facts to the rows that KPIs aggregate: posts, weeks, appeals, and the page itself.

Every source has one row more per page, with ``counted`` false and neutral values, which carries
what is true of the page as a whole: so a page without posts is a group too, and its zero is a zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from core.calendar import is_working
from core.frames import AD, FORMATS, REPOST
from core.period import DAY, Period, midnight
from kpi.appeals import appeals, page_moments, with_survival, with_waiting
from kpi.model import Facts, Rules, SourceName
from kpi.observed import followers_at, followers_near, observed_time, own_posts, posts_inside

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
        lacking = [
            pl.lit(value, kind).alias(name)
            for name, (kind, value) in self.columns.items()
            if name not in frame.columns
        ]
        return frame.with_columns(lacking).select(
            pl.col(name).cast(kind) for name, (kind, _) in self.columns.items()
        )


_I, _F, _B, _T = pl.Int64(), pl.Float64(), pl.Boolean(), pl.String()
_PAGE: dict[str, tuple[pl.DataType, object]] = {"page": (_I, 1), "counted": (_B, True)}

POSTS = Schema({
    **_PAGE,
    "original": (_B, True), "mature": (_B, True), "format": (_T, "text"),
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
    "pos_widget": (_B, None), "comments_open": (_B, None),
})  # fmt: skip
"""One row per page: what is true of it at the end of the period."""

SCHEMAS: dict[SourceName, Schema] = {
    "page": PAGE, "posts": POSTS, "weeks": WEEKS, "appeals": APPEALS,
}  # fmt: skip


def sources(
    facts: Facts, period: Period, rules: Rules, as_of: int | None
) -> dict[SourceName, pl.DataFrame]:
    """All sources of a period, in the columns of ``SCHEMAS``."""
    moments = page_moments(facts, as_of)
    observed = observed_time(facts, period, moments)
    return {
        "page": _page(facts, period, moments, facts.as_of if as_of is None else as_of),
        "posts": _posts(facts, moments, observed),
        "weeks": week_counts(facts, period, rules, as_of),
        "appeals": _appeals(facts, period, rules, as_of),
    }


def _posts(facts: Facts, moments: pl.DataFrame, observed: pl.DataFrame) -> pl.DataFrame:
    inside = posts_inside(own_posts(facts, moments), observed).sort("page", "published", "post")
    settled = pl.min_horizontal("as_of", "read_at") - MATURITY
    gap = pl.col("position") - pl.col("position").shift(1).over("page").fill_null(0)
    names = pl.Series(FORMATS)
    judged = inside.with_columns(
        original=pl.col("flags") & (REPOST | AD) == 0,
        mature=pl.col("published") <= settled,
        format=pl.lit(names).gather(pl.col("format")),
        gap_days=gap / DAY,
    )
    rows = followers_at(judged, "published", facts.snapshots)
    last = inside.group_by("page").agg(last=pl.col("position").max())
    pages = (
        facts.pages.select("page", "audience")
        .join(observed.select("page", "total").unique(), on="page", how="left")
        .join(last, on="page", how="left")
        .with_columns(
            counted=pl.lit(False),
            original=pl.lit(False),
            mature=pl.lit(False),
            observed_days=pl.col("total").fill_null(0) / DAY,
            gap_days=(pl.col("total") - pl.col("last").fill_null(0)) / DAY,
        )
    )
    return pl.concat([POSTS.rest(rows), POSTS.rest(pages)])


def week_counts(
    facts: Facts, period: Period, rules: Rules, as_of: int | None = None
) -> pl.DataFrame:
    """Own posts by full local week wholly inside observed time.

    Returns:
        Columns of ``WEEKS`` and ``start`` (first second of the week): one row per page and week,
        and one per page with ``counted`` false.
    """
    moments = page_moments(facts, as_of)
    observed = observed_time(facts, period, moments)
    norms = facts.pages.select(
        "page",
        norm=pl.col("category").replace_strict(
            rules.norms, default=rules.norms["card"], return_dtype=pl.Int64
        ),
    )
    weeks = _weeks(period)
    cells = (
        observed.join(weeks, how="cross")
        .filter(pl.col("start") <= pl.col("week"), pl.col("next_week") <= pl.col("end"))
        .select("page", "week", "working_days")
    )
    counts = (
        own_posts(facts, moments)
        .sort("published")
        .join_asof(weeks.select("week", "next_week"), left_on="published", right_on="week")
        .filter(pl.col("published") < pl.col("next_week"))
        .group_by("page", "week")
        .agg(posts=pl.len())
    )
    rows = cells.join(counts, on=["page", "week"], how="left").join(norms, on="page")
    rows = rows.with_columns(pl.col("posts").fill_null(0), start="week")
    pages = norms.with_columns(counted=pl.lit(False), start=pl.lit(None, pl.Int64))
    return pl.concat([
        WEEKS.rest(frame).with_columns(frame["start"]) for frame in (rows, pages)
    ])  # fmt: skip


def _weeks(period: Period) -> pl.DataFrame:
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


def _appeals(facts: Facts, period: Period, rules: Rules, as_of: int | None) -> pl.DataFrame:
    inside = (pl.col("asked_at") >= period.start) & (pl.col("asked_at") < period.end)
    asked = with_waiting(appeals(facts, rules, as_of), rules).with_columns(in_period=inside)
    now = asked.filter("in_period")
    now = with_survival(now, "survival", "seconds", "waited")
    now = with_survival(now, "working_survival", "working_seconds", "working_waited")
    queue = asked.filter(~pl.col("in_period"))
    rows = pl.concat([now, queue], how="diagonal")
    unread = facts.threads.filter(~pl.col("whole")).group_by("page").agg(unread_posts=pl.len())
    pages = (
        facts.pages.select("page")
        .join(unread, on="page", how="left")
        .join(page_moments(facts, as_of), on="page")
        .with_columns(
            pl.col("unread_posts").fill_null(0), counted=pl.lit(False), in_period=pl.lit(False)
        )
    )
    return pl.concat([APPEALS.rest(rows), APPEALS.rest(pages)])


def _page(facts: Facts, period: Period, moments: pl.DataFrame, as_of: int) -> pl.DataFrame:
    ends = moments.select(
        "page",
        known=pl.col("as_of").is_not_null(),
        at=pl.min_horizontal(pl.coalesce("as_of", pl.lit(as_of)), pl.lit(period.end)),
        start=pl.lit(period.start, pl.Int64),
    )
    lasts = (
        own_posts(facts, moments)
        .join(ends, on="page")
        .filter(pl.col("published") <= pl.col("at"))
        .group_by("page")
        .agg(last=pl.col("published").max())
    )
    firsts = facts.intervals.group_by("page").agg(first=pl.col("start").min())
    now = followers_near(ends, "at", facts.snapshots)
    before = followers_near(ends, "start", facts.snapshots).rename(
        {"followers": "followers_before"}
    )
    silent = (pl.col("at") - pl.coalesce("last", "first")) / DAY
    pages = (
        facts.pages.join(ends, on="page")
        .join(lasts, on="page", how="left")
        .join(firsts, on="page", how="left")
        .join(now, on="page", how="left")
        .join(before, on="page", how="left")
        .with_columns(
            counted=pl.lit(False),
            silent_days=pl.when(pl.col("known"), silent >= 0).then(silent),
        )
    )
    return PAGE.rest(pages)
