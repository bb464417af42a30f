"""Signals on followers: a jump nothing explains, and followers who do not read."""

from __future__ import annotations

import polars as pl

from core.period import DAY
from kpi.observed import by_moment
from kpi.signals.episodes import episodes, finding
from kpi.signals.model import Example, Signal

SPANS = (1, 3)
"""Days over which a jump is looked for: what is bought in three days is small on each of them."""

LONGEST_SPAN = 5
"""Days between two snapshots that still speak of a span of up to three."""

FEWEST_DAYS = 14
"""Daily changes from which a page's usual change is known."""

SCATTER, LEAST, SHARE = 6.0, 30.0, 0.05
FOLLOWERS_A_VIEW = 0.10
"""A post seen a hundred times more than usual may honestly bring so many of a hundred."""

_HOURS = 6 * 3600
"""Snapshots of a nightly run drift by hours: a day before is up to six hours less."""


def _changes(days: pl.DataFrame, span: int) -> pl.DataFrame:
    """Each snapshot with the one ``span`` days before it: ``before, begun, days, gain``."""
    known = by_moment(days, "at")
    past = known.select("key", of="page", begun="at", before="followers")
    return (
        known.with_columns(pl.col("key") - span * DAY + _HOURS)
        .join_asof(past, on="key", check_sortedness=False)
        .filter(
            pl.col("of") == pl.col("page"), pl.col("at") - pl.col("begun") <= LONGEST_SPAN * DAY
        )
        .drop("key", "of")
        .with_columns(
            days=(pl.col("at") - pl.col("begun")) / DAY,
            gain=pl.col("followers") - pl.col("before"),
        )
    )


def _usual(daily: pl.DataFrame) -> pl.DataFrame:
    """What each page gains in a day: ``usual`` (median) and ``scatter`` (variance)."""
    rate = pl.col("gain") / pl.col("days")
    return (
        daily.group_by("page")
        .agg(
            usual=rate.median(),
            mean=rate.mean(),
            spread=1.4826 * (rate - rate.median()).abs().median(),
            known=pl.len(),
        )
        .filter(pl.col("known") >= FEWEST_DAYS)
        .with_columns(scatter=pl.max_horizontal(pl.col("spread") ** 2, "mean", pl.lit(1.0)))
    )


def _jumps(days: pl.DataFrame) -> pl.DataFrame:
    usual = _usual(_changes(days, 1))
    least = pl.max_horizontal(pl.lit(LEAST), SHARE * pl.col("before"))
    expected = pl.col("usual") * pl.col("days")
    scale = (pl.col("scatter") * pl.col("days") + (0.002 * pl.col("before")) ** 2).sqrt()
    spans = pl.concat([_changes(days, span) for span in SPANS]).join(usual, on="page")
    flagged = spans.filter(
        "in_period",
        pl.col("gain") - expected > SCATTER * scale,
        pl.col("gain") >= least,
        FOLLOWERS_A_VIEW * pl.col("extra_views") < pl.col("gain") - expected,
    ).with_columns(since=pl.col("begun"), until=pl.col("at"), strength=pl.col("gain") - expected)
    found = episodes(flagged, 7 * DAY)
    bar = pl.max_horizontal(least, expected + SCATTER * scale)
    first, last = pl.col("since") // DAY, pl.col("until") // DAY
    return finding(
        found, pl.col("gain"), bar, pl.concat_list(first, last),
        gained=pl.col("gain"), followers=pl.col("before"), days=pl.col("days").ceil(),
        usual=pl.col("usual").clip(0), views=pl.col("extra_views"),
    )  # fmt: skip


followers_jump = Signal(
    id="followers_jump",
    kind="signal",
    family="followers",
    title="Followers jump",
    text="Many followers came within days while no post was seen more than usual. A meeting at "
    "which everybody was asked to follow looks the same.",
    rule="gain of 1 or 3 days less the usual gain > 6 · scatter of the page's daily gains, and at "
    "least 30 and 5 % of F; breakout posts within days have fewer than 10 more views a follower",
    sentence="{gained} new followers within {days} days on {followers}; usual are {usual} a day, "
    "and breakout posts explain {views} views.",
    source="follower_days",
    points="days",
    find=_jumps,
    example=Example(
        "1,000 followers, one more a day; then 150 come on one: 152 in three days. 6 · scatter is "
        "16, 5 % of 1,017 are 51.",
        tuple(
            {"at": day * DAY, "followers": 1000 + day + (149 if day >= 20 else 0)}
            for day in range(30)
        ),
        found=(152, 50.85),
    ),
)

