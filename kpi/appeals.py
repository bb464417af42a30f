"""Appeals under the rule in force: deadline, both clocks, and the curve of the unanswered.

Reads ``core.frames.FirstReplies`` and what supervisors decided against the rule
(``core.frames.Overrules``); writes ``core.frames.Appeals``. The survival of an appeal on a
clock is the Kaplan–Meier estimate S(t) right after its own time.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl

from core.calendar import HOUR, Instants, WorkingClock, working_clock
from core.frames import Appeals
from kpi.model import Facts, Rules

RESPONSE_WINDOW = 63 * HOUR
"""Working time within which an answer counts for the share of answered: 7 working days."""

OVERRULED = "overruled"
"""The reason of a comment that is an appeal because a supervisor said so."""

_DEADLINES = {"4h": 4 * HOUR, "24h": 24 * HOUR}
_WORKING_DEADLINE = 9 * HOUR
_TOLERANCE = 1e-9
_SPAN = 2**34
"""More half seconds than anybody waits, so that pages do not overlap in a key."""


def appeals(facts: Facts, rules: Rules, as_of: int | None = None) -> pl.DataFrame:
    """Every appeal asked up to ``as_of``, whatever the period.

    Args:
        facts: what was collected.
        rules: the rule for appeals, the deadline and the working day.
        as_of: the moment to look from; by default the moment the facts are complete to.

    Returns:
        ``core.frames.Appeals``: one row per appeal. Appeals under posts that are deleted, or whose
        threads could not be read whole, are left out.

    A comment that a supervisor took off is no appeal: the next comment of the same turn that
    passes stands for it. One that was answered elsewhere is taken off too: when it was answered is
    not known, so it is in no figure. One that a supervisor put in counts though the rule did not
    take it; its reason is then "overruled".
    """
    moments = page_moments(facts, as_of)
    first = (
        passing(facts, rules)
        .join(moments, on="page", how="left", maintain_order="left")
        .filter(pl.col("asked_at") <= pl.col("as_of"), _stands("deleted_at"))
        .join(_left_out(facts, moments), on=["page", "post"], how="anti", maintain_order="left")
        .sort("page", "asked_at", "comment")
        .unique(["page", "root", "author", "turn"], keep="first", maintain_order=True)
        .with_columns(
            answered_at=pl.when(pl.col("answered_at") <= pl.col("as_of")).then("answered_at"),
            reason=pl.col("reason").fill_null("comment"),
        )
    )
    clock = working_clock(rules.timezone, rules.workday)
    return Appeals.cast(_timed(first, clock, rules).select(Appeals.column_names()))


def passing(facts: Facts, rules: Rules) -> pl.DataFrame:
    """Citizens' comments that pass the rule in force, or what a supervisor said against it."""
    asks = pl.col("reason").is_not_null() & pl.col("addressed")
    rule = asks if rules.appeals == "questions" else pl.lit(value=True)
    if facts.overrules.is_empty():
        return facts.first_replies.filter(rule)
    # By page and comment alone: comments of deleted posts may stand under another number.
    said = facts.overrules.select("page", "comment", "counts")
    put_in = pl.col("counts").fill_null(value=False) & ~rule
    return (
        facts.first_replies.join(said, on=["page", "comment"], how="left", maintain_order="left")
        .filter(pl.coalesce("counts", rule))
        .with_columns(reason=pl.when(put_in).then(pl.lit(OVERRULED)).otherwise("reason"))
        .drop("counts")
    )


def _stands(deleted_at: str) -> pl.Expr:
    return pl.col(deleted_at).is_null() | (pl.col(deleted_at) > pl.col("as_of"))


def _left_out(facts: Facts, moments: pl.DataFrame) -> pl.DataFrame:
    """Posts that are deleted, or whose threads could not be read whole: ``page, post``."""
    unread = facts.threads.filter(~pl.col("whole")).select("page", "post")
    deleted = facts.posts.filter(pl.col("deleted_at").is_not_null()).join(moments, on="page")
    return pl.concat([unread, deleted.filter(~_stands("deleted_at")).select("page", "post")])


