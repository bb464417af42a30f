"""Why a score is what it is, and what would raise it: nothing here is guessed.

The explanation is the rating's own lines: points that add up to the score. A gain is what the
rating itself gives when one figure of the page takes its next value and all others stay.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import polars as pl

from kpi.beliefs import RATES
from kpi.marks import Ground, marks
from kpi.methodology import MARKED, Line, Methodology, Scale
from kpi.rating import Rating, compared_in

LEAST_GAIN = 0.05
"""Points below which a step is not worth a word."""


@dataclass(frozen=True)
class Figure:
    """A page's figure as it stands; null: not known."""

    value: float | None
    numerator: float | None
    denominator: float | None
    peer_median: float | None
    next_step: float | None = None
    """The value from which a scale of steps gives more; null: another scale, or the last step."""


@dataclass(frozen=True)
class Step:
    """The next thing a page can do for a KPI: how much of it, and the figure it would lead to."""

    amount: float
    value: float
    numerator: float | None = None
    denominator: float | None = None


def explained(found: Rating, page: int) -> pl.DataFrame:
    """The lines of one page's score, in the methodology's order.

    Returns:
        ``kpi.marks.COLUMNS`` and ``points`` (they add up to the score), ``lost`` (points missing to
        100 marks; null where the line is left out), ``place`` of the page by this line's mark among
        the pages its score is compared with (1 is best; ties share the better place).
    """
    group = found.scores.filter(pl.col("page") == page)["group"].item()
    peers = pl.col("page").is_in(compared_in(found, group).implode()) | (pl.col("page") == page)
    place = pl.col("mark").rank("min", descending=True).over("kpi").cast(pl.Int64)
    mine = found.lines.filter(peers).with_columns(place=place).filter(pl.col("page") == page)
    share = pl.col("weight") / pl.col("weight").filter(pl.col("mark").is_not_null()).sum()
    return mine.with_columns(lost=(100 - pl.col("mark")) * share)


def gains(found: Rating, methodology: Methodology, page: int) -> pl.DataFrame:
    """What one next step in each KPI would bring a page.

    Args:
        found: the rating.
        methodology: it was made by.
        page: whose.

    Returns:
        One row per KPI whose step brings points, most first: ``kpi, amount`` (how much of it, in
        the unit of its step), ``value`` (the figure it leads to), ``mark`` (then), ``gain`` (points
        of the score).
    """
    lines = found.lines.filter(pl.col("page") == page)
    shown = lines.filter(pl.col("mark").is_not_null())
    weights = shown["weight"].sum()
    rows = []
    for line in methodology.lines:
        now = shown.filter(kpi=line.kpi, state="judged")
        step = _step(found.ground, line, page, now)
        if step is None:
            continue
        mark = _mark(found.ground, line, page, step)
        gain = (mark - now["mark"][0]) * line.weight / weights
        if gain >= LEAST_GAIN:
            rows.append((line.kpi, step.amount, step.value, mark, gain))
    schema = {"kpi": pl.String, "amount": pl.Float64, "value": pl.Float64, "mark": pl.Float64,
              "gain": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").sort(
        "gain", "kpi", descending=[True, False]
    )


def _step(ground: Ground, line: Line, page: int, now: pl.DataFrame) -> Step | None:
    """The next step of a judged line that is not full; null: there is none to advise."""
    if now.is_empty() or now["mark"][0] > 100 - 1e-9 or line.kpi not in STEPS:
        return None
    row = ground.values.filter(pl.col("page") == page, kpi=line.kpi).row(0, named=True)
    figure = Figure(
        row["value"], row["numerator"], row["denominator"], now["peer_median"][0],
        _next(line.scale, row["value"]),
    )  # fmt: skip
    return STEPS[line.kpi](figure)


def _next(scale: Scale, value: float | None) -> float | None:
    """The first value that gives more on a scale of steps."""
    if value is None or scale.strict:
        return None
    return next((at for at, _ in scale.steps if at > value), None)


def _mark(ground: Ground, line: Line, page: int, step: Step) -> float:
    """The line's mark if the page's figure were that of the step."""
    mine = (pl.col("page") == page) & (pl.col("kpi") == line.kpi)
    changed = ground.values.with_columns(
        pl.when(mine).then(pl.lit(getattr(step, name), pl.Float64)).otherwise(name).alias(name)
        for name in ("value", "numerator", "denominator")
    )
    again = marks(replace(ground, values=changed), [line])
    mark: float = again.filter(pl.col("page") == page)["mark"][0]
    return mark


def _have(figure: Figure) -> Step | None:
    return Step(1, 1.0, 1.0, 1.0) if figure.value == 0 else None


def _more(made: int, whole: int) -> Callable[[Figure], Step | None]:
    """So many more of the counted ones, and of the whole they are counted of."""

    def step(figure: Figure) -> Step | None:
        if figure.numerator is None or not figure.denominator:
            return None
        if figure.numerator >= figure.denominator:
            return None
        done, of = figure.numerator + made, figure.denominator + whole
        return Step(made, done / of, done, of)

    return step


def _to_next(figure: Figure) -> Step | None:
    """As many as the next step of the scale asks for."""
    if figure.next_step is None or figure.value is None:
        return None
    return Step(figure.next_step - figure.value, figure.next_step)


def _as_peers(figure: Figure) -> Step | None:
    """As far as the middle of the page's peers."""
    middle, value = figure.peer_median, figure.value
    if middle is None or value is None or value >= middle:
        return None
    return Step(middle - value, middle, None, None)


STEPS: dict[str, Callable[[Figure], Step | None]] = {
    "has_badge": _have,
    "pos_widget": _have,
    "design_score": _more(1, 0),
    "weeks_on_norm": _more(1, 0),
    "original_share": _more(5, 5),
    "population_share": _as_peers,
    "views_per_1000": _as_peers,
    "response_rate": _more(1, 1),
    "on_time_rate": _more(1, 1),
    "posts": _to_next,
    "menu_widgets": _to_next,
    "in_component": _have,
    "has_photo": _have,
    "has_description": _have,
    "has_cover": _have,
}
"""What a page can do next, by KPI: the next question can be answered in time, one whose time is
over no more. Beliefs of rates and times long past have no step that one could take by Sunday."""

assert not STEPS.keys() - MARKED.keys()
assert not STEPS.keys() & set(RATES)
