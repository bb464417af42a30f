"""A watched page leaves by itself once it has mended since, and never by what is not known."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import Engine, insert

from core.frames import Appeals
from core.period import DAY, local_date
from jobs.watching import Looked, settle
from store import tables as t
from store import watches
from store.engine import opened, upgrade

AT = 1_763_953_800
"""When pages are put under watch; data are as of four days later."""
MOMENT = AT + 4 * DAY
Question = tuple[int, int, int, int | None]
"""Page, asked, deadline, answered: days after ``AT``."""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as made:
        upgrade(made)
        with made.begin() as connection:
            for page in (1, 2, 3, 4):
                row = {"page": page, "page_id": f"vk:{page}", "network": "vk", "listed": True}
                connection.execute(insert(t.pages).values(row))
        yield made


def put(engine: Engine, cause: str) -> None:
    until = local_date(AT, "Europe/Moscow") + timedelta(14)
    watches.watch(engine, ["vk:1", "vk:2", "vk:3", "vk:4"], cause, until, "anna", AT)


def looked(
    silent: list[float | None] | None = None,
    below: list[bool | None] | None = None,
    questions: list[Question] | None = None,
    week_end: int = AT + 3 * DAY,
) -> Looked:
    standing = pl.DataFrame(
        {"page": [1, 2, 3, 4], "silent_days": silent or [None] * 4,
         "below_norm": below or [None] * 4},
        schema={"page": pl.Int32, "silent_days": pl.Float64, "below_norm": pl.Boolean},
    )  # fmt: skip
    rows = [
        {"page": page, "comment": number, "post": 1, "asked_at": AT + asked * DAY,
         "deadline": AT + deadline * DAY, "as_of": MOMENT, "reason": "?", "provisional": False,
         "answered_at": None if answered is None else AT + answered * DAY}
        for number, (page, asked, deadline, answered) in enumerate(questions or [])
    ]  # fmt: skip
    appeals = pl.DataFrame(rows, schema=Appeals.create_empty().schema)
    return Looked(standing, appeals, MOMENT, week_end, 14)


def left(engine: Engine) -> list[str]:
    return sorted(watches.open_watches(engine)["page_id"])


def test_a_silent_page_leaves_when_it_has_published_since(engine: Engine) -> None:
    put(engine, "silent")
    assert settle(engine, looked(silent=[2.0, 6.0, 9.0, None]), MOMENT) == 1
    assert left(engine) == ["vk:2", "vk:3", "vk:4"]
    ended = watches.ended_since(engine, AT).row(0, named=True)
    assert (ended["page_id"], ended["outcome"], ended["ended_at"]) == ("vk:1", "mended", MOMENT)


def test_a_page_below_the_norm_leaves_by_a_week_that_ended_since(engine: Engine) -> None:
    put(engine, "norm")
    met = looked(below=[False, True, None, True], week_end=AT - DAY)
    assert settle(engine, met, MOMENT) == 0
    assert settle(engine, looked(below=[False, True, None, True]), MOMENT) == 1
    assert left(engine) == ["vk:2", "vk:3", "vk:4"]


def test_overdue_questions_must_be_answered_not_grow_old(engine: Engine) -> None:
    put(engine, "overdue")
    questions: list[Question] = [
        (1, -5, -4, 1), (1, 1, 2, 2),       # late, answered since
        (2, -13, -12, None),                # by now older than the queue, still unanswered
        (3, -5, -4, 1), (3, 1, 2, None),    # one answered, a later one overdue
        (4, -5, 10, None), (4, -60, -59, None),  # never late with one of this queue
    ]  # fmt: skip
    assert settle(engine, looked(questions=questions), MOMENT) == 1
    assert left(engine) == ["vk:2", "vk:3", "vk:4"]


def test_another_cause_is_ended_by_a_person_only(engine: Engine) -> None:
    put(engine, "other")
    assert settle(engine, looked(silent=[0.0] * 4, below=[False] * 4), MOMENT) == 0
    assert len(left(engine)) == 4
