"""What methodologies say of all pages, kept for the data version that is served.

Methodologies are those that come with the program and those published in this installation; the
name of one is its id, then the version in force, or its key. A version is in force once the data
reach its day, so all that is kept of a data version was judged alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from core.period import Period
from jobs import methodologies as job
from kpi.funnel import rate_funnel
from kpi.methodology import Methodology, named
from kpi.rating import Rating, window_of
from kpi.rating import rating as rate
from kpi.rating import stability as stability_of
from ui import data
from ui.installation import here, now
from ui.kept import kept
from ui.method.whatif import rescored


def methodologies() -> dict[str, Methodology]:
    """Every version by its key, and by its id the one in force."""
    return _methodologies(data.version())


def methodology(name: str) -> Methodology:
    """A methodology by id or key.

    Raises:
        MethodologyError: there is none of this name.
    """
    return named(name, methodologies())


def day_reached() -> date:
    """The local day the data reach, by which a version is in force or not."""
    return _day_of(data.version())


def rating(name: str, period: Period) -> Rating:
    """What a methodology says of all pages; seconds in a large region the first time.

    Args:
        name: id or key of a methodology.
        period: see ``kpi.rating.rating``.
    """
    found, window = _asked(name, period)
    return _rating(data.version(), found.key, window.first, window.last)


def stability(name: str, period: Period, weights: Mapping[str, float]) -> pl.DataFrame:
    """``kpi.rating.stability`` of that rating with some weights, one for each line."""
    found, window = _asked(name, period)
    given = tuple(weights.items())
    return _stability(data.version(), found.key, window.first, window.last, given)


def _asked(name: str, period: Period) -> tuple[Methodology, Period]:
    found = methodology(name)
    return found, window_of(period, found, data.facts().as_of, period.timezone)


def funnel(kpi: str, period: Period) -> pl.DataFrame:
    """``kpi.funnel.rate_funnel`` of one of the rates."""
    return _funnel(data.version(), kpi, period.first, period.last)


@kept(2)
def _methodologies(version: int) -> dict[str, Methodology]:
    return job.known(here().reader, _day_of(version))


def _day_of(version: int) -> date:
    return job.day_of(data.facts_at(version).as_of, here().settings.timezone, now())


@kept(6)
def _rating(version: int, key: str, first: date, last: date) -> Rating:
    return rate(data.facts_at(version), _period(first, last), data.rules(), methodology(key))


@kept(8)
def _stability(
    version: int, key: str, first: date, last: date, weights: tuple[tuple[str, float], ...]
) -> pl.DataFrame:
    chosen = dict(weights)
    other = rescored(_rating(version, key, first, last), chosen)
    return stability_of(other, methodology(key).weighted(chosen))


@kept(6)
def _funnel(version: int, kpi: str, first: date, last: date) -> pl.DataFrame:
    return rate_funnel(data.facts_at(version), _period(first, last), data.rules(), kpi)


def _period(first: date, last: date) -> Period:
    return Period(first, last, here().settings.timezone)
