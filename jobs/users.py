"""The import of accounts: a list is compared with the store, and written if that is asked.

Joins ``loaders.files.users``, ``store.roster`` and ``store.invitations``; the command line and the
screen call it. New accounts get no password here: they are invited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Engine

from loaders.files.users import Fault, Listed, page_named, parse
from store import accounts, roster
from store.accounts import Account, AccountError, Grant
from store.roster import Wanted

FAULTS: Mapping[str, str] = {
    "delimiter": "the row has more cells than the header: put texts with delimiters in quotes",
    "formula": "«{value}» shows an error of Excel: write the value itself",
    "no_login": "no login: fill «Логин»",
    "bad_login": (
        "{value} cannot be a login: 1 to 64 letters, digits and . _ @ -, a letter or digit first"
    ),
    "duplicate": "the login stands already in row {value}: leave one row, pages in one cell by ;",
    "no_role": "no role: fill «Роль»",
    "bad_role": "{value} is no role: специалист ЦУР, администратор, куратор, ведущий or оператор",
    "bad_page": "{value} is no link to a page of VK: give one such as https://vk.com/club1",
    "unknown_page": "the page {value} does not stand in the register: check it, or import it first",
    "unknown_founder": "the register has no founder {value}: write it as the register does",
    "unknown_territory": "the register has no territory {value}: write it as the register does",
    "no_grant": "an administrator needs a page, a founder or a territory",
    "needless_grant": "this role sees all: leave page, founder and territory empty",
    "not_yours": "your role may not make or change such an account: ask an operator",
    "yourself": "nobody changes the own account by a list: ask an operator",
}
"""Why a row is left out, by code: what is wrong and how to mend it."""


@dataclass(frozen=True)
class Changed:
    """An account that the list changes: as it is, as it is wanted."""

    before: Account
    after: Wanted


@dataclass(frozen=True)
class Plan:
    """What a list of accounts changes; accounts it does not name stay as they are.

    Attributes:
        rows: rows that hold something.
        new: accounts that do not exist yet.
        changed: accounts with another role or other grants.
        same: accounts that stay as they are.
        rejected: (row in Excel, login as it stands, why) of each row left out.
        notices: what is odd about the file.
    """

    rows: int
    new: tuple[Wanted, ...]
    changed: tuple[Changed, ...]
    same: int
    rejected: tuple[tuple[int, str, Fault], ...]
    notices: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The plan for programs."""
        return {
            "rows": self.rows,
            "new": [_described(one) for one in self.new],
            "changed": [
                {"before": _described(one.before), "after": _described(one.after)}
                for one in self.changed
            ],
            "same": self.same,
            "rejected": [
                {"row": row, "login": name, "reason": sentence(fault)}
                for row, name, fault in self.rejected
            ],
            "notices": list(self.notices),
        }


def sentence(fault: Fault) -> str:
    """A fault in English."""
    return FAULTS[fault.code].format(value=fault.value)


def plan(
    engine: Engine, data: bytes, name: str, roles: Sequence[str], by: str | None = None
) -> Plan:
    """What the accounts in a file would change; writes nothing.

    Args:
        engine: of the store.
        data: the file, xlsx or csv.
        name: what sentences call the file.
        roles: roles that whoever imports may make and change.
        by: login of whoever imports, whose own account stays; null: the command line.

    Raises:
        FileError: the file as a whole cannot be taken.
    """
    found = parse(data, name)
    register = _Register(roster.listed_pages(engine))
    known = {account.name: account for account in accounts.every(engine)}
    new, changed, same = [], [], 0
    rejected = list(found.rejected)
    for row in found.taken:
        wanted = register.wanted(row)
        before = known.get(row.name)
        if isinstance(wanted, Wanted):
            wanted = _allowed(wanted, before, roles, by)
        if isinstance(wanted, Fault):
            rejected.append((row.row, row.name, wanted))
        elif before is None:
            new.append(wanted)
        elif (before.role, set(before.grants)) == (wanted.role, set(wanted.grants)):
            same += 1
        else:
            changed.append(Changed(before, wanted))
    rejected.sort(key=lambda one: one[0])
    return Plan(found.rows, tuple(new), tuple(changed), same, tuple(rejected), found.notices)


def granted(
    engine: Engine, pages: Iterable[str], founders: Iterable[str], territories: Iterable[str]
) -> tuple[Grant, ...]:
    """Grants of what the register holds, named as a list names it.

    Raises:
        AccountError: no link to a page, or nothing of that name stands in the register.
    """
    named = []
    for text in pages:
        page_id = page_named(text) or Fault("bad_page", text)
        if isinstance(page_id, Fault):
            raise AccountError(sentence(page_id))
        named.append(page_id)
    found = _Register(roster.listed_pages(engine)).grants(named, founders, territories)
    if isinstance(found, Fault):
        raise AccountError(sentence(found))
    return found


def apply(engine: Engine, planned: Plan, now: int, by: str) -> None:
    """Writes what was planned, all or nothing."""
    wanted = [*planned.new, *(one.after for one in planned.changed)]
    if wanted:
        roster.save(engine, wanted, now, by)


def _allowed(
    wanted: Wanted, before: Account | None, roles: Sequence[str], by: str | None
) -> Wanted | Fault:
    if wanted.name == by:
        return Fault("yourself")
    if wanted.role not in roles or (before and before.role not in roles):
        return Fault("not_yours")
    return wanted


class _Register:
    """The values grants may have, however they are written."""

    def __init__(self, pages: pl.DataFrame) -> None:
        named = pages.filter(pl.col("network") == "vk", pl.col("screen_name").is_not_null())
        both = named.select("page_id", "screen_name").rows()
        by_name = {f"vk:{name.casefold()}": page for page, name in both}
        self.pages = by_name | {page: page for page in pages["page_id"]}
        self.founders = {value.casefold(): value for value in pages["founder"].drop_nulls()}
        self.territories = {value.casefold(): value for value in pages["territory"].drop_nulls()}

    def wanted(self, row: Listed) -> Wanted | Fault:
        """The account a row asks for, or why it cannot be."""
        if not accounts.is_name(row.name):
            return Fault("bad_login", row.name)
        grants = self.grants(row.pages, row.founders, row.territories)
        if isinstance(grants, Fault):
            return grants
        if row.role == "administrator" and not grants:
            return Fault("no_grant")
        if row.role != "administrator" and grants:
            return Fault("needless_grant")
        return Wanted(row.name, row.role, grants)

    def grants(
        self, pages: Iterable[str], founders: Iterable[str], territories: Iterable[str]
    ) -> tuple[Grant, ...] | Fault:
        """The grants of some pages, founders and territories, or what the register has not."""
        grants = []
        for kind, texts, known in (
            ("page", pages, self.pages),
            ("founder", founders, self.founders),
            ("territory", territories, self.territories),
        ):
            for text in texts:
                value = known.get(text.casefold())
                if value is None:
                    return Fault(f"unknown_{kind}", text)
                grants.append(Grant(kind, value))
        return tuple(grants)


def _described(one: Wanted | Account) -> dict[str, Any]:
    grants = [{"kind": grant.kind, "value": grant.value} for grant in one.grants]
    return {"login": one.name, "role": one.role, "grants": grants}
