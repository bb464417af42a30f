"""The queue: questions of all pages that wait, and comments the rule took for no question.

Kept once per data version, decisions once per word said; nothing here knows who asks, so whoever
shows rows limits them by page first. Texts are looked at once, for urgent words, and never kept.
"""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from core.period import DAY, local_date, midnight
from core.text import is_urgent
from kpi.appeals import with_waiting
from store import appeal_decisions, questions
from ui import data
from ui.installation import here
from ui.kept import kept

QUEUES = ("overdue", "today", "ahead", "older")
"""Questions without an answer: the deadline has passed, passes today, is still ahead, and those
asked longer ago than the horizon."""

_KEY = ["page", "comment"]


def waiting() -> pl.DataFrame:
    """Every question without an answer, in the order in which people should see to them.

    Returns:
        ``core.frames.Appeals`` with ``waited``, ``working_waited`` (seconds at the page's as_of),
        ``queue`` (one of ``QUEUES``) and ``urgent``: one row per question. Urgent ones come first,
        then the youngest; the nearest deadline where it is ahead.
    """
    return _waiting(data.version())


def passed_over() -> pl.DataFrame:
    """Comments of residents within the horizon that the rule takes for no question.

    Returns:
        ``page, post, comment, asked_at``, the youngest first; comments without an answer only.
    """
    return _passed_over(data.version())


def standing() -> pl.DataFrame:
    """``store.appeal_decisions.standing``, read anew whenever a word was said.

    With ``asked_at``, when the comment was written; null: it is gone from the store.
    """
    return _standing(data.version(), appeal_decisions.newest(here().reader))


def whole_turns(comments: pl.DataFrame) -> pl.DataFrame:
    """Questions with what else their authors asked before the page's next comment in the thread.

    Args:
        comments: ``page, comment``.

    Returns:
        ``page, post, comment``: comments that pass the rule.
    """
    replies = data.facts().first_replies.filter(
        pl.col("reason").is_not_null() & pl.col("addressed")
    )
    turn = ["page", "root", "author", "turn"]
    turns = replies.join(comments.select(_KEY), on=_KEY, how="semi").select(turn).unique()
    return replies.join(turns, on=turn, how="semi").select("page", "post", "comment")


def longest_of_a_day(pages: pl.DataFrame) -> int | None:
    """Seconds of the longest wait among the answers of the last day; null: there were none."""
    since = data.facts().as_of - DAY
    mine = data.appeals().join(pages, on="page", how="semi")
    longest = mine.filter(pl.col("answered_at") > since)["seconds"].max()
    return None if longest is None else int(str(longest))


@kept(2)
def _waiting(version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    zone, as_of = here().settings.timezone, data.facts().as_of
    tonight = midnight(local_date(as_of, zone) + timedelta(days=1), zone)
    overdue, older = pl.col("deadline") <= pl.col("as_of"), pl.col("waited") > _horizon()
    queue = (
        pl.when(overdue & older).then(pl.lit("older"))
        .when(overdue).then(pl.lit("overdue"))
        .when(pl.col("deadline") < tonight).then(pl.lit("today"))
        .otherwise(pl.lit("ahead"))
    )  # fmt: skip
    open_ones = data.appeals().filter(pl.col("answered_at").is_null())
    placed = with_waiting(open_ones, data.rules()).with_columns(queue=queue)
    passed = pl.col("queue").is_in(["overdue", "older"])
    nearest = pl.when(passed).then(-pl.col("asked_at")).otherwise("deadline")
    return (
        placed.join(_urgent(placed.filter(pl.col("queue") != "older")), on=_KEY, how="left")
        .with_columns(pl.col("urgent").fill_null(value=False))
        .sort(~pl.col("urgent"), nearest, "page", "comment")
    )


def _urgent(rows: pl.DataFrame) -> pl.DataFrame:
    """Those of some questions whose text speaks of what cannot wait."""
    texts = questions.texts(here().reader, rows).drop_nulls("text")
    urgent = [is_urgent(text) for text in texts["text"]]
    flags = texts.select("page", "comment", urgent=pl.Series(urgent, dtype=pl.Boolean))
    return flags.filter("urgent")


def _horizon() -> int:
    return here().settings.queue_days * DAY


@kept(2)
def _passed_over(version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    facts = data.facts()
    taken = data.appeals().select("page", "comment")
    recent = facts.first_replies.filter(
        pl.col("asked_at") > facts.as_of - _horizon(), pl.col("asked_at") <= facts.as_of,
        pl.col("deleted_at").is_null(), pl.col("answered_at").is_null(),
        pl.col("reason").is_null() | ~pl.col("addressed"),
    )  # fmt: skip
    return (
        recent.join(taken, on=_KEY, how="anti")
        .select("page", "post", "comment", "asked_at")
        .sort("asked_at", "page", "comment", descending=[True, False, False])
    )


@kept(2)
def _standing(version: int, newest: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    said = appeal_decisions.standing(here().reader)
    written = data.facts().first_replies.join(said, on=_KEY, how="semi").select(*_KEY, "asked_at")
    return said.join(written, on=_KEY, how="left", maintain_order="left")
