"""The season on the screen: steps by role, acts and refusals, freezing."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from jobs import award_answers
from store import accounts, season
from tests.ui.conftest import Open, words
from tests.ui.seasons import LATIN, YEAR, act, built, first_contest, opened, own, pressed, stand
from ui import data
from ui.formats import literal
from ui.i18n import _
from ui.installation import here

__all__ = ["built", "own"]
STEPS = {
    "rules": "Что требуется от каждой страницы", "candidates": "class='kpi-finalist'",
    "commission": "В комиссии пока никого", "decision": "Записать решение|Решения нет",
    "freeze": "<li>Данные на 24.11.2025 06:10", "documents": "15 дипломов, 0 благодарств",
}  # fmt: skip
"""What only this step says, to whoever opens it."""
KNOWN = re.compile(r"<[^>]*>|&\w+;|:material/\w+:|KPI_DATABASE_URL|supervisor|presenter|`[^`]*`")


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("role", ["supervisor", "presenter"])
@pytest.mark.parametrize("step", STEPS)
def test_every_step_draws(
    step: str, role: str, language: str, begin: Callable[..., object], built: Path, open_view: Open
) -> None:
    begin(built, language)
    app = open_view(role, "awards", step=step)
    assert not app.exception
    assert not app.error
    said = words(app)
    assert "<h1>" + _("Awards") in said
    if language == "ru":
        assert re.search(STEPS[step], said)
        left = KNOWN.sub(" ", said)
        assert LATIN.findall(left) == [], left


@pytest.mark.parametrize("role", ["administrator", "operator"])
def test_nobody_else_opens_it(
    role: str, begin: Callable[..., object], built: Path, open_view: Open
) -> None:
    begin(built)
    text = words(open_view(role, "awards"))
    assert "не предусмотрен" in text
    assert "Кандидат" not in text


def test_a_presenter_looks_and_changes_nothing(own: Callable[..., None], open_view: Open) -> None:
    own()
    opened()
    for step in STEPS:
        app = open_view("presenter", "awards", step=step)
        labels = {one.label for one in app.get("button")}
        assert not labels & {"Открыть сезон", "Изменить", "Снять", "Добавить", "Записать решение",
                             "Принять весь состав", "Зафиксировать итоги", "За"}  # fmt: skip
    assert [one.act.kind for one in season.acts(here().reader, YEAR)] == ["opened"]


def test_the_season_from_the_rules_to_version_2(own: Callable[..., None], open_view: Open) -> None:
    own()
    app = pressed(open_view("supervisor", "awards", step="rules"), "Открыть сезон")
    assert "Решено: дипломов 0 из 21, писем 0 из 7" in words(app)
    nomination, segment = first_contest(stand())
    query = {"nomination": nomination} | ({"segment": segment} if segment else {})

    app = open_view("supervisor", "awards", step="commission", **query)
    app.text_input[0].set_value("supervisor")
    app = pressed(app, "Добавить")
    app = pressed(app, "За")
    assert "за 1, против 0 · ваш голос: за" in words(app)
    app = pressed(app, "Самоотвод")
    assert "за 0, против 0" in words(app)
    app = pressed(app, "Отменить самоотвод")
    assert "за 1, против 0" in words(app)

    app = pressed(open_view("supervisor", "awards", step="decision", **query), "Записать решение")
    assert "Решено: дипломов 1 из 21" in words(app)

    app = open_view("supervisor", "awards", step="freeze")
    app.text_input[0].set_value("фиксирую")
    app = pressed(app, "Зафиксировать итоги")
    assert any("Введите слово точно" in one.value for one in app.error)
    assert season.seals(here().reader, YEAR) == []
    app.text_input[0].set_value("ФИКСИРУЮ")
    app = pressed(app, "Зафиксировать итоги")
    (sealed,) = season.seals(here().reader, YEAR)
    assert f"версия 1 · код {sealed.code}" in words(app)
    assert "Код тот же" in pressed(app, "Проверить").success[0].value

    app = open_view("supervisor", "awards", step="freeze")
    app.text_input[0].set_value("Лауреат отказался")
    app = pressed(app, "Открыть решения")
    assert "Лауреата заменяют: Лауреат отказался" in words(app)
    app.text_input[0].set_value("ФИКСИРУЮ")
    pressed(app, "Зафиксировать итоги")
    assert [one.reason for one in season.seals(here().reader, YEAR)] == [None, "Лауреат отказался"]
    log = [one.what for one in accounts.entries(here().reader)]
    assert log.count("season sealed") == 2
    assert {"season voted", "season decided", "season amending"} <= set(log)


def test_a_refusal_is_told_in_words_and_nothing_is_written(
    own: Callable[..., None], open_view: Open
) -> None:
    own()
    app = open_view("supervisor", "awards", step="commission")
    app.text_input[0].set_value("supervisor")
    app = pressed(app, "Добавить")
    assert [one.value for one in app.error] == ["Сначала откройте сезон: шаг «Правила»."]
    assert season.acts(here().reader, YEAR) == []


def test_taking_off_the_list_needs_a_reason_and_moves_the_next_up(
    own: Callable[..., None], open_view: Open
) -> None:
    own()
    nomination, segment = first_contest(opened())
    app = open_view("supervisor", "awards", nomination=nomination)
    app = pressed(app, "Снять")
    assert [one.value for one in app.error] == ["Напишите основание."]
    contest = next(one for one in stand().results.contests if one.nomination == nomination)
    (before,) = contest.winners
    act("dropped", nomination, segment, before, reason="просьба страницы")
    contest = next(one for one in stand().results.contests if one.nomination == nomination)
    assert before not in contest.winners
    text = words(open_view("supervisor", "awards", nomination=nomination))
    assert "снята: просьба страницы" in text
    assert "Вернуть в список" in {
        one.label for one in open_view("supervisor", "awards", nomination=nomination).get("button")
    }


def test_the_whole_set_is_proposed_and_accepted_within_the_numbers_set(
    own: Callable[..., None], open_view: Open
) -> None:
    own()
    act("opened", diplomas=2, letters=1)
    app = open_view("supervisor", "awards", step="decision")
    app.toggle[0].set_value(True).run()
    text = words(app)
    assert "сверх заданного числа" in text
    pressed(app, "Принять весь состав")
    forms = [one.form for one in stand().acts.decisions.values()]
    assert sorted(forms) == ["diploma", "diploma", "letter"]


def test_nobody_wins_only_with_a_reason(own: Callable[..., None], open_view: Open) -> None:
    own()
    nomination, segment = first_contest(opened())
    app = open_view("supervisor", "awards", step="decision", nomination=nomination)
    app.multiselect[0].set_value([])
    app = pressed(app, "Записать решение")
    assert [one.value for one in app.error] == ["Напишите основание."]
    act("decided", nomination, segment, winners=[], form="diploma", reason="не присуждаем")
    contest = next(one for one in stand().results.contests if one.nomination == nomination)
    assert contest.winners == ()


def test_hostile_words_stay_words(own: Callable[..., None], open_view: Open) -> None:
    own()
    nomination, segment = first_contest(opened())
    contest = next(one for one in stand().results.contests if one.nomination == nomination)
    hostile, member = "<script>alert(1)</script> **жирно**", "<img src=x onerror=alert(1)>"
    act("dropped", nomination, segment, contest.winners[0], reason=hostile)
    act("member", name=member)
    for step, said in (("candidates", escape(hostile)), ("commission", literal(member))):
        app = open_view("supervisor", "awards", step=step, nomination=nomination)
        bodies = "\n".join(one.proto.body for one in app.get("html"))
        assert "<script>alert" not in bodies
        assert "<img src=x" not in bodies
        assert said in words(app)


def test_why_not_a_page_tells_its_conditions_or_that_it_is_outside_the_figures(
    begin: Callable[..., object], built: Path, open_view: Open
) -> None:
    begin(built)
    made, nomination = stand().made, "citizen_dialogue"
    pages = data.listed()["page_id"].to_list()
    found = [award_answers.answer(made.facts, made.drafted, nomination, one, made.words)
             for one in pages]  # fmt: skip
    first = next(one for one in found if one.place == 1)
    short = next(one for one in found if any(not line.met for line in one.lines))
    outside = next(one for one in found if not one.lines)
    app = open_view("supervisor", "awards", nomination=nomination)
    assert not [one for one in app.selectbox if one.key == "award_why"]
    app.session_state["award_why_fold"] = True
    app.run()
    assert len(app.selectbox(key="award_why").options) == len(pages) == 60
    for asked, said in (
        (first, f"Место 1 из {first.entrants}."), (short, "Условия выполнены не все."),
        (outside, "В этой номинации у страницы нечего оценивать."),
    ):  # fmt: skip
        text = words(app.selectbox(key="award_why").set_value(asked.page_id).run())
        assert said in text
        for met, mark in ((True, "<li class='good'>✓"), (False, "<li class='bad'>✗")):
            assert text.count(mark) == sum(line.met == met for line in asked.lines)


def test_a_season_that_is_not_open_is_not_frozen(own: Callable[..., None], open_view: Open) -> None:
    own()
    app = open_view("supervisor", "awards", step="freeze")
    assert "Сначала откройте сезон" in app.info[0].value
    assert "Зафиксировать итоги" not in [one.label for one in app.get("button")]
    act("opened", diplomas=21, letters=7)
    app = open_view("supervisor", "awards", step="freeze")
    assert "Зафиксировать итоги" in [one.label for one in app.get("button")]


def test_a_member_with_a_login_of_a_presenter_votes_for_themself_only(
    own: Callable[..., None], open_view: Open
) -> None:
    own()
    nomination, _segment = first_contest(opened())
    act("member", name="presenter")
    act("member", name="член комиссии 1")
    app = open_view("presenter", "awards", step="commission", nomination=nomination)
    assert "Чей голос" not in words(app)
    pressed(app, "За")
    (vote,) = [one for one in season.acts(here().reader, YEAR) if one.act.kind == "voted"]
    assert (vote.who, vote.act.detail["member"]) == ("presenter", "presenter")
