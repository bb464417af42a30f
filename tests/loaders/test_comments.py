"""Reading the comments of one post: threads side by side, stepping back, whole posts only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from loaders.comments import CommentWalk
from loaders.model import Batch, Call, Due, Failure, Owed, Target
from loaders.vk.network import Vk
from tests.fakes.vk import Comment, Page, Post, World
from tests.fakes.vk.faults import Faults
from tests.fakes.vk.methods import Ask, wall_get_comments
from tests.fakes.vk.world import everyone, living
from tests.loaders.conftest import KEY, NOW

Event = Callable[[int], object]


def root(number: int, thread: int = 0) -> Comment:
    """A root with so many comments below it; numbers are in the order of time."""
    below = [
        Comment(number + n, 1000 + n, NOW - 9_000_000 + number + n, "да")
        for n in range(1, thread + 1)
    ]
    return Comment(number, 1000, NOW - 9_000_000 + number, "Когда?", thread=below)


def post(*roots: Comment) -> Post:
    return Post(1, NOW - 10_000_000, comments=list(roots))


class Reading:
    """A walk over a post, its calls answered by the emulator; `event` happens before each."""

    def __init__(self, found: Post, event: Event = lambda call: None) -> None:
        self.post = found
        self.world = World([Page(5, [found])], clock=lambda: NOW)
        due = Due(Target(1, "vk:5", 5, None), found.id, living(found, NOW), found.date)
        self.walk = CommentWalk(Vk(KEY), due, NOW, fresh=True)
        self.event, self.batch = event, Batch()
        self.rounds: list[list[tuple[int | None, int]]] = []

    def answer(self, call: Call) -> Any:
        import json

        params = {name: str(value) for name, value in call.params.items()}
        return json.loads(wall_get_comments(Ask(self.world, params)))

    def read(self) -> Reading:
        """Answers all questions of a round, then those that follow."""
        asked = 0
        while questions := self.walk.questions():
            assert asked < 200, "it never ends"
            self.rounds.append([
                (q.call.params.get("comment_id"), q.call.params.get("offset", 0))
                for q in questions
            ])  # fmt: skip
            for question in questions:
                asked += 1
                self.event(asked)
                self.walk.take(question.key, question.means(self.answer(question.call)), self.batch)
        return self

    @property
    def found(self) -> set[int]:
        return {row["comment"] for row in self.batch.comments}

    @property
    def thread(self) -> dict[str, Any]:
        (row,) = self.batch.threads
        return row


def numbers(found: Post) -> set[int]:
    return {c.id for c in everyone(found.comments)}


def test_a_short_post_costs_one_call() -> None:
    reading = Reading(post(root(1, 3), root(10, 10))).read()
    assert reading.rounds == [[(None, 0)]]
    assert reading.found == numbers(reading.post)
    assert reading.walk.least == 1


def test_threads_are_asked_side_by_side_as_soon_as_they_are_seen() -> None:
    reading = Reading(post(root(1, 11), root(100, 11), root(200, 2), root(300, 150))).read()
    assert reading.rounds == [[(None, 0)], [(1, 0), (100, 0), (300, 0)], [(300, 99)]]
    assert reading.found == numbers(reading.post)
    assert reading.walk.least == 1 + 1 + 1 + 2


def test_roots_go_on_while_their_threads_are_read() -> None:
    reading = Reading(post(root(1, 12), *[root(100 + n) for n in range(150)])).read()
    assert reading.rounds == [[(None, 0)], [(1, 0), (None, 99)]]
    assert reading.found == numbers(reading.post)


def test_roots_repeated_by_the_overlap_are_counted_once() -> None:
    many = [root(100 * n, 12 if n in (1, 100) else 0) for n in range(1, 151)]
    reading = Reading(post(*many)).read()
    threads = [place for each in reading.rounds for place in each if place[0]]
    assert sorted(threads) == [(100, 0), (10_000, 0)], "the thread of the root in both parts"
    assert reading.found == numbers(reading.post)
    assert len(reading.batch.comments) == len(reading.found)


@pytest.mark.parametrize("gone", [1, 2, 30, 90])
def test_a_part_that_does_not_stitch_is_asked_again_further_up(gone: int) -> None:
    found = post(*[root(n) for n in range(1, 251)])

    def event(call: int) -> None:
        if call == 2:
            del found.comments[:gone]

    reading = Reading(found, event).read()
    assert numbers(found) <= reading.found
    offsets = [offset for each in reading.rounds for _, offset in each]
    assert offsets[:2] == [0, 99]
    assert offsets[2] == (74 if gone else 198)


def test_comments_that_come_while_they_are_read_are_read_too() -> None:
    found = post(*[root(n) for n in range(1, 100)])

    def event(call: int) -> None:
        if call == 1:
            found.comments += [root(n) for n in range(100, 160)]

    assert Reading(found, event).read().found == numbers(found)


def test_comments_later_than_the_run_are_not_taken_for_read() -> None:
    found = post(root(1), root(2))
    reading = Reading(found)
    reading.world.clock = lambda: NOW + 60
    found.comments.append(Comment(3, 7, NOW + 30, "Когда?"))
    reading.walk = CommentWalk(
        Vk(KEY), Due(Target(1, "vk:5", 5, None), 1, 3, found.date), NOW, fresh=True
    )
    reading.read()
    assert reading.found == {1, 2}
    assert reading.thread["counted"] == 2, "the third makes the count another one next time"


def test_nothing_of_a_post_is_given_before_all_of_it_is_read() -> None:
    reading = Reading(post(root(1, 20), root(50)))
    (roots,) = reading.walk.questions()
    reading.walk.take(roots.key, roots.means(reading.answer(roots.call)), reading.batch)
    assert not reading.batch
    (thread,) = reading.walk.questions()
    reading.walk.take(thread.key, Owed("quota"), reading.batch)
    assert not reading.batch
    assert reading.walk.owed == "quota"
    assert reading.walk.questions() == []


def test_answers_that_come_after_the_end_change_nothing() -> None:
    reading = Reading(post(root(1, 20), root(50, 20)))
    (roots,) = reading.walk.questions()
    reading.walk.take(roots.key, roots.means(reading.answer(roots.call)), reading.batch)
    one, two = reading.walk.questions()
    reading.walk.take(one.key, Owed("quota"), reading.batch)
    reading.walk.take(two.key, two.means(reading.answer(two.call)), reading.batch)
    assert not reading.batch


def test_a_refused_thread_leaves_the_post_not_whole() -> None:
    reading = Reading(post(root(1, 20), root(50, 20)))
    (roots,) = reading.walk.questions()
    reading.walk.take(roots.key, roots.means(reading.answer(roots.call)), reading.batch)
    one, two = reading.walk.questions()
    reading.walk.take(one.key, Failure(100, "gone"), reading.batch)
    reading.walk.take(two.key, two.means(reading.answer(two.call)), reading.batch)
    assert (reading.thread["whole"], reading.thread["refused"]) == (False, None)
    assert set(range(50, 71)) <= reading.found


def test_a_refused_post_keeps_the_code_and_no_comment() -> None:
    reading = Reading(post(root(1)))
    (roots,) = reading.walk.questions()
    reading.walk.take(roots.key, Failure(212, "closed"), reading.batch)
    assert (reading.thread["refused"], reading.batch.comments) == (212, [])


def test_a_cut_is_drawn_from_the_seed_unless_it_is_given() -> None:
    drawn = [Faults("truncate", seed=3).rules[0].place() for _ in range(2)]
    assert drawn[0] == drawn[1] < 1
    assert Faults("truncate:cut=0.25").rules[0].place() == 0.25
