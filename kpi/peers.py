"""Pages a page is compared with: of its level, sphere and size, as far as there are enough.

A group must hold 20 pages with a value; else the size goes, then the sphere, then the level.
Exempt pages and those gone from the register never count.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

ENOUGH = 20
BANDS = 3
GRAINS = ("level", "sphere", "band"), ("level", "sphere"), ("level",), ()
"""What the pages of a group share, from the finest to all."""

BY_AUDIENCE = frozenset({
    "followers", "follower_growth", "population_share", "median_views", "view_rate",
    "views_per_1000",
})  # fmt: skip
"""KPIs with followers or views above the line: among pages of one number of followers a high one
would look low, so their size is the audience of the body."""


def members(pages: pl.DataFrame, followers: pl.DataFrame) -> pl.DataFrame:
    """Pages that count, with what groups are made of.

    Args:
        pages: ``core.frames.Pages``.
        followers: ``page, followers`` at the end of the period.

    Returns:
        ``page, page_id, level, sphere, size, band, audience_band``, ordered by ``page_id``. Bands
        go from 1 to 3 inside level × sphere; null where the size is not known.
    """
    kept = (
        pages.filter(~pl.col("exempt"), pl.col("listed"))
        .join(followers.select("page", size="followers"), on="page", how="left")
        .select(
            "page", "page_id", pl.col("level").fill_null("?"), pl.col("sphere").fill_null("?"),
            pl.col("size").cast(pl.Float64), pl.col("audience").cast(pl.Float64),
        )
    )  # fmt: skip
    return (
        kept.with_columns(band=_band("size"), audience_band=_band("audience"))
        .drop("audience")
        .sort("page_id")
    )


def _band(size: str) -> pl.Expr:
    """⌈3 · (mean rank − 0.5) ÷ n⌉ inside level × sphere."""
    known = pl.col(size).count().over("level", "sphere")
    rank = pl.col(size).rank("average").over("level", "sphere")
    return ((rank - 0.5) / known * BANDS).ceil().cast(pl.Int32)


def grouped(
    found: pl.DataFrame, has: str, enough: int = ENOUGH, by: tuple[str, ...] = ()
) -> pl.DataFrame:
    """The group of every page for one KPI.

    Args:
        found: ``members`` with a boolean column ``has``: the page has a value; ``band`` is the one
            that suits the KPI.
        has: name of that column.
        enough: pages with a value that a group needs.
        by: columns that tell several KPIs apart, where ``found`` has a row per page and KPI.

    Returns:
        ``found`` with ``grain`` (position in ``GRAINS``), ``group`` (its name) and ``group_size``
        (pages with a value in it).
    """
    counted = pl.col(has).sum().cast(pl.Int64)
    sized = found.with_columns(
        (counted.over(*by, *shared) if by or shared else counted).alias(f"size_{number}")
        for number, shared in enumerate(GRAINS)
    )
    chosen = pl.lit(len(GRAINS) - 1)
    for number, shared in reversed(list(enumerate(GRAINS[:-1]))):
        known = pl.all_horizontal(pl.col(part).is_not_null() for part in shared)
        fits = known & (pl.col(f"size_{number}") >= enough)
        chosen = pl.when(fits).then(pl.lit(number)).otherwise(chosen)

    def of_grain(parts: Iterable[pl.Expr]) -> pl.Expr:
        return pl.coalesce(
            pl.when(pl.col("grain") == number).then(part) for number, part in enumerate(parts)
        )

    return sized.with_columns(grain=chosen).select(
        *found.columns, "grain", group=of_grain(name(shared) for shared in GRAINS),
        group_size=of_grain(pl.col(f"size_{number}") for number in range(len(GRAINS))),
    )  # fmt: skip


def contests(judged: pl.DataFrame, has: str) -> list[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """The groups pages are placed in.

    Args:
        judged: of ``grouped`` by ``has``.
        has: the column it was grouped by.

    Returns:
        Name, all pages with a value in the group, and those of them that it places: a page whose
        finer group is large enough counts in the wider one, but has its place in its own.
    """
    counted = judged.filter(has)
    found = []
    for (grain, label), placed in counted.group_by("grain", "group", maintain_order=True):
        everyone = counted.filter(name(GRAINS[int(str(grain))]) == str(label))
        found.append((str(label), everyone, placed))
    return found


def name(shared: tuple[str, ...]) -> pl.Expr:
    """A group's name: «МО · Образование · 2/3»; of all pages «*»."""
    if not shared:
        return pl.lit("*")
    parts = [
        pl.concat_str(pl.col(part).cast(pl.String), pl.lit(f"/{BANDS}"))
        if part == "band"
        else pl.col(part)
        for part in shared
    ]
    return pl.concat_str(parts, separator=" · ")
