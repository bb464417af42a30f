"""What several nominations ask of a belief: the chance that it is above zero."""

from __future__ import annotations

import math

import polars as pl


def above_zero(belief: str, variance: str) -> pl.Expr:
    """Φ(belief ÷ √variance) of two columns; null where either is not known or not a number."""
    z = (pl.col(belief) / pl.col(variance).sqrt()).fill_nan(None)
    return z.map_elements(_normal_share, return_dtype=pl.Float64)


def _normal_share(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))
