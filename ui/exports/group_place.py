"""The place of a founder, a territory or a sphere among the others, with its interval.

Each page is compared with its own comparison group first, so a founder of kindergartens is not
measured by the pages of ministries.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from core.period import Period
from kpi.places import places, rank_bars
from kpi.rating import Rating
from ui import data, ratings
from ui.formats import number
from ui.i18n import _
from ui.method.words import DEFAULT

LEAST_PAGES = 3
"""Rated pages a founder needs: of fewer the mean says nothing."""


@dataclass(frozen=True)
class Place:
    """The place, its 5–95 % interval, out of how many, by how many rated pages."""

    place: int
    low: int
    high: int
    of: int
    rated: int


def rating_for(period: Period) -> Rating:
    """The rating in force; of the default period where both look at the same days."""
    usual = data.period_of(data.DEFAULT_PERIOD)
    return ratings.rating(DEFAULT, usual if period.last == usual.last else period)


def place_of(found: Rating, by: str, name: str) -> Place | None:
    """Where one stands among those with ``LEAST_PAGES`` rated pages; null: it has fewer.

    The figure is the mean, over its rated pages, of the score less the mean of the page's group.
    """
    listed = data.listed().select("page", pl.col(by).alias("name"))
    rated = found.scores.filter(pl.col("place").is_not_null()).join(listed, on="page")
    ahead = pl.col("score") - pl.col("score").mean().over("group")
    means = (
        rated.with_columns(ahead=ahead)
        .filter(pl.col("name").is_not_null())
        .group_by("name")
        .agg(
            mean=pl.col("ahead").mean(),
            variance=pl.col("variance").sum() / pl.len() ** 2,
            rated=pl.len(),
        )
        .filter(pl.col("rated") >= LEAST_PAGES)
        .sort("name")
        .with_row_index("row")
    )
    mine = means.filter(pl.col("name") == name)
    if mine.is_empty() or means.height < 2:
        return None
    mean = means["mean"].to_numpy()
    bars = rank_bars(mean, means["variance"].to_numpy(), f"{found.period}|{by}")
    row, place = int(mine["row"][0]), int(places(mean)[int(mine["row"][0])])
    low, high = min(int(bars.low[row]), place), max(int(bars.high[row]), place)
    return Place(place, low, high, means.height, int(mine["rated"][0]))


def worded(found: Place) -> str:
    """``в первой пятёрке из 58``, else ``с 9-го по 22-е место из 58``."""
    of = number(found.of)
    for most, words in (
        (1, _("first of {of}")), (3, _("among the first three of {of}")),
        (5, _("among the first five of {of}")), (10, _("among the first ten of {of}")),
    ):  # fmt: skip
        if found.high <= most and found.of > 2 * most:
            return words.format(of=of)
    if found.low == found.high:
        return _("place {place} of {of}").format(place=number(found.place), of=of)
    return _("places {low} to {high} of {of}").format(
        low=number(found.low), high=number(found.high), of=of
    )
