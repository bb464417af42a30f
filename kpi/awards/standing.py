"""Awards: who qualifies for each nomination, in which place, with what chance of being the best.

Reads entries (``kpi.nominations.sources``) and the common gate; decides nothing: people choose.
Must not know where entries come from; definition: the method's section «Award nominations».
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

import kpi.nominations as package
from core.registry import collect
from kpi.nominations.model import Condition, Nomination, Number, SourceName
from kpi.nominations.sources import SCHEMAS
from kpi.places import DRAWS, Floats, generator, tiers
from kpi.sources import Schema

NOMINATIONS: dict[str, Nomination] = dict(
    sorted(collect(package, Nomination).items(), key=lambda item: item[1].order)
)
"""Every nomination found in the package, in the order of the list."""

SHORTLIST = 5
"""Places a list goes down to."""

LEAST_WEEKS, LEAST_ON_NORM = 26, 0.8
TOLERANCE = 1e-9
_DIGITS = {"share": 4, "score": 2, "growth": 4, "days": 0, "points": 4}
"""To which values of a kind are compared: closer ones are equal."""
_BOUNDS = {"share": 1.0, "score": 100.0}
"""The largest value of a kind that has one."""
_LEAST_COUNT = 0.01
"""What a Beta is worth at least, for a variance larger than its bounds allow."""

GATES = Schema({
    "page": (pl.Int64(), 1), "badge": (pl.Boolean(), None), "weeks_seen": (pl.Float64(), 52.0),
    "norm_share": (pl.Float64(), 1.0), "confirmed": (pl.Int64(), 0), "there": (pl.Boolean(), True),
})  # fmt: skip
"""One row per page: the mark (null: not known), weeks of data in the year, share of full weeks in
the norm with the summer holidays of schools taken out, confirmed signals, and whether the page is
there: neither deleted nor blocked."""

GATE = (
    Condition(
        "mark", "The mark «Official organisation», where it is known",
        pl.col("badge").fill_null(value=True), Number(pl.col("badge"), "yes"),
    ),
    Condition(
        "there", "The page is there: neither deleted nor blocked", pl.col("there"),
        Number(pl.col("there"), "yes"),
    ),
    Condition(
        "weeks", "At least 26 weeks of data", pl.col("weeks_seen") >= LEAST_WEEKS - TOLERANCE,
        Number(pl.col("weeks_seen"), "decimal"),
    ),
    Condition(
        "norm", "The norm of posts in at least 80 % of the weeks",
        pl.col("norm_share") >= LEAST_ON_NORM - TOLERANCE, Number(pl.col("norm_share"), "share"),
    ),
    Condition(
        "signals", "No confirmed signal of inflated figures", pl.col("confirmed") == 0,
        Number(pl.col("confirmed")),
    ),
)  # fmt: skip
"""What every page must fulfil that is to win anything."""

FIGURES = ("nomination", "segment", "key", "page", "page_id", "entry", "belief", "variance",
           "post", "numbers", "evidence", "candidates")  # fmt: skip
"""One row per candidate. ``key``: 0 for the first, the next number for each that is behind;
``entry``: page id, or the founder's name where it has no page."""

STANDING: dict[str, pl.DataType | type[pl.DataType]] = {
    "nomination": pl.String, "segment": pl.String, "place": pl.Int64, "page": pl.Int64,
    "page_id": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "p_best": pl.Float64, "leader": pl.Boolean, "elsewhere": pl.String, "post": pl.Int64,
    "numbers": pl.Object, "evidence": pl.List(pl.Int64), "candidates": pl.Int64,
}  # fmt: skip
"""One row per candidate. ``place`` is null where the page has its first place in the nomination
``elsewhere``. ``value, low, high`` as shown: growth as a share, the interval 5–95 %, null of an
exact count, as ``p_best`` is. ``post`` of the entry, where it is one; ``numbers`` of the proof by
name; ``candidates`` how many qualify in the contest."""


def judged(nomination: Nomination, entries: pl.DataFrame, gates: pl.DataFrame) -> pl.DataFrame:
    """Entries with what they fulfil.

    Args:
        nomination: whose conditions.
        entries: its source.
        gates: ``GATES``; unknown pages pass nothing.

    Returns:
        The entries with the columns of ``gates``, ``met|<id>`` of every condition (those of the
        common gate as ``met|gate_<id>``) and ``qualified``.
    """
    joined = entries.join(gates, on="page", how="left", maintain_order="left")
    known = joined["page"].is_in(gates["page"].implode())
    met = {f"met|{one.id}": one.met for one in nomination.conditions}
    if nomination.gated:
        has = pl.lit(known)
        met |= {f"met|gate_{one.id}": one.met & has for one in GATE}
    found = joined.with_columns(**{name: e.fill_null(value=False) for name, e in met.items()})
    value = found.select(value=nomination.value.cast(pl.Float64))["value"]
    return found.with_columns(
        qualified=pl.all_horizontal(*met) & value.is_finite().fill_null(value=False)
    )


