"""The method: generated from declarations, an own page as the example."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from core.text import lexicon
from kpi.methodology import methodologies, methodology
from store import appeal_decisions
from store.accounts import ROLES
from tests.ui import region
from tests.ui.conftest import Open, words
from ui import data, ratings
from ui.installation import Installation
from ui.method import example as method_example
from ui.method import questions as method_questions
from ui.method import words as method_says

PARTS = ("figures", "rating", "signals", "questions", "clock", "weights")
Begin = Callable[..., Installation]


def case(world: str, role: str, language: str) -> Any:
    """One reader; English and rare roles of poor worlds take longer than CI may."""
    rare = world != "region" and (language == "en" or role in ("operator", "presenter"))
    return pytest.param(world, role, language, marks=[pytest.mark.long] if rare else [])


@pytest.mark.parametrize(
    ("world", "role", "language"),
    [case(*one) for one in itertools.product(
        ("region", "empty", "one", "nothing"), ROLES, ("ru", "en")
    )],
)  # fmt: skip
def test_every_part_draws(
    world: str, role: str, language: str, begin: Begin, filled: Path, nothing: Path,
    lonely: dict[str, Path], open_view: Open,
) -> None:  # fmt: skip
    begin({"region": filled, "empty": nothing, **lonely}[world], language)
    drawn = [*((part, "index") for part in PARTS), ("rating", "traffic_light")]
    if role == "supervisor":
        drawn.append(("weights", "traffic_light"))
    for part, name in drawn:
        app = open_view(role, "method", part=part, methodology=name)
        assert not app.exception
        assert not app.error
        refused = "supervisor" in words(app) if language == "en" else "специалисты" in words(app)
        assert refused or part != "weights" or role == "supervisor"
        assert bool(app.number_input) == (part == "weights" and role == "supervisor")


def test_the_example_is_placed_among_all_its_group_counts(begin: Begin, filled: Path) -> None:
    begin(filled)
    found = ratings.rating("index", data.period_of("13w"))
    placed = found.scores.drop_nulls("place").to_dicts()
    assert placed
    for page in placed:
        said = method_example._verdict(page)
        assert f"из {page['group_size']} страниц" in said
        assert page["place"] <= page["place_high"] <= page["group_size"]
    gone = placed[0] | {"score": None, "place": None, "reason": "gone"}
    assert method_example._verdict(gone) == "Вне рейтинга."


def test_the_example_adds_up_to_the_score(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    shown = words(open_view("administrator", "method", part="rating"))
    found = ratings.rating("index", data.period_of("13w"))
    page = found.scores.row(by_predicate=pl.col("page_id") == "vk:103", named=True)
    points = found.lines.filter(page=page["page"])["points"].sum()
    assert points == pytest.approx(page["score"])
    assert f"{page['score']:.1f}".replace(".", ",") in shown
    assert "Школа № 3" in shown


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("asked", ["vk:103", "vk:104", "vk:999", "<b>", ""])
def test_an_administrator_reads_of_own_pages_only(
    asked: str, part: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("administrator", "method", part=part, page=asked, weights="dialogue:90")
    said = words(app)
    for other in ("больница", "посёлка", "Ромашка", "vk:105", "№ 6"):
        assert other not in said
    assert not app.dataframe
    assert ("такого здесь нет" in said) == (asked != "vk:103")


def test_a_login_without_pages_gets_no_page_of_others(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    here = begin()
    region.build(here.writer, pages=2)
    data.forget()
    said = words(open_view("administrator", "method", part="rating"))
    assert "страниц пока не дали" in said
    assert "из 100 ·" not in said


def test_who_sees_all_gets_a_page_without_its_name(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("presenter", "method", part="rating")
    assert "Страница из области" in words(app)
    assert app.selectbox[-1].value is None
    named = open_view("presenter", "method", part="rating", page="vk:105")
    assert named.selectbox[-1].value == "vk:105"


def test_scales_are_worded(begin: Begin, filled: Path) -> None:
    begin(filled)
    said = {line.kpi: method_says.scale(line) for line in methodology("index").lines}
    assert said["longest_gap_days"] == "0 баллов при 14 днях, 100 — при 3"
    assert said["original_share"] == "0 баллов при 20\u00a0%, 100 — при 80\u00a0%"
    assert said["has_badge"] == "0 баллов — нет, 100 — да"
    assert method_says.group("МО · Школы · 1/3") == "МО · Школы · малые"
    assert method_says.group("? · ?") == "не указано · не указано"


def test_versions_stand_side_by_side(
    begin: Begin, filled: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(filled)
    one = methodology("index")
    two = replace(one.weighted({"er_view": 30}), version=2, order="17-р", author="ЦУР")
    known = methodologies() | {"index": two, "index-2": two}
    monkeypatch.setattr(ratings, "methodologies", lambda: known)
    said = words(open_view("supervisor", "method", part="rating"))
    assert "17-р" in said
    assert "25 · изменилось" in said
    assert "Версия пока одна" not in said


@pytest.mark.parametrize(
    "query",
    [
        {"part": "planet"}, {"methodology": "planet"}, {"methodology": "index-99"},
        {"page": "'; drop table pages"}, {"weights": "dialogue:1e309"},
        {"weights": "<script>alert(1)</script>:5"}, {"weights": "," * 500 + "x" * 5000},
    ],
)  # fmt: skip
def test_an_address_that_means_nothing_is_a_notice(
    query: dict[str, str], begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "method", **query)
    assert not app.exception
    assert "такого здесь нет" in words(app)
    assert "<script>" not in words(app)


def test_examples_of_questions_are_judged_by_the_rule(begin: Begin, open_view: Open) -> None:
    begin()
    said = words(open_view("administrator", "method", part="questions"))
    for text, heard in method_questions.EXAMPLES:
        row = said[said.index(escape(text)) :].split("</tr>")[0]
        judged = lexicon().reason(text) is not None and heard
        assert (">вопрос<" in row, ">не вопрос<" in row) == (judged, not judged)
    assert "знак стоит в ссылке" in said
    assert "оборот речи" in said
    for phrase in (*lexicon().listed, *lexicon().spared):
        assert phrase.replace("*", "…") in said


def test_what_was_overruled_is_told_by_its_reason(begin: Begin) -> None:
    here = begin()
    region.build(here.writer)
    data.forget()
    replies = data.facts().first_replies.filter(pl.col("reason").is_not_null(), "addressed")
    row = replies.row(0, named=True)
    page = data.facts().pages.filter(page=row["page"])["page_id"].item()
    one = appeal_decisions.Comment(page, row["post"], row["comment"])
    before = method_questions.overruled()
    assert before["taken"].sum() == 0
    appeal_decisions.decide(here.writer, [one], "not_question", "supervisor", region.AS_OF)
    data.forget()
    after = method_questions.overruled()
    assert dict(after.filter(pl.col("taken") > 0).select("reason", "taken").iter_rows()) == {
        row["reason"]: 1
    }
    assert after["found"].sum() == before["found"].sum() == replies.height


def test_the_clock_tells_until_when_to_answer(begin: Begin, filled: Path, open_view: Open) -> None:
    """The data end on Monday 24 November 2025; the next holiday is New Year."""
    begin(filled)
    said = words(open_view("administrator", "method", part="clock"))
    for asked, until in (
        ("пн 24.11, 10:00", "вт 25.11, 10:00"),
        ("пт 28.11, 18:05", "пн 01.12, 18:00"),
        ("сб 29.11, 12:00", "пн 01.12, 18:00"),
        ("вт 30.12, 17:00", "пн 12.01, 17:00"),
    ):
        assert f"{asked}</th><td>{until}</td>" in said
    assert "Календарь 2025 года" in said
    assert said.count("<caption>") == 12
    for day, mark in (("01.11.2025", "1+*"), ("07.03.2025", "7*"), ("04.11.2025", "4")):
        assert f"title='{day}'>{mark}</td>" in said
