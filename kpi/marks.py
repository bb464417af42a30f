"""From values to marks: one row per page and line of a methodology.

Three kinds of nothing are told apart. *missing*: not applicable or not collected, the line is left
out; so of a fact that is not known, and of a figure that posts enough do not tell. *few*: too few
to judge, marked from the belief, not counted as judged. *own*: the page's own doing, mark 0 with a
reason: closing comments or hiding followers never raises a score.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import polars as pl

from kpi.beliefs import RATES, SHARES
from kpi.groups import believed, with_figures
from kpi.methodology import MARKED, Line, Scale
from kpi.peers import BY_AUDIENCE, GRAINS, grouped, name
from kpi.places import normal_share

NEEDS_FOLLOWERS = frozenset({"er_post", "er_view", "view_rate", "population_share", "followers",
                             "follower_growth", "love_rate", "talk_rate"})  # fmt: skip
"""Marked 0 where the page hides its followers; ``er_view`` too, whose size is then not known."""

KEYS = ("line", "page")
"""What tells rows apart while lines are marked: ``line`` is the position of the line."""

COLUMNS = ("page", "kpi", "block", "weight", "mark", "sd", "state", "why", "value", "sample",
           "group", "group_size", "peer_median")  # fmt: skip
"""One row per page and line. ``mark`` 0–100, null where ``state`` is missing; ``sd`` its error, 0
for a census and for what the page has closed; ``state`` judged, few, own or missing; ``why`` names
the page's own doing: comments, followers, wall or not_reached; ``value`` and ``sample`` are raw;
``peer_median`` of the group."""

MADE = ("line", "page_id", *COLUMNS)
_ANY = 100 / 12**0.5
"""Standard deviation of a mark of which nothing is known."""
_UNKNOWN, _UNSAID = pl.lit(None, pl.Float64), pl.lit(None, pl.String)


@dataclass(frozen=True)
class Ground:
    """What all lines are marked on.

    Attributes:
        members: ``kpi.peers.members``.
        values: ``core.frames.Values`` of these pages with ``page``, values of small samples kept.
        beliefs: ``kpi.beliefs.rate`` of each rate among the lines, by KPI.
        near: ``kpi.evaluate.near`` of the sampled figures among the lines.
        unknown: ``kpi.evaluate.UNKNOWN`` of these pages and lines.
        shut: ``kpi.closed.shut``: what the page itself has closed, and whether it is gone.
    """

    members: pl.DataFrame
    values: pl.DataFrame
    beliefs: Mapping[str, pl.DataFrame]
    near: pl.DataFrame
    unknown: pl.DataFrame
    shut: pl.DataFrame


def marks(ground: Ground, lines: Sequence[Line]) -> pl.DataFrame:
    """Marks of lines: ``COLUMNS``, one row per line and member, in order of lines and page ids."""
    told = _told(lines)
    found = _states(ground, told.filter("collected"))
    found = grouped(found, "has", by=("line",))
    found = with_figures(found, "has", ("line",), peer_median=pl.col("value").median())
    ways: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
        "rate": partial(_from_rates, beliefs=ground.beliefs),
        "share": partial(_from_shares, lines=lines),
        "figure": partial(_from_figures, lines=lines, near=ground.near),
        "place": _from_places,
    }
    kinds = found.partition_by("kind", as_dict=True)
    parts = [ways[str(kind)](rows) for (kind,), rows in kinds.items()]
    own, missing = pl.col("state") == "own", pl.col("state") == "missing"
    # A sample says that half of the questions were not answered; another might have said they were.
    closed = own & (pl.col("why") != "not_reached")
    marked = pl.concat([_uncollected(ground, told), *parts]).sort("line", "page_id")
    return marked.with_columns(
        mark=pl.when(own).then(0.0).when(~missing).then(pl.col("mark").clip(0, 100)),
        sd=pl.when(closed | missing).then(0.0).otherwise("sd"),
    ).with_columns(
        state=pl.when(pl.col("mark").is_null()).then(pl.lit("missing")).otherwise("state"),
    ).select(COLUMNS)  # fmt: skip


def _told(lines: Sequence[Line]) -> pl.DataFrame:
    """What marking asks of lines: ``_TOLD``, one row each."""
    rows = [{"line": number, **_of_line(line)} for number, line in enumerate(lines)]
    return pl.DataFrame(rows, schema=_TOLD)


_TOLD = {
    "line": pl.Int32, "kpi": pl.String, "block": pl.String, "weight": pl.Float64,
    "collected": pl.Boolean, "kind": pl.String, "reach": pl.Float64, "minimum": pl.Float64,
    "better": pl.Int32, "of_appeals": pl.Boolean, "of_followers": pl.Boolean,
    "of_audience": pl.Boolean, "of_facts": pl.Boolean,
}  # fmt: skip


def _of_line(line: Line) -> dict[str, object]:
    about, scale = MARKED.get(line.kpi), line.scale
    kind = "place" if scale.kind == "percentile" else "share" if line.kpi in SHARES else "figure"
    return {
        "kpi": line.kpi, "block": line.block, "weight": line.weight, "collected": line.collected,
        "kind": "rate" if line.kpi in RATES else kind,
        "reach": abs(scale.good - scale.bad) if scale.kind == "linear" else 1,
        "minimum": about and about.minimum,
        "better": -1 if about and about.direction == "down" else 1,
        "of_appeals": about is not None and about.source == "appeals",
        "of_followers": line.kpi in NEEDS_FOLLOWERS, "of_audience": line.kpi in BY_AUDIENCE,
        "of_facts": about is not None and about.counted == "facts",
    }  # fmt: skip


def _uncollected(ground: Ground, told: pl.DataFrame) -> pl.DataFrame:
    lines = told.filter(~pl.col("collected"))
    return ground.members.join(lines, how="cross").select(
        "line", "page_id", "page", "kpi", "block", "weight", mark=_UNKNOWN, sd=0.0,
        state=pl.lit("missing"), why=_UNSAID, value=_UNKNOWN, sample=_UNKNOWN, group=_UNSAID,
        group_size=pl.lit(0, pl.Int64), peer_median=_UNKNOWN,
    )  # fmt: skip


def _states(ground: Ground, told: pl.DataFrame) -> pl.DataFrame:
    """Members by line with value, sample and what kind of nothing it is, if it is."""
    values = ground.values.select(
        "page", "kpi", "value", "sample", "numerator", "denominator", pl.col("note").fill_null("")
    )
    found = ground.members.join(ground.shut, on="page", how="left", maintain_order="left")
    found = told.join(found, how="cross", maintain_order="left_right").join(
        values, on=["page", "kpi"], how="left", maintain_order="left"
    )
    hidden = ground.unknown.with_columns(hidden=pl.lit(value=True))
    found = found.join(hidden, on=["page", "kpi"], how="left", maintain_order="left")
    late = pl.col("note").str.contains("not_reached") & ~pl.col("note").str.contains("few")
    why = (
        pl.when("wall")
        .then(pl.lit("wall"))
        .when(pl.col("of_appeals") & pl.col("comments"))
        .then(pl.lit("comments"))
        .when(pl.col("of_appeals") & late)
        .then(pl.lit("not_reached"))
        .when(pl.col("of_followers") & pl.col("followers"))
        .then(pl.lit("followers"))
    )
    enough = pl.col("sample") >= pl.col("minimum")
    untold = pl.col("of_facts") | pl.col("hidden").fill_null(value=False)
    state = (
        pl.when(pl.col("why").is_not_null())
        .then(pl.lit("own"))
        .when(pl.col("value").is_not_null() & enough)
        .then(pl.lit("judged"))
        .when(pl.col("sample").is_not_null() & ~enough & ~untold)
        .then(pl.lit("few"))
        .otherwise(pl.lit("missing"))
    )
    return found.with_columns(
        why=why, band=pl.when("of_audience").then("audience_band").otherwise("band")
    ).with_columns(
        state=state, has=pl.col("value").is_not_null() & enough & pl.col("why").is_null()
    )  # fmt: skip


def _from_rates(found: pl.DataFrame, beliefs: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Percentile of the belief within the group; a page without posts stands in its middle."""
    known = pl.concat([
        belief.select("page", "theta", "variance", kpi=pl.lit(kpi))
        for kpi, belief in beliefs.items()
    ])  # fmt: skip
    joined = found.join(known, on=["page", "kpi"], how="left", maintain_order="left")
    spread = ((pl.col("theta") ** 2).mean() + pl.col("variance").mean()).sqrt()
    whole = joined.filter("has").group_by("line", maintain_order=True).agg(whole=spread)
    joined = (
        with_figures(joined, "has", ("line",), sigma=spread)
        .join(whole, on="line", how="left", maintain_order="left")
        .with_columns(sigma=pl.coalesce("sigma", "whole", 1.0))
        .with_columns(
            pl.col("theta").fill_null(0.0), variance=pl.coalesce("variance", pl.col("sigma") ** 2)
        )
    )
    theta, sd, scale = (
        joined.select("theta", pl.col("variance").sqrt(), pl.col("sigma").clip(1e-9)).to_numpy().T
    )
    middle, above, below = (100 * normal_share((theta + sign * sd) / scale) for sign in (0, 1, -1))
    return joined.with_columns(mark=middle, sd=(above - below) / 2).select(MADE)


