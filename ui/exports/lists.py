"""The workbook of a mailing: «Главное» and one sheet per founder."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from ui.exports import brief
from ui.exports.mailing import Mailing
from ui.exports.names import file_name, sheet_titles
from ui.exports.sheets import Column, Sheet, Tone, workbook
from ui.formats import calendar_day
from ui.i18n import _
from ui.vk import page_link


def xlsx(sent: Mailing) -> bytes:
    """One sheet per founder, in the order of «Главное»."""
    founders = list(sent.founders())
    titles = sheet_titles([_("Main"), *(name for name, _rows in founders)])
    sheets = [_main(sent, titles[0])]
    for title, (_name, rows) in zip(titles[1:], founders, strict=True):
        sheets.append(Sheet(title, _columns(), [_row(sent, row) for row in rows.to_dicts()]))
    return workbook(sheets)


def named(day: date, ending: str) -> str:
    """``Госпаблики — что исправить — 24.11.2025.xlsx``."""
    return file_name([_("Official pages"), _("what to mend"), calendar_day(day)], ending)


def tone_of(row: dict[str, Any]) -> Tone:
    """Red only for a resident who waits."""
    if row["overdue"]:
        return "bad"
    return "warn" if row["silent"] or row["below_norm"] else "good"


def page_cell(row: dict[str, Any]) -> Any:
    """A page's name, a link to it where there is an address."""
    link = page_link(row["page_id"])
    return (row["name"], link) if link else row["name"]


def _main(sent: Mailing, title: str) -> Sheet:
    columns = (
        Column(_("Founder"), "text", 60), Column(_("Pages to mend"), "number", 12),
        Column(_("Questions past the deadline"), "number", 14),
        Column(_("Without posts 7 days and longer"), "number", 14),
        Column(_("Below the norm last week"), "number", 14),
    )  # fmt: skip
    rows: list[tuple[Any, ...]] = [(name, *_counts(rows)) for name, rows in sent.founders()]
    rows.append((_("Altogether"), *_counts(sent.rows)))
    foot = (sent.summary(sent.rows), sent.request(), brief.source())
    rows += [(text, None, None, None, None) for text in foot]
    return Sheet(title, columns, rows, filtered=False)


def _counts(rows: pl.DataFrame) -> tuple[int, ...]:
    sums = (int(rows[name].sum()) for name in ("overdue", "silent", "below_norm"))
    return (rows.height, *sums)


def _columns() -> tuple[Column, ...]:
    return (
        Column(_("Page"), "link", 45), Column(_("What is the matter"), "state", 40),
        Column(_("Since"), "date", 12), Column(_("How to mend it"), "text", 48, wrapped=True),
        Column(_("Questions past the deadline"), "number", 12),
        Column(_("Days without posts"), "number", 12), Column(_("Posts last week"), "number", 11),
        Column(_("The norm of a week"), "number", 9), Column(_("Territory"), "text", 28),
    )  # fmt: skip


def _row(sent: Mailing, row: dict[str, Any]) -> tuple[Any, ...]:
    told = sent.told(row)
    words = "; ".join(one.words for one in told)
    days = None if row["silent_days"] is None else int(row["silent_days"])
    return (
        page_cell(row), (words, tone_of(row)), min(one.since_day for one in told),
        " ".join(dict.fromkeys(one.mend for one in told)), row["overdue"], days, row["done"],
        row["norm"], row["territory"],
    )  # fmt: skip
