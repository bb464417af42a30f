"""Questions of residents in a year: answered in time, within hours, gone, and in whose words.

Knows nothing of who qualifies.
"""

from __future__ import annotations

import polars as pl

from core.calendar import HOUR
from core.period import Period
from kpi.appeals import appeals as all_appeals
from kpi.groups import believed
from kpi.model import Facts, Rules
from kpi.places import generator
from kpi.sources import sources

FAST = 4 * HOUR
"""Working time of a quick answer."""

THREADS = 10
"""Questions the commission reads of a finalist."""


def answers(
    facts: Facts, period: Period, rules: Rules, moment: int, members: pl.DataFrame,
    appeals: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """Questions in time and within four working hours, with beliefs, and how many are gone."""
    asked = appeals.filter("counted", "in_period")
    due = pl.col("deadline") <= pl.col("as_of")
    old = pl.col("working_waited") >= FAST
    counts = asked.group_by(pl.col("page").cast(pl.Int32)).agg(
        questions=pl.len(), due=due.sum(), waited=old.sum(),
        on_time=(due & (pl.col("answered_at") <= pl.col("deadline"))).fill_null(value=False).sum(),
        fast=(old & (pl.col("working_seconds") <= FAST)).fill_null(value=False).sum(),
    )  # fmt: skip
    everyone = sources(facts, period, rules, moment, wanted=["appeals"], vanished=True)["appeals"]
    ever = everyone.filter("counted", "in_period").group_by(pl.col("page").cast(pl.Int32)).agg(
        ever=pl.len()
    )  # fmt: skip
    found = (
        members.join(counts, on="page", how="left", maintain_order="left")
        .join(ever, on="page", how="left", maintain_order="left")
        .with_columns(pl.col("questions", "due", "waited", "on_time", "fast", "ever").fill_null(0))
    )
    for name, of in (("on_time", "due"), ("fast", "waited")):
        named = believed(found, name, of).rename(
            {"belief": f"{name}_belief", "variance": f"{name}_variance"}
        )
        found = found.join(named, on="page", how="left", maintain_order="left")
    gone = pl.when(pl.col("ever") > 0).then(
        (pl.col("ever").cast(pl.Int64) - pl.col("questions").cast(pl.Int64)) / pl.col("ever")
    ).clip(0)  # fmt: skip
    return found.select(
        "page", "due", "on_time", "waited", "fast", "on_time_belief", "on_time_variance",
        "fast_belief", "fast_variance", vanished=gone,
    )  # fmt: skip


def equal_replies(said: pl.DataFrame) -> pl.DataFrame:
    """``page, equal_replies``: share of the most frequent reply among all; others are not known."""
    return said.group_by("page").agg(
        equal_replies=pl.col("comments").max() / pl.col("comments").sum()
    )


def threads(
    facts: Facts, period: Period, rules: Rules, moment: int, seed: str
) -> tuple[int, ...]:  # fmt: skip
    """Numbers of ``THREADS`` questions of a period drawn by chance, in order of asking.

    Args:
        facts: of one page.
        period: the year.
        rules: which comments are questions.
        moment: later ones do not exist.
        seed: what the draw is made from.
    """
    asked = all_appeals(facts, rules, moment).filter(
        pl.col("asked_at").is_between(period.start, period.end, closed="left")
    )
    numbers = asked.sort("asked_at", "comment")["comment"].to_list()
    chosen = generator(seed).permutation(len(numbers))[:THREADS]
    return tuple(numbers[at] for at in sorted(chosen))
