"""Comments: roots, threads, stubs of deleted ones, refusals."""

from __future__ import annotations

import pytest

from tests.fakes.vk import Comment
from tests.fakes_tests.conftest import NOW


def comments(ask, vk, **params):
    return ask(vk, "wall.getComments", owner_id=-1, post_id=5, **params)["response"]


def test_only_roots_are_listed_and_threads_only_when_asked(vk, ask):
    answer = comments(ask, vk)
    assert [item["id"] for item in answer["items"]] == [10, 11, 12]
    assert (answer["count"], answer["current_level_count"]) == (16, 3)
    assert [item["thread"]["count"] for item in answer["items"]] == [13, 1, 0]
    assert all(item["thread"]["items"] == [] for item in answer["items"])
    assert [item["thread"]["author_replied"] for item in answer["items"]] == [True, False, False]


def test_at_most_ten_of_a_thread_come_with_its_root(vk, ask):
    root = comments(ask, vk, thread_items_count=10)["items"][0]
    assert [item["id"] for item in root["thread"]["items"]] == [20, *range(30, 39)]
    first = root["thread"]["items"][0]
    assert (first["from_id"], first["reply_to_comment"], first["parents_stack"]) == (-1, 10, [10])
    assert "thread" not in first
    too_many = ask(vk, "wall.getComments", owner_id=-1, post_id=5, thread_items_count=11)
    assert too_many["error"]["error_code"] == 100


def test_a_long_thread_is_paged_by_its_root(vk, ask):
    first = comments(ask, vk, comment_id=10, count=8)
    rest = comments(ask, vk, comment_id=10, count=8, offset=8)
    assert [item["id"] for item in first["items"] + rest["items"]] == [20, *range(30, 42)]
    assert (first["count"], first["current_level_count"]) == (13, 13)
    unknown = ask(vk, "wall.getComments", owner_id=-1, post_id=5, comment_id=999)
    assert unknown["error"]["error_code"] == 100


def test_a_deleted_root_is_a_stub_over_a_living_thread(vk, ask):
    stub = comments(ask, vk, thread_items_count=10)["items"][1]
    assert stub["deleted"] is True
    assert not {"from_id", "text"} & stub.keys()
    assert stub["thread"]["items"][0]["text"] == "И мне"


def test_order_offset_and_likes(vk, ask):
    assert [item["id"] for item in comments(ask, vk, sort="desc", count=2)["items"]] == [12, 11]
    assert [item["id"] for item in comments(ask, vk, offset=2)["items"]] == [12]
    assert [item["id"] for item in comments(ask, vk, start_comment_id=11)["items"]] == [11, 12]
    assert "likes" not in comments(ask, vk)["items"][0]
    assert comments(ask, vk, need_likes=1)["items"][0]["likes"]["count"] == 0


def test_replies_carry_only_the_address_they_have(world, vk, ask):
    world.page(1).post(5).comments[2].thread = [
        Comment(50, -1, NOW - 5, "a", reply_to_user=7), Comment(51, -1, NOW - 4, "b"),
    ]  # fmt: skip
    user_only, nobody = comments(ask, vk, comment_id=12)["items"]
    assert user_only["reply_to_user"] == 7
    assert "reply_to_comment" not in user_only
    assert not {"reply_to_user", "reply_to_comment"} & nobody.keys()


def test_comments_appear_with_the_clock_and_go_with_the_list(world, vk, ask):
    post = world.page(1).post(5)
    post.comments.append(Comment(60, 7, NOW + 10, "?"))
    assert comments(ask, vk)["current_level_count"] == 3
    assert comments(ask, vk)["count"] == 16
    world.clock = lambda: NOW + 10
    assert comments(ask, vk)["current_level_count"] == 4
    assert comments(ask, vk)["count"] == 17
    post.comments.remove(post.comment(12))
    assert [item["id"] for item in comments(ask, vk)["items"]] == [10, 11, 60]


@pytest.mark.parametrize("way", ["page", "post", "closed", "absent"])
def test_refused_comments_are_error_212(world, vk, ask, way):
    post = world.page(1).post(5)
    if way == "page":
        world.page(1).comments_error = 212
    elif way == "post":
        post.comments_error = 212
    elif way == "closed":
        post.comments_open = False
    number = 404 if way == "absent" else 5
    answer = ask(vk, "wall.getComments", owner_id=-1, post_id=number)
    assert answer["error"]["error_code"] == 212


def test_closed_comments_show_on_the_wall(world, vk, ask):
    world.page(1).post(5).comments_open = False
    items = ask(vk, "wall.get", owner_id=-1)["response"]["items"]
    assert [items[1]["comments"][key] for key in ("count", "can_post")] == [0, 0]
    assert items[2]["comments"]["can_post"] == 1
