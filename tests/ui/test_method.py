"""The method: generated from declarations, an own page as the example, trials that add up."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.text import lexicon
from kpi import rating as kpi_rating
from kpi.methodology import methodologies, methodology
from kpi.rating import rating
from store import appeal_decisions
from store.accounts import ROLES
from tests.ui import region
from tests.ui.conftest import Open, words
from ui import data
from ui.exports import method as export
from ui.installation import Installation
from ui.method import questions as method_questions
from ui.method import weights as method_weights
from ui.method import whatif as method_whatif
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


def test_the_example_adds_up_to_the_score(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    shown = words(open_view("administrator", "method", part="rating"))
    found = data.rating("index", data.period_of("13w"))
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
    for module in ("ui.method.words", "pages.method", "kpi.methodology"):
        monkeypatch.setattr(f"{module}.methodologies", lambda: known)
    said = words(open_view("supervisor", "method", part="rating"))
    assert "17-р" in said
    assert "25 ▲ изменилось" in said
    assert "Версия пока одна" not in said


@pytest.mark.parametrize(
    ("text", "asked", "bad"),
    [
        ("", {}, []),
        ("dialogue:40,er_view:20.5", {"dialogue": 40, "er_view": 20.5}, []),
        ("dialogue:40,beauty:3,er_view:x", {"dialogue": 40}, ["beauty:3", "er_view:x"]),
        ("dialogue:101", {}, ["dialogue:101"]),
        ("dialogue:-1,reach:nan,design:1e9", {}, ["dialogue:-1", "reach:nan", "design:1e9"]),
        ("design:0,regularity:0,reach:0,engagement:0,dialogue:0", {},
         ["design:0,regularity:0,reach:0,engagement:0,dialogue:0"]),
    ],
)  # fmt: skip
def test_weights_of_an_address(text: str, asked: dict[str, float], bad: list[str]) -> None:
    index = methodology("index")
    assert method_weights.read(index, text) == (asked, bad)
    assert method_weights.read(index, method_weights.text_of(asked)) == (asked, [])


def test_a_block_shares_its_weight_and_a_line_overrides() -> None:
    index = methodology("index")
    found = method_weights.resolved(index, {"dialogue": 50, "on_time_rate": 5})
    assert found["response_rate"] == pytest.approx(50 / 3)
    assert found["on_time_rate"] == 5
    assert sum(method_weights.shares(found).values()) == pytest.approx(100)
    again = method_weights.changed(index, {"on_time_rate": 5, "design": 1}, "dialogue", 40)
    assert again == {"design": 1, "dialogue": 40}
    assert method_weights.changed(index, again, "dialogue", 25) == {"design": 1}


@pytest.mark.parametrize(
    "weights", ["", "dialogue:80", "design:0,er_view:60", "reach:0,dialogue:0"]
)
def test_a_trial_is_the_rating_with_these_weights(weights: str, begin: Begin, filled: Path) -> None:
    begin(filled)
    index, period = methodology("index"), data.period_of("13w")
    asked, _bad = method_weights.read(index, weights)
    chosen = method_weights.resolved(index, asked)
    tried = method_whatif.rescored(data.rating("index", period), chosen)
    truth = rating(data.facts(), period, data.rules(), index.weighted(chosen))
    same = ["page", "group", "group_size", "place"]
    assert tried.scores.select(same).equals(truth.scores.select(same))
    for column in ("score", "coverage"):
        assert tried.scores[column].to_list() == pytest.approx(truth.scores[column].to_list())
    assert tried.lines["points"].to_list() == pytest.approx(truth.lines["points"].to_list())
    firm = data.stability("index", period, chosen)
    assert firm.equals(kpi_rating.stability(truth, index.weighted(chosen)))


def pages(places: list[int], then: list[int]) -> pl.DataFrame:
    return pl.DataFrame({
        "page": range(len(places)), "page_id": [f"vk:{n}" for n in range(len(places))],
        "group": "a", "group_then": "a", "place": places, "place_then": then,
        "score": [100.0 - place for place in places],
        "score_then": [100.0 - place for place in then], "of": len(places), "of_then": len(then),
    }).with_columns(shift=pl.col("place") - pl.col("place_then"))  # fmt: skip


def test_the_difference_counts_what_it_says() -> None:
    far = pages([*range(1, 14)], [12, *range(1, 12), 13])
    found = method_whatif.summary(far)
    assert (found.compared, found.far, found.very_far) == (13, 1, 1)
    assert (found.groups, found.leaders) == (1, 1)
    still = method_whatif.summary(pages([1, 2, 3], [1, 2, 3]))
    assert (still.far, still.leaders, still.agreement, still.same) == (0, 0, 1, 1)
    assert method_whatif.summary(pages([1, 2, 3], [3, 2, 1])).agreement == -1
    alone = method_whatif.summary(pages([1], [1]))
    assert (alone.agreement, alone.same) == (None, None)


def test_kendall_agrees_with_its_definition() -> None:
    now, then = [1, 2, 2, 4, 5, 6], [2, 1, 3, 3, 6, 5]
    pairs = list(itertools.combinations(range(6), 2))
    signs = [((now[i] - now[j]), (then[i] - then[j])) for i, j in pairs]
    agree = sum(a * b > 0 for a, b in signs)
    against = sum(a * b < 0 for a, b in signs)
    scale = (sum(a != 0 for a, _ in signs) * sum(b != 0 for _, b in signs)) ** 0.5
    tau, same = method_whatif.kendall(pages(now, then))
    assert tau == pytest.approx((agree - against) / scale)
    assert same == pytest.approx(1 - against / len(pairs))


def test_a_page_that_loses_its_place_is_counted() -> None:
    both = pages([1, 2, 3], [1, 2, 3]).with_columns(
        place_then=pl.when(pl.col("page") < 2).then("place_then"),
        shift=pl.when(pl.col("page") < 2).then("shift"),
    )
    found = method_whatif.summary(both)
    assert (found.compared, found.left, found.entered, found.regrouped) == (2, 1, 0, 0)


def field(app: AppTest, label: str) -> Any:
    return next(one for one in app.number_input if one.label == label)


def test_a_field_writes_the_address_and_reset_empties_it(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "method", part="weights")
    assert [one.value for one in app.number_input] == [15, 20, 20, 20, 25]
    field(app, "Ответы жителям").set_value(75.0).run()
    assert app.query_params["weights"] == "dialogue:75"
    assert "доля 50 из 100, сейчас 25" in words(app)
    shared = open_view("supervisor", "method", weights="dialogue:75", page="vk:103")
    assert field(shared, "Ответы жителям").value == 75
    assert "Сейчас: балл" in words(shared)
    next(one for one in app.button if one.label == "Сбросить").click().run()
    assert "weights" not in app.query_params
    assert field(app, "Ответы жителям").value == 25


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


def trial(text: str) -> export.Trial:
    index, period = methodology("index"), data.period_of("13w")
    weights = method_weights.resolved(index, method_weights.read(index, text)[0])
    found = data.rating("index", period)
    both = method_whatif.side_by_side(found, method_whatif.rescored(found, weights)).with_columns(
        name=pl.lit("=1+1")
    )
    firm = data.stability("index", period, weights)
    led = method_whatif.leaders(both, firm, firm).with_columns(
        leader=pl.lit("a"), leader_then=pl.lit("b")
    )
    return export.Trial(index, weights, method_whatif.summary(both), both, led, "s", "f", "/method")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")
def test_files_are_the_tables(begin: Begin, filled: Path) -> None:
    begin(filled)
    shown = trial("dialogue:60")
    content = export.xlsx(shown)
    sheets = [pl.read_excel(io.BytesIO(content), sheet_name=name, engine="calamine")
              for name in ("Страницы", "Лидеры", "Веса")]  # fmt: skip
    assert sheets[0].height == shown.pages.height
    assert sheets[0]["Место при пробе"].to_list() == shown.pages["place_then"].to_list()
    assert sheets[1].height == shown.leaders.height
    assert sheets[2]["Вес при пробе"].sum() == pytest.approx(100, abs=0.1)
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet2.xml")
    table = export.csv(shown).decode("utf-8-sig")
    assert len(table.splitlines()) == shown.pages.height + 1
    assert "'=1+1" in table


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
