"""Accounts in words: roles, what one looks after, states, faults of a list."""

from __future__ import annotations

from collections.abc import Mapping

from loaders.files.users import Fault
from store.accounts import Account, Grant
from store.invitations import LASTS
from store.roster import Standing, Wanted
from ui import rights
from ui.formats import day, moment, number
from ui.i18n import N_, _, ngettext

ROLES = {
    "supervisor": N_("specialist of the centre"),
    "administrator": N_("page administrator"),
    "curator": N_("curator"),
    "presenter": N_("presenter"),
    "operator": N_("system operator"),
}
"""Roles, and the administrator whose pages follow the register."""

FAULTS = {
    "delimiter": (N_("The row has more cells than the header"),
                  N_("Put texts that hold the delimiter into quotation marks")),
    "formula": (N_("«{value}» shows an error of Excel"), N_("Write the value itself")),
    "no_login": (N_("There is no login"), N_("Fill the column «Login»")),
    "bad_login": (N_("{value} cannot be a login"),
                  N_("1 to 64 letters, digits and . _ @ -, a letter or digit first")),
    "duplicate": (N_("The login stands already in row {value}"),
                  N_("Leave one row; several pages stand in one cell, parted by semicolons")),
    "no_role": (N_("There is no role"), N_("Fill the column «Role»")),
    "bad_role": (N_("{value} is no role"),
                 N_("Write: specialist, administrator, curator, presenter or operator")),
    "bad_page": (N_("{value} is no link to a page of VK"),
                 N_("Give a link such as https://vk.com/club1")),
    "unknown_page": (N_("The page {value} does not stand in the register"),
                     N_("Check the link, or load the register first")),
    "unknown_founder": (N_("The register has no founder {value}"),
                        N_("Write it as the register does")),
    "unknown_territory": (N_("The register has no territory {value}"),
                          N_("Write it as the register does")),
    "no_grant": (N_("It is not said what the administrator looks after"),
                 N_("Fill page, founder or territory")),
    "needless_grant": (N_("This role sees all pages"),
                       N_("Leave page, founder and territory empty")),
    "not_yours": (N_("Your role may not make or change such an account"), N_("Ask the operator")),
    "yourself": (N_("Nobody changes the own account by a list"), N_("Ask the operator")),
}  # fmt: skip
"""Why a row of a list is left out, and how to mend it, by code of ``jobs.users``."""


def role(account: Account | Wanted) -> str:
    """The role of an account; a curator is named as one."""
    curator = account.role == "administrator" and any(g.kind != "page" for g in account.grants)
    return _(ROLES["curator" if curator else account.role])


def access(grants: tuple[Grant, ...], names: Mapping[str, str]) -> str:
    """What an account looks after.

    Args:
        grants: of the account.
        names: of pages, by page id.
    """
    if not grants:
        return _("all pages")
    pages = [grant.value for grant in grants if grant.kind == "page"]
    words = [names.get(page, page) for page in pages]
    if len(pages) > 1:
        words = [ngettext("{n} page", "{n} pages", len(pages)).format(n=number(len(pages)))]
    founders = [grant.value for grant in grants if grant.kind == "founder"]
    territories = [grant.value for grant in grants if grant.kind == "territory"]
    words += [_("founder: {name}").format(name=name) for name in founders]
    words += [_("territory: {name}").format(name=name) for name in territories]
    return "; ".join(words)


def state(account: Account, standing: Standing) -> str:
    """How an account stands: a shape and words."""
    if account.disabled:
        return "– " + _("disabled")
    if standing.locked_until:
        return "▲ " + _("locked until {moment}").format(moment=moment(standing.locked_until))
    if not standing.has_password:
        if standing.invited_until:
            until = day(standing.invited_until)
            return "○ " + _("invited, the link holds until {day}").format(day=until)
        return "○ " + _("has no password: invite")
    return "● " + _("active")


def sessions(account: Account, remembered: int, now: int) -> str:
    """Until when somebody may be signed in; a session is not counted, only its end is known."""
    if account.seen_at is None or account.disabled or account.seen_at < account.valid_from - 1:
        return _("no session")
    until = account.seen_at + remembered
    return _("no session") if until <= now else _("at most until {day}").format(day=day(until))


def fault(one: Fault) -> tuple[str, str]:
    """Why a row of a list is left out, and how to mend it."""
    why, mend = FAULTS[one.code]
    return _(why).format(value=one.value), _(mend)


def lasting() -> str:
    """How long invitations are valid."""
    days = LASTS // 86_400
    return ngettext("{n} day", "{n} days", days).format(n=days)


def makes(account: Account) -> tuple[str, ...]:
    """Roles whose accounts somebody may make."""
    return rights.MANAGES.get(account.role, ())
