"""What the overview counts: where pages stand now and a week ago, by founder, and «mine».

Frames only, cached by data version; nothing is drawn here, and whoever asks limits pages by
``ui.rights`` first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from core.period import DAY, WEEK, Period, local_date
from jobs.watching import SILENT_DAYS
from kpi.appeals import page_moments
from kpi.observed import own_posts
from kpi.sources import week_counts
from store import preferences
from ui import data
from ui.installation import here
from ui.kept import kept

STATES = {
    "overdue": pl.col("overdue") > 0,
    "silent": pl.col("silent"),
    "below_norm": pl.col("below_norm"),
}
"""What a page can be found by, over the columns of ``standing``."""
LEAST_WORKING_DAYS = 3
"""A week with fewer working days has no norm."""
_MINE = "mine"


@dataclass(frozen=True)
class Mine:
    """The founders and territories an account looks after; none of both: not chosen yet."""

    founders: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.founders or self.territories)

    @property
    def wanted(self) -> pl.Expr:
        """Pages of these founders or territories."""
        return (
            pl.col("founder").is_in(self.founders) | pl.col("territory").is_in(self.territories)
        ).fill_null(value=False)


def mine(name: str) -> Mine:
    """What a login looks after."""
    kept = preferences.preference(here().reader, name, _MINE)
    if kept is None:
        return Mine()
    known = json.loads(kept)
    return Mine(tuple(known["founders"]), tuple(known["territories"]))


def look_after(name: str, chosen: Mine) -> None:
    """Keeps what a login looks after."""
    kept = {"founders": chosen.founders, "territories": chosen.territories}
    preferences.prefer(here().writer, name, _MINE, json.dumps(kept, ensure_ascii=False))


def standing() -> pl.DataFrame:
    """Where listed pages stand at the moment of the data, and where they stood a week earlier.

    Returns:
        One row per listed page: the columns of ``core.frames.Pages``; ``overdue`` (questions of
        the queue's days, unanswered past their deadline), ``silent_days`` (null: the wall is not
        loaded), ``silent`` (7 and more), ``below_norm`` (the last full week; null: not loaded, or
        a week without a norm), each with its ``_before``; ``weeks`` as in ``ui.data.wide``. Exempt
        pages owe no posts: they are never silent or below the norm.
    """
    return _standing(data.version())


def in_state(state: str) -> list[int]:
    """Numbers of the listed pages in one of ``STATES``."""
    found: list[int] = standing().filter(STATES[state])["page"].to_list()
    return found


@kept(2)
def _standing(version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    moment = data.facts().as_of
    weeks = data.wide(data.period_of(data.DEFAULT_PERIOD)).select("page", "weeks")
    owes = ~pl.col("exempt")
    return (
        data.listed()
        .join(_overdue(moment, "overdue"), on="page", how="left")
        .join(_overdue(moment - WEEK, "overdue_before"), on="page", how="left")
        .join(_silence(moment, "silent_days"), on="page", how="left")
        .join(_silence(moment - WEEK, "silent_days_before"), on="page", how="left")
        .join(_norms(moment), on="page", how="left")
        .join(weeks, on="page", how="left", maintain_order="left")
        .with_columns(
            pl.col("overdue", "overdue_before").fill_null(0),
            pl.when(owes).then(pl.col("below_norm", "below_norm_before")),
            silent=(owes & (pl.col("silent_days") >= SILENT_DAYS)).fill_null(value=False),
            silent_before=(owes & (pl.col("silent_days_before") >= SILENT_DAYS)).fill_null(
                value=False
            ),
        )
        .sort("page")
    )


def _overdue(moment: int, name: str) -> pl.DataFrame:
    """Questions of the queue that waited past their deadline at a moment: ``page`` and a count."""
    horizon = here().settings.queue_days * DAY
    at = pl.min_horizontal("as_of", pl.lit(moment))
    unanswered = pl.col("answered_at").is_null() | (pl.col("answered_at") > at)
    asked = pl.col("asked_at").is_between(at - horizon, at)
    late = data.appeals().filter(unanswered, asked, pl.col("deadline") <= at)
    return late.group_by("page").agg(pl.len().cast(pl.Int64).alias(name))


def _silence(moment: int, name: str) -> pl.DataFrame:
    """Days since the last own post at a moment, as ``silent_days`` counts: ``page`` and days."""
    facts = data.facts()
    moments = page_moments(facts, moment)
    lasts = own_posts(facts, moments).group_by("page").agg(last=pl.col("published").max())
    firsts = facts.intervals.group_by("page").agg(first=pl.col("start").min())
    days = (pl.col("as_of") - pl.coalesce("last", "first")) / DAY
    return (
        moments.join(lasts, on="page", how="left")
        .join(firsts, on="page", how="left")
        .select("page", pl.when(days >= 0).then(days).alias(name))
    )


def _norms(moment: int) -> pl.DataFrame:
    """Whether the last two full weeks were below the norm: ``below_norm`` and its ``_before``."""
    period = data.last_weeks(moment, 2)
    before, last = data.starts(period)
    below = pl.when(pl.col("working_days") >= LEAST_WORKING_DAYS).then(
        pl.col("posts") < pl.col("norm")
    )
    counts = week_counts(data.facts(), period, data.rules()).filter("counted")
    return (
        counts.with_columns(below=below)
        .group_by(pl.col("page").cast(pl.Int32))
        .agg(
            below_norm=pl.col("below").filter(pl.col("start") == last).first(),
            below_norm_before=pl.col("below").filter(pl.col("start") == before).first(),
        )
    )


def by_founder(stand: pl.DataFrame) -> pl.DataFrame:
    """Founders, those with the most to mend first.

    Args:
        stand: rows of ``standing``.

    Returns:
        One row per founder (null: the register names none): ``founder, pages, overdue, silent,
        below`` (counts), ``met`` (share of the judged pages that met last week's norm; null: none
        was judged), ``weeks`` (own posts of all its pages in the last 12 full weeks).
    """
    weeks = [pl.col("weeks").list.get(n, null_on_oob=True).sum() for n in range(data.SPARK_WEEKS)]
    return (
        stand.group_by("founder")
        .agg(
            pages=pl.len(),
            overdue=pl.col("overdue").sum(),
            silent=pl.col("silent").sum(),
            below=pl.col("below_norm").sum(),
            met=1 - pl.col("below_norm").mean(),
            weeks=pl.concat_list(weeks),
        )
        .sort(
            "overdue", "silent", "below", "founder",
            descending=[True, True, True, False], nulls_last=True,
        )
    )  # fmt: skip


def half(founders: pl.DataFrame) -> int:
    """How few founders hold half of the overdue questions; 0: nobody waits."""
    counts = founders["overdue"].sort(descending=True)
    total = counts.sum()
    return int((counts.cum_sum() * 2 < total).sum()) + 1 if total else 0


def now_period() -> Period:
    """The default period up to the day of the data, so that figures of «now» stand in it."""
    default = data.period_of(data.DEFAULT_PERIOD)
    today = local_date(data.facts().as_of, default.timezone)
    return Period(default.first, today, default.timezone)
