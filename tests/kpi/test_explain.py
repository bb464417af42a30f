"""Why a score is what it is, and what would raise it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from kpi.explain import explained, gains
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import Rating, compared_in, rating
from tests.kpi.demo import INDEX, PERIOD, score


def test_the_explanation_adds_up_and_says_what_is_missing(rated: Rating) -> None:
    page = rated.scores.drop_nulls("place")["page"][0]
    lines = explained(rated, page)
    score = rated.scores.filter(page=page)["score"][0]
    assert lines["points"].sum() == pytest.approx(score)
    assert lines["points"].sum() + lines["lost"].sum() == pytest.approx(100)
    best = rated.scores.join(rated.lines, on="page").filter(kpi="weeks_on_norm")
    leader = best.sort("mark", descending=True, nulls_last=True)["page"][0]
    assert explained(rated, leader).filter(kpi="weeks_on_norm")["place"].to_list() == [1]


def test_a_gain_is_what_rating_anew_gives(facts: Facts, rated: Rating) -> None:
    lines = rated.lines.filter(kpi="has_badge", state="judged", mark=0.0)
    page = lines["page"][0]
    told = gains(rated, INDEX, page).filter(kpi="has_badge")
    marked = facts.pages.with_columns(
        badge=pl.when(pl.col("page") == page).then(pl.lit(value=True)).otherwise("badge")
    )
    really = score(replace(facts, pages=marked), page) - score(facts, page)
    assert told["gain"].to_list() == [pytest.approx(really)]


def test_the_place_of_a_line_is_among_all_the_score_is_compared_with(rated: Rating) -> None:
    placed = rated.scores.drop_nulls("place")
    for group in placed["group"].unique():
        everyone = compared_in(rated, group)
        mine = placed.filter(group=group)
        assert len(everyone) == mine["group_size"][0]
        assert mine["place"].max() <= len(everyone)
    page = placed.filter(group="*")["page"][0]
    marks = rated.lines.filter(pl.col("page").is_in(compared_in(rated, "*").implode()))
    told = explained(rated, page).filter(pl.col("mark").is_not_null())
    for kpi, mark, place in told.select("kpi", "mark", "place").iter_rows():
        better = marks.filter(pl.col("kpi") == kpi, pl.col("mark") > mark).height
        assert place == better + 1


def test_the_next_answer_is_one_more_question_not_one_of_those_whose_time_is_over(
    rated: Rating,
) -> None:
    kpis = ("response_rate", "on_time_rate")
    seen = dict.fromkeys(kpis, 0)
    for page in rated.scores.drop_nulls("place")["page"]:
        told = gains(rated, INDEX, page).filter(pl.col("kpi").is_in(kpis))
        for kpi, value in told.select("kpi", "value").iter_rows():
            row = rated.ground.values.filter(pl.col("page") == page, kpi=kpi).row(0, named=True)
            assert value == pytest.approx((row["numerator"] + 1) / (row["denominator"] + 1))
            seen[kpi] += 1
    assert min(seen.values()) > 5


def test_steps_never_cost_points_and_full_lines_have_none(rated: Rating) -> None:
    for page in rated.scores.drop_nulls("place")["page"][:8]:
        told = gains(rated, INDEX, page)
        assert (told["gain"] > 0).all()
        assert told["gain"].to_list() == sorted(told["gain"], reverse=True)
        full = rated.lines.filter(pl.col("page") == page, pl.col("mark") == 100)["kpi"]
        assert not set(told["kpi"]) & set(full)


def test_steps_of_the_traffic_light_lead_to_the_next_light(facts: Facts) -> None:
    """As many posts or widgets as the scale asks for; a photo that is missing, as rated anew."""
    light = methodology("traffic_light")
    found = rating(facts, PERIOD, Rules(), light)
    below = found.lines.filter(pl.col("mark") < 100, state="judged")
    told = {page: gains(found, light, page) for page in below["page"].unique()}
    for page, kpi, value in below.select("page", "kpi", "value").iter_rows():
        step = told[page].filter(kpi=kpi)
        assert step.height == (kpi != "weekly_reach_rate"), (page, kpi)
        if kpi == "posts":
            assert (step["amount"][0], step["mark"][0]) == (3 - value, 100)
        if kpi == "menu_widgets":
            assert (step["amount"][0], step["mark"][0]) == (1, 50 * (value + 1))
    page = below.filter(kpi="has_photo")["page"][0]
    mine = pl.col("page") == page
    photo = facts.pages.with_columns(
        photo=pl.when(mine).then(pl.lit(value=True)).otherwise("photo")
    )
    after = rating(replace(facts, pages=photo), PERIOD, Rules(), light).scores.filter(mine)
    really = after["score"][0] - found.scores.filter(mine)["score"][0]
    assert told[page].filter(kpi="has_photo")["gain"].to_list() == [pytest.approx(really)]
