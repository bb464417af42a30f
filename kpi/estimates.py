"""What a page's figures say of it once luck and size are taken out: shrunken rates and shares.

Rates (reactions by views or followers) and typical figures (visibility) are compared with what
pages of the same sphere and size have; shares (answers in time) with what pages of the group have.
Errors come from whole weeks, because posts of one week share their luck. Formulas: the project's
definition of a fair comparison, section «Fair comparison» of the method; Paule–Mandel: R. Paule,
J. Mandel, J. Res. NBS 87 (1982); ANOVA estimator of ρ: M. Ridout et al., Biometrics 55 (1999).
Knows nothing of peers' marks, places or methodologies.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

OWN_WEIGHT = 20.0
"""Weeks' worth of belief in the error that pages of such activity have on average."""

LEAST_ERROR = 0.03**2
FEWEST_IN_SPHERE = 8
"""Pages of a sphere from which on it has a level of its own."""

RHO = (0.002, 0.5)
"""Bounds of the correlation of two questions to one page."""

NOTHING_KNOWN = 0.5
"""α and β where no page of a region has a share."""

ENOUGH_PAGES = 30

ESTIMATES = ("page", "raw", "error", "expected", "theta", "variance")
"""Columns of an estimate, one row per page: ``raw`` ln of the figure, ``error`` its variance,
``expected`` what sphere and size let expect, ``theta`` what is believed of the page beyond that,
``variance`` of that belief."""


CLOSE = 1e-10
"""Of a root: how near zero, or how near to each other its bounds."""


