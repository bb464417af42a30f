"""Buttons that give files: each file is computed when it is asked for, and written to the log.

Rights are applied here once more, when the button is drawn and when the file is made.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.period import Period
from store.accounts import Account
from ui import data, download, rights
from ui.exports import brief, brief_book, page_pdf, picture
from ui.exports.sheets import XLSX
from ui.i18n import _

PDF = "application/pdf"
PNG = "image/png"


def brief_button(account: Account, by: str, name: str, period: Period) -> None:
    """«Справка» of a founder, a territory, a sphere or the region: pdf, xlsx, and its pages.

    Args:
        account: who asks; only pages it may see in full are counted.
        by: founder, territory, sphere or region.
        name: whose; anything for the region.
        period: the days.
    """
    if _pages(account, by, name, period).is_empty():
        return
    said = brief.named(by, name, period)
    download.button(
        account,
        _("Brief (pdf)"),
        (said + ".pdf", PDF),
        lambda: _brief_pdf(account, by, name, period),
        f"brief pdf, {by} {name}",
        wide=True,
    )
    download.button(
        account,
        _("Brief (xlsx)"),
        (said + ".xlsx", XLSX),
        lambda: _brief_xlsx(account, by, name, period),
        f"brief xlsx, {by} {name}",
        wide=True,
    )
    if by != "region":
        download.button(
            account,
            _("Its pages (pdf)"),
            (page_pdf.batch_name(name, period), PDF),
            lambda: _batch(account, by, name, period),
            f"pages pdf, {by} {name}",
            wide=True,
        )


def page_buttons(account: Account, page: Mapping[str, Any], period: Period) -> None:
    """Files of one page: its card, and what there is to be glad of as a picture for a chat.

    Args:
        account: who asks.
        page: a row of ``ui.data.wide`` over the period.
        period: the days.
    """
    row = _row(account, page, period)
    if row.is_empty():
        return
    one, target = row.row(0, named=True), page["page_id"]
    download.button(
        account,
        _("Page (pdf)"),
        (page_pdf.file_name(one["name"], period), PDF),
        lambda: page_pdf.pdf(_row(account, page, period), period),
        f"page pdf, {target}",
        wide=True,
    )
    weeks = picture.streak(one["page"])
    if weeks >= picture.LEAST_WEEKS:
        name = picture.file_name(_("Weeks on the norm"), one["name"])
        download.button(
            account,
            _("Picture: weeks on the norm"),
            (name, PNG),
            lambda: picture.streak_png(one, weeks),
            f"picture, {target}",
            wide=True,
        )
    post = picture.post_of_week(one["page"])
    if post is not None:
        name = picture.file_name(_("Post of the week"), one["name"])
        download.button(
            account,
            _("Picture: post of the week"),
            (name, PNG),
            lambda: picture.post_png(one, post),
            f"picture, {target}",
            wide=True,
        )


def _pages(account: Account, by: str, name: str, period: Period) -> pl.DataFrame:
    seen = rights.pages_in_full(account, data.wide(period))
    return seen if by == "region" else seen.filter(pl.col(by) == name)


def _row(account: Account, page: Mapping[str, Any], period: Period) -> pl.DataFrame:
    seen = rights.pages_in_full(account, data.wide(period))
    return seen.filter(pl.col("page") == page["page"])


def _brief_pdf(account: Account, by: str, name: str, period: Period) -> bytes:
    return brief.pdf(brief.brief(_pages(account, by, name, period), by, name, period))


def _brief_xlsx(account: Account, by: str, name: str, period: Period) -> bytes:
    said = brief.brief(_pages(account, by, name, period), by, name, period)
    return brief_book.xlsx(said, account)


def _batch(account: Account, by: str, name: str, period: Period) -> bytes:
    return page_pdf.pdf(_pages(account, by, name, period).sort("name"), period, name)
