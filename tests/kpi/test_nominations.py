"""Nominations: their worked examples, the common gate, one first place a page, ties, chances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest

from kpi.awards.reasons import reasons, scarcest
from kpi.awards.standing import GATES, NOMINATIONS, SHORTLIST, standings
from kpi.nominations.chance import above_zero
from kpi.nominations.model import Nomination
from kpi.nominations.sources import SCHEMAS

DIALOGUE, FAST = NOMINATIONS["citizen_dialogue"], NOMINATIONS["fast_help"]
POST, LEADER = NOMINATIONS["post_of_year"], NOMINATIONS["sphere_leader"]
RUBRIC = NOMINATIONS["best_rubric"]


def entries(nomination: Nomination, rows: Sequence[dict[str, Any]]) -> pl.DataFrame:
    named = [{"page_id": f"vk:{row.get('page', 1)}"} | row for row in rows]
    return SCHEMAS[nomination.source].frame(named)


def gates(frame: pl.DataFrame, **changed: Any) -> pl.DataFrame:
    pages = frame["page"].drop_nulls().unique().sort()
    return GATES.frame([{"page": page} | changed for page in pages])


def placed(nomination: Nomination, frame: pl.DataFrame, gate: pl.DataFrame) -> pl.DataFrame:
    return standings({nomination.source: frame}, gate, "seed", [nomination])


def answering(page: int, share: float, **more: Any) -> dict[str, Any]:
    """A page that answers so much, and is believed to."""
    return {
        "page": page, "due": 100, "on_time": round(100 * share), "on_time_belief": share,
        "on_time_variance": 0.0004, "waited": 100, "fast": round(100 * share),
        "fast_belief": share, "fast_variance": 0.0004, "response_rate": 0.9,
    } | more  # fmt: skip


EXAMPLES = [(one, example) for one in NOMINATIONS.values() for example in one.examples]


@pytest.mark.parametrize(
    ("nomination", "example"), EXAMPLES, ids=[f"{one.id}: {e.text}" for one, e in EXAMPLES]
)
def test_worked_example(nomination: Nomination, example: Any) -> None:
    frame = entries(nomination, example.rows)
    found = placed(nomination, frame, gates(frame))
    known = found.filter(pl.col("place").is_not_null())
    who = known["page"] if known["page"].null_count() == 0 else known["page_id"]
    assert tuple(who) == example.placed


@pytest.mark.parametrize("nomination", NOMINATIONS.values(), ids=list(NOMINATIONS))
def test_a_winner_a_loser_and_nobody_are_shown(nomination: Nomination) -> None:
    assert any(len(one.placed) >= 1 and len(one.rows) > 1 for one in nomination.examples)
    assert any(not one.placed for one in nomination.examples)


@pytest.mark.parametrize(
    ("changed", "missing"),
    [
        ({"badge": False}, "gate_mark"), ({"weeks_seen": 25.9}, "gate_weeks"),
        ({"there": False}, "gate_there"),
        ({"weeks_seen": None}, "gate_weeks"), ({"norm_share": 0.79}, "gate_norm"),
        ({"norm_share": None}, "gate_norm"), ({"confirmed": 1}, "gate_signals"),
    ],
)  # fmt: skip
def test_the_common_gate(changed: dict[str, Any], missing: str) -> None:
    frame = entries(DIALOGUE, [answering(1, 0.9)])
    assert placed(DIALOGUE, frame, gates(frame)).height == 1
    assert placed(DIALOGUE, frame, gates(frame, **changed)).is_empty()
    told = reasons(DIALOGUE, frame, gates(frame, **changed), "vk:1")
    failed = [one.id for one in told.checked if not one.met]
    assert failed == [missing]


def test_a_mark_that_is_not_known_is_no_reason() -> None:
    frame = entries(DIALOGUE, [answering(1, 0.9)])
    assert placed(DIALOGUE, frame, gates(frame, badge=None)).height == 1


@pytest.mark.parametrize("nomination", [n for n in NOMINATIONS.values() if n.gated],
                         ids=lambda one: one.id)  # fmt: skip
def test_a_page_with_a_confirmed_signal_is_first_nowhere(nomination: Nomination) -> None:
    for example in nomination.examples:
        frame = entries(nomination, example.rows)
        assert placed(nomination, frame, gates(frame, confirmed=1)).is_empty()


def test_one_first_place_a_page_and_the_next_moves_up() -> None:
    rows = [answering(1, 0.95), answering(2, 0.9), answering(3, 0.85)]
    frame = entries(DIALOGUE, rows)
    found = standings({"pages": frame}, gates(frame), "seed", [DIALOGUE, FAST])
    first = found.filter(nomination="citizen_dialogue")
    second = found.filter(nomination="fast_help")
    assert first.select("page_id", "place").rows() == [("vk:1", 1), ("vk:2", 2), ("vk:3", 3)]
    assert second.select("page_id", "place", "elsewhere").rows() == [
        ("vk:1", None, "citizen_dialogue"), ("vk:2", 1, None), ("vk:3", 2, None),
    ]  # fmt: skip
    assert second.filter(page_id="vk:1")["p_best"].to_list() == [None]


def test_equal_ones_share_a_place_and_ties_are_parted_by_what_the_nomination_says() -> None:
    same = entries(DIALOGUE, [answering(page, 0.9) for page in (1, 2)] + [answering(3, 0.8)])
    assert placed(DIALOGUE, same, gates(same))["place"].to_list() == [1, 1, 3]
    parted = entries(DIALOGUE, [answering(1, 0.9), answering(2, 0.9, due=200)])
    assert placed(DIALOGUE, parted, gates(parted))["page"].to_list() == [2, 1]


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [answering(page, 0.7 + 0.03 * (page % 5)) for page in range(1, 12)]
    one, other = entries(DIALOGUE, rows), entries(DIALOGUE, rows[::-1])
    left, right = (placed(DIALOGUE, frame, gates(frame)) for frame in (one, other))
    plain = [name for name in left.columns if name != "numbers"]
    assert left.select(plain).equals(right.select(plain))
    assert left["numbers"].to_list() == right["numbers"].to_list()


def test_chances_add_up_and_the_list_is_short() -> None:
    rows = [answering(page, 0.9 - 0.002 * page) for page in range(1, 9)]
    frame = entries(DIALOGUE, rows)
    found = placed(DIALOGUE, frame, gates(frame))
    assert found.height == SHORTLIST
    assert set(found["candidates"]) == {8}
    assert 0 < found["p_best"].sum() <= 1
    assert found["leader"].all()
    clear = entries(DIALOGUE, [answering(1, 0.99), *rows[2:]])
    alone = placed(DIALOGUE, clear, gates(clear))
    assert alone["leader"].to_list() == [True, False, False, False, False]
    assert alone["p_best"][0] >= 0.9


def test_a_page_stands_once_with_its_best_post() -> None:
    post = {"reactions": 500, "usual": 2.0, "expected": 2.0, "bar": 100.0, "posts": 40}
    rows = [post | {"post": 1}, post | {"post": 2, "reactions": 900}]
    frame = entries(POST, rows)
    found = placed(POST, frame, gates(frame))
    assert found.select("page_id", "post", "place").rows() == [("vk:1", 2, 1)]
    assert found["p_best"].to_list() == [None]


def test_a_page_without_an_entry_has_no_conditions_to_tell() -> None:
    frame = entries(DIALOGUE, [answering(1, 0.9)])
    told = reasons(DIALOGUE, frame, gates(frame), "vk:9")
    assert (told.checked, told.place) == ((), None)


def test_where_nobody_qualifies_the_scarcest_condition_is_named() -> None:
    rows = [answering(page, 0.9, due=10) for page in range(1, 5)]
    frame = entries(DIALOGUE, rows)
    assert placed(DIALOGUE, frame, gates(frame)).is_empty()
    assert scarcest(DIALOGUE, frame, gates(frame)).id == "questions"


def test_fourteen_in_the_order_of_the_list() -> None:
    assert [one.order for one in NOMINATIONS.values()] == list(range(1, 15))


def rated_school(page: int, score: float, variance: float = 9.0) -> dict[str, Any]:
    return {"page": page, "segment": "Школы", "score": score, "score_variance": variance}


def test_pages_that_share_the_first_place_share_it_in_their_proof() -> None:
    rows = [rated_school(page, 50.0 + page) for page in range(3, 9)]
    frame = entries(LEADER, [rated_school(1, 80.001), rated_school(2, 80.004), *rows])
    found = placed(LEADER, frame, gates(frame))
    assert found["place"].to_list()[:2] == [1, 1]
    assert [one["rank"] for one in found["numbers"]][:3] == [1, 1, 3]


def test_equal_scores_without_an_error_have_an_equal_chance() -> None:
    rows = [rated_school(page, 50.0 + page, 0.0) for page in range(3, 9)]
    frame = entries(LEADER, [rated_school(1, 80.001, 0.0), rated_school(2, 80.004, 0.0), *rows])
    found = placed(LEADER, frame, gates(frame))
    assert found.select("place", "p_best", "leader").rows()[:3] == [
        (1, 0.5, True), (1, 0.5, True), (3, 0.0, False),
    ]  # fmt: skip


def test_pages_like_it_would_have_what_they_are_expected_to() -> None:
    row = {"followers_before": 1000, "followers": 2000, "growth": 0.693, "growth_expected": 0.0,
           "growth_belief": 0.35, "growth_variance": 0.1, "view_change": 0.0,
           "view_change_error": 0.1}  # fmt: skip
    frame = entries(NOMINATIONS["growth_of_year"], [row])
    found = placed(NOMINATIONS["growth_of_year"], frame, gates(frame))
    assert found["numbers"][0]["expected"] == pytest.approx(1000)


def test_who_is_first_by_the_rule_is_among_the_leaders() -> None:
    rubric = {"tag": "#а", "issues": 30, "months": 10, "others": 200, "lift": 0.4}
    sure = rubric | {"page": 1, "belief": 0.6, "variance": 0.0025}
    frame = entries(RUBRIC, [sure, rubric | {"page": 2, "belief": 1.2, "variance": 0.2}])
    found = placed(RUBRIC, frame, gates(frame))
    assert found.select("page", "place", "leader").rows() == [(1, 1, True), (2, 2, True)]
    assert found["p_best"][0] < 0.1


def test_who_stands_before_a_leader_is_one() -> None:
    rubric = {"tag": "#а", "issues": 30, "months": 10, "others": 200, "lift": 0.4}
    rows = [(0.8, 0.0025), (0.7, 0.0025), (1.4, 0.25), (0.1, 0.0025)]
    frame = entries(RUBRIC, [
        rubric | {"page": n, "belief": mean, "variance": variance}
        for n, (mean, variance) in enumerate(rows, 1)
    ])  # fmt: skip
    found = placed(RUBRIC, frame, gates(frame))
    assert found["page"].to_list() == [1, 2, 3, 4]
    assert found["p_best"][2] > 0.8
    assert found["leader"].to_list() == [True, True, True, False]


def test_nobody_is_drawn_beyond_the_largest_score() -> None:
    rows = [rated_school(1, 99.9, 0.01), *(rated_school(n, 92.0, 100.0) for n in range(2, 10))]
    frame = entries(LEADER, rows)
    found = placed(LEADER, frame, gates(frame))
    assert found["p_best"][0] > 0.5
    assert found["high"].max() <= 100  # type: ignore[operator]
    assert found["low"].to_list()[1] == pytest.approx(72, abs=5)


@pytest.mark.parametrize("nomination", [DIALOGUE, FAST], ids=lambda one: one.id)
def test_deleting_questions_wins_nothing(nomination: Nomination) -> None:
    frame = entries(nomination, [answering(1, 0.9, vanished=0.051), answering(2, 0.8)])
    assert placed(nomination, frame, gates(frame))["page"].to_list() == [2]


def test_a_chance_of_what_is_no_number_is_not_known() -> None:
    rows = {"belief": [0.0, 1.0, None, float("nan")], "variance": [0.0, 0.0, 1.0, 1.0]}
    found = pl.DataFrame(rows).select(above_zero("belief", "variance")).to_series()
    assert found.to_list() == [None, 1.0, None, None]
