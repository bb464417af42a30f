"""What single posts bring to the awards: outstanding posts, rubrics, formats in trend, days idle.

Reactions are likes, comments and reposts together; a post whose reactions are not all known takes
no part. Knows nothing of who qualifies.
"""

from __future__ import annotations

from datetime import time

import numpy as np
import polars as pl

from core.period import Period
from kpi.appeals import page_moments
from kpi.estimates import drawn
from kpi.model import Facts
from kpi.nominations.sources import POSTS, RUBRICS
from kpi.observed import observed_time
from kpi.peers import GRAINS, contests, grouped, name
from kpi.places import normal_share, rank_percentiles
from kpi.sources import TREND_FORMATS, standing

VIDEOS = ("clip", "video")
LEAST_OF_FORMAT, LEAST_OTHERS = 5, 12
"""Posts of a format, and of all others, from which on their reception can be compared."""

OUTSTANDING = 0.99
SHOWN = 10
"""Posts of an entry's evidence."""

MOST_PEERS = 8
LEAST_ERROR = 0.03**2


def originals(facts: Facts, period: Period, moment: int) -> pl.DataFrame:
    """Mature originals of a period.

    Returns:
        ``kpi.sources.standing`` with ``reactions``, null where they are not all known: one row per
        post, ordered by page and time; ``original`` and ``mature`` are true.
    """
    known = standing(facts, moment).filter(
        pl.col("published") >= period.start, pl.col("published") < period.end, "original", "mature"
    )
    return known.with_columns(reactions=pl.col("likes") + pl.col("comments") + pl.col("reposts"))


def _medians(posts: pl.DataFrame, figure: pl.Expr, by: tuple[str, ...] = ("page",)) -> pl.DataFrame:
    """``*by, posts, middle, error``: median of a figure and the variance of its error."""
    middles = posts.with_columns(figure=figure).with_columns(
        middle=pl.col("figure").median().over(by)
    )
    mad = (pl.col("figure") - pl.col("middle")).abs().median()
    return middles.group_by(by).agg(
        posts=pl.len(), middle=pl.col("middle").first(),
        error=((1.86 * mad) ** 2 / pl.len()).clip(LEAST_ERROR),
    )  # fmt: skip


