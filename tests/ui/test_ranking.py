"""The ranking by score: order, places, tabs, comparison, what an administrator sees of it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from kpi import KPIS
from tests.ui.conftest import Open, words
from ui import data, ratings, scores
from ui.formats import number
from ui.ranking import frames as ranking
from ui.ranking import my_place
from ui.ranking import parts as ranking_parts
from ui.tables import figure_column

Begin = Callable[..., object]


def scored() -> pl.DataFrame:
    return scores.scored("index", data.period_of(data.DEFAULT_PERIOD))


def table(app: AppTest) -> pl.DataFrame:
    return pl.from_pandas(app.dataframe[0].value)


def test_pages_stand_by_their_score(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    shown = table(open_view("supervisor", "ranking"))
    found = scored().filter(pl.col("rank").is_not_null())
    assert shown["score"].drop_nulls().to_list() == sorted(
        found["score"].round(0).to_list(), reverse=True
    )
    assert shown["rank"].drop_nulls().len() == found.height
    assert f"С местом {number(found.height)} из {number(shown.height)}" in words(
        open_view("supervisor", "ranking")
    )


def test_any_kpi_becomes_a_column(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", columns="love_rate,magic,<b>x</b>,more")
    shown = table(app)
    assert shown.columns.index("love_rate") < shown.columns.index("weeks_on_norm")
    assert "magic" not in shown.columns
    assert "columns=magic" in app.info[0].value
    assert len(app.info) == 1, "one sentence, however many words there are"
    app.session_state["filters_sheet"] = True
    chosen = app.run().multiselect(key="filter_columns")
    assert chosen.value == ["love_rate"]
    chosen.set_value(["love_rate", "talk_rate"]).run()
    assert app.query_params["columns"] == "love_rate,talk_rate"
    chosen.set_value([]).run()
    assert "columns" not in app.query_params
    assert "love_rate" not in table(app).columns


@pytest.mark.parametrize(
    ("kpi", "form", "step"),
    [("er_view", "percent", 0.001), ("on_time_rate", "percent", 0.01),
     ("posts_per_week", "localized", 0.1), ("followers", "localized", 1)],
)  # fmt: skip
def test_every_row_of_a_figure_shows_as_many_digits(
    kpi: str, form: str, step: float, begin: Begin, filled: Path
) -> None:
    begin(filled)
    shown = figure_column(KPIS[kpi], 3, 12, True)["type_config"]
    assert shown is not None
    assert (shown["format"], shown["step"]) == (form, step)


def test_words_of_a_score_say_what_its_numbers_say(begin: Begin, filled: Path) -> None:
    begin(filled)
    for row in scored().iter_rows(named=True):
        if row["rank"] is None:
            assert row["span"] == ""
            continue
        ends = {number(row["rank_low"]), number(row["rank_high"])}
        assert set(row["span"].split("–")) == ends
        assert row["rank_low"] <= row["rank"] <= row["rank_high"] <= row["group_size"]
        assert row["step"] == ("Лидеры" if row["tier"] == 1 else f"{row['tier']}-я ступень")


@pytest.mark.parametrize("sort", ["score", "er_view", "silent_days"])
def test_the_worst_come_first_where_that_is_asked(sort: str) -> None:
    rows = pl.DataFrame({
        "name": ["а", "б", "в"], "on_time_rate": [0.1, 0.2, 0.3], sort: [3.0, 1.0, None]
    })  # fmt: skip
    best, worst = ranking.ranked(rows, sort), ranking.ranked(rows, sort, worst=True)
    high, low = ("б", "а") if sort == "silent_days" else ("а", "б")
    assert best.select("name", "place").rows() == [(high, 1), (low, 2), ("в", None)]
    assert worst.select("name", "place").rows() == [(low, 1), (high, 2), ("в", None)]


@pytest.mark.parametrize(("ends", "said"), [((2, 2), "2-е место из 40"),
                                            ((1, 5), "2-е место (от 1 до 5) из 40")])  # fmt: skip
def test_a_sure_place_is_said_without_an_interval(
    ends: tuple[int, int], said: str, begin: Begin
) -> None:
    begin()
    row = {"rank": 2, "rank_low": ends[0], "rank_high": ends[1], "group_size": 40, "group": "*"}
    assert scores.place_words(row).startswith(f"{said} ·")


def test_the_traffic_light_shows_zones(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", methodology="traffic_light")
    shown = table(app).drop_nulls("rank")
    bounds = {"● зелёная": (90, 100), "▲ жёлтая": (70, 90), "■ красная": (0, 70)}
    for zone, score in shown.select("zone", "score").iter_rows():
        low, high = bounds[zone]
        assert low - 1 <= score <= high
    found = scores.scored("traffic_light", data.period_of(data.DEFAULT_PERIOD))
    green = (found["zone"] == "● зелёная").sum()
    assert f"● зелёная {green}," in words(app)
    assert "zone" not in table(open_view("supervisor", "ranking")).columns


@pytest.mark.parametrize("by", ["founder", "territory", "sphere"])
def test_groups_show_the_median_of_their_pages(
    by: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    shown = table(open_view("supervisor", "ranking", by=by))
    pages = data.listed().join(scored(), on="page_id").filter(pl.col("rank").is_not_null())
    for row in shown.iter_rows(named=True):
        mine = pages.filter(pl.col(by) == row["name"])
        assert row["score"] == round(float(mine["score"].median() or 0))  # type: ignore[arg-type]
        assert row["low_score"] <= row["score"]


def test_pages_without_a_founder_are_a_row_of_their_own() -> None:
    pages = pl.DataFrame({
        "name": ["a", "b"], "founder": ["F", None], "score": [60.0, 40.0], "rank": [1, 2],
    })  # fmt: skip
    rows = ranking.grouped(pages, "founder", [])
    assert dict(rows.select("name", "score").iter_rows()) == {"F": 60.0, ranking.NOT_STATED: 40.0}


@pytest.mark.parametrize("kpi", ["er_view", "er_post", "view_rate"])
def test_the_funnel_of_a_rate(kpi: str, begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", view="funnel", funnel=kpi)
    assert not app.exception
    found = ratings.funnel(kpi, data.period_of(data.DEFAULT_PERIOD)).drop_nulls("size")
    assert f"страниц — {found.height}" in words(app)


@pytest.mark.parametrize("view", ["places", "funnel", "out"])
def test_tabs_draw(view: str, begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", view=view)
    assert not app.exception
    said = words(app)
    if view == "places":
        leaders = scored().filter(pl.col("tier") == 1).height
        assert ("Первое место определено" if leaders == 1 else f"Первые {leaders}") in said
    elif view == "funnel":
        assert "Доля вопросов с ответом в срок" in said
    else:
        without = scored().filter(pl.col("rank").is_null()).height
        assert ("есть место" in said) == (without == 0)
        assert [len(table.value) for table in app.dataframe] == ([without] if without else [])


def test_two_pages_side_by_side(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    said = words(open_view("supervisor", "ranking", compare="vk:103,vk:106,vk:999"))
    assert "«Школа № 3»" in said
    assert "«Школа № 6»" in said
    for page in ("vk:103", "vk:106"):
        score = scored().filter(pl.col("page_id") == page)["score"][0]
        assert f"<b>{number(score)}</b>" in said
    lonely = words(open_view("supervisor", "ranking", compare="vk:103,vk:103"))
    assert "хотя бы две" in lonely


def test_an_administrator_compares_own_pages_only(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    said = words(open_view("administrator", "ranking", compare="vk:103,vk:104", view="out"))
    assert "<h1>Моё место" in said
    assert "Ромашка" not in said
    assert "kpi-compare" not in said


def test_who_has_no_place_is_told_why(begin: Begin) -> None:
    begin()
    blank = {
        "page_id": "vk:1", "name": "A", "founder": None, "rank": None, "exempt": False,
        "exempt_reason": None, "refused": None, "refused_at": None, "coverage": 0.4,
        "fullness": "40 %: мало данных — ответы",
    }  # fmt: skip
    rows = pl.DataFrame([
        blank, blank | {"page_id": "vk:2", "exempt": True, "exempt_reason": "закрыта школа"},
        blank | {"page_id": "vk:3", "refused": "closed"}, blank | {"page_id": "vk:4", "rank": 3},
        blank | {"page_id": "vk:5", "coverage": None},
    ])  # fmt: skip
    told = dict(ranking_parts.outside(rows).select("page_id", "why").iter_rows())
    assert set(told) == {"vk:1", "vk:2", "vk:3", "vk:5"}
    assert "40 %" in told["vk:1"]
    assert "закрыта школа" in told["vk:2"]


def test_a_group_is_shown_without_names_but_its_leaders(begin: Begin, filled: Path) -> None:
    begin(filled)
    found = scored()
    row = found.row(0, named=True)
    period = data.period_of(data.DEFAULT_PERIOD)
    everyone = scores.contest("index", period, row["group"])
    assert everyone.height == row["group_size"]
    assert everyone.columns == ["page_id", "score"]
    names = data.listed()["name"].to_list()
    legend = my_place._legend(everyone.height)
    assert not any(escape(name) in legend for name in names)
