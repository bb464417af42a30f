"""Answers have the fields, of the same types, that recorded answers of VK have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.fakes.vk import Page, Post, World, serve
from tests.fakes_tests.conftest import NOW

RECORDED = Path(__file__).parents[2] / ".." / "shared" / "vk-answers"
pytestmark = pytest.mark.skipif(not RECORDED.is_dir(), reason="../shared/vk-answers: not here")

FOR_ADMINISTRATORS = {"can_delete", "can_pin", "ads_easy_promote"}
NOT_OURS = {"103"}
"""A code of writing methods, which nobody who reads walls can meet."""
ERRORS = [path for path in sorted(RECORDED.glob("errors/*.json")) if path.stem not in NOT_OURS]


def recorded(name: str) -> dict:
    return json.loads((RECORDED / name).read_text(encoding="utf-8-sig"))


def differences(theirs: object, ours: object, path: str = "") -> list[str]:
    """Return where our answer lacks a field of theirs, or has another type in its place."""
    if type(theirs) is not type(ours):
        return [f"{path}: {type(ours).__name__}, not {type(theirs).__name__}"]
    if isinstance(theirs, dict) and isinstance(ours, dict):
        found = []
        for key in theirs.keys() - FOR_ADMINISTRATORS:
            if key in ours:
                found += differences(theirs[key], ours[key], f"{path}/{key}")
            else:
                found.append(f"{path}/{key}: missing")
        return found
    if isinstance(theirs, list) and isinstance(ours, list) and theirs and ours:
        return differences(theirs[0], ours[0], f"{path}/0")
    return []


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_errors(vk, ask, path):
    code = int(path.stem)
    vk.faults.add(code)
    answer = ask(vk, "wall.get", owner_id=-1)
    theirs = json.loads(path.read_text(encoding="utf-8-sig"))
    assert differences(theirs, answer) == []
    assert answer["error"]["error_code"] == theirs["error"]["error_code"] == code


@pytest.fixture
def page() -> Page:
    return Page(1, ban_info={"end_date": NOW, "comment": ""})


@pytest.mark.parametrize(
    ("name", "attachment"),
    [
        ("Get_WithPoll_NormalCase", None),
        ("Get_Document_NormalCase", "doc"),
        ("ArticleAttachement", "article"),
        ("Get_With_PhotoListAttachment", None),
        ("PodcastAttachment", "photo"),
    ],
)
def test_walls(page, ask, name, attachment):
    theirs = recorded(f"wall/{name}.json")["response"]
    post = theirs["items"][0]
    repost = -9 if "copy_history" in post else None
    page.posts = [Post(1, NOW - 9, "x", views=3, attachments=[attachment] if attachment else [],
                       repost_of=repost)]  # fmt: skip
    with serve(World([page], clock=lambda: NOW)) as vk:
        ours = ask(vk, "wall.get", owner_id=-1)["response"]
    # Each kind of attachment has fields that came and went; here only the frame must be alike.
    for item in (post, *post.get("copy_history", [])):
        for part in item.get("attachments", []):
            part.pop(part["type"], None)
            part.pop("type", None)
    assert differences(theirs["items"][:1], ours["items"][:1]) == []
    assert isinstance(ours["count"], type(theirs["count"]))


def test_single_post(page, ask):
    page.posts = [Post(1, NOW - 9, "x", views=3)]
    with serve(World([page], clock=lambda: NOW)) as vk:
        ours = ask(vk, "wall.getById", posts="-1_1", extended=1)
    theirs = recorded("wall/GetById_Donut.json")
    assert differences(theirs, ours) == []


@pytest.mark.parametrize(
    "name", ["GetById_BanInfo", "GetById_Multiple_NormalCaseDefaultFields_ReturnTowItems"]
)
def test_groups(page, ask, name):
    with serve(World([page], clock=lambda: NOW)) as vk:
        ours = ask(vk, "groups.getById", group_ids=1, fields="ban_info", v="5.92")
    assert differences(recorded(f"groups/{name}.json"), ours) == []


def test_a_difference_is_noticed():
    assert differences({"a": 1, "b": [{"c": 1}]}, {"a": "1", "b": [{}]}) != []
