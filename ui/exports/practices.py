"""The gallery as a workbook: its posts as they stand on screen, and who could learn from whom."""

from __future__ import annotations

from typing import Any

import polars as pl

from core.period import Period, local_date
from store.accounts import Account
from ui import rights
from ui.exports.names import file_name, sheet_titles
from ui.exports.sheets import Column, Sheet, workbook
from ui.formats import span
from ui.i18n import _
from ui.installation import here
from ui.practices import cards
from ui.practices import data as practices_data
from ui.practices.learning import alike
from ui.ranking.table import short_names
from ui.vk import page_link, post_link


def xlsx(account: Account, rows: pl.DataFrame, period: Period) -> bytes:
    """Two sheets; the second only for who sees every page in full.

    Args:
        account: who takes the file.
        rows: ``ui.practices.data.SHOWN``, as the account sees them.
        period: of the neighbours.
    """
    sees_all = account.role in rights.SEES_ALL
    names = [_("Best practices"), *([_("Who could learn from whom")] if sees_all else [])]
    titles = sheet_titles(names)
    sheets = [_posts(rows, titles[0])]
    if sees_all:
        sheets.append(_pairs(practices_data.neighbours(period), titles[1]))
    return workbook(sheets)


def named(period: Period) -> str:
    """``Лучшие практики — 25.08–23.11.2025.xlsx``."""
    return file_name([_("Best practices"), span(period)], "xlsx")


def _posts(rows: pl.DataFrame, title: str) -> Sheet:
    columns = (
        Column(_("Sphere"), "text", 24), Column(_("Page"), "link", 45),
        Column(_("Published"), "date", 12), Column(_("Text"), "link", 60),
        Column(_("Views"), "number", 11), Column(_("Reactions"), "number", 11),
        Column(_("To the usual"), "tenths", 11), Column(_("Why it is here"), "text", 48),
    )  # fmt: skip
    texts = practices_data.texts(rows)
    named_rows = rows.with_columns(short_names()).iter_rows(named=True)
    return Sheet(title, columns, [_post(row, texts) for row in named_rows])


def _post(row: dict[str, Any], texts: dict[tuple[int, int], str]) -> tuple[Any, ...]:
    text = cards.cut(texts.get((row["page"], row["post"]), "")) or _("no text")
    marked = cards.MARKED.get(row["kind"] or "")
    return (
        row["sphere"] or _("not stated"), _page(row["page_id"], row["name"]),
        local_date(row["published"], here().settings.timezone),
        (text, post_link(row["owner"], row["post"])) if row["owner"] else text,
        row["views"], row["reactions"], row["lift"],
        _(marked) if marked else cards.why(row),
    )  # fmt: skip


def _pairs(found: pl.DataFrame, title: str) -> Sheet:
    columns = (
        Column(_("Sphere"), "text", 24), Column(_("Page"), "link", 45),
        Column(_("Nearest strong neighbour"), "link", 45), Column(_("In common"), "text", 60),
    )  # fmt: skip
    rows = [
        (row["sphere"] or _("not stated"), _page(row["page_id"], row["name"]),
         _page(row["peer_id"], row["peer_name"]), alike(row))
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet(title, columns, rows)


def _page(page_id: str, name: str) -> Any:
    link = page_link(page_id)
    return (name, link) if link else name
