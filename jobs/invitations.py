"""Invitations as they are handed over: for whom, the link, and until when, by founder.

The only place where a code becomes a link; whoever calls shows it or writes it into a file, once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl
from sqlalchemy import Engine

from store import accounts, roster
from store.accounts import Account

SHEET_NAME = 31
"""Characters the name of a sheet may have."""


@dataclass(frozen=True)
class Ticket:
    """One invitation to hand over.

    Attributes:
        name: login.
        role: role of the account.
        founder: whose bodies it looks after, the first by the register; empty: of no founder.
        looks_after: names of its pages, founders and territories; empty: it sees all.
        link: one-time.
        until: UTC unix seconds.
    """

    name: str
    role: str
    founder: str
    looks_after: str
    link: str
    until: int


def waiting(engine: Engine, now: int, founder: str | None = None) -> list[str]:
    """Logins that are open and have neither a password nor a link that still holds.

    Args:
        engine: of the store.
        now: UTC unix seconds.
        founder: only those who have to do with it; null: of all.
    """
    standing = roster.standings(engine, now)
    pages = roster.listed_pages(engine)
    return [
        one.name
        for one in accounts.every(engine)
        if not one.disabled
        and not standing[one.name].has_password
        and standing[one.name].invited_until is None
        and (founder is None or founder in founders_of(one, pages))
    ]  # fmt: skip


def founders_of(account: Account, pages: pl.DataFrame) -> list[str]:
    """Founders an account has to do with, in order.

    Args:
        account: whose.
        pages: ``store.roster.listed_pages``.
    """
    given = [grant.value for grant in account.grants if grant.kind == "founder"]
    own = [grant.value for grant in account.grants if grant.kind == "page"]
    of_pages = pages.filter(pl.col("page_id").is_in(own))["founder"].drop_nulls().to_list()
    return list(dict.fromkeys([*given, *of_pages]))


def tickets(engine: Engine, codes: Mapping[str, str], base: str, until: int) -> list[Ticket]:
    """The invitations of some codes by founder and login.

    Args:
        engine: of the store.
        codes: by login, as ``store.invitations`` gave them.
        base: address of the dashboard.
        until: when the codes end.
    """
    pages = roster.listed_pages(engine)
    names = dict(pages.select("page_id", "name").iter_rows())
    made = []
    for account in accounts.every(engine):
        if account.name in codes:
            founders = founders_of(account, pages)
            after = "; ".join(names.get(grant.value, grant.value) for grant in account.grants)
            link = f"{base.rstrip('/')}/?invite={codes[account.name]}"
            first = founders[0] if founders else ""
            made.append(Ticket(account.name, account.role, first, after, link, until))
    return sorted(made, key=lambda one: (one.founder, one.name))


def by_founder(made: Iterable[Ticket], without: str) -> dict[str, list[Ticket]]:
    """Tickets by the name of a sheet, one sheet a founder; ``without`` names that of none."""
    groups: dict[str, list[Ticket]] = {}
    for one in made:
        groups.setdefault(one.founder or without, []).append(one)
    titles = sheet_names(groups)
    return dict(zip(titles, groups.values(), strict=True))


def sheet_names(titles: Iterable[str]) -> list[str]:
    """Names a workbook takes: short, without its forbidden signs, each once."""
    taken: list[str] = []
    for title in titles:
        bare = " ".join(re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).split()).strip("'") or "—"
        name, count = bare[:SHEET_NAME], 1
        while name.casefold() in [one.casefold() for one in taken]:
            count += 1
            name = f"{bare[: SHEET_NAME - 4]} {count}"
        taken.append(name)
    return taken
