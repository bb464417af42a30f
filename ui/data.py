"""The only cache: facts and figures of the data version that is served, shared by all sessions.

A new version is loaded by the server's watcher and then swapped in, so no visitor waits for it.
Nothing here knows who asks: ``ui.rights`` limits pages after the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from datetime import date, timedelta

import polars as pl

from core.period import DAY, Period, local_date, midnight, parse
from core.process import give_back
from kpi import KPIS
from kpi.appeals import appeals as all_appeals
from kpi.appeals import page_moments, with_survival, with_waiting
from kpi.evaluate import values as evaluate
from kpi.model import Facts, Rules
from kpi.sources import week_counts
from store import read
from ui.installation import here
from ui.kept import forget as forget_kept
from ui.kept import kept

DEFAULT_PERIOD = "13w"
SPARK_WEEKS = 12
FIELDS = ("value", "sample", "numerator", "denominator", "note")
_served: list[int] = []
_ahead: ContextVar[int | None] = ContextVar("ahead", default=None)
"""The version this thread looks at before it is served."""


def version() -> int:
    """The data version that is served; before the first is loaded, the newest there is."""
    ahead = _ahead.get()
    if ahead is not None:
        return ahead
    return _served[0] if _served else read.data_version(here().reader)


def serve_newest(warm: Iterable[Callable[[], object]] = ()) -> None:
    """Loads the newest data version, with the figures of the default period, and serves it.

    Args:
        warm: what views open with; computed of the version to come before it is served, so that no
            visitor waits for it.
    """
    newest = read.data_version(here().reader)
    looking = _ahead.set(newest)
    try:
        if facts_at(newest).as_of:
            wide(period_of(DEFAULT_PERIOD))
            for make in warm:
                make()
            give_back()
    finally:
        _ahead.reset(looking)
        _served[:] = [max([newest, *_served])]


def forget() -> None:
    """Empties the cache and the version served; for another database in the same process."""
    _served.clear()
    forget_kept()


def rules() -> Rules:
    """What is agreed in this installation."""
    return Rules.of(here().settings)


def facts() -> Facts:
    """Everything collected, of the version served."""
    return facts_at(version())


@kept(2)
def facts_at(version: int) -> Facts:  # noqa: ARG001 - the cache's key
    """Everything collected, of a data version."""
    reader = here().reader
    return Facts(**read.fact_frames(reader), as_of=read.as_of(reader) or 0)


def facts_of(page: int) -> Facts:
    """What was collected of one page."""
    return _facts_of(version(), page)


def period_of(word: str) -> Period:
    """The period a word of the address means, looked at from the moment of the data.

    Raises:
        PeriodError: it means none.
    """
    return parse(word, here().settings.timezone, facts().as_of)


def listed() -> pl.DataFrame:
    """Pages that stand in the register: ``core.frames.Pages``."""
    return _listed(version())


def uncollected() -> pl.DataFrame:
    """Rows of ``listed`` of which nothing is collected: refused, or not read yet."""
    return _uncollected(version())


def listed_options(columns: tuple[str, ...]) -> dict[str, list[str]]:
    """Distinct values of some columns of the listed pages."""
    return dict(_options(version(), columns))


def distinct(pages: pl.DataFrame, column: str) -> list[str]:
    """Values of a column that occur, in order."""
    return pages[column].drop_nulls().unique().sort().to_list()


def wide(period: Period) -> pl.DataFrame:
    """Listed pages with all figures of a period and the posts of the last weeks.

    Returns:
        One row per listed page: the columns of ``core.frames.Pages``, and for each KPI its value
        under the KPI's id and ``<id>|sample``, ``|numerator``, ``|denominator``, ``|note``;
        ``weeks`` is the list of own posts of the last 12 full weeks, oldest first, null where
        not loaded; ``read`` is whether anything of the page's wall is loaded.
    """
    return _wide(version(), period.first, period.last)


def appeals() -> pl.DataFrame:
    """Every question of residents up to the moment of the data: ``core.frames.Appeals``."""
    return _appeals(version())


def values_of(page: int, period: Period) -> dict[str, float | None]:
    """Values of one page by KPI, over any period."""
    return dict(_values_of(version(), page, period.first, period.last))


def curve(period: Period) -> pl.DataFrame:
    """``answered_within`` of all pages together, of the questions asked in a period."""
    return _curve(version(), period.first, period.last)


def asked_in(period: Period) -> pl.Expr:
    """Questions asked in a period."""
    return pl.col("asked_at").is_between(period.start, period.end, closed="left")


def answered_within(asked: pl.DataFrame) -> pl.DataFrame:
    """Share of questions answered within so many hours; the unanswered count as waiting.

    Args:
        asked: ``core.frames.Appeals``, taken together whatever their page.

    Returns:
        ``hours`` (half hours), ``answered`` (0–1), rising; empty where nothing was answered.
    """
    waited = with_waiting(asked, rules()).with_columns(page=pl.lit(0))
    survived = with_survival(waited, "left", "seconds", "waited")
    return (
        survived.filter(pl.col("seconds").is_not_null())
        .group_by(hours=(pl.col("seconds") / 1800).ceil() / 2)
        .agg(answered=1 - pl.col("left").min())
        .sort("hours")
    )


def week_starts() -> list[int]:
    """First instants of those weeks, oldest first."""
    return starts(last_weeks(facts().as_of, SPARK_WEEKS))


def freshness() -> tuple[int, int, int]:
    """The moment the data are complete to, pages read within a day of it, listed pages."""
    return _freshness(version())


@kept(2)
def _options(version: int, columns: tuple[str, ...]) -> dict[str, list[str]]:
    return {column: distinct(_listed(version), column) for column in columns}


@kept(16)
def _wide(version: int, first: date, last: date) -> pl.DataFrame:
    loaded = facts_at(version)
    period = Period(first, last, here().settings.timezone)
    long = evaluate(loaded, period, rules())
    shaped = _listed(version)
    for kpi in KPIS:
        columns = [
            pl.col(name).alias(kpi if name == "value" else f"{kpi}|{name}") for name in FIELDS
        ]
        one = long.filter(pl.col("kpi") == kpi).select("page_id", *columns)
        shaped = shaped.join(one, on="page_id", how="left")
    shaped = shaped.with_columns(read=_is_read(version))
    return shaped.join(_weeks(version), on="page", how="left").rechunk()


@kept(2)
def _listed(version: int) -> pl.DataFrame:
    return facts_at(version).pages.filter(pl.col("listed"))


@kept(2)
def _uncollected(version: int) -> pl.DataFrame:
    return _listed(version).filter(pl.col("refused").is_not_null() | ~_is_read(version))


def _is_read(version: int) -> pl.Expr:
    """Whether anything of a page's wall is loaded."""
    return pl.col("page").is_in(facts_at(version).intervals["page"].unique().implode())


