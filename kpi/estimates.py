"""What a page's figures say of it once luck and size are taken out: shrunken rates and shares.

Rates (reactions by views or followers) and typical figures (visibility) are compared with what
pages of the same sphere and size have; shares (answers in time) with what pages of the group have.
Errors come from whole weeks, because posts of one week share their luck. Formulas: the project's
definition of a fair comparison, section «Fair comparison» of the method; Paule–Mandel: R. Paule,
J. Mandel, J. Res. NBS 87 (1982); ANOVA estimator of ρ: M. Ridout et al., Biometrics 55 (1999).
Knows nothing of peers' marks, places or methodologies.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Floats = npt.NDArray[np.float64]

OWN_WEIGHT = 20.0
"""Weeks' worth of belief in the error that pages of such activity have on average."""

LEAST_ERROR = 0.05**2
FEWEST_IN_SPHERE = 8
"""Pages of a sphere from which on it has a level of its own."""

RHO = (0.002, 0.5)
ENOUGH_PAGES = 30

ESTIMATES = ("page", "raw", "error", "expected", "theta", "variance")
"""Columns of an estimate, one row per page: ``raw`` ln of the figure, ``error`` its variance,
``expected`` what sphere and size let expect, ``theta`` what is believed of the page beyond that,
``variance`` of that belief."""


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
        .agg(squares=(pl.col("off") ** 2).sum())
    )
    found = sums.join(strayed, on="page").join(pages, on="page").sort("page")
    a, b, weeks, squares = (
        found[name].cast(pl.Float64).to_numpy() for name in ("a", "b", "weeks", "squares")
    )
    raw = np.log((a + 0.5) / b)
    several = (weeks > 1) & (a > 0)
    own = np.zeros_like(a)
    own[several] = (weeks / np.maximum(weeks - 1, 1) * squares / np.maximum(a, 1) ** 2)[several]
    usual = _usual_error(own, several, weeks, weeks / np.maximum(a, 0.5))
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
    usual = _usual_error(own, several, weeks, np.zeros_like(weeks))
    return _shrunken(found, raw, _squeezed(own, several, usual, weeks))


def _usual_error(
    own: Floats, several: npt.NDArray[np.bool_], weeks: Floats, thin: Floats
) -> Floats:
    """Error that pages have by their activity: ``(c₀ + c₁ ÷ μ) ÷ weeks``, μ reactions a week."""
    if several.sum() < 3:
        return (0.25 + thin) / weeks
    y, x, m = (own * weeks)[several], thin[several], weeks[several]
    level = np.array([max(float(np.median(y)), 1e-4), 0.0])
    for _ in range(6):
        weight = np.sqrt(m - 1) / np.maximum(level[0] + level[1] * x, 1e-4)
        design = np.column_stack([np.ones_like(x), x]) * weight[:, None]
        if np.ptp(x) == 0:
            level = np.array([np.average(y, weights=weight**2), 0.0])
            continue
        level = np.linalg.lstsq(design, y * weight, rcond=None)[0]
        if level[0] <= 0:
            level = np.array([1e-4, max(float(np.sum(weight * y) / np.sum(weight * x)), 0.0)])
        if level[1] < 0:
            level = np.array([np.average(y, weights=weight**2), 0.0])
    usual: Floats = (level[0] + level[1] * thin) / weeks
    return usual


def _squeezed(
    own: Floats, several: npt.NDArray[np.bool_], usual: Floats, weeks: Floats
) -> Floats:  # fmt: skip
    """A page's error, drawn towards the usual one the more, the fewer its weeks."""
    freedom = np.where(several, weeks - 1, 0.0)
    error: Floats = (OWN_WEIGHT * usual + freedom * own) / (OWN_WEIGHT + freedom)
    return np.maximum(error, LEAST_ERROR)


def _shrunken(found: pl.DataFrame, raw: Floats, error: Floats) -> pl.DataFrame:
    design = _design(found)
    tau2, coefficients, covariance = _mixed(raw, error, design)
    expected = design @ coefficients
    trust = tau2 / (tau2 + error)
    lines = np.einsum("ij,jk,ik->i", design, covariance, design)
    return pl.DataFrame({
        "page": found["page"], "raw": raw, "error": error, "expected": expected,
        "theta": trust * (raw - expected),
        "variance": trust * error + trust**2 * np.maximum(lines, 0.0),
    })  # fmt: skip


