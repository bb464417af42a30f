"""The signal on likes that rise without views: the page against its own half year before.

Likes are counted beside what the page's own half year before promises for the same views, on a
scale on which an honest post scatters by about 1 whatever its size: 2 ÷ √φ · asinh √(φ (x + ⅜)),
which evens out Poisson noise with a log-normal of variance φ (Anscombe, 1948).
"""

from __future__ import annotations

import math

import polars as pl

from core.period import DAY
from kpi.signals.episodes import episodes, finding
from kpi.signals.model import Example, Signal

PHI = 0.16
BASE_WEEKS, LAG_WEEKS = 26, 2
"""Weeks a page is compared with, up to the one before last: the judged one is never among them."""

FEWEST_POSTS, FEWEST_LIKES, FEWEST_WEEKS = 30, 20, 13
"""What these weeks must hold, or the page is not judged."""

TIMES = (2.0, 3.0, 5.0)
"""Inflations looked for."""

EVEN = 0.7
"""Scatter of posts whose likes are mostly bought in equal orders: less than the honest 1."""

CLIP, USUAL_SPREAD, USUAL_PAIRS = 4.0, 60.0, 300.0
MATERIAL = 1.5
"""Likes at least so many times the expected ones."""

BARS = {7: (10.0, 12.0), 28: (8.0, 8.0)}
"""Days of a window → ln of how many times likelier inflation must be than none: by likes ordered in
equal numbers, and by likes in proportion to what a post has anyway."""


def _scale(likes: pl.Expr) -> pl.Expr:
    return 2 / math.sqrt(PHI) * (PHI * (likes + 0.375)).sqrt().arcsinh()


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
    """Posts with enough behind them: ``usual`` likes for their views, ``order`` the mean likes.

    Breakout posts are left out: news brings likes, views and readers at once, bought likes come
    without views.
    """
    plain = posts.drop_nulls("views").filter(
        pl.col("views") <= 2 * pl.col("views").median().over("page")
    )
    weekly = plain.group_by("page", "week").agg(
        pl.col("likes", "views").sum(), posts=pl.len().cast(pl.Int64), weeks=pl.lit(1, pl.Int64)
    )
    return (
        plain.join(_base(weekly, ("likes", "views", "posts", "weeks")), on=["page", "week"])
        .filter(
            pl.col("base_posts") >= FEWEST_POSTS,
            pl.col("base_likes") >= FEWEST_LIKES,
            pl.col("base_weeks") >= FEWEST_WEEKS,
        )
        .with_columns(
            usual=pl.col("views") * (pl.col("base_likes") + 0.5) / pl.col("base_views"),
            order=pl.col("base_likes") / pl.col("base_posts"),
        )
        .with_columns(raw=_scale(pl.col("likes")) - _scale(pl.col("usual")))
    )


def _surprises(expected: pl.DataFrame) -> pl.DataFrame:
    """Adds ``e``: what a post has above its page's usual and the region's week, scatter 1.

    Also ``shared``: variance that the posts of one week share, of the page's weeks before.
    """
    tame = pl.col("raw").clip(-CLIP, CLIP)
    weekly = expected.group_by("page", "week").agg(
        sum=tame.sum(),
        square=(tame**2).sum(),
        number=pl.len().cast(pl.Int64),
        weeks=pl.lit(1, pl.Int64),
    )
    usual = (
        _base(weekly, ("sum", "square", "number", "weeks"))
        .filter(pl.col("base_weeks") >= FEWEST_WEEKS)
        .with_columns(centre=pl.col("base_sum") / pl.col("base_number"))
    )
    own = pl.col("base_square") - pl.col("base_number") * pl.col("centre") ** 2
    usual = usual.with_columns(
        spread=((own + USUAL_SPREAD) / (pl.col("base_number") + USUAL_SPREAD)).sqrt()
    )
    centred = (pl.col("raw") - pl.col("centre")) / pl.col("spread")
    scaled = expected.join(
        usual.select("page", "week", "centre", "spread"), on=["page", "week"]
    ).with_columns(e=centred.clip(-CLIP, CLIP))
    return _with_shared(_less_region(scaled))


def _less_region(scaled: pl.DataFrame) -> pl.DataFrame:
    """Takes out the median page's week where at least 30 pages posted: a holiday is everybody's."""
    pages = scaled.group_by("page", "week").agg(mean=pl.col("e").mean())
    region = pages.group_by("week").agg(
        common=pl.when(pl.len() >= 30).then(pl.col("mean").median()).otherwise(0.0)
    )
    return (
        scaled.join(region, on="week").with_columns(pl.col("e") - pl.col("common")).drop("common")
    )


