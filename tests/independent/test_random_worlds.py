"""The engine against the independent computation on random worlds, and what holds in any world."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from core.period import Period
from kpi.evaluate import values
from kpi.model import Facts
from tests.independent.agreement import differences, same
from tests.independent.calculation import MINIMUM, Figure, Figures, figures
from tests.independent.worlds import Case, case

WORLDS = range(int(os.environ.get("TEST_WORLDS", "54")))
FEW = range(9)
"""A world of each period."""
MANY = "TEST_WORLDS" in os.environ
FACTOR = {"views_per_1000": 1_000}
ON_FOLLOWERS = {
    "followers", "follower_growth", "population_share", "view_rate", "er_post", "love_rate",
    "talk_rate",
}  # fmt: skip
ON_VIEWS = {"median_views", "view_rate", "views_per_1000", "er_view", "breakout_share"}


def engine(world: Case, facts: Facts | None = None, raw: bool = True) -> pl.DataFrame:
    """What the engine says of a world."""
    period = Period(world.first, world.last, world.rules.timezone)
    given = world.facts if facts is None else facts
    return values(given, period, world.rules, as_of=world.as_of, raw=raw)


@cache
def independent(seed: int, odd_counters: bool = False) -> Figures:
    """What the independent computation says of a world."""
    world = case(seed, odd_counters)
    return figures(world.collected, world.first, world.last, world.rules, world.as_of)


def told(frame: pl.DataFrame) -> Figures:
    """Value and sample by page and KPI."""
    columns = frame.select("page_id", "kpi", "value", "sample").iter_rows()
    return {(page, kpi): Figure(value, sample) for page, kpi, value, sample in columns}


def with_frames(facts: Facts, frames: dict[str, pl.DataFrame]) -> Facts:
    """The facts with some frames in the place of theirs."""
    given: dict[str, Any] = dict(frames)
    return replace(facts, **given)


def shuffled(facts: Facts, seed: int) -> Facts:
    """The same rows in another order."""
    frames = {f.name: getattr(facts, f.name) for f in fields(facts) if f.name != "as_of"}
    mixed = {
        name: rows.sample(fraction=1, shuffle=True, seed=seed) for name, rows in frames.items()
    }
    return with_frames(facts, mixed)


@pytest.mark.parametrize("seed", WORLDS)
def test_both_computations_agree(seed: int) -> None:
    assert differences(told(engine(case(seed))), independent(seed)) == []


@pytest.mark.parametrize("seed", FEW)
def test_both_computations_agree_where_counters_are_hidden(seed: int) -> None:
    found = told(engine(case(1_000 + seed, odd_counters=True)))
    assert differences(found, independent(1_000 + seed, odd_counters=True)) == []


def test_the_worlds_speak_of_every_figure() -> None:
    said = dict.fromkeys(MINIMUM, 0)
    for seed in WORLDS:
        for (_, kpi), (value, _) in independent(seed).items():
            said[kpi] += value is not None
    assert {kpi: count for kpi, count in said.items() if count < 10} == {}


@pytest.mark.parametrize("seed", FEW)
def test_the_order_of_rows_and_pages_changes_nothing(seed: int) -> None:
    world = case(2_000 + seed)
    once = told(engine(world))
    assert differences(told(engine(world, shuffled(world.facts, seed))), once) == []


@pytest.mark.parametrize("seed", FEW)
def test_a_page_does_not_depend_on_other_pages(seed: int) -> None:
    world = case(3_000 + seed)
    together = told(engine(world))
    alone: Figures = {}
    for page in world.collected.pages["page"]:
        alone |= told(engine(world, world.facts.of_page(page)))
    assert differences(alone, together) == []


@pytest.mark.parametrize("seed", FEW)
def test_more_likes_never_lower_engagement(seed: int) -> None:
    world = case(4_000 + seed)
    facts = world.facts
    liked = facts.posts.with_columns(pl.col("likes") + pl.col("post") % 3)
    before, after = told(engine(world)), told(engine(world, replace(facts, posts=liked)))
    for (page, kpi), (value, sample) in before.items():
        if kpi in ("er_view", "er_post", "love_rate"):
            assert after[page, kpi][1] == sample
            assert (after[page, kpi][0] or 0) >= (value or 0)
        elif kpi != "repost_rate":
            assert same(after[page, kpi][0], value), kpi


@pytest.mark.parametrize("seed", FEW if MANY else FEW[::3])
@pytest.mark.parametrize(
    ("frame", "column", "nulls"),
    [
        ("snapshots", "followers", ON_FOLLOWERS),
        ("posts", "views", ON_VIEWS),
        ("posts", "likes", {"er_view", "er_post", "love_rate", "repost_rate"}),
        ("posts", "comments", {"er_view", "er_post", "talk_rate", "repost_rate"}),
        ("posts", "reposts", {"er_view", "er_post", "repost_rate"}),
        ("pages", "audience", {"population_share", "views_per_1000"}),
        ("pages", "badge", {"has_badge"}),
        ("pages", "design_filled", {"design_score"}),
        ("pages", "pos_widget", {"pos_widget"}),
        ("pages", "comments_open", {"comments_open"}),
    ],
)
def test_unknown_in_unknown_out(seed: int, frame: str, column: str, nulls: set[str]) -> None:
    world = case(5_000 + seed)
    facts = world.facts
    rows: pl.DataFrame = getattr(facts, frame)
    hidden = rows.with_columns(pl.lit(None, rows.schema[column]).alias(column))
    before = told(engine(world))
    after = told(engine(world, with_frames(facts, {frame: hidden})))
    for (page, kpi), (value, _) in after.items():
        expected = None if kpi in nulls else before[page, kpi][0]
        assert same(value, expected), (page, kpi)


@pytest.mark.parametrize("seed", FEW)
def test_too_small_a_sample_is_no_value(seed: int) -> None:
    world = case(6_000 + seed)
    raw, shown = told(engine(world)), told(engine(world, raw=False))
    assert {kpi for _, kpi in raw} == set(MINIMUM)
    for (page, kpi), (value, sample) in raw.items():
        enough = (sample or 0) >= MINIMUM[kpi]
        assert shown[page, kpi] == Figure(value if enough else None, sample), (page, kpi)


@pytest.mark.parametrize("seed", FEW)
def test_a_ratio_is_its_numerator_by_its_denominator(seed: int) -> None:
    rows = engine(case(7_000 + seed)).drop_nulls(["value", "numerator", "denominator"])
    assert rows.height > 0
    for row in rows.iter_rows(named=True):
        ratio = row["numerator"] / row["denominator"] * FACTOR.get(row["kpi"], 1)
        assert same(ratio, row["value"]), row


ADDING = {
    "posts", "appeals", "original_share", "er_post", "love_rate", "talk_rate", "response_rate",
    "on_time_rate", "weeks_on_norm",
}  # fmt: skip
"""Counts, and ratios whose numerators and denominators are counts, of disjoint days."""


def counts(world: Case, first: date, last: date) -> dict[tuple[str, str], tuple[float, float]]:
    """Numerator and denominator by page and KPI of ``ADDING``; of a count it and zero."""
    period = Period(first, last, world.rules.timezone)
    found = values(world.facts, period, world.rules, as_of=world.as_of, raw=True)
    rows = found.filter(pl.col("kpi").is_in(list(ADDING))).select(
        "page_id", "kpi",
        top=pl.coalesce("numerator", "value").fill_null(0),
        bottom=pl.col("denominator").fill_null(0),
    )  # fmt: skip
    return {(page, kpi): (top, bottom) for page, kpi, top, bottom in rows.iter_rows()}


@pytest.mark.parametrize("seed", range(27) if MANY else FEW)
def test_weeks_and_periods_add_up(seed: int) -> None:
    """Cut at a Monday, so that no week is cut; every other cut is tried for all but weeks."""
    world = case(8_000 + seed)
    days = (world.last - world.first).days
    monday = world.first + timedelta(days=days // 2)
    monday -= timedelta(days=monday.weekday())
    for cut, weeks in ((monday, True), (world.first + timedelta(days=days // 3), False)):
        if not world.first < cut <= world.last:
            continue
        whole = counts(world, world.first, world.last)
        parts = (
            counts(world, world.first, cut - timedelta(days=1)), counts(world, cut, world.last)
        )  # fmt: skip
        assert sum(top for top, _ in whole.values()) > 0
        for key, (top, bottom) in whole.items():
            if key[1] != "weeks_on_norm" or weeks:
                assert sum(part[key][0] for part in parts) == pytest.approx(top), (key, cut)
                assert sum(part[key][1] for part in parts) == pytest.approx(bottom), (key, cut)
