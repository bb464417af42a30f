"""From values to marks: one row per page and line of a methodology.

Three kinds of nothing are told apart. *missing*: not applicable or not collected, the line is left
out. *few*: too few to judge, marked from the belief, not counted as judged. *own*: the page's own
doing, mark 0 with a reason: closing comments or hiding followers never raises a score.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from kpi.beliefs import ESTIMATED, RATES
from kpi.groups import believed
from kpi.methodology import MARKED, Line, Scale
from kpi.peers import BY_AUDIENCE, GRAINS, grouped, name
from kpi.places import Floats, normal_share, rank_percentiles

NEEDS_FOLLOWERS = frozenset({"er_post", "er_view", "view_rate", "population_share", "followers",
                             "follower_growth", "love_rate", "talk_rate"})  # fmt: skip
"""Marked 0 where the page hides its followers; ``er_view`` too, whose size is then not known."""

COLUMNS = ("page", "kpi", "block", "weight", "mark", "sd", "state", "why", "value", "sample",
           "group", "group_size", "peer_median")  # fmt: skip
"""One row per page and line. ``mark`` 0–100, null where ``state`` is missing; ``sd`` its error, 0
for a census; ``state`` judged, few, own or missing; ``why`` names the page's own doing: comments,
followers, wall or not_reached; ``value`` and ``sample`` are raw; ``peer_median`` of the group."""


@dataclass(frozen=True)
class Ground:
    """What all lines are marked on.

    Attributes:
        members: ``kpi.peers.members``.
        values: ``core.frames.Values`` of these pages with ``page``, values of small samples kept.
        beliefs: ``kpi.beliefs.rate`` of each rate among the lines, by KPI.
        shut: ``page, comments, followers, wall``: booleans, what the page itself has closed.
    """

    members: pl.DataFrame
    values: pl.DataFrame
    beliefs: Mapping[str, pl.DataFrame]
    shut: pl.DataFrame


def marks(ground: Ground, line: Line) -> pl.DataFrame:
    """Marks of one line: ``COLUMNS``, one row per member, ordered by page id."""
    if not line.collected:
        return _uncollected(ground, line)
    found = _states(ground, line)
    band = "audience_band" if line.kpi in BY_AUDIENCE else "band"
    found = grouped(found.with_columns(band=pl.col(band)), "has")
    if line.kpi in ESTIMATED:
        marked = _from_rate(ground, line, found) if line.kpi in RATES else _from_share(line, found)
    else:
        marked = _from_census(line, found)
    own = pl.col("state") == "own"
    shown = pl.col("state") != "missing"
    return marked.with_columns(
        mark=pl.when(own).then(0.0).when(shown).then(pl.col("mark").clip(0, 100)),
        sd=pl.when(own | ~shown).then(0.0).otherwise("sd"),
        kpi=pl.lit(line.kpi), block=pl.lit(line.block), weight=pl.lit(float(line.weight)),
    ).with_columns(
        state=pl.when(pl.col("mark").is_null()).then(pl.lit("missing")).otherwise("state"),
    ).select(COLUMNS)  # fmt: skip


def _uncollected(ground: Ground, line: Line) -> pl.DataFrame:
    given = {"kpi": line.kpi, "block": line.block, "weight": float(line.weight), "sd": 0.0,
             "state": "missing", "group_size": 0}  # fmt: skip
    empty: dict[str, pl.DataType | type[pl.DataType]] = {
        "mark": pl.Float64, "why": pl.String, "value": pl.Float64, "sample": pl.Float64,
        "group": pl.String, "peer_median": pl.Float64,
    }  # fmt: skip
    return ground.members.select(
        "page",
        *(pl.lit(value).alias(name) for name, value in given.items()),
        *(pl.lit(None, kind).alias(name) for name, kind in empty.items()),
    ).select(pl.col("group_size").cast(pl.Int64) if c == "group_size" else c for c in COLUMNS)


def _states(ground: Ground, line: Line) -> pl.DataFrame:
    """Members with value, sample and what kind of nothing it is, if it is."""
    kpi = MARKED[line.kpi]
    mine = ground.values.filter(kpi=line.kpi).select(
        "page", "value", "sample", "numerator", "denominator", pl.col("note").fill_null("")
    )
    found = ground.members.join(mine, on="page", how="left", maintain_order="left")
    found = found.join(ground.shut, on="page", how="left", maintain_order="left")
    causes = [pl.when("wall").then(pl.lit("wall"))]
    if kpi.source == "appeals":
        causes.append(pl.when("comments").then(pl.lit("comments")))
        late = pl.col("note").str.contains("not_reached") & ~pl.col("note").str.contains("few")
        causes.append(pl.when(late).then(pl.lit("not_reached")))
    if line.kpi in NEEDS_FOLLOWERS:
        causes.append(pl.when("followers").then(pl.lit("followers")))
    enough = pl.col("sample") >= kpi.minimum
    state = (
        pl.when(pl.col("why").is_not_null())
        .then(pl.lit("own"))
        .when(pl.col("value").is_not_null() & enough)
        .then(pl.lit("judged"))
        .when(pl.col("sample").is_not_null() & ~enough)
        .then(pl.lit("few"))
        .otherwise(pl.lit("missing"))
    )
    return found.with_columns(why=pl.coalesce(causes)).with_columns(
        state=state, has=pl.col("value").is_not_null() & enough & pl.col("why").is_null()
    )


def _from_rate(ground: Ground, line: Line, found: pl.DataFrame) -> pl.DataFrame:
    """Percentile of the belief within the group; a page without posts stands in its middle."""
    beliefs = ground.beliefs[line.kpi].select("page", "theta", "variance")
    spread = (pl.col("theta") ** 2).mean() + pl.col("variance").mean()
    joined = found.join(beliefs, on="page", how="left", maintain_order="left")
    believed = joined.filter("has")
    sigma = _per_group(found, believed, spread.sqrt().alias("sigma"))
    whole = believed.select(spread.sqrt()).item() if believed.height else 1.0
    joined = joined.with_columns(sigma).with_columns(
        pl.col("theta").fill_null(0.0),
        pl.col("sigma").fill_null(whole),
        variance=pl.coalesce("variance", pl.col("sigma") ** 2, pl.lit(1.0)),
    )
    theta, sd, scale = (
        joined.select(
            "theta", pl.col("variance").sqrt(), pl.col("sigma").fill_null(1.0).clip(1e-9)
        ).to_numpy().T
    )  # fmt: skip
    middle = 100 * normal_share(theta / scale)
    above, below = (100 * normal_share((theta + sign * sd) / scale) for sign in (1, -1))
    values = _medians(found)
    return joined.with_columns(mark=middle, sd=(above - below) / 2).with_columns(values)


def _from_share(line: Line, found: pl.DataFrame) -> pl.DataFrame:
    """Mark of the posterior mean; a page without appeals is believed to be as its group."""
    told = pl.col("why").is_null()
    counts = found.drop("grain", "group", "group_size", "has").with_columns(
        k=pl.when(told).then("numerator").fill_null(0.0),
        n=pl.when(told).then("denominator").fill_null(0.0),
    )
    beliefs = believed(counts, "k", "n")
    joined = found.join(beliefs, on="page", how="left", maintain_order="left")
    reach = abs(line.scale.good - line.scale.bad) if line.scale.kind == "linear" else 1.0
    return joined.with_columns(
        mark=scaled(pl.col("belief"), line.scale), sd=100 * pl.col("variance").sqrt() / reach
    ).with_columns(_medians(found))


def _from_census(line: Line, found: pl.DataFrame) -> pl.DataFrame:
    """Mark of the value itself; of too small a sample, that of the group's middle."""
    middle = _medians(found)
    value = pl.when(pl.col("state") == "judged").then("value").otherwise(middle)
    if line.scale.kind != "percentile":
        return found.with_columns(
            mark=scaled(value, line.scale), sd=pl.lit(0.0), peer_median=middle
        )
    better = 1 if MARKED[line.kpi].direction != "down" else -1
    ranked = found.with_columns(
        mark=pl.Series(_ranked(found, better), dtype=pl.Float64), sd=pl.lit(0.0), peer_median=middle
    )
    few = pl.col("state") == "few"
    return ranked.with_columns(mark=pl.when(few).then(50.0).otherwise("mark").fill_nan(None))


