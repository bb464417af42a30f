"""What changed in a year, chance taken out: reactions against the earlier half year, followers.

Knows nothing of who qualifies; a change is a logarithm, an error a variance.
"""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from core.period import DAY, Period
from kpi.awards.breakthrough import year_before
from kpi.awards.posts import SHOWN, originals
from kpi.beliefs import weekly
from kpi.estimates import drawn, rates, typical
from kpi.groups import with_figures
from kpi.model import Facts
from kpi.observed import by_moment
from kpi.peers import grouped
from kpi.rating import offset_of

LEAST_POSTS = 12
LEAST_GROWTH_ERROR = 0.01**2
"""Followers of two moments cannot be told apart more finely."""


_known = pl.col("reactions").is_not_null() & (pl.col("followers") > 0)
"""Posts that say how many react: of hidden followers nobody knows."""


def halves(facts: Facts, period: Period, members: pl.DataFrame) -> tuple[Period, Period]:
    """The later half of the days, of a whole year from July on, and what it is compared with.

    That is the same half a year before, where most pages are loaded so far back, else the first
    half: one choice for all, since pages are compared by it.
    """
    days = (period.last - period.first).days + 1
    middle = period.first + timedelta(days=days // 2)
    if (period.last.month, period.last.day) == (12, 31):
        middle = date(period.last.year, 7, 1)
    later = Period(middle, period.last, period.timezone)
    before = year_before(later)
    starts = facts.intervals.join(members.select("page"), on="page", how="semi")
    reach = starts.group_by("page").agg(pl.col("start").min())
    if before and reach.filter(pl.col("start") <= before.start).height * 2 > members.height:
        return later, before
    return later, Period(period.first, middle - timedelta(days=1), period.timezone)


def reactions(
    facts: Facts, period: Period, moment: int, members: pl.DataFrame, timezone: str
) -> pl.DataFrame:
    """Changes between the halves of ``halves``.

    Returns:
        ``page, er_before, er_now`` (reactions per post and follower), ``er_change`` (believed
        change less the median of the page's group, a logarithm) with ``er_change_variance``,
        ``view_change`` and its error ``view_change_error`` (a standard deviation),
        ``fresh_posts``: posts of the later half with the most reactions per follower. One row per
        member; null where a half has fewer than ``LEAST_POSTS`` posts with known reactions and
        followers.
    """
    pages = members.select("page", "sphere", "size")
    parts, made = [], []
    for half in halves(facts, period, members):
        posts = originals(facts, half, moment).with_columns(counted=pl.lit(value=True))
        posts = posts.join(pages.select("page"), on="page", how="semi", maintain_order="left")
        made.append(posts)
        ahead = offset_of(half.end, timezone)
        enough = posts.filter(_known).group_by("page").agg(posts=pl.len())
        er, views = weekly(posts, "er_post", ahead), weekly(posts, "view_rate", ahead)
        if er.is_empty() or views.is_empty():
            return members.select("page")
        pages_of = {"er": rates(er, pages), "view": typical(views, pages)}
        half_of = enough.filter(pl.col("posts") >= LEAST_POSTS).select("page")
        for name, found in pages_of.items():
            named = found.select("page", pl.col("raw").alias(name), error=pl.col("error"))
            half_of = half_of.join(named.rename({"error": f"{name}_error"}), on="page", how="left")
        parts.append(half_of)
    now, before = parts
    both = members.join(now, on="page").join(before, on="page", suffix="_before").with_columns(
        raw=pl.col("er") - pl.col("er_before"), error=pl.col("er_error") + pl.col("er_error_before")
    )  # fmt: skip
    believed = _beyond_peers(both.filter(pl.col("raw").is_finite()))
    return both.select(
        "page", er_before=pl.col("er_before").exp(), er_now=pl.col("er").exp(),
        view_change=pl.col("view") - pl.col("view_before"),
        view_change_error=(pl.col("view_error") + pl.col("view_error_before")).sqrt(),
    ).join(believed, on="page", how="left").join(_best(made[0]), on="page", how="left")  # fmt: skip


def _best(posts: pl.DataFrame) -> pl.DataFrame:
    """``page, fresh_posts``: the ``SHOWN`` posts with the most reactions per follower."""
    known = posts.filter(_known)
    rate = pl.col("reactions") / pl.col("followers")
    ordered = known.sort(-rate, "post")
    return ordered.group_by("page", maintain_order=True).agg(
        fresh_posts=pl.col("post").head(SHOWN).cast(pl.Int64)
    )


def _beyond_peers(both: pl.DataFrame) -> pl.DataFrame:
    """Changes less the median of the group, drawn to what sphere and size let expect."""
    if both.is_empty():
        schema = {"page": pl.Int32, "er_change": pl.Float64, "er_change_variance": pl.Float64}
        return pl.DataFrame(schema=schema)
    found = grouped(both.with_columns(has=pl.lit(value=True)), "has")
    less = with_figures(found, "has", usual=pl.col("raw").median()).with_columns(
        pl.col("raw") - pl.col("usual")
    )
    return drawn(less.select("page", "sphere", "size", "raw", "error")).select(
        "page", er_change="theta", er_change_variance="variance"
    )


def growth(
    snapshots: pl.DataFrame, period: Period, moment: int, members: pl.DataFrame, ends: pl.DataFrame
) -> pl.DataFrame:
    """Growth of followers beyond what size at the start and sphere let expect.

    Args:
        snapshots: ``core.frames.Snapshots``.
        period: the year.
        moment: later snapshots do not exist.
        members: ``kpi.peers.members``.
        ends: source ``page`` of the year, with followers at both ends.

    Returns:
        ``page, growth, growth_expected`` (of pages like it)``, growth_belief`` (beyond that)``,
        growth_variance``: logarithms; one row per page known at both ends. The error is that of the
        sum of the weekly increments.
    """
    known = ends.select(pl.col("page").cast(pl.Int32), "followers", "followers_before").filter(
        pl.col("followers") > 0, pl.col("followers_before") > 0
    )
    weeks = (
        snapshots.filter(pl.col("read_at").is_between(period.start, min(period.end, moment)),
                         pl.col("followers") > 0)
        .pipe(by_moment, "read_at")
        .group_by("page", week=(pl.col("read_at") - period.start) // (7 * DAY), maintain_order=True)
        .agg(pl.col("followers").last().log())
        .with_columns(step=pl.col("followers").diff().over("page"))
        .group_by("page")
        .agg(error=pl.col("step").var() * pl.col("step").count())
    )  # fmt: skip
    raw = (pl.col("followers") / pl.col("followers_before")).log()
    found = (
        known.with_columns(raw=raw)
        .join(members.select("page", "sphere"), on="page")
        .join(weeks, on="page")
        .filter(pl.col("error").is_not_null())
        .with_columns(pl.col("error").clip(LEAST_GROWTH_ERROR), size=pl.col("followers_before"))
    )
    if found.is_empty():
        return members.select("page").clear()
    return drawn(found.select("page", "sphere", "size", "raw", "error")).select(
        "page",
        growth="raw",
        growth_expected="expected",
        growth_belief="theta",
        growth_variance="variance",
    )
