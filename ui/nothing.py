"""The four kinds of nothing, in words: no data, too little data, does not apply, and zero.

A zero is a figure and comes as one; here is why there is none.
"""

from __future__ import annotations

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


def reason(kpi: Kpi, sample: float | None, note: str | None) -> str:
    """Why a figure is missing."""
    codes = (note or "").split()
    if "not_reached" in codes:
        return _("not reached in the period")
    if "few" in codes and sample is not None:
        return _("little data ({n} of {minimum})").format(
            n=number(int(sample)), minimum=number(kpi.minimum)
        )
    if kpi.counted == "appeals" and sample == 0:
        return _("there were no questions")
    if kpi.id in ("population_share", "views_per_1000"):
        return _("does not apply: no audience in the register")
    return _("no data")


def behind(kpi: Kpi, value: float | None, sample: float | None, note: str | None) -> str:
    """What stands behind a figure, or why there is none."""
    if value is None:
        return reason(kpi, sample, note)
    words = counted(kpi, sample) if sample is not None else ""
    if "late_followers" in (note or ""):
        return ", ".join(filter(None, [words, _("followers read later")]))
    if "provisional" in (note or ""):
        return ", ".join(filter(None, [words, _("the calendar is provisional")]))
    return words


def behind_column(frame: pl.DataFrame, kpi: str) -> pl.Series:
    """``behind`` for each row of a wide frame; worded once per distinct case."""
    columns = [pl.col(kpi).is_null().alias("gone"), f"{kpi}|sample", f"{kpi}|note"]
    cases = frame.select(columns).rename({f"{kpi}|sample": "sample", f"{kpi}|note": "note"})
    words = [
        behind(KPIS[kpi], None if gone else 0.0, sample, note)
        for gone, sample, note in cases.unique(maintain_order=True).iter_rows()
    ]
    known = cases.unique(maintain_order=True).with_columns(words=pl.Series(words, dtype=pl.String))
    joined = cases.join(known, on=["gone", "sample", "note"], how="left", nulls_equal=True)
    return joined["words"]
