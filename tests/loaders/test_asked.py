"""What is asked exactly: the short pass, one post at once, and the quota they share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from jobs.collect import Report, Wish, collect_vk
from store import tables as t
from tests.fakes.vk import Comment, Page, Post, World
from tests.loaders.conftest import DAY, NOW, Desk, desk

HOUR = 3600
Made = list[tuple[str, int | None, int | None]]


class Region:
    """Pages with a young and an old post each, and a clock that is set by hand."""

    def __init__(self, pages: int = 3) -> None:
        self.now = NOW
        self.pages = [
            Page(n, [
                Post(1, NOW - 60 * DAY, views=5), Post(2, NOW - 10 * DAY, views=5),
                Post(3, NOW - DAY, views=5),
            ])
            for n in range(1, pages + 1)
        ]  # fmt: skip
        self.world = World(self.pages, clock=lambda: self.now)

    def ask(self, page: Page, post: int, at: int, text: str = "Когда починят?") -> Comment:
        """Somebody asks the page under a post."""
        comment = Comment(page.next_id(), 7, at, text)
        page.post(post).comments.append(comment)
        return comment


def made(at: Desk, run: Callable[[], object]) -> Made:
    """The API calls of a run: method, page, post."""
    before = len(at.vk.calls)
    run()
    return sorted(
        (c.method, c.owner, int(c.params["post_id"]) if "post_id" in c.params else None)
        for c in at.vk.calls[before:]
    )


def test_a_short_pass_asks_for_every_wall_and_for_no_page(tmp_path: Path) -> None:
    region = Region()
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += 2 * HOUR
        requests = len(at.vk.requests)
        calls = made(at, lambda: at.sync(short=True))
        assert calls == [("wall.get", n, None) for n in (1, 2, 3)]
        assert [r.method for r in at.vk.requests[requests:]] == ["execute"]


def test_a_short_pass_refreshes_posts_of_three_days_and_no_older(tmp_path: Path) -> None:
    region = Region(1)
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += 2 * HOUR
        for post in region.pages[0].posts:
            post.views = 500
        at.sync(short=True)
        views = {row[1]: row[8] for row in at.dump()["posts"]}
        assert views == {1: 5, 2: 5, 3: 500}


def test_a_second_short_pass_at_once_asks_for_nothing(tmp_path: Path) -> None:
    region = Region()
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += 2 * HOUR
        at.sync(short=True)
        assert made(at, lambda: at.sync(short=True)) == []


def test_a_short_pass_looks_under_posts_where_a_citizen_waits(tmp_path: Path) -> None:
    region = Region()
    waits, answered, chat = region.pages
    region.ask(waits, 2, NOW - HOUR)
    asked = region.ask(answered, 2, NOW - HOUR)
    asked.thread.append(Comment(answered.next_id(), -2, NOW - 60, "Завтра"))
    region.ask(chat, 2, NOW - HOUR, "Спасибо")
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += 2 * HOUR
        walls: Made = [("wall.get", n, None) for n in (1, 2, 3)]
        calls = made(at, lambda: at.sync(short=True))
        assert calls == [*walls, ("wall.getComments", 1, 2)]
        region.pages[0].post(2).comments[0].thread.append(
            Comment(waits.next_id(), -1, region.now - 60, "Завтра")
        )
        region.now += 2 * HOUR
        assert ("wall.getComments", 1, 2) in made(at, lambda: at.sync(short=True))
        region.now += 2 * HOUR
        assert made(at, lambda: at.sync(short=True)) == walls, "it is answered"


def test_a_short_pass_leaves_pages_alone_that_are_gone(tmp_path: Path) -> None:
    region = Region()
    region.ask(region.pages[0], 2, NOW - HOUR)
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.pages[0].deactivated = "banned"
        region.now += DAY
        at.sync()
        region.now += 2 * HOUR
        calls = made(at, lambda: at.sync(short=True))
        assert calls == [("wall.get", 2, None), ("wall.get", 3, None)]


def test_one_post_is_read_at_once_whatever_was_read_before(tmp_path: Path) -> None:
    region = Region()
    region.ask(region.pages[1], 2, NOW - HOUR)
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.ask(region.pages[1], 2, NOW + 10)
        region.now += 60
        wish: dict[str, Any] = {"only": frozenset({"vk:2"}), "post": 2}
        calls = made(at, lambda: at.sync(**wish))
        assert calls == [("wall.get", 2, None), ("wall.getComments", 2, 2)]
        assert len(at.dump()["comments"]) == 2


def test_a_chosen_page_is_read_and_no_other(tmp_path: Path) -> None:
    region = Region()
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += 2 * DAY
        calls = made(at, lambda: at.sync(only=frozenset({"vk:3"})))
        assert calls == [("groups.getById", None, None), ("wall.get", 3, None)]
        assert {row[0]: row[2] for row in at.dump()["intervals"]}[3] == region.now


def test_comments_are_read_where_the_count_changed_and_once_a_week(tmp_path: Path) -> None:
    region = Region(2)
    region.ask(region.pages[0], 2, NOW - HOUR)
    region.ask(region.pages[1], 2, NOW - HOUR)
    base: Made = [("groups.getById", None, None), ("wall.get", 1, None), ("wall.get", 2, None)]
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.now += DAY
        assert made(at, at.sync) == base
        region.ask(region.pages[0], 2, region.now)
        region.now += DAY
        assert made(at, at.sync) == [*base, ("wall.getComments", 1, 2)]
        region.now += 6 * DAY
        assert made(at, at.sync) == [*base, ("wall.getComments", 2, 2)]


def test_comments_that_were_closed_are_asked_again_after_a_week(tmp_path: Path) -> None:
    region = Region(1)
    region.ask(region.pages[0], 2, NOW - HOUR)
    region.pages[0].post(2).comments_error = 212
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.pages[0].post(2).comments_error = None
        region.now += DAY
        assert ("wall.getComments", 1, 2) not in made(at, at.sync)
        region.now += 7 * DAY
        assert ("wall.getComments", 1, 2) in made(at, at.sync)
        assert len(at.dump()["comments"]) == 1


def test_no_comments_are_asked_for_where_the_wall_is_refused(tmp_path: Path) -> None:
    region = Region(1)
    for post in (1, 2, 3):
        region.ask(region.pages[0], post, NOW - HOUR)
    with desk(region.world, tmp_path) as at:
        at.sync(most_requests=2)
        region.pages[0].wall_error = 15
        region.now += DAY
        calls = made(at, at.sync)
        assert calls == [("groups.getById", None, None), ("wall.get", 1, None)]
        region.pages[0].wall_error = None
        region.now += DAY
        at.sync()
        assert len(at.dump()["comments"]) == 3


def collect(at: Desk, wish: Wish, quota: int) -> Report:
    now = at.world.now()
    return collect_vk(at.engine, at.settings(vk_wall_quota=quota), now, lambda: now, wish)


def used(at: Desk) -> dict[str, int]:
    """Calls by method that the store says the tokens have made today."""
    query = select(t.token_use.c.method, t.token_use.c.calls)
    with at.engine.connect() as connection:
        return dict(tuple(row) for row in connection.execute(query))


def test_passes_of_a_day_share_the_quota(tmp_path: Path) -> None:
    region = Region(10)
    with desk(region.world, tmp_path) as at:
        collect(at, Wish(), 100)
        assert used(at)["wall.get"] == 10
        region.now += HOUR
        collect(at, Wish(short=True), 100)
        assert used(at)["wall.get"] == len([c for c in at.vk.calls if c.method == "wall.get"])


@pytest.mark.parametrize(("quota", "walls"), [(22, 0), (23, 1), (32, 10), (1000, 10)])
def test_a_short_pass_leaves_the_night_its_share(tmp_path: Path, quota: int, walls: int) -> None:
    region = Region(10)
    evening = NOW // DAY * DAY + 17 * HOUR + 1800
    with desk(region.world, tmp_path) as at:
        collect(at, Wish(), quota)
        region.now = evening
        calls = made(at, lambda: collect(at, Wish(short=True), quota))
        assert len(calls) == walls, "10 are spent, 12 are for the night, no pass comes after"


def test_what_short_passes_cannot_reach_goes_to_the_liveliest_walls(tmp_path: Path) -> None:
    region = Region(4)
    lively = region.pages[2]
    for n in range(40):
        lively.posts.append(Post(lively.next_id(), NOW - 40 * DAY + n * DAY, views=3))
    with desk(region.world, tmp_path) as at:
        collect(at, Wish(), 1000)
        region.now = NOW // DAY * DAY + 17 * HOUR
        spent = used(at)["wall.get"]
        calls = made(at, lambda: collect(at, Wish(short=True), spent + 5 + 1))
        assert calls == [("wall.get", 3, None)]
