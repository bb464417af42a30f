"""Comparison groups as a whole: a wide group holds pages that have their place in finer ones."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from kpi.beliefs import share
from kpi.estimates import ENOUGH_PAGES
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


def of_groups(judged: pl.DataFrame, has: str, **figures: pl.Expr) -> pl.DataFrame:
    """``page`` and figures of all pages with a value in its group; ``judged`` as in ``wholes``."""
    return pl.concat([
        mine.select("page").join(everyone.select(**figures), how="cross")
        for mine, everyone in wholes(judged, has)
    ])  # fmt: skip


def believed(found: pl.DataFrame, k: str, n: str) -> pl.DataFrame:
    """``page, belief, variance`` of the share of two columns of ``kpi.peers.members``.

    Believed before anything is seen: what the first group of 30 pages has, all its pages together.
    """
    judged = grouped(found.with_columns(has=pl.col(n) > 0), "has", ENOUGH_PAGES)
    parts = []
    for mine, everyone in wholes(judged, "has"):
        counted = pl.concat([everyone, mine.filter(~pl.col("has"))])
        beliefs = share(counted.select("page", k=pl.col(k), n=pl.col(n), group=pl.lit("")))
        parts.append(beliefs.join(mine.select("page"), on="page", how="semi"))
    return pl.concat(parts)
