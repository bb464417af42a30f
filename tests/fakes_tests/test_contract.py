"""Answers of the emulator, over real HTTP, against VK's own schema."""

from __future__ import annotations

import pytest

from tests.fakes.vk import Comment, Page, Post, World, random_world, serve
from tests.fakes_tests.conftest import NOW
from tests.fakes_tests.schema import FOLDER, complaints, known_fields

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="../shared/vk-api-schema: not here")

KINDS = ("photo", "video", "clip", "poll", "link", "article", "doc", "audio")
FIELDS = (
    "members_count,verified,is_government_organization,cover,photo_200,has_photo,description,site,"
    "contacts,addresses,phone,status,activity,menu,wall,city,links,clips_count,is_closed,"
    "deactivated,ban_info"
)
REAL_BUT_UNLISTED = {"is_government_organization", "menu", "phone"}


@pytest.fixture(scope="module")
def rich() -> World:
    """A random world with a post of each attachment on top of its first page."""
    world = random_world(40, now=NOW, weeks=12)
    page = world.pages[0]
    page.posts += [
        Post(900_000 + i, NOW - i, "x", attachments=[kind], signer_id=5, edited=NOW)
        for i, kind in enumerate(KINDS)
    ]
    page.post(900_000).comments = [
        Comment(900_100, 5, NOW, "?", attachments=["photo"], likes=3),
    ]  # fmt: skip
    page.links, page.contacts = ["https://example.org"], [{"phone": "1", "user_id": 5}]
    page.ban_info, page.address, page.menu = {"end_date": NOW, "comment": ""}, "1", ["https://x.ru"]
    world.pages.append(Page(3, deactivated="deleted"))
    return world


@pytest.fixture(scope="module")
def running(rich):
    with serve(rich) as vk:
        yield vk


def without_stubs(comments: list[dict]) -> list[dict]:
    """Return comments with deleted ones filled in: a real stub lacks what the schema wants."""
    whole = []
    for given in comments:
        filled = {"from_id": 1, "text": "", **given} if given.get("deleted") else dict(given)
        if "thread" in given:
            items = without_stubs(given["thread"]["items"])
            filled["thread"] = {**given["thread"], "items": items}
        whole.append(filled)
    return whole


@pytest.mark.parametrize("extended", [0, 1])
def test_walls(running, rich, ask, extended):
    reference = "wall/responses.json#/definitions/wall_get_response"
    if extended:
        reference = reference.replace("wall_get_", "wall_get_extended_")
    allowed = known_fields("wall/objects.json#/definitions/wall_wallpost_full")
    seen: set[str] = set()
    for page in rich.pages[:2]:
        answer = ask(running, "wall.get", owner_id=-page.owner, count=60, extended=extended)
        assert complaints(reference, answer) == []
        for post in answer["response"]["items"]:
            seen |= post.keys()
    assert seen <= allowed
    assert {"copy_history", "views", "is_pinned", "signer_id", "edited"} <= seen


def test_attachments_are_complete(running, rich, ask):
    owner = rich.pages[0].owner
    items = ask(running, "wall.get", owner_id=-owner, count=30)["response"]["items"]
    shown = {attachment["type"]: attachment for item in items
             for attachment in item["attachments"]}  # fmt: skip
    assert shown.keys() == set(KINDS) - {"clip"}
    for kind, reference in {
        "photo": "photos/objects.json#/definitions/photos_photo",
        "video": "video/objects.json#/definitions/video_video_full",
        "poll": "polls/objects.json#/definitions/polls_poll",
        "doc": "docs/objects.json#/definitions/docs_doc",
        "audio": "audio/objects.json#/definitions/audio_audio",
        "link": "base/objects.json#/definitions/base_link",
    }.items():
        assert complaints(reference, shown[kind][kind]) == []


def test_single_posts(running, rich, ask):
    keys = ",".join(f"-{rich.pages[0].owner}_{post.id}" for post in rich.pages[0].posts[:50])
    answer = ask(running, "wall.getById", posts=keys)
    assert len(answer["response"]["items"]) == 50
    assert complaints("wall/responses.json#/definitions/wall_getById_response", answer) == []


def test_comments(running, rich, ask):
    reference = "wall/responses.json#/definitions/wall_getComments_response"
    allowed = known_fields("wall/objects.json#/definitions/wall_wall_comment")
    seen: set[str] = set()
    page = rich.pages[0]
    for post in (post for post in page.posts if post.comments):
        answer = ask(
            running, "wall.getComments", owner_id=-page.owner, post_id=post.id, count=100,
            thread_items_count=10, need_likes=1,
        )  # fmt: skip
        items = answer["response"]["items"]
        for comment in items:
            seen |= comment.keys()
            seen.update(*(item.keys() for item in comment["thread"]["items"]))
        answer["response"]["items"] = without_stubs(items)
        assert complaints(reference, answer) == []
    assert seen <= allowed
    assert {"deleted", "reply_to_comment", "reply_to_user", "attachments", "likes"} <= seen


def test_the_schema_would_notice_a_wrong_answer():
    wrong = {"response": {"count": "5", "items": [{"id": "x", "likes": {"count": 1}}]}}
    found = complaints("wall/responses.json#/definitions/wall_get_response", wrong)
    assert len(found) >= 3
    stub = {"response": {"count": 1, "items": [{"id": 1, "date": 1, "deleted": True}]}}
    assert complaints("wall/responses.json#/definitions/wall_getComments_response", stub)


def test_groups(running, rich, ask):
    ids = ",".join(str(page.owner) for page in rich.pages)
    answer = ask(running, "groups.getById", group_ids=ids, fields=FIELDS)
    reference = "groups/responses.json#/definitions/groups_getById_object_response"
    assert complaints(reference, answer) == []
    allowed = known_fields("groups/objects.json#/definitions/groups_group_full")
    seen = set().union(*(group.keys() for group in answer["response"]["groups"]))
    assert seen - allowed == REAL_BUT_UNLISTED
    assert set(FIELDS.split(",")) <= seen
    assert len(answer["response"]["groups"]) == len(rich.pages)


def test_names(running, ask):
    answer = ask(running, "utils.resolveScreenName", screen_name="adm_1")
    reference = "utils/responses.json#/definitions/utils_resolveScreenName_response"
    assert complaints(reference, answer) == []


def test_errors(running, ask):
    for owner in (-3, -404, 5):
        answer = ask(running, "wall.get", owner_id=owner)
        error = {"inner_type": "base_error", **answer["error"]}
        assert complaints("base/objects.json#/definitions/base_error", error) == []
