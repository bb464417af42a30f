"""Votes of the public, counted elsewhere: read, compared with a whole file, replaced by it.

A file is the whole vote of a year. It is written in one transaction with its line of the audit log.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlalchemy import Connection, Engine, delete, insert, select

from core.events import Replaced, Vote
from store import tables as t
from store.accounts import record

_v, _p = t.public_votes.c, t.pages.c
Key = tuple[str, str]


class VoteError(ValueError):
    """Votes that cannot be written: one sentence."""


def of_year(engine: Engine, year: int) -> pl.DataFrame:
    """Votes of a year: ``nomination, page_id, votes``, most votes first within a nomination."""
    with engine.connect() as connection:
        rows = [(*key, votes) for key, votes in _stored(connection, year).items()]
    schema = {"nomination": pl.String, "page_id": pl.String, "votes": pl.Int64}
    found = pl.DataFrame(rows, schema=schema, orient="row")
    return found.sort("nomination", "votes", "page_id", descending=[False, True, False])


def compared(engine: Engine, year: int, listed: Sequence[Vote]) -> Replaced:
    """What ``save`` would do; writes nothing."""
    with engine.connect() as connection:
        return Replaced.of(_stored(connection, year), _by_key(listed))


def save(engine: Engine, year: int, listed: Sequence[Vote], who: str, now: int) -> Replaced:
    """Makes a list the whole vote of a year.

    Args:
        engine: of the store.
        year: of the season.
        listed: one vote per nomination and page.
        who: login, or ``cli``.
        now: UTC unix seconds.

    Returns:
        What changed; where nothing did, nothing is written.

    Raises:
        VoteError: a page is not in the register, or stands twice in a nomination.
    """
    wanted = _by_key(listed)
    if len(wanted) < len(listed):
        raise VoteError("a page stands twice in a nomination")
    with engine.begin() as connection:
        counts = Replaced.of(_stored(connection, year), wanted)
        if counts.moves:
            numbers = _numbers(connection, {page_id for _nomination, page_id in wanted})
            connection.execute(delete(t.public_votes).where(_v.year == year))
            rows = [
                {"year": year, "nomination": nomination, "page": numbers[page_id],
                 "votes": votes, "who": who, "at": now}
                for (nomination, page_id), votes in wanted.items()
            ]  # fmt: skip
            if rows:
                connection.execute(insert(t.public_votes), rows)
            told = f"{year}: {counts.new} new, {counts.changed} changed, {counts.gone} gone"
            record(connection, who, "public votes replaced", told, now)
    return counts


def _stored(connection: Connection, year: int) -> dict[Key, int]:
    query = (
        select(_v.nomination, _p.page_id, _v.votes)
        .join_from(t.public_votes, t.pages, _v.page == _p.page)
        .where(_v.year == year)
    )
    return {(row.nomination, row.page_id): row.votes for row in connection.execute(query)}


def _by_key(listed: Sequence[Vote]) -> dict[Key, int]:
    return {(vote.nomination, vote.page_id): vote.votes for vote in listed}


def _numbers(connection: Connection, wanted: set[str]) -> dict[str, int]:
    found = {row.page_id: row.page for row in connection.execute(select(_p.page_id, _p.page))}
    for page_id in sorted(wanted - found.keys()):
        raise VoteError(f"there is no page {page_id!r}")
    return {page_id: found[page_id] for page_id in wanted}
