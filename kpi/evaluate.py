"""KPIs × facts × period → values, long: one group_by a source, nulls where nothing can be said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from core.frames import Values
from core.period import Period
from kpi import KPIS
from kpi.model import Facts, Kpi, Rules, SourceName
from kpi.sources import sources

NOTES = {
    "few": "the sample is under the minimum",
    "unknown": "hidden, refused, or not collected",
    "not_reached": "the share is not reached inside the data",
    "late_followers": "followers were first read after some of the posts",
    "provisional": "the working calendar of some days is not published yet",
    "unread": "posts whose threads could not be read whole are left out",
}
"""Codes in ``Values.note``; several are joined by a space."""

NEAR = pl.Schema(
    {"page": pl.Int32(), "kpi": pl.String(), "low": pl.Float64(), "high": pl.Float64()}
)
"""A sampled figure one standard error lower and higher."""


UNKNOWN = pl.Schema({"page": pl.Int32(), "kpi": pl.String()})
"""Figures that cannot be told, though there is enough to tell them of."""


def values(
    facts: Facts,
    period: Period,
    rules: Rules,
    *,
    as_of: int | None = None,
    raw: bool = False,
    kpis: Iterable[Kpi] = KPIS.values(),
    found: dict[SourceName, pl.DataFrame] | None = None,
) -> pl.DataFrame:
    """KPI values of every page.

    Args:
        facts: what was collected.
        period: the local days to look at.
        rules: norms, deadline, rule for appeals.
        as_of: the moment to look from; by default the moment the facts are complete to.
        raw: keep values whose sample is under the KPI's minimum.
        kpis: which; by default all.
        found: the sources of this very period, where they are at hand.

    Returns:
        ``core.frames.Values``: one row per page and KPI, in order of page number and declaration.
    """
    chosen = list(kpis)
    wanted = list(dict.fromkeys(k.source for k in chosen))

    def of_rows(some: Mapping[SourceName, pl.DataFrame]) -> pl.DataFrame:
        return pl.concat(
            aggregated(some[name], [k for k in chosen if k.source == name]) for name in wanted
        )

    def of_portion(some: Facts) -> pl.DataFrame:
        return of_rows(sources(some, period, rules, as_of, wanted=wanted))

    parts = [of_rows(found)] if found else facts.each(of_portion)
    order = pl.Enum([k.id for k in chosen])
    minimum = {k.id: float(k.minimum) for k in chosen}
    result = (
        pl.concat(parts)
        .join(facts.pages.select("page", "page_id"), on="page")
        .with_columns(
            order=pl.col("kpi").cast(order),
            few=pl.col("sample").fill_null(0)
            < pl.col("kpi").replace_strict(minimum, return_dtype=pl.Float64),
        )
        .sort("page", "order")
    )
    return Values.cast(_suppressed(result, raw).select(Values.column_names()))


def aggregated(frame: pl.DataFrame, kpis: list[Kpi]) -> pl.DataFrame:
    """KPIs of one source over its frame.

    Returns:
        One row per page and KPI: ``page, kpi, value, sample, numerator, denominator, note``.
    """
    nothing = pl.lit(None, pl.Float64)
    expressions = []
    for kpi in kpis:
        fields = (kpi.value, kpi.sample, kpi.numerator, kpi.denominator)
        names = ("value", "sample", "numerator", "denominator")
        expressions += [
            (nothing if e is None else e.cast(pl.Float64)).alias(f"{kpi.id}|{name}")
            for name, e in zip(names, fields, strict=True)
        ]
        note = pl.lit(None, pl.String) if kpi.note is None else kpi.note
        expressions.append(note.alias(f"{kpi.id}|note"))
    wide = frame.group_by("page").agg(expressions)
    columns = ("value", "sample", "numerator", "denominator", "note")
    return pl.concat([
        wide.select(
            "page",
            pl.lit(k.id).alias("kpi"),
            *[pl.col(f"{k.id}|{column}").alias(column) for column in columns],
        )
        for k in kpis
    ])  # fmt: skip


def near(found: Mapping[SourceName, pl.DataFrame], kpis: Iterable[Kpi]) -> pl.DataFrame:
    """Where sampled figures would stand one standard error lower and higher.

    Args:
        found: the sources of a period.
        kpis: those that declare no ``near`` are left out.

    Returns:
        ``NEAR``, one row per page and KPI; null: never reached.
    """
    parts = [pl.DataFrame(schema=NEAR)]
    for kpi in kpis:
        if kpi.near:
            low, high = kpi.near
            told = found[kpi.source].group_by("page").agg(low=low, high=high)
            parts.append(told.with_columns(kpi=pl.lit(kpi.id)).select(NEAR.names()).cast(NEAR))
    return pl.concat(parts)


def unknown(found: Mapping[SourceName, pl.DataFrame], kpis: Iterable[Kpi]) -> pl.DataFrame:
    """Figures that are hidden or not collected, which is another thing than too few to judge.

    Args:
        found: the sources of a period.
        kpis: those that declare no ``unknown`` are left out.

    Returns:
        ``UNKNOWN``, one row per page and KPI of which it is so.
    """
    parts = [pl.DataFrame(schema=UNKNOWN)]
    by_source: dict[SourceName, list[tuple[str, pl.Expr]]] = {}
    for kpi in kpis:
        if kpi.unknown is not None:
            by_source.setdefault(kpi.source, []).append((kpi.id, kpi.unknown))
    for source, asked in by_source.items():
        told = (
            found[source].group_by("page").agg(is_unknown.alias(name) for name, is_unknown in asked)
        )
        parts += [
            told.filter(name).select("page", kpi=pl.lit(name)).cast(UNKNOWN) for name, _ in asked
        ]
    return pl.concat(parts)


def _suppressed(result: pl.DataFrame, raw: bool) -> pl.DataFrame:
    """Nulls values of too small a sample, drops what is no number, and says why in ``note``."""
    number = pl.when(pl.col("value").is_finite()).then("value")
    is_few = pl.col("few") & ((pl.col("sample").fill_null(0) > 0) | number.is_not_null())
    few = pl.when(is_few).then(pl.lit("few"))
    unknown = pl.when(number.is_null() & pl.col("note").is_null() & ~is_few).then(pl.lit("unknown"))
    return result.with_columns(
        value=number if raw else pl.when(~pl.col("few")).then(number),
        note=pl.concat_str([few, unknown, "note"], separator=" ", ignore_nulls=True),
    ).with_columns(note=pl.when(pl.col("note") != "").then("note"))
