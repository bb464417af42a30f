"""What the index of a year is less that of the year before, by one measure and chance taken out.

Both years are marked by the earlier year's peers: who stands still while all others rise has not
fallen. Only lines that are judged in both years count. Knows nothing of who qualifies.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from core.period import DAY, Period, PeriodError
from kpi.beliefs import RATES
from kpi.estimates import drawn
from kpi.groups import wholes, with_figures
from kpi.methodology import MARKED, Line, Methodology
from kpi.model import Facts, Rules
from kpi.peers import BY_AUDIENCE, grouped
from kpi.places import Floats, normal_share
from kpi.rating import Scored, scored

LEAST_WEEKS = 26
LEAST_ERROR = 0.5**2
"""Marks of a census have no error of their own; a difference is not known more finely."""

CHANGE = {
    "page": pl.Int32, "weeks_before": pl.Float64, "score_before": pl.Float64,
    "score_now": pl.Float64, "score_change": pl.Float64, "score_change_variance": pl.Float64,
}  # fmt: skip


def index_change(
    facts: Facts, now: Scored, rules: Rules, methodology: Methodology, moment: int
) -> pl.DataFrame:
    """Change of the score against the same days a year before.

    Args:
        facts: what was collected.
        now: the rating of the year.
        rules: those it was made by.
        methodology: that it was made by; the same version marks both years.
        moment: the moment to look from.

    Returns:
        ``CHANGE``, one row per page: ``weeks_before`` is the data of the earlier year,
        ``score_before`` and ``score_now`` the scores over the lines judged in both years,
        ``score_change`` is believed, with its variance. Empty where no page was loaded for
        ``LEAST_WEEKS`` of the earlier year.
    """
    earlier = year_before(now.period)
    if earlier is None:
        return pl.DataFrame(schema=CHANGE)
    weeks = _loaded(facts, earlier)
    if weeks.filter(pl.col("weeks_before") >= LEAST_WEEKS).is_empty():
        return pl.DataFrame(schema=CHANGE)
    before = scored(facts, earlier, rules, methodology, moment)
    marked = pl.concat(
        [both_years(before, now, line) for line in methodology.lines if line.collected]
    )
    both = _scored(marked).join(now.ground.members, on="page", maintain_order="left")
    both = both.filter(pl.col("score_before").is_finite(), pl.col("score_now").is_finite())
    if both.is_empty():
        return pl.DataFrame(schema=CHANGE)
    change = drawn(both.select(
        "page", "sphere", "size", raw=pl.col("score_now") - pl.col("score_before"),
        error=pl.col("error").clip(LEAST_ERROR),
    ))  # fmt: skip
    return (
        both.join(change.drop("error"), on="page")
        .join(weeks, on="page", how="left")
        .with_columns(score_change=pl.col("expected") + pl.col("theta"))
        .select(*(name for name in CHANGE if name != "score_change_variance"),
                score_change_variance="variance")
        .cast({"page": pl.Int32})
    )  # fmt: skip


def year_before(period: Period) -> Period | None:
    """The same days a year before; null: outside the days that can be asked for."""
    try:
        return Period(_before(period.first), _before(period.last), period.timezone)
    except PeriodError:
        return None


def _before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _loaded(facts: Facts, period: Period) -> pl.DataFrame:
    """``page, weeks_before``: weeks of a period whose posts are loaded."""
    inside = pl.min_horizontal("end", pl.lit(period.end)) - pl.max_horizontal(
        "start", pl.lit(period.start)
    )
    return facts.intervals.group_by("page").agg(weeks_before=inside.clip(0).sum() / (7 * DAY))


def both_years(before: Scored, now: Scored, line: Line) -> pl.DataFrame:
    """Marks of a line in both years by the earlier peers, of pages that are judged in both.

    Returns:
        ``page, block, weight, before, now, sd_before, sd_now``; a line whose mark by the earlier
        peers is not known is left out.
    """
    is_judged = pl.col("kpi") == line.kpi, pl.col("state").is_in(["judged", "own"])
    columns = ("page", "value", "state", "why", "mark", "sd")
    pairs = (
        before.lines.filter(*is_judged)
        .select(columns)
        .join(now.lines.filter(*is_judged).select(columns), on="page", suffix="_now")
        .sort("page")
    )
    if line.scale.kind == "percentile":
        peers = _peers(before, line)
        marked = _rates(peers, before, now, line) if line.kpi in RATES else _ranks(
            peers, pairs, line
        )  # fmt: skip
        pairs = pairs.drop("mark_now", "sd_now").join(
            marked, on="page", how="left", maintain_order="left"
        )
    own, own_now = (pl.col(name) == "own" for name in ("state", "state_now"))
    shut, shut_now = (own & (pl.col("why") != "not_reached"),
                      own_now & (pl.col("why_now") != "not_reached"))  # fmt: skip
    return pairs.select(
        "page", block=pl.lit(line.block), weight=pl.lit(float(line.weight)),
        before=pl.when(own).then(0.0).otherwise("mark"),
        now=pl.when(own_now).then(0.0).otherwise("mark_now"),
        sd_before=pl.when(shut).then(0.0).otherwise("sd"),
        sd_now=pl.when(shut_now).then(0.0).otherwise("sd_now"),
    ).drop_nulls(["before", "now"])  # fmt: skip


def _peers(before: Scored, line: Line) -> pl.DataFrame:
    """Pages in their groups of the earlier year; ``has``: judged then, with its ``value``."""
    band = "audience_band" if line.kpi in BY_AUDIENCE else "band"
    values = before.lines.filter(kpi=line.kpi).select(
        "page", "value", has=pl.col("state") == "judged"
    )
    return grouped(
        before.ground.members.with_columns(band=pl.col(band)).join(
            values, on="page", maintain_order="left"
        ),
        "has",
    )


def _ranks(peers: pl.DataFrame, pairs: pl.DataFrame, line: Line) -> pl.DataFrame:
    """``page, mark_now, sd_now``: rank percentiles among the earlier values of the page's group."""
    better = -1.0 if MARKED[line.kpi].direction == "down" else 1.0
    parts = []
    for mine, everyone in wholes(peers, "has"):
        part = pairs.join(mine.select("page"), on="page", how="semi", maintain_order="left")
        known = np.sort(better * everyone["value"].to_numpy())
        marks = _rank(known, better * part["value_now"].to_numpy())
        parts.append(part.select("page", mark_now=pl.Series(marks), sd_now=pl.lit(0.0)))
    return pl.concat(parts)


