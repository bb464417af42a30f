"""The questions on screen as a workbook and as csv: the same rows in the same order.

Sheets: «Главное» says what the file is, «Вопросы» are the rows, «Сводка» the table of groups. What
residents wrote is in the file only where it was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.calendar import HOUR
from ui import head
from ui.exports.sheets import Column, Sheet, csv_file, workbook
from ui.filters import BY, LABELS
from ui.filters import shown as filter_words
from ui.formats import day, moment, span
from ui.i18n import _
from ui.replies import figures as replies_figures
from ui.replies import list as replies_list
from ui.replies import screen as replies
from ui.replies.screen import HOWS, REVIEW, VERDICTS, Screen


def xlsx(shown: Screen, texts: bool, now: int) -> bytes:
    """The workbook; ``texts``: with what residents wrote."""
    return workbook([_main(shown, texts, now), questions(shown, texts), _summary(shown)])


def csv(shown: Screen, texts: bool) -> bytes:
    """The rows alone."""
    return csv_file(questions(shown, texts))


def file_name(shown: Screen, now: int, ending: str) -> str:
    """``Вопросы жителей — Срок вышел — 24.11.2025.xlsx``."""
    return f"{_('Questions of residents')} — {replies.name(shown)} — {day(now)}.{ending}"


def questions(shown: Screen, texts: bool) -> Sheet:
    """The rows of the queue, all of them."""
    rows = replies.with_texts(shown.account, shown.rows)
    extra, told = _said_columns(shown) if shown.queue == REVIEW else _waiting_columns()
    heads = [Column(_("Page"), "text", 45), Column(_("Founder"), "text", 40),
             Column(_("Territory"), "text", 24), Column(_("Asked"), "text", 17)]  # fmt: skip
    heads += extra
    heads.append(Column(_("Link"), "link", 48))
    if texts:
        heads.insert(0, Column(_("Question"), "text", 60))
    cells = []
    for row in rows.iter_rows(named=True):
        address = replies_list.link(row)
        asked = moment(row["asked_at"]) if row["asked_at"] is not None else None
        line = [row["name"], row["founder"], row["territory"], asked, *told(row)]
        line.append((address, address) if address else None)
        cells.append([row["text"], *line] if texts else line)
    return Sheet(_("Questions"), tuple(heads), cells)


Told = Callable[[Mapping[str, Any]], list[Any]]


def _waiting_columns() -> tuple[list[Column], Told]:
    """Of a question without an answer: how long it waits, until when, why it counts."""
    heads = [
        Column(_("Waits, h"), "tenths", 10), Column(_("Waits, working h"), "tenths", 10),
        Column(_("Answer before"), "text", 17), Column(_("Why a question"), "text", 24),
        Column(_("Objection"), "text", 28),
    ]  # fmt: skip

    def told(row: Mapping[str, Any]) -> list[Any]:
        waits = [round(row[clock] / HOUR, 1) for clock in ("waited", "working_waited")]
        objection = _(HOWS[row["how"]]) if row["how"] else None
        return [*waits, moment(row["deadline"]), replies_list.reason(row["reason"]), objection]

    return heads, told


def _said_columns(shown: Screen) -> tuple[list[Column], Told]:
    """Of a comment under review: what was said of it, by whom and when."""
    if shown.part == "other":
        return [], lambda _row: []
    names = ("how", "objected_by", "objected_at", "objection")
    words = HOWS
    if shown.part == "decided":
        names, words = ("verdict", "who", "at", "note"), VERDICTS
    heads = [
        Column(_("What was said"), "text", 28), Column(_("Who"), "text", 18),
        Column(_("When"), "text", 17), Column(_("Note"), "text", 40),
    ]  # fmt: skip

    def told(row: Mapping[str, Any]) -> list[Any]:
        said, who, at, note = (row[name] for name in names)
        return [_(words[said]), who, moment(at), note]

    return heads, told


def _main(shown: Screen, texts: bool, now: int) -> Sheet:
    chosen = shown.chosen
    lines = [
        (_("What"), f"{_('Questions of residents')}: {replies.name(shown)}"),
        (_("Rows"), str(shown.rows.height)),
        (_("Data"), head.freshness_words()),
        (_("Made"), moment(now)),
        (_("Period of the summary"), span(chosen.period)),
        (_("Texts of residents"), _("yes") if texts else _("no")),
    ]
    lines += [(_(LABELS[name]), filter_words(name, value)) for name, value in chosen.where.items()]
    if chosen.q:
        lines.append((_("Search"), chosen.q))
    if shown.alone:
        lines.append((_("Page"), shown.pages["name"][0]))
    columns = (Column(_("Main"), "text", 22), Column("", "text", 100))
    return Sheet(_("Main"), columns, lines, filtered=False)


def _summary(shown: Screen) -> Sheet:
    """The table of groups as it is on screen, shares with what stands behind them."""
    by = shown.chosen.by
    heads = (
        Column(_("Page") if by == "page" else _(LABELS[by]), "text", 45),
        Column(_("Questions"), "number", 10), Column(_("Answered"), "share", 10),
        Column(_("On time"), "share", 10), Column(_("Answered in time"), "number", 10),
        Column(_("Deadlines passed"), "number", 10), Column(_("Half within, h"), "tenths", 10),
        Column(_("9 of 10 within, h"), "tenths", 10), Column(_("Overdue"), "number", 10),
    )  # fmt: skip
    table = replies_figures.table(shown.pages, shown.chosen.period, by)
    rows = [
        (
            row["name"], row["asked"], _share(row["answered"], row["old"]),
            _share(row["on_time"], row["due"]), row["on_time"], row["due"], row["half"],
            row["most"], row["open"],
        )
        for row in table.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet(_(BY[by]), heads, rows)


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
