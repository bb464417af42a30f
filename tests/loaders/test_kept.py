"""What a collection keeps beside posts and comments: counters at ages, changes, use of tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from loaders.ledger import CLOCK_AHEAD
from store import tables as t
from tests.fakes.vk import Comment, Page, Post, World
from tests.loaders.conftest import DAY, NOW, Desk, desk

HOUR = 3600


def rows(at: Desk, table: Any) -> list[dict[str, Any]]:
    with at.engine.connect() as connection:
        found = connection.execute(select(table).order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


class Days:
    """A region and its clock."""

    def __init__(self, *pages: Page) -> None:
        self.now, self.pages = NOW, list(pages)
        self.world = World(list(pages), clock=lambda: self.now)

    def pass_days(self, days: float) -> None:
        self.now += int(days * DAY)


def test_the_first_counters_at_each_age_are_kept(tmp_path: Path) -> None:
    post = Post(1, NOW - HOUR, views=1)
    region = Days(Page(1, [post]))
    with desk(region.world, tmp_path) as at:
        for day in range(33):
            post.views = 100 + day
            at.sync()
            region.pass_days(1)
        kept = {row["age"]: (row["read_at"] - post.date, row["views"])
                for row in rows(at, t.post_counters)}  # fmt: skip
    assert kept == {age: (age * DAY + HOUR, 100 + age) for age in (1, 3, 7, 30)}


@pytest.mark.parametrize(
    ("age", "ages"),
    [(0.5, []), (1, [1]), (1.99, [1]), (2, []), (3, [3]), (5, []), (7, [7]), (10, []), (30, [30]),
     (39.9, [30]), (40, [])],
)  # fmt: skip
def test_a_reading_that_is_too_late_is_none(tmp_path: Path, age: float, ages: list[int]) -> None:
    region = Days(Page(1, [Post(1, NOW - int(age * DAY), views=9)]))
    with desk(region.world, tmp_path) as at:
        at.sync()
        assert [row["age"] for row in rows(at, t.post_counters)] == ages


def test_a_later_reading_at_the_same_age_changes_nothing(tmp_path: Path) -> None:
    post = Post(1, NOW - 7 * DAY, views=70)
    region = Days(Page(1, [post]))
    with desk(region.world, tmp_path) as at:
        at.sync()
        post.views = 90
        region.pass_days(1)
        at.sync()
        assert [(row["age"], row["views"]) for row in rows(at, t.post_counters)] == [(7, 70)]


def test_what_changes_of_a_page_is_kept_with_its_date(tmp_path: Path) -> None:
    page, other = Page(1, [], screen_name="old", name="Школа"), Page(2, [])
    region = Days(page, other)
    told: list[tuple[int, str, str | None, str | None]] = []
    with desk(region.world, tmp_path) as at:
        at.sync()
        assert rows(at, t.page_changes) == []

        def night(*changes: tuple[str, str | None, str | None]) -> None:
            region.pass_days(1)
            at.sync()
            told.extend((region.now, *change) for change in sorted(changes))
            assert [
                (row["at"], row["what"], row["was"], row["became"])
                for row in rows(at, t.page_changes)
            ] == told

        page.screen_name, page.name = "new", "Лицей"
        night(("screen_name", "old", "new"), ("title", "Школа", "Лицей"))
        page.is_closed = 1
        night(("refused", None, "closed"))
        page.is_closed, page.deactivated = 0, "banned"
        night(("refused", "closed", "banned"))
        region.world.pages.remove(page)
        night(("refused", "banned", "vanished"))
        region.world.pages.append(page)
        page.deactivated, page.wall_error = None, 15
        night(("refused", "vanished", "15: Access denied"))
        night()
        page.wall_error = None
        night(("refused", "15: Access denied", None))


def test_a_page_that_comes_back_goes_on_where_it_was_left(tmp_path: Path) -> None:
    page = Page(1, [Post(1, NOW - DAY)])
    region = Days(page, Page(2, []))
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.world.pages.remove(page)
        region.pass_days(3)
        at.sync()
        gone = at.pages()[0]
        assert (gone["refused"], gone["refused_at"]) == ("vanished", region.now)
        assert [row[10] for row in at.dump()["posts"]] == [None], "its history is kept as it was"
        page.posts.append(Post(2, region.now - DAY))
        region.world.pages.append(page)
        region.pass_days(1)
        at.sync()
        back = at.pages()[0]
        assert (back["refused"], back["refused_at"]) == (None, None)
        assert {row[1] for row in at.dump()["posts"]} == {1, 2}
        assert at.dump()["intervals"][0][:3] == (1, NOW - DAY, region.now)


def test_a_deleted_post_is_marked_when_its_time_is_read_again_and_comes_back(
    tmp_path: Path,
) -> None:
    posts = [Post(n, NOW - n * DAY) for n in (1, 2, 3)]
    page = Page(1, list(posts))
    region = Days(page)
    with desk(region.world, tmp_path) as at:
        at.sync()
        page.posts.remove(posts[2])
        page.posts.remove(posts[0])
        region.pass_days(1)
        at.sync()
        gone = {row[1]: row[10] for row in at.dump()["posts"]}
        assert gone == {1: region.now, 2: None, 3: region.now}
        page.posts.append(posts[0])
        region.pass_days(1)
        at.sync()
        assert {row[1]: row[10] is None for row in at.dump()["posts"]} == {
            1: True, 2: True, 3: False,
        }  # fmt: skip


@pytest.mark.parametrize("ahead", [0, CLOCK_AHEAD])
def test_a_post_of_the_last_second_of_a_run_is_read_by_the_next(tmp_path: Path, ahead: int) -> None:
    """So it is when this machine's clock ran ahead; no other post of the wall is due again."""
    page = Page(1, [Post(1, NOW - 60 * DAY)])
    region = Days(page)
    with desk(region.world, tmp_path) as at:
        at.sync()
        assert [row[:3] for row in at.dump()["intervals"]] == [(1, NOW - 60 * DAY, NOW)]
        page.posts.append(Post(2, NOW - ahead))
        region.pass_days(1)
        at.sync()
        assert {row[1] for row in at.dump()["posts"]} == {1, 2}