def _design(found: pl.DataFrame) -> Floats:
    """Sphere and piecewise-linear ln size with knots at the terciles."""
    counts = found["sphere"].value_counts()
    own = counts.filter(pl.col("count") >= FEWEST_IN_SPHERE)["sphere"].drop_nulls().sort()
    columns = [np.ones(found.height)]
    columns += [(found["sphere"] == name).fill_null(value=False).to_numpy() for name in own[1:]]
    size = found["size"].cast(pl.Float64).clip(1.0).log()
    middle = size.median()
    x = size.fill_null(float(middle) if isinstance(middle, float) else 0.0).to_numpy()
    if np.ptp(x) > 0:
        columns.append(x - x.mean())
        knots = np.quantile(x, [1 / 3, 2 / 3])
        columns += [np.maximum(x - knot, 0.0) for knot in knots if x.min() < knot < x.max()]
    return np.column_stack(columns).astype(np.float64)


def _mixed(raw: Floats, error: Floats, design: Floats) -> tuple[float, Floats, Floats]:
    """Spread τ² of pages about the line by Paule–Mandel, the line, and its covariance."""
    freedom = max(len(raw) - design.shape[1], 1)

    def line(tau2: float) -> tuple[Floats, Floats]:
        weighted = design / (tau2 + error)[:, None]
        covariance: Floats = np.linalg.pinv(design.T @ weighted).astype(np.float64)
        return covariance @ (weighted.T @ raw), covariance

    def excess(tau2: float) -> float:
        off = raw - design @ line(tau2)[0]
        return float(np.sum(off**2 / (tau2 + error)) - freedom)

    low, high = 0.0, 1.0
    while excess(high) > 0 and high < 1e6:
        high *= 4
    if excess(0.0) > 0:
        for _ in range(50):
            middle = (low + high) / 2
            low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    tau2 = max((low + high) / 2 if excess(0.0) > 0 else 0.0, 1e-9)
    return (tau2, *line(tau2))


def shares(counts: pl.DataFrame) -> pl.DataFrame:
    """Posterior Beta of shares k of n.

    Args:
        counts: one row per page: ``page, k, n, group``; n may be 0, the group's belief is then all
            there is.

    Returns:
        ``page, alpha, beta``, in the order of the pages. A group of fewer than 30 pages with n > 0
        takes its mean and spread from all pages.
    """
    region = _prior(counts)
    priors = [
        (group[0], *(_prior(part) if (part["n"] > 0).sum() >= ENOUGH_PAGES else region))
        for group, part in counts.group_by("group", maintain_order=True)
    ]
    schema: dict[str, pl.DataType | type[pl.DataType]]
    schema = {"group": counts.schema["group"], "before_a": pl.Float64, "before_b": pl.Float64}
    return (
        counts.join(pl.DataFrame(priors, schema=schema, orient="row"), on="group", nulls_equal=True)
        .select(
            "page",
            alpha=pl.col("before_a") + pl.col("k"),
            beta=pl.col("before_b") + pl.col("n") - pl.col("k"),
        )
        .sort("page")
    )


def _prior(counts: pl.DataFrame) -> tuple[float, float]:
    """Mean and spread of a group's shares as a Beta; ρ by the ANOVA estimator."""
    judged = counts.filter(pl.col("n") > 0)
    k, n = (judged[name].cast(pl.Float64).to_numpy() for name in ("k", "n"))
    total, pages = n.sum(), len(n)
    mean = (k.sum() + 0.5) / (total + 1)
    rho = RHO[1]
    if pages > 1 and total > pages:
        share, middle = k / n, k.sum() / total
        between = np.sum(n * (share - middle) ** 2) / (pages - 1)
        within = np.sum(n * share * (1 - share)) / (total - pages)
        size = (total - np.sum(n**2) / total) / (pages - 1)
        spread = between + (size - 1) * within
        rho = float(np.clip((between - within) / spread if spread > 0 else RHO[0], *RHO))
    strength = 1 / rho - 1
    return float(mean * strength), float((1 - mean) * strength)
