"""How numbers, dates and durations are written; Babel by the language of the interface.

Owns typography: no-break spaces, the minus sign, «< 0,1 %». Knows no frames; values that are not
known come in as None and are worded by ``ui.nothing``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, get_timezone_location
from babel.numbers import format_decimal, format_percent

from core.period import DAY, Period
from kpi.methodology import MARKED
from kpi.model import Kpi
from ui.i18n import _, language, locale, ngettext
from ui.installation import here

HOUR = 3600
_FINE = ("er_view", "er_post", "follower_growth", "repost_rate")
_PER_1000 = ("love_rate", "talk_rate")
_TENTHS = ("per_week", "hours", "working_hours")
YES_NO = ("has_badge", "pos_widget", "comments_open", "in_component", "has_photo",
          "has_description", "has_cover")  # fmt: skip
"""Figures that are a plain yes or no of one page, and a share of many."""


@dataclass(frozen=True)
class Style:
    """How a KPI's value is shown: times ``factor``, in percent or plain, to so many digits."""

    percent: bool
    digits: int
    factor: int = 1

    @property
    def rounding(self) -> int:
        """Digits to round the value to before it is shown."""
        return self.digits + (2 if self.percent else 0)


@cache
def style(kpi_id: str) -> Style:
    """The style of a KPI: shares in percent, rates per 1,000 followers as their titles say."""
    kpi = MARKED[kpi_id]
    if kpi_id in _PER_1000:
        return Style(False, 1, 1000)
    if kpi.unit == "share":
        return Style(True, 1 if kpi_id in _FINE else 0)
    if kpi.unit == "index":
        return Style(False, 2)
    return Style(False, 1 if kpi.unit in _TENTHS else 0)


def number(value: float, digits: int = 0) -> str:
    """``3 843`` or ``2,1`` with the minus sign of typography."""
    return _decimal(round(value, digits) + 0.0, digits, language())


@lru_cache(4096)
def _decimal(value: float, digits: int, _language: str) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale()).replace("-", "−")


def share(value: float, digits: int = 0) -> str:
    """``74 %`` of 0.74; a share that rounds to nothing is «< 0,1 %»."""
    least = 10 ** -(digits + 2)
    if 0 < value < least / 2:
        return "< " + share(least, digits)
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "\u00a0%"
    if locale().language == "en":
        pattern = pattern.replace("\u00a0", "")
    shown = format_percent(round(value, digits + 2) + 0.0, format=pattern, locale=locale())
    return shown.replace("-", "−")


def worded(kpi: Kpi, value: float) -> str:
    """A KPI's value as it is shown; the unit stands in its title."""
    how = style(kpi.id)
    if how.percent:
        return share(value, how.digits)
    return number(value * how.factor, how.digits)


def fact(kpi: Kpi, value: float) -> str:
    """A KPI's value of one page: yes or no where it is nothing else."""
    if kpi.id in YES_NO:
        return _("yes") if value else _("no")
    return worded(kpi, value)


def day(moment: int) -> str:
    """``24.11.2025`` of an instant."""
    return format_date(_local(moment), "dd.MM.yyyy", locale=locale())


def calendar_day(value: date) -> str:
    """``24.11.2025`` of a day."""
    return format_date(value, "dd.MM.yyyy", locale=locale())


def month(value: date) -> str:
    """``янв. 25`` of a day, for an axis."""
    return format_date(value, "LLL yy", locale=locale())


def moment(instant: int) -> str:
    """``24.11.2025 06:10`` of an instant."""
    return format_datetime(_local(instant), "dd.MM.yyyy HH:mm", locale=locale())


def weekday_moment(instant: int) -> str:
    """``пн 24.11, 13:40`` of an instant."""
    return format_datetime(_local(instant), "EEE dd.MM, HH:mm", locale=locale())


def weekday_date(instant: int) -> str:
    """``Понедельник, 24 ноября`` of an instant."""
    shown = format_date(_local(instant), "EEEE, d MMMM", locale=locale())
    return shown[:1].upper() + shown[1:]


def clock_time(instant: int) -> str:
    """``21:40`` of an instant."""
    return format_datetime(_local(instant), "HH:mm", locale=locale())


def week(start: int) -> str:
    """``17–23.11`` of the first instant of a local week."""
    first, last = _local(start), _local(start + 6 * DAY + DAY // 2)
    if first.month == last.month:
        return f"{first.day}–{last.day:02}.{last.month:02}"
    return f"{first.day:02}.{first.month:02}–{last.day:02}.{last.month:02}"


def span(period: Period) -> str:
    """``25.08–23.11.2025`` of a period."""
    return days(period.first, period.last)


def days(first: date, last: date) -> str:
    """Both ends of a span of days, the year once where it is the same."""
    if first == last:
        return calendar_day(first)
    if first.year == last.year:
        return f"{first.day:02}.{first.month:02}–{calendar_day(last)}"
    return f"{calendar_day(first)}–{calendar_day(last)}"


def short_days(first: date, last: date) -> str:
    """``1–4 нояб.``: a span of days without its year, for a figure."""
    end = format_date(last, "d MMM", locale=locale())
    if first == last:
        return end
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{end}"
    return f"{format_date(first, 'd MMM', locale=locale())} – {end}"


def place_of(zone: str) -> str:
    """``о-в Сахалин`` of ``Asia/Sakhalin``: where a time zone is named after."""
    return get_timezone_location(zone, locale=locale(), return_city=True)


def duration(seconds: int) -> str:
    """``5 ч 20 мин``, ``2 дн. 4 ч``, ``меньше минуты``."""
    if seconds < 60:
        return _("less than a minute")
    if seconds < HOUR:
        return _("{n} min").format(n=seconds // 60)
    if seconds < DAY:
        hours, minutes = divmod(seconds // 60, 60)
        shown = _("{n} h").format(n=hours)
        return f"{shown} " + _("{n} min").format(n=minutes) if minutes else shown
    whole, rest = divmod(seconds // HOUR, 24)
    shown = _("{n} d").format(n=number(whole))
    return f"{shown} " + _("{n} h").format(n=rest) if rest and whole < 30 else shown


def working_duration(seconds: int) -> str:
    """``12 раб. ч``: time on the working clock, which has no days."""
    if seconds < HOUR:
        return _("{n} working min").format(n=max(0, seconds) // 60)
    return _("{n} working h").format(n=number(seconds // HOUR))


def literal(text: str) -> str:
    """Somebody else's text for a Markdown field: every mark of it is shown, none is obeyed."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", " ".join(text.split()))


def pages(count: int) -> str:
    """``831 страница`` with the plural that fits."""
    return ngettext("{n} page", "{n} pages", count).format(n=number(count))


def _local(instant: int) -> datetime:
    return datetime.fromtimestamp(instant, ZoneInfo(here().settings.timezone))
