"""The ranking as a workbook and as csv: the rows of the screen, in their order.

Sheets: «Главное» says what the file is, «Страницы» is the table, «Показатели» all figures with
their samples, «Методика» what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from kpi import KPIS
from kpi.model import Kpi
from ui import ratings
from ui.exports.sheets import Column, Kind, Sheet, csv_file, workbook
from ui.filters import BY, CATEGORY_NAMES, LABELS, SCORE, Chosen, shown
from ui.formats import YES_NO, fact, span, style
from ui.i18n import _
from ui.method.words import title
from ui.nothing import behind_column
from ui.ranking.frames import NOT_STATED
from ui.vk import page_link


@dataclass(frozen=True, eq=False)
class Listing:
    """What the screen shows.

    Attributes:
        rows: the ranked rows, with all columns of ``ui.data.wide`` (or of groups) and ``place``.
        sort: what rows are sorted by: ``ui.filters.SCORE`` or a KPI.
        kpis: KPIs of the table, the one it is sorted by first.
        chosen: filters, period, kind of rows.
        sentence: the sentence under the title.
        freshness: the line about the data.
        weeks: heads of the columns of weeks; empty for groups.
    """

    rows: pl.DataFrame
    sort: str
    kpis: list[str]
    chosen: Chosen
    sentence: str
    freshness: str
    weeks: list[str]


def xlsx(listing: Listing) -> bytes:
    """The workbook."""
    return workbook([_main(listing), table(listing), _figures(listing), method()])


def csv(listing: Listing) -> bytes:
    """The table alone."""
    return csv_file(table(listing))


def file_name(chosen: Chosen, ending: str) -> str:
    """``Рейтинг — страницы — 25.08–23.11.2025.xlsx``."""
    return f"{_('Ranking')} — {_(BY[chosen.by]).lower()} — {span(chosen.period)}.{ending}"


def table(listing: Listing) -> Sheet:
    """The table as it is on screen."""
    rows, by_page = listing.rows, listing.chosen.by == "page"
    columns = [Column(_("No."), "number", 6), _name_column(listing)]
    cells: list[list[Any]] = [rows["place"].to_list(), _names(rows, by_page)]
    for head, values in _score_columns(listing):
        columns.append(head)
        cells.append(values)
    for kpi in listing.kpis:
        columns.append(Column(_(KPIS[kpi].column), kind(KPIS[kpi], by_page), 12))
        cells.append(rounded(rows, KPIS[kpi], by_page))
        if kpi == listing.sort:
            columns.append(Column(_("Out of"), "text", 20))
            cells.append(behind_column(rows, kpi).to_list())
    if by_page:
        for column in ("founder", "territory", "sphere", "category"):
            columns.append(Column(_(LABELS[column]), "text", 24))
            cells.append(rows.select(described(column)).to_series().to_list())
    for place, week in enumerate(listing.weeks):
        columns.append(Column(_("Posts {week}").format(week=week), "number", 9))
        cells.append(rows["weeks"].list.get(place, null_on_oob=True).to_list())
    return Sheet(_(BY[listing.chosen.by]), tuple(columns), list(zip(*cells, strict=True)))


def _score_columns(listing: Listing) -> list[tuple[Column, list[Any]]]:
    """The score as the screen shows it: of a page with its place, of a group with its spread."""
    rows, by_page = listing.rows, listing.chosen.by == "page"
    score = rows[SCORE].round(0).to_list()
    if not by_page:
        low = rows["low_score"].round(0).to_list()
        return [
            (Column(_("Number of pages"), "number", 9), rows["pages"].to_list()),
            (Column(_("Median score"), "number", 9), score),
            (Column(_("Lowest tenth"), "number", 9), low),
        ]
    zone = [(Column(_("Zone"), "text", 12), rows["zone"].to_list())]
    return [
        (Column(_("Score"), "number", 8), score),
        *(zone if ratings.methodology(listing.chosen.methodology).colours else []),
        (Column(_("Place"), "number", 8), rows["rank"].to_list()),
        (Column(_("from–to"), "text", 9), rows["span"].to_list()),
        (Column(_("Step"), "text", 14), rows["step"].to_list()),
        (Column(_("Δ places"), "number", 9), rows["change"].to_list()),
        (Column(_("Coverage"), "text", 26), rows["fullness"].to_list()),
        (Column(_("Comparison group · pages"), "text", 34), rows["peers"].to_list()),
    ]


def kind(kpi: Kpi, of_pages: bool) -> Kind:
    """How a KPI's cells are formatted; yes-or-no figures of single pages are words."""
    if of_pages and kpi.id in YES_NO:
        return "text"
    how = style(kpi.id)
    if how.percent:
        return "fine_share" if how.digits else "share"
    kinds: dict[int, Kind] = {0: "number", 1: "tenths", 2: "hundredths"}
    return kinds[how.digits]