def test_a_gap_in_which_nothing_stands_any_more_is_closed(tmp_path: Path) -> None:
    """A run died where the wall's last post was to come, which was then deleted."""
    page = Page(1, [Post(1, NOW - 2 * DAY), Post(2, NOW - DAY)])
    region = Days(page)
    with desk(region.world, tmp_path) as at:
        at.sync()
        with at.engine.begin() as connection:
            left = {"start": NOW - 5 * DAY, "origin": False}
            connection.execute(update(t.intervals).values(left))
        region.pass_days(1)
        at.sync()
        (interval,) = at.dump()["intervals"]
        assert interval[1] == NOW - 5 * DAY - 1
        assert interval[3], "nothing older stands"
        asked = len(at.vk.calls)
        at.sync()
        assert [call.method for call in at.vk.calls[asked:]] == ["groups.getById"]


def openness(at: Desk) -> tuple[Any, list[tuple[int, str | None, str | None]]]:
    """Whether comments are open, and how that changed."""
    told = [(row["at"], row["was"], row["became"]) for row in rows(at, t.page_changes)
            if row["what"] == "comments_open"]  # fmt: skip
    return at.pages()[0]["comments_open"], told


def talked(*ages: int) -> list[Post]:
    """Posts of so many days with one comment each."""
    return [
        Post(n, NOW - age * DAY, comments=[Comment(100 + n, 7, NOW - age * DAY + HOUR, "Да")])
        for n, age in enumerate(ages, 1)
    ]


def test_a_page_that_closes_its_comments_is_told_so_and_opens_again(tmp_path: Path) -> None:
    posts = talked(2, 4, 200)
    region = Days(Page(1, posts))
    with desk(region.world, tmp_path) as at:
        at.sync()
        assert openness(at) == (True, [])
        for post in posts:
            post.comments_open = False
        region.pass_days(1)
        at.sync()
        assert openness(at)[0] is True, "one post of long ago was read the day before"
        for _ in range(9):
            region.pass_days(1)
            posts.append(Post(len(posts) + 1, region.now - HOUR, comments_error=212))
            posts[-1].comments.append(Comment(500 + len(posts), 7, region.now - 60, "Да"))
            at.sync()
        closed = (region.now, "open", "closed")
        assert openness(at) == (False, [closed])
        posts[0].comments_open = True
        region.pass_days(1)
        at.sync()
        assert openness(at) == (True, [closed, (region.now, "closed", "open")])


