"""Methodologies as data: the traffic light, lines not collected yet, versions beside each other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from core.period import Period
from kpi import methodology as module
from kpi.methodology import FOLDER, MethodologyError, methodologies, methodology, read
from kpi.model import Rules
from kpi.rating import rating, window_of
from tests.kpi.test_vanished import PERIOD, facts

LIGHT = methodology("traffic_light")


def test_the_traffic_light_weighs_as_in_its_order() -> None:
    weights = {line.kpi: line.weight for line in LIGHT.lines}
    assert weights == {
        "has_badge": 10, "in_component": 10, "has_photo": 5, "has_description": 5, "has_cover": 10,
        "menu_widgets": 10, "posts": 40, "weekly_reach_rate": 10,
    }  # fmt: skip
    assert sum(weights.values()) == 100
    assert LIGHT.colours == ((90, "green"), (70, "yellow"), (0, "red"))


def test_the_traffic_light_looks_at_the_last_seven_days() -> None:
    period = Period(date(2025, 1, 1), date(2025, 3, 9))
    week = Period(date(2025, 3, 3), date(2025, 3, 9))
    assert window_of(period, LIGHT, period.end, "Europe/Moscow") == week


def test_lines_not_collected_lower_the_coverage_and_no_score() -> None:
    page = facts([(1, 1, 0)], [])
    marked = replace(page, pages=page.pages.with_columns(badge=pl.lit(value=True)))
    found = rating(marked, PERIOD, Rules(), LIGHT)
    marks = {line["kpi"]: line["mark"] for line in found.lines.iter_rows(named=True)}
    assert marks == dict.fromkeys((line.kpi for line in LIGHT.lines), None) | {
        "has_badge": 100.0, "posts": 0.0,
    }  # fmt: skip
    row = found.scores.row(0, named=True)
    assert row["score"] == pytest.approx(100 * 10 / 50)
    assert row["coverage"] == pytest.approx(0.5)
    assert (row["place"], row["reason"]) == (None, "coverage")


def test_a_line_that_is_collected_must_be_a_known_figure() -> None:
    text = (FOLDER / "traffic_light.toml").read_text(encoding="utf-8")
    with pytest.raises(MethodologyError, match="there is no KPI has_cover, has_description"):
        read(text.replace("collected = false\n", ""), "traffic_light.toml")


def test_a_new_version_leaves_the_old_to_compute_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = facts([(n, 1, 0) for n in range(1, 13)], [(1, n, 1) for n in range(1, 7)])
    before = rating(page, PERIOD, Rules(), methodology("index"))
    first = (FOLDER / "index.toml").read_text(encoding="utf-8")
    second = first.replace("version = 1", "version = 2").replace("months = 12", "months = 1")
    (tmp_path / "index.toml").write_text(first, encoding="utf-8")
    (tmp_path / "index-2.toml").write_text(second, encoding="utf-8")
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    methodologies.cache_clear()
    try:
        assert methodology("index").version == 2
        again = rating(page, PERIOD, Rules(), methodology("index-1"))
        assert again.scores.equals(before.scores)
        assert again.lines.equals(before.lines)
        assert rating(page, PERIOD, Rules(), methodology("index")).period.first.day == 1
    finally:
        methodologies.cache_clear()
