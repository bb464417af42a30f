"""Accepted marks leave observed time: a page on holiday owes no posts."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core import frames
from core.period import DAY, Period, midnight
from kpi.evaluate import values
from kpi.model import Facts, Rules
from kpi.observed import observed_time

ZONE = "Asia/Sakhalin"
PERIOD = Period(date(2025, 7, 1), date(2025, 9, 28), ZONE)
START = midnight(PERIOD.first, ZONE)
END = midnight(date(2025, 9, 29), ZONE)


def facts(days_of_posts: list[int], pauses: list[tuple[date, date]]) -> Facts:
    """One page with a post at noon of some days of the period, and its pauses."""
    page = dict.fromkeys(frames.Pages.create_empty().columns) | {
        "page": 1, "page_id": "vk:1", "network": "vk", "exempt": False, "listed": True,
        "category": "card",
    }  # fmt: skip
    posts = [
        dict.fromkeys(frames.Posts.create_empty().columns)
        | {"page": 1, "post": n + 1, "published": START + day * DAY + DAY // 2,
           "flags": frames.OWN, "format": 0, "views": 100, "likes": 1, "comments": 0,
           "reposts": 0, "read_at": END}
        for n, day in enumerate(days_of_posts)
    ]  # fmt: skip
    made = {
        "pages": pl.DataFrame([page], schema=frames.Pages.create_empty().schema),
        "posts": pl.DataFrame(posts, schema=frames.Posts.create_empty().schema),
        "intervals": pl.DataFrame(
            [(1, START - DAY, END, False)], schema=frames.Intervals.create_empty().schema,
            orient="row",
        ),
        "snapshots": frames.Snapshots.create_empty(),
        "first_replies": frames.FirstReplies.create_empty(),
        "threads": frames.Threads.create_empty(),
        "pauses": pl.DataFrame(
            [(1, *days) for days in pauses], schema=frames.Pauses.create_empty().schema,
            orient="row",
        ),
    }  # fmt: skip
    return Facts(**made, as_of=END)


def figures(of: Facts) -> dict[str, float | None]:
    table = values(of, PERIOD, Rules(timezone=ZONE), raw=True)
    return dict(table.select("kpi", "value").iter_rows())


def test_a_summer_break_is_no_gap_and_owes_no_week() -> None:
    posts = [day + shift for day in range(63, 90, 7) for shift in (0, 2, 4) if day + shift < 90]
    without = figures(facts(posts, []))
    accepted = figures(facts(posts, [(date(2025, 6, 20), date(2025, 8, 31))]))
    assert without["weeks_on_norm"] is not None
    assert accepted["weeks_on_norm"] == 1.0 > without["weeks_on_norm"]
    assert without["longest_gap_days"] is not None
    assert accepted["longest_gap_days"] is not None
    assert accepted["longest_gap_days"] < 7 < 60 < without["longest_gap_days"]


@given(st.lists(st.tuples(st.integers(-20, 100), st.integers(0, 40)), max_size=5))
def test_pauses_take_out_just_their_days(spans: list[tuple[int, int]]) -> None:
    first = PERIOD.first.toordinal()
    pauses = [
        (date.fromordinal(first + low), date.fromordinal(first + low + length))
        for low, length in spans
    ]
    of = facts([], pauses)
    moments = pl.DataFrame(
        {"page": [1], "as_of": [END]}, schema={"page": pl.Int32, "as_of": pl.Int64}
    )
    observed = observed_time(of, PERIOD, moments)
    out = {day for low, high in pauses for day in range(low.toordinal(), high.toordinal() + 1)}
    days = (PERIOD.last - PERIOD.first).days + 1
    left = sum(first + day not in out for day in range(days))
    assert observed["length"].sum() == left * DAY
    assert (observed["end"] > observed["start"]).all()
    assert (observed["start"].shift(-1) >= observed["end"]).fill_null(True).all()
