"""From facts to the rows that signals are judged from, of pages with a hundred followers.

Everything later than a page's own as_of, and than the period, does not exist. Local weeks are
numbered from the Monday after 1970-01-01, so that weeks of different years can be subtracted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

import polars as pl

from core.frames import AD, OWN, REPOST
from core.period import DAY, WEEK, Period, midnight
from kpi.appeals import page_moments, passing
from kpi.model import Facts, Rules
from kpi.observed import by_moment, followers_at, own_posts
from kpi.signals.model import FEWEST_FOLLOWERS, SourceName
from kpi.sources import MATURITY, Schema

HISTORY_DAYS = 60
"""Days of followers before the period: what is usual must be known on its first day too."""

HISTORY_WEEKS = 31
"""Weeks of posts before the period: four that are judged and 26 to judge them by, one between."""

_I, _F, _B, _T = pl.Int64(), pl.Float64(), pl.Boolean(), pl.String()

FOLLOWER_DAYS = Schema({
    "page": (_I, 1), "at": (_I, 0), "followers": (_I, 1000), "extra_views": (_F, 0.0),
    "in_period": (_B, True),
})  # fmt: skip
"""One row per snapshot; ``extra_views``: what breakout posts (more than twice the page's median)
from six days before to two days after it were seen above the median. ``in_period``: inside it, and
old enough for settled counters."""

YEAR_WEEKS = Schema({
    "page": (_I, 1), "week": (_I, 0), "at": (_I, 0), "followers": (_F, 1000.0),
    "view_rate": (_F, 0.3),
})  # fmt: skip
"""One row per page and local week of the 52 before the end of the period: followers at its end,
median of views ÷ followers of its posts."""

LIKED_POSTS = Schema({
    "page": (_I, 1), "post": (_I, 0), "published": (_I, 0), "day": (_I, 0), "week": (_I, 0),
    "likes": (_I, 0), "views": (_I, None), "in_period": (_B, True), "level": (_T, None),
    "sphere": (_T, None), "band": (_I, 0),
})  # fmt: skip
"""One row per mature original with known likes; ``day``: local days since 1970-01-01; ``band``:
tercile of followers in its group."""

WEEK_POSTS = Schema({
    "page": (_I, 1), "week": (_I, 0), "at": (_I, 0), "norm": (_I, 3), "posts": (_I, 0),
    "late": (_I, 0), "late_posts": (pl.List(pl.Int64()), []),
})  # fmt: skip
"""One row per page and full local week: own posts, those after 18:00 of Sunday."""

QUESTIONS = Schema({
    "page": (_I, 1), "comment": (_I, 0), "author": (_I, 1), "asked_at": (_I, 0),
    "gone": (_B, False),
})  # fmt: skip
"""One row per appeal asked in the period, those that are gone included."""

SAYINGS = Schema({
    "page": (_I, 1), "by_page": (_B, False), "text_hash": (_I, 1), "letters": (_I, 40),
    "comments": (_I, 1), "posts": (_I, 1), "since": (_I, 0), "until": (_I, 0),
})  # fmt: skip
"""``kpi.signals.model.Sayings``."""

COPIES = Schema({
    "page": (_I, 1), "post": (_I, 1), "published": (_I, 0), "pages": (_I, 1), "originals": (_I, 10),
})  # fmt: skip
"""``kpi.signals.model.Copies`` with the number of the page's originals in the period."""

SCHEMAS: dict[SourceName, Schema] = {
    "follower_days": FOLLOWER_DAYS, "year_weeks": YEAR_WEEKS, "liked_posts": LIKED_POSTS,
    "week_posts": WEEK_POSTS, "questions": QUESTIONS, "sayings": SAYINGS, "copies": COPIES,
}  # fmt: skip


@dataclass(frozen=True)
class Scene:
    """What all sources share: pages judged with their ``as_of`` and ``at`` (end of what counts)."""

    facts: Facts
    period: Period
    rules: Rules
    judged: pl.DataFrame
    posts: pl.DataFrame
    moments: pl.DataFrame


def scene(facts: Facts, period: Period, rules: Rules, as_of: int | None) -> Scene:
    """Pages with at least ``FEWEST_FOLLOWERS`` in the last snapshot known before the end."""
    moments = page_moments(facts, as_of)
    ends = moments.drop_nulls().with_columns(at=pl.min_horizontal("as_of", pl.lit(period.end)))
    followers = (
        facts.snapshots.drop_nulls("followers")
        .join(ends, on="page")
        .filter(pl.col("read_at") <= pl.col("at"))
        .pipe(by_moment, "read_at")
        .group_by("page")
        .agg(pl.col("followers").last())
    )
    judged = (
        ends.join(followers, on="page")
        .filter(pl.col("followers") >= FEWEST_FOLLOWERS)
        .join(facts.pages.select("page", "level", "sphere", "category"), on="page")
    )
    needed = facts.posts.select(
        "page", "post", "published", "flags", "likes", "views", "read_at", "deleted_at"
    )
    own = own_posts(replace(facts, posts=needed), moments).drop("as_of", "deleted_at")
    posts = own.join(judged.select("page", "at"), on="page", maintain_order="left").filter(
        pl.col("published") < pl.col("at")
    )
    return Scene(facts, period, rules, judged, posts, moments)


def day_number(column: str, timezone: str) -> pl.Expr:
    """Local days since 1970-01-01, of unix seconds."""
    local = pl.from_epoch(column).dt.replace_time_zone("UTC").dt.convert_time_zone(timezone)
    return local.dt.date().cast(pl.Int32).cast(pl.Int64)


def week_number(column: str, timezone: str) -> pl.Expr:
    """Local weeks since Monday 1970-01-05, of unix seconds."""
    return (day_number(column, timezone) - 4) // 7


def week_start(number: int, timezone: str) -> int:
    """First second of a local week by its number."""
    return midnight(date(1970, 1, 5) + timedelta(weeks=number), timezone)


def follower_days(on: Scene) -> pl.DataFrame:
    """Columns of ``FOLLOWER_DAYS`` from two months before the period."""
    begin = on.period.start - HISTORY_DAYS * DAY
    seen = on.posts.filter(pl.col("views").is_not_null(), pl.col("published") >= begin - 6 * DAY)
    typical = pl.col("views").median().over("page")
    extra = (
        by_moment(seen, "published")
        .with_columns(extra=pl.when(pl.col("views") > 2 * typical).then(pl.col("views") - typical))
        .select("key", of="page", summed=pl.col("extra").fill_null(0).cum_sum().over("page"))
    )
    days = (
        on.facts.snapshots.join(on.judged.select("page", "at"), on="page")
        .filter(pl.col("read_at") <= pl.col("at"), pl.col("read_at") >= begin)
        .drop_nulls("followers")
        .pipe(by_moment, "read_at")
    )
    after, before = (_summed(days, shift, extra) for shift in (2 * DAY, -6 * DAY))
    return FOLLOWER_DAYS.rest(
        days.with_columns(
            extra_views=after - before,
            in_period=(pl.col("read_at") >= on.period.start)
            & (pl.col("read_at") <= pl.col("at") - MATURITY),
        )
        .drop("at")
        .rename({"read_at": "at"})
    )


def _summed(days: pl.DataFrame, shift: int, extra: pl.DataFrame) -> pl.Series:
    """What breakout posts were seen above the median up to so many seconds after each row."""
    found = days.select("page", key=pl.col("key") + shift).join_asof(
        extra, on="key", check_sortedness=False
    )
    mine = pl.col("of") == pl.col("page")
    return found.select(pl.when(mine).then("summed").fill_null(0.0)).to_series()


def year_weeks(on: Scene) -> pl.DataFrame:
    """Columns of ``YEAR_WEEKS``."""
    begin = on.period.end - 52 * WEEK
    originals = _originals(on).filter(pl.col("published") >= begin, pl.col("views").is_not_null())
    rated = followers_at(originals, "published", on.facts.snapshots).filter(
        pl.col("followers") > 0, ~pl.col("late_followers")
    )
    return YEAR_WEEKS.rest(
        rated.with_columns(week=week_number("published", on.period.timezone))
        .group_by("page", "week")
        .agg(
            pl.col("followers").median(),
            at=pl.col("published").max(),
            view_rate=(pl.col("views") / pl.col("followers")).median(),
        )
    )


def _originals(on: Scene) -> pl.DataFrame:
    """Mature originals up to the end, whatever the period."""
    settled = pl.min_horizontal("at", "read_at") - MATURITY
    return on.posts.filter(pl.col("flags") & (REPOST | AD) == 0, pl.col("published") <= settled)


def liked_posts(on: Scene) -> pl.DataFrame:
    """Columns of ``LIKED_POSTS`` from 31 weeks before the period."""
    rank = pl.col("followers").rank().over("level", "sphere")
    size = pl.len().over("level", "sphere")
    groups = on.judged.select(
        "page", "level", "sphere", band=(3 * (rank - 0.5) / size).floor().cast(pl.Int64)
    )
    return LIKED_POSTS.rest(
        _originals(on)
        .filter(
            pl.col("likes").is_not_null(),
            pl.col("published") >= on.period.start - HISTORY_WEEKS * WEEK,
        )
        .join(groups, on="page")
        .with_columns(
            day=day_number("published", on.period.timezone),
            week=week_number("published", on.period.timezone),
            in_period=pl.col("published") >= on.period.start,
        )
    )


def week_posts(on: Scene) -> pl.DataFrame:
    """Columns of ``WEEK_POSTS``: weeks of the period (and seven before it) with an own post."""
    zone = on.period.timezone
    norm = pl.col("category").replace_strict(
        on.rules.norms, default=on.rules.norms["card"], return_dtype=pl.Int64
    )
    posts = on.posts.filter(pl.col("published") >= on.period.start - 7 * WEEK).with_columns(
        week=week_number("published", zone)
    )
    local = pl.from_epoch("published").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
    late = (local.dt.weekday() == 7) & (local.dt.hour() >= 18)
    return WEEK_POSTS.rest(
        posts.with_columns(is_late=late)
        .group_by("page", "week")
        .agg(
            posts=pl.len(),
            late=pl.col("is_late").sum(),
            late_posts=pl.col("post").filter("is_late").sort(),
            at=pl.col("published").max(),
        )
        .join(on.judged.select("page", norm=norm), on="page")
        .with_columns(norm=pl.col("norm").cast(pl.Int64))
    )


def questions(on: Scene) -> pl.DataFrame:
    """Columns of ``QUESTIONS``: an author's comments of one turn are one, as with appeals.

    Whoever deletes a comment and writes it anew has not gone.
    """
    asked = passing(on.facts, on.rules)
    unread = on.facts.threads.filter(~pl.col("whole")).select("page", "post")
    fallen = on.facts.posts.filter(pl.col("deleted_at").is_not_null()).select(
        "page", "post", post_gone="deleted_at"
    )
    seen = (
        asked.join(on.judged.select("page", "at"), on="page")
        .filter(pl.col("asked_at") >= on.period.start, pl.col("asked_at") < pl.col("at"))
        .join(unread, on=["page", "post"], how="anti")
        .join(fallen, on=["page", "post"], how="left")
        .filter(pl.col("post_gone").is_null() | (pl.col("post_gone") > pl.col("at")))
        .with_columns(gone=(pl.col("deleted_at") <= pl.col("at")).fill_null(False))
        .sort("page", "gone", "asked_at", "comment")
        .unique(["page", "post", "root", "author", "turn"], keep="first", maintain_order=True)
        .sort("page", "asked_at", "comment")
    )
    return QUESTIONS.rest(seen)


def copies(on: Scene, found: pl.DataFrame) -> pl.DataFrame:
    """Columns of ``COPIES`` inside the period."""
    originals = (
        on.posts.filter(pl.col("published") >= on.period.start, pl.col("flags") & REPOST == 0)
        .group_by("page")
        .agg(originals=pl.len())
    )
    inside = found.filter(pl.col("published") >= on.period.start)
    posts = on.posts.filter(pl.col("flags") & OWN != 0).select("page", "post")
    return COPIES.rest(inside.join(posts, on=["page", "post"]).join(originals, on="page"))
