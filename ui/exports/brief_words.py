"""The words of the «Справка»: three numbers with their change, two sentences, the chart's title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from core.period import Period
from ui.formats import calendar_day, day, number, share, span
from ui.i18n import _, ngettext

LEAST_QUESTIONS = 10
"""Questions whose deadline has passed that a share is said of."""
NOTABLE = 0.05
"""A change of the share of pages that a sentence calls one."""


@dataclass(frozen=True)
class Number:
    """One of the three: ``value`` of what, ``of`` how many, ``change`` to the time before."""

    value: str
    of: str
    label: str
    change: str
    urgent: bool


def numbers(stands: pl.DataFrame) -> tuple[Number, ...]:
    """Residents who wait, pages without posts, the norm of last week, each against a week earlier.

    Args:
        stands: ``ui.exports.matters.standing`` of the pages.
    """
    waiting, was = (int(stands[name].sum()) for name in ("overdue", "overdue_before"))
    silent, still = (int(stands[name].sum()) for name in ("silent", "silent_before"))
    return (
        Number(
            number(waiting), "", ngettext(
                "question waits for an answer past the deadline",
                "questions wait for an answer past the deadline", waiting),
            _change(waiting - was), waiting > 0,
        ),
        Number(
            number(silent), "", ngettext(
                "page without posts for 7 days and longer",
                "pages without posts for 7 days and longer", silent),
            _change(silent - still), False,
        ),
        _norm(stands),
    )  # fmt: skip


def sentences(
    wide: pl.DataFrame, every: pl.DataFrame | None, stands: pl.DataFrame, period: Period
) -> tuple[str, ...]:
    """Where the waiting questions are, and how many are answered in time against the region.

    Args:
        wide: rows of ``ui.data.wide`` over the period.
        every: those of the region; null: the pages are the region.
        stands: ``ui.exports.matters.standing`` of the pages.
        period: the days.
    """
    return _concentration(stands), _answered(wide, every, period)


def course(shares: Sequence[float | None]) -> str:
    """The chart's title: where the share of pages on the norm goes."""
    known = [one for one in shares if one is not None]
    if not known:
        return _("The norm of posts: no full week is loaded")
    late, early = (sum(some) / len(some) for some in (known[-4:], known[:4]))
    if len(known) < 8 or abs(late - early) < NOTABLE:
        return _("{now} of pages meet the norm of posts").format(now=share(known[-1]))
    words = (
        _("The norm is met more often: {now} of pages lately, {then} three months ago")
        if late > early
        else _("The norm is met less often: {now} of pages lately, {then} three months ago")
    )
    return words.format(now=share(late), then=share(early))


def last_share(shares: Sequence[float | None], name: str = "") -> str:
    """The figure at the end of a line; empty where the last week is not known."""
    if not shares or shares[-1] is None:
        return ""
    return " ".join(filter(None, [share(shares[-1]), name]))


def short_span(period: Period) -> str:
    """``17–23.11.2025``, the month once where it is the same."""
    first, last = period.first, period.last
    if first < last and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{calendar_day(last)}"
    return span(period)


def deadline(setting: str) -> str:
    """``9 рабочих часов`` of ``9wh``."""
    hours = int(setting.removesuffix("wh").removesuffix("h"))
    if setting.endswith("wh"):
        words = ngettext("{n} working hour", "{n} working hours", hours)
    else:
        words = ngettext("{n} hour", "{n} hours", hours)
    return words.format(n=number(hours))


def _norm(stands: pl.DataFrame) -> Number:
    judged, earlier = (stands[name].drop_nulls() for name in ("below_norm", "below_norm_before"))
    met = judged.len() - int(judged.sum())
    if not judged.len():
        return Number("—", "", _("the norm: no full week is loaded"), _("no data"), False)
    label = ngettext(
        "page met the norm of posts last week", "pages met the norm of posts last week", met
    )
    change = _("nothing to compare with")
    if earlier.len():
        change = _points(met / judged.len() - (1 - int(earlier.sum()) / earlier.len()))
    return Number(number(met), _("of {n}").format(n=number(judged.len())), label, change, False)


def _change(difference: int) -> str:
    if not difference:
        return _("as many as a week earlier")
    words = (
        _("{n} more than a week earlier") if difference > 0 else _("{n} fewer than a week earlier")
    )
    return words.format(n=number(abs(difference)))


def _points(difference: float) -> str:
    points = round(abs(difference) * 100)
    if not points:
        return _("the same share as a week earlier")
    words = (
        _("{n} points higher than a week earlier")
        if difference > 0
        else _("{n} points lower than a week earlier")
    )
    return words.format(n=number(points))


def _concentration(stands: pl.DataFrame) -> str:
    """How few pages hold half of the waiting questions."""
    total = int(stands["overdue"].sum())
    if not total:
        return _("No question of residents of the last two weeks waits past the deadline.")
    oldest = day(stands["overdue_since"].min())  # type: ignore[arg-type]
    held = stands["overdue"].sort(descending=True).cum_sum()
    few = int((held < total / 2).sum()) + 1
    where = stands.filter(pl.col("overdue") > 0).height
    if few == where:
        words = ngettext(
            "All questions without an answer stand on {n} page; the oldest deadline passed on "
            "{day}.",
            "All questions without an answer stand on {n} pages; the oldest deadline passed on "
            "{day}.", where,
        )  # fmt: skip
    else:
        words = ngettext(
            "Half of the questions without an answer stand on {n} page of {of}; the oldest "
            "deadline passed on {day}.",
            "Half of the questions without an answer stand on {n} pages of {of}; the oldest "
            "deadline passed on {day}.", few,
        )  # fmt: skip
    return words.format(n=number(few), of=number(stands.height), day=oldest)


def _answered(wide: pl.DataFrame, every: pl.DataFrame | None, period: Period) -> str:
    made, whole = _on_time(wide)
    over = short_span(period)
    if whole < LEAST_QUESTIONS:
        return _(
            "Over {period} too few questions to judge answers in time: {n}, {least} are needed."
        ).format(period=over, n=number(whole), least=LEAST_QUESTIONS)
    said = _("Over {period} {share} of questions were answered in time ({made} of {whole})").format(
        period=over, share=share(made / whole), made=number(made), whole=number(whole)
    )
    all_made, all_whole = _on_time(every) if every is not None else (0, 0)
    if all_whole < LEAST_QUESTIONS:
        return f"{said}."
    region = _("the region on the whole: {share}").format(share=share(all_made / all_whole))
    return f"{said}; {region}."


def _on_time(wide: pl.DataFrame) -> tuple[int, int]:
    parts = (wide[f"on_time_rate|{part}"].sum() or 0 for part in ("numerator", "denominator"))
    made, whole = (int(part) for part in parts)
    return made, whole
