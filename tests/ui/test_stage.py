"""The show: who is on its screens and how much, what a presenter changes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.season import Contest
from store import accounts, stage
from store.stage import Arranged
from tests.ui import staged
from tests.ui.conftest import Open, words
from tests.ui.staged import _installed, listed, of_kind, screens, show
from ui.exports.stage import html
from ui.installation import here
from ui.stage import contest_scenes, scenes, year_scenes
from ui.stage.model import MOST_WORDS, Bars, Dots, Slopes, within
from ui.stage.year import of_year

__all__ = ["_installed"]


def test_the_evening_has_its_order() -> None:
    ids = [one.id for one in listed()]
    assert ids[:6] == ["check", "title", "year", "weeks", "growth", "posts"]
    assert ids[6:10] == [
        "award:citizen_dialogue:", "award:steady_voice:", "award:sphere_leader:Школы",
        "award:for_every_resident:< 5",
    ]  # fmt: skip
    assert ids[10:] == ["laureates", "method", "thanks"]


@pytest.mark.parametrize("frozen", [True, False])
def test_no_screen_has_more_than_thirty_words(frozen: bool) -> None:
    shown = listed(staged.results(frozen=frozen))
    long = {"vk:1": "Очень длинное название " * 9}
    contest = replace(staged.contest("fast_help", 1), winners=("vk:1", "vk:2", "vk:3"))
    finalists = tuple(
        replace(one, name=long["vk:1"], proof="слово " * 40) for one in contest.finalists
    )
    worst = contest_scenes.contest_scene(
        replace(contest, finalists=finalists), staged.material(None).words, long
    )
    for screen in screens([*shown, worst]):
        if screen.kind != "laureates":
            assert 0 < screen.words <= MOST_WORDS, screen


def test_nobody_below_the_leaders_has_a_name() -> None:
    text = "\n".join(text for screen in screens(listed()) for text in screen.texts)
    for leader in (10, 11, 12, 20, 21, 22):
        assert f"Школа №\u00a0{leader}»" in text
    for other in (13, 14, 23, 24, 33, 34):
        assert f"№\u00a0{other}»" not in text


def test_finalists_stand_in_alphabetical_order_and_without_figures() -> None:
    finalists = of_kind("finalists")
    assert finalists[0].names == tuple(sorted(finalists[0].names))
    assert len(finalists[0].names) == 3
    assert all(one.chart is None and not one.lead and not one.figures for one in finalists)


def test_a_winner_without_rivals_has_no_step_of_finalists() -> None:
    hostile = next(one for one in listed() if one.id == "award:sphere_leader:Школы")
    assert [screen.kind for screen in hostile.screens] == ["award", "winner"]


def test_equal_winners_stand_side_by_side() -> None:
    tie = next(one for one in listed() if one.id.startswith("award:steady_voice"))
    assert tie.screens[-1].names == ("«Школа №\u00a020»", "«Школа №\u00a021»")
    dots = tie.screens[-1].chart
    assert isinstance(dots, Dots)
    assert dots.winners == (0, 1)


def test_a_contest_without_winners_is_left_out() -> None:
    assert "event_chronicle" in {one.nomination for one in staged.results().contests}
    assert not [one for one in listed() if "event_chronicle" in one.id]


def test_a_winner_who_was_no_finalist_is_named_without_a_proof() -> None:
    chosen = replace(staged.contest("fast_help", 50), winners=("vk:10",))
    made = contest_scenes.contest_scene(chosen, staged.material(None).words, {"vk:10": "Школа"})
    assert made.screens[-1].names == ("Школа",)
    assert made.screens[-1].lead == ""
    assert made.screens[-1].chart is None


def test_without_awards_the_show_has_the_figures_of_the_year() -> None:
    shown = scenes.scenes(staged.material(None))
    assert [one.id for one in shown] == [
        "check", "title", "year", "weeks", "growth", "posts", "thanks"
    ]  # fmt: skip
    assert len(of_kind("year", shown)[0].figures) == 5
    kinds = re.findall(r"data-kind='(\w+)'", html.document(show(shown)))
    assert kinds == [screen.kind for screen in screens(shown)]


def test_six_numbers_and_what_changed() -> None:
    figures = of_kind("year")[0].figures
    told = [(one.value, one.unit, one.words, one.change) for one in figures]
    assert told == [
        ("831", "", "страница", ""),
        ("324", "", "тыс. публикаций", "+8\u00a0% к прошлому году"),
        ("127", "", "млн просмотров", "−2\u00a0% к прошлому году"),
        ("23,9", "", "тыс. вопросов жителей", "0\u00a0% к прошлому году"),
        ("74", "%", "ответов в срок", "+3 п. п. к прошлому году"),
        ("5", "", "наград", ""),
    ]


def test_weeks_name_three_events_that_do_not_touch() -> None:
    chart = of_kind("weeks")[0].chart
    assert isinstance(chart, Bars)
    assert chart.best == 49
    assert len(chart.values) == 50
    assert [text for _place, text in chart.marks] == ["День Победы", "День знаний", "Ёлка"]


def test_what_grew_is_lit_and_what_fell_has_no_name() -> None:
    screen = of_kind("growth")[0]
    assert isinstance(screen.chart, Slopes)
    assert [(one.name, one.words) for one in screen.chart.lines if one.lit] == [
        ("Школы", "+30\u00a0%"), ("Культура", "+10\u00a0%"),
    ]  # fmt: skip
    assert "Спорт" not in screen.texts
    fallen = staged.year().growth.with_columns(last=staged.year().growth["first"] / 2)
    assert year_scenes.growth(replace(staged.year(), growth=fallen)) is None


def test_posts_have_a_picture_only_where_one_was_chosen() -> None:
    posts = of_kind("post")
    assert len(posts) == 3
    assert [bool(one.picture) for one in posts] == [True, False, False]
    assert posts[1].initials == "Ш4"
    assert posts[0].lead.endswith("…")


def test_the_stamp_tells_frozen_from_live() -> None:
    frozen = scenes.stamp(staged.material(staged.results()))
    evening = replace(staged.material(staged.results(frozen=False)), as_of=staged.AS_OF + 30 * 3600)
    live = scenes.stamp(evening)
    assert frozen == "Данные на 30.12.2025 · зафиксировано · код 7F3A"
    assert live == "Данные на 31.12.2025 · обновлено 18:00 · предварительно"


def test_a_cut_keeps_words_that_are_tied() -> None:
    assert within("Школа г.\u00a0Оха области", 2) == "Школа…"
    assert within("Школа №\u00a03 города", 2) == "Школа №\u00a03 города"


def test_all_laureates_stand_in_columns() -> None:
    roll = of_kind("laureates")
    shown = [
        name for one in roll for column in one.columns for _head, part in column for name in part
    ]
    assert len(shown) == 5
    assert all(len(one.columns) <= 3 for one in roll)
    assert roll[0].columns[0][0][0] == "Школы"


def test_an_arranged_show_is_kept_whole_and_written_to_the_log() -> None:
    writer = here().writer
    own = (
        Arranged("thanks", caption="До встречи", seconds=5),
        Arranged("title", shown=False, note="Поздороваться", detail={"x": 1}),
    )
    stage.arrange(writer, 2025, own, "presenter", staged.AS_OF)
    assert stage.arrangement(writer, 2025) == own
    assert stage.arrangement(writer, 2024) == ()
    stage.arrange(writer, 2025, own[:1], "presenter", staged.AS_OF)
    assert stage.arrangement(writer, 2025) == own[:1]
    assert [(one.who, one.what, one.target) for one in accounts.entries(writer)[:1]] == [
        ("presenter", "stage", "2025: 1 scenes")
    ]
    with pytest.raises(ValueError, match="twice"):
        stage.arrange(writer, 2025, own[:1] * 2, "presenter", staged.AS_OF)
    long = (Arranged("title", note="я" * 2001),)
    with pytest.raises(ValueError, match="2000"):
        stage.arrange(writer, 2025, long, "presenter", staged.AS_OF)


def test_the_presenters_order_holds_and_new_scenes_stand_where_the_evening_has_them() -> None:
    usual = [one.id for one in listed()]
    own = tuple(Arranged(name) for name in ["check", "thanks", *usual[1:-1]] if name != "posts")
    assert [one.id for one in listed(chosen=own)] == [
        "check", "thanks", "title", "year", "weeks", "growth", "posts", *usual[6:-1]
    ]  # fmt: skip


def test_what_a_presenter_changes_shows() -> None:
    own = (
        Arranged("title", shown=False), Arranged("method", caption="Правила", note="", seconds=7),
        Arranged("posts", detail={"posts": ["vk:45_7"]}),
    )  # fmt: skip
    by_id = {one.id: one for one in listed(chosen=own)}
    assert not by_id["title"].shown
    assert by_id["method"].screens[0].title == "Правила"
    assert by_id["method"].seconds == 7
    assert [one.title for one in by_id["posts"].screens] == ["«Школа №\u00a045»"]
    assert "Итоги года госпабликов" not in html.document(show(list(by_id.values())))


def test_a_year_is_counted_of_listed_pages(begin: Callable[..., object], filled: Path) -> None:
    from ui import data

    begin(filled)
    found = of_year(data.facts(), 2025, data.rules(), data.appeals())
    assert found.pages == 12
    assert found.now.posts > 1000
    assert found.weeks["posts"].sum() <= found.now.posts
    assert found.weeks.height == 46
    assert found.quarters == (1, 3)
    assert found.before is None
    empty = of_year(data.facts(), 2030, data.rules(), data.appeals())
    assert (empty.now.posts, empty.now.on_time, empty.weeks["posts"].sum()) == (0, None, 0)


def test_the_view_prepares_the_show(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("presenter", "stage", year="2025", scene="thanks")
    assert not app.exception
    assert "Презентация" in words(app)
    assert "Спасибо" in words(app)
    assert open_view("presenter", "stage", year="1999").info[0].value.startswith("В адресе")


def test_a_scene_is_moved_left_out_and_given_words(
    begin: Callable[..., object], filled: Path, open_view: Open, tmp_path: Path
) -> None:
    own = tmp_path / "own.db"
    shutil.copy(filled, own)
    begin(own)
    app = open_view("supervisor", "stage", year="2025", scene="thanks")
    app.checkbox(key="stage_shown").uncheck().run()
    next(one for one in app.button if one.label == "↑").click().run()
    app.text_input[0].set_value("До встречи")
    next(one for one in app.button if one.label == "Сохранить").click().run()
    kept = {
        one.scene: (place, one) for place, one in enumerate(stage.arrangement(here().reader, 2025))
    }
    place, thanks = kept["thanks"]
    assert not thanks.shown
    assert thanks.caption == "До встречи"
    assert place == len(kept) - 2
    assert app.query_params["scene"] == "thanks"


def test_frozen_results_are_what_is_shown(
    begin: Callable[..., object], filled: Path, tmp_path: Path
) -> None:
    from jobs import season
    from kpi.methodology import methodology
    from ui import data
    from ui.stage import data as stage_data

    own = tmp_path / "own.db"
    shutil.copy(filled, own)
    begin(own)
    live = stage_data.results(2025)
    assert live is not None
    assert not live.frozen
    found = stage_data.material(2025)
    made = season.judged(
        here().reader, data.facts(), 2025, data.rules(), methodology("index"), found.words
    )
    seal = season.freeze(here().writer, made, "test", "anna", staged.AS_OF)
    frozen = stage_data.material(2025)
    assert frozen.results is not None
    assert frozen.results.code == seal.code
    stamp = scenes.stamp(frozen)
    assert stamp.endswith(f"зафиксировано · код {seal.code[:4]}")
    assert "предварительно" not in stamp


def test_posts_follow_the_results_whatever_else_stands_still(
    begin: Callable[..., object], filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui import data
    from ui.stage import data as stage_data

    begin(filled)
    rows = data.facts().posts.join(data.facts().pages.select("page", "page_id"), on="page").head(2)
    shown = []
    for page_id, number in rows.select("page_id", "post").iter_rows():
        one = replace(staged.candidate(1, 1, leader=True), page_id=page_id, evidence=(number,))
        found = Contest("best_rubric", None, 1, (one,), (page_id,))
        results = replace(staged.results(frozen=False), contests=(found,))
        monkeypatch.setattr(stage_data, "results", lambda _year, given=results: given)
        shown.append([post.post for post in stage_data.material(2025).posts])
    assert shown == [[number] for number in rows["post"]]
