"""Every fault does what it says, where it says, and not elsewhere."""

from __future__ import annotations

import time

import pytest
import requests

from tests.fakes.vk import Faults, Page, Post, World, serve
from tests.fakes.vk.errors import MESSAGES, OBJECT_CODES
from tests.fakes.vk.faults import parsed
from tests.fakes_tests.conftest import NOW

TABLE = (
    *(1, 6, 10, 36, 43, 9, 29, 32, 13, 14, 17, 24, 25, 3300, 3301, 3302, 3303, 3304),
    *(2, 4, 5, 27, 28, 1114, 1116, 1117, 3609),
    *(7, 15, 18, 19, 30, 40, 100, 104, 113, 125, 203, 210, 211, 212),
    *(3, 8, 12, 101, 150),
)
BATCH = "return [API.wall.get({\"owner_id\":-1}),API.wall.get({\"owner_id\":-2})];"  # fmt: skip


def code_of(answer: dict) -> int | None:
    return answer.get("error", {}).get("error_code")


def outcomes(ask, vk, times: int) -> list[int | None]:
    return [code_of(ask(vk, "wall.get", owner_id=-1)) for _ in range(times)]


@pytest.mark.parametrize("code", TABLE)
def test_every_error_of_the_table_can_be_made(vk, ask, code):
    vk.faults.add(code, times=1)
    first = ask(vk, "wall.get", owner_id=-1)
    assert code_of(first) == code
    assert first["error"]["error_msg"].startswith(MESSAGES[code])
    assert "access_token" not in {pair["key"] for pair in first["error"]["request_params"]}
    assert outcomes(ask, vk, 1) == [None]


def test_a_code_of_requests_fails_the_whole_batch(vk, ask):
    vk.faults.add(10, times=1)
    assert code_of(ask(vk, "execute", code=BATCH)) == 10
    assert vk.calls == []


@pytest.mark.parametrize("code", sorted(OBJECT_CODES | {29}))
def test_a_code_of_objects_fails_one_call_of_a_batch(vk, ask, code):
    vk.faults.add(code, owner=2)
    answer = ask(vk, "execute", code=BATCH)
    assert answer["response"][0]["count"] == 5
    assert answer["response"][1] is False
    assert [error["error_code"] for error in answer["execute_errors"]] == [code]
    assert [call.error for call in vk.calls] == [None, code]


def test_a_thread_or_a_post_alone_can_be_refused(vk, ask):
    vk.faults.add(100, owner=1, post=5, comment=10)
    ask_thread = {"owner_id": -1, "post_id": 5}
    assert code_of(ask(vk, "wall.getComments", **ask_thread, comment_id=10)) == 100
    assert code_of(ask(vk, "wall.getComments", **ask_thread, comment_id=12)) is None
    vk.faults.add(212, owner=1, post=5)
    assert code_of(ask(vk, "wall.getComments", **ask_thread)) == 212
    assert code_of(ask(vk, "wall.get", owner_id=-1)) is None


@pytest.mark.parametrize(("name", "status"), [("http500", 500), ("http502", 502)])
def test_http_errors(vk, name, status):
    vk.faults.add(name, times=1)
    assert requests.post(f"{vk.url}/wall.get", timeout=5).status_code == status
    assert requests.post(f"{vk.url}/wall.get", timeout=5).status_code == 200
    assert [request.outcome for request in vk.requests] == [name, "5"]


def test_broken_json_arrives_whole_but_cannot_be_read(vk):
    vk.faults.add("badjson")
    answer = requests.post(f"{vk.url}/wall.get", timeout=5)
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_truncated_body_is_shorter_than_announced(vk):
    vk.faults.add("truncate")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        requests.post(f"{vk.url}/wall.get", timeout=5)


def test_a_dropped_connection_answers_nothing(vk):
    vk.faults.add("drop")
    with pytest.raises(requests.ConnectionError):
        requests.post(f"{vk.url}/wall.get", timeout=5)


