"""Comparison groups as a whole: a wide group holds pages that have their place in finer ones."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kpi.estimates import ENOUGH_PAGES, NOTHING_KNOWN, prior
from kpi.peers import GRAINS, grouped, name


def wholes(judged: pl.DataFrame, has: str) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Every group: the pages compared in it, and all pages with a value they are compared with.

    Args:
        judged: of ``kpi.peers.grouped`` by ``has``.
        has: the column it was grouped by.
    """
    counted = judged.filter(has)
    for (grain, label), mine in judged.group_by("grain", "group", maintain_order=True):
        yield mine, counted.filter(name(GRAINS[int(str(grain))]) == str(label))


def with_figures(
    judged: pl.DataFrame, has: str, by: tuple[str, ...] = (), **figures: pl.Expr
) -> pl.DataFrame:  # fmt: skip
    """``judged`` with figures of all pages with a value in the group of each page.

    Args:
        judged: of ``kpi.peers.grouped`` by ``has``.
        has: the column it was grouped by.
        by: what else it was grouped by.
        figures: aggregations over the rows of a group, which come in the order of ``judged``; null
            where a group has none.
    """
    keys = [*by, "grain", "group"]
    counted = judged.filter(has)
    wider = [
        counted.with_columns(grain=pl.lit(number), group=name(shared))
        for number, shared in enumerate(GRAINS)
    ]
    # Not a lazy group_by: that sums parts in the order they are done, and last digits differ.
    cells = pl.concat(wider).group_by(keys, maintain_order=True).agg(**figures)
    return judged.join(cells, on=keys, how="left", maintain_order="left")


def believed(found: pl.DataFrame, k: str, n: str, by: tuple[str, ...] = ()) -> pl.DataFrame:
    """``found`` with ``belief`` and ``variance``: posterior mean of shares ``k`` of ``n``.

    Believed before anything is seen: what the first group of 30 pages has, all its pages together.

    Args:
        found: ``kpi.peers.members`` with the two counts; n may be 0, the group's belief is then all
            there is.
        k: name of the column.
        n: name of the column.
        by: columns that tell several shares apart, where ``found`` has a row per page and share.
    """
    judged = grouped(found.with_columns(has=pl.col(n) > 0), "has", ENOUGH_PAGES, by)
    alpha, beta = prior(pl.col(k), pl.col(n))
    judged = with_figures(judged, "has", by, before_a=alpha, before_b=beta)
    a = pl.col("before_a").fill_null(NOTHING_KNOWN) + pl.col(k)
    b = pl.col("before_b").fill_null(NOTHING_KNOWN) + pl.col(n) - pl.col(k)
    mean = a / (a + b)
    return judged.select(*found.columns, belief=mean, variance=mean * (1 - mean) / (a + b + 1))
