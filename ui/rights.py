"""What an account may see: the one place that answers it, for every view and every file.

Applied after the cache, by page number. Which views a role may open stands in their ``Page``
declarations and is enforced by ``ui.shell``.
"""

from __future__ import annotations

import polars as pl

from store.accounts import Account

SEES_ALL = ("supervisor", "presenter", "operator")
"""Roles that see every page in full."""
READS_CITIZENS = ("supervisor", "administrator")
"""Roles that read what residents wrote, within the pages they may see."""


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