def _with_shared(scaled: pl.DataFrame) -> pl.DataFrame:
    pairs = pl.len().cast(pl.Int64) * (pl.len().cast(pl.Int64) - 1)
    weekly = scaled.group_by("page", "week").agg(
        product=pl.col("e").sum() ** 2 - (pl.col("e") ** 2).sum(), pairs=pairs
    )
    of_pages = weekly.group_by("page").agg(pl.col("product", "pairs").sum())
    enough = of_pages.filter(pl.col("pairs") > 100)
    pooled = enough.select((pl.col("product") / pl.col("pairs")).median()).item() or 0.0
    pooled = max(pooled, 0.05)
    squeezed = (pl.col("base_product") + USUAL_PAIRS * pooled) / (
        pl.col("base_pairs") + USUAL_PAIRS
    )
    shared = _base(weekly, ("product", "pairs")).select(
        "page", "week", shared=squeezed.clip(pooled / 2)
    )
    return scaled.join(shared, on=["page", "week"])


def _windows(surprises: pl.DataFrame, days: int) -> pl.DataFrame:
    """Each post with the ``days`` up to it, and how much likelier inflation makes them (ln)."""
    orders, shares, sums = [], [], []
    for number, times in enumerate(TIMES):
        bought = pl.col("usual") + (times - 1) * pl.col("order")
        orders.append((_scale(bought) - _scale(pl.col("usual"))).clip(0, CLIP).alias(f"o{number}"))
        shares.append(
            (_scale(times * pl.col("usual")) - _scale(pl.col("usual"))).alias(f"p{number}")
        )
        for name in (f"o{number}", f"p{number}"):
            sums += [
                pl.col(name).sum().alias(f"{name}_sum"),
                (pl.col(name) ** 2).sum().alias(f"{name}_square"),
                (pl.col(name) * pl.col("e")).sum().alias(f"{name}_e"),
            ]
    return (
        surprises.with_columns(*orders, *shares, since=pl.col("published"))
        .sort("page", "published", "post")
        .rolling("published", period=f"{days * DAY}i", group_by="page")
        .agg(
            pl.len().alias("n"), pl.col("e").sum(), (pl.col("e") ** 2).sum().alias("square"),
            pl.col("shared", "in_period").last(), pl.col("likes", "usual").sum(),
            pl.col("since").min(), pl.col("post").alias("posts"), *sums,
        )
        .filter("in_period", pl.col("n") >= 3, pl.col("likes") > MATERIAL * pl.col("usual"))
        .with_columns(*_likelier(), until=pl.col("published"), days=pl.lit(days))
    )  # fmt: skip


def _likelier() -> list[pl.Expr]:
    """Log-likelihood of each kind of inflation less that of none; a week shares its luck."""
    n, shared = pl.col("n"), pl.col("shared")
    common = shared / (1 + n * shared)
    honest = pl.col("square") - common * pl.col("e") ** 2 + (1 + n * shared).log()
    by_order, by_share = [], []
    for number in range(len(TIMES)):
        total, square, product = (pl.col(f"o{number}_{part}") for part in ("sum", "square", "e"))
        left = (pl.col("square") - 2 * product + square) / EVEN**2
        by_order.append(0.5 * (honest - left) - n * math.log(EVEN))
        total, square, product = (pl.col(f"p{number}_{part}") for part in ("sum", "square", "e"))
        fit = product - common * pl.col("e") * total
        by_share.append(fit - 0.5 * (square - common * total**2))
    return [
        pl.max_horizontal(by_order).alias("orders"), pl.max_horizontal(by_share).alias("shares")
    ]  # fmt: skip


def _too_many(posts: pl.DataFrame) -> pl.DataFrame:
    surprises = _surprises(_expected(posts))
    flagged = []
    for days, (orders, shares) in BARS.items():
        windows = _windows(surprises, days).with_columns(
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
    found = episodes(pl.concat(flagged), 28 * DAY)
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
    "× 2, 3 or 5 than if honest > 10 or 8 for equal orders, 12 or 8 in proportion; at least × 1.5",
    sentence="{likes} likes on {posts} posts where {expected} were to be expected for their views: "
    "{times} times as many.",
    source="liked_posts",
    points="posts",
    find=_too_many,
    example=Example(
        "30 weeks of four posts with 10 likes on 400 views, then a week of four with 30: ln of the "
        "odds is 19.08.",
        tuple(
            {
                "post": 4 * week + turn,
                "published": (7 * week + turn) * DAY,
                "week": week,
                "likes": 30 if week == 30 else 10,
                "views": 400,
            }
            for week in range(31)
            for turn in range(4)
        ),
        found=(19.08376547, 10.0),
    ),
)
