"""Signal on the rhythm: the week's norm filled on Sunday evening."""

from __future__ import annotations

import polars as pl

from core.period import DAY
from kpi.signals.episodes import episodes, finding
from kpi.signals.model import Example, Signal

WEEKS, OF_WEEKS, ELSEWHERE = 3, 8, 1


def _bursts(weeks: pl.DataFrame) -> pl.DataFrame:
    """Runs of weeks whose norm was reached, or nearly so, by the posts of Sunday evening alone.

    A page that posts through the week needed no burst, however much it posts on Sunday.
    """
    filled = (pl.col("late") >= pl.max_horizontal(pl.col("norm") - 1, pl.lit(1))) & (
        pl.col("posts") - pl.col("late") <= ELSEWHERE
    )
    late = weeks.filter(filled).sort("page", "week").with_columns(
        since=pl.col("at"), third=pl.col("week").shift(WEEKS - 1).over("page"),
        begun=pl.col("at").shift(WEEKS - 1).over("page"),
        posts_before=pl.concat_list(
            pl.col("late_posts").shift(turn).over("page").fill_null([]) for turn in (2, 1, 0)
        ),
    )  # fmt: skip
    flagged = late.filter(pl.col("week") - pl.col("third") < OF_WEEKS).with_columns(
        since=pl.col("begun"), until=pl.col("at")
    )
    counted = (
        flagged.select("page", "week").join(late.select("page", other="week"), on="page")
        .filter(pl.col("other") <= pl.col("week"), pl.col("week") - pl.col("other") < OF_WEEKS)
        .group_by("page", "week").agg(strength=pl.len())
    )  # fmt: skip
    found = episodes(flagged.join(counted, on=["page", "week"]), OF_WEEKS * 7 * DAY)
    return finding(
        found, pl.col("strength"), pl.lit(WEEKS), pl.col("posts_before"),
        weeks=pl.col("strength"), norm=pl.col("norm"), late=pl.col("late"),
    )  # fmt: skip


sunday_burst = Signal(
    id="sunday_burst",
    kind="signal",
    family="rhythm",
    title="Norm filled on Sunday evening",
    text="In several weeks the norm of posts was reached on Sunday evening only. It is no offence: "
    "it tells that the norm is filled rather than readers informed.",
    rule="own posts after 18:00 of Sunday ≥ norm − 1, and at most one other that week, in ≥ 3 of 8 "
    "weeks",
    sentence="In {weeks} of 8 weeks the norm of {norm} posts was filled after 18:00 of Sunday; the "
    "last time by {late} posts.",
    source="week_posts",
    points="posts",
    find=_bursts,
    example=Example(
        "Norm 3; in the weeks 1, 3 and 5 two of three posts came on Sunday evening.",
        tuple(
            {"week": week, "at": week * 7 * DAY, "posts": 3, "late": 2 * (week % 2)}
            for week in range(7)
        ),
        found=(3, 3),
    ),
)
