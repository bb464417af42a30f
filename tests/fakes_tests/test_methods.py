"""Groups, names and walls answer as VK does."""

from __future__ import annotations

import pytest
import requests

from tests.fakes.vk import Page, Post, World, serve
from tests.fakes_tests.conftest import DAY, NOW


def ids(answer: dict) -> list[int]:
    return [item["id"] for item in answer["response"]["items"]]


def test_wall_puts_the_pinned_post_first_and_only_there(vk, ask):
    answer = ask(vk, "wall.get", owner_id=-1)
    assert ids(answer) == [1, 5, 4, 3, 2]
    assert answer["response"]["count"] == 5
    assert [item.get("is_pinned") for item in answer["response"]["items"]] == [1, *[None] * 4]
    assert ids(ask(vk, "wall.get", owner_id=-1, offset=1, count=2)) == [5, 4]


@pytest.mark.parametrize(("whose", "shown"), [("owner", [1, 5, 4, 2]), ("others", [3])])
def test_wall_filter_counts_what_it_shows(vk, ask, whose, shown):
    answer = ask(vk, "wall.get", owner_id=-1, filter=whose)
    assert ids(answer) == shown
    assert answer["response"]["count"] == len(shown)


def test_wall_fields_say_what_the_post_is(vk, ask):
    by_id = {post["id"]: post for post in ask(vk, "wall.get", owner_id=-1)["response"]["items"]}
    assert by_id[2]["views"] == {"count": 100}
    assert "views" not in by_id[5]
    assert by_id[4]["copy_history"][0]["owner_id"] == -9
    assert "copy_history" not in by_id[5]
    assert (by_id[5]["marked_as_ads"], by_id[2]["marked_as_ads"]) == (1, 0)
    assert (by_id[3]["from_id"], by_id[5]["from_id"]) == (77, -1)
    assert by_id[2]["attachments"][0]["type"] == "photo"
    assert len(by_id[2]["attachments"][0]["photo"]["sizes"]) == 10
    assert by_id[5]["comments"]["count"] == 3 + 13 + 1 - 1  # the deleted root does not count


def test_clip_is_a_video_of_its_own_type(world, vk, ask):
    world.page(1).post(5).attachments = ["clip", "video"]
    first, second = ask(vk, "wall.get", owner_id=-1)["response"]["items"][1]["attachments"]
    assert (first["type"], first["video"]["type"]) == ("video", "short_video")
    assert (second["type"], second["video"]["type"]) == ("video", "video")


def test_wall_follows_changes_and_the_clock(world, vk, ask):
    world.page(1).posts.append(Post(6, NOW + 60, "Завтра"))
    assert 6 not in ids(ask(vk, "wall.get", owner_id=-1))
    world.clock = lambda: NOW + 60
    assert ids(ask(vk, "wall.get", owner_id=-1))[1] == 6
    world.page(1).delete_post(6)
    world.page(1).post(5).likes = 99
    answer = ask(vk, "wall.get", owner_id=-1)
    assert 6 not in ids(answer)
    assert answer["response"]["items"][1]["likes"]["count"] == 99


def test_counters_grow_with_age(ask):
    page = Page(1, [Post(1, NOW, likes=1000, views=1000)])
    moments = iter([NOW, NOW + DAY, NOW + 400 * DAY])
    world = World([page], growth_days=3)
    likes = []
    with serve(world) as vk:
        for moment in moments:
            world.clock = lambda moment=moment: moment
            likes.append(ask(vk, "wall.get", owner_id=-1)["response"]["items"][0]["likes"]["count"])
    assert likes[0] == 0 < likes[1] < 400 < likes[2]


@pytest.mark.parametrize(
    "params",
    [{}, {"owner_id": "x"}, {"owner_id": -1, "count": 101}, {"owner_id": -1, "offset": -1},
     {"owner_id": -1, "filter": "nobody"}, {"owner_id": -404}],
)  # fmt: skip
def test_bad_wall_parameters_are_error_100(vk, ask, params):
    assert ask(vk, "wall.get", **params)["error"]["error_code"] == 100


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (Page(3, is_closed=1), 15),
        (Page(3, deactivated="banned"), 15),
        (Page(3, deactivated="deleted"), 18),
        (Page(3, wall=0), 15),
        (Page(3, wall_error=30), 30),
    ],
)
def test_pages_refuse_their_walls(world, vk, ask, page, code):
    world.pages.append(page)
    assert ask(vk, "wall.get", owner_id=-3)["error"]["error_code"] == code


def test_wall_by_id_leaves_out_what_is_gone(vk, ask):
    assert ids(ask(vk, "wall.getById", posts="-1_5,-1_999,-404_1,-1_2")) == [5, 2]
    old = ask(vk, "wall.getById", posts="-1_5", v="5.92")["response"]
    assert [item["id"] for item in old] == [5]