def contest(
    nomination: Nomination, entries: pl.DataFrame, gates: pl.DataFrame
) -> pl.DataFrame:  # fmt: skip
    """Everybody who qualifies, in order of segment and merit: ``FIGURES``.

    A page stands once in a segment, with its best entry. Entries equal in value and in all that
    parts ties share a ``key``.
    """
    figures = _figured(nomination, judged(nomination, entries, gates))
    ties = [f"tie_{number}" for number in range(len(nomination.ties))]
    parts = pl.col("segment").replace_strict(
        dict(zip(nomination.segments, range(len(nomination.segments)), strict=True)), default=None,
        return_dtype=pl.Int64,
    )  # fmt: skip
    ordered = figures.sort(
        parts, "segment", -pl.col("rank"), *(-pl.col(name) for name in ties), "entry", "post",
        nulls_last=True, maintain_order=True,
    )  # fmt: skip
    best = ordered.filter(pl.struct("segment", "entry").is_first_distinct())
    key = pl.struct("rank", *ties).rle_id().over("segment").cast(pl.Int64)
    names = list(nomination.numbers)
    numbers = best.select(f"number|{name}" for name in names).iter_rows()
    return best.with_columns(
        key=key, nomination=pl.lit(nomination.id),
        candidates=pl.len().over("segment").cast(pl.Int64),
        numbers=pl.Series([dict(zip(names, row, strict=True)) for row in numbers], dtype=pl.Object),
    ).select(FIGURES)  # fmt: skip


def _figured(nomination: Nomination, found: pl.DataFrame) -> pl.DataFrame:
    """Who qualifies with the figures of the nomination, which may look at all entries."""
    rank = nomination.value if nomination.rank is None else nomination.rank
    variance = pl.lit(None, pl.Float64) if nomination.variance is None else nomination.variance
    segment = pl.lit(None, pl.String) if nomination.segment is None else nomination.segment
    post, founder = (
        pl.col(name) if name in found.columns else pl.lit(None, kind)
        for name, kind in (("post", pl.Int64), ("founder", pl.String))
    )
    return found.select(
        "page", "page_id", "qualified", segment=segment, post=post,
        entry=pl.coalesce("page_id", founder), evidence=pl.col(nomination.evidence_in),
        belief=nomination.value.cast(pl.Float64), variance=variance.cast(pl.Float64),
        rank=rank.cast(pl.Float64).round(_DIGITS[nomination.kind]),
        **{f"tie_{number}": tie.cast(pl.Float64).round(6).fill_null(-np.inf)
           for number, tie in enumerate(nomination.ties)},
        **{f"number|{name}": one.of for name, one in nomination.numbers.items()},
    ).filter("qualified")  # fmt: skip


def shown(nomination: Nomination, value: pl.Expr) -> pl.Expr:
    """A value as it is shown: a growth as a share, shares and scores inside their bounds."""
    match nomination.kind:
        case "growth":
            return value.exp() - 1
        case "share":
            return value.clip(0, 1)
        case "score":
            return value.clip(0, 100)
        case _:
            return value


def standings(
    entries: Mapping[SourceName, pl.DataFrame], gates: pl.DataFrame, seed: str,
    nominations: Iterable[Nomination] = NOMINATIONS.values(),
) -> pl.DataFrame:  # fmt: skip
    """The lists of a season: ``STANDING``, in order of nomination, segment and merit.

    Args:
        entries: by source of ``kpi.nominations.sources``; one that is missing has no entry.
        gates: ``GATES``.
        seed: period, moment and version of what was computed: draws can be made again.
        nominations: which, in the order in which they are given; by default all.

    Of several first places a page keeps that of the nomination earliest in the list; in the others
    it has no place, those behind it move up, and chances are those of who is left. Every list goes
    down to place ``SHORTLIST``.
    """
    first: dict[str, str] = {}
    parts = [pl.DataFrame(schema=STANDING)]
    for nomination in nominations:
        nothing = SCHEMAS[nomination.source].frame([])
        found = contest(nomination, entries.get(nomination.source, nothing), gates)
        won: dict[str, str] = {}
        for (segment,), part in found.group_by("segment", maintain_order=True):
            placed = _placed(nomination, part, first, f"{seed}|{nomination.id}|{segment}")
            won |= dict.fromkeys(placed.filter(place=1)["page_id"].drop_nulls(), nomination.id)
            parts.append(placed)
        first = won | first
    return pl.concat(parts)


