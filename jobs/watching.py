"""Ends the watches whose cause holds no more: what «mended» means, and nothing else.

Joins the watches of the store with figures of the moment; who watches and why is ``store.watches``.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlalchemy import Engine

from core.period import DAY
from store import watches

SILENT_DAYS = 7
"""Days without a post from which a page is said to publish nothing."""


@dataclass(frozen=True)
class Looked:
    """What the watches are looked at with.

    Attributes:
        standing: one row per page: ``page, silent_days, below_norm`` (null: not known).
        appeals: ``core.frames.Appeals``.
        moment: the data are complete to it; UTC unix seconds, as all moments here.
        week_end: first second after the last full week, which ``below_norm`` is of.
        queue_days: how far back the queue of questions looks.
    """

    standing: pl.DataFrame
    appeals: pl.DataFrame
    moment: int
    week_end: int
    queue_days: int


def settle(engine: Engine, looked: Looked, now: int) -> int:
    """Ends with outcome ``mended`` the watches whose page has mended since it is watched.

    A silent page has published since, within a week; one below the norm has met it in a full week
    that ended since; one with overdue questions was late with some, and none of the queue it was
    watched for, nor a later one, waits past its deadline: a question that only grew too old for
    the queue mends nothing. Not known is not mended.

    Args:
        engine: of the store, to write.
        looked: figures of the moment.
        now: written as the end.

    Returns:
        How many ended.
    """
    held = watches.open_watches(engine)
    if held.is_empty():
        return 0
    since = pl.col("at") - DAY  # the data on screen were up to a day old
    last_post = looked.moment - pl.col("silent_days") * DAY
    answered = pl.col("watch").is_in(_answered(held, looked))
    mended = held.join(looked.standing, on="page").filter(
        pl.when(pl.col("cause") == "silent")
        .then((pl.col("silent_days") < SILENT_DAYS) & (last_post > since))
        .when(pl.col("cause") == "norm")
        .then(~pl.col("below_norm") & (looked.week_end > pl.col("at")))
        .otherwise((pl.col("cause") == "overdue") & answered)
    )
    return watches.mend(engine, mended["watch"].to_list(), now)


def _answered(held: pl.DataFrame, looked: Looked) -> list[int]:
    """Watches of overdue questions that were there and wait no more."""
    own = looked.appeals.join(
        held.filter(cause="overdue").select("watch", "page", "at"), on="page"
    ).filter(pl.col("asked_at") >= pl.col("at") - looked.queue_days * DAY)
    due = pl.col("deadline") <= pl.col("as_of")
    late = due & (pl.col("answered_at") > pl.col("deadline")).fill_null(value=True)
    waits = due & pl.col("answered_at").is_null()
    told = own.group_by("watch").agg(late=late.any(), waits=waits.any())
    found: list[int] = told.filter("late", ~pl.col("waits"))["watch"].to_list()
    return found
