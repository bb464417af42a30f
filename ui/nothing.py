"""The four kinds of nothing, in words: no data, too little data, does not apply, and zero.

A zero is a figure and comes as one; here is why there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from kpi import KPIS
from kpi.model import Kpi
from ui.formats import number
from ui.i18n import _, ngettext


def counted(kpi: Kpi, sample: float) -> str:
    """The sample in words: ``13 недель``, ``142 вопроса``; empty for a plain fact."""
    n = int(sample)
    forms = {
        "days": lambda: ngettext("{n} day", "{n} days", n),
        "posts": lambda: ngettext("{n} post", "{n} posts", n),
        "weeks": lambda: ngettext("{n} week", "{n} weeks", n),
        "appeals": lambda: ngettext("{n} question", "{n} questions", n),
        "followers": lambda: ngettext("{n} follower", "{n} followers", n),
    }
    return forms[kpi.counted]().format(n=number(n)) if kpi.counted in forms else ""


def reason(
    kpi: Kpi, sample: float | None, note: str | None, *, read: bool = True, audience: bool = False
) -> str:
    """Why a figure is missing.

    Args:
        kpi: of what.
        sample: how many observations stand behind it.
        note: codes of ``kpi.evaluate.NOTES``.
        read: whether anything of the page's wall is loaded.
        audience: whether the register has the body's audience.
    """
    codes = (note or "").split()
    if "not_reached" in codes:
        return _("not reached in the period")
    if "few" in codes and sample is not None:
        return _("little data ({n} of {minimum})").format(
            n=number(int(sample)), minimum=number(kpi.minimum)
        )
    if read and kpi.counted == "appeals" and sample == 0:
        return _("there were no questions")
    if kpi.id in ("population_share", "views_per_1000") and not audience:
        return _("does not apply: no audience in the register")
    return _("no data")


def behind(
    kpi: Kpi,
    value: float | None,
    sample: float | None,
    note: str | None,
    *,
    read: bool = True,
    audience: bool = False,
) -> str:
    """What stands behind a figure, or why there is none; see ``reason``."""
    if value is None:
        return reason(kpi, sample, note, read=read, audience=audience)
    words = counted(kpi, sample) if sample is not None else ""
    if "late_followers" in (note or ""):
        return ", ".join(filter(None, [words, _("followers read later")]))
    if "provisional" in (note or ""):
        return ", ".join(filter(None, [words, _("the calendar is provisional")]))
    return words


def behind_of(kpi: Kpi, page: Mapping[str, Any]) -> str:
    """``behind`` of a page as a row of ``ui.data.wide``."""
    return behind(
        kpi, page[kpi.id], page[f"{kpi.id}|sample"], page[f"{kpi.id}|note"],
        read=page["read"], audience=page["audience"] is not None,
    )  # fmt: skip


def behind_column(frame: pl.DataFrame, kpi: str) -> pl.Series:
    """``behind`` for each row of a wide frame; worded once per distinct case.

    Rows that are groups of pages have no audience, and are read as far as is known.
    """
    of_pages = "page_id" in frame.columns
    cases = frame.select(
        gone=pl.col(kpi).is_null(),
        sample=f"{kpi}|sample",
        note=f"{kpi}|note",
        read="read" if of_pages else pl.lit(True),
        audience=pl.col("audience").is_not_null() if of_pages else pl.lit(False),
    )
    known = cases.unique(maintain_order=True)
    words = [
        behind(KPIS[kpi], None if gone else 0.0, sample, note, read=read, audience=audience)
        for gone, sample, note, read, audience in known.iter_rows()
    ]
    told = known.with_columns(words=pl.Series(words, dtype=pl.String))
    return cases.join(told, on=cases.columns, how="left", nulls_equal=True)["words"]
