"""Other weights tried: read from an address, shared by blocks, compared with the rating."""

from __future__ import annotations

import io
import itertools
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from kpi import rating as kpi_rating
from kpi.methodology import methodology
from kpi.rating import rating
from tests.ui.conftest import Open, words
from ui import data, ratings
from ui.exports import method as export
from ui.installation import Installation
from ui.method import weights as method_weights
from ui.method import whatif as method_whatif
from ui.method import words as method_words

Begin = Callable[..., Installation]


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
    tried = method_whatif.rescored(ratings.rating("index", period), chosen)
    truth = rating(data.facts(), period, data.rules(), index.weighted(chosen))
    same = ["page", "group", "group_size", "place"]
    assert tried.scores.select(same).equals(truth.scores.select(same))
    for column in ("score", "coverage"):
        assert tried.scores[column].to_list() == pytest.approx(truth.scores[column].to_list())
    assert tried.lines["points"].to_list() == pytest.approx(truth.lines["points"].to_list())
    firm = ratings.stability("index", period, chosen)
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


def test_a_group_that_ceases_to_be_has_no_other_leader() -> None:
    both = pages([1, 2, 1, 2], [2, 1, 1, 2]).with_columns(
        group=pl.Series(["a", "a", "b", "b"]), group_then=pl.Series(["a", "a", "c", "c"]),
        shift=pl.when(pl.col("page") < 2).then("shift"),
    )  # fmt: skip
    found = method_whatif.summary(both)
    assert (found.groups, found.leaders) == (1, 1)
    firm = pl.DataFrame({"page": range(4), "first": 0.5})
    led = method_whatif.leaders(both, firm, firm)
    assert led.select("group", "changed").rows() == [("a", True), ("b", None), ("c", None)]
    assert [method_words.leader(row) for row in led.to_dicts()] == [
        "▲ сменится", "больше нет", "не было",
    ]  # fmt: skip


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


def test_a_place_is_of_the_whole_group(begin: Begin, filled: Path) -> None:
    begin(filled)
    found = ratings.rating("index", data.period_of("13w"))
    own = {line.kpi: line.weight for line in methodology("index").lines}
    both = method_whatif.side_by_side(found, method_whatif.rescored(found, own))
    known = found.scores.select("page", "group_size")
    assert both.join(known, on="page").filter(pl.col("of") != pl.col("group_size")).is_empty()
    placed = both.drop_nulls("place")
    assert placed.height
    assert (placed["place"] <= placed["of"]).all()


def trial(text: str) -> export.Trial:
    index, period = methodology("index"), data.period_of("13w")
    weights = method_weights.resolved(index, method_weights.read(index, text)[0])
    found = ratings.rating("index", period)
    both = method_whatif.side_by_side(found, method_whatif.rescored(found, weights)).with_columns(
        name=pl.lit("=1+1")
    )
    firm = ratings.stability("index", period, weights)
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
