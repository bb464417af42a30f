"""What people said of comments: no question, a question, answered elsewhere, objected.

Every word is a row, none is overwritten; taking a word back is a word too. A supervisor's verdict
and a page's objection stand side by side: an objection changes no figure, a verdict does, so it
moves the data version in its own transaction. Every word is written to the audit log in the same
transaction. Who may say what is checked by the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from core.frames import Overrules
from store import tables as t
from store.signal_decisions import LONGEST_NOTE, DecisionError
from store.write import move_data_version

VERDICTS = ("not_question", "question", "answered", "reopened")
"""Of a supervisor; answered: elsewhere than in the thread; reopened takes the verdict back."""

OBJECTIONS = ("objected", "retracted")
"""Of the page; retracted takes the objection back."""

HOWS = ("not_question", "in_person", "phone", "pos", "other")
"""Why a page objects: no question, or answered in person, by phone, through ПОС, otherwise."""

_COUNTS = {"not_question": False, "answered": False, "question": True}
_d = t.appeal_decisions.c


class Comment(NamedTuple):
    """What a word is about: a comment by the network's own numbers."""

    page_id: str
    post: int
    comment: int


def decide(
    engine: Engine,
    comments: Sequence[Comment],
    word: str,
    who: str,
    now: int,
    *,
    how: str | None = None,
    note: str | None = None,
) -> list[Comment]:
    """Says one word of some comments, of all of them or of none.

    Args:
        engine: of the store.
        comments: of any pages.
        word: one of ``VERDICTS`` or ``OBJECTIONS``.
        who: login.
        now: UTC unix seconds.
        how: one of ``HOWS`` where the word is objected, else none.
        note: the reason given; at most ``LONGEST_NOTE`` characters.

    Returns:
        The comments of which the word is news: a verdict that stands already is not said twice,
        and what was not said is not taken back.

    Raises:
        DecisionError: no such page, another word or reason, too long a note.
    """
    _check(word, how, note)
    with engine.begin() as connection:
        numbers = _numbers(connection, comments)
        said = _last(connection, comments, numbers, VERDICTS if word in VERDICTS else OBJECTIONS)
        news = [one for one in comments if _is_news(word, said.get(one))]
        if news:
            said_of = {"verdict": word, "how": how, "who": who, "at": now, "note": note}
            _write(connection, news, numbers, said_of)
    return news


def history(engine: Engine, page_id: str | None = None) -> pl.DataFrame:
    """Every word ever said, oldest first.

    Returns:
        ``page`` (its number), ``page_id, post, comment, verdict, how, who, at`` (UTC unix seconds),
        ``note``.
    """
    query = select(
        _d.page, t.pages.c.page_id, _d.post, _d.comment, _d.verdict, _d.how, _d.who, _d.at, _d.note
    ).join_from(t.appeal_decisions, t.pages, _d.page == t.pages.c.page)
    if page_id is not None:
        query = query.where(t.pages.c.page_id == page_id)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(_d.decision)).all()
    schema = {
        "page": pl.Int32, "page_id": pl.String, "post": pl.Int64, "comment": pl.Int64,
        "verdict": pl.String, "how": pl.String, "who": pl.String, "at": pl.Int64,
        "note": pl.String,
    }  # fmt: skip
    return pl.DataFrame([tuple(row) for row in rows], schema=schema, orient="row")


def newest(engine: Engine) -> int:
    """Number of the last word said: what is known of all words is known until it moves."""
    with engine.connect() as connection:
        return connection.scalar(select(func.max(_d.decision))) or 0


def standing(engine: Engine) -> pl.DataFrame:
    """Where each comment stands that anybody spoke of.

    Returns:
        One row per comment: ``page, page_id, post, comment``; ``verdict`` (not_question, question
        or answered; null: none, or taken back) with ``who, at, note``; ``how`` (why the page
        objects; null: it does not) with ``objected_by, objected_at, objection`` (its note); and
        ``awaiting``: it objects and no verdict that stands is younger.
    """
    said = history(engine).with_row_index("turn")
    key = ["page", "page_id", "post", "comment"]
    last = said.with_columns(ruled=pl.col("verdict").is_in(VERDICTS)).unique(
        [*key, "ruled"], keep="last", maintain_order=True
    )
    ruled = last.filter("ruled", pl.col("verdict") != VERDICTS[-1]).select(
        *key, "verdict", "who", "at", "note", ruled_turn="turn"
    )
    objects = last.filter(~pl.col("ruled"), pl.col("verdict") != OBJECTIONS[-1]).select(
        *key, "how", objected_by="who", objected_at="at", objection="note", objected_turn="turn"
    )
    awaits = pl.col("objected_turn") > pl.col("ruled_turn").fill_null(-1)
    return (
        said.select(key)
        .unique(maintain_order=True)
        .join(ruled, on=key, how="left", maintain_order="left")
        .join(objects, on=key, how="left", maintain_order="left")
        .with_columns(awaiting=awaits.fill_null(value=False))
        .drop("ruled_turn", "objected_turn")
    )