def page_moments(facts: Facts, as_of: int | None = None) -> pl.DataFrame:
    """Per page (``page``, ``as_of``): the given moment, or the end of what is loaded if earlier.

    ``as_of`` is null for a page of whose wall nothing is loaded.
    """
    moment = facts.as_of if as_of is None else as_of
    ends = facts.intervals.group_by("page").agg(end=pl.col("end").max())
    return (
        facts.pages.select("page")
        .join(ends, on="page", how="left")
        .select(
            "page",
            as_of=pl.when(pl.col("end").is_not_null()).then(
                pl.min_horizontal(pl.lit(moment, pl.Int64), "end")
            ),
        )
    )


def _timed(first: pl.DataFrame, clock: WorkingClock, rules: Rules) -> pl.DataFrame:
    asked = first["asked_at"].to_numpy()
    until = first.select(pl.coalesce("answered_at", "as_of")).to_series().to_numpy()
    working = pl.Series(clock.elapsed(until) - clock.elapsed(asked), dtype=pl.Int64)
    deadline = deadlines(asked, rules)
    return first.with_columns(
        seconds=pl.col("answered_at") - pl.col("asked_at"),
        working_seconds=working,
        deadline=pl.Series(deadline, dtype=pl.Int64),
        provisional=pl.Series(clock.provisional(until), dtype=pl.Boolean),
    ).with_columns(
        working_seconds=pl.when(pl.col("answered_at").is_not_null()).then("working_seconds")
    )


def deadlines(asked: Instants, rules: Rules) -> Instants:
    """The instant each question has to be answered by: when the clock in force has run its time."""
    if rules.deadline != "9wh":
        return asked + _DEADLINES[rules.deadline]
    return working_clock(rules.timezone, rules.workday).after(asked, _WORKING_DEADLINE)


def with_waiting(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Adds how long each appeal has waited at its page's ``as_of``, on both clocks, in seconds."""
    clock = working_clock(rules.timezone, rules.workday)
    asked, as_of = frame["asked_at"].to_numpy(), frame["as_of"].to_numpy()
    return frame.with_columns(
        waited=pl.col("as_of") - pl.col("asked_at"),
        working_waited=pl.Series(clock.elapsed(as_of) - clock.elapsed(asked), dtype=pl.Int64),
    )


def with_survival(frame: pl.DataFrame, name: str, time: str, censored_at: str) -> pl.DataFrame:
    """Adds the Kaplan–Meier S(t) of each page right after each row's own time.

    Args:
        frame: one row per appeal, any order.
        name: of the new column.
        time: column of the time to the reply; null while there is none.
        censored_at: column of the time waited so far, used where there is no reply; where both are
            null the row takes no part.

    At equal times replies come before censorings. Source: Kaplan and Meier, 1958.
    """
    order = pl.coalesce(time, censored_at) * 2 + pl.col(time).is_null()
    key = frame.select(pl.col("page").cast(pl.Int64) * _SPAN + order).to_series()
    rows = key.is_not_null().arg_true().to_numpy()
    rows = rows[np.argsort(key.drop_nulls().to_numpy())]
    page, answered = frame["page"].to_numpy()[rows], frame[time].is_not_null().to_numpy()[rows]
    edges = np.append(np.flatnonzero(np.diff(page, prepend=page[:1] - 1)), len(page))
    at_risk = np.repeat(edges[1:], np.diff(edges)) - np.arange(len(page))
    left = np.where(answered, (at_risk - 1) / at_risk, 1.0)
    for start, end in pairwise(edges):
        np.cumprod(left[start:end], out=left[start:end])
    survived = np.full(frame.height, np.nan)
    survived[rows] = left
    return frame.with_columns(pl.Series(name, survived, nan_to_null=True))


def reached(survived: pl.Expr, time: pl.Expr, share: float | pl.Expr) -> pl.Expr:
    """Time by which ``share`` have a reply: smallest t with S(t) ≤ 1 − share; null: never."""
    return time.filter(survived <= 1 - share + _TOLERANCE).min()
