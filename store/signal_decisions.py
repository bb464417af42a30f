"""What people said of signals: confirmed, dismissed, objected; every word a row, none overwritten.

A supervisor's verdict and a page's objection stand side by side: an objection does not lift a
confirmed signal, and a verdict does not silence the page. Taking a word back is a word too. Every
word is written to the audit log in the same transaction. Who may say what is checked by the caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from store import tables as t

VERDICTS = ("confirmed", "dismissed", "reopened")
"""Of a supervisor; reopened takes the verdict back."""

OBJECTIONS = ("objected", "retracted")
"""Of the page; retracted takes the objection back."""

LONGEST_NOTE = 2000

_EPOCH = date(1970, 1, 1)
_d = t.signal_decisions.c


class DecisionError(ValueError):
    """A decision that cannot be taken: one sentence."""


@dataclass(frozen=True)
class Finding:
    """What a decision is about: the key of ``kpi.signals.model.Found``."""

    page_id: str
    signal: str
    since: date


def decide(
    engine: Engine, finding: Finding, word: str, who: str, now: int, note: str | None = None
) -> None:
    """Writes one word on a finding, and the line of the audit log.

    Args:
        engine: of the store.
        finding: page, signal and first day.
        word: one of ``VERDICTS`` or ``OBJECTIONS``.
        who: login.
        now: UTC unix seconds.
        note: the reason given; at most ``LONGEST_NOTE`` characters.

    Raises:
        DecisionError: no such page, another word, too long a note, or nothing to take back.
    """
    if word not in VERDICTS + OBJECTIONS:
        raise DecisionError(f"{word!r} is not one of {', '.join(VERDICTS + OBJECTIONS)}")
    if note is not None and len(note) > LONGEST_NOTE:
        raise DecisionError(f"a note has at most {LONGEST_NOTE} characters")
    day = (finding.since - _EPOCH).days
    with engine.begin() as connection:
        page = connection.scalar(select(t.pages.c.page).where(t.pages.c.page_id == finding.page_id))
        if page is None:
            raise DecisionError(f"there is no page {finding.page_id!r}")
        side = VERDICTS if word in VERDICTS else OBJECTIONS
        about = {"page": page, "signal": finding.signal, "since": day}
        if word == side[-1] and _last(connection, about, side) in (None, word):
            raise DecisionError(f"there is nothing to take back on {finding.signal!r}")
        row = about | {"verdict": word}
        connection.execute(insert(t.signal_decisions).values(**row, who=who, at=now, note=note))
        target = f"{finding.page_id} {finding.signal} {finding.since}"
        connection.execute(
            insert(t.audit).values(at=now, who=who, what=f"signal {word}", target=target)
        )


def _last(connection: Connection, about: dict[str, object], side: tuple[str, ...]) -> str | None:
    """The last word of one side on a finding; null: none."""
    said = [t.signal_decisions.c[name] == value for name, value in about.items()]
    newest = select(_d.verdict).where(*said, _d.verdict.in_(side)).order_by(_d.decision.desc())
    return connection.scalar(newest.limit(1))


def history(engine: Engine, page_id: str | None = None) -> pl.DataFrame:
    """Every word ever said, oldest first.

    Returns:
        ``page_id, signal, since`` (date), ``verdict, who, at`` (UTC unix seconds), ``note``.
    """
    query = select(
        t.pages.c.page_id, _d.signal, _d.since, _d.verdict, _d.who, _d.at, _d.note
    ).join_from(t.signal_decisions, t.pages, _d.page == t.pages.c.page)
    if page_id is not None:
        query = query.where(t.pages.c.page_id == page_id)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(_d.decision)).all()
    schema = {
        "page_id": pl.String, "signal": pl.String, "since": pl.Date, "verdict": pl.String,
        "who": pl.String, "at": pl.Int64, "note": pl.String,
    }  # fmt: skip
    told = [(*row[:2], _EPOCH + timedelta(row.since), *row[3:]) for row in rows]
    return pl.DataFrame(told, schema=schema, orient="row")


def newest(engine: Engine) -> int:
    """Number of the last word said: what is known of all words is known until it moves."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(_d.decision))) or 0


def decisions(engine: Engine, at: int | None = None) -> pl.DataFrame:
    """Where each finding stands, now or at a past moment.

    Returns:
        One row per page, signal and ``since`` that anybody spoke of: ``verdict`` (confirmed or
        dismissed; null: none, or taken back) with ``who, at, note``, and ``objection`` (the page's
        note, empty without one; null: it does not object).
    """
    said = history(engine)
    if at is not None:
        said = said.filter(pl.col("at") <= at)
    key = ["page_id", "signal", "since"]
    is_verdict = pl.col("verdict").is_in(VERDICTS)
    last = said.with_columns(side=is_verdict).unique([*key, "side"], keep="last")
    ruled = last.filter("side", pl.col("verdict") != VERDICTS[-1]).drop("side")
    objects = last.filter(~pl.col("side"), pl.col("verdict") != OBJECTIONS[-1]).select(
        *key, objection=pl.col("note").fill_null("")
    )
    return (
        said.select(key)
        .unique()
        .join(ruled, on=key, how="left")
        .join(objects, on=key, how="left")
        .sort(key)
    )
