"""The signal on likes that rise without views: the page against its own half year before.

What a page's own half year before promises for the same views is set beside the likes of 7 and 28
days; ``kpi.signals.odds`` says how much likelier they are if bought.
"""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from core.period import DAY
from kpi.signals.episodes import episodes, finding
from kpi.signals.model import Example, Signal
from kpi.signals.odds import Windows, odds

BASE_WEEKS, LAG_WEEKS = 26, 2
"""Weeks a page is compared with, up to the one before last: the judged one is never among them."""

FEWEST_POSTS, FEWEST_LIKES, FEWEST_WEEKS = 30, 20, 13
"""What these weeks must hold, or the page is not judged."""

FEWEST_PAGES = 30
"""Pages from which the region tells what is usual."""

BREAKOUT, JUDGED = 2.0, 4.0
"""Times the page's median views: above the first a post tells nothing of what is usual, above the
second it is not judged: news brings likes, views and readers at once, bought likes no views."""

SCATTER, USUAL_POSTS = 0.16, 60.0
"""Variance of the likes of equal posts, where the region does not say; it counts for so many."""

SHARED, USUAL_PAIRS = 0.03, 1000.0
"""Variance that the posts of a week share, likewise."""

MATERIAL, UNUSUAL = 1.5, 3.0
"""Likes at least so many times the expected ones, and so many standard deviations above them."""

BARS = {7: (9.0, 9.5), 28: (10.0, 9.0)}
"""Days of a window → ln of how many times likelier inflation must be than none: by likes ordered in
equal numbers, and by likes in proportion to what a post has anyway."""


def _base(weekly: pl.DataFrame, names: tuple[str, ...]) -> pl.DataFrame:
    """Sums over the base weeks of every week, as ``base_*``: one row per page and week."""
    ends = weekly.group_by("page").agg(low=pl.col("week").min(), high=pl.col("week").max())
    every = ends.select("page", week=pl.int_ranges("low", pl.col("high") + 1)).explode("week")
    summed = (
        pl.col(name).rolling_sum(BASE_WEEKS, min_samples=1).shift(LAG_WEEKS).over("page")
        for name in names
    )
    return (
        every.join(weekly, on=["page", "week"], how="left")
        .sort("page", "week")
        .with_columns(pl.col(names).fill_null(0))
        .select("page", "week", *(s.fill_null(0).name.prefix("base_") for s in summed))
    )


def _expected(posts: pl.DataFrame) -> pl.DataFrame:
    """Posts with enough behind them: ``usual`` likes for their views, ``order`` the mean likes."""
    times = pl.col("views") / pl.col("views").median().over("page")
    columns = ("page", "week", "day", "published", "post", "likes", "in_period")
    seen = posts.drop_nulls("views").select(*columns, "views", times=times).filter(
        pl.col("times") <= JUDGED
    )  # fmt: skip
    weekly = (
        seen.filter(pl.col("times") <= BREAKOUT)
        .group_by("page", "week")
        .agg(
            pl.col("likes", "views").sum(), posts=pl.len().cast(pl.Int64), weeks=pl.lit(1, pl.Int64)
        )
    )
    known = (
        seen.join(_base(weekly, ("likes", "views", "posts", "weeks")), on=["page", "week"])
        .filter(
            pl.col("base_posts") >= FEWEST_POSTS,
            pl.col("base_likes") >= FEWEST_LIKES,
            pl.col("base_weeks") >= FEWEST_WEEKS,
        )
        .select(
            *columns, "base_likes",
            usual=pl.col("views") * (pl.col("base_likes") + 0.5) / pl.col("base_views"),
            order=pl.col("base_likes") / pl.col("base_posts"),
        )
    )  # fmt: skip
    return _with_habits(_with_region(known))


def _with_region(known: pl.DataFrame) -> pl.DataFrame:
    """``usual`` times the median page's week where enough pages posted: a holiday is all's."""
    pages = known.group_by("page", "week").agg(pl.col("likes", "usual").sum())
    rise = ((pl.col("likes") + 0.5) / (pl.col("usual") + 0.5)).median()
    region = pages.group_by("week").agg(
        common=pl.when(pl.len() >= FEWEST_PAGES).then(rise).otherwise(1.0)
    )
    return (
        known.join(region, on="week")
        .with_columns(pl.col("usual") * pl.col("common"))
        .drop("common")
    )


def _with_habits(known: pl.DataFrame) -> pl.DataFrame:
    """Adds ``scatter`` and ``shared``: how a page's posts and weeks vary by themselves.

    Of the page's weeks before, squeezed towards the region's median page; a page is never taken
    for steadier than that.
    """
    off = (pl.col("likes") - pl.col("usual")) / pl.col("order")
    tame = off.clip(-2.0, 4.0)
    size, noise = pl.col("usual") / pl.col("order"), pl.col("usual") / pl.col("order") ** 2
    weekly = known.group_by("page", "week").agg(
        square=(tame**2 - noise).sum(), posts_squared=(size**2).sum(),
        product=tame.sum() ** 2 - (tame**2).sum(), pairs=size.sum() ** 2 - (size**2).sum(),
    )  # fmt: skip
    whole = weekly.group_by("page").agg(pl.exclude("week").sum())
    both = _typical(whole, "square", "posts_squared", 30, SCATTER + SHARED)
    shared = _typical(whole, "product", "pairs", 100, SHARED)
    names = ("square", "posts_squared", "product", "pairs")
    habits = _base(weekly, names).select(
        "page", "week",
        shared=((pl.col("base_product") + USUAL_PAIRS * shared)
                / (pl.col("base_pairs") + USUAL_PAIRS)).clip(shared, 1.0),
        scatter=(pl.col("base_square") + USUAL_POSTS * both)
                / (pl.col("base_posts_squared") + USUAL_POSTS),
    )  # fmt: skip
    apart = (pl.col("scatter") - pl.col("shared")).clip(max(both - shared, both / 2), 2.0)
    return known.join(habits.with_columns(scatter=apart), on=["page", "week"])


