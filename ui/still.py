"""Whether who was here when a screen was drawn is here still.

Streamlit runs the callback of a widget before the script, and so before ``ui.auth`` is asked, and
makes a file without it: a login closed meanwhile would do one thing more in every tab left open.
Who writes in a callback or makes a file asks here first.
"""

from __future__ import annotations

from store import accounts
from store.accounts import Account
from ui.installation import here


def holds(account: Account) -> bool:
    """Whether the login is open as it was: same role, same pages, its sessions not ended since."""
    found = accounts.find(here().reader, account.name)
    return (
        found is not None
        and not found.disabled
        and (found.role, found.grants, found.valid_from)
        == (account.role, account.grants, account.valid_from)
    )


def ask(account: Account) -> None:
    """Goes on only where it holds.

    Raises:
        PermissionError: it does not.
    """
    if not holds(account):
        raise PermissionError(account.role)
