"""What the overview counts, frame by frame: silence, weeks, steps, holidays, squares, signals."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from core.calendar import days_off
from kpi.signals.model import Found
from store import signal_decisions
from store.signal_decisions import Finding
from tests.ui.conftest import NOW
from tests.ui.two_founders import FOUNDERS, write
from ui import data
from ui.installation import Installation
from ui.overview import data as overview_data
from ui.overview import map as overview_map
from ui.overview import weeks as overview_weeks
from ui.overview.weeks import Prepared


@pytest.fixture
def small(begin: Callable[..., Installation]) -> Installation:
    made = begin()
    write(made, list(FOUNDERS))
    return made


def test_a_signal_waits_until_its_verdict(small: Installation) -> None:
    found = Found.create_empty().vstack(pl.DataFrame(
        [("vk:1", "followers_jump", date(2025, 11, 1), date(2025, 11, 3), 20.0, 10.0, "{}", [])],
        schema=Found.create_empty().schema, orient="row",
    ))  # fmt: skip
    known = Prepared(1, found, pl.DataFrame())
    assert overview_weeks.undecided(known).height == 1
    finding = Finding("vk:1", "followers_jump", date(2025, 11, 1))
    signal_decisions.decide(small.writer, finding, "dismissed", "anna", NOW)
    assert overview_weeks.undecided(known).is_empty()
    signal_decisions.decide(small.writer, finding, "reopened", "anna", NOW)
    assert overview_weeks.undecided(known).height == 1


def test_silence_is_that_of_the_figure(filled: Path, begin: Callable[..., object]) -> None:
    begin(filled)
    stand = overview_data.standing()
    figures = data.wide(overview_data.now_period()).select("page", kpi="silent_days")
    both = stand.join(figures, on="page")
    assert both["silent_days"].to_list() == both["kpi"].to_list()
    assert both["silent_days"].max() > 7


def test_the_weeks_of_the_region(small: Installation) -> None:
    weeks = overview_weeks.region()
    assert weeks.height == overview_weeks.WEEKS + 1
    last, unfinished = weeks.row(-2, named=True), weeks.row(-1, named=True)
    assert last["full"]
    assert not unfinished["full"]
    assert last["posts"] == pytest.approx(11 / 6)
    assert last["met"] == 0.5
    assert last["erv"] is None  # fewer than ten mature posts
    assert last["on_time"] is None
    assert unfinished["posts"] is None


def test_a_page_moves_a_step_only_if_its_own_score_did() -> None:
    def rated(tiers: list[int], scores: list[float], points: list[float]) -> Any:
        pages, groups = [1, 2, 3], ["a"] * 3
        return SimpleNamespace(
            scores=pl.DataFrame({"page": pages, "group": groups, "tier": tiers, "score": scores}),
            lines=pl.DataFrame({
                "page": pages * 2, "kpi": ["er_view"] * 3 + ["weeks_on_norm"] * 3,
                "points": [float(one) for one in points],
            }),
        )  # fmt: skip

    earlier = rated([3, 2, 2], [40.0, 60.0, 60.0], [10, 30, 30, 30, 30, 30])
    later = rated([2, 3, 3], [50.0, 50.0, 59.9], [25, 28, 30, 25, 22, 29.9])
    told = overview_weeks.moves(later, earlier)
    assert told.select("page", "tier_before", "tier", "kpi", "points").rows() == [
        (1, 3, 2, "er_view", 15.0), (2, 2, 3, "weeks_on_norm", -8.0),
    ]  # fmt: skip


def test_holidays_are_runs_of_days_off_that_hold_a_weekday() -> None:
    runs = days_off(date(2025, 6, 1), date(2025, 11, 23))
    assert runs == [(date(2025, 6, 12), date(2025, 6, 15)), (date(2025, 11, 2), date(2025, 11, 4))]


def test_a_square_speaks_only_for_five_pages(filled: Path, begin: Callable[..., object]) -> None:
    begin(filled)
    pages = data.wide(data.period_of(data.DEFAULT_PERIOD))
    grid = overview_map.squares(pages, "weeks_on_norm")
    assert grid["pages"].sum() == pages.height
    assert grid.filter(pl.col("pages") < overview_map.FEWEST)["value"].null_count() == grid.filter(
        pl.col("pages") < overview_map.FEWEST
    ).height  # fmt: skip
    one = overview_map.squares(pages.with_columns(territory=pl.lit("Оха")), "weeks_on_norm")
    assert one.height == pages["sphere"].n_unique()
