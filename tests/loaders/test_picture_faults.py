"""Hostile pictures, failing hosts and bounds: a night goes on and says what it left."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from jobs import pictures as job
from loaders.vk import pictures
from loaders.vk.pictures import BadPicture, address
from tests.fakes.vk import World
from tests.loaders.conftest import NOW, Desk, desk
from tests.loaders.picture_host import (
    HOSTS,
    Host,
    beside,
    bomb,
    host,
    image,
    kept,
    night,
    rejects,
    wall,
)

__all__ = ["beside", "host"]


HOSTILE = {
    "html": (200, b"<html><script>alert(1)</script></html>"),
    "svg": (
        200,
        b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
    ),
    "empty": (200, b""),
    "50 MB": (200, b"\xff\xd8", 50_000_000),
    "bomb": (200, bomb()),
    "many pixels": (200, image("PNG", (4000, 4000), "1")),
    "redirect": (302, b"", 0, "http://localhost/admin"),
    "redirect home": (301, b"", 0, f"https://{HOSTS[1]}/other.jpg"),
    "truncated": (200, image()[:20_000]),
    "broken": (200, image("PNG")[:3000] + b"\0" * 9000),
    "gone": (404, b""),
}
REASONS = {
    "50 MB": "over 2 MB", "bomb": "too many pixels", "many pixels": "too many pixels",
    "redirect": "HTTP 302", "redirect home": "HTTP 301", "gone": "HTTP 404",
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_bad_picture_is_a_reject(what: str, beside: Desk, host: Host) -> None:
    host.answers["ava_5"] = HOSTILE[what]
    report = night(beside)
    assert report.exit_code == 0
    assert set(kept(beside)) == {(1, 1), (1, 2), (2, 0), (2, 1), (2, 2)}
    ((page, reason, count),) = rejects(beside)
    assert (page, count) == (1, 1)
    assert reason.startswith(REASONS.get(what, "no image ("))
    assert beside.said == []
    assert len(host.asked) == 6, "nobody followed the redirect"


@pytest.mark.parametrize(
    "url",
    [
        "http://sun9-35.userapi.com/a.jpg",
        "https://localhost/a.jpg",
        "https://userapi.com.evil.example/a.jpg",
        "https://evil.example/sun9-35.userapi.com/a.jpg",
        "https://eviluserapi.com/a.jpg",
        "https://evil.example\\@sun9-35.userapi.com/a.jpg",
        "https://evil.example#@sun9-35.userapi.com/a.jpg",
        "https://user:word@sun9-35.userapi.com/a.jpg",
        "https://sun9-35.userapi.com:8443/a.jpg",
        "https://sun9-35.userapi.com/a.jpg\r\nHost: evil.example",
        "https://sun9-35.userapi.com/a\\b.jpg",
        "https://sun9-35.userapi.com",
        "file:///etc/passwd",
        "",
        None,
        7,
    ],
)
def test_other_hosts_are_not_asked(url: Any, beside: Desk, host: Host) -> None:
    with pytest.raises(BadPicture, match="not an address of a picture host"):
        address(url)
    if isinstance(url, str) and url:
        beside.world.pages[0].extra = {"photo_200": url}
        assert night(beside).exit_code == 0
        assert (1, "not an address of a picture host", 1) in rejects(beside)
        assert len(host.asked) == 5


@pytest.mark.parametrize("answer", ["hang", "cut", (503, b"")], ids=["hang", "cut", "503"])
def test_a_failing_host_is_one_sentence(answer: Any, beside: Desk, host: Host) -> None:
    host.answers["/"] = answer
    report = night(beside, vk_timeout_seconds=0.3)
    assert report.exit_code == 0
    (said,) = beside.said
    assert said.startswith("6 pictures are left to the next night: the picture host ")
    assert kept(beside) == {}
    assert rejects(beside) == []
    host.answers.clear()
    night(beside)
    assert len(kept(beside)) == 6


def test_a_host_that_drips_is_given_up(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter(range(0, 10_000, 40))
    monkeypatch.setattr(pictures, "monotonic", lambda: next(ticks))
    monkeypatch.setattr(pictures, "CHUNK", 100)
    assert night(beside).exit_code == 0
    assert beside.said == ["6 pictures are left to the next night: the picture host is too slow"]


def test_a_connection_closed_meanwhile_is_tried_again(beside: Desk, host: Host) -> None:
    host.drops = 1
    assert night(beside).exit_code == 0
    assert len(kept(beside)) == 6
    assert len(host.asked) == 7
    assert beside.said == []


def test_a_dead_host_is_asked_a_few_times_only(tmp_path: Path, host: Host) -> None:
    world = World([wall(5, 9), *(wall(owner) for owner in range(6, 26))], clock=lambda: NOW)
    host.answers["/"] = (500, b"")
    with desk(world, tmp_path / "desk") as made:
        night(made)
        assert len(host.asked) <= pictures.GIVE_UP_HOST + job.LANES
        (said,) = made.said
        assert said.endswith("the picture host answers HTTP 500")


def test_a_dead_proxy_and_an_unknown_authority_are_said(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such.pem")
    assert night(beside).exit_code == 0
    assert "REQUESTS_CA_BUNDLE" in beside.said[0]
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    assert night(beside).exit_code == 0
    assert "REQUESTS_CA_BUNDLE" in beside.said[0]
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert night(beside).exit_code == 0
    assert "HTTPS_PROXY" in beside.said[0]
    assert host.asked == []


def test_a_spent_quota_leaves_photos_to_the_next_night(tmp_path: Path, host: Host) -> None:
    world = World([wall(5)], clock=lambda: NOW)
    with desk(world, tmp_path / "desk", faults="29:method=wall.getById") as made:
        report = night(made)
        assert report.state == "complete"
        assert set(kept(made)) == {(1, 0)}
        assert made.said == [
            "2 pictures are left to the next night: the day's quota of the network is spent"
        ]


def test_bounds_of_a_run_hold_for_pictures(beside: Desk, host: Host) -> None:
    night(beside, pictures="off")
    made = len(beside.vk.requests)
    assert night(beside, most_requests=1).requests == 1
    assert len(beside.vk.requests) == made + 1
    assert set(kept(beside)) == {(1, 0), (2, 0)}
    assert "allowed number of requests" in beside.said[0]


def test_a_night_has_an_hour_for_pictures(
    beside: Desk, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "TOGETHER", 2)

    def clock() -> int:
        return NOW + job.LONGEST + 1 if len(host.asked) >= 2 else NOW

    report = night(beside, clock=clock)
    assert report.exit_code == 0
    assert len(kept(beside)) == 2
    assert beside.said == ["4 pictures are left to the next night: the time for pictures is over"]


@pytest.mark.parametrize("asked", [{"only": frozenset({"vk:club5"})}, {"short": True}])
def test_only_a_whole_night_brings_pictures(asked: Any, beside: Desk, host: Host) -> None:
    night(beside, **asked)
    assert host.asked == []
