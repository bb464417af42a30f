"""The «Справка» as a workbook: «Главное» says what the paper says, then everything behind it."""

from __future__ import annotations

from typing import Any

import polars as pl

from core.period import DAY, local_date
from kpi import KPIS
from kpi.appeals import with_waiting
from store.accounts import Account
from ui import data, rights
from ui.exports import brief as paper
from ui.exports import matters, ranking
from ui.exports.brief import Brief
from ui.exports.lists import page_cell, tone_of
from ui.exports.matter_words import matters_of
from ui.exports.sheets import Column, Sheet, workbook
from ui.i18n import _
from ui.installation import here
from ui.vk import comment_link


def xlsx(said: Brief, account: Account) -> bytes:
    """«Главное», «Страницы», «Вопросы», «Показатели», «Методика»."""
    return workbook([
        _main(said), _pages(said), _questions(said, account), _figures(said), ranking.method(),
    ])  # fmt: skip


def _main(said: Brief) -> Sheet:
    shown = paper.content(said)
    lines: list[tuple[str, Any]] = [(shown["kicker"], shown["name"]), (_("Over"), said.about)]
    lines += [
        (" ".join(filter(None, [one.value, one.of])), f"{one.label}: {one.change}")
        for one in said.numbers
    ]
    lines += [(_("In short"), text) for text in said.sentences]
    # Of the region the words and their note are one sentence, of the others two.
    place = (". " if said.by in paper.KINDS else " ").join(said.place)
    lines += [(shown["place"]["title"], place), (_("Source"), said.source)]
    columns = (Column(_("Main"), "text", 34, wrapped=True), Column("", "text", 110, wrapped=True))
    return Sheet(_("Main"), columns, lines, filtered=False)


def _pages(said: Brief) -> Sheet:
    columns = (
        Column(_("Page"), "link", 45), Column(_("State"), "state", 42),
        Column(_("Since"), "date", 12), Column(_("Questions past the deadline"), "number", 12),
        Column(_("Days without posts"), "number", 12), Column(_("Posts last week"), "number", 11),
        Column(_("The norm of a week"), "number", 9), Column(_("Founder"), "text", 36),
        Column(_("Territory"), "text", 28), Column(_("Sphere"), "text", 24),
    )  # fmt: skip
    urgent = matters.troubled(said.stands, "all")
    calm = said.stands.join(urgent.select("page"), on="page", how="anti").sort("name")
    as_of = data.facts().as_of
    rows = [_page(row, as_of) for row in pl.concat([urgent, calm]).iter_rows(named=True)]
    return Sheet(_("Pages"), columns, rows)


def _page(row: dict[str, Any], as_of: int) -> tuple[Any, ...]:
    told = matters_of(row, "all", as_of)
    words = "; ".join(one.words for one in told) or _("nothing to mend")
    days = None if row["silent_days"] is None else int(row["silent_days"])
    return (
        page_cell(row), (words, tone_of(row)),
        min((one.since_day for one in told), default=None), row["overdue"], days, row["done"],
        row["norm"], row["founder"], row["territory"], row["sphere"],
    )  # fmt: skip


def _questions(said: Brief, account: Account) -> Sheet:
    """Questions that wait, without their texts; a link only for who may read them."""
    columns = (
        Column(_("Page"), "link", 45), Column(_("State"), "state", 24),
        Column(_("Asked"), "date", 12), Column(_("Answer before"), "date", 12),
        Column(_("Waits, days"), "tenths", 10), Column(_("In VK"), "link", 44),
    )  # fmt: skip
    horizon = pl.col("as_of") - here().settings.queue_days * DAY
    asked = data.appeals().filter(pl.col("answered_at").is_null(), pl.col("asked_at") >= horizon)
    waiting = (
        with_waiting(asked, data.rules())
        .join(said.pages.select("page", "page_id", "name", "owner"), on="page")
        .with_columns(overdue=pl.col("deadline") <= pl.col("as_of"))
        .sort("overdue", "deadline", descending=[True, False])
    )
    reads = rights.reads_citizens(account)
    rows = [_question(row, reads) for row in waiting.iter_rows(named=True)]
    return Sheet(_("Questions"), columns, rows)


def _question(row: dict[str, Any], reads: bool) -> tuple[Any, ...]:
    zone = here().settings.timezone
    late = row["overdue"]
    state = (_("past the deadline"), "bad") if late else (_("within the deadline"), "none")
    link = None
    if reads and row["owner"]:
        address = comment_link(row["owner"], row["post"], row["comment"], row["comment"])
        link = (address, address)
    return (
        page_cell(row), state, local_date(row["asked_at"], zone), local_date(row["deadline"], zone),
        round(row["waited"] / DAY, 1), link,
    )  # fmt: skip


def _figures(said: Brief) -> Sheet:
    rows = said.pages.sort("name")
    columns = [Column(_("Page"), "link", 45)]
    cells: list[list[Any]] = [[page_cell(row) for row in rows.iter_rows(named=True)]]
    for kpi in KPIS.values():
        columns.append(Column(_(kpi.column), ranking.kind(kpi, False), 12))
        cells.append(ranking.rounded(rows, kpi, False))
        if kpi.counted != "facts":
            columns.append(Column(_("{kpi}: out of").format(kpi=_(kpi.column)), "number", 12))
            cells.append(rows[f"{kpi.id}|sample"].to_list())
    return Sheet(_("Figures"), tuple(columns), list(zip(*cells, strict=True)))
