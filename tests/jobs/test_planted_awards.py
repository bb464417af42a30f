"""The demo's two years: each nomination finds the page that was planted to win it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from core.season import Contest
from core.settings import Settings
from jobs import demo, season
from jobs.award_words import Words
from jobs.report import load
from jobs.season import Judged
from kpi.awards.standing import NOMINATIONS
from kpi.methodology import methodology
from kpi.model import Rules
from loaders.demo.laureates import NOMINATIONS as PLANTED
from store import signal_decisions
from store.engine import opened, upgrade

NOW = 1_767_200_000
"""31 December 2025, 19:53 in Moscow."""
YEAR, PAGES, WEEKS = 2025, 400, 104
SETTINGS = Settings(hash_key="k" * 32)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("planted") / "kpi.db"
    with opened(f"sqlite:///{path}") as made:
        upgrade(made)
    demo.build(f"sqlite:///{path}", SETTINGS, PAGES, WEEKS, 7, NOW, lambda *_: None)
    with opened(f"sqlite:///{path}") as made:
        yield made


@pytest.fixture(scope="module")
def truth(engine: Engine) -> dict[str, list[str]]:
    (path,) = Path(str(engine.url.database)).parent.glob("*.truth.json")
    told: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {name: list(won) for name, won in told["awards"].items()}


def judged(engine: Engine) -> Judged:
    words = Words("ru", "Europe/Moscow")
    return season.judged(
        engine, load(engine), YEAR, Rules.of(SETTINGS), methodology("index"), words
    )


@pytest.fixture(scope="module")
def found(engine: Engine) -> Judged:
    return judged(engine)


def winners(contest: Contest) -> set[str]:
    """Page ids of who wins; of a network its founder."""
    names = {one.entry: one for one in contest.finalists}
    if contest.nomination == "best_network":
        return {names[won].founder or names[won].name for won in contest.winners}
    return set(contest.winners)


def test_every_nomination_has_somebody_planted(truth: dict[str, list[str]]) -> None:
    assert truth.keys() == NOMINATIONS.keys() == set(PLANTED)
    assert all(truth.values())


@pytest.mark.parametrize("nomination", list(NOMINATIONS))
def test_the_planted_page_wins(nomination: str, found: Judged, truth: dict[str, list[str]]) -> None:
    contests = [one for one in found.results.contests if one.nomination == nomination]
    assert set(truth[nomination]) & set().union(*map(winners, contests))


def test_one_first_place_a_page(found: Judged) -> None:
    won = [page for one in found.results.contests for page in one.winners]
    assert len(won) == len(set(won))


def test_a_confirmed_signal_takes_every_first_place(
    engine: Engine, found: Judged, truth: dict[str, list[str]]
) -> None:
    best = truth["citizen_dialogue"][0]
    finding = signal_decisions.Finding(best, "likes_rise", found.drafted.period.last)
    signal_decisions.decide(engine, finding, "confirmed", "anna", NOW)
    again = judged(engine)
    finalists = {one.page_id for contest in again.results.contests for one in contest.finalists}
    assert best in {one.page_id for c in found.results.contests for one in c.finalists}
    assert best not in finalists
