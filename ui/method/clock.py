"""The working clock: deadlines of questions asked at usual hours, and the calendar of a year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from html import escape

import numpy as np
import streamlit as st
from babel.dates import format_date

from core.calendar import HOUR, day_kinds, last_decreed_year
from core.period import local_date, midnight
from kpi.appeals import deadlines
from ui import data
from ui.formats import calendar_day, weekday_moment
from ui.i18n import _, locale
from ui.installation import here, now
from ui.method.figures import deadline_words
from ui.method.rating import table

ASKED = ((0, 10.0), (2, 16.5), (4, 18 + 5 / 60), (5, 12.0), (6, 23.0))
"""Days after a Monday and hours of a day at which the examples ask."""
STYLES = {
    "off": "background:var(--kpi-none-tint);color:var(--kpi-none-ink)",
    "short": "background:var(--kpi-warn-tint);color:var(--kpi-warn-ink)",
    "moved": "background:var(--kpi-good-tint);color:var(--kpi-good-ink)",
}


def draw() -> None:
    """Hours and deadline in words, examples of a usual week and of a holiday, a year."""
    settings = here().settings
    today = local_date(data.facts().as_of or now(), settings.timezone)
    rules = [
        _("Working hours are {workday}, local time, on working days of the production calendar.")
        .format(workday=settings.workday.replace("-", "–")),
        _("On a day before a holiday marked as short they end an hour earlier."),
        _("A question should be answered within {deadline}.").format(deadline=deadline_words()),
    ]  # fmt: skip
    listed = "".join(f"<li>{escape(rule)}</li>" for rule in rules)
    st.html(f"<ul class='kpi-rules'>{listed}</ul>")
    st.html(f"<h2 class='kpi-h2'>{escape(_('Answer until'))}</h2>")
    st.html(_examples(today))
    title = _("Calendar of {year}").format(year=today.year)
    st.html(f"<h2 class='kpi-h2'>{escape(title)}</h2>")
    st.html(_legend(today.year) + _year(today.year))


def asked_at(today: date) -> list[int]:
    """Instants at which the examples ask: this week's, and the eve of the next long holiday."""
    zone = here().settings.timezone
    monday = today - timedelta(days=today.weekday())
    usual = [
        midnight(monday + timedelta(days=days), zone) + round(hours * HOUR) for days, hours in ASKED
    ]
    eve = _eve(today)
    return [*usual, midnight(eve, zone) + 17 * HOUR] if eve else usual


def _eve(today: date) -> date | None:
    """The last working day before the next holiday, a weekday off, within a year."""
    kinds = day_kinds()
    for ahead in range(1, 366):
        day = today + timedelta(days=ahead)
        if kinds.get(day) == "off" and day.weekday() < 5:
            while kinds.get(day) == "off":
                day -= timedelta(days=1)
            return day
    return None


def _examples(today: date) -> str:
    asked = asked_at(today)
    until = deadlines(np.array(asked, dtype=np.int64), data.rules())
    rows = [
        f"<tr><th scope='row'>{escape(weekday_moment(one))}</th>"
        f"<td>{escape(weekday_moment(int(end)))}</td></tr>"
        for one, end in zip(asked, until, strict=True)
    ]
    return table((_("Asked"), _("Answer until")), rows, narrow=True)


def _legend(year: int) -> str:
    parts = [
        ("off", _("day off")), ("short", _("* an hour shorter")), ("moved", _("+ worked weekend")),
    ]  # fmt: skip
    chips = "".join(
        f"<span class='kpi-chip' style='{STYLES[kind]}'>{escape(words)}</span>"
        for kind, words in parts
    )
    said = ""
    if year > last_decreed_year():
        words = _(
            "The production calendar of {year} is not known yet: public holidays alone are taken "
            "out, figures of this year are provisional."
        ).format(year=year)
        said = f"<p class='kpi-note'>{escape(words)}</p>"
    return f"<div class='kpi-chips'>{chips}</div>{said}"


def _year(year: int) -> str:
    months = "".join(_month(year, month) for month in range(1, 13))
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(260px,1fr));gap:24px;"
    grid += "align-items:start;margin-top:16px"
    return f"<div style='{grid}'>{months}</div>"


def _month(year: int, month: int) -> str:
    first, length = date(year, month, 1), monthrange(year, month)[1]
    name = format_date(first, "LLLL", locale=locale())
    heads = "".join(
        f"<th scope='col'>{format_date(date(2024, 1, day), 'EEEEEE', locale=locale())}</th>"
        for day in range(1, 8)
    )
    cells = ["<td></td>"] * first.weekday()
    cells += [_day(first + timedelta(days=ahead)) for ahead in range(length)]
    weeks = "".join(f"<tr>{''.join(cells[at : at + 7])}</tr>" for at in range(0, len(cells), 7))
    return (
        f"<table class='kpi-month'><caption>{escape(name[:1].upper() + name[1:])}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{weeks}</tbody></table>"
    )


def _day(day: date) -> str:
    kind = day_kinds()[day]
    mark = "*" if kind == "short" else ""
    if kind != "off" and day.weekday() >= 5:
        kind, mark = "moved", f"+{mark}"
    style = f" style='{STYLES[kind]}'" if kind in STYLES else ""
    return f"<td{style} title='{calendar_day(day)}'>{day.day}{mark}</td>"
