"""Every class of error does what it should, and no token is ever told."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.pool import SPENT
from loaders.vk import errors
from loaders.vk.client import ENDLESS
from tests.fakes.vk import Comment, Page, Post, World, random_pages
from tests.loaders.conftest import DAY, NOW, desk


def world(pages: int = 3) -> World:
    return World(random_pages(pages, seed=2, now=NOW, weeks=6), clock=lambda: NOW)


def clean(folder: Path) -> object:
    with desk(world(), folder) as at:
        at.sync()
        return at.dump()


@pytest.mark.parametrize(
    "fault",
    [f"{code}:at=2-4" for code in sorted(errors.TRANSIENT | errors.TOO_BIG)]
    + ["http500:at=2-4", "http502:at=3", "badjson:at=2+4", "truncate:at=3", "drop:at=2+3"],
)
def test_a_passing_fault_costs_retries_and_nothing_else(tmp_path: Path, fault: str) -> None:
    expected = clean(tmp_path / "clean")
    with desk(world(), tmp_path / "faulty", faults=fault) as at:
        report = at.sync()
        assert report.state == "complete"
        assert report.retries > 0
        assert at.dump() == expected


def test_a_hanging_request_is_cut_by_the_time_out(tmp_path: Path) -> None:
    from jobs.collect import collect_vk

    with desk(world(1), tmp_path, faults="hang:at=2,seconds=3") as at:
        settings = at.settings(vk_timeout_seconds=0.5)
        report = collect_vk(at.engine, settings, NOW, lambda: NOW)
        assert report.state == "complete"
        assert report.retries == 1


@pytest.mark.parametrize("code", sorted(errors.QUOTA))
def test_a_spent_quota_leaves_walls_owed_and_the_rest_goes_on(tmp_path: Path, code: int) -> None:
    with desk(world(), tmp_path, faults=f"{code}:method=wall.get,after=2,token=user-1") as at:
        report = at.sync()
        assert report.state == "incomplete"
        assert report.exit_code == 3
        assert report.owed == {SPENT: sum(report.owed.values())}
        at.vk.faults.clear()
        assert at.sync().state == "complete"


def test_another_token_takes_over_when_a_quota_is_spent(tmp_path: Path) -> None:
    expected = clean(tmp_path / "clean")
    with desk(world(), tmp_path / "two", faults="29:method=wall.get,token=user-1") as at:
        assert at.sync(("user-1", "user-2")).state == "complete"
        assert at.dump() == expected


@pytest.mark.parametrize("code", sorted(errors.DEAD_TOKEN | errors.NEEDS_PERSON))
def test_a_dead_token_is_dropped_and_another_goes_on(tmp_path: Path, code: int) -> None:
    with desk(world(1), tmp_path) as at:
        at.vk.tokens.kill("user-1", code)
        assert at.sync(("user-1", "user-2")).state == "complete"
        assert len(at.said) == 1
        assert "token 1" in at.said[0]
        assert "user-1" not in at.said[0]


def test_no_living_token_breaks_the_run(tmp_path: Path) -> None:
    with desk(world(1), tmp_path) as at:
        report = at.sync(("dead-secret",))
        assert (report.state, report.exit_code) == ("broken", 1)
        assert "KPI_VK_TOKENS" in str(report.message)
        assert "dead-secret" not in str(report)


@pytest.mark.parametrize("code", sorted(errors.OUR_FAULT))
def test_a_fault_of_our_own_is_loud(tmp_path: Path, code: int) -> None:
    with desk(world(1), tmp_path, faults=f"{code}:at=2,scope=request") as at:
        report = at.sync()
        assert report.state == "broken"
        assert report.message


@pytest.mark.parametrize("code", [7, 15, 18, 19, 30, 100, 125, 203])
def test_a_refused_page_keeps_the_reason_and_does_not_stop_the_others(
    tmp_path: Path, code: int
) -> None:
    pages = [Page(owner=n, posts=[Post(id=1, date=NOW - DAY)]) for n in (1, 2)]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.vk.faults.add(code, method="wall.get", owner=1)
        assert at.sync().state == "complete"
        refused, fine = at.pages()
        assert refused["refused"].startswith(f"{code}:")
        assert refused["refused_at"] == NOW
        assert fine["refused"] is None
        assert [row[0] for row in at.dump()["posts"]] == [2]
        at.vk.faults.clear()
        at.sync()
        assert {page["refused"] for page in at.pages()} == {None}


def test_an_answer_too_big_is_asked_in_halves(tmp_path: Path) -> None:
    posts = [Post(id=n, date=NOW - n * 3600, attachments=["photo"] * 6) for n in range(1, 101)]
    pages = [Page(owner=n, posts=list(posts)) for n in range(1, 26)]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        assert at.sync().state == "complete"
        assert len(at.dump()["posts"]) == 2500
        assert any(r.outcome == "13" for r in at.vk.requests)


@pytest.mark.parametrize("code", [13, 36])
def test_batches_that_never_do_are_asked_one_by_one(tmp_path: Path, code: int) -> None:
    expected = clean(tmp_path / "clean")
    with desk(world(), tmp_path / "faulty", faults=f"{code}:method=execute") as at:
        assert at.sync().state == "complete"
        assert at.dump() == expected


@pytest.mark.parametrize("code", [13, 36])
def test_a_wall_that_is_always_too_big_is_owed_alone(tmp_path: Path, code: int) -> None:
    pages = [Page(owner=n, posts=[Post(id=1, date=NOW - DAY)]) for n in range(1, 8)]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.vk.faults.add(code, method="wall.get", owner=1)
        report = at.sync(("service-1",))
        assert (report.state, report.owed) == ("incomplete", {ENDLESS: 1})
        assert {row[0] for row in at.dump()["posts"]} == set(range(2, 8))
        at.vk.faults.clear()
        assert at.sync().state == "complete"


def test_closed_comments_are_told_from_none(tmp_path: Path) -> None:
    talk = [Comment(id=9, from_id=7, date=NOW - 60, text="Когда?")]
    pages = [
        Page(owner=1, posts=[Post(id=1, date=NOW - DAY, comments=list(talk), comments_error=212)]),
        Page(owner=2, posts=[Post(id=1, date=NOW - DAY, comments=list(talk))]),
        Page(owner=3, posts=[Post(id=1, date=NOW - DAY)]),
    ]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.sync()
        dump = at.dump()
        assert [page["comments_open"] for page in at.pages()] == [False, True, None]
        assert [(row[0], row[3], row[4]) for row in dump["threads"]] == [
            (1, False, 212),
            (2, True, None),
        ]


def test_a_thread_that_cannot_be_read_marks_its_post(tmp_path: Path) -> None:
    answers = [Comment(id=n, from_id=n, date=NOW - 100 + n, text="да") for n in range(20, 35)]
    root = Comment(id=9, from_id=7, date=NOW - 200, text="Когда?", thread=answers)
    pages = [Page(owner=1, posts=[Post(id=1, date=NOW - DAY, comments=[root])])]
    with desk(World(pages, clock=lambda: NOW), tmp_path) as at:
        at.vk.faults.add(100, method="wall.getComments", comment=9)
        at.sync()
        assert at.dump()["threads"][0][3] is False
        at.vk.faults.clear()


def test_no_token_in_what_is_stored_or_said(tmp_path: Path) -> None:
    secret = "dead-5-very-secret"
    with desk(world(1), tmp_path) as at:
        at.sync((secret, "user-hidden"))
        at.engine.dispose()
        stored = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
        assert secret.encode() not in stored
        assert b"user-hidden" not in stored
        assert not any("secret" in sentence for sentence in at.said)


def test_a_token_without_batches_asks_only_what_no_other_can(tmp_path: Path) -> None:
    with desk(world(), tmp_path / "both") as at:
        assert at.sync(("service-1", "user-1")).state == "complete"
        by_service = [r for r in at.vk.requests if r.token == "service-1"]
        assert {r.method for r in by_service} <= {"groups.getById", "execute"}
        assert sum(r.outcome == "28" for r in by_service) == 1, "it was tried for batches, once"
    with desk(world(), tmp_path / "spent", faults="29:method=wall.get,token=user-1") as at:
        assert at.sync(("service-1", "user-1")).state == "complete"
        methods = {r.method for r in at.vk.requests if r.token == "service-1"}
        assert methods - {"groups.getById"} == {"execute", "wall.get"}
