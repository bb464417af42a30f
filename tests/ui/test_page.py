"""A page's card: the score adds up, administrators act, supervisors look, nobody reads too much."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copy

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from core.period import DAY
from core.season import Answer, Line
from kpi import KPIS
from kpi.rating import compared_in
from store import appeal_decisions, page_marks, tables
from store.page_marks import Mark
from tests.ui import region
from tests.ui.conftest import NOW, Open, words
from ui import data, kept, ratings, scores
from ui.awards import data as award_data
from ui.installation import here
from ui.nothing import behind_column, behind_of
from ui.page import data as page_data
from ui.page import formats as page_formats
from ui.page import head as page_head
from ui.page import nominations as page_nominations
from ui.page import score as page_score
from ui.page import todo as page_todo

Begin = Callable[..., object]


@pytest.fixture
def own(begin: Begin, filled: Path, tmp_path: Path) -> Path:
    """A database of one's own to write into."""
    path = tmp_path / "own.db"
    copy(filled, path)
    begin(path)
    return path


def pressed(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.parametrize("at_once", [False, True], ids=["row", "column"])
def test_why_a_figure_is_missing(own: Path, at_once: bool) -> None:
    never_read = ("post_texts", "threads", "first_replies", "comments", "posts", "snapshots",
                  "intervals")  # fmt: skip
    with here().writer.begin() as connection:
        for name in never_read:
            table = tables.metadata.tables[name]
            connection.execute(table.delete().where(table.c.page == 1))
    data.forget()
    wide = data.wide(data.period_of("13w")).sort("page")

    def said(kpi: str, page: int) -> str:
        if at_once:
            return str(behind_column(wide, kpi)[page - 1])
        return behind_of(KPIS[kpi], wide.row(page - 1, named=True))

    nothing = "не применяется: в реестре нет аудитории"
    assert [said("population_share", page) for page in (1, 2)] == ["нет данных", nothing]
    assert [said("views_per_1000", page) for page in (1, 2)] == ["нет данных", nothing]
    assert [said("response_rate", page) for page in (1, 2)] == ["нет данных", "вопросов не было"]
    assert said("follower_growth", 1) == "нет данных"


def test_blocks_and_lines_add_up_to_the_score(begin: Begin, filled: Path) -> None:
    begin(filled)
    period = data.period_of(data.DEFAULT_PERIOD)
    for row in scores.scored("index", period).iter_rows(named=True):
        page = int(row["page_id"].removeprefix("vk:")) - 100
        blocks = page_score.blocks("index", period, page)
        assert sum(block["points"] or 0 for block in blocks) == pytest.approx(row["score"])
        assert sum(block["possible"] or 0 for block in blocks) == pytest.approx(100)
        lines = page_score.lines("index", period, page)
        assert lines["points"].sum() == pytest.approx(row["score"])
        gains = page_score.gains("index", period, page)
        assert (gains["gain"] > 0).all()
        assert page_score.steps(gains).count("<li>") == min(gains.height, page_score.GAINS)


def test_the_card_says_the_score_and_its_place(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    told = words(open_view("supervisor", "page", page="vk:103"))
    assert "Балл считается за последние 12 месяцев" in told
    said = words(open_view("supervisor", "page", page="vk:105"))
    period = data.period_of(data.DEFAULT_PERIOD)
    row = scores.scored("index", period).row(by_predicate=pl.col("page_id") == "vk:105", named=True)
    assert f"{round(row['score'])}</span> из 100" in said
    assert f"{row['rank']}-е место (от {row['rank_low']} до {row['rank_high']})" in said
    assert said.count("kpi-block-row") == 5


def test_only_supervisors_look_with_the_administrators_eyes(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    supervisor = open_view("supervisor", "page", page="vk:105", eyes="own")
    presenter = open_view("presenter", "page", page="vk:105", eyes="own")
    assert any(question in words(supervisor) for question in region.QUESTIONS)
    assert not any(question in words(presenter) for question in region.QUESTIONS)
    assert "Уже ответили" not in words(supervisor)


def test_an_objection_leaves_the_list_and_waits_for_the_supervisor(
    own: Path, open_view: Open
) -> None:
    page = _with_questions()
    waiting = page_data.open_appeals(page - 100)
    first = waiting.row(0, named=True)
    about = appeal_decisions.Comment(f"vk:{page}", first["post"], first["comment"])
    appeal_decisions.decide(here().writer, [about], "objected", "administrator", NOW, how="phone")
    left = page_todo.without_objections(f"vk:{page}", waiting)
    assert left.height == waiting.height - 1
    assert first["comment"] not in left["comment"]
    appeal_decisions.decide(here().writer, [about], "retracted", "administrator", NOW + 1)
    assert page_todo.without_objections(f"vk:{page}", waiting).height == waiting.height


def _with_questions() -> int:
    open_ones = data.appeals().filter(pl.col("answered_at").is_null())
    return 100 + int(open_ones["page"].value_counts(sort=True)["page"][0])


def test_a_mark_is_sent_and_taken_back(own: Path, open_view: Open) -> None:
    app = open_view("administrator", "page", page="vk:103")
    app.session_state["folded_marks"] = True
    app.run()
    sent = pressed(app, "Отправить специалисту ЦУР")
    assert not sent.exception
    found = page_marks.listing(here().reader, "vk:103")
    assert found["state"].to_list() == ["awaiting"]
    assert found["who"].to_list() == ["administrator"]
    assert "ждёт решения" in words(sent)
    again = pressed(sent, "Отправить специалисту ЦУР")
    assert page_marks.listing(here().reader, "vk:103").height == 1
    assert not again.exception
    pressed(again, "Отозвать")
    assert page_marks.listing(here().reader, "vk:103")["state"].to_list() == ["withdrawn"]


def test_an_accepted_mark_leaves_the_figures(own: Path) -> None:
    period = data.period_of(data.DEFAULT_PERIOD)
    before = data.wide(period).filter(pl.col("page_id") == "vk:103")
    mark = Mark("vk:103", "vacation", date(2025, 10, 27), date(2025, 11, 23), "каникулы")
    number = page_marks.propose(here().writer, mark, "administrator", NOW)
    data.serve_newest()
    same = data.wide(period).filter(pl.col("page_id") == "vk:103")
    assert same["longest_gap_days"][0] == before["longest_gap_days"][0]
    page_marks.decide(here().writer, number, "supervisor", NOW + 1, accept=True)
    data.serve_newest()
    after = data.wide(period).filter(pl.col("page_id") == "vk:103")
    assert after["longest_gap_days"][0] < before["longest_gap_days"][0]


def test_a_presenter_gets_no_form_of_marks(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    for role in ("supervisor", "presenter", "operator"):
        said = words(open_view(role, "page", page="vk:103"))
        assert "«Школа № 3»" in said
        assert "Отправить специалисту ЦУР" not in said
        assert "Их предлагает администратор страницы" in said


@pytest.mark.parametrize("refused", ["banned", None])
def test_of_a_page_nothing_is_collected_of_no_calm_is_said(
    own: Path, open_view: Open, refused: str | None
) -> None:
    with here().writer.begin() as connection:
        at = tables.pages.update().where(tables.pages.c.page == 3)
        connection.execute(at.values(refused=refused, refused_at=refused and NOW - DAY))
        if refused is None:
            connection.execute(at.values(badge=None, design_filled=None, pos_widget=None))
            for table in (tables.posts, tables.first_replies, tables.intervals, tables.snapshots,
                          tables.threads):  # fmt: skip
                connection.execute(table.delete().where(table.c.page == 3))
    data.forget()
    data.serve_newest()
    why = "VK заблокировал страницу, с" if refused else "Страницу ещё не читали"
    said = words(open_view("administrator", "page", page="vk:103"))
    assert f"▲ {why}" in said
    assert "Всё отвечено" not in said
    card = words(open_view("supervisor", "page", page="vk:103"))
    asked = words(open_view("administrator", "replies", queue="overdue"))
    if refused:
        assert "Вне рейтинга. VK заблокировал страницу." in card
    else:
        assert "неизвестно: страница не собирается" in card
        assert "Ни одна неделя страницы ещё не собрана" in card
        assert "class='kpi-score'" not in card, "its marks would be those of its group"
    assert "Все ответы даны" not in asked
    assert "эти страницы не собираются" in asked


def test_the_verdict_counts_what_waits(begin: Begin) -> None:
    begin()
    weeks = pl.DataFrame({"posts": [3.0, 1.0], "norm": [3.0, 3.0]})
    asked = pl.DataFrame(
        {"overdue": [True, False], "as_of": [10_000, 10_000], "deadline": [2_800, 20_000]}
    )
    assert "■ 1" in page_head.verdict(None, asked, weeks)
    assert "2 ч" in page_head.verdict(None, asked, weeks)
    assert "▲ 1" in page_head.verdict(None, asked.filter(~pl.col("overdue")), weeks)
    assert "1 из 3" in page_head.verdict(None, asked.clear(), weeks)
    met = weeks.with_columns(posts=pl.lit(3.0))
    assert "Хорошего вечера" in page_head.verdict(None, asked.clear(), met)


def test_the_best_time_is_no_night_of_a_few_odd_posts() -> None:
    parts = [(day, part, 1.0 + 0.01 * day, 300) for day in range(7) for part in range(3)]
    schema = ("day", "part", "times", "n")
    heat = pl.DataFrame([*parts, (4, 3, 2.5, 37)], schema=schema, orient="row")
    assert page_formats._best(heat)["day"] == 6
    often = pl.DataFrame([*parts, (4, 3, 2.5, 100)], schema=schema, orient="row")
    assert page_formats._best(often)["part"] == 3


def test_the_middle_of_a_block_is_that_of_all_the_score_is_compared_with(
    begin: Begin, filled: Path
) -> None:
    begin(filled)
    period = data.period_of(data.DEFAULT_PERIOD)
    found = ratings.rating("index", period)
    points = found.lines.group_by("page", "block").agg(pl.col("points").sum())
    for page, group in found.scores.drop_nulls("place").select("page", "group").iter_rows():
        peers = points.filter(pl.col("page").is_in(compared_in(found, group).implode()))
        middle = dict(peers.group_by("block").agg(pl.col("points").median()).iter_rows())
        for block in page_score.blocks("index", period, page):
            assert block["median"] == pytest.approx(middle[block["block"]])


def test_a_figure_stands_among_its_peers(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    pages = pl.DataFrame({"posts": [1.0, 2.0, 3.0, None], "silent_days": [0.0, 2.0, 9.0, 9.0]})
    assert page_data.standing("posts", 2.0, pages) == pytest.approx(2 / 3)
    assert page_data.standing("silent_days", 0.0, pages) == 1.0
    assert page_data.standing("silent_days", 9.0, pages) == 0.5
    assert page_data.standing("posts", None, pages) is None
    said = words(open_view("supervisor", "page", page="vk:105"))
    assert "kpi-dot quarters" in said
    assert "не хуже" in said


def test_a_short_period_offers_thirteen_weeks(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "page", page="vk:105", period="2025-11-17..2025-11-23")
    assert "За такой короткий период не хватает данных" in words(app)
    longer = pressed(app, "Показать за 13 недель")
    assert longer.query_params["period"] == "13w"
    assert "За такой короткий период" not in words(longer)


def test_nominations_are_told_once_they_are_opened(
    begin: Begin, filled: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(filled)
    counted: list[int] = []
    stand = award_data.stand
    monkeypatch.setattr(award_data, "stand", lambda year: (counted.append(year), stand(year))[1])
    app = open_view("administrator", "page", page="vk:103")
    assert not counted
    app.session_state["folded_nominations"] = True
    said = words(app.run())
    assert not app.exception
    assert counted == [2025]
    assert "Общие условия всех номинаций" in said
    assert re.search(r"Системная работа<span>\d+ из \d+ недел", said)


@pytest.mark.parametrize(("role", "reads"), [("administrator", False), ("supervisor", True)])
def test_an_administrator_reads_no_place_in_a_nomination(
    role: str, reads: bool, begin: Begin, filled: Path, open_view: Open,
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    begin(filled)
    met, missing = Line("Условие", met=True, figure="да"), Line("Общее", met=False, figure="нет")
    first = Answer("vk:103", "", "fast_help", None, (met,) * 6, 3, 41, "")
    second = replace(first, nomination="vk_trends", lines=(missing, *(met,) * 6), place=None)
    monkeypatch.setattr(page_nominations, "answers", lambda made, page: [first, second])
    kept.forget()
    request.addfinalizer(kept.forget)
    app = open_view(role, "page", page="vk:103")
    app.session_state["folded_nominations"] = True
    said = words(app.run())
    assert ("место 3 из 41" in said) == reads
    assert ("● Быстрый ответ<span>все условия выполнены" in said) != reads
    assert "○ В тренде ВКонтакте<span>не выполнены общие условия" in said
    assert "выполнены все условия 1 номинации" in said


def test_a_page_nearest_to_a_nomination_reads_it_first(begin: Begin, filled: Path) -> None:
    begin(filled)
    stand = award_data.stand(2025)
    assert stand is not None
    made = stand.made
    found = page_nominations.answers(made, "vk:101")
    missing = [sum(not line.met for line in page_nominations.own_lines(one)) for one in found]
    assert missing == sorted(missing)
    assert all(len(one.lines) > len(page_nominations.own_lines(one)) for one in found)
    assert page_nominations.answers(made, "vk:999") == []
