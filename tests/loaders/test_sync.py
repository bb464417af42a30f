"""Collection from the emulator: complete, resumable, and the store equals the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.text import author
from loaders.vk.client import VkClient
from store import accounts, read
from store.lock import Busy, alone
from tests.fakes.vk import Comment, Page, Post, World, random_pages
from tests.fakes.vk.world import everyone
from tests.loaders.conftest import DAY, KEY, NOW, Desk, desk

SINCE = NOW - 400 * DAY


def random_world(pages: int = 8, seed: int = 1, weeks: int = 20) -> World:
    return World(random_pages(pages, seed=seed, now=NOW, weeks=weeks), clock=lambda: NOW)


def readable(page: Page) -> bool:
    return not (page.deactivated or page.is_closed or page.wall_error)


def true_posts(world: World) -> set[tuple[str, int, int, int | None]]:
    return {
        (f"vk:{page.owner}", post.id, post.date, post.views or None)
        for page in world.pages
        if readable(page)
        for post in page.posts
        if SINCE <= post.date <= world.now() or post.pinned
    }


def true_comments(world: World) -> set[tuple[str, int, int, int, int]]:
    found = set()
    for page in world.pages:
        for post in page.posts:
            if not readable(page) or page.comments_error or post.comments_error:
                continue
            if not post.comments_open or post.date < SINCE:
                continue
            for root in post.comments:
                found |= {
                    (f"vk:{page.owner}", post.id, root.id, c.id, author(c.from_id, KEY))
                    for c in everyone([root])
                    if not c.deleted and c.date <= world.now()
                }
    return found


def stored_posts(at: Desk) -> set[tuple[Any, ...]]:
    dump = at.dump()
    ids = {row[0]: row[1] for row in dump["pages"]}
    return {(ids[r[0]], r[1], r[2], r[8]) for r in dump["posts"] if r[10] is None}


def stored_comments(at: Desk) -> set[tuple[Any, ...]]:
    dump = at.dump()
    ids = {row[0]: row[1] for row in dump["pages"]}
    return {(ids[r[0]], r[1], r[3], r[2], r[4]) for r in dump["comments"] if r[13] is None}


@pytest.mark.parametrize("seed", range(4))
def test_the_store_equals_the_truth(tmp_path: Path, seed: int) -> None:
    with desk(random_world(seed=seed), tmp_path) as at:
        assert at.sync().state == "complete"
        assert stored_posts(at) == true_posts(at.world)
        assert stored_comments(at) == true_comments(at.world)


def test_an_idle_second_run_asks_for_the_pages_only(tmp_path: Path) -> None:
    with desk(random_world(), tmp_path) as at:
        at.sync()
        before, dump = len(at.vk.requests), at.dump()
        report = at.sync()
        assert [c.method for c in at.vk.calls[-1:]] == ["groups.getById"]
        assert len(at.vk.requests) - before == report.requests == 1
        assert at.dump() == dump


def test_a_service_token_collects_the_same_without_batches(tmp_path: Path) -> None:
    with desk(random_world(4), tmp_path / "user") as at:
        at.sync()
        expected = at.dump()
    with desk(random_world(4), tmp_path / "service") as at:
        assert at.sync(("service-1",)).state == "complete"
        assert at.dump() == expected


class Killed(BaseException):
    """Stands for the death of the process."""


def test_a_run_killed_at_any_request_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = random_world(4, seed=3, weeks=12)
    with desk(world, tmp_path / "clean") as at:
        requests = at.sync().requests
        expected = at.dump()
    ask = VkClient.ask
    monkeypatch.setattr("loaders.pool.Pool._drain", lambda pool, flying: None)
    for fatal in range(1, requests + 1):
        with desk(world, tmp_path / str(fatal)) as at:

            def dying(
                client: VkClient, token: Any, calls: list[Any], fatal: int = fatal
            ) -> list[Any]:
                answers = ask(client, token, calls)
                if client.requests >= fatal:
                    raise Killed
                return answers

            monkeypatch.setattr(VkClient, "ask", dying)
            with pytest.raises(Killed):
                at.sync()
            monkeypatch.setattr(VkClient, "ask", ask)
            assert at.sync().state == "complete"
            assert at.dump() == expected, f"killed at request {fatal} of {requests}"


def test_the_next_day_brings_what_changed(tmp_path: Path) -> None:
    world = random_world(3, seed=5, weeks=10)
    page = next(p for p in world.pages if readable(p) and len(p.posts) > 20)
    with desk(world, tmp_path) as at:
        at.sync()
        ordinary = sorted((p for p in page.posts if not p.pinned), key=lambda p: p.date)
        gone, liked = ordinary[-3], ordinary[-5]
        page.delete_post(gone.id)
        liked.likes += 1000
        page.posts.append(Post(id=page.next_id(), date=NOW + 3600, text="Новость", views=5))
        world.clock = lambda: NOW + DAY
        at.sync()
        rows = {(r[0], r[1]): r for r in at.dump()["posts"]}
        number = next(r[0] for r in at.dump()["pages"] if r[1] == f"vk:{page.owner}")
        assert rows[number, gone.id][10] == NOW + DAY
        assert rows[number, liked.id][5] == liked.likes
        assert stored_posts(at) == true_posts(world)


def test_a_pinned_old_post_is_neither_lost_nor_taken_for_new(tmp_path: Path) -> None:
    posts = [Post(id=n, date=NOW - n * DAY, views=9) for n in range(1, 400)]
    posts[350].pinned = True
    world = World([Page(owner=5, posts=posts)], clock=lambda: NOW)
    with desk(world, tmp_path) as at:
        at.sync()
        assert stored_posts(at) == true_posts(world)
        posts[350].pinned = False
        world.clock = lambda: NOW + DAY
        at.sync()
        assert stored_posts(at) == true_posts(world)
        assert not any(row[3] & 8 for row in at.dump()["posts"])


@pytest.mark.parametrize("seed", range(6))
def test_a_wall_that_moves_while_it_is_read_is_read_whole(tmp_path: Path, seed: int) -> None:
    world = random_world(4, seed=seed, weeks=30)
    with desk(world, tmp_path, faults="drift:p=0.5", seed=seed) as at:
        at.sync()
        at.vk.faults.clear()
        world.clock = lambda: NOW + DAY
        at.sync()
        truth, stored = (
            {row[:3] for row in rows} for rows in (true_posts(world), stored_posts(at))
        )
        assert truth <= stored
        refreshed = NOW + DAY - 30 * DAY
        assert not [row for row in stored - truth if row[2] >= refreshed], "a deletion not seen"


def test_a_page_opened_lately_is_loaded_from_its_first_post(tmp_path: Path) -> None:
    first = NOW - 50 * DAY
    world = World([Page(owner=5, posts=[Post(id=1, date=first), Post(id=2, date=NOW - DAY)])],
                  clock=lambda: NOW)  # fmt: skip
    with desk(world, tmp_path) as at:
        at.sync()
        assert at.dump()["intervals"] == [(1, first, NOW, True)]


def test_posts_and_comments_later_than_now_do_not_exist(tmp_path: Path) -> None:
    ahead = Comment(id=9, from_id=7, date=NOW - 10, text="Когда?")
    world = World([Page(owner=5, posts=[Post(id=1, date=NOW - DAY, comments=[ahead]),
                                        Post(id=2, date=NOW - 5)])], clock=lambda: NOW)  # fmt: skip
    with desk(world, tmp_path) as at:
        report = at.sync()
        assert (report.posts, report.comments) == (2, 1)
    with desk(world, tmp_path / "past") as at:
        early = NOW - 3600
        from jobs.collect import collect_vk

        collect_vk(at.engine, at.settings(), early, lambda: NOW)
        dump = at.dump()
        assert [row[1] for row in dump["posts"]] == [1]
        assert dump["comments"] == []
        assert dump["intervals"][0][2] == early


def test_the_second_of_two_runs_says_so(tmp_path: Path) -> None:
    with desk(random_world(1), tmp_path) as at, alone(at.engine):
        with pytest.raises(Busy):
            at.sync()
        assert at.vk.requests == []


def test_a_bound_on_requests_leaves_the_rest_owed(tmp_path: Path) -> None:
    with desk(random_world(6), tmp_path / "whole") as at:
        at.sync()
        expected = at.dump()
    with desk(random_world(6), tmp_path / "parts") as at:
        states = [at.sync(most_requests=4).state for _ in range(40)]
        assert states[0] == "incomplete"
        assert states[-1] == "complete"
        assert at.dump() == expected


def test_a_grant_follows_the_page_when_its_name_is_resolved(tmp_path: Path) -> None:
    world = World([Page(owner=5, screen_name="school", posts=[])], clock=lambda: NOW)
    with desk(world, tmp_path) as at:
        accounts.add(
            at.engine, "anna", "administrator", "long enough",
            [accounts.Grant("page", "vk:school")], NOW, "test",
        )  # fmt: skip
        at.sync()
        account = accounts.find(at.engine, "anna")
        assert account is not None
        assert account.grants == (accounts.Grant("page", "vk:5"),)


def test_the_data_version_moves_with_every_run(tmp_path: Path) -> None:
    with desk(random_world(1), tmp_path) as at:
        versions = [read.data_version(at.engine)]
        for _ in range(3):
            at.sync()
            versions.append(read.data_version(at.engine))
        assert versions == [0, 1, 2, 3]


def test_one_page_is_collected_whole_though_its_id_changes_on_the_way(tmp_path: Path) -> None:
    pages = [Page(owner=n, screen_name=f"school{n}", posts=[Post(id=1, date=NOW - DAY)])
             for n in (5, 6)]  # fmt: skip
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.sync(only=frozenset({"vk:school5"}))
        assert [page["page_id"] for page in at.pages()] == ["vk:5", "vk:school6"]
        assert [row[0] for row in at.dump()["posts"]] == [1]


def test_pages_refused_together_are_asked_apart(tmp_path: Path) -> None:
    pages = [Page(owner=n, posts=[Post(id=1, date=NOW - DAY)]) for n in range(1, 9)]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.vk.faults.add(100, method="groups.getById", at="1-2")
        assert at.sync().state == "complete"
        assert {page["refused"] for page in at.pages()} == {None}
        assert len(at.dump()["posts"]) == 8


def test_a_name_nobody_has_is_refused_alike_alone_and_among_others(tmp_path: Path) -> None:
    pages = [Page(owner=n, screen_name=f"school{n}", posts=[]) for n in (5, 6, 7)]
    world = World(pages, clock=lambda: NOW)
    with desk(world, tmp_path) as at:
        world.pages.pop()
        for only in (None, frozenset({"vk:school7"}), None):
            at.sync(only=only)
            refused = {page["page_id"]: page["refused"] for page in at.pages()}
            assert refused == {"vk:5": None, "vk:6": None, "vk:school7": "unknown name"}
