"""How much likelier likes are if bought than if honest: the arithmetic behind a rise of likes.

An honest post's likes are negative binomial: Poisson around what its views promise, times what
readers made of it (mean 1, variance ``scatter``). Posts of one window share their luck: log-normal
of variance ``shared``, integrated by Gauss and Hermite. A few posts are unlike the others (a
contest): for one in fifty a wider law stands, at 1.6 times the mean. Numpy alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

ODD, ODD_SCATTER, ODD_TIMES = 0.02, 0.5, 1.6
"""Share of posts unlike the others, the variance and the mean of theirs."""

ORDERS = 1.12 ** np.arange(-4, 5)[:, None]
"""Sizes of an order looked for, in what the window's posts have above the expected on average."""

ALIKE = 5
"""Orders of one window are alike: within five neighbours of ``ORDERS``, about a quarter."""

UNSERVED = -9.0
"""ln of the odds that a post of an inflated window got no order."""

TIMES = np.array([2.0, 3.0, 5.0])[:, None]
"""Factors of likes bought in proportion."""

_NODES, _WEIGHTS = hermegauss(7)
_IMPOSSIBLE = -700.0
_PORTION = 2_000
"""Windows looked at together: arrays of every order by every post."""


@dataclass(frozen=True)
class Windows:
    """Posts of windows, one after another; ``starts`` is where each window begins.

    By post: ``likes``, ``usual`` (what is to be expected); the same for all posts of a window:
    ``excess`` (likes above the expected, a post), ``scatter`` and ``shared``.
    """

    likes: Any
    usual: Any
    excess: Any
    scatter: Any
    shared: Any
    starts: Any

    def part(self, first: int, last: int) -> Windows:
        """Windows ``first`` to before ``last``."""
        edges = np.append(self.starts, len(self.likes))
        low, high = int(edges[first]), int(edges[last])
        by_post = {
            name: column[low:high] for name, column in vars(self).items() if name != "starts"
        }
        return Windows(**by_post, starts=self.starts[first:last] - low)


def odds(of: Windows) -> tuple[Any, Any]:
    """By window: ln of how many times likelier bought likes are than honest ones.

    Returns:
        Of equal orders of the likeliest size; of likes in proportion, by the likeliest of
        ``TIMES``.
    """
    count = len(of.starts)
    edges = [*range(0, count, _PORTION), count]
    parts = [_odds(of.part(low, high)) for low, high in pairwise(edges)]
    orders, shares = (np.concatenate([part[n] for part in parts]) for n in (0, 1))
    return orders, shares


def _odds(of: Windows) -> tuple[Any, Any]:
    alone, served = _Law(of.likes[None], of), _Law(of.likes - np.round(ORDERS * of.excess), of)
    honest: list[Any] = []
    orders: list[Any] = []
    shares: list[Any] = []
    for node, weight in zip(_NODES, np.log(_WEIGHTS / _WEIGHTS.sum()), strict=True):
        usual = of.usual * np.exp(np.sqrt(of.shared) * node)
        plain = alone.log(usual)
        sums = np.cumsum(np.exp(served.log(usual)), axis=0)
        sums = np.concatenate([np.zeros_like(plain), sums])
        alike = np.log(np.maximum((sums[ALIKE:] - sums[:-ALIKE]) / ALIKE, 1e-300))
        for kind, by_post in (
            (honest, plain),
            (orders, np.logaddexp(alike, UNSERVED + plain)),
            (shares, alone.log(TIMES * usual)),
        ):
            kind.append(np.add.reduceat(by_post, of.starts, axis=1) + weight)
    least, by_order, by_share = (
        np.logaddexp.reduce(kind).max(axis=0) for kind in (honest, orders, shares)
    )
    return by_order - least, by_share - least


class _Law:
    """Odds of so many likes by post: negative binomial, with the odd ones mixed in."""

    def __init__(self, likes: Any, of: Windows) -> None:
        whole = np.maximum(likes, 0.0)
        self._likes, self._size = whole, 1 / of.scatter
        factorial = _log_gamma(whole + 1)
        self._usual, self._odd = (
            np.where(likes < 0, _IMPOSSIBLE, np.log(share) + rising - factorial)
            for share, rising in (
                (1 - ODD, _log_gamma(whole + self._size) - _log_gamma(self._size)),
                (ODD, _log_gamma(whole + 1 / ODD_SCATTER) - _log_gamma(1 / ODD_SCATTER)),
            )
        )

    def log(self, mean: Any) -> Any:
        """Logarithm of the odds where so many are to be expected."""
        usual = self._usual + _tail(self._likes, mean, self._size)
        odd = self._odd + _tail(self._likes, ODD_TIMES * mean, 1 / ODD_SCATTER)
        return np.logaddexp(usual, odd)


def _tail(likes: Any, mean: Any, size: Any) -> Any:
    return likes * np.log(mean / (mean + size)) - size * np.log1p(mean / size)


def _log_gamma(x: Any) -> Any:
    """Logarithm of Γ by Stirling's series from x + 4 on; to 10⁻⁷ for x ≥ 1."""
    y = x + 4
    series = (y - 0.5) * np.log(y) - y + 0.5 * np.log(2 * np.pi) + 1 / (12 * y) - 1 / (360 * y**3)
    return series - np.log(x * (x + 1) * (x + 2) * (x + 3))
