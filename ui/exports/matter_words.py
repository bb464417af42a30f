"""The words of ``ui.exports.matters``: what the matter is, since when, how to mend it.

Facts with days and numbers and never a verdict; urgent is only a resident who waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.period import DAY, local_date
from ui.exports.matters import About
from ui.formats import calendar_day, number
from ui.i18n import _, ngettext
from ui.installation import here

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Matter:
    """One thing to mend.

    Attributes:
        kind: overdue, silent or norm.
        words: what it is, with numbers.
        since_day: the local day it began.
        mend: what to do.
    """

    kind: About
    words: str
    since_day: date
    mend: str

    @property
    def since(self) -> str:
        """The day it began, as people read it."""
        return calendar_day(self.since_day)

    @property
    def urgent(self) -> bool:
        """Whether a resident waits."""
        return self.kind == "overdue"


def matters_of(row: Row, about: About, as_of: int) -> list[Matter]:
    """What is the matter with one row of ``ui.exports.matters.standing``, the urgent first."""
    found = []
    if row["overdue"] and about in ("overdue", "all"):
        found.append(Matter(
            "overdue", overdue(row["overdue"]), _day(row["overdue_since"]),
            _("Answer under the posts of the page, from its name."),
        ))  # fmt: skip
    if row["silent"] and about in ("silent", "all"):
        days = int(row["silent_days"])
        words = ngettext("no posts for {n} day", "no posts for {n} days", days)
        since = _day(as_of - int(row["silent_days"] * DAY))
        found.append(Matter("silent", words.format(n=number(days)), since, _publish(row)))
    if row["below_norm"] and (about == "norm" or (about == "all" and not row["silent"])):
        words = _("{done} of {norm} posts last week").format(
            done=number(row["done"]), norm=number(row["norm"])
        )
        found.append(Matter("norm", words, _day(row["below_since"]), _publish(row)))
    return found


def overdue(count: int) -> str:
    """``3 вопроса ждут ответа дольше срока``."""
    return ngettext(
        "{n} question waits for an answer past the deadline",
        "{n} questions wait for an answer past the deadline", count,
    ).format(n=number(count))  # fmt: skip


def _day(instant: int) -> date:
    return local_date(instant, here().settings.timezone)


def _publish(row: Row) -> str:
    if row["norm"] is None:
        return _("Publish news of the body.")
    return ngettext(
        "Publish; the norm is {n} post a week.", "Publish; the norm is {n} posts a week.",
        row["norm"],
    ).format(n=number(row["norm"]))  # fmt: skip