def _rank(peers: Floats, values: Floats) -> Floats:
    middle = (np.searchsorted(peers, values, "left") + np.searchsorted(peers, values, "right")) / 2
    marks: Floats = 100 * middle / max(len(peers), 1)
    return marks


def _rates(peers: pl.DataFrame, before: Scored, now: Scored, line: Line) -> pl.DataFrame:
    """``page, mark_now, sd_now``: percentiles of beliefs by what the earlier year let expect."""
    was, is_now = (one.ground.beliefs[line.kpi] for one in (before, now))
    judged = peers.join(was, on="page", how="left", maintain_order="left")
    spread = (pl.col("theta") ** 2).mean() + pl.col("variance").mean()
    judged = with_figures(judged, "has", sigma=spread.sqrt().clip(1e-9))
    found = judged.select("page", "sigma", earlier="expected").join(is_now, on="page").with_columns(
        theta=pl.col("theta") + pl.col("expected") - pl.col("earlier")
    )  # fmt: skip
    theta, sd, scale = (
        found.select("theta", pl.col("variance").sqrt(), "sigma").cast(pl.Float64).to_numpy().T
    )
    above, middle, below = (100 * normal_share((theta + sign * sd) / scale) for sign in (1, 0, -1))
    return found.select(
        "page", mark_now=pl.Series(middle).fill_nan(None), sd_now=pl.Series((above - below) / 2)
    )


def _scored(marked: pl.DataFrame) -> pl.DataFrame:
    """``page, score_before, score_now, error`` (a variance); errors of a block are one."""
    off = {name: (pl.col(name) * pl.col("weight")).sum() for name in ("sd_before", "sd_now")}
    points = {name: (pl.col(name) * pl.col("weight")).sum() for name in ("before", "now")}
    ordered = marked.sort("page", "block", maintain_order=True)
    by_block = ordered.group_by("page", "block", maintain_order=True).agg(
        **points, **off, weights=pl.col("weight").sum()
    )
    whole = pl.col("weights").sum()
    return by_block.group_by("page", maintain_order=True).agg(
        score_before=pl.col("before").sum() / whole,
        score_now=pl.col("now").sum() / whole,
        error=(pl.col("sd_before") ** 2 + pl.col("sd_now") ** 2).sum() / whole**2,
    )
