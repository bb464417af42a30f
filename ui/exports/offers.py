"""Buttons that give files: each file is computed when it is asked for, and written to the log.

Rights are applied here once more, when the button is drawn and when the file is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.period import Period
from store import accounts
from store.accounts import Account
from ui import data, rights
from ui.exports import brief, brief_book, page_pdf, picture
from ui.exports.sheets import XLSX
from ui.i18n import _
from ui.installation import here, now

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
    _button(account, _("Brief (pdf)"), lambda: _brief_pdf(account, by, name, period),
            (said + ".pdf", PDF), f"brief pdf, {by} {name}")  # fmt: skip
    _button(account, _("Brief (xlsx)"), lambda: _brief_xlsx(account, by, name, period),
            (said + ".xlsx", XLSX), f"brief xlsx, {by} {name}")  # fmt: skip
    if by != "region":
        _button(account, _("Its pages (pdf)"), lambda: _batch(account, by, name, period),
                (page_pdf.batch_name(name, period), PDF), f"pages pdf, {by} {name}")  # fmt: skip


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
    _button(account, _("Page (pdf)"), lambda: page_pdf.pdf(_row(account, page, period), period),
            (page_pdf.file_name(one["name"], period), PDF), f"page pdf, {target}")  # fmt: skip
    weeks = picture.streak(one["page"])
    if weeks >= picture.LEAST_WEEKS:
        name = picture.file_name(_("Weeks on the norm"), one["name"])
        _button(account, _("Picture: weeks on the norm"), lambda: picture.streak_png(one, weeks),
                (name, PNG), f"picture, {target}")  # fmt: skip
    post = picture.post_of_week(one["page"])
    if post is not None:
        name = picture.file_name(_("Post of the week"), one["name"])
        _button(account, _("Picture: post of the week"), lambda: picture.post_png(one, post),
                (name, PNG), f"picture, {target}")  # fmt: skip


def _button(
    account: Account, label: str, made: Callable[[], bytes], file: tuple[str, str], target: str
) -> None:
    """One file: its name and kind stand in ``file``; ``target`` is what the log says of it."""

    def build() -> bytes:
        content = made()
        accounts.log(here().writer, account.name, "export", target, now())
        return content

    st.download_button(
        label,
        data=build,
        file_name=file[0],
        mime=file[1],
        on_click="ignore",
        icon=":material/download:",
        key=f"offer_{file[0]}",
        width="stretch",
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
