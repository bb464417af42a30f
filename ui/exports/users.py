"""Accounts as files: the list on screen, invitations by founder, the log, a list to fill in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from jobs.invitations import Ticket, by_founder
from store.accounts import Account, Entry
from ui.auth import REMEMBERED
from ui.exports.sheets import Column, Sheet, workbook
from ui.formats import moment
from ui.i18n import _
from ui.installation import now
from ui.users.data import Known
from ui.users.log_words import done, target
from ui.users.words import access, role, sessions, state


def accounts_sheet(known: Known, shown: Sequence[Account]) -> Sheet:
    """Accounts as the screen shows them."""
    columns = (
        Column(_("Login"), "text", 22), Column(_("Role"), "text", 22),
        Column(_("Access"), "text", 45), Column(_("Last login"), "text", 18),
        Column(_("Sessions"), "text", 22), Column(_("State"), "text", 32),
    )  # fmt: skip
    rows = [
        (
            one.name,
            role(one),
            access(one.grants, known.names),
            moment(one.seen_at) if one.seen_at else _("never"),
            sessions(one, REMEMBERED, now()),
            state(one, known.standing[one.name]),
        )
        for one in shown
    ]
    return Sheet(_("Accounts"), columns, rows)


def pages_sheet(pages: pl.DataFrame) -> Sheet:
    """Pages without an administrator."""
    columns = (
        Column(_("Page"), "text", 45), Column(_("Founder"), "text", 40),
        Column(_("Territory"), "text", 24), Column(_("Link"), "text", 20),
    )  # fmt: skip
    return Sheet(
        _("Without an administrator"),
        columns,
        pages.select("name", "founder", "territory", "page_id").rows(),
    )


def invitations(made: Iterable[Ticket]) -> bytes:
    """A workbook with a sheet per founder; each link opens once."""
    columns = (
        Column(_("Login"), "text", 22), Column(_("Looks after"), "text", 45),
        Column(_("One-time link"), "text", 70), Column(_("Valid until"), "text", 18),
    )  # fmt: skip
    return workbook(
        [
            Sheet(
                title,
                columns,
                [(one.name, one.looks_after, one.link, moment(one.until)) for one in group],
            )
            for title, group in by_founder(made, _("Of no founder")).items()
        ]
    )


def log_sheet(entries: Iterable[Entry]) -> Sheet:
    """Lines of the log, newest first."""
    columns = (
        Column(_("When"), "text", 18), Column(_("Who"), "text", 22),
        Column(_("What was done"), "text", 32), Column(_("Target"), "text", 60),
    )  # fmt: skip
    rows = [
        (moment(one.at), one.who, done(one.what), target(one.what, one.target)) for one in entries
    ]
    return Sheet(_("Log"), columns, rows)


def template() -> bytes:
    """A list to fill in: the columns with two sample rows."""
    columns = (
        Column("Логин", "text", 22), Column("Роль", "text", 22), Column("Страница", "text", 45),
        Column("Учредитель", "text", 45), Column("Территория", "text", 24),
    )  # fmt: skip
    rows = [
        ("school17", "администратор", "https://vk.com/club1; https://vk.com/club2", None, None),
        ("curator.sport", "куратор", None, "Министерство спорта", None),
    ]
    return workbook([Sheet("Пользователи", columns, rows)])