def rates(weekly: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Shrunken log rates Σa ÷ Σb.

    Args:
        weekly: one row per page and local week with any post: ``page, week, a, b`` (b > 0).
        pages: ``page, sphere, size``; null size: followers not known.

    Returns:
        ``ESTIMATES``, one row per page with Σb > 0.
    """
    sums = weekly.group_by("page").agg(
        pl.col("a").sum(), pl.col("b").sum(), weeks=pl.len()
    ).filter(pl.col("b") > 0)  # fmt: skip
    strayed = (
        weekly.join(sums.select("page", total_a="a", total_b="b"), on="page")
        .with_columns(off=pl.col("a") - pl.col("total_a") / pl.col("total_b") * pl.col("b"))
        .group_by("page")
        .agg(
            squares=(pl.col("off") ** 2).sum(),
            effective=1 / ((pl.col("b") / pl.col("total_b")) ** 2).sum(),
        )
    )
    found = sums.join(strayed, on="page").join(pages, on="page").sort("page")
    a, b, weeks, squares, effective, size = (
        found[name].cast(pl.Float64).to_numpy()
        for name in ("a", "b", "weeks", "squares", "effective", "size")
    )
    raw = np.log((a + 0.5) / b)
    several = (weeks > 1) & (a > 0)
    own = np.zeros_like(a)
    spread = effective / np.maximum(effective - 1, 0.5) * squares / np.maximum(a, 1) ** 2
    own[several] = spread[several]
    rare = weeks * np.maximum(np.where(size > 0, size, np.nan), 1) / b
    middle = np.nanmedian(rare) if np.isfinite(rare).any() else 1.0
    rare = np.where(np.isfinite(rare), rare, middle) / middle
    usual = _usual_error(own, several, weeks, weeks / np.maximum(a, 0.5), rare)
    return _shrunken(found, raw, _squeezed(own, several, usual, weeks))


def typical(weekly: pl.DataFrame, pages: pl.DataFrame) -> pl.DataFrame:
    """Shrunken medians over weeks of a log figure.

    Args:
        weekly: one row per page and local week: ``page, week, value`` (> 0).
        pages: as in ``rates``.

    Returns:
        ``ESTIMATES``, one row per page of ``weekly``.
    """
    logs = weekly.with_columns(pl.col("value").log())
    middle = logs.group_by("page").agg(raw=pl.col("value").median(), weeks=pl.len())
    spread = (
        logs.join(middle, on="page")
        .group_by("page")
        .agg(mad=(pl.col("value") - pl.col("raw")).abs().median())
    )
    found = middle.join(spread, on="page").join(pages, on="page").sort("page")
    raw, weeks, mad = (found[n].cast(pl.Float64).to_numpy() for n in ("raw", "weeks", "mad"))
    own = (1.86 * mad) ** 2 / weeks
    several = weeks > 2
    usual = _usual_error(own, several, weeks)
    return _shrunken(found, raw, _squeezed(own, several, usual, weeks))


def drawn(figures: pl.DataFrame) -> pl.DataFrame:
    """Shrunken figures whose errors are known: changes, growth, medians.

    Args:
        figures: one row per page: ``page, sphere, size, raw, error`` (a variance, > 0).

    Returns:
        ``ESTIMATES``, one row per page, ordered.
    """
    found = figures.sort("page")
    raw, error = (found[name].cast(pl.Float64).to_numpy() for name in ("raw", "error"))
    return _shrunken(found, raw, error)


def _usual_error(
    own: Floats, several: npt.NDArray[np.bool_], weeks: Floats, *causes: Floats
) -> Floats:
    """Error that pages have by their activity: ``(c₀ + c₁ ÷ μ + c₂ ÷ ν) ÷ weeks``, every c ≥ 0.

    μ reactions a week (chance of a count), ν exposure a week in multiples of the size, for
    ``er_post`` the posts a week (luck of a post); c₀ is the luck of a whole week.
    """
    columns = np.column_stack([np.ones_like(weeks), *causes])
    if several.sum() <= columns.shape[1]:
        start = np.array([0.25, 1.0, 0.0])[: columns.shape[1]]
        few: Floats = columns @ start / weeks
        return few
    y, x, m = (own * weeks)[several], columns[several], weeks[several]
    level = np.zeros(columns.shape[1])
    level[0] = max(float(np.median(y)), 1e-4)
    for _ in range(12):
        weight = np.sqrt(m - 1) / np.maximum(x @ level, 1e-4)
        level = _not_negative(x * weight[:, None], y * weight)
    usual: Floats = np.maximum(columns @ level, 1e-6) / weeks
    return usual


def _not_negative(x: Floats, y: Floats) -> Floats:
    """Least squares, columns of negative coefficients left out one by one, worst first."""
    kept = np.ones(x.shape[1], np.bool_)
    while True:
        level = np.zeros(x.shape[1])
        level[kept] = np.linalg.lstsq(x[:, kept], y, rcond=None)[0]
        if kept.sum() == 1 or (level >= 0).all():
            return np.maximum(level, 0.0)
        kept[int(np.argmin(level))] = False


def _squeezed(
    own: Floats, several: npt.NDArray[np.bool_], usual: Floats, weeks: Floats
) -> Floats:  # fmt: skip
    """A page's error, drawn towards the usual one the more, the fewer its weeks."""
    freedom = np.where(several, weeks - 1, 0.0)
    error: Floats = (OWN_WEIGHT * usual + freedom * own) / (OWN_WEIGHT + freedom)
    return np.maximum(error, LEAST_ERROR)


def _shrunken(found: pl.DataFrame, raw: Floats, error: Floats) -> pl.DataFrame:
    design = _design(found)
    tau2, coefficients = _mixed(raw, error, design)
    expected = design @ coefficients
    trust = tau2 / (tau2 + error)
    return pl.DataFrame({
        "page": found["page"], "raw": raw, "error": error, "expected": expected,
        "theta": trust * (raw - expected), "variance": trust * error,
    })  # fmt: skip


def _design(found: pl.DataFrame) -> Floats:
    """Sphere and piecewise-linear ln size with knots at the terciles.

    Pages without a sphere, or of one with few pages, share a level; too few of them even together
    take the mean level of the region.
    """
    sphere = found["sphere"].fill_null("").to_numpy()
    names, counts = np.unique(sphere, return_counts=True)
    few = np.isin(sphere, names[counts < FEWEST_IN_SPHERE])
    sphere = np.where(few, "", sphere)
    names, counts = np.unique(sphere, return_counts=True)
    belongs = (sphere[:, None] == names).astype(np.float64)
    if len(names) > 1 and names[0] == "" and counts[0] < FEWEST_IN_SPHERE:
        belongs[sphere == ""] = np.append(0.0, counts[1:] / counts[1:].sum())
        belongs = belongs[:, 1:]
    columns = [np.ones(found.height), *belongs.T[1:]]
    size = found["size"].cast(pl.Float64).clip(1.0).log()
    middle = size.median()
    x = size.fill_null(float(middle) if isinstance(middle, float) else 0.0).to_numpy()
    if len(x) and np.ptp(x) > 0:
        columns.append(x - x.mean())
        knots = np.quantile(x, [1 / 3, 2 / 3])
        columns += [np.maximum(x - knot, 0.0) for knot in knots if x.min() < knot < x.max()]
    return np.column_stack(columns).astype(np.float64)


def _mixed(raw: Floats, error: Floats, design: Floats) -> tuple[float, Floats]:
    """Spread τ² of pages about the line by Paule–Mandel, and the line."""
    freedom = max(len(raw) - design.shape[1], 1)

    def line(tau2: float) -> Floats:
        weighted = design / (tau2 + error)[:, None]
        solved: Floats = np.linalg.pinv(design.T @ weighted) @ (weighted.T @ raw)
        return solved

    def excess(tau2: float) -> float:
        off = raw - design @ line(tau2)
        return float(np.sum(off**2 / (tau2 + error)) - freedom)

    tau2 = max(_root(excess), 1e-9)
    return tau2, line(tau2)


def _root(excess: Callable[[float], float]) -> float:
    """Where a falling function crosses zero, 0 where it begins below: false position (Illinois)."""
    low, above = 0.0, excess(0.0)
    if above <= 0:
        return 0.0
    high, below = 1.0, excess(1.0)
    while below > 0 and high < 1e6:
        low, above, high = high, below, high * 4
        below = excess(high)
    side = 0
    for _ in range(60):
        middle = (low * below - high * above) / (below - above)
        found = excess(middle)
        if abs(found) < CLOSE or high - low < CLOSE:
            return middle
        if found > 0:
            low, above, below, side = middle, found, below / 2 if side > 0 else below, 1
        else:
            high, below, above, side = middle, found, above / 2 if side < 0 else above, -1
    return middle


def prior(k: pl.Expr, n: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Mean and spread of shares k of n of a group's pages as α and β; ρ by the ANOVA estimator.

    Aggregations over pages with n > 0, one row each.
    """
    k, n, pages = k.cast(pl.Float64), n.cast(pl.Float64), pl.len().cast(pl.Float64)
    total = n.sum()
    share, middle = k / n, k.sum() / total
    between = (n * (share - middle) ** 2).sum() / (pages - 1)
    within = (n * share * (1 - share)).sum() / (total - pages)
    size = (total - (n**2).sum() / total) / (pages - 1)
    spread = between + (size - 1) * within
    found = pl.when(spread > 0).then((between - within) / spread).otherwise(RHO[0]).clip(*RHO)
    strength = 1 / pl.when((pages > 1) & (total > pages)).then(found).otherwise(RHO[1]) - 1
    mean = (k.sum() + 0.5) / (total + 1)
    return mean * strength, (1 - mean) * strength
