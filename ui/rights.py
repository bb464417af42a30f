"""What an account may see: the one place that answers it, for every view and every file.

Applied after the cache, by page number. Which views a role may open stands in their ``Page``
declarations and is enforced by ``ui.shell``.
"""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from store.accounts import Account, Grant

SEES_ALL = ("supervisor", "presenter", "operator")
"""Roles that see every page in full."""
READS_CITIZENS = ("supervisor", "administrator")
"""Roles that read what residents wrote, within the pages they may see."""
IMPORTERS = ("supervisor", "operator")
"""Roles that load the register."""
MANAGES = {
    "supervisor": ("administrator", "presenter"),
    "operator": ("supervisor", "administrator", "presenter", "operator"),
}
"""Roles whose accounts a role may make, change, invite, reset and close."""


def pages_in_full(account: Account, pages: pl.DataFrame) -> pl.DataFrame:
    """The rows an account may see in full.

    Args:
        account: who asks.
        pages: any frame with ``page_id``, ``founder`` and ``territory``, one row per page.

    Returns:
        Those rows; for an administrator the pages granted one by one, and as a curator the pages
        whose founder or territory is granted.
    """
    if account.role in SEES_ALL:
        return pages
    if account.role != "administrator":
        return pages.clear()
    by_kind = {
        kind: [grant.value for grant in account.grants if grant.kind == kind]
        for kind in ("page", "founder", "territory")
    }
    return pages.filter(
        pl.col("page_id").is_in(by_kind["page"])
        | pl.col("founder").is_in(by_kind["founder"]).fill_null(False)
        | pl.col("territory").is_in(by_kind["territory"]).fill_null(False)
    )


def reads_citizens(account: Account) -> bool:
    """Whether an account may read the texts of questions."""
    return account.role in READS_CITIZENS


def is_curator(account: Account) -> bool:
    """Whether an administrator's pages follow the register by founder or territory."""
    kinds = {grant.kind for grant in account.grants}
    return account.role == "administrator" and bool(kinds & {"founder", "territory"})


def sees_accounts(account: Account) -> bool:
    """Whether an account may see every account and the log."""
    return account.role in MANAGES


def managed(account: Account, others: Iterable[Account], pages: pl.DataFrame) -> list[Account]:
    """Accounts whose passwords, sessions and state somebody may change; never the own one.

    Args:
        account: who asks.
        others: among these.
        pages: as ``pages_in_full``.

    Returns:
        For a curator the administrators of single pages, all of them the curator's: with a foreign
        page among them the curator would gain access to it.
    """
    rest = [other for other in others if other.name != account.name]
    if account.role in MANAGES:
        return [other for other in rest if other.role in MANAGES[account.role]]
    if not is_curator(account):
        return []
    own = {Grant("page", page) for page in pages_in_full(account, pages)["page_id"]}
    return [
        other
        for other in rest
        if other.role == "administrator" and other.grants and own.issuperset(other.grants)
    ]