def posts(
    rows: pl.DataFrame, members: pl.DataFrame, excluded: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Posts that reach the highest 1 % of their group, and each page's best: ``POSTS``.

    Args:
        rows: ``originals`` with ``page_id``.
        members: ``kpi.peers.members``.
        excluded: ``page, post``: what cannot be a post of the year; it still counts for the
            page's usual and the group's bar; null: nothing.
    """
    known = rows.filter(pl.col("reactions").is_not_null())
    if known.is_empty():
        return POSTS.frame([])
    middles = _medians(known, (pl.col("reactions") + 1).log())
    found = middles.join(members, on="page").rename({"middle": "raw"})
    expected = drawn(found.select("page", "sphere", "size", "raw", "error"))
    counted = known.group_by("page").agg(videos=pl.col("format").is_in(VIDEOS).sum())
    table = (
        found.select("page", "posts", usual="raw")
        .join(expected.select("page", "expected"), on="page")
        .join(_bars(known, members), on="page")
        .join(counted, on="page")
    )
    if excluded is not None:
        known = known.join(excluded, on=["page", "post"], how="anti", maintain_order="left")
    entries = known.join(table, on="page").with_columns(video=pl.col("format").is_in(VIDEOS))
    outstanding = pl.col("reactions") >= pl.col("bar")
    best = pl.col("reactions") == pl.col("reactions").max().over("page", "video")
    evidence = pl.concat_list(pl.col("post").cast(pl.Int64))
    return POSTS.rest(entries.filter(outstanding | best).with_columns(evidence=evidence))


def _bars(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """``page, bar``: the 99 % point of reactions over the posts of the page's group."""
    active = members.join(rows.select("page").unique(), on="page", how="semi")
    judged = grouped(active.with_columns(has=pl.lit(value=True)), "has")
    placed = rows.select("page", "reactions").join(judged, on="page")
    parts = []
    for number, shared in enumerate(GRAINS):
        cells = placed.group_by(group=name(shared)).agg(
            bar=pl.col("reactions").quantile(OUTSTANDING, "linear")
        )
        mine = judged.filter(grain=number).select("page", "group")
        parts.append(mine.join(cells, on="group").select("page", "bar"))
    return pl.concat(parts)


def rubrics(
    rows: pl.DataFrame, members: pl.DataFrame, tags: pl.DataFrame, timezone: str
) -> pl.DataFrame:
    """Hashtags of pages: ``RUBRICS``.

    Args:
        rows: ``originals`` with ``page_id``.
        members: ``kpi.peers.members``.
        tags: ``page, post, tag``, lower case.
        timezone: months are local.
    """
    known = rows.filter(pl.col("reactions").is_not_null(), pl.col("followers") > 0)
    figure = ((pl.col("reactions") + 1) / pl.col("followers")).log()
    issues = known.join(tags, on=["page", "post"]).with_columns(figure=figure)
    often = issues.filter(pl.len().over("page", "tag") >= LEAST_OTHERS)
    if often.is_empty():
        return RUBRICS.frame([])
    found = _medians(known, figure).join(members, on="page").rename({"middle": "raw"})
    expected = drawn(found.select("page", "sphere", "size", "raw", "error"))
    local = pl.from_epoch("published").dt.replace_time_zone("UTC").dt.convert_time_zone(timezone)
    spread = often.with_columns(month=local.dt.month()).group_by("page", "tag").agg(
        pl.col("page_id").first(), months=pl.col("month").n_unique(),
        evidence=pl.col("post").sort_by(-pl.col("figure"), "post").head(SHOWN).cast(pl.Int64),
    )  # fmt: skip
    middles = _medians(often, pl.col("figure"), ("page", "tag"))
    beside = _beside(known.with_columns(figure=figure), often)
    table = (
        middles.join(spread, on=["page", "tag"])
        .join(expected.select("page", "expected"), on="page")
        .join(beside, on=["page", "tag"], how="left")
        .join(_carried(tags, members), on="tag", how="left")
    )
    return RUBRICS.rest(table.select(
        "page", "page_id", "tag", "carried", "months", "evidence", issues="posts",
        others=pl.col("others").fill_null(0), belief=pl.col("middle") - pl.col("expected"),
        variance="error", lift=pl.col("middle") - pl.col("other"),
    ))  # fmt: skip


def _carried(tags: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """``tag, carried``: the share of pages that carry a hashtag beside the one whose it is."""
    counted = tags.join(members.select("page"), on="page", how="semi")
    others = pl.col("page").n_unique().cast(pl.Int64) - 1
    return counted.group_by("tag").agg(carried=others / max(members.height - 1, 1))


def _beside(known: pl.DataFrame, often: pl.DataFrame) -> pl.DataFrame:
    """``page, tag, others, other``: number and median figure of a page's posts beside a tag."""
    pairs = often.select("page", "tag").unique()
    own = often.select("page", "tag", "post", inside=pl.lit(value=True))
    crossed = pairs.join(known.select("page", "post", "figure"), on="page").join(
        own, on=["page", "tag", "post"], how="left"
    )
    return crossed.filter(pl.col("inside").is_null()).group_by("page", "tag").agg(
        others=pl.len(), other=pl.col("figure").median()
    )  # fmt: skip


def trends(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Clips, polls and articles of pages, and how they are received.

    Args:
        rows: ``originals``.
        members: ``kpi.peers.members``.

    Returns:
        ``page, trend_posts, trend_formats, adoption, adoption_percentile, lift, lift_percentile,
        lift_variance`` (of the percentile) and ``best_in_trend``: one row per page with a post.
    """
    in_trend = pl.col("format").is_in(TREND_FORMATS)
    counts = rows.group_by("page").agg(
        trend_posts=in_trend.sum(), adoption=in_trend.mean(),
        trend_formats=pl.col("format").filter(in_trend).n_unique(),
        best_in_trend=pl.col("post").filter(in_trend)
        .sort_by(-pl.col("reactions").filter(in_trend), pl.col("post").filter(in_trend),
                 nulls_last=True)
        .head(SHOWN).cast(pl.Int64),
    )  # fmt: skip
    found = members.join(counts, on="page", how="left", maintain_order="left").with_columns(
        has=pl.col("adoption").is_not_null()
    )
    ranks = [
        everyone.select("page", adoption_percentile=pl.Series(
            rank_percentiles(everyone["adoption"].to_numpy()), dtype=pl.Float64
        )).join(placed.select("page"), on="page", how="semi")
        for _label, everyone, placed in contests(grouped(found, "has"), "has")
    ]  # fmt: skip
    if not ranks:
        return members.select("page").clear()
    return counts.join(pl.concat(ranks), on="page").join(
        _lifts(rows, members), on="page", how="left"
    )  # fmt: skip


def _lifts(rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """``page, lift, lift_percentile, lift_variance``: beyond the peers' lift of the same format."""
    known = rows.filter(pl.col("reactions").is_not_null(), pl.col("followers") > 0).with_columns(
        in_trend=pl.col("format").is_in(TREND_FORMATS)
    )
    figure = ((pl.col("reactions") + 1) / pl.col("followers")).log()
    other = _medians(known.filter(~pl.col("in_trend")), figure).filter(
        pl.col("posts") >= LEAST_OTHERS
    )
    by_format = _medians(known.filter("in_trend"), figure, ("page", "format")).filter(
        pl.col("posts") >= LEAST_OF_FORMAT
    )
    lifts = (
        by_format.join(other, on="page", suffix="_other")
        .join(members, on="page")
        .with_columns(lift=pl.col("middle") - pl.col("middle_other"))
    )
    peers = ("level", "sphere", "format")
    usual = pl.when(pl.len().over(peers) >= MOST_PEERS).then(
        pl.col("lift").median().over(peers)
    ).otherwise(pl.col("lift").median().over("format"))  # fmt: skip
    weight = pl.col("posts") / pl.col("posts").sum()
    pages = lifts.with_columns(beyond=pl.col("lift") - usual).group_by("page").agg(
        pl.col("sphere").first(), pl.col("size").first(), raw=(pl.col("beyond") * weight).sum(),
        error=(pl.col("error") * weight**2).sum() + pl.col("error_other").first(),
    )  # fmt: skip
    if pages.is_empty():
        floats = dict.fromkeys(("lift", "lift_percentile", "lift_variance"), pl.Float64)
        return pl.DataFrame(schema={"page": pl.Int32, **floats})
    beliefs = drawn(pages)
    theta, variance = beliefs["theta"].to_numpy(), beliefs["variance"].to_numpy()
    sigma = max(float(np.sqrt(np.mean(theta**2) + np.mean(variance))), 1e-9)
    above, below = (
        100 * normal_share((theta + sign * np.sqrt(variance)) / sigma) for sign in (1, -1)
    )
    return beliefs.select("page", lift="theta").with_columns(
        lift_percentile=pl.Series(100 * normal_share(theta / sigma)),
        lift_variance=pl.Series(((above - below) / 2) ** 2),
    )


def idle_days(
    facts: Facts, period: Period, moment: int, pauses: pl.DataFrame
) -> pl.DataFrame:  # fmt: skip
    """Most whole local days in a row without an own post, days of marks left out.

    Returns:
        ``page, idle_days``: one row per page observed at all; days not wholly observed do not
        count: nobody knows whether there was a post.
    """
    observed = observed_time(facts, period, page_moments(facts, moment))
    posted = standing(facts, moment).filter(
        pl.col("published") >= period.start, pl.col("published") < period.end
    )
    days = posted.select("page", day=_local("published", period.timezone).dt.date()).unique()
    free = _days(_whole(observed, period.timezone)).unique().join(
        _days(pauses.select("page", "first", "last")), on=["page", "day"], how="anti"
    ).join(days, on=["page", "day"], how="anti")  # fmt: skip
    # Days between two posts are one row, whatever of them does not count: it breaks none.
    both = pl.concat([
        free.with_columns(posted=pl.lit(value=False)), days.with_columns(posted=pl.lit(value=True))
    ]).sort("page", "day")  # fmt: skip
    rows = both.with_columns(row=pl.col("posted").cum_sum().over("page")).group_by("page", "row")
    longest = rows.agg(idle=(~pl.col("posted")).sum()).group_by("page").agg(pl.col("idle").max())
    return observed.select(pl.col("page").cast(pl.Int32)).unique(maintain_order=True).join(
        longest, on="page", how="left", maintain_order="left"
    ).select("page", idle_days=pl.col("idle").fill_null(0).cast(pl.Int64))  # fmt: skip


def _local(moment: str, timezone: str) -> pl.Expr:
    return pl.from_epoch(moment).dt.replace_time_zone("UTC").dt.convert_time_zone(timezone)


def _whole(observed: pl.DataFrame, timezone: str) -> pl.DataFrame:
    """``page, first, last``: local days from whose first instant to their last all is observed."""
    start, end = (_local(name, timezone) for name in ("start", "end"))
    begun = start.dt.time() != time()
    return observed.select(
        "page", first=start.dt.date() + pl.duration(days=begun.cast(pl.Int64)),
        last=end.dt.date() - pl.duration(days=1),
    )  # fmt: skip


def _days(spans: pl.DataFrame) -> pl.DataFrame:
    """``page, day``: every day of ``page, first, last``, both included; some may repeat."""
    listed = spans.filter(pl.col("first") <= pl.col("last")).select(
        pl.col("page").cast(pl.Int32), day=pl.date_ranges("first", "last")
    )
    return listed.explode("day")
