"""The rating: scores with what is known of their error, places, intervals, tiers.

A score is the weighted mean of marks; its lines add up to it exactly. Places are counted inside the
page's comparison group, the first of level × sphere × size → level × sphere → level → all that
holds 20 rated pages. Definition: the method's sections «Fair comparison» and «Methodologies».
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from core.parallel import in_threads
from core.period import Period, local_date
from kpi.beliefs import RATES, rate, weekly
from kpi.closed import shut, snapshots_by_page
from kpi.evaluate import near, unknown, values
from kpi.marks import Ground, marks
from kpi.methodology import MARKED, Methodology
from kpi.model import Facts, Rules
from kpi.observed import followers_near
from kpi.peers import GRAINS, contests, grouped, members, name
from kpi.places import Floats, generator, places, rank_bars, tiers
from kpi.sources import sources
from kpi.vanished import with_shown_followers

LEAST_COVERAGE = 0.60
"""A page of which less of the weight could be judged is listed apart."""

SCHEMA = {
    "page": pl.Int32, "page_id": pl.String, "group": pl.String, "group_size": pl.Int64,
    "score": pl.Float64, "variance": pl.Float64, "coverage": pl.Float64, "place": pl.Int64,
    "place_low": pl.Int64, "place_high": pl.Int64, "tier": pl.Int64, "p_best": pl.Float64,
    "p_top3": pl.Float64, "reason": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """What a methodology says of a period, nobody placed.

    Attributes:
        scores: one row per page that counts, in order of page id: ``page, page_id, score, variance,
            coverage, reason``; ``reason`` says why the page is not rated, else null: ``coverage``
            (too much of its score would be its group's) or ``gone``; such a page has no score.
        lines: ``kpi.marks.COLUMNS`` and ``points``: a page's points add up to its score.
        period: the days the values are of.
        ground: what was marked.
    """

    scores: pl.DataFrame
    lines: pl.DataFrame
    period: Period
    ground: Ground


@dataclass(frozen=True)
class Rating(Scored):
    """The same with places: ``scores`` in the columns of ``SCHEMA``.

    ``place`` and what follows are null where ``reason`` says why the page is not rated.
    """


def rating(
    facts: Facts, period: Period, rules: Rules, methodology: Methodology, as_of: int | None = None
) -> Rating:
    """Rates all pages of the register that are not exempt.

    Args:
        facts: what was collected.
        period: a methodology of months looks at those that end with it.
        rules: see ``Rules``.
        methodology: what counts how much.
        as_of: the moment to look from; null: the moment the facts are complete to.
    """
    moment = facts.as_of if as_of is None else as_of
    window = window_of(period, methodology, moment, rules.timezone)
    return judged(_ground(facts, window, rules, methodology, moment), methodology, window, moment)


def judged(ground: Ground, methodology: Methodology, window: Period, moment: int) -> Rating:
    """Rates what stands on a ground; ``window`` and ``moment`` are what it is of."""
    found = _scored(ground, methodology, window)
    scores = _placed(ground.members, found.scores, f"{window}|{moment}|{methodology.key}")
    return Rating(scores, found.lines, window, ground)


def scored(
    facts: Facts, period: Period, rules: Rules, methodology: Methodology, as_of: int | None = None
) -> Scored:
    """``rating`` without places, whose draws take most of its time."""
    moment = facts.as_of if as_of is None else as_of
    window = window_of(period, methodology, moment, rules.timezone)
    return _scored(_ground(facts, window, rules, methodology, moment), methodology, window)


def _scored(ground: Ground, methodology: Methodology, window: Period) -> Scored:
    found = marks(ground, methodology.lines)
    sums = _sums(found)
    lines = found.join(sums.select("page", "weights"), on="page").with_columns(
        points=pl.col("mark") * pl.col("weight") / pl.col("weights")
    )
    scores = with_reasons(ground, sums).select(
        "page", "page_id", "score", "variance", "coverage", "reason"
    )
    return Scored(scores, lines.drop("weights"), window, ground)


def window_of(period: Period, methodology: Methodology, moment: int, timezone: str) -> Period:
    """The days a methodology looks at: the period, or the months or days that end with it."""
    if methodology.days:  # whole ones: of a day that has just begun little can be said
        last = min(period.last, local_date(moment, timezone) - timedelta(days=1))
        return Period(last - timedelta(days=methodology.days - 1), last, timezone)
    last = min(period.last, local_date(moment - 1, timezone))
    if not methodology.months:
        return Period(min(period.first, last), last, timezone)
    months = last.year * 12 + last.month - 1 - methodology.months
    day = last + timedelta(days=1)
    year, month = divmod(months + (1 if day.day == 1 else 0), 12)
    first = date(year, month + 1, 1)
    while (first + timedelta(days=1)).month == first.month and first.day < day.day:
        first += timedelta(days=1)
    return Period(first, last, timezone)


def _ground(
    facts: Facts, window: Period, rules: Rules, methodology: Methodology, moment: int
) -> Ground:
    end = min(window.end, moment)
    found = compared(facts, end)
    collected = [line.kpi for line in methodology.lines if line.collected]
    kpis, ahead = [MARKED[kpi] for kpi in collected], offset_of(end, rules.timezone)
    rates = [kpi for kpi in collected if kpi in RATES]

    def of_portion(some: Facts) -> list[pl.DataFrame]:
        rows = sources(some, window, rules, moment, vanished=True)
        rows["posts"] = with_shown_followers(rows["posts"], some.snapshots, moment)
        return [
            values(some, window, rules, as_of=moment, raw=True, kpis=kpis, found=rows),
            near(rows, kpis), unknown(rows, kpis),
            *(weekly(rows["posts"], kpi, ahead) for kpi in rates),
        ]  # fmt: skip

    parts = facts.each(of_portion)
    tables, errors, untold, *weeks = (pl.concat(some) for some in zip(*parts, strict=True))
    beliefs = {kpi: rate(known, kpi, found) for kpi, known in zip(rates, weeks, strict=True)}
    table = tables.join(found.select("page", "page_id"), on="page_id")
    return Ground(found, table, beliefs, errors, untold, shut(facts, end))


def compared(facts: Facts, end: int) -> pl.DataFrame:
    """``kpi.peers.members`` at a moment.

    A page that hides its followers keeps the size it last showed: hiding chooses no other peers.
    """
    pages = facts.pages.select("page", at=pl.lit(end, pl.Int64))
    near = followers_near(pages, "at", facts.snapshots)
    told = snapshots_by_page(facts, end).agg(
        hidden=pl.col("followers").last().is_null(), shown=pl.col("followers").drop_nulls().last()
    )
    size = pl.when("hidden").then("shown").otherwise("followers")
    sizes = near.join(told, on="page", how="left").select("page", followers=size)
    return members(facts.pages, sizes)


def offset_of(moment: int, timezone: str) -> int:
    """Seconds a zone is ahead of UTC at a moment."""
    ahead = datetime.fromtimestamp(moment, ZoneInfo(timezone)).utcoffset() or timedelta()
    return int(ahead.total_seconds())


def _sums(found: pl.DataFrame) -> pl.DataFrame:
    """Score, variance and coverage by page; errors inside a block are taken as one.

    In order, because sums of the same numbers in another order differ in their last digit.
    """
    shown = pl.col("mark").is_not_null()
    judged = pl.col("state").is_in(["judged", "own"])
    by_block = found.group_by("page", "block", maintain_order=True).agg(
        points=(pl.col("mark") * pl.col("weight")).sum(),
        weights=pl.col("weight").filter(shown).sum(),
        covered=pl.col("weight").filter(judged).sum(),
        all=pl.col("weight").sum(),
        off=(pl.col("sd") * pl.col("weight")).filter(shown).sum(),
    )
    return by_block.group_by("page", maintain_order=True).agg(
        score=pl.col("points").sum() / pl.col("weights").sum(),
        variance=(pl.col("off") ** 2).sum() / pl.col("weights").sum() ** 2,
        coverage=pl.col("covered").sum() / pl.col("all").sum(),
        weights=pl.col("weights").sum(),
    )


def with_reasons(ground: Ground, sums: pl.DataFrame) -> pl.DataFrame:
    """The members with their sums and ``reason``, as in ``Scored``; no score where there is one.

    Args:
        ground: what was marked.
        sums: ``page, score, coverage`` and more.
    """
    enough = pl.col("score").is_finite() & (pl.col("coverage") >= LEAST_COVERAGE - 1e-9)
    joined = ground.members.join(sums, on="page", how="left", maintain_order="left").join(
        ground.shut.select("page", "gone"), on="page", how="left", maintain_order="left"
    )
    return joined.with_columns(
        reason=pl.when("gone")
        .then(pl.lit("gone"))
        .when(~enough.fill_null(value=False))
        .then(pl.lit("coverage"))
    ).with_columns(score=pl.when(pl.col("reason").is_null()).then("score"))


def _placed(found: pl.DataFrame, scores: pl.DataFrame, seed: str) -> pl.DataFrame:
    joined = found.join(
        scores.drop("page_id"), on="page", how="left", maintain_order="left"
    ).with_columns(rated=pl.col("reason").is_null())
    judged = grouped(joined, "rated")
    parts = in_threads(
        lambda one: _group(one[1], one[2], f"{seed}|{one[0]}"), contests(judged, "rated")
    )
    empty = pl.DataFrame(schema={"page": pl.Int32, **{k: SCHEMA[k] for k in _PLACED}})
    placed = pl.concat([empty, *parts])
    return judged.join(placed, on="page", how="left", maintain_order="left").select(
        pl.col(column).cast(kind) for column, kind in SCHEMA.items()
    )


_PLACED = ("place", "place_low", "place_high", "tier", "p_best", "p_top3")


def _group(part: pl.DataFrame, placed: pl.DataFrame, seed: str) -> pl.DataFrame:
    """Places inside one group, whose pages come in order of page id; only of the placed ones."""
    score, variance = (part[name].to_numpy() for name in ("score", "variance"))
    mine = part["page"].is_in(placed["page"].implode()).to_numpy()
    bars = rank_bars(score, variance, seed, asked=np.flatnonzero(mine))
    place = places(score)
    return pl.DataFrame({
        "page": part["page"], "place": place, "place_low": np.minimum(bars.low, place),
        "place_high": np.maximum(bars.high, place), "tier": tiers(score, variance, bars.p_best),
        "p_best": bars.p_best, "p_top3": bars.p_top3,
    }).filter(mine)  # fmt: skip


def compared_in(found: Rating, group: str) -> pl.Series:
    """Pages with a place that a group of ``scores`` holds: those its pages are placed among.

    More than the pages of that group's name: one whose own group is finer counts in the wider too.
    """
    inside = [(name(shared) == group).fill_null(value=False) for shared in GRAINS]
    members = found.ground.members.filter(pl.any_horizontal(inside))
    placed = found.scores.filter(pl.col("place").is_not_null())
    return members.join(placed.select("page"), on="page", how="semi")["page"]


def stability(found: Rating, methodology: Methodology, draws: int = 1000) -> pl.DataFrame:
    """How places move when each weight is drawn between 0.7 and 1.3 of itself.

    Returns:
        ``page, low, high, first``: the 5–95 % range of the place in the group, and the share of
        draws in which the page leads; one row per rated page.
    """
    has = found.ground.members.join(
        found.scores.select("page", rated=pl.col("place").is_not_null()), on="page"
    )
    judged = grouped(has.sort("page_id"), "rated")
    rated = judged.filter("rated").with_row_index("row")
    matrix = _matrix(found.lines, rated["page"].to_list(), methodology)
    random = generator(f"{found.period}|{methodology.key}|stability")
    weights = np.array([line.weight for line in methodology.lines])
    drawn = weights * random.uniform(0.7, 1.3, (draws, len(weights)))
    known = ~np.isnan(matrix)
    scores = drawn @ np.nan_to_num(matrix).T / (drawn @ known.T.astype(float))
    low, high, first = (np.zeros(rated.height) for _ in range(3))
    row = dict(zip(rated["page"].to_list(), rated["row"].to_list(), strict=True))
    for _, everyone, placed in contests(judged, "rated"):
        at = np.array([row[page] for page in everyone["page"]])
        ranked = np.vstack([places(drawn_scores) for drawn_scores in scores[:, at]])
        mine = everyone["page"].is_in(placed["page"].implode()).to_numpy()
        low[at[mine]], high[at[mine]] = np.quantile(ranked[:, mine], [0.05, 0.95], axis=0)
        first[at[mine]] = (ranked[:, mine] == 1).mean(axis=0)
    return pl.DataFrame({"page": rated["page"], "low": low, "high": high, "first": first})


def _matrix(lines: pl.DataFrame, pages: list[int], methodology: Methodology) -> Floats:
    """Marks by page and line, not a number where there is none."""
    wide = lines.pivot("kpi", index="page", values="mark")
    order = pl.DataFrame({"page": pages}, schema={"page": wide.schema["page"]})
    ids = [line.kpi for line in methodology.lines]
    joined = order.join(wide, on="page", how="left", maintain_order="left").select(ids)
    return joined.cast(pl.Float64).fill_null(float("nan")).to_numpy()
