"""Questions of residents in a year: answered in time, within hours, gone, and in whose words.

Knows nothing of who qualifies.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

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
    """Questions in time and within four working hours, with beliefs, and how many are gone.

    Counted as in scores, those that are gone too: else whoever deletes a question that waits, or
    closes the comments it stands under, would stand better.

    Args:
        facts: what was collected.
        period: the year.
        rules: which comments are questions, and until when they are answered.
        moment: later ones do not exist.
        members: ``kpi.peers.members``.
        appeals: the source ``appeals`` of the year: what still stands.
    """
    everyone = sources(facts, period, rules, moment, wanted=["appeals"], vanished=True)["appeals"]
    standing = appeals.filter("counted", "in_period").group_by(
        pl.col("page").cast(pl.Int32)
    ).agg(standing=pl.len())  # fmt: skip
    due = pl.col("deadline") <= pl.col("as_of")
    old = pl.col("working_waited") >= FAST
    counts = everyone.filter("counted", "in_period").group_by(pl.col("page").cast(pl.Int32)).agg(
        ever=pl.len(), due=due.sum(), waited=old.sum(),
        on_time=(due & (pl.col("answered_at") <= pl.col("deadline"))).fill_null(value=False).sum(),
        fast=(old & (pl.col("working_seconds") <= FAST)).fill_null(value=False).sum(),
    )  # fmt: skip
    found = (
        members.join(counts, on="page", how="left", maintain_order="left")
        .join(standing, on="page", how="left", maintain_order="left")
        .with_columns(pl.col("standing", "due", "waited", "on_time", "fast", "ever").fill_null(0))
    )
    for name, of in (("on_time", "due"), ("fast", "waited")):
        found = believed(found, name, of).rename(
            {"belief": f"{name}_belief", "variance": f"{name}_variance"}
        )
    gone = pl.when(pl.col("ever") > 0).then(
        (pl.col("ever").cast(pl.Int64) - pl.col("standing").cast(pl.Int64)) / pl.col("ever")
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


def questions(
    facts: Facts, pages: Collection[int], period: Period, rules: Rules, moment: int
) -> dict[int, list[int]]:
    """Numbers of the questions of a period by page, in order of asking; a page may have none.

    Args:
        facts: what was collected.
        pages: numbers of the pages.
        period: the year.
        rules: which comments are questions.
        moment: later ones do not exist.
    """
    said = facts.first_replies.filter(pl.col("page").is_in(list(pages)))
    asked = all_appeals(replace(facts, first_replies=said), rules, moment).filter(
        pl.col("asked_at").is_between(period.start, period.end, closed="left")
    )
    found: dict[int, list[int]] = {page: [] for page in pages}
    ordered = asked.sort("page", "asked_at", "comment").select("page", "comment")
    for page, comment in ordered.iter_rows():
        found[page].append(comment)
    return found


def threads(numbers: Sequence[int], seed: str) -> tuple[int, ...]:
    """``THREADS`` of the questions of a page drawn by chance, in their order."""
    chosen = generator(seed).permutation(len(numbers))[:THREADS]
    return tuple(numbers[at] for at in sorted(chosen))
