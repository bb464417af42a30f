"""The demo region: built, written, and given three logins."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Connection, Engine, func, insert, select

from core.settings import DEMO_URL, Settings
from kpi.replies import first_replies
from loaders.demo import Region, region
from store import accounts, demo_logins, events, passwords, write
from store import tables as t
from store.accounts import Account
from store.engine import beside, database_name, opened, upgrade

HELD = {"accounts": t.users, "bodies": t.bodies, "pages": t.pages, "runs": t.runs}
"""What makes a database one with data, by the word for it."""
ROLES = ("supervisor", "administrator", "presenter")
"""Roles that have a login, named as the role."""
Progress = Callable[[str, int, int], None]
Logins = list[dict[str, str]]


class Refused(RuntimeError):
    """The demo may not be written here: one sentence."""


@dataclass(frozen=True)
class Built:
    """What was built."""

    pages: int
    posts: int
    comments: int
    truth: str
    logins: Logins


def demo_url(settings: Settings) -> str:
    """Where the demo goes: the configured database if it was set, else one of its own."""
    default = Settings.database_url
    return DEMO_URL if settings.database_url == default else settings.database_url


def is_empty(engine: Engine) -> bool:
    """Whether a database holds no account, body, page or run."""
    with engine.connect() as connection:
        return not _held(connection)


def build(
    url: str, settings: Settings, pages: int, weeks: int, seed: int, now: int,
    progress: Progress, *, if_empty: bool = False,
) -> Built | None:  # fmt: skip
    """Builds the region of ``weeks`` up to ``now`` and writes it in one transaction.

    Returns:
        What was built; null where ``if_empty`` and the database is filled already.

    Raises:
        Refused: the database holds data already.
    """
    with opened(url) as engine:
        upgrade(engine)
        if if_empty and not is_empty(engine):
            return None
        with engine.connect() as connection:
            _check(connection)
        made = region(
            pages, weeks, seed, now=now, timezone=settings.timezone, hash_key=settings.hash_key,
            progress=lambda share, what: progress(what, round(share * 100), 100),
        )  # fmt: skip
        replies = first_replies(made.comments, made.pages, made.responders)
        given = [{"name": role, "role": role, "password": passwords.new()} for role in ROLES]
        _write(engine, made, replies, given, now, progress)
    truth = beside(url, ".truth.json")
    truth.parent.mkdir(exist_ok=True)
    truth.write_text(json.dumps(made.truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return Built(made.pages.height, made.posts.height, made.comments.height, str(truth), given)


def logins(url: str) -> Logins:
    """The demo's logins; empty where the database holds real data."""
    with opened(url) as engine:
        found = demo_logins.shown(engine) or []
    return [{"name": login.name, "role": login.role, "password": login.password} for login in found]


def _held(connection: Connection) -> list[str]:
    """What a database holds, in the words of ``HELD``."""
    counts = {
        word: connection.scalar(select(func.count()).select_from(table))
        for word, table in HELD.items()
    }
    return [word for word, count in counts.items() if count]


def _check(connection: Connection) -> None:
    if held := _held(connection):
        name = database_name(str(connection.engine.url))
        raise Refused(
            f"{name} holds data already ({', '.join(held)}): the demo needs an empty database"
        )


def _add_accounts(connection: Connection, made: Region, logins: Logins, now: int) -> None:
    """The accounts of the logins; the administrator leads the page with most comments."""
    busiest = made.comments.group_by("page").len().sort("len", "page", descending=[True, False])
    page = busiest["page"][0] if busiest.height else made.pages["page"][0]
    page_id = made.pages.filter(pl.col("page") == page)["page_id"][0]
    granted = {"administrator": (accounts.Grant("page", page_id),)}
    for login in logins:
        role = login["role"]
        account = Account(login["name"], role, now, False, now, None, granted.get(role, ()))
        accounts.put(connection, account, passwords.hashed(login["password"]), "demo")


def _write(
    engine: Engine, made: Region, replies: pl.DataFrame, logins: Logins, now: int,
    progress: Progress,
) -> None:  # fmt: skip
    """Rows, accounts and the mark «demo» in one transaction: a demo is never half there."""
    frames = {
        t.bodies: made.bodies, t.pages: made.pages, t.snapshots: made.snapshots,
        t.intervals: made.intervals, t.posts: made.posts, t.post_texts: made.post_texts,
        t.comments: made.comments, t.threads: made.threads, t.responders: made.responders,
        t.first_replies: replies,
    }  # fmt: skip
    with engine.begin() as connection:
        _check(connection)
        for done, (table, frame) in enumerate(frames.items(), 1):
            write.append(connection, table, frame)
            progress("writing", done, len(frames))
        events.add(connection, made.events, "demo", now)
        run = {
            "network": "vk", "started_at": now, "as_of": now, "finished_at": now,
            "state": "complete", "pages": made.pages.height, "posts": made.posts.height,
            "comments": made.comments.height, "requests": 0, "retries": 0, "owed": 0,
            "message": "synthetic",
        }  # fmt: skip
        connection.execute(insert(t.runs).values(run))
        _add_accounts(connection, made, logins, now)
        write.move_data_version(connection)
        write.set_mark(connection, "demo", json.dumps(logins))
