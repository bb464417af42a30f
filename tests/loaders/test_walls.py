"""Reading a wall that moves: which parts are asked, what is taken, what is claimed as loaded."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from loaders.model import Batch, Failure, Owed, Span, Target, Work
from loaders.vk.network import Vk
from loaders.walls import STUCK, WallWalk
from tests.fakes.vk import Page, Post, World
from tests.fakes.vk.methods import Ask, wall_get
from tests.loaders.conftest import DAY, KEY, NOW

HOUR = 3600
Event = Callable[[int], object]


def page(posts: int = 250, apart: int = HOUR) -> Page:
    """Posts an hour apart, the newest an hour old; a post's number grows with time."""
    return Page(5, [Post(posts + 1 - n, NOW - n * apart) for n in range(1, posts + 1)])


class Reading:
    """A walk over a wall, its calls answered by the emulator; `event` happens before each."""

    def __init__(self, found: Page, *spans: Span, event: Event = lambda call: None) -> None:
        self.page = found
        self.world = World([found], clock=lambda: NOW)
        work = Work(list(spans) or [Span(NOW - 400 * DAY, NOW)], NOW - 30 * DAY)
        self.walk = WallWalk(Vk(KEY), Target(1, "vk:5", 5, None), work, NOW)
        self.event, self.batch = event, Batch()
        self.asked: list[tuple[int, int]] = []

    def step(self) -> bool:
        """One question and its answer; whether there was one."""
        for question in self.walk.questions():
            params = {name: str(value) for name, value in question.call.params.items()}
            self.asked.append((int(params.get("offset", 0)), int(params["count"])))
            assert len(self.asked) < 60, "it never ends"
            self.event(len(self.asked))
            answer = json.loads(wall_get(Ask(self.world, params)))
            self.walk.take(0, question.means(answer), self.batch)
            return True
        return False

    def read(self) -> Reading:
        while self.step():
            pass
        return self

    @property
    def found(self) -> set[int]:
        return {row["post"] for row in self.batch.posts}

    @property
    def covered(self) -> list[tuple[int, int, bool]]:
        return [(c.start, c.end, c.origin) for c in self.batch.covered]


def numbers(found: Page) -> set[int]:
    return {post.id for post in found.posts}


def test_parts_overlap_by_one_and_reach_the_first_post() -> None:
    reading = Reading(page(250)).read()
    assert reading.found == numbers(reading.page)
    assert [offset for offset, _ in reading.asked] == [0, 99, 198]
    assert reading.covered[-1] == (NOW - 250 * HOUR, NOW, True)
    assert reading.walk.least == 3


def test_what_is_claimed_was_read() -> None:
    reading = Reading(page(250))
    while reading.step():
        start, end, _ = reading.covered[-1]
        claimed = {p.id for p in reading.page.posts if start <= p.date <= end}
        assert claimed <= reading.found


@pytest.mark.parametrize("gone", [1, 2, 20, 60])
def test_a_part_that_does_not_stitch_is_asked_again_further_up(gone: int) -> None:
    found = page(250)

    def event(call: int) -> None:
        if call == 2:
            found.posts = [p for p in found.posts if p.id <= 250 - gone]

    reading = Reading(found, event=event).read()
    assert numbers(found) <= reading.found
    assert [offset for offset, _ in reading.asked][:3] == [0, 99, 74]


def test_posts_that_push_the_wall_down_cost_nothing_but_an_overlap() -> None:
    found = page(250)

    def event(call: int) -> None:
        if call == 2:
            found.posts += [Post(900 + n, NOW) for n in range(7)]

    reading = Reading(found, event=event).read()
    assert numbers(found) - set(range(900, 907)) <= reading.found
    assert len(reading.asked) == 3


def test_a_wall_that_gives_the_same_again_and_again_is_owed() -> None:
    reading = Reading(page(250))
    answer = json.loads(wall_get(Ask(reading.world, {"owner_id": "-5", "count": "100"})))
    answer["count"] = 5000
    asked = 0
    while questions := reading.walk.questions():
        asked += len(questions)
        reading.walk.take(0, questions[0].means(answer), reading.batch)
    assert reading.walk.owed == "the wall does not move on"
    assert asked == STUCK + 2
    assert reading.covered[-1][0] > NOW - 100 * HOUR - HOUR


def test_an_old_pinned_post_is_taken_and_moves_no_edge() -> None:
    found = page(250)
    found.posts[-1].pinned = True
    reading = Reading(found, Span(NOW - 20 * HOUR, NOW, expected=25)).read()
    assert reading.found == {250 - n for n in range(20)} | {1}
    assert reading.covered == [(NOW - 20 * HOUR, NOW, False)]
    assert reading.batch.pinned == {1: 1}


def test_as_many_are_asked_for_as_are_expected() -> None:
    reading = Reading(page(250), Span(NOW - 20 * HOUR, NOW, expected=22)).read()
    assert reading.asked == [(0, 22)]


def test_a_gap_below_is_begun_where_it_is_guessed() -> None:
    span = Span(NOW - 240 * HOUR, NOW - 200 * HOUR - 1, newer=200, expected=40)
    reading = Reading(page(250), span).read()
    assert reading.asked[0] == (199, 40)
    assert {250 - n for n in range(200, 240)} == reading.found


def test_a_wrong_guess_steps_back_until_it_stitches() -> None:
    span = Span(NOW - 240 * HOUR, NOW - 100 * HOUR - 1, newer=150)
    reading = Reading(page(250), span).read()
    assert [offset for offset, _ in reading.asked][:2] == [149, 124]
    assert {250 - n for n in range(100, 240)} == reading.found


def test_a_deleted_first_post_is_seen_to_be_gone() -> None:
    found = page(3)
    oldest = found.posts[-1].date
    found.posts.pop()
    reading = Reading(found, Span(oldest, NOW)).read()
    (window,) = reading.batch.windows
    assert window.start <= oldest, "below the wall's first post nothing stands"
    assert reading.covered == [(NOW - 2 * HOUR, NOW, True)]


def test_posts_of_one_second_are_not_parted() -> None:
    found = Page(5, [Post(n, NOW - 50) for n in range(1, 131)])
    reading = Reading(found)
    reading.step()
    assert reading.covered[-1][0] > NOW - 50, "the second is not read to its end"
    assert reading.read().found == numbers(found)
    assert reading.covered[-1] == (NOW - 50, NOW, True)


def test_an_empty_wall_is_known_whole() -> None:
    reading = Reading(Page(5)).read()
    assert reading.covered == [(NOW - 400 * DAY, NOW, False)]
    assert len(reading.asked) == 1


@pytest.mark.parametrize(
    ("answer", "owed", "refusals"),
    [(Owed("quota"), "quota", []), (Failure(15, "denied"), None, [(1, "15: denied")])],
)
def test_a_wall_that_is_not_answered_claims_nothing_more(
    answer: Any, owed: str | None, refusals: list[Any]
) -> None:
    reading = Reading(page(250))
    reading.step()
    claimed = list(reading.covered)
    reading.walk.questions()
    reading.walk.take(0, answer, reading.batch)
    assert reading.walk.questions() == []
    assert reading.covered == claimed
    assert (reading.walk.owed, reading.batch.refusals) == (owed, refusals)
    assert reading.walk.refused is bool(refusals)
