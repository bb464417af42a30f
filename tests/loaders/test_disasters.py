"""The machine itself fails: its clock, its disk, another program that holds the database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from jobs.collect import Report, collect_vk
from tests import databases
from tests.fakes.vk import Comment, Page, Post, World, random_pages
from tests.loaders.conftest import DAY, NOW, Desk, desk

SQLITE = pytest.mark.skipif(databases.DEFAULT != "sqlite", reason="a trait of SQLite's file")


def world(pages: int = 3) -> World:
    return World(random_pages(pages, seed=6, now=NOW, weeks=8), clock=lambda: NOW)


def clean(folder: Path) -> object:
    with desk(world(), folder) as at:
        assert at.sync().state == "complete"
        return at.dump()


def run(at: Desk, now: int) -> Report:
    return collect_vk(at.engine, at.settings(), now, lambda: now)


def test_a_clock_ahead_of_the_networks_breaks_the_run_and_keeps_nothing(tmp_path: Path) -> None:
    with desk(world(), tmp_path) as at:
        before = at.dump()
        report = run(at, NOW + DAY)
        assert (report.state, report.exit_code) == ("broken", 1)
        assert "1440 minutes ahead" in str(report.message)
        assert at.dump() == before
        assert run(at, NOW).state == "complete"


def test_a_clock_ten_minutes_ahead_is_borne(tmp_path: Path) -> None:
    with desk(world(), tmp_path) as at:
        assert run(at, NOW + 600).state == "complete"
        assert run(at, NOW + 601).state == "broken"


def test_a_clock_set_back_a_day_loses_nothing(tmp_path: Path) -> None:
    at_noon = world()
    page = next(p for p in at_noon.pages if p.posts and not (p.is_closed or p.deactivated))
    post = max(page.posts, key=lambda p: p.date)
    post.comments, post.comments_open = [], True
    for n in range(3):
        post.comments.append(Comment(page.next_id(), 7, post.date + n, "Когда?"))
    with desk(at_noon, tmp_path) as at:
        assert run(at, NOW).state == "complete"
        before = at.dump()
        post.comments.append(Comment(page.next_id(), 8, NOW - 60, "И у нас"))
        assert run(at, NOW - DAY).state == "complete"
        back = at.dump()
        assert {r[:3] for r in back["posts"] if r[10] is None} == {
            r[:3] for r in before["posts"] if r[10] is None
        }
        assert {r[:3] for r in back["comments"] if r[13]} == {
            r[:3] for r in before["comments"] if r[13]
        }, "comments of a later moment are not gone"
        assert [r[:3] for r in back["intervals"]] == [r[:3] for r in before["intervals"]]
        page.posts.append(Post(page.next_id(), NOW + 60, "Новость"))
        at_noon.clock = lambda: NOW + DAY
        assert run(at, NOW + DAY).state == "complete"
        number = next(p["page"] for p in at.pages() if p["owner"] == page.owner)
        assert (number, page.posts[-1].id) in {r[:2] for r in at.dump()["posts"]}
        standing = [r for r in at.dump()["comments"] if r[:2] == (number, post.id) and not r[13]]
        assert len(standing) == 4


def test_a_post_of_a_gap_that_was_pinned_while_the_clock_was_back_is_not_lost(
    tmp_path: Path,
) -> None:
    page = Page(1, [Post(n, NOW - (301 - n) * 3600 * 8) for n in range(1, 301)])
    region = World([page], clock=lambda: NOW)
    with desk(region, tmp_path) as at:
        assert at.sync(most_requests=2).state == "incomplete"
        page.posts[20].pinned = True
        assert run(at, NOW - DAY).state == "complete"
        page.posts[20].pinned = False
        region.clock = lambda: NOW + DAY
        assert run(at, NOW + DAY).state == "complete"
        assert {row[1] for row in at.dump()["posts"]} == set(range(1, 301))


def impatient(at: Desk) -> None:
    """Waits for a busy database hardly at all."""

    @event.listens_for(at.engine, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("pragma busy_timeout=50")

    at.engine.dispose()


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program writes to the database and does not come to an end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("begin immediate")
        yield
        other.execute("rollback")


@SQLITE
def test_a_locked_database_ends_the_run_and_the_next_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = clean(tmp_path / "clean")
    with desk(world(), tmp_path / "locked") as at:
        impatient(at)
        with held(at.path), pytest.raises(OperationalError, match="locked"):
            at.sync()
        from store.collecting import Collecting

        save, seen = Collecting.save, []

        def locked(collecting: Collecting, **batch: object) -> None:
            seen.append(batch)
            if len(seen) == 3:
                with held(at.path):
                    save(collecting, **batch)  # type: ignore[arg-type]
            save(collecting, **batch)  # type: ignore[arg-type]

        monkeypatch.setattr(Collecting, "save", locked)
        with pytest.raises(OperationalError, match="locked"):
            at.sync()
        monkeypatch.setattr(Collecting, "save", save)
        assert at.sync().state == "complete"
        assert at.dump() == expected


@SQLITE
def test_a_full_disk_ends_the_run_and_the_next_goes_on(tmp_path: Path) -> None:
    expected = clean(tmp_path / "clean")
    room = [0]
    with desk(world(), tmp_path / "full") as at:

        @event.listens_for(at.engine, "connect")
        def _connect(connection: sqlite3.Connection, _record: object) -> None:
            if room[0]:
                (pages,) = connection.execute("pragma page_count").fetchone()
                connection.execute(f"pragma max_page_count={pages + room[0]}")

        for room[0] in (1, 4, 12):
            at.engine.dispose()
            with pytest.raises(OperationalError, match="full"):
                at.sync()
        room[0] = 0
        at.engine.dispose()
        with at.engine.connect() as connection:
            connection.exec_driver_sql("pragma max_page_count=1073741823")
        assert at.sync().state == "complete"
        assert at.dump() == expected
