"""Replies: citizens' questions in comments, and whether and how fast they are answered.

An appeal is a citizen's question; the unanswered count in every figure.
"""

import polars as pl

from core.calendar import HOUR
from kpi.appeals import RESPONSE_WINDOW, reached
from kpi.model import Example, Kpi

_inside = pl.col("in_period")
_counted = pl.col("counted")
_answered = pl.col("answered_at").is_not_null()
_waited = _inside & (pl.col("working_waited") >= RESPONSE_WINDOW)
_in_window = _waited & (pl.col("working_seconds") <= RESPONSE_WINDOW).fill_null(False)
_overdue = pl.col("deadline") <= pl.col("as_of")
_due = _inside & _overdue
_on_time = _due & (pl.col("answered_at") <= pl.col("deadline")).fill_null(False)
_unread = pl.when(pl.col("unread_posts").max() > 0).then(pl.lit("unread"))
_provisional = pl.when((_inside & pl.col("provisional")).any()).then(pl.lit("provisional"))


def _known(count: pl.Expr) -> pl.Expr:
    """A count, null for a page of whose wall nothing is loaded."""
    return pl.when(pl.col("as_of").is_not_null().any()).then(count)


def _notes(*notes: pl.Expr) -> pl.Expr:
    joined = pl.concat_str(notes, separator=" ", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def _not_reached(value: pl.Expr, minimum: int) -> pl.Expr:
    return pl.when(value.is_null() & (_inside.sum() >= minimum)).then(pl.lit("not_reached"))


appeals = Kpi(
    id="appeals",
    block="replies",
    title="Questions, requests and complaints in comments",
    column="Questions",
    text="How many questions residents asked under the page's posts.",
    formula="appeals asked in the period; several comments of one person in a row are one",
    unit="appeals",
    direction="neutral",
    source="appeals",
    value=_known(_inside.sum()),
    sample=_inside.sum(),
    minimum=1,
    counted="appeals",
    note=_unread,
    example=Example("Two in the period, one before it.", ({}, {}, {"in_period": False}), 2, 2),
)

response_rate = Kpi(
    id="response_rate",
    block="replies",
    title="Share of questions with an answer",
    column="Answered",
    text="Of the questions that have waited long enough, how many were answered at all.",
    formula="of the appeals asked at least 63 working hours before as_of, the share answered "
    "within 63 working hours (7 working days)",
    unit="share",
    direction="up",
    source="appeals",
    value=_in_window.sum() / _waited.sum(),
    sample=_waited.sum(),
    minimum=10,
    counted="appeals",
    numerator=_in_window.sum(),
    denominator=_waited.sum(),
    note=_notes(_unread, _provisional),
    example=Example(
        "Of ten old enough: seven answered in time, one late, two never; one asked yesterday.",
        (
            {"working_waited": 70 * HOUR, "working_seconds": 5 * HOUR, "answered_at": 1},
        ) * 7
        + ({"working_waited": 70 * HOUR, "working_seconds": 64 * HOUR, "answered_at": 1},)
        + ({"working_waited": 70 * HOUR},) * 2
        + ({"working_waited": 8 * HOUR},),
        value=0.7,
        sample=10,
    ),
)  # fmt: skip

on_time_rate = Kpi(
    id="on_time_rate",
    block="replies",
    title="Share of questions answered in time",
    column="On time",
    text="Of the questions whose deadline has passed, how many were answered before it.",
    formula="of the appeals with deadline ≤ as_of, the share answered at or before the deadline",
    unit="share",
    direction="up",
    source="appeals",
    value=_on_time.sum() / _due.sum(),
    sample=_due.sum(),
    minimum=10,
    counted="appeals",
    numerator=_on_time.sum(),
    denominator=_due.sum(),
    note=_notes(_unread, _provisional),
    example=Example(
        "Ten deadlines have passed: six answers at or before theirs. One is still ahead.",
        ({"as_of": 100, "deadline": 50, "answered_at": 50},) * 6
        + ({"as_of": 100, "deadline": 50, "answered_at": 51},) * 3
        + ({"as_of": 100, "deadline": 50},)
        + ({"as_of": 100, "deadline": 150},),
        value=0.6,
        sample=10,
    ),
)


def _time(survived: str, clock: str, share: float | pl.Expr) -> pl.Expr:
    answered = _inside & pl.col(clock).is_not_null()
    return reached(pl.col(survived).filter(answered), pl.col(clock).filter(answered), share) / HOUR


def _near(survived: str, clock: str, share: float) -> tuple[pl.Expr, pl.Expr]:
    """Points of the curve one standard error of a share of so many questions below and above.

    Source: R. Brookmeyer, J. Crowley, Biometrics 38 (1982); the error is that of a plain share.
    """
    error = (share * (1 - share)) ** 0.5 / _inside.sum().sqrt()
    return _time(survived, clock, share - error), _time(survived, clock, share + error)


def _curve(*steps: tuple[float | None, float]) -> tuple[dict[str, object], ...]:
    """Rows of an example from (hours to the reply or null, S right after it)."""
    return tuple(
        {
            "seconds": None if hours is None else int(hours * HOUR),
            "working_seconds": None if hours is None else int(hours * HOUR),
            "survival": left,
            "working_survival": left,
        }
        for hours, left in steps
    )


_TEN = _curve(*((n, 1 - n / 10) for n in range(1, 7)), *((None, 0.4),) * 4)
_THIRTY = _curve(*((n, 1 - n / 30) for n in range(1, 28)), *((None, 0.1),) * 3)

median_response_hours = Kpi(
    id="median_response_hours",
    block="replies",
    title="Hours until half of the questions have an answer",
    column="Half within, h",
    text="After so many hours half of the questions are answered; the unanswered still wait.",
    formula="50 % point of the Kaplan–Meier curve of the time to the first reply, the unanswered "
    "censored at as_of",
    unit="hours",
    direction="down",
    source="appeals",
    value=_time("survival", "seconds", 0.5),
    sample=_inside.sum(),
    minimum=10,
    counted="appeals",
    near=_near("survival", "seconds", 0.5),
    note=_notes(_unread, _not_reached(_time("survival", "seconds", 0.5), 10)),
    example=Example(
        "Ten questions: six answered after 1, 2 … 6 hours, four wait. The fifth is half.",
        _TEN,
        value=5,
        sample=10,
    ),
)

p90_response_hours = Kpi(
    id="p90_response_hours",
    block="replies",
    title="Hours until nine of ten questions have an answer",
    column="9 of 10 within, h",
    text="After this many hours nine of ten questions are answered.",
    formula="90 % point of the same curve",
    unit="hours",
    direction="down",
    source="appeals",
    value=_time("survival", "seconds", 0.9),
    sample=_inside.sum(),
    minimum=30,
    counted="appeals",
    near=_near("survival", "seconds", 0.9),
    note=_notes(_unread, _not_reached(_time("survival", "seconds", 0.9), 30)),
    example=Example(
        "Thirty questions, 27 answered after 1, 2 … 27 hours: the 27th is nine of ten.",
        _THIRTY,
        value=27,
        sample=30,
    ),
)

median_response_working_hours = Kpi(
    id="median_response_working_hours",
    block="replies",
    title="Working hours until half of the questions have an answer",
    column="Half within, working h",
    text="The same on the working clock: nights, weekends and holidays do not run.",
    formula="50 % point of the Kaplan–Meier curve on the working clock",
    unit="working_hours",
    direction="down",
    source="appeals",
    value=_time("working_survival", "working_seconds", 0.5),
    sample=_inside.sum(),
    minimum=10,
    counted="appeals",
    near=_near("working_survival", "working_seconds", 0.5),
    note=_notes(
        _unread, _provisional, _not_reached(_time("working_survival", "working_seconds", 0.5), 10)
    ),
    example=Example("As above, in working hours.", _TEN, value=5, sample=10),
)

p90_response_working_hours = Kpi(
    id="p90_response_working_hours",
    block="replies",
    title="Working hours until nine of ten questions have an answer",
    column="9 of 10 within, working h",
    text="After this many working hours nine of ten questions are answered.",
    formula="90 % point of the Kaplan–Meier curve on the working clock",
    unit="working_hours",
    direction="down",
    source="appeals",
    value=_time("working_survival", "working_seconds", 0.9),
    sample=_inside.sum(),
    minimum=30,
    counted="appeals",
    near=_near("working_survival", "working_seconds", 0.9),
    note=_notes(
        _unread, _provisional, _not_reached(_time("working_survival", "working_seconds", 0.9), 30)
    ),
    example=Example("As above, in working hours.", _THIRTY, value=27, sample=30),
)

open_appeals = Kpi(
    id="open_appeals",
    block="replies",
    title="Questions without an answer past the deadline",
    column="Overdue",
    text="How many residents wait for an answer longer than they should; the queue of today.",
    formula="appeals with deadline ≤ as_of, unanswered at as_of, whatever the period",
    unit="appeals",
    direction="down",
    source="appeals",
    value=_known((_counted & _overdue & ~_answered).sum()),
    sample=_counted.sum(),
    minimum=1,
    counted="appeals",
    note=_unread,
    example=Example(
        "One waits past its deadline, one before it, one is answered.",
        (
            {"as_of": 100, "deadline": 50},
            {"as_of": 100, "deadline": 150},
            {"as_of": 100, "deadline": 50, "answered_at": 70},
        ),
        value=1,
        sample=3,
    ),
)

waiting_appeals = Kpi(
    id="waiting_appeals",
    block="replies",
    title="Questions whose deadline is still ahead",
    column="Waiting",
    text="How many questions can still be answered in time.",
    formula="unanswered appeals with deadline > as_of",
    unit="appeals",
    direction="neutral",
    source="appeals",
    value=_known((_counted & ~_overdue & ~_answered).sum()),
    sample=_counted.sum(),
    minimum=1,
    counted="appeals",
    note=_unread,
    example=Example(
        "One waits past its deadline, one before it.",
        ({"as_of": 100, "deadline": 50}, {"as_of": 100, "deadline": 150}),
        value=1,
        sample=2,
    ),
)

comments_open = Kpi(
    id="comments_open",
    block="replies",
    title="Whether posts of the page can be commented",
    column="Comments open",
    text="Whether residents can ask at all.",
    formula="1 open, 0 closed, from the network's flags or refusals; null: not known",
    unit="share",
    direction="up",
    source="page",
    value=pl.col("comments_open").cast(pl.Int64).max(),
    sample=pl.col("comments_open").is_not_null().sum(),
    minimum=1,
    counted="facts",
    example=Example("Comments are switched off.", ({"comments_open": False},), value=0, sample=1),
)