def awaiting(engine: Engine) -> pl.DataFrame:
    """Objections no supervisor has answered: those rows of ``standing``, the oldest first.

    A verdict that was taken back answers none.
    """
    return standing(engine).filter("awaiting").sort("objected_at", maintain_order=True)


def overrules(engine: Engine) -> pl.DataFrame:
    """What the verdicts that stand make of the rule: ``core.frames.Overrules``."""
    last = (
        select(func.max(_d.decision))
        .where(_d.verdict.in_(VERDICTS))
        .group_by(_d.page, _d.post, _d.comment)
    )
    query = select(_d.page, _d.post, _d.comment, _d.verdict).where(
        _d.decision.in_(last), _d.verdict.in_(_COUNTS)
    )
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(_d.page, _d.post, _d.comment)).all()
    told = [(page, post, comment, _COUNTS[verdict]) for page, post, comment, verdict in rows]
    return pl.DataFrame(told, schema=Overrules.create_empty().schema, orient="row")


def _check(word: str, how: str | None, note: str | None) -> None:
    if word not in VERDICTS + OBJECTIONS:
        raise DecisionError(f"{word!r} is not one of {', '.join(VERDICTS + OBJECTIONS)}")
    if word == "objected" and how not in HOWS:
        raise DecisionError(f"an objection is one of {', '.join(HOWS)}, not {how!r}")
    if word != "objected" and how is not None:
        raise DecisionError(f"only an objection says how, not {word!r}")
    if note is not None and len(note) > LONGEST_NOTE:
        raise DecisionError(f"a note has at most {LONGEST_NOTE} characters")


def _is_news(word: str, last: str | None) -> bool:
    """Whether a word changes anything after the last one of the same side."""
    if word in (VERDICTS[-1], OBJECTIONS[-1]):
        return last not in (None, word)
    return word == "objected" or word != last


def _numbers(connection: Connection, comments: Sequence[Comment]) -> dict[str, int]:
    """Numbers of the pages the comments are of."""
    wanted = {one.page_id for one in comments}
    p = t.pages.c
    query = select(p.page_id, p.page).where(p.page_id.in_(wanted))
    found = {page_id: page for page_id, page in connection.execute(query)}  # noqa: C416 - rows
    for page_id in sorted(wanted - found.keys()):
        raise DecisionError(f"there is no page {page_id!r}")
    return found


def _write(
    connection: Connection, news: list[Comment], numbers: dict[str, int], word: dict[str, Any]
) -> None:
    """Writes a word of each comment with its line of the log; a verdict changes figures."""
    rows = [
        word | {"page": numbers[one.page_id], "post": one.post, "comment": one.comment}
        for one in news
    ]
    connection.execute(insert(t.appeal_decisions), rows)
    log = {"at": word["at"], "who": word["who"], "what": f"comment {word['verdict']}"}
    entries = [log | {"target": f"{one.page_id} {one.post} {one.comment}"} for one in news]
    connection.execute(insert(t.audit), entries)
    if word["verdict"] in VERDICTS:
        move_data_version(connection)


def _last(
    connection: Connection,
    comments: Sequence[Comment],
    numbers: dict[str, int],
    side: tuple[str, ...],
) -> dict[Comment, str]:
    """The last word of one side on each of the comments that have one."""
    query: Any = (
        select(t.pages.c.page_id, _d.post, _d.comment, _d.verdict)
        .join_from(t.appeal_decisions, t.pages, _d.page == t.pages.c.page)
        .where(
            _d.page.in_(numbers.values()),
            _d.comment.in_({one.comment for one in comments}),
            _d.verdict.in_(side),
        )
        .order_by(_d.decision)
    )
    return {Comment(*row[:3]): row.verdict for row in connection.execute(query)}
