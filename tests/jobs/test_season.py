"""Frozen results: what is in them, and that the same hash comes out of the data again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, delete, update

from cli import cli
from core.commission import Act, Done, SeasonError, Standing, apply
from core.season import Candidate, Contest, Results
from core.settings import Settings
from jobs import demo, season
from jobs.award_words import Words
from jobs.report import load
from jobs.season import Judged
from kpi.methodology import methodology
from kpi.model import Rules
from store import post_words, signal_decisions
from store import season as kept
from store import tables as t
from store.backup import back_up
from store.engine import opened, upgrade
from store.post_words import Post
from store.restore import restore

YEAR = 2025
NOW = 1_767_200_000
"""31 December 2025, 19:53 in Moscow."""
SETTINGS = Settings(hash_key="k" * 32)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo region with a year of data."""
    path = tmp_path_factory.mktemp("season") / "kpi.db"
    with opened(f"sqlite:///{path}") as engine:
        upgrade(engine)
    demo.build(f"sqlite:///{path}", SETTINGS, 40, 52, 7, NOW, lambda *_: None)
    return path


@pytest.fixture
def engine(built: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of its database."""
    shutil.copyfile(built, tmp_path / "kpi.db")
    with opened(f"sqlite:///{tmp_path / 'kpi.db'}") as made:
        yield made


def judged(engine: Engine) -> Judged:
    words = Words("ru", "Europe/Moscow")
    return season.judged(
        engine, load(engine), YEAR, Rules.of(SETTINGS), methodology("index"), words
    )


def again(engine: Engine, sealed: kept.Seal) -> season.Check:
    return season.checked(engine, load(engine), sealed)


def test_frozen_results_come_out_of_a_restored_backup_with_the_same_hash(
    engine: Engine, tmp_path: Path
) -> None:
    made = judged(engine)
    assert any(contest.winners for contest in made.results.contests)
    sealed = season.freeze(engine, made, "1", "anna", NOW)
    assert again(engine, sealed).holds

    back_up(engine, tmp_path / "kpi.zip", NOW, "Europe/Moscow")
    with opened(f"sqlite:///{tmp_path / 'other.db'}") as other:
        restore(other, tmp_path / "kpi.zip")
        (kept_there,) = kept.seals(other, YEAR)
        assert kept_there == sealed
        found = again(other, kept_there)
        assert (found.hash, found.holds, found.differing) == (sealed.hash, True, ())


def test_words_said_after_the_freeze_change_nothing(engine: Engine) -> None:
    made = judged(engine)
    sealed = season.freeze(engine, made, "1", "anna", NOW)
    won = next(one for contest in made.results.contests for one in contest.winners)
    finding = signal_decisions.Finding(won, "likes_rise", made.drafted.period.last)
    signal_decisions.decide(engine, finding, "confirmed", "anna", NOW + 1)
    posts = [
        Post(one.page_id or "", one.post or 0)
        for contest in made.results.contests for one in contest.finalists if one.post
    ]  # fmt: skip
    post_words.say(engine, posts[:1], "obituary", "anna", NOW + 1)
    assert again(engine, sealed).holds
    assert judged(engine).results != made.results


def test_other_data_give_another_hash_and_the_contests_that_differ(engine: Engine) -> None:
    sealed = season.freeze(engine, judged(engine), "1", "anna", NOW)
    with engine.begin() as connection:
        connection.execute(update(t.posts).values(likes=t.posts.c.likes * 3 + 40))
    found = again(engine, sealed)
    assert not found.holds
    assert found.tampered is None
    assert found.differing


def test_frozen_results_are_read_as_they_were(engine: Engine) -> None:
    made = judged(engine)
    sealed = season.freeze(engine, made, "1", "anna", NOW)
    read = season.results_of(kept.seals(engine, YEAR)[-1])
    assert (read.version, read.code, read.frozen_at) == (1, sealed.code, NOW)
    assert [(c.nomination, c.segment, c.winners) for c in read.contests] == [
        (c.nomination, c.segment, c.winners) for c in made.results.contests
    ]
    told = json.loads(sealed.content)
    assert told["methodology"] == "index-1"
    assert told["parameters"]["lines"]
    assert told["rules"]["deadline"] == "9wh"
    assert told["as_of"] == made.results.as_of


def test_a_freeze_that_fails_leaves_the_season_as_it_was(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_made: Judged, _standing: Standing, _program: str) -> dict[str, object]:
        raise RuntimeError("the disk is full")

    made, whole = judged(engine), season._content
    monkeypatch.setattr(season, "_content", fail)
    with pytest.raises(RuntimeError):
        season.freeze(engine, made, "1", "anna", NOW)
    assert kept.acts(engine, YEAR) == []
    monkeypatch.setattr(season, "_content", whole)
    with pytest.raises(SeasonError):
        season.freeze(engine, made, "1", "anna", NOW, "nothing is frozen yet")
    assert kept.acts(engine, YEAR) == []
    season.freeze(engine, made, "1", "anna", NOW)
    before = kept.acts(engine, YEAR)
    monkeypatch.setattr(season, "_content", fail)
    with pytest.raises(RuntimeError):
        season.freeze(engine, made, "1", "anna", NOW, "a laureate refused")
    assert kept.acts(engine, YEAR) == before
    assert kept.standing(engine, YEAR).closed
    monkeypatch.setattr(season, "_content", whole)
    sealed = season.freeze(engine, made, "1", "anna", NOW, "a laureate refused")
    assert (sealed.version, sealed.reason) == (2, "a laureate refused")
    assert again(engine, sealed).holds


def test_a_replaced_laureate_is_version_2_and_version_1_stays(engine: Engine) -> None:
    made = judged(engine)
    contest = next(c for c in made.results.contests if len(c.finalists) > 1 and c.winners)
    other = next(o.entry for o in contest.finalists if o.entry not in contest.winners)
    first = season.freeze(engine, made, "1", "anna", NOW)
    with pytest.raises(SeasonError, match="frozen"):
        season.freeze(engine, made, "1", "anna", NOW)
    kept.act(engine, YEAR, Act("amending", detail={"reason": "отказ"}), "anna", NOW)
    decided = {"winners": [other], "form": "diploma", "reason": "замена лауреата"}
    act = Act("decided", contest.nomination, contest.segment, None, decided)
    kept.act(engine, YEAR, act, "anna", NOW)
    second = season.freeze(engine, made, "1", "anna", NOW)
    assert again(engine, second).holds
    winners = {
        one.version: next(
            c.winners for c in season.results_of(one).contests
            if (c.nomination, c.segment) == (contest.nomination, contest.segment)
        )
        for one in kept.seals(engine, YEAR)
    }  # fmt: skip
    assert winners == {1: contest.winners, 2: (other,)}
    assert json.loads(second.content)["before"] == first.hash


def test_the_commands(engine: Engine, tmp_path: Path) -> None:
    env = {"KPI_DATABASE_URL": f"sqlite:///{tmp_path / 'kpi.db'}", "KPI_HASH_KEY": "k" * 32}
    run = CliRunner().invoke
    nothing = run(cli, ["awards", "verify", "--year", str(YEAR)], env=env)
    assert (nothing.exit_code, "no results of 2025 are frozen" in nothing.output) == (1, True)
    frozen = run(cli, ["awards", "freeze", "--year", str(YEAR), "--json"], env=env)
    assert frozen.exit_code == 0, frozen.output
    told = json.loads(frozen.stdout)
    assert (told["version"], len(told["hash"])) == (1, 64)
    twice = run(cli, ["awards", "freeze", "--year", str(YEAR)], env=env)
    assert (twice.exit_code, "give --reason" in twice.output) == (1, True)
    same = run(cli, ["awards", "verify", "--year", str(YEAR), "--json"], env=env)
    assert (same.exit_code, json.loads(same.stdout)["anew"]) == (0, told["hash"])
    with engine.begin() as connection:
        connection.execute(update(t.season_seals).values(content="{}"))
    edited = run(cli, ["awards", "verify", "--year", str(YEAR)], env=env)
    assert (edited.exit_code, "is not as it was frozen" in edited.output) == (1, True)
    with engine.begin() as connection:
        connection.execute(delete(t.season_seals))
    gone = run(cli, ["awards", "verify", "--year", str(YEAR)], env=env)
    assert (gone.exit_code, "frozen results of 2025 are missing" in gone.output) == (1, True)
    early = run(cli, ["awards", "freeze", "--year", "2031"], env=env)
    assert (early.exit_code, "2031" in early.output) == (1, True)


def one(page: str, place: int | None) -> Candidate:
    return Candidate(
        page, page, None, None, None, place, 1.0, None, None, None, leader=False, proof=""
    )


def test_what_is_not_decided_stands_as_proposed() -> None:
    contests = (
        Contest("a", None, 2, (one("vk:1", 1), one("vk:2", 2)), ("vk:1",)),
        Contest("b", None, 3, (one("vk:1", None), one("vk:2", 1), one("vk:3", 2)), ("vk:2",)),
        Contest("c", None, 0, ()),
    )
    proposed = Results(YEAR, 0, "index-1", 1, contests)
    assert season.as_it_stands(proposed, Standing(YEAR)) == proposed

    standing = Standing(YEAR, opened_at=1)
    done = Act("decided", "a", None, None, {"winners": ["vk:2"], "form": "diploma", "reason": "да"})
    apply(standing, Done(done, "anna", 1, "h"))
    found = season.as_it_stands(proposed, standing)
    assert [c.winners for c in found.contests] == [("vk:2",), ("vk:3",), ()]
    assert found.contests[0].reason == "да"

    off = Act("dropped", "b", None, "vk:3", {"reason": "снята"})
    apply(standing, Done(off, "anna", 1, "h"))
    assert season.as_it_stands(proposed, standing).contests[1].winners == ()