def _typical(pages: pl.DataFrame, part: str, whole: str, least: float, default: float) -> float:
    """The median page's ratio, at least half the default; the default where too few tell."""
    told = pages.filter(pl.col(whole) > least).select(ratio=pl.col(part) / pl.col(whole))["ratio"]
    return max(float(np.median(told)), default / 2) if len(told) >= FEWEST_PAGES else default


def _windows(posts: pl.DataFrame, days: int) -> pl.DataFrame:
    """Unusual windows of ``days`` from a midnight, with ``orders`` and ``shares``: ln of the odds.

    A window holds ``n`` posts from the row ``at`` on.

    From every midnight, so that one of them holds what was ordered for as many days and no post
    before or after: a single post without an order speaks against orders under the others.

    The luck of four weeks is half that of one: weeks that follow each other are not quite apart.
    """
    luck = pl.col("shared") * math.sqrt(7 / days) + (1 + pl.col("scatter")) / pl.col("base_likes")
    deviation = (
        pl.col("usual")
        + pl.col("scatter") * pl.col("square")
        + pl.col("shared") * pl.col("usual") ** 2
    ).sqrt()
    found = (
        posts.with_columns(
            shared=luck, square=pl.col("usual") ** 2, end=pl.col("day").max() + 1
        )
        .group_by_dynamic("day", every="1i", period=f"{days}i", group_by="page")
        .agg(
            pl.len().alias("n"), pl.col("likes", "usual", "square").sum(),
            pl.col("published").first().alias("since"), pl.col("published").last().alias("until"),
            pl.col("scatter", "shared", "in_period", "end").last(), pl.col("at").first(),
        )
        .filter(
            "in_period", pl.col("day") + days <= pl.col("end"), pl.col("n") >= 3,
            pl.col("likes") > MATERIAL * pl.col("usual"),
            pl.col("likes") - pl.col("usual") > UNUSUAL * deviation,
        )
        .unique(["page", "at", "n"], maintain_order=True)
    )  # fmt: skip
    if found.is_empty():
        return found.with_columns(orders=pl.lit(0.0), shares=pl.lit(0.0))
    orders, shares = odds(_flat(posts, found))
    return found.with_columns(orders=pl.Series(orders), shares=pl.Series(shares))


def _flat(posts: pl.DataFrame, windows: pl.DataFrame) -> Windows:
    """The posts of each window one after another."""
    first, number = (windows[name].to_numpy().astype(np.int64) for name in ("at", "n"))
    starts = np.append(0, number.cumsum()[:-1])
    rows = np.arange(number.sum()) - np.repeat(starts, number) + np.repeat(first, number)
    likes, usual = (posts[name].to_numpy()[rows].astype(np.float64) for name in ("likes", "usual"))
    above = windows.with_columns(excess=(pl.col("likes") - pl.col("usual")) / pl.col("n"))
    excess, scatter, shared = (
        np.repeat(above[name].to_numpy(), number) for name in ("excess", "scatter", "shared")
    )
    return Windows(likes, usual, excess, scatter, shared, starts)


def _too_many(posts: pl.DataFrame) -> pl.DataFrame:
    expected = _expected(posts).sort("page", "published", "post").with_row_index("at")
    flagged = []
    for days, (orders, shares) in BARS.items():
        windows = _windows(expected, days).with_columns(
            by_order=pl.col("orders") - orders, by_share=pl.col("shares") - shares
        )
        even = pl.col("by_order") >= pl.col("by_share")
        flagged.append(
            windows.with_columns(
                strength=pl.max_horizontal("by_order", "by_share"),
                value=pl.when(even).then("orders").otherwise("shares"),
                bar=pl.when(even).then(pl.lit(orders)).otherwise(pl.lit(shares)),
            ).filter(pl.col("strength") > 0)
        )
    windows = pl.concat(flagged)
    held = [expected["post"].slice(at, n) for at, n in windows.select("at", "n").iter_rows()]
    listed = windows.with_columns(posts=pl.Series(held, dtype=pl.List(pl.Int64)))
    found = episodes(listed, 28 * DAY)
    return finding(
        found, pl.col("value"), pl.col("bar"), pl.col("posts"),
        likes=pl.col("likes"), posts=pl.col("n"), expected=pl.col("usual"),
        times=pl.col("likes") / pl.col("usual"),
    )  # fmt: skip


likes_rise = Signal(
    id="likes_rise",
    kind="signal",
    family="reactions",
    title="Likes rise without views",
    text="Within a week or four the posts were liked much more often than the page's own half year "
    "before promises for as many views. A contest under every post looks the same.",
    rule="7 or 28 days against the 26 weeks before: ln of how many times likelier the likes are if "
    "bought than if honest > 9 or 10 for equal orders, 9.5 or 9 in proportion; at least × 1.5",
    sentence="{likes} likes on {posts} posts where {expected} were to be expected for their views: "
    "{times} times as many.",
    source="liked_posts",
    points="posts",
    find=_too_many,
    example=Example(
        "30 weeks of four posts with 10 likes on 400 views, then a week of four with 40: ln of the "
        "odds is 17.05.",
        tuple(
            {
                "post": 4 * week + turn,
                "published": (7 * week + turn) * DAY,
                "day": 7 * week + turn,
                "week": week,
                "likes": 40 if week == 30 else 10,
                "views": 400,
            }
            for week in range(31)
            for turn in range(4)
        ),
        found=(17.05176628, 9.0),
    ),
)
