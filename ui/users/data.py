"""Who has access, as far as whoever looks may know: accounts, their pages, pages without any.

Read anew in every run: accounts change by a click and are few. Limits are those of ``ui.rights``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import streamlit as st

from core.period import DAY
from store import accounts, roster
from store.accounts import Account
from store.roster import Standing
from ui import rights
from ui.i18n import N_
from ui.installation import here, now
from ui.search import needles
from ui.users.words import access, role

IDLE_DAYS = 30
SHOWS = {
    "all": N_("All"), "idle": N_("No login for 30 days"), "locked": N_("Locked or disabled"),
    "waiting": N_("Without a password"), "bare": N_("Pages without an administrator"),
}  # fmt: skip
"""What is listed, by its word in the address."""


@dataclass(frozen=True)
class Known:
    """What one account may know of the others.

    Attributes:
        accounts: that it may see, by login.
        managed: logins it may invite, reset, close.
        standing: by login.
        pages: ``store.roster.listed_pages`` of VK within its rights.
        held: page ids that some open account, seen or not, looks after by name.
    """

    accounts: list[Account]
    managed: frozenset[str]
    standing: dict[str, Standing]
    pages: pl.DataFrame
    held: frozenset[str]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of pages by page id."""
        return dict(self.pages.select("page_id", "name").iter_rows())

    @property
    def bare(self) -> pl.DataFrame:
        """Pages that no open account looks after by name: a curator is not the administrator."""
        return self.pages.filter(~pl.col("page_id").is_in(self.held))

    def listed(self, show: str, q: str = "") -> list[Account]:
        """Accounts of one of ``SHOWS`` that a search finds by login, role or what they see."""
        found = [one for one in self.accounts if self._is(one, show)]
        return [one for one in found if self._holds(one, q)] if q else found

    def _is(self, one: Account, show: str) -> bool:
        standing = self.standing[one.name]
        if show == "idle":
            last = one.created_at if one.seen_at is None else one.seen_at
            return not one.disabled and last < now() - IDLE_DAYS * DAY
        if show == "locked":
            return one.disabled or standing.locked_until is not None
        return show != "waiting" or not (standing.has_password or one.disabled)

    def _holds(self, one: Account, q: str) -> bool:
        pages = " ".join(f"{self.names.get(grant.value, '')} {grant.value}" for grant in one.grants)
        text = f"{one.name} {role(one)} {access(one.grants, self.names)} {pages}".lower()
        return all(word in text for word in needles(q))


def known(account: Account) -> Known:
    """What an account may know."""
    reader = here().reader
    pages = roster.listed_pages(reader)
    every = accounts.every(reader)
    managed = rights.managed(account, every, pages)
    seen = every if rights.sees_accounts(account) else managed
    if not rights.sees_accounts(account):
        pages = rights.pages_in_full(account, pages)
    pages = pages.filter(pl.col("network") == "vk")  # pages of other networks have no accounts
    standing = roster.standings(reader, now())
    held = frozenset(
        grant.value
        for one in every
        if not one.disabled
        for grant in one.grants
        if grant.kind == "page"
    )
    return Known(seen, frozenset(one.name for one in managed), standing, pages, held)


def still_managed(account: Account, names: list[str]) -> list[str]:
    """Of some logins those an account may change at this moment: asked again before it is done."""
    managed = known(account).managed
    return [name for name in names if name in managed]


def asked() -> tuple[str, str]:
    """What the address wants listed, and its search."""
    show = st.query_params.get("show", "all")
    return show if show in SHOWS else "all", st.query_params.get("q", "").strip()