def test_one_post_whose_comments_are_closed_closes_no_page(tmp_path: Path) -> None:
    posts = talked(2, 4)
    region = Days(Page(1, posts))
    with desk(region.world, tmp_path) as at:
        at.sync()
        for night in range(20):
            region.pass_days(1)
            posts[1].comments_error = 212
            posts[1].comments.append(Comment(500 + night, 7, region.now - 60, "Нет"))
            at.sync()
            assert openness(at) == (True, [])


def test_a_comment_deleted_while_comments_were_closed_is_gone_once_they_open(
    tmp_path: Path,
) -> None:
    (post,) = posts = talked(2)
    region = Days(Page(1, posts))
    with desk(region.world, tmp_path) as at:
        at.sync()
        assert [row["deleted_at"] for row in rows(at, t.comments)] == [None]
        post.comments[0].deleted, post.comments_error = True, 212
        region.pass_days(1)
        at.sync()
        assert [row["deleted_at"] for row in rows(at, t.comments)] == [None], "nobody may look"
        post.comments_error = None
        region.pass_days(8)
        at.sync()
        assert [row["deleted_at"] for row in rows(at, t.comments)] == [region.now]
        before = len(at.vk.calls)
        region.pass_days(8)
        at.sync()
        asked = [call.method for call in at.vk.calls[before:]]
        assert "wall.getComments" not in asked, "nothing stands there, and nothing is in doubt"


def test_an_edited_post_says_what_it_says_now(tmp_path: Path) -> None:
    page = Page(1, [Post(1, NOW - DAY, "Было"), Post(2, NOW - DAY, "Слова")])
    region = Days(page)
    with desk(region.world, tmp_path) as at:
        at.sync()
        page.posts[0].text, page.posts[1].text = "Стало", ""
        region.pass_days(1)
        at.sync()
        assert [(row["post"], row["text"]) for row in rows(at, t.post_texts)] == [(1, "Стало")]


def test_the_use_of_tokens_is_known_by_hash_and_day(tmp_path: Path) -> None:
    region = Days(*[Page(n, [Post(1, NOW - DAY)]) for n in range(1, 6)])
    with desk(region.world, tmp_path) as at:
        at.sync(("user-hidden",))
        use = {row["method"]: row for row in rows(at, t.token_use)}
        assert use["wall.get"]["calls"] == 5
        assert use["*"]["refused"] is None
        assert {len(row["token"]) for row in use.values()} == {8}
        at.vk.tokens.kill("user-hidden", 5)
        region.pass_days(1)
        assert at.sync(("user-hidden",)).state == "broken"
        at.vk.tokens.revive("user-hidden")
        at.sync(("user-hidden",))
        use = {row["method"]: row for row in rows(at, t.token_use)}
        assert (use["wall.get"]["began"], use["wall.get"]["calls"]) == (region.now, 5)


def test_a_spent_quota_is_told_with_its_reason(tmp_path: Path) -> None:
    region = Days(*[Page(n, [Post(1, NOW - DAY)]) for n in range(1, 6)])
    with desk(region.world, tmp_path, wall_quota=3) as at:
        assert at.sync().state == "incomplete"
        use = {row["method"]: row for row in rows(at, t.token_use)}
        assert (use["wall.get"]["refused"], use["wall.get"]["refused_at"]) == (
            "Rate limit reached", NOW,
        )  # fmt: skip


def test_a_page_that_is_alone_and_gone_has_vanished(tmp_path: Path) -> None:
    page = Page(1, [Post(1, NOW - DAY)])
    region = Days(page, Page(2, []))
    with desk(region.world, tmp_path) as at:
        at.sync()
        region.world.pages.remove(page)
        region.pass_days(1)
        at.sync(only=frozenset({"vk:1"}))
        assert at.pages()[0]["refused"] == "vanished"
