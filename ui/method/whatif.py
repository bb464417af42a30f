"""What other weights would change: scores and places from the marks of a rating.

Pure Polars over ``kpi.rating.Rating``; no fact is read again, so it answers at once. With the same
weights it gives the places of ``kpi.rating`` itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from kpi.marks import Ground
from kpi.peers import contests, grouped
from kpi.places import Ints, places
from kpi.rating import Rating, with_reasons

FAR, VERY_FAR = 3, 10
"""Places a page moves by that are counted."""


@dataclass(frozen=True)
class Summary:
    """The difference in numbers.

    Attributes:
        compared: pages with a place in the same group both times.
        far: of these, moved by more than 3 places; ``very_far``: by more than 10.
        regrouped: pages compared with another group then.
        left: pages that lose their place; ``entered``: that get one.
        groups: groups with a leader both times; ``leaders``: of these, led by others then.
        agreement: Kendall's τ over pairs of pages of one group; null where there are none.
        same: share of these pairs that keep their order.
    """

    compared: int
    far: int
    very_far: int
    regrouped: int
    left: int
    entered: int
    groups: int
    leaders: int
    agreement: float | None
    same: float | None


def rescored(found: Rating, weights: Mapping[str, float]) -> Rating:
    """The rating with other weights: scores, coverage, groups and places.

    Args:
        found: a rating.
        weights: by KPI, one for each line; any scale, at least one above zero.

    Returns:
        ``scores`` holds ``page, page_id, group, group_size, score, coverage, reason, place``.
    """
    by_kpi = {kpi: float(weight) for kpi, weight in weights.items()}
    weight = pl.col("kpi").replace_strict(by_kpi, return_dtype=pl.Float64)
    lines = found.lines.with_columns(weight=weight)
    shown = pl.col("weight").filter(pl.col("mark").is_not_null()).sum()
    judged = pl.col("weight").filter(pl.col("state").is_in(["judged", "own"])).sum()
    by_page = lines.group_by("page").agg(
        score=(pl.col("mark") * pl.col("weight")).sum() / shown,
        coverage=judged / pl.col("weight").sum(),
        shown=shown,
    )
    lines = lines.join(by_page.select("page", "shown"), on="page", maintain_order="left")
    points = pl.col("mark") * pl.col("weight") / pl.col("shown")
    return replace(
        found,
        scores=_placed(found.ground, by_page.drop("shown")),
        lines=lines.with_columns(points=points.fill_nan(None)).drop("shown"),
    )


def _placed(ground: Ground, scored: pl.DataFrame) -> pl.DataFrame:
    told = with_reasons(ground, scored).with_columns(rated=pl.col("reason").is_null())
    judged = grouped(told, "rated")
    kept = judged.select("page", "page_id", "group", "group_size", "score", "coverage", "reason")
    parts = [
        everyone.select("page", place=pl.Series(places(everyone["score"].to_numpy()))).join(
            placed.select("page"), on="page", how="semi"
        )
        for _, everyone, placed in contests(judged, "rated")
    ]
    empty = pl.DataFrame(schema={"page": kept.schema["page"], "place": pl.Int64})
    return kept.join(pl.concat([empty, *parts]), on="page", how="left", maintain_order="left")


def side_by_side(now: Rating, then: Rating) -> pl.DataFrame:
    """One row per page that counts, in order of page id.

    Returns:
        ``page, page_id, group, group_then, score, score_then, place, place_then, of, of_then``
        (pages with a place in the group) and ``shift``: places won (+) or lost (−), null where
        the page has no place in the same group both times.
    """
    columns = ("page", "page_id", "group", "score", "place", pl.col("group_size").alias("of"))
    other = then.scores.select(*columns).drop("page_id")
    joined = now.scores.select(*columns).join(
        other, on="page", suffix="_then", maintain_order="left"
    )
    same = pl.col("group") == pl.col("group_then")
    return joined.with_columns(shift=pl.when(same).then(pl.col("place") - pl.col("place_then")))


def summary(pages: pl.DataFrame) -> Summary:
    """The numbers of ``side_by_side``."""
    both = pages.drop_nulls("shift")
    shift = both["shift"].abs()
    had, has = pl.col("place").is_not_null(), pl.col("place_then").is_not_null()
    placed = pages.filter(had, has)
    led = _leaders(pages, "group", "place").join(
        _leaders(pages, "group_then", "place_then"), on="group", suffix="_then"
    )
    agreement, same = kendall(both)
    return Summary(
        compared=both.height,
        far=int((shift > FAR).sum()),
        very_far=int((shift > VERY_FAR).sum()),
        regrouped=placed.height - both.height,
        left=pages.filter(had, ~has).height,
        entered=pages.filter(~had, has).height,
        groups=led.height,
        leaders=led.filter(pl.col("pages") != pl.col("pages_then")).height,
        agreement=agreement,
        same=same,
    )


def leaders(pages: pl.DataFrame, now: pl.DataFrame, then: pl.DataFrame) -> pl.DataFrame:
    """Who leads each group now and then, and how often under weights ±30 %.

    Args:
        pages: ``side_by_side``.
        now: ``kpi.rating.stability`` with the weights in force.
        then: with the chosen ones.

    Returns:
        One row per group of either time, those that change first: ``group, of``, ``changed``
        (null: the group has a leader one of the times only), and with and without ``_then``
        ``pages`` (that share the first place), ``score``, ``first`` (the largest share of draws
        that one of them leads).
    """
    one = _leaders(pages, "group", "place", now)
    other = _leaders(pages, "group_then", "place_then", then)
    joined = one.join(other, on="group", how="full", suffix="_then", coalesce=True)
    changed = pl.col("pages") != pl.col("pages_then")
    of = pl.coalesce("of", "of_then")
    return (
        joined.with_columns(of=of, changed=changed)
        .drop("of_then")
        .sort(pl.col("changed"), "group", descending=[True, False], nulls_last=True)
    )


def _leaders(
    pages: pl.DataFrame, group: str, place: str, firm: pl.DataFrame | None = None
) -> pl.DataFrame:
    """``group, of, pages, score`` and ``first`` where ``stability`` is given."""
    score, of = ("score_then", "of_then") if place == "place_then" else ("score", "of")
    found = pages.filter(pl.col(place) == 1).with_columns(of=of)
    parts = [pl.col("of").first(), pl.col("page").sort().alias("pages"), pl.col(score).max()]
    if firm is not None:
        found = found.join(firm.select("page", "first"), on="page", how="left")
        parts.append(pl.col("first").max())
    return found.group_by(pl.col(group).alias("group")).agg(parts).rename({score: "score"})


def kendall(pages: pl.DataFrame) -> tuple[float | None, float | None]:
    """Kendall's τ-b over pairs of one group, and the share of pairs that keep their order."""
    agree = against = pairs = tied_now = tied_then = 0
    for _, part in pages.group_by("group"):
        now, then = (part[name].to_numpy() for name in ("place", "place_then"))
        for at in range(len(now) - 1):
            one, other = _order(now, at), _order(then, at)
            product = one * other
            agree += int((product > 0).sum())
            against += int((product < 0).sum())
            pairs += len(product)
            tied_now += int((one == 0).sum())
            tied_then += int((other == 0).sum())
    scale = ((pairs - tied_now) * (pairs - tied_then)) ** 0.5
    if not scale:
        return None, None
    return (agree - against) / scale, 1 - against / pairs


def _order(ranks: Ints, at: int) -> Ints:
    signs: Ints = np.sign(ranks[at + 1 :] - ranks[at])
    return signs


def by_line(now: Rating, then: Rating, page: int) -> pl.DataFrame:
    """One page's lines, in the methodology's order.

    Returns:
        ``kpi, block, mark, state, why``, and with and without ``_then`` ``weight`` (as a share of
        100 of the lines shown) and ``points``.
    """
    share = 100 * pl.col("weight") / pl.col("weight").filter(pl.col("mark").is_not_null()).sum()
    shown = pl.when(pl.col("mark").is_not_null()).then(share).alias("weight")
    one, other = (
        found.lines.filter(page=page).with_columns(shown.fill_nan(None)) for found in (now, then)
    )
    return one.select("kpi", "block", "mark", "state", "why", "weight", "points").join(
        other.select("kpi", "weight", "points"), on="kpi", suffix="_then", maintain_order="left"
    )