def _from_shares(found: pl.DataFrame, lines: Sequence[Line]) -> pl.DataFrame:
    """Mark of the posterior mean; a page without appeals is believed to be as its group."""
    told = pl.col("why").is_null()
    counts = found.with_columns(
        k=pl.when(told).then("numerator").fill_null(0.0),
        n=pl.when(told).then("denominator").fill_null(0.0),
    ).drop("grain", "group", "group_size", "has")
    beliefs = believed(counts, "k", "n", ("line",))
    return found.with_columns(beliefs["belief"], beliefs["variance"]).with_columns(
        mark=_scaled(pl.col("belief"), lines), sd=100 * pl.col("variance").sqrt() / pl.col("reach")
    ).select(MADE)  # fmt: skip


def _from_figures(found: pl.DataFrame, lines: Sequence[Line], near: pl.DataFrame) -> pl.DataFrame:
    """Mark of the value itself; of too small a sample, that of the group's middle.

    The error of a sampled figure is half the way from its mark one error lower to that one higher;
    of too small a sample, how far marks of the group are from its middle.
    """
    few = pl.col("state") == "few"
    value = pl.when(pl.col("state") == "judged").then("value").otherwise("peer_median")
    between = _scaled(pl.col("low"), lines) - _scaled(pl.col("high"), lines).fill_null(0.0)
    marked = found.join(near, on=["page", "kpi"], how="left", maintain_order="left").with_columns(
        mark=_scaled(value, lines), error=between.abs() / 2
    )
    strayed = (pl.col("mark") - pl.col("mark").median()) ** 2
    marked = with_figures(marked, "has", ("line",), spread=strayed.mean().sqrt())
    error = pl.when(few).then("spread").otherwise("error")
    return marked.with_columns(sd=error.fill_null(0.0)).select(MADE)


