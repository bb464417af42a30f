"""What the collection knows of itself: arithmetic by hand, reading on hand-made stores."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, insert, update

from core.period import DAY
from core.settings import Settings
from jobs import state
from jobs.collect import Wish
from kpi.replies import first_replies
from loaders import ledger
from loaders.vk.token import Token
from store import state as stored
from store import tables as t
from store.collecting import Collecting
from store.engine import open_engine, opened
from store.lock import alone
from tests import databases
from tests.fakes.vk import random_world
from tests.loaders.conftest import desk

NOW = 1_764_000_000
KEY = "k" * 32
SETTINGS = Settings(vk_tokens=("user-1", "user-2"), hash_key=KEY, history_days=100)
RUN = {"network": "vk", "kind": "full", "started_at": NOW, "as_of": NOW, "state": "complete"}


@pytest.fixture(params=databases.KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with databases.fresh(request.param, tmp_path) as url, opened(url) as made:
        yield made


def put(engine: Engine, **tables: list[dict[str, Any]]) -> None:
    """Writes rows; columns that are not given are null."""
    with engine.begin() as connection:
        for name, rows in tables.items():
            table = t.metadata.tables[name]
            empty = {column.name: None for column in table.columns if not column.primary_key}
            connection.execute(insert(table), [empty | row for row in rows])


def page(number: int, **known: Any) -> dict[str, Any]:
    return {"page": number, "page_id": f"vk:{number}", "network": "vk", "owner": number,
            "listed": True, "title": f"Page {number}"} | known  # fmt: skip


def post(number: int, **known: Any) -> dict[str, Any]:
    return {"page": 1, "post": number, "published": NOW - 10 * DAY, "flags": 1, "format": 0,
            "comments": 0, "read_at": NOW - DAY // 2} | known  # fmt: skip


def test_nothing_at_all(engine: Engine) -> None:
    found = state.known(engine, SETTINGS, NOW)
    assert found.as_of is None
    assert found.last is None
    assert found.running == []
    assert found.forecast is None
    assert [token.left for token in found.tokens] == [5000, 5000]
    json.dumps(found.as_dict())


def test_what_is_owed_is_the_gaps_of_the_ledger(engine: Engine) -> None:
    put(
        engine,
        pages=[page(1), page(2), page(3), page(4, refused="banned"), page(5, listed=False)],
        runs=[RUN],
        intervals=[
            {"page": 1, "start": NOW - 200 * DAY, "end": NOW, "origin": False},
            {"page": 2, "start": NOW - 50 * DAY, "end": NOW - 20 * DAY - 1, "origin": False},
            {"page": 3, "start": NOW - 5 * DAY, "end": NOW, "origin": True},
        ],
    )
    found = state.known(engine, SETTINGS, NOW + DAY)
    days = dict(found.pages.select("page_id", "days").iter_rows())
    assert days == {"vk:1": 0, "vk:2": 70, "vk:3": 0, "vk:4": 0}
    assert state.totals(found.owed) == {"pages": 1, "days": 70, "counters": 0, "comments": 0}
    assert found.refused["page_id"].to_list() == ["vk:4"]
    ages = dict(found.pages.select("page_id", "age").iter_rows())
    assert ages == {"vk:1": DAY, "vk:2": 21 * DAY + 1, "vk:3": DAY, "vk:4": None}
    counted = state.ages(found.pages["age"])
    assert counted == {"day": 2, "two_days": 0, "week": 0, "older": 1, "never": 1}


def test_a_passing_run_of_one_page_makes_the_others_no_debtors(engine: Engine) -> None:
    whole = {"start": NOW - 200 * DAY, "end": NOW, "origin": False}
    later = RUN | {"kind": "chosen", "started_at": NOW + 9999, "as_of": NOW + 9999}
    put(engine, pages=[page(1), page(2)], runs=[RUN, later],
        intervals=[{"page": n} | whole for n in (1, 2)])  # fmt: skip
    assert state.known(engine, SETTINGS, NOW + DAY).owed.is_empty()


def test_posts_due_for_counters_and_comments(engine: Engine) -> None:
    put(
        engine,
        pages=[page(1)],
        posts=[
            post(1, read_at=NOW - DAY),
            post(2, read_at=NOW - DAY, deleted_at=NOW),
            post(3, read_at=NOW - DAY, published=NOW - 90 * DAY),
            post(4, comments=2),
            post(5, comments=2),
            post(6, comments=3),
            post(7, comments=3),
            post(8, comments=None),
            *(post(number, published=NOW - 90 * DAY) for number in (9, 10)),
        ],
        threads=[
            {"page": 1, "post": number, "counted": 2, "whole": True, "read_at": read_at}
            for number, read_at in ((5, NOW), (6, NOW), (8, NOW))
        ] + [
            {"page": 1, "post": 7, "counted": 3, "whole": True, "read_at": NOW - 8 * DAY},
            {"page": 1, "post": 9, "counted": 0, "whole": False, "refused": 15,
             "read_at": NOW - 8 * DAY},
            {"page": 1, "post": 10, "counted": 0, "whole": False, "refused": 212,
             "read_at": NOW - 8 * DAY},
        ],
    )  # fmt: skip
    work = stored.work(engine, Wish().scope(SETTINGS, NOW))
    row = {"page": 1, "posts": 9, "talked": 4, "counters": 1, "comments": 4}
    assert work.to_dicts() == [row]


def test_due_is_what_a_run_would_read(tmp_path: Path) -> None:
    world = random_world(4, seed=5, now=NOW, weeks=12)
    world.clock = lambda: NOW
    with desk(world, tmp_path) as at:
        at.sync()
        settings, later = at.settings(), NOW + 9 * DAY
        scope = Wish().scope(settings, later)
        with at.engine.begin() as connection:
            connection.execute(update(t.posts).where(t.posts.c.post % 7 == 0).values(comments=99))
        due = {
            number: count
            for number, count in stored.work(at.engine, scope)
            .select("page", "comments")
            .iter_rows()
            if count
        }
        collecting = Collecting(at.engine, "vk", scope, first_replies, ledger.widened)
        told = {p["page"]: len(collecting.due_posts(p["page"])) for p in collecting.pages()}
        assert due == {number: count for number, count in told.items() if count}
        assert due
        counters = dict(stored.work(at.engine, scope).select("page", "counters").iter_rows())
        refused = {p["page"] for p in at.pages() if p["refused"]}
        for number, count in counters.items():
            known = collecting.walls([number])
            if number not in refused:
                assert (known[number][1] is not None) == (count > 0)


def test_after_a_whole_run_nothing_is_owed(tmp_path: Path) -> None:
    world = random_world(6, seed=3, now=NOW, weeks=8)
    world.clock = lambda: NOW
    with desk(world, tmp_path) as at:
        report = at.sync()
        found = state.known(at.engine, at.settings(), NOW + 60)
        assert report.state == "complete"
        assert found.owed.is_empty()
        assert found.forecast is None
        assert found.tokens[0].spent > 0
        assert found.tokens[0].mark == Token("user-1", 1, "http://x", 3, 1, KEY).mark
        assert "user-1" not in json.dumps(found.as_dict())


def test_the_demo_owes_nothing_and_does_not_age(engine: Engine) -> None:
    put(engine, pages=[page(1)], runs=[RUN], marks=[{"mark": "demo", "value": "[]"}],
        intervals=[{"page": 1, "start": NOW - 5 * DAY, "end": NOW, "origin": False}])  # fmt: skip
    found = state.known(engine, SETTINGS, NOW + 100 * DAY)
    assert found.demo
    assert found.owed.is_empty()
    assert found.pages["age"].to_list() == [0]


def test_a_run_is_under_way_while_its_lock_is_held(engine: Engine) -> None:
    put(engine, runs=[RUN | {"run": 7, "state": "running"}],
        marks=[{"mark": "progress", "value": '{"run": 7, "walls": [3, 9]}'}])  # fmt: skip
    with alone(engine):
        ((run, phases),) = state.under_way(engine, NOW)
        assert (run["run"], phases) == (7, {"walls": (3, 9)})
        assert state.known(engine, SETTINGS, NOW).last is None
    assert state.under_way(engine, NOW) == []
    last = state.known(engine, SETTINGS, NOW).last
    assert last is not None
    assert (last["state"], last["message"]) == ("broken", "killed")


def test_the_lock_is_seen_by_one_who_only_reads(engine: Engine) -> None:
    reader = open_engine(engine.url.render_as_string(hide_password=False), read_only=True)
    assert not stored.is_running(reader)
    with alone(engine):
        assert stored.is_running(reader)
        assert not stored.is_running(reader, "chosen")
    assert not stored.is_running(reader)
    reader.dispose()


def test_rejects_are_counted_by_reason(engine: Engine) -> None:
    put(engine, pages=[page(1), page(2)],
        runs=[RUN | {"run": 1, "started_at": NOW - 90 * DAY}, RUN | {"run": 2}],
        rejects=[{"run": run, "page": number, "what": "post", "reason": "r", "count": 2}
                 for run, number in ((1, 1), (2, 1), (2, 2))])  # fmt: skip
    rows = stored.rejects(engine, NOW - 30 * DAY).to_dicts()
    assert rows == [{"what": "post", "reason": "r", "count": 4, "pages": 2, "last": NOW}]
    assert stored.runs(engine, NOW)["rejects"].to_list() == [4, 2]


def use(*rows: tuple[str, str, int, int, str | None]) -> pl.DataFrame:
    return pl.DataFrame(
        [(*row, NOW if row[4] else None) for row in rows],
        schema={"token": pl.String, "method": pl.String, "began": pl.Int64, "calls": pl.Int64,
                "refused": pl.String, "refused_at": pl.Int64}, orient="row",
    )  # fmt: skip


def test_quotas_of_today() -> None:
    rows = use(
        ("a", "wall.get", NOW - 3600, 1200, None),
        ("b", "wall.get", NOW - 3600, 4990, "Rate limit reached"),
        ("c", "wall.get", NOW - 3600, 10, None),
        ("c", "*", NOW - 3600, 0, "authorization failed"),
        ("d", "wall.get", NOW - 2 * DAY, 5000, "Rate limit reached"),
        ("old", "wall.get", NOW, 7, None),
    )
    found = state.quotas(rows, ["a", "b", "c", "d", "new"], 5000, NOW)
    told = {one.mark: (one.spent, one.left, one.dead, one.refused) for one in found}
    assert told == {
        "a": (1200, 3800, False, None),
        "b": (4990, 0, False, "Rate limit reached"),
        "c": (10, 0, True, "authorization failed"),
        "d": (0, 5000, False, None),
        "new": (0, 5000, False, None),
    }


def test_the_first_fill_by_usual_proportions(engine: Engine) -> None:
    put(engine, pages=[page(n) for n in range(1, 832)])
    found = state.known(engine, Settings(vk_tokens=("user-1",), hash_key=KEY), NOW)
    estimate = found.forecast
    assert estimate is not None
    assert not estimate.pace.measured
    assert estimate.pace.batches is None
    assert state.totals(found.owed)["days"] == pytest.approx(831 * 400, abs=1)
    assert estimate.recent.requests < estimate.whole.requests / 5
    assert (estimate.recent.days, estimate.whole.days) == (0, 0)
    assert estimate.recent.seconds < 600


def test_the_command_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli_call: Callable[..., str]
) -> None:
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as made:
        from store.engine import upgrade

        upgrade(made)
        put(made, pages=[page(1), page(2, refused="15: Access denied", refused_at=NOW)],
            runs=[RUN | {"pages": 2, "requests": 11, "least": 10, "owed": 1}])  # fmt: skip
    told = cli_call("status")
    for words in ("full complete", "11 requests (least 10, 1.10 times the least)", "Owed: 1 page",
                  "Refused pages: 1", "15: Access denied", "Estimate, by usual proportions",
                  "none 2", "Tokens: 0: set KPI_VK_TOKENS"):  # fmt: skip
        assert words in told
    known = json.loads(cli_call("status", "--json"))
    assert known["last_run"]["state"] == "complete"
    assert known["refused"] == [{"page_id": "vk:2", "refused": "15: Access denied",
                                 "refused_at": NOW}]  # fmt: skip