def rounded(rows: pl.DataFrame, kpi: Kpi, of_pages: bool) -> list[Any]:
    """A KPI's values as the screen shows them."""
    if of_pages and kpi.id in YES_NO:
        return [None if value is None else fact(kpi, value) for value in rows[kpi.id]]
    how = style(kpi.id)
    return (rows[kpi.id].cast(pl.Float64) * how.factor).round(how.rounding).to_list()


def described(column: str) -> pl.Expr:
    """A descriptive column in words."""
    if column != "category":
        return pl.col(column)
    names = {key: _(name) for key, name in CATEGORY_NAMES.items()}
    return pl.col(column).fill_null("card").replace_strict(names, return_dtype=pl.String)


def _name_column(listing: Listing) -> Column:
    if listing.chosen.by == "page":
        return Column(_("Page"), "link", 45)
    return Column(_(LABELS[listing.chosen.by]), "text", 45)


def _names(rows: pl.DataFrame, by_page: bool) -> list[Any]:
    if not by_page:
        return rows["name"].replace({NOT_STATED: _("not stated")}).to_list()
    named = rows.select("name", "page_id").iter_rows()
    return [(name, link) if (link := page_link(page_id)) else name for name, page_id in named]


def _main(listing: Listing) -> Sheet:
    chosen = listing.chosen
    lines = [
        (
            _("What"),
            _("Ranking of official pages by «{kpi}»").format(kpi=_sorted_by(listing)),
        ),
        (_("In short"), listing.sentence),
        (_("Period"), span(chosen.period)),
        (_("Data"), listing.freshness),
        (_("Rows"), f"{_(BY[chosen.by])}: {listing.rows.height}"),
    ]
    lines += [(_(LABELS[column]), shown(column, value)) for column, value in chosen.where.items()]
    if chosen.q:
        lines.append((_("Search"), chosen.q))
    columns = (Column(_("Main"), "text", 22), Column("", "text", 100))
    return Sheet(_("Main"), columns, lines, filtered=False)


def _sorted_by(listing: Listing) -> str:
    if listing.sort == SCORE:
        return title(ratings.methodology(listing.chosen.methodology))
    return _(KPIS[listing.sort].title)


def _figures(listing: Listing) -> Sheet:
    rows = listing.rows
    columns = [_name_column(listing)]
    cells: list[list[Any]] = [_names(rows, listing.chosen.by == "page")]
    for kpi in KPIS.values():
        columns.append(Column(_(kpi.column), kind(kpi, False), 12))
        cells.append(rounded(rows, kpi, False))
        if kpi.counted != "facts":
            columns.append(Column(_("{kpi}: out of").format(kpi=_(kpi.column)), "number", 12))
            cells.append(rows[f"{kpi.id}|sample"].to_list())
    return Sheet(_("Figures"), tuple(columns), list(zip(*cells, strict=True)))


def method() -> Sheet:
    """What every figure means and how it is computed."""
    columns = (
        Column(_("Figure"), "text", 24), Column(_("Full title"), "text", 44),
        Column(_("What it says"), "text", 60), Column(_("Formula"), "text", 60),
        Column(_("Minimum"), "number", 10),
    )  # fmt: skip
    rows = [
        (_(kpi.column), _(kpi.title), _(kpi.text), _(kpi.formula), kpi.minimum)
        for kpi in KPIS.values()
    ]
    return Sheet(_("Method"), columns, rows)