def _from_places(found: pl.DataFrame) -> pl.DataFrame:
    """Rank percentile of each page with a value in its group.

    Of too small a sample the middle, with the error of a place that may be any.
    """
    value = pl.col("better") * pl.col("value")
    counted = found.filter("has")
    ranked = pl.concat([
        counted.select(
            *KEYS, "grain",
            mark=(100 * (value.rank() - 0.5) / pl.len()).over("line", name(shared)),
        ).filter(grain=number).drop("grain")
        for number, shared in enumerate(GRAINS)
    ])  # fmt: skip
    few = pl.col("state") == "few"
    joined = found.join(ranked, on=KEYS, how="left", maintain_order="left")
    return joined.with_columns(
        mark=pl.when(few).then(50.0).otherwise("mark"), sd=pl.when(few).then(_ANY).otherwise(0.0)
    ).select(MADE)  # fmt: skip


def _scaled(value: pl.Expr, lines: Sequence[Line]) -> pl.Expr:
    """The mark of a value by the scale of its row's line."""
    return pl.coalesce(
        pl.when(line=number).then(scaled(value, line.scale))
        for number, line in enumerate(lines) if line.scale.kind != "percentile"
    )  # fmt: skip


def scaled(value: pl.Expr, scale: Scale) -> pl.Expr:
    """The mark of a value on a linear or stepped scale, 0 to 100; null stays null."""
    if scale.kind == "linear":
        return (100 * (value - scale.bad) / (scale.good - scale.bad)).clip(0, 100)
    mark: pl.Expr = pl.when(value.is_not_null()).then(0.0)
    for at, worth in scale.steps:
        reached = value > at if scale.strict else value >= at
        mark = pl.when(reached).then(worth).otherwise(mark)
    return mark
