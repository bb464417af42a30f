"""A region looked at in portions of pages says what it says at once, and the same every time."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.region import region
from core.period import parse
from kpi import model
from kpi.evaluate import values
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import Rating, rating
from kpi.sources import SCHEMAS, sources, standing, week_counts

INDEX = methodology("index")
RULES = Rules()
TIED = ("survival", "working_survival")
"""Rows of one time stand in any order; only the last of them is read."""


@pytest.fixture(scope="module")
def facts() -> Facts:
    return region(200, 12_000, 8_000)


@pytest.fixture
def parted(facts: Facts, monkeypatch: pytest.MonkeyPatch) -> Facts:
    """The same rows, in no order but that of time, looked at some dozen pages at a time."""
    monkeypatch.setattr(model, "_PORTION", 1500)
    posts = facts.posts.sort("published", maintain_order=True)
    return replace(facts, posts=posts, pages=facts.pages.sample(fraction=1, shuffle=True, seed=1))


def rated(facts: Facts) -> Rating:
    return rating(facts, parse("13w", RULES.timezone, facts.as_of), RULES, INDEX)


def test_portions_hold_every_row_once_and_no_page_twice(facts: Facts, parted: Facts) -> None:
    portions = parted.portions()
    assert len(portions) > 10
    assert portions is parted.portions(), "what is kept of a portion must not be made again"
    for name in ("pages", "snapshots", "intervals", "posts", "first_replies", "threads"):
        together = pl.concat([getattr(portion, name) for portion in portions])
        assert_frame_equal(together, getattr(facts, name), check_row_order=name != "pages")
    of = [set(portion.pages["page"]) for portion in portions]
    assert sum(map(len, of)) == len(set.union(*of)) == 200
    assert [max(pages) for pages in of[:-1]] < [min(pages) for pages in of[1:]]
    for portion, pages in zip(portions, of, strict=True):
        assert set(portion.posts["page"]) <= pages


def test_few_rows_are_one_portion(facts: Facts) -> None:
    assert facts.portions() == [facts]


def test_figures_and_scores_do_not_depend_on_portions(
    facts: Facts, parted: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    period = parse("26w", RULES.timezone, facts.as_of)
    in_parts = values(parted, period, RULES, raw=True)
    found = sources(parted, period, RULES, None)
    assert set(found) == set(SCHEMAS)
    weeks, posts, scores = (
        week_counts(parted, period, RULES), standing(parted, parted.as_of), rated(parted)
    )  # fmt: skip
    monkeypatch.undo()
    assert_frame_equal(in_parts, values(facts, period, RULES, raw=True), check_exact=True)
    for name, frame in sources(facts, period, RULES, None).items():
        same = [column for column in frame.columns if column not in TIED]
        in_order = (f.select(same).sort(same) for f in (found[name], frame))
        assert_frame_equal(*in_order, check_exact=True)
    order = ["page", "start"]
    assert_frame_equal(weeks.sort(order), week_counts(facts, period, RULES).sort(order))
    assert_frame_equal(posts, standing(facts, facts.as_of))
    whole = rated(facts)
    assert_frame_equal(scores.scores, whole.scores, check_exact=True)
    assert_frame_equal(scores.lines.sort("page", "kpi"), whole.lines.sort("page", "kpi"))


def test_a_rating_computed_again_is_the_same_to_the_last_digit(facts: Facts) -> None:
    first = rated(facts)
    for _ in range(5):
        again = rated(replace(facts))
        assert again.scores.equals(first.scores)
        assert again.lines.equals(first.lines)