QUARTER = 13
"""Weeks compared at both ends of the year."""

FEWEST_WEEKS = 8
"""Weeks with posts in each of them."""

MORE, FEWER, ERRORS = 0.2, 0.45, 2.0
OF_SIZE = 0.2
"""Larger pages reach a smaller part of their followers: ln view rate falls so by ln F anyway."""


def _ends(weeks: pl.DataFrame) -> pl.DataFrame:
    """Both quarters of each page: medians of ln F and ln view rate with their errors."""
    last = weeks["week"].max()
    first = weeks["week"].min()
    side = (
        pl.when(pl.col("week") > pl.lit(last) - QUARTER).then(pl.lit("new"))
        .when(pl.col("week") < pl.lit(first) + QUARTER).then(pl.lit("old"))
    )  # fmt: skip
    aggregates = []
    for name in ("followers", "view_rate"):
        log = pl.col(name).log()
        error = 1.86 * (log - log.median()).abs().median() / pl.len().sqrt()
        aggregates += [log.median().alias(name), error.alias(f"{name}_error")]
    return (
        weeks.with_columns(side=side)
        .drop_nulls("side")
        .group_by("page", "side")
        .agg(*aggregates, known=pl.len(), since=pl.col("at").min(), until=pl.col("at").max())
        .filter(pl.col("known") >= FEWEST_WEEKS)
    )


def _hollow(weeks: pl.DataFrame) -> pl.DataFrame:
    """The region's median change of the view rate is taken out where 30 pages give one."""
    rated = weeks.filter(pl.col("view_rate") > 0, pl.col("followers") > 0)
    span = rated.select(pl.col("week").max() - pl.col("week").min()).item()
    ends = _ends(rated if (span or 0) >= 3 * QUARTER else rated.clear())
    both = ends.filter(side="old").join(ends.filter(side="new"), on="page", suffix="_new")
    change = pl.col("view_rate_new") - pl.col("view_rate")
    both = both.with_columns(more=pl.col("followers_new") - pl.col("followers")).with_columns(
        fewer=change - pl.when(pl.len() >= 30).then(change.median()).otherwise(0.0)
    )
    error = {
        name: ERRORS * (pl.col(f"{name}_error") ** 2 + pl.col(f"{name}_error_new") ** 2).sqrt()
        for name in ("followers", "view_rate")
    }
    bar = pl.max_horizontal(pl.lit(FEWER), error["view_rate"])
    lost = -pl.col("fewer") - OF_SIZE * pl.col("more")
    found = both.filter(
        pl.col("more") >= pl.max_horizontal(pl.lit(MORE), error["followers"]), lost >= bar
    ).with_columns(until=pl.col("until_new"))
    return finding(
        found, lost, bar, pl.concat_list(pl.col("since") // DAY, pl.col("until") // DAY),
        growth=100 * (pl.col("more").exp() - 1), drop=100 * (1 - (-lost).exp()),
        before=100 * pl.col("view_rate").exp(), after=100 * pl.col("view_rate_new").exp(),
    )  # fmt: skip


followers_without_readers = Signal(
    id="followers_without_readers",
    kind="signal",
    family="followers",
    title="Followers without readers",
    text="The page has many more followers than a year ago, and a much smaller part of them sees "
    "its posts. A page that lost its readers' interest while it grew looks the same.",
    rule="ln F up by ≥ 0.2 and ln view rate down by ≥ 0.45 between the first and the last 13 of 52 "
    "weeks, beyond the region's median change and 0.2 · the growth, both beyond 2 errors",
    sentence="{growth} % more followers, but posts reach {after} % of them instead of {before} %: "
    "{drop} % less than size and season account for.",
    source="year_weeks",
    points="days",
    find=_hollow,
    example=Example(
        "From 1,000 to 1,500 followers within a year; posts reached 40 % of them, then 20 %: "
        "ln 2 − 0.2 · ln 1.5 = 0.612.",
        tuple(
            {
                "week": week,
                "at": week * 7 * DAY,
                "followers": 1000.0 if week < 26 else 1500.0,
                "view_rate": 0.4 if week < 26 else 0.2,
            }
            for week in range(52)
        ),
        found=(0.6120541589383127, 0.45),
    ),
)
