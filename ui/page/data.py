"""Frames of one page: its figures beside its peers' medians, weeks, posts, open questions, curve.

Pure Polars over what ``ui.data`` keeps; texts and pictures are read from the store, for the page at
hand only.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from core.calendar import days_off
from core.period import Period, midnight
from kpi import KPIS, notable
from kpi.appeals import reached, with_survival, with_waiting
from kpi.sources import week_counts
from store import pictures, read
from ui import data
from ui.i18n import _
from ui.installation import here

PEERS = 8
"""Fewest pages a median is shown of."""
WEEKS = 52


@dataclass(frozen=True)
class Peers:
    """Pages a page is compared with.

    Attributes:
        columns: what they share.
        pages: rows of ``ui.data.wide``.
        medians: of each KPI.
    """

    columns: tuple[str, ...]
    pages: pl.DataFrame
    medians: dict[str, float | None]

    @property
    def count(self) -> int:
        """How many they are."""
        return self.pages.height


def peers(page: dict[str, Any], pages: pl.DataFrame) -> Peers:
    """Medians of the listed pages of the same level and sphere, else of the level, else of all.

    Args:
        page: a row of ``ui.data.wide``.
        pages: ``ui.data.wide``.
    """
    rated = pages.filter(~pl.col("exempt"))
    for columns in (("level", "sphere"), ("level",), ()):
        same = rated
        for column in columns:
            same = same.filter(pl.col(column).eq_missing(pl.lit(page[column])))
        if same.height >= PEERS or not columns:
            break
    medians = same.select(pl.col(list(KPIS)).median()).row(0, named=True)
    return Peers(columns, same, medians)


def standing(kpi: str, value: float | None, pages: pl.DataFrame) -> float | None:
    """Share of the pages with a figure that are not better, 0–1; null: nothing to compare."""
    known = pages[kpi].cast(pl.Float64).drop_nulls()
    if value is None or known.is_empty():
        return None
    better = known > value if KPIS[kpi].direction != "down" else known < value
    return 1 - int(better.sum()) / better.len()


def before(page: int, period: Period) -> dict[str, float | None]:
    """Values of the page over the period before, of the same length."""
    return data.values_of(page, period.before)


def weeks(page: int) -> pl.DataFrame:
    """The last 52 full weeks, oldest first.

    Returns:
        ``start``, ``posts`` (null: not loaded), ``norm``, ``views`` (median of the week's posts),
        ``erv`` (reactions of its mature posts ÷ their views), one row per week.
    """
    facts = data.facts_of(page)
    period = data.last_weeks(data.facts().as_of, WEEKS)
    counts = week_counts(facts, period, data.rules()).filter(pl.col("counted"))
    starts = pl.DataFrame({"start": data.starts(period)})
    settled = _posts(page).filter("mature", "original").sort("published")
    engaged = (
        settled.join_asof(starts, left_on="published", right_on="start")
        .filter(pl.col("published") < midnight(period.last, period.timezone) + 86_400)
        .group_by("start")
        .agg(
            views=pl.col("views").median(),
            erv=pl.col("reactions").filter(pl.col("views") > 0).sum()
            / pl.col("views").filter(pl.col("reactions").is_not_null()).sum(),
        )
    )
    return (
        starts.join(counts.select("start", "posts", "norm"), on="start", how="left")
        .join(engaged, on="start", how="left")
        .with_columns(pl.col("erv").fill_nan(None))
        .sort("start")
    )


def shaded(page: int) -> list[tuple[date, date, str]]:
    """Days of the last 52 weeks that tell why there were fewer posts: first, last, and a word.

    Holidays have no word, accepted marks of the page have.
    """
    period = data.last_weeks(data.facts().as_of, WEEKS)
    marks = data.facts_of(page).pauses.filter(pl.col("last") >= period.first)
    spans = marks.select("first", "last").rows()
    return [
        *((first, last, "") for first, last in days_off(period.first, period.last)),
        *((first, last, _("accepted mark")) for first, last in spans),
    ]


def notable_posts(page: int, period: Period) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The posts of a period seen most and least, against the page's usual.

    Returns:
        Two frames, one row per post: ``post, published, likes, comments, reposts, views, times``
        (views ÷ median of the period) and ``text`` (null: not kept). No post is in both.
    """
    shown = notable.notable_posts(_posts(page), period).join(
        read.post_texts(here().reader, page), on="post", how="left", maintain_order="left"
    )
    return shown.filter("best"), shown.filter(~pl.col("best")).reverse()


def settled_posts(page: int, period: Period) -> pl.DataFrame:
    """Originals of a period whose counters have settled and that were seen: as ``judged_posts``."""
    inside = pl.col("published").is_between(period.start, period.end, closed="left")
    return _posts(page).filter("mature", "original", pl.col("views") > 0, inside)


def stored_pictures(page: int, posts: Iterable[int]) -> dict[int, str]:
    """Stored pictures of some posts as data addresses, by post; ``AVATAR``: the page's own.

    Read by page number, so whoever asks must have checked that the page may be seen.
    """
    found = pictures.contents(here().reader, page, posts)
    return {
        post: f"data:{kind};base64,{b64encode(content).decode()}"
        for post, (kind, content) in found.items()
    }


def open_appeals(page: int) -> pl.DataFrame:
    """Unanswered questions of a page: overdue first, the youngest overdue on top.

    Returns:
        ``core.frames.Appeals`` with ``waited``, ``working_waited`` (seconds), ``overdue``, ``root``
        and ``text`` (null: removed past the retention), one row per question.
    """
    asked = data.appeals().filter(pl.col("page") == page, pl.col("answered_at").is_null())
    waiting = with_waiting(asked, data.rules()).with_columns(
        overdue=pl.col("deadline") <= pl.col("as_of")
    )
    texts = read.comment_texts(here().reader, page, waiting["comment"].to_list())
    order = pl.when("overdue").then(-pl.col("asked_at")).otherwise("deadline")
    return waiting.join(texts, on="comment", how="left").sort(~pl.col("overdue"), order)


def curve(page: int, period: Period) -> pl.DataFrame:
    """``ui.data.answered_within`` of the page's questions of a period."""
    return data.answered_within(_asked(page, period))


def half_within(page: int, period: Period) -> tuple[int, float | None]:
    """How many questions were asked, and after how many seconds half of them are answered."""
    asked = _asked(page, period)
    if asked.is_empty():
        return 0, None
    waited = with_waiting(asked, data.rules())
    survived = with_survival(waited, "left", "seconds", "waited")
    half = survived.filter(pl.col("seconds").is_not_null()).select(
        reached(pl.col("left"), pl.col("seconds"), 0.5)
    )
    return asked.height, half.item()


def _asked(page: int, period: Period) -> pl.DataFrame:
    return data.appeals().filter(pl.col("page") == page, data.asked_in(period))


def _posts(page: int) -> pl.DataFrame:
    return notable.judged_posts(data.facts_of(page))