def test_groups_are_found_by_id_and_by_every_name(vk, ask):
    answer = ask(vk, "groups.getById", group_ids="1,SECOND,nobody", fields="members_count")
    groups = answer["response"]["groups"]
    assert [(group["id"], group["members_count"]) for group in groups] == [(1, 500), (2, 1000)]
    assert answer["response"]["profiles"] == []
    assert ask(vk, "groups.getById", group_id="public2")["response"]["groups"][0]["id"] == 2
    assert "members_count" not in ask(vk, "groups.getById", group_id=1)["response"]["groups"][0]


def test_groups_of_an_older_version_are_a_bare_array(vk, ask):
    assert ask(vk, "groups.getById", group_ids="1", v="5.92")["response"][0]["id"] == 1


def test_groups_take_five_hundred_and_no_more(vk, ask):
    many = ",".join(str(number) for number in range(1, 501))
    assert len(ask(vk, "groups.getById", group_ids=many)["response"]["groups"]) == 2
    assert ask(vk, "groups.getById", group_ids=many + ",501")["error"]["error_code"] == 100
    assert ask(vk, "groups.getById", group_ids="nobody")["error"]["error_code"] == 125


def test_a_list_sent_as_repeated_keys_loses_all_but_the_last(vk):
    form = {"access_token": "user-1", "v": "5.199", "group_ids": ["1", "2"]}
    answer = requests.post(f"{vk.url}/groups.getById", form, timeout=10).json()
    assert [group["id"] for group in answer["response"]["groups"]] == [2]


def test_a_page_hides_what_it_hides(world, vk, ask):
    world.pages += [
        Page(3, followers=None, menu=["https://pos.gosuslugi.ru/form"], phone="1", cover=False),
        Page(4, deactivated="banned", ban_info={"comment": "", "end_date": NOW}),
    ]
    fields = "members_count,menu,phone,cover,deactivated,ban_info,description"
    hidden, banned = ask(vk, "groups.getById", group_ids="3,4", fields=fields)["response"]["groups"]
    assert "members_count" not in hidden
    assert hidden["menu"]["items"][0]["url"].startswith("https://pos.gosuslugi.ru")
    assert hidden["cover"] == {"enabled": 0}
    assert "deactivated" not in hidden
    assert (banned["deactivated"], banned["ban_info"]["end_date"]) == ("banned", NOW)
    assert "members_count" not in banned


def test_names_resolve_also_after_a_rename(world, vk, ask):
    def resolved(name: str) -> object:
        return ask(vk, "utils.resolveScreenName", screen_name=name)["response"]

    assert resolved("first") == {"object_id": 1, "group_id": 1, "type": "group"}
    assert resolved("nobody") == []
    assert resolved("id15") == {"object_id": 15, "type": "user"}
    world.page(1).screen_name = "renamed"
    assert resolved("first") == []
    assert resolved("renamed")["object_id"] == 1


def test_pages_may_be_replaced_removed_and_added(world, vk, ask):
    world.pages[0] = Page(1, [Post(9, NOW)])
    assert ids(ask(vk, "wall.get", owner_id=-1)) == [9]
    world.pages.reverse()
    assert ids(ask(vk, "wall.get", owner_id=-1)) == [9]
    world.pages = [Page(3), Page(4)]
    assert ask(vk, "wall.get", owner_id=-1)["error"]["error_code"] == 100
    assert ids(ask(vk, "wall.get", owner_id=-4)) == []


@pytest.mark.parametrize(("token", "can_post"), [("user-1", 1), ("service-1", 0)])
def test_only_a_person_is_told_that_comments_are_open(vk, ask, token, can_post):
    post = ask(vk, "wall.get", token=token, owner_id=-1)["response"]["items"][0]
    assert post["comments"]["can_post"] == can_post


def test_extended_names_authors(vk, ask):
    answer = ask(vk, "wall.get", owner_id=-1, extended=1)["response"]
    assert [person["id"] for person in answer["profiles"]] == [77]
    assert [group["id"] for group in answer["groups"]] == [1]
    assert "profiles" not in ask(vk, "wall.get", owner_id=-1)["response"]


def test_get_works_like_post(vk):
    address = f"{vk.url}/wall.get?owner_id=-1&count=1&v=5.199&access_token=user-1"
    assert ids(requests.get(address, timeout=10).json()) == [1]
    bearer = {"Authorization": "Bearer user-1"}
    plain = address.replace("&access_token=user-1", "")
    assert ids(requests.get(plain, headers=bearer, timeout=10).json()) == [1]
    assert requests.get(plain, timeout=10).json()["error"]["error_code"] == 5
