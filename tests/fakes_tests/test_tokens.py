"""What each kind of token may do, and how much."""

from __future__ import annotations

import time

import pytest
import requests

from tests.fakes.vk import serve
from tests.fakes_tests.conftest import DAY, NOW

EMPTY = "return [];"


def code_of(answer: dict) -> int | None:
    return answer.get("error", {}).get("error_code")


@pytest.mark.parametrize(
    ("token", "method", "code"),
    [
        ("user-1", "wall.get", None),
        ("vk1.a.x", "wall.get", None),
        ("user-1", "execute", None),
        ("service-1", "wall.get", None),
        ("service-1", "execute", 28),
        ("community-1", "wall.get", 27),
        ("community-1", "execute", None),
        ("community-1", "groups.getById", None),
        ("dead-1", "wall.get", 5),
        ("dead-1117-x", "wall.get", 1117),
        ("whatever", "wall.get", 5),
        ("", "wall.get", 5),
        ("user-1", "wall.post", 3),
    ],
)
def test_the_text_of_a_token_tells_what_it_may(vk, ask, token, method, code):
    answer = ask(vk, method, token=token, owner_id=-1, group_ids="1", code=EMPTY)
    assert code_of(answer) == code


@pytest.mark.parametrize("code", [15, 28, 1051])
def test_a_service_token_is_refused_execute_in_three_ways(world, ask, code):
    with serve(world, service_execute_error=code) as vk:
        assert code_of(ask(vk, "execute", token="service-1", code=EMPTY)) == code
        assert code_of(ask(vk, "wall.get", token="service-1", owner_id=-1)) is None


def test_the_version_must_be_said(vk):
    answer = requests.post(f"{vk.url}/wall.get", {"access_token": "user-1"}, timeout=5).json()
    assert code_of(answer) == 8


def test_a_token_can_die_and_live_again(vk, ask):
    vk.tokens.kill("user-1", 1117)
    assert code_of(ask(vk, "wall.get", owner_id=-1)) == 1117
    assert code_of(ask(vk, "wall.get", token="user-2", owner_id=-1)) is None
    vk.tokens.revive("user-1")
    assert code_of(ask(vk, "wall.get", owner_id=-1)) is None


def test_the_rate_is_by_token_and_kind(world, ask):
    def refused(token: str, times: int) -> int:
        return [code_of(ask(vk, "groups.getById", token, group_ids=1)) for _ in range(times)].count(
            6
        )

    with serve(world, rate=None) as vk:
        assert refused("user-1", 5) == 2
        assert refused("user-2", 3) == 0
        assert refused("service-1", 4) == 1
        assert refused("community-1", 22) == 2
        time.sleep(1)
        assert refused("user-1", 3) == 0


def test_the_rate_can_be_set(world, ask):
    with serve(world, rate=8) as vk:
        codes = [code_of(ask(vk, "wall.get", owner_id=-1)) for _ in range(10)]
    assert codes == [*[None] * 8, 6, 6]


def test_the_daily_quota_counts_calls_within_execute(world, ask):
    one = 'API.wall.get({"owner_id":-1,"count":1})'
    with serve(world, wall_quota=4) as vk:
        assert len(ask(vk, "execute", code=f"return [{one},{one},{one}];")["response"]) == 3
        answer = ask(vk, "execute", code=f"return [{one},{one}];")
        assert answer["response"][1] is False
        assert answer["execute_errors"][0]["error_code"] == 29
        assert code_of(ask(vk, "wall.get", owner_id=-1)) == 29
        assert code_of(ask(vk, "wall.getComments", owner_id=-1, post_id=5)) is None
        assert code_of(ask(vk, "wall.get", token="user-2", owner_id=-1)) is None
        world.clock = lambda: NOW + DAY
        assert code_of(ask(vk, "wall.get", owner_id=-1)) is None
