"""Who may do what, read from the code that enforces it: the shell's views and ``ui.rights``."""

from __future__ import annotations

import polars as pl

from store.accounts import Account, Grant
from ui import rights, shell
from ui.exports.sheets import Column, Sheet
from ui.i18n import _
from ui.users.words import ROLES

_SAMPLES = {
    "supervisor": ("supervisor", ()),
    "operator": ("operator", ()),
    "presenter": ("presenter", ()),
    "curator": ("administrator", (Grant("founder", "f"),)),
    "administrator": ("administrator", (Grant("page", "p"),)),
}
"""An account of each kind, put to the same functions as real ones."""
_PAGES = pl.DataFrame(
    {"page_id": ["p", "q", "r"], "founder": ["g", "f", "g"], "territory": ["t", "t", "t"]}
)


def kinds() -> dict[str, Account]:
    """A sample account of each kind of user."""
    return {
        kind: Account("sample", role, 0, False, 0, None, grants)
        for kind, (role, grants) in _SAMPLES.items()
    }


def sheet() -> Sheet:
    """The matrix: a row for each view and each right, a column for each kind of user."""
    every = kinds()
    columns = (
        Column(_("View or right"), "text", 48),
        *(Column(_head(kind), "text", 22) for kind in every),
    )
    rows = [
        (page.title_for("supervisor"), *(_opens(page, one) for one in every.values()))
        for page in shell.declared().values()
    ]
    rows.append((_("Pages in full, on screen and in files"), *map(_scope, every.values())))
    rows.append((_("Texts of residents"), *(_texts(one) for one in every.values())))
    rows.append((_("Makes and changes accounts of"), *(_makes(one) for one in every.values())))
    rows.append((_("Log of actions"), *(_yes(rights.sees_accounts(o)) for o in every.values())))
    return Sheet(_("Rights"), columns, rows)


def table() -> list[tuple[str, ...]]:
    """The same for the documentation: address of each view, then ``x`` or nothing by kind."""
    every = kinds()
    return [
        (f"`/{page.id}`", *("x" if page.opens_for(one) else "" for one in every.values()))
        for page in sorted(shell.declared().values(), key=lambda page: page.id)
    ]


def _head(kind: str) -> str:
    word = _(ROLES[kind])
    return word[:1].upper() + word[1:]


def _opens(page: shell.Page, account: Account) -> str:
    if not page.opens_for(account):
        return "–"
    return "● " + _("opens and exports")


def _scope(account: Account) -> str:
    seen = rights.pages_in_full(account, _PAGES).height
    if seen == _PAGES.height:
        return _("all")
    return _("of the founder or territory") if rights.is_curator(account) else _("own ones")


def _texts(account: Account) -> str:
    if not rights.reads_citizens(account):
        return "–"
    return _("all") if account.role in rights.SEES_ALL else _("of own pages")


def _makes(account: Account) -> str:
    if account.role in rights.MANAGES:
        return ", ".join(_(ROLES[role]) for role in rights.MANAGES[account.role])
    if rights.is_curator(account):
        return _("invites and resets administrators of own pages")
    return "–"


def _yes(holds: bool) -> str:
    return "● " + _("yes") if holds else "–"
