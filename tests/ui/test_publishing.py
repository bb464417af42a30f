"""Weights become a draft and a version on the screen, and everything follows it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from jobs import methodologies as job
from jobs import season as season_job
from kpi.methodology import Methodology, methodology
from store import methodologies as stored
from store import season
from tests.ui.conftest import Open, words
from tests.ui.seasons import YEAR, act, built, opened, own, pressed, stand
from ui import data, ratings
from ui.installation import here, now
from ui.method import publishing

__all__ = ["built", "own"]
TRIED = "engagement:40"


@pytest.fixture
def copied(begin: Callable[..., object], filled: Path, tmp_path: Path) -> None:
    shutil.copyfile(filled, tmp_path / "own.db")
    begin(tmp_path / "own.db")


def labels(app: AppTest) -> list[str]:
    return [one.label for one in app.get("button")]


@pytest.mark.usefixtures("copied")
def test_a_version_published_on_the_screen_is_what_scores_follow(open_view: Open) -> None:
    before = ratings.rating("index", data.period_of("13w"))
    app = open_view("supervisor", "method", weights=TRIED)
    app.text_input[0].set_value("17-р")
    pressed(app, "Опубликовать версию 2")
    assert not app.exception
    found = ratings.methodology("index")
    assert (found.key, found.order, found.author) == ("index-2", "17-р", "supervisor")
    assert "Версия 2 опубликована" in app.success[0].value
    assert "17-р" in words(app)
    assert dict(app.query_params) == {"part": "rating", "methodology": "index-2"}
    after = ratings.rating("index", data.period_of("13w"))
    assert not after.scores["score"].equals(before.scores["score"])
    again = ratings.rating("index-1", data.period_of("13w"))
    assert again.scores.equals(before.scores), "a period can be computed with the older version"
    for address in ({}, {"methodology": "index-2"}, {"methodology": "index-1"}):
        select = open_view("supervisor", "ranking", **address).selectbox(key="filter_methodology")
        assert select.options == [f"{name}, вер. {n}" for name, n in (
            ("Индекс страницы", 2), ("Светофор", 1), ("Индекс страницы", 1))]  # fmt: skip
        assert select.value == ("index-1" if address.get("methodology") == "index-1" else "index")


@pytest.mark.usefixtures("copied")
def test_what_is_refused_is_said_and_nothing_is_published(open_view: Open) -> None:
    data.serve_newest()
    app = pressed(open_view("supervisor", "method", weights=TRIED), "Опубликовать версию 2")
    assert [one.value for one in app.error] == ["Укажите номер приказа."]
    assert ratings.methodology("index").version == 1
    assert stored.published(here().reader) == []


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("served", [False, True])
def test_who_was_slower_is_told_and_sees_what_changes_now(open_view: Open, served: bool) -> None:
    data.serve_newest()
    app = open_view("supervisor", "method", weights=TRIED)
    boris = published("boris")
    if served:
        data.serve_newest()
    app.text_input[0].set_value("17-р")
    pressed(app, "Опубликовать версию 2")
    assert "кто-то другой опубликовал" in app.error[0].value
    data.serve_newest()
    assert ratings.methodology("index") == boris
    app.run()
    app.text_input[0].set_value("17-р")
    pressed(app, "Опубликовать версию 3")
    assert not app.exception
    assert ratings.methodology("index").key == "index-3"


@pytest.mark.usefixtures("copied")
def test_weights_of_an_older_version_become_the_newest_again(open_view: Open) -> None:
    job.publish(
        here().writer, methodology("index"), own_weights() | {"pos_widget": 0.0}, 2,
        methodology("index").valid_from, "1", "boris", now(),
    )  # fmt: skip
    data.serve_newest()
    assert "Опубликовать версию 3" not in labels(open_view("supervisor", "method", part="weights"))
    app = open_view("supervisor", "method", part="weights", methodology="index-1")
    (select,) = [one for one in app.selectbox if "Индекс страницы, версия 1" in one.options]
    assert select.value == "index-1"
    app.text_input[0].set_value("2")
    pressed(app, "Опубликовать версию 3")
    assert ratings.methodology("index").lines == tuple(
        replace(line, weight=pytest.approx(line.weight))  # type: ignore[arg-type]
        for line in methodology("index").lines
    )


def published(who: str) -> Methodology:
    """Version 2, of other weights."""
    index = methodology("index")
    weights = own_weights() | {"er_post": 40.0}
    return job.publish(here().writer, index, weights, 2, index.valid_from, "1", who, now())


def own_weights() -> dict[str, float]:
    return {line.kpi: line.weight for line in methodology("index").lines}


@pytest.mark.usefixtures("copied")
def test_a_draft_is_kept_for_its_supervisor_and_opened_again(open_view: Open) -> None:
    app = pressed(open_view("supervisor", "method", weights=TRIED), "Сохранить черновик")
    assert "Черновик сохранён" in labels(app)
    later = open_view("supervisor", "method", part="weights")
    assert "У вас есть черновик." in words(later)
    pressed(later, "Открыть черновик")
    assert later.query_params["weights"] == TRIED
    other = open_view("supervisor", "method", weights="reach:30")
    other.text_input[0].set_value("1")
    pressed(other, "Опубликовать версию 2")
    assert "У вас есть черновик." in words(open_view("supervisor", "method", part="weights"))
    pressed(open_view("supervisor", "method", part="weights"), "Удалить")
    assert "У вас есть черновик." not in words(open_view("supervisor", "method", part="weights"))


@pytest.mark.usefixtures("copied")
@pytest.mark.parametrize("who", ["administrator", "presenter", "operator"])
def test_only_supervisors_publish(open_view: Open, who: str) -> None:
    app = open_view(who, "method", weights=TRIED)
    assert "Опубликовать версию 2" not in labels(app)
    assert "Сохранить черновик" not in labels(app)


def test_an_open_season_follows_and_a_frozen_one_keeps_its_version(
    own: Callable[..., None],
) -> None:
    own()
    opened()
    (said,) = [s for s in publishing._warnings(methodology("index")) if "▲" in s]
    assert str(YEAR) in said
    made = stand().made
    assert made
    season_job.freeze(here().writer, made, "1", "anna", now())
    assert not [s for s in publishing._warnings(methodology("index")) if "▲" in s]
    published("anna")
    data.serve_newest()
    assert ratings.methodology("index").version == 2
    (seal,) = season.seals(here().reader, YEAR)
    assert season_job.judged_as(here().reader, data.facts(), seal).methodology.key == "index-1"
    assert season_job.checked(here().reader, data.facts(), seal).holds
    act("amending", reason="отказ")
    assert stand().made.methodology.key == "index-2"  # type: ignore[union-attr]