def test_a_hang_outlasts_the_client_but_not_the_server(world):
    with serve(world, faults="hang:at=1,seconds=60") as vk:
        began = time.monotonic()
        with pytest.raises(requests.ReadTimeout):
            requests.post(f"{vk.url}/wall.get", timeout=0.2)
        assert requests.post(f"{vk.url}/wall.get", timeout=5).status_code == 200
    assert time.monotonic() - began < 10


def test_captcha_brings_its_picture(vk, ask):
    vk.faults.add("captcha")
    error = ask(vk, "wall.get", owner_id=-1)["error"]
    assert error["error_code"] == 14
    assert {"captcha_sid", "captcha_img"} <= error.keys()


@pytest.mark.parametrize(
    ("spec", "failing"),
    [
        ("10:at=2", [2]),
        ("10:at=2+4", [2, 4]),
        ("10:at=2-4", [2, 3, 4]),
        ("10:every=3", [3, 6]),
        ("10:after=4", [5, 6]),
        ("10:times=2", [1, 2]),
        ("10:method=wall.get,at=1", [1]),
        ("10:method=wall.getById", []),
        ("10:token=user-1,at=1", [1]),
        ("10:token=service", []),
        ("10:owner=1,times=1", [1]),
        ("10:owner=2", []),
    ],
)
def test_conditions_choose_the_request(world, ask, spec, failing):
    with serve(world, faults=spec) as vk:
        codes = outcomes(ask, vk, 6)
    assert [number for number, code in enumerate(codes, start=1) if code == 10] == failing


def test_chance_is_the_same_for_the_same_seed_only(world, ask):
    def run(seed: int) -> list[int | None]:
        with serve(world, faults="6:p=0.4; 1:p=0.2", seed=seed) as vk:
            return outcomes(ask, vk, 60)

    first = run(1)
    assert first == run(1)
    assert first != run(2)
    assert 10 < first.count(6) < 40
    assert first.count(1) > 0


@pytest.mark.parametrize(
    "spec", ["nonsense", "6:p=x", "6:colour=red", "drop:scope=call", "6:scope=all"]
)
def test_a_wrong_spec_is_refused(spec):
    with pytest.raises(ValueError, match=r"."):
        parsed(spec)


def test_rules_can_be_cleared(vk, ask):
    vk.faults.add(10)
    vk.faults.clear()
    assert outcomes(ask, vk, 1) == [None]
    assert Faults("6; 10").rules[1].kind == 10


def test_drift_moves_the_wall_while_it_is_read(ask):
    def ids_read(faults: str, seed: int = 0) -> tuple[list[int], list[int]]:
        page = Page(1, [Post(i, NOW - 1_000 + i, comments=[]) for i in range(1, 301)])
        with serve(World([page], clock=lambda: NOW), faults=faults, seed=seed) as vk:
            answers = [
                ask(vk, "wall.get", owner_id=-1, offset=offset, count=20)["response"]
                for offset in range(0, 200, 20)
            ]
        ids = [item["id"] for answer in answers for item in answer["items"]]
        return ids, [answer["count"] for answer in answers]

    still, counts = ids_read("")
    assert still == list(range(300, 100, -1))
    assert set(counts) == {300}
    moved, counts = ids_read("drift")
    assert len(set(counts)) > 1
    assert len(set(moved)) < len(moved) or set(moved) != set(still)
    assert (moved, counts) == ids_read("drift")
    assert moved != ids_read("drift", seed=1)[0]


def test_drift_moves_comments_too(world, ask):
    with serve(world, faults="drift:method=wall.getComments") as vk:
        seen = {
            tuple(item["id"] for item in
                  ask(vk, "wall.getComments", owner_id=-1, post_id=5)["response"]["items"])
            for _ in range(12)
        }  # fmt: skip
    assert len(seen) > 2
