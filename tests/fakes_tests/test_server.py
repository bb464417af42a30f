"""The log, latency, keeping alive, and the emulator as a process."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from tests.fakes.vk import serve
from tests.fakes_tests.conftest import NOW

ROOT = Path(__file__).parents[2]


def test_the_log_knows_every_request_and_call(vk, ask):
    ask(vk, "wall.get", owner_id=-1)
    ask(
        vk,
        "execute",
        code='return [API.wall.get({"owner_id":-404}),API.wall.get({"owner_id":-1})];',
    )
    stats = requests.get(f"{vk.root}/_stats", timeout=5).json()
    assert stats["requests_by_method"] == {"wall.get": 1, "execute": 1}
    assert stats["calls_by_method"] == {"wall.get": 3}
    assert stats["calls_failed"] == {"wall.get:100": 1}
    assert stats["bytes"] == sum(request.size for request in vk.requests) > 1000
    log = requests.get(f"{vk.root}/_log", timeout=5).json()
    assert [call["params"]["owner_id"] for call in log["calls"]] == ["-1", "-404", "-1"]
    assert "access_token" not in log["requests"][0]["params"]


def test_the_server_is_steered_over_http(vk, ask, world):
    def steer(path: str) -> object:
        return requests.get(f"{vk.root}{path}", timeout=5).json()

    assert [page["screen_name"] for page in steer("/_pages")] == ["first", "second"]
    steer("/_faults?spec=10:times=1")
    assert ask(vk, "wall.get", owner_id=-1)["error"]["error_code"] == 10
    steer("/_clock?add=60")
    assert world.now() == NOW + 60
    steer("/_kill?token=user-1&code=1117")
    assert ask(vk, "wall.get", owner_id=-1)["error"]["error_code"] == 1117
    steer("/_reset")
    assert vk.requests == []
    assert requests.get(f"{vk.root}/_faults?spec=x:y", timeout=5).status_code == 400
    assert requests.get(f"{vk.root}/nowhere", timeout=5).status_code == 404


def test_latency_is_by_method(world, ask):
    with serve(world, latency={"wall.get": 0.3, "other": 0.0}) as vk:
        began = time.monotonic()
        ask(vk, "groups.getById", group_ids=1)
        quick = time.monotonic() - began
        ask(vk, "wall.get", owner_id=-1)
        slow = time.monotonic() - began - quick
    assert slow >= 0.3


@pytest.fixture
def process():
    command = [sys.executable, "-m", "tests.fakes.vk", "--port", "0", "--pages", "3", "--weeks=4",
               "--seed", "5", "--now", "2025-06-15T12:00:00", "--rate", "0",
               "--faults", "10:at=2"]  # fmt: skip
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    yield running
    running.terminate()
    running.wait(10)
    running.stdout.close()


def test_the_process_says_where_it_listens(process, ask):
    line = process.stdout.readline()
    url = re.match(r"(http://127\.0\.0\.1:\d+/method)  pages 3, posts \d+", line)[1]
    form = {"access_token": "service-1", "v": "5.199", "screen_name": "adm_1"}
    found = requests.post(f"{url}/utils.resolveScreenName", form, timeout=5).json()["response"]
    form["owner_id"] = -found["object_id"]
    assert requests.post(f"{url}/wall.get", form, timeout=5).json()["error"]["error_code"] == 10
    wall = requests.post(f"{url}/wall.get", form, timeout=5).json()["response"]
    newest = max(item["date"] for item in wall["items"])
    assert 1_749_988_800 - 3 * 86_400 < newest <= 1_749_988_800


def test_a_wrong_option_is_refused():
    command = [sys.executable, "-m", "tests.fakes.vk", "--faults", "nonsense"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=20
    )
    assert done.returncode == 2
    assert "--faults" in done.stderr