def _ranked(found: pl.DataFrame, better: int) -> Floats:
    """Rank percentile of each page with a value in the group it is compared with."""
    marked = np.full(found.height, np.nan)
    rows = found.with_row_index("row")
    for (grain,), part in rows.filter("has").group_by("grain"):
        labels = name(GRAINS[int(str(grain))])
        all_judged = rows.filter("has").with_columns(label=labels)
        for (label,), asked in part.group_by("group"):
            peers = all_judged.filter(label=label)
            places = rank_percentiles(better * peers["value"].to_numpy())
            by_row = dict(zip(peers["row"].to_list(), places, strict=True))
            for row in asked["row"].to_list():
                marked[row] = by_row[row]
    return marked


def _per_group(found: pl.DataFrame, believed: pl.DataFrame, what: pl.Expr) -> pl.Series:
    """An aggregate over the pages with a value of the group that each page is compared with."""
    column = what.meta.output_name()
    parts = []
    for number, shared in enumerate(GRAINS):
        cells = believed.with_columns(label=name(shared)).group_by("label").agg(what)
        mine = found.with_row_index("row").filter(grain=number).select("row", label="group")
        parts.append(mine.join(cells, on="label", how="left"))
    return pl.concat(parts).sort("row")[column]


def _medians(found: pl.DataFrame) -> pl.Series:
    return _per_group(found, found.filter("has"), pl.col("value").median().alias("peer_median"))


def scaled(value: pl.Expr, scale: Scale) -> pl.Expr:
    """The mark of a value on a linear or stepped scale, 0 to 100; null stays null."""
    if scale.kind == "linear":
        return (100 * (value - scale.bad) / (scale.good - scale.bad)).clip(0, 100)
    mark: pl.Expr = pl.when(value.is_not_null()).then(0.0)
    for at, worth in scale.steps:
        reached = value > at if scale.strict else value >= at
        mark = pl.when(reached).then(worth).otherwise(mark)
    return mark