@kept(64)
def _facts_of(version: int, page: int) -> Facts:
    return facts_at(version).of_page(page)


@kept(256)
def _values_of(version: int, page: int, first: date, last: date) -> dict[str, float | None]:
    period = Period(first, last, here().settings.timezone)
    frame = evaluate(_facts_of(version, page), period, rules())
    return dict(frame.select("kpi", "value").iter_rows())


@kept(16)
def _curve(version: int, first: date, last: date) -> pl.DataFrame:
    period = Period(first, last, here().settings.timezone)
    return answered_within(_appeals(version).filter(asked_in(period)))


@kept(2)
def _appeals(version: int) -> pl.DataFrame:
    return all_appeals(facts_at(version), rules())


@kept(2)
def _weeks(version: int) -> pl.DataFrame:
    loaded = facts_at(version)
    period = last_weeks(loaded.as_of, SPARK_WEEKS)
    counts = week_counts(loaded, period, rules()).filter(pl.col("counted"))
    weeks = pl.DataFrame({"start": starts(period)})
    full = loaded.pages.select("page").join(weeks, how="cross")
    return (
        full.join(counts.select("page", "start", "posts"), on=["page", "start"], how="left")
        .sort("page", "start")
        .group_by("page", maintain_order=True)
        .agg(weeks=pl.col("posts").cast(pl.Float32), known=pl.col("posts").is_not_null().any())
        .select("page", weeks=pl.when("known").then("weeks"))
    )


@kept(2)
def _freshness(version: int) -> tuple[int, int, int]:
    loaded = facts_at(version)
    listed = loaded.pages.filter(pl.col("listed")).select("page")
    moments = page_moments(loaded).join(listed, on="page", how="semi")
    fresh = moments.filter(pl.col("as_of") >= loaded.as_of - DAY).height
    return loaded.as_of, fresh, listed.height


def last_weeks(as_of: int, count: int) -> Period:
    """The last full weeks before a moment."""
    zone = here().settings.timezone
    today = local_date(as_of, zone)
    monday = today - timedelta(days=today.weekday())
    return Period(monday - timedelta(weeks=count), monday - timedelta(days=1), zone)


def starts(period: Period) -> list[int]:
    """First instants of the weeks of a period that begins on a Monday."""
    weeks = ((period.last - period.first).days + 1) // 7
    return [midnight(period.first + timedelta(weeks=n), period.timezone) for n in range(weeks)]
