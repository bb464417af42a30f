"""What is decided of questions: by one and by two, taken back, objected, put in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from store import appeal_decisions
from store.appeal_decisions import Comment
from tests.ui.asked import HOSTILE, Begin, ask, press, shown, the_open, the_screen, tick
from tests.ui.conftest import NOW, Open, words
from ui import data
from ui.installation import here
from ui.replies import acts as replies_acts
from ui.replies import data as replies_data
from ui.replies import screen as replies


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A session's state, outside of any session."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(replies_acts.st, "session_state", found)
    return found


def test_a_decided_row_is_gone_at_once_and_comes_back(own: Begin, open_view: Open) -> None:
    own()
    app = open_view("supervisor", "replies")
    before = shown(app)
    assert [b.label for b in app.button if b.disabled] == ["Это не вопрос", "Ответили иначе"]
    app = press(tick(app, 0, 2), "Это не вопрос")
    assert shown(app) == [before[1], *before[3:]]
    said = appeal_decisions.history(here().reader)
    assert said["verdict"].to_list() == ["not_question"] * 2
    assert said["who"].to_list() == ["supervisor"] * 2
    app = press(app, "Вернуть")
    assert len(shown(app)) == len(before)
    assert appeal_decisions.standing(here().reader)["verdict"].to_list() == [None, None]


def test_pages_of_questions_go_under_watch(own: Begin, open_view: Open) -> None:
    own()
    app = open_view("supervisor", "replies")
    pages = the_open().filter(pl.col("queue") == "overdue")["page"].n_unique()
    app.button(key="act_watch").click().run()
    assert not app.exception
    assert app.selectbox(key="watch_cause").value == "overdue"
    assert pages == 3
    assert "3 страницы" in words(app)
    alone = open_view("administrator", "replies")
    assert "act_watch" not in [button.key for button in alone.button]


def test_after_the_next_look_the_figures_are_without_it(own: Begin, open_view: Open) -> None:
    own()
    data.serve_newest()
    before = data.wide(data.period_of("13w"))["open_appeals"].sum()
    press(tick(open_view("supervisor", "replies"), 0), "Ответили иначе")
    assert data.wide(data.period_of("13w"))["open_appeals"].sum() == before
    data.serve_newest()
    assert data.wide(data.period_of("13w"))["open_appeals"].sum() == before - 1


def test_answered_elsewhere_is_for_all_a_person_asked_in_a_turn(
    own: Begin, open_view: Open
) -> None:
    own()
    ask(5, 990_007, 24 * 5, "Когда приём?", author=1, root=990_007)
    ask(5, 990_008, 24 * 4, "Так когда же?", author=1, root=990_007)
    app = open_view("supervisor", "replies", page="vk:105")
    rows = shown(app)
    place = next(n for n, row in enumerate(rows) if "Когда приём" in row)
    press(tick(app, place), "Ответили иначе")
    assert set(appeal_decisions.overrules(here().reader)["comment"]) == {990_007, 990_008}


def test_two_supervisors_decide_the_same_question(own: Begin, state: dict[str, Any]) -> None:
    """The list of the second one is as it was drawn; the first was quicker."""
    own()
    screen = the_screen("supervisor")
    drawn = screen.rows.head(2)
    quicker = replies.comments(drawn.head(1))
    appeal_decisions.decide(here().writer, quicker, "answered", "anna", NOW)
    replies_acts.say(screen, drawn, "not_question")
    done = state["replies_done"]
    assert replies_acts._done_words(done) == "✓ Решён 1 вопрос. Остальные уже решены: anna."
    stands = appeal_decisions.standing(here().reader)
    assert sorted(stands["verdict"].to_list()) == ["answered", "not_question"]
    replies_acts._take_back(screen, done)
    stands = appeal_decisions.standing(here().reader)
    assert stands.filter(pl.col("verdict").is_not_null())["who"].to_list() == ["anna"]


def test_undo_leaves_what_somebody_else_has_said_since(own: Begin, state: dict[str, Any]) -> None:
    own()
    screen = the_screen("supervisor")
    replies_acts.say(screen, screen.rows.head(1), "not_question")
    about = state["replies_done"].comments
    appeal_decisions.decide(here().writer, about, "answered", "anna", NOW)
    replies_acts._take_back(screen, state["replies_done"])
    assert appeal_decisions.standing(here().reader)["verdict"].to_list() == ["answered"]


def test_an_objection_declined_by_one_is_not_accepted_by_another(
    own: Begin, state: dict[str, Any]
) -> None:
    own()
    about = replies.comments(the_screen("supervisor").rows.head(1))
    appeal_decisions.decide(here().writer, about, "objected", "school", NOW, how="pos")
    screen = the_screen("supervisor", queue="review")
    drawn = screen.rows
    appeal_decisions.decide(here().writer, about, "question", "anna", NOW, note="no trace")
    replies_acts._accept(screen, drawn)
    stands = appeal_decisions.standing(here().reader)
    assert stands.select("verdict", "who", "note").rows() == [("question", "anna", "no trace")]


def test_a_page_objects_and_a_supervisor_accepts(own: Begin, open_view: Open) -> None:
    own()
    ask(3, 990_020, 24 * 5, "Это поздравление?")
    app = tick(open_view("administrator", "replies"), 0)
    labels = [button.label for button in app.button]
    assert "Возразить…" in labels
    assert "Это не вопрос" not in labels
    about = [Comment("vk:103", 1, 990_020)]
    appeal_decisions.decide(
        here().writer, about, "objected", "administrator", NOW, how="phone", note=HOSTILE
    )
    app = open_view("supervisor", "replies", queue="review")
    assert len(shown(app)) == 1
    assert "ответили по телефону" in shown(app)[0]
    assert "<script>" not in shown(app)[0]
    app = press(tick(app, 0), "Принять")
    assert shown(app) == []
    assert appeal_decisions.standing(here().reader)["verdict"].to_list() == ["answered"]
    app = open_view("administrator", "replies", queue="review", part="decided")
    assert "ответили иначе" in shown(app)[0]
    assert not [b for b in app.button if b.label == "Вернуть"]


def test_what_the_rule_passed_over_can_be_put_in(own: Begin, open_view: Open) -> None:
    own()
    ask(5, 990_030, 24 * 5, "Двор опять не убран", reason=None)
    app = open_view("supervisor", "replies", queue="review", part="other")
    assert "Двор опять не убран" in shown(app)[0]
    press(tick(app, 0), "Это вопрос")
    data.serve_newest()
    row = replies_data.waiting().filter(pl.col("comment") == 990_030).row(0, named=True)
    assert (row["reason"], row["queue"]) == ("overruled", "overdue")
    assert "по решению ЦУР" in "".join(shown(open_view("supervisor", "replies")))


def test_a_page_gives_no_verdict(begin: Begin, filled: Path) -> None:
    begin(filled)
    screen = the_screen("administrator")
    rows = the_screen("supervisor").rows.head(1)
    with pytest.raises(PermissionError):
        replies_acts.say(screen, rows, "not_question")
    assert appeal_decisions.history(here().reader).is_empty()