def _placed(
    nomination: Nomination, part: pl.DataFrame, first: Mapping[str, str], seed: str
) -> pl.DataFrame:
    """Places and chances of one contest; who has a first place elsewhere cannot be first here."""
    taken = pl.Series([first.get(page or "") for page in part["page_id"]], dtype=pl.String)
    free = part.filter(taken.is_null())["key"].min()
    # Only who would be first is passed over: with a first place elsewhere one may still be second.
    ahead = pl.lit(value=True) if free is None else pl.col("key") <= free
    numbered = part.with_columns(elsewhere=pl.when(ahead).then(taken))
    stays = pl.col("elsewhere").is_null()
    placed = numbered.with_columns(
        place=pl.when(stays).then("key").rank("min").cast(pl.Int64)
    )  # fmt: skip
    by_id = placed.sort("entry")
    drawn = None if nomination.variance is None else _draws(nomination, by_id, seed)
    rivals, theirs = by_id.filter(stays), drawn
    if drawn is not None and rivals.height < by_id.height:
        theirs = _draws(nomination, rivals, seed)
    listed = pl.col("place").fill_null(1) <= SHORTLIST
    return (
        placed.filter(listed)
        .join(_chances(rivals, theirs), on="entry", how="left", maintain_order="left")
        .join(_intervals(by_id, drawn, listed), on="entry", how="left", maintain_order="left")
        .with_columns(
            *(shown(nomination, pl.col(name)).alias(name) for name in ("low", "high")),
            value=shown(nomination, pl.col("belief")),
            leader=pl.col("leader").fill_null(value=False),
        )
        .select(*STANDING)
    )  # fmt: skip


def _intervals(by_id: pl.DataFrame, drawn: Floats | None, listed: pl.Expr) -> pl.DataFrame:
    """``entry, low, high`` of listed ones: 5 and 95 % points; null of an exact count."""
    mine = by_id.filter(listed)
    if drawn is None or mine.is_empty():
        none = pl.lit(None, pl.Float64)
        return mine.select("entry", low=none, high=none)
    rows = by_id.select(listed).to_series().to_numpy()
    low, high = np.quantile(drawn[:, rows], (0.05, 0.95), axis=0)
    return mine.select("entry", low=pl.Series(low), high=pl.Series(high))


def _draws(nomination: Nomination, by_id: pl.DataFrame, seed: str) -> Floats:
    """Draws × entries: Beta of what has bounds, for near them it is far from normal, else normal.

    What is exactly known (variance 0) is the same in every draw. Shape of a Beta: by the moments.
    """
    mean, variance = by_id["belief"].to_numpy(), by_id["variance"].to_numpy()
    random, shape = generator(seed), (DRAWS, len(mean))
    bound = _BOUNDS.get(nomination.kind)
    if bound is None:
        drawn: Floats = mean + np.sqrt(variance) * random.standard_normal(shape)
    else:
        part, spread = mean / bound, np.maximum(variance / bound**2, TOLERANCE)
        count = np.maximum(part * (1 - part) / spread - 1, _LEAST_COUNT)
        drawn = bound * random.beta(np.maximum(part * count, TOLERANCE),
                                    np.maximum((1 - part) * count, TOLERANCE), shape)  # fmt: skip
    known: Floats = np.where(variance == 0, np.round(mean, _DIGITS[nomination.kind]), drawn)
    return known


def _chances(by_id: pl.DataFrame, drawn: Floats | None) -> pl.DataFrame:
    """``entry, p_best, leader``; of an exact count there is no chance, and all first ones lead."""
    if drawn is None or by_id.is_empty():
        exact = pl.lit(None, pl.Float64)
        return by_id.select("entry", p_best=exact, leader=pl.col("place") == 1)
    best = drawn == drawn.max(axis=1, keepdims=True)
    p_best = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    leads = tiers(by_id["belief"].to_numpy(), by_id["variance"].to_numpy(), p_best) == 1
    # Who is ahead by the rule may be hardly ever the best: of it most is known, not expected. Who
    # stands before one that cannot be told from the first cannot be told from it either.
    last = by_id["place"].filter(pl.Series(leads)).max()
    return by_id.select("entry", p_best=pl.Series(p_best), leader=pl.col("place") <= last)
