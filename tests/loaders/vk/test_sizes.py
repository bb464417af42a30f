"""What fits into one request, and how the guesses follow the answers."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.model import Call
from loaders.vk.sizes import FILLED, FIRST_GUESS, LIMIT, TELLING, Sizes, items_of


def walls(*items: int) -> list[Call]:
    return [Call("wall.get", {}, n) for n in items]


def answers(*items: int) -> list[Any]:
    return [{"count": 500, "items": [{}] * n} for n in items]


def taught(each: float, items: int = 100) -> Sizes:
    """Sizes that have seen one answer of so many bytes an item."""
    sizes = Sizes()
    sizes.learn(walls(items), answers(items), int(each * items))
    return sizes


def test_the_first_call_always_fits() -> None:
    sizes = taught(LIMIT)
    assert sizes.fitting(walls(100, 1), 25) == ([0], True)


def test_no_more_calls_than_a_request_may_hold() -> None:
    assert taught(1000).fitting(walls(*[1] * 30), 25) == (list(range(25)), False)


def test_a_request_is_filled_by_the_bytes_learned() -> None:
    each = 5000
    room = int(LIMIT * FILLED / (100 * each))
    places, full = taught(each).fitting(walls(*[100] * 25), 25)
    assert (places, full) == (list(range(room)), True)


def test_small_calls_fill_what_large_ones_leave() -> None:
    places, full = taught(5000).fitting(walls(*[100] * 12, 5, 5), 25)
    assert places[-2:] == [12, 13]
    assert full


def test_an_unknown_method_is_guessed_until_an_answer_tells() -> None:
    sizes = Sizes()
    assert sizes.known == set()
    fitting, _ = sizes.fitting(walls(*[100] * 25), 25)
    assert len(fitting) == int(LIMIT * FILLED / (100 * FIRST_GUESS))
    sizes.learn(walls(100), answers(100), 100 * 1000)
    assert sizes.known == {"wall.get"}
    assert len(sizes.fitting(walls(*[100] * 25), 25)[0]) == 25


def test_an_empty_answer_teaches_nothing_but_that_it_came() -> None:
    sizes = Sizes()
    sizes.learn(walls(100), answers(0), 30)
    assert sizes.known == {"wall.get"}
    sizes.learn(walls(100), answers(1), TELLING - 1)
    assert len(sizes.fitting(walls(*[100] * 25), 25)[0]) == int(LIMIT * FILLED / 100 / FIRST_GUESS)


def test_a_method_first_seen_beside_megabytes_of_another_is_measured_by_itself() -> None:
    """What a wall weighs more or less than was guessed is no comment's weight."""
    sizes = taught(5000)
    calls = [*walls(*[40] * 22), Call("wall.getComments", {}, 2)]
    comments = {"count": 2, "items": [{"text": "x" * 700}] * 2}
    sizes.learn(calls, [*answers(*[40] * 22), comments], round(22 * 40 * 5000 * 1.05))
    many = [Call("wall.getComments", {}, 2)] * 25
    assert sizes.fitting([*walls(*[40] * 20), *many], 25)[0] == list(range(25))


def test_two_methods_first_seen_in_one_small_answer_are_measured_each_by_itself() -> None:
    sizes = Sizes()
    comments = {"count": 2, "items": [{"text": "x" * 700}] * 2}
    calls = [*walls(2), Call("wall.getComments", {}, 2)]
    sizes.learn(calls, [*answers(2), comments], TELLING // 10)
    many = [Call("wall.getComments", {}, 100)] * 25
    assert sizes.fitting(many, 25)[0] == list(range(25))


def test_guesses_move_towards_what_answers_say() -> None:
    sizes = taught(2000)
    for _ in range(20):
        sizes.learn(walls(100, 100), answers(100, 100), 200 * 8000)
    found = len(sizes.fitting(walls(*[100] * 25), 25)[0])
    assert found == pytest.approx(LIMIT * FILLED / 800_000, abs=1)


def test_a_refusal_makes_the_next_request_smaller_until_it_passes() -> None:
    sizes = taught(1000)
    calls = walls(*[100] * 25)
    sent = [len(sizes.fitting(calls, 25)[0])]
    while sent[-1] > 1:
        sizes.learn_refusal(calls[: sent[-1]])
        sent.append(len(sizes.fitting(calls, 25)[0]))
    assert sent == sorted(sent, reverse=True)
    assert len(set(sent)) == len(sent), "each refusal must shrink the batch"


@pytest.mark.parametrize(("calls", "learned"), [(13, False), (14, True)])
def test_a_refusal_far_from_the_limit_had_another_reason(calls: int, learned: bool) -> None:
    """Thirteen walls of a hundred items of a thousand bytes are below a quarter of the limit."""
    sizes = taught(1000)
    sizes.learn_refusal(walls(*[100] * calls))
    assert (len(sizes.fitting(walls(*[100] * 25), 25)[0]) < 25) == learned


def test_items_of_every_shape_of_answer() -> None:
    assert items_of({"items": [1, 2]}) == 2
    assert items_of({"groups": [1], "profiles": []}) == 1
    assert items_of([1, 2, 3]) == 3
    assert items_of(False) == items_of({"items": None}) == 0
