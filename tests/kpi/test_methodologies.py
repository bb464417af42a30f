"""Methodologies as data: scales, windows, the traffic light, lines not collected, versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from core.period import DAY, Period
from jobs.rating import rating_table
from kpi import methodology as module
from kpi.marks import scaled
from kpi.methodology import FOLDER, MethodologyError, Scale, methodologies, methodology, read
from kpi.model import Rules
from kpi.rating import rating, window_of
from tests.kpi.test_vanished import PERIOD, facts

LIGHT = methodology("traffic_light")
INDEX = methodology("index")


def mark_of(value: float | None, scale: Scale) -> float | None:
    frame = pl.DataFrame({"v": [value]}, schema={"v": pl.Float64})
    return frame.select(scaled(pl.col("v"), scale)).item()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("value", "scale", "mark"),
    [
        (0.5, Scale("linear", 0.2, 0.8), 50.0),
        (14.0, Scale("linear", 14, 3), 0.0),
        (3.0, Scale("linear", 14, 3), 100.0),
        (40.0, Scale("linear", 14, 3), 0.0),
        (0.6, Scale("steps", steps=((0.3, 5), (0.5, 7), (0.7, 10))), 7.0),
        (0.5, Scale("steps", steps=((0.3, 5), (0.5, 7), (0.7, 10))), 7.0),
        (0.1, Scale("steps", steps=((0.3, 5),)), 0.0),
        (None, Scale("linear", 0, 1), None),
        (None, Scale("steps", steps=((0.3, 5),)), None),
    ],
)
def test_values_become_marks(value: float | None, scale: Scale, mark: float | None) -> None:
    assert mark_of(value, scale) == (None if mark is None else pytest.approx(mark))


def test_the_index_weighs_its_blocks_as_defined() -> None:
    blocks: dict[str, float] = {}
    for line in INDEX.lines:
        blocks[line.block] = blocks.get(line.block, 0) + line.weight
    assert blocks == pytest.approx(
        {"design": 15, "regularity": 20, "reach": 20, "engagement": 20, "dialogue": 25}
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('kpi = "has_badge"', 'kpi = "nonsense"'), "there is no KPI nonsense"),
        (('kpi = "has_badge"', 'kpi = "pos_widget"'), "every KPI counts once"),
        (("weight = 5\n", "weight = -5\n"), "greater than 0"),
        (("bad = 14, good = 3", "bad = 3, good = 3"), "has no length"),
        (("version = 1", ""), "is not a methodology"),
    ],
)
def test_a_methodology_that_cannot_be_is_refused(change: tuple[str, str], words: str) -> None:
    text = (FOLDER / "index.toml").read_text(encoding="utf-8").replace(*change, 1)
    with pytest.raises(MethodologyError, match=words):
        read(text, "index.toml")


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2025, 11, 23), date(2024, 11, 24)),
        (date(2025, 12, 31), date(2025, 1, 1)),
        (date(2024, 2, 29), date(2023, 3, 1)),
        (date(2025, 2, 28), date(2024, 3, 1)),
    ],
)
def test_twelve_months_end_with_the_period(last: date, first: date) -> None:
    period = Period(date(2023, 1, 1), last)
    assert window_of(period, INDEX, period.end, "Europe/Moscow") == Period(first, last)


def test_twelve_months_end_where_the_data_do() -> None:
    moment = Period(date(2025, 6, 30), date(2025, 6, 30)).end
    found = window_of(Period(date(2025, 1, 1), date(2025, 12, 31)), INDEX, moment, "Europe/Moscow")
    assert found == Period(date(2024, 7, 1), date(2025, 6, 30))


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
    assert window_of(period, LIGHT, period.end - 1, "Europe/Moscow").last < week.last, "whole days"


def lit(posts: int = 0, **known: object) -> tuple[dict[str, float | None], dict[str, object]]:
    """Marks by line and the score of one page, of which this is known, at the end of the period."""
    page = facts([(1, 1, 0)], [])
    told = [pl.lit(value).alias(name) for name, value in known.items()]
    days = [
        page.posts.head(1).with_columns(
            post=pl.lit(100 + n, pl.Int64),
            published=pl.lit(PERIOD.end - (n + 1) * DAY, pl.Int64),
        )
        for n in range(posts)
    ]
    given = replace(page, pages=page.pages.with_columns(told), posts=pl.concat([page.posts, *days]))
    found = rating(given, PERIOD, Rules(), LIGHT)
    marks = {line["kpi"]: line["mark"] for line in found.lines.iter_rows(named=True)}
    return marks, found.scores.row(0, named=True)


WHOLE = {"badge": True, "component": True, "photo": True, "cover": True, "description": True}


def test_a_page_with_all_that_can_be_collected_is_green() -> None:
    marks, row = lit(posts=3, widgets=2, **WHOLE)
    assert marks == dict.fromkeys(marks, 100.0) | {"weekly_reach_rate": None}
    assert row["score"] == pytest.approx(100)
    assert row["coverage"] == pytest.approx(0.9)
    assert row["reason"] is None


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({"badge": False}, 80),
        ({"component": False}, 80),
        ({"photo": False}, 85),
        ({"description": False}, 85),
        ({"cover": False}, 80),
        ({"widgets": 1}, 85),
        ({"widgets": 0}, 80),
        ({"widgets": 7}, 90),
        ({"posts": 2}, 50),
        ({"posts": 5}, 90),
    ],
)
def test_each_line_of_the_traffic_light_by_hand(change: dict[str, object], points: float) -> None:
    """Points of the order, of the 90 that can be collected."""
    given: dict[str, object] = {"posts": 3, "widgets": 2, **WHOLE} | change
    _, row = lit(**given)  # type: ignore[arg-type]
    assert row["score"] == pytest.approx(100 * points / 90)


def test_a_page_of_which_too_little_was_read_is_listed_apart() -> None:
    marks, row = lit(badge=True)
    assert marks == dict.fromkeys(marks, None) | {"has_badge": 100.0, "posts": 0.0}
    assert row["coverage"] == pytest.approx(0.5)
    assert (row["score"], row["place"], row["reason"]) == (None, None, "coverage")


@pytest.mark.parametrize(
    ("score", "zone"),
    [
        (100.0, "green"), (90.0, "green"), (89.999, "green"), (89.99, "yellow"), (70.0, "yellow"),
        (69.99, "red"), (0.0, "red"), (None, None),
    ],
)  # fmt: skip
def test_zones_begin_at_their_scores(score: float | None, zone: str | None) -> None:
    frame = pl.DataFrame({"score": [score]}, schema={"score": pl.Float64})
    assert frame.select(LIGHT.zone(pl.col("score"))).item() == zone
    assert frame.select(methodology("index").zone(pl.col("score"))).item() is None


def test_the_table_names_the_zone_of_rated_pages_only() -> None:
    known = [pl.lit(value).alias(name) for name, value in {"widgets": 2, **WHOLE}.items()]
    page = facts([(1, 1, 0)], [])
    full = replace(page, pages=page.pages.with_columns(known))
    for given, zone in ((full, "red"), (page, None)):
        table = rating_table(given, PERIOD, Rules(), LIGHT, None)
        assert table["zone"].to_list() == [zone]
    index = rating_table(full, PERIOD, Rules(), methodology("index"), None)
    assert index["zone"].to_list() == [None]


@pytest.mark.parametrize(
    ("reach", "points"), [(0.3, 0), (0.31, 50), (0.5, 50), (0.7, 70), (0.701, 100), (None, None)]
)
def test_reach_must_exceed_its_steps(reach: float | None, points: float | None) -> None:
    scale = next(line.scale for line in LIGHT.lines if line.kpi == "weekly_reach_rate")
    assert mark_of(reach, scale) == points


def test_a_line_that_is_collected_must_be_a_known_figure() -> None:
    text = (FOLDER / "traffic_light.toml").read_text(encoding="utf-8")
    with pytest.raises(MethodologyError, match="there is no KPI weekly_reach_rate"):
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
