"""A trial of other weights as a workbook and as csv: the tables of the screen, in their order.

Sheets: «Главное» says what was tried and what it changes, then pages, leaders of groups, weights.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from kpi.methodology import Methodology
from ui.exports.sheets import Column, Sheet, csv_file, workbook
from ui.formats import number
from ui.i18n import _
from ui.method import words
from ui.method.weights import shares
from ui.method.whatif import Summary
from ui.vk import page_link


@dataclass(frozen=True)
class Trial:
    """What the screen shows.

    Attributes:
        methodology: the one in force.
        weights: tried, by line.
        summary: the difference in numbers.
        pages: ``ui.method.whatif.side_by_side`` with ``name``, moved most first.
        leaders: ``ui.method.whatif.leaders`` with names, ``leader`` and ``leader_then``.
        sentence: the difference in words.
        freshness: the line about the data.
        link: the address of the trial.
    """

    methodology: Methodology
    weights: dict[str, float]
    summary: Summary
    pages: pl.DataFrame
    leaders: pl.DataFrame
    sentence: str
    freshness: str
    link: str


def xlsx(trial: Trial) -> bytes:
    """The workbook."""
    return workbook([_main(trial), _pages(trial), _leaders(trial), _weights(trial)])


def csv(trial: Trial) -> bytes:
    """The pages alone."""
    return csv_file(_pages(trial))


def file_name(methodology: Methodology, ending: str) -> str:
    """``Проба весов — Индекс страницы.xlsx``."""
    return f"{_('Trial of weights')} — {_(methodology.title)}.{ending}"


def _main(trial: Trial) -> Sheet:
    found = trial.summary
    about = f"{_(trial.methodology.title)}, {', '.join(words.issued(trial.methodology))}"
    rows = [
        (_("What"), _("Trial of other weights; nothing of it is in force")),
        (_("Compared with"), about),
        (_("In short"), trial.sentence),
        (_("Order kept"), "—" if found.agreement is None else number(found.agreement, 2)),
        (_("Lose their place"), found.left),
        (_("Get a place"), found.entered),
        (_("Compared with another group"), found.regrouped),
        (_("Address"), trial.link),
        (_("Data"), trial.freshness),
    ]
    columns = (Column(_("Main"), "text", 28), Column("", "text", 100))
    return Sheet(_("Main"), columns, rows, filtered=False)


def _pages(trial: Trial) -> Sheet:
    columns = (
        Column(_("Page"), "link", 45), Column(_("Group now"), "text", 36),
        Column(_("Group then"), "text", 36), Column(_("Place now"), "number", 9),
        Column(_("Place then"), "number", 9), Column(_("Places won"), "number", 9),
        Column(_("Score now"), "hundredths", 9), Column(_("Score then"), "hundredths", 9),
    )  # fmt: skip
    rows = []
    for row in trial.pages.iter_rows(named=True):
        link = page_link(row["page_id"])
        rows.append((
            (row["name"], link) if link else row["name"],
            words.group(row["group"]), words.group(row["group_then"]),
            row["place"], row["place_then"], row["shift"],
            _hundredths(row["score"]), _hundredths(row["score_then"]),
        ))  # fmt: skip
    return Sheet(_("Pages"), columns, rows)


def _leaders(trial: Trial) -> Sheet:
    columns = (
        Column(_("Group"), "text", 36), Column(_("Pages"), "number", 9),
        Column(_("Leader now"), "text", 45), Column(_("Score now"), "hundredths", 9),
        Column(_("Leads under ±30 % now"), "share", 12), Column(_("Leader then"), "text", 45),
        Column(_("Score then"), "hundredths", 9), Column(_("Leads under ±30 % then"), "share", 12),
        Column(_("Leader"), "text", 18),
    )  # fmt: skip
    rows = [
        (
            words.group(row["group"]), row["of"], row["leader"], _hundredths(row["score"]),
            row["first"], row["leader_then"], _hundredths(row["score_then"]), row["first_then"],
            words.leader(row),
        )
        for row in trial.leaders.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet(_("Leaders"), columns, rows)


def _weights(trial: Trial) -> Sheet:
    lines = trial.methodology.lines
    now, then = shares({line.kpi: line.weight for line in lines}), shares(trial.weights)
    columns = (
        Column(_("Block"), "text", 24), Column(_("Line"), "text", 60),
        Column(_("Weight now"), "hundredths", 10), Column(_("Weight then"), "hundredths", 10),
    )  # fmt: skip
    rows = [
        (words.block_name(line.block), words.line_name(line.kpi),
         _hundredths(now[line.kpi]), _hundredths(then[line.kpi]))
        for line in lines
    ]  # fmt: skip
    return Sheet(_("Weights"), columns, rows)


def _hundredths(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
