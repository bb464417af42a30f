"""The questions of residents: queues, decisions, rights, files; what people see and change."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import delete, insert, select, update
from streamlit.testing.v1 import AppTest

from core.period import DAY, WEEK
from core.text import is_urgent
from store import accounts, appeal_decisions
from store import tables as t
from store.appeal_decisions import Comment
from tests.ui import region
from tests.ui.conftest import NOW, Open, words
from ui import data, kept, shell
from ui.formats import weekday_moment
from ui.installation import here
from ui.replies import acts as replies_acts
from ui.replies import data as replies_data
from ui.replies import figures as replies_figures
from ui.replies import screen as replies

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")
HOSTILE = '=cmd|"/c calc" <script>alert(1)</script> **нет воды**'
Begin = Callable[..., object]


@pytest.fixture
def own(begin: Begin, filled: Path, tmp_path: Path) -> Begin:
    """Begins an installation on a copy of the region, to be changed."""

    def start(language: str = "ru") -> object:
        copy = tmp_path / "own.db"
        if not copy.exists():
            shutil.copy(filled, copy)
        return begin(copy, language)

    return start


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the buttons would build: (file name, function) of each download button."""
    import streamlit as st

    found: list[Any] = []
    real = st.download_button

    def button(label: str, **kwargs: Any) -> bool:
        found.append((kwargs["file_name"], kwargs["data"]))
        return real(label, **kwargs)

    monkeypatch.setattr(st, "download_button", button)
    return found


def shown(app: AppTest) -> list[str]:
    """The rows of the list, as HTML."""
    assert not app.exception
    return [e.proto.body for e in app.get("html") if "class='kpi-ask'" in e.proto.body]


def press(app: AppTest, label: str) -> AppTest:
    button = next(button for button in app.button if button.label == label)
    assert not button.disabled
    return button.click().run()


def tick(app: AppTest, *places: int) -> AppTest:
    boxes = [
        box for box in app.checkbox if (box.key or "").startswith("tick_") and box.key != "tick_all"
    ]
    for place in places:
        boxes[place].check()
    return app.run()


def ask(page: int, comment: int, hours_ago: int, text: str | None, **given: Any) -> None:
    """Writes a question without an answer straight into the tables."""
    post = {"page": page, "post": 1}
    row = post | {
        "comment": comment, "root": comment, "author": 7000 + comment, "lexicon": 1, "text": text,
        "written": region.AS_OF - hours_ago * 3600, "reason": "?",
    }  # fmt: skip
    first = post | {
        "comment": comment, "root": comment, "author": 7000 + comment, "turn": 0,
        "asked_at": row["written"], "addressed": True, "reason": "?",
    }  # fmt: skip
    with here().writer.begin() as connection:
        connection.execute(insert(t.comments), row | {k: v for k, v in given.items() if k in row})
        connection.execute(
            insert(t.first_replies), first | {k: v for k, v in given.items() if k in first}
        )
    data.forget()


def the_open(page: int | None = None) -> pl.DataFrame:
    waiting = replies_data.waiting()
    return waiting if page is None else waiting.filter(pl.col("page") == page)


def test_the_head_says_when_answers_will_show(own: Begin, open_view: Open) -> None:
    own()
    assert "появятся при следующем сборе.</p>" in words(open_view("supervisor", "replies"))
    row = {"network": "vk", "kind": "full", "state": "complete", "as_of": NOW}
    rows = [row | {"started_at": NOW - day * DAY + 3600} for day in range(1, 9)]
    rows.append(rows[0] | {"started_at": NOW - 7 * DAY + 60, "kind": "chosen"})
    with here().writer.begin() as connection:
        connection.execute(insert(t.runs), rows)
    kept.forget()
    coming = weekday_moment(NOW + 3600)
    assert f"обычно он начинается {coming}." in words(open_view("supervisor", "replies"))


def test_each_unanswered_question_stands_in_one_queue(begin: Begin, filled: Path) -> None:
    begin(filled)
    waiting = the_open()
    unanswered = data.appeals().filter(pl.col("answered_at").is_null())
    assert waiting.height == unanswered.height > 20
    horizon = here().settings.queue_days * DAY
    for row in waiting.iter_rows(named=True):
        passed, old = row["deadline"] <= row["as_of"], row["waited"] > horizon
        expected = ("older" if old else "overdue") if passed else ("today", "ahead")
        assert row["queue"] in expected


def test_the_number_is_the_queue_and_the_kpi(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    app = open_view("supervisor", "replies")
    counts = the_open()["queue"].value_counts()
    by_name = dict(counts.iter_rows())
    assert f"<b>{by_name['overdue']}</b> вопроса ждут дольше срока" in words(app)
    assert len(shown(app)) == by_name["overdue"]
    overdue = data.wide(data.period_of("13w"))["open_appeals"].sum()
    assert by_name["overdue"] + by_name["older"] == overdue


@pytest.mark.parametrize("queue", replies.QUEUES)
@pytest.mark.parametrize("language", ["ru", pytest.param("en", marks=pytest.mark.long)])
def test_every_queue_draws(
    queue: str, language: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled, language)
    for role in ("supervisor", "administrator"):
        for part in replies.PARTS:
            app = open_view(role, "replies", queue=queue, part=part)
            assert not app.exception
            assert "kpi-ask" in words(app) or "kpi-calm" in words(app) or "kpi-note" in words(app)


def test_a_page_without_a_question_draws(begin: Begin, filled: Path, open_view: Open) -> None:
    begin(filled)
    text = words(open_view("supervisor", "replies", page="vk:102"))
    assert "● Все ответы даны." in text
    assert "За период вопросов не было" in text
    assert "Вопросов мало" in text


def test_one_page_draws(own: Begin, open_view: Open) -> None:
    own()
    with here().writer.begin() as connection:
        connection.execute(update(t.pages).where(t.pages.c.page != 5).values(listed=False))
    data.forget()
    app = open_view("supervisor", "replies")
    assert shown(app)
    assert "Где копится" not in words(app)
    with here().writer.begin() as connection:
        connection.execute(update(t.pages).values(listed=False))
    data.forget()
    assert not open_view("supervisor", "replies").exception


def test_what_it_opens_with_is_made_before_it_is_served(begin: Begin, filled: Path) -> None:
    begin(filled)
    data.forget()
    data.serve_newest([replies_figures.warm])
    assert replies_data.waiting() is replies_data.waiting()
    period = data.period_of(data.DEFAULT_PERIOD)
    assert replies_figures.table(data.listed(), period, "founder").height == 3


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("Третий день нет горячей воды!", True), ("В школе холодно, НЕ РАБОТАЕТ котёл", True),
        ("Ребёнок получил травму", True), ("Без отопления с пятницы", True),
        ("Нет света: https://example.com/voda", True), ("Когда вода в бассейне?", False),
        ("", False), ("работает ли музей?", False),
    ],
)  # fmt: skip
def test_what_cannot_wait(text: str, urgent: bool) -> None:
    assert is_urgent(text) is urgent


def test_urgent_ones_come_first_then_the_youngest(own: Begin, open_view: Open) -> None:
    own()
    ask(5, 990_001, 24 * 13, "Третий день НЕТ ВОДЫ, когда дадут?")
    ask(5, 990_002, 24 * 4, "Когда каникулы?")
    rows = shown(open_view("supervisor", "replies"))
    assert "НЕТ ВОДЫ" in rows[0]
    assert "срочно" in rows[0]
    asked = replies_data.waiting().filter(pl.col("queue") == "overdue", ~pl.col("urgent"))
    assert asked["asked_at"].is_sorted(descending=True)
    assert "Когда каникулы?" in "".join(rows)


def test_the_day_of_the_deadline_tells_today_from_later(own: Begin, open_view: Open) -> None:
    own()
    ask(5, 990_003, 64, "Спросили в пятницу вечером, когда ответите?")
    ask(5, 990_004, 0, "Только что: когда?")
    queues = dict(the_open(5).select("comment", "queue").iter_rows())
    assert (queues[990_003], queues[990_004]) == ("today", "today")
    with here().writer.begin() as connection:
        later = t.first_replies.update().where(t.first_replies.c.comment == 990_004)
        connection.execute(later.values(asked_at=region.AS_OF))
        connection.execute(
            update(t.intervals).where(t.intervals.c.page == 5).values(end=region.AS_OF)
        )
    rows = shown(open_view("supervisor", "replies", queue="today"))
    assert len(rows) == 2


def test_another_body_that_answered_is_named_instead_of_the_wait(
    own: Begin, open_view: Open
) -> None:
    own()
    ask(5, 990_005, 24 * 5, "Кто чистит снег?")
    ask(5, 990_006, 24 * 5, "Кто убирает двор?")
    other = {
        "page": 5, "post": 1, "comment": 990_010, "root": 990_005, "author": -101, "lexicon": 1,
        "written": region.AS_OF - 3600,
    }  # fmt: skip
    with here().writer.begin() as connection:
        connection.execute(insert(t.comments), other)
        stranger = other | {"comment": 990_011, "root": 990_006, "author": -999}
        connection.execute(insert(t.comments), stranger)
    rows = {
        ("снег" in row, "двор" in row): row for row in shown(open_view("supervisor", "replies"))
    }
    assert "ответил другой госорган" in rows[True, False]
    assert "ответил другой госорган" not in rows[False, True]
    assert "просрочен с" in rows[False, True]


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


def test_two_supervisors_decide_the_same_question(
    own: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list of the second one is as it was drawn; the first was quicker."""
    own()
    state: dict[str, Any] = {}
    monkeypatch.setattr(replies_acts.st, "session_state", state)
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


def test_undo_leaves_what_somebody_else_has_said_since(
    own: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    state: dict[str, Any] = {}
    monkeypatch.setattr(replies_acts.st, "session_state", state)
    screen = the_screen("supervisor")
    replies_acts.say(screen, screen.rows.head(1), "not_question")
    about = state["replies_done"].comments
    appeal_decisions.decide(here().writer, about, "answered", "anna", NOW)
    replies_acts._take_back(screen, state["replies_done"])
    assert appeal_decisions.standing(here().reader)["verdict"].to_list() == ["answered"]


def test_an_objection_declined_by_one_is_not_accepted_by_another(
    own: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    monkeypatch.setattr(replies_acts.st, "session_state", {})
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


def test_an_administrator_sees_own_pages_only(
    own: Begin, open_view: Open, caught: list[Any]
) -> None:
    own()
    ask(3, 990_040, 24 * 5, "Свой вопрос?")
    ask(4, 990_041, 24 * 5, "Чужой вопрос?")
    for query in ({}, {"page": "vk:104"}, {"by": "page"}, {"founder": region.FOUNDERS[1]}):
        app = open_view("administrator", "replies", **query)
        text = words(app)
        assert "Чужой вопрос" not in text
        assert "Ромашка" not in text
        for frame in app.dataframe:
            assert set(frame.value["name"]) <= {"МБОУ «Школа № 3»", region.FOUNDERS[0]}
    assert "Свой вопрос" in words(open_view("administrator", "replies"))
    screen = the_screen("administrator")
    content = files(screen, texts=True)
    assert "Свой вопрос?" in content
    assert "Чужой вопрос?" not in content
    assert "Больница" not in content


def the_screen(role: str, **given: Any) -> replies.Screen:
    """The screen a role would see, without a browser."""
    from ui import filters, rights

    account = accounts.find(here().reader, role)
    assert account is not None
    seen = rights.pages_in_full(account, data.listed())
    period = data.period_of("13w")
    chosen = filters.Chosen(period, "13w", "founder", "on_time_rate", "", "index")
    queues = replies.queues_of(seen)
    return replies.Screen(
        account, chosen, seen, None, given.get("queue", "overdue"), given.get("part", "objections"),
        queues,
    )  # fmt: skip


def files(screen: replies.Screen, *, texts: bool) -> str:
    from pages.replies import _built

    return _built(screen, "csv", texts).decode("utf-8-sig")


@pytest.mark.parametrize("role", ["presenter", "operator"])
def test_others_open_neither_the_view_nor_the_texts(
    role: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    assert role not in shell.permissions()["replies"]
    text = words(open_view(role, "replies"))
    assert not any(question in text for question in region.QUESTIONS)
    with pytest.raises(PermissionError):
        files(the_screen(role), texts=False)


def test_a_page_gives_no_verdict(begin: Begin, filled: Path) -> None:
    begin(filled)
    screen = the_screen("administrator")
    rows = the_screen("supervisor").rows.head(1)
    with pytest.raises(PermissionError):
        replies_acts.say(screen, rows, "not_question")
    assert appeal_decisions.history(here().reader).is_empty()


def test_the_file_has_the_rows_of_the_screen_and_texts_only_when_asked(
    own: Begin, open_view: Open
) -> None:
    own()
    ask(4, 990_050, 24 * 5, HOSTILE)
    screen = the_screen("supervisor")
    rows = shown(open_view("supervisor", "replies"))
    plain, full = files(screen, texts=False), files(screen, texts=True)
    assert plain.count("\r\n") - 1 == full.count("\r\n") - 1 == len(rows) == screen.rows.height
    assert not any(question in plain for question in region.QUESTIONS)
    assert "'=cmd" in full
    assert "'=HYPERLINK" in plain
    newest = accounts.entries(here().reader, limit=2)
    assert [entry.target for entry in newest] == [
        f"replies overdue csv, {len(rows)} rows, with texts",
        f"replies overdue csv, {len(rows)} rows",
    ]  # fmt: skip
    assert {(entry.who, entry.what) for entry in newest} == {("supervisor", "export")}


@pytest.mark.parametrize("queue", ["overdue", "older", "review"])
def test_the_workbook_opens(queue: str, begin: Begin, filled: Path) -> None:
    from pages.replies import _built

    begin(filled)
    screen = the_screen("supervisor", queue=queue, part="other")
    content = io.BytesIO(_built(screen, "xlsx", True))
    table = pl.read_excel(content, sheet_name="Вопросы жителей", engine="calamine")
    assert table.height == screen.rows.height
    summary = pl.read_excel(content, sheet_name="Учредители", engine="calamine")
    asked = data.wide(data.period_of("13w"))["appeals"].sum()
    assert summary["Вопросы жителей"].sum() == asked


def test_hostile_texts_stay_texts(own: Begin, open_view: Open) -> None:
    own()
    ask(4, 990_060, 24 * 5, HOSTILE)
    row = next(row for row in shown(open_view("supervisor", "replies")) if "calc" in row)
    assert "<script>" not in row
    assert HOSTILE in unescape(row)
    assert "<b>№ 17" not in row


def test_a_purged_text_says_so_and_the_row_stays(own: Begin, open_view: Open) -> None:
    own()
    ask(4, 990_070, 24 * 5, None)
    assert any(
        "текст удалён по сроку хранения" in row for row in shown(open_view("supervisor", "replies"))
    )


def test_when_all_is_answered_it_says_so(own: Begin, open_view: Open) -> None:
    own()
    with here().writer.begin() as connection:
        gone = select(t.first_replies.c.comment).where(t.first_replies.c.answered_at.is_(None))
        connection.execute(delete(t.first_replies).where(t.first_replies.c.comment.in_(gone)))
    data.forget()
    text = words(open_view("supervisor", "replies"))
    assert "● Все ответы даны." in text
    assert "<b>0</b> вопросов ждут дольше срока" in text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"queue": "yesterday"}, "queue=yesterday"), ({"page": "vk:999"}, "Страницы vk\\:999 нет"),
        ({"part": "x", "queue": "review"}, "part=x"), ({"founder": "Никто"}, "founder=Никто"),
    ],
)  # fmt: skip
def test_an_unknown_value_of_the_address_is_a_notice(
    query: dict[str, str], said: str, begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "replies", **query)
    assert not app.exception
    assert said in words(app)


def test_filters_limit_rows_and_an_empty_one_offers_to_drop_itself(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "replies", queue="older", founder=region.FOUNDERS[2])
    assert shown(app)
    assert all(region.FOUNDERS[2] in row for row in shown(app))
    app = open_view("supervisor", "replies", q="нет такой")
    assert "По этим условиям страниц нет." in words(app)
    press(app, "Сбросить поиск")
    assert "q" not in app.query_params


def test_groups_have_the_figures_of_their_pages(begin: Begin, filled: Path) -> None:
    begin(filled)
    period = data.period_of("13w")
    pages = data.wide(period)
    single = replies_figures.table(data.listed(), period, "page")
    told = single.join(pages, left_on="key", right_on="page_id")
    assert single.height > 8
    assert told["asked"].to_list() == told["appeals"].to_list()
    for name, kpi in (("on_time", "on_time_rate"), ("answered", "response_rate")):
        assert told[name].to_list() == told[f"{kpi}|numerator"].to_list()
    for name, kpi in (("due", "on_time_rate"), ("old", "response_rate")):
        assert told[name].to_list() == told[f"{kpi}|denominator"].to_list()
    assert told["open"].to_list() == told["open_appeals"].to_list()
    enough = told.filter(pl.col("median_response_hours").is_not_null())
    assert enough["half"].to_list() == pytest.approx(enough["median_response_hours"].to_list())
    groups = replies_figures.table(data.listed(), period, "founder")
    for name in ("asked", "due", "on_time", "open"):
        assert groups[name].sum() == single[name].sum()


def test_weeks_and_hours_count_every_question_once(begin: Begin, filled: Path) -> None:
    begin(filled)
    period = data.period_of("13w")
    asked = data.appeals().filter(data.asked_in(period))
    weeks = replies_figures.weekly(data.listed(), period)
    assert weeks.height == 13
    assert weeks["start"].diff().drop_nulls().to_list() == [WEEK] * 12
    assert weeks["due"].sum() == asked.filter(pl.col("deadline") <= pl.col("as_of")).height
    day = replies_figures.hours(data.listed(), period)
    assert (day["asked"].sum(), day["answers"].sum()) == (
        asked.height, asked.drop_nulls("answered_at").height,
    )  # fmt: skip
    shares = replies_figures.within(data.listed(), period)
    hours_4, working_9, hours_24, days_3 = (share or 0 for share in shares)
    assert 0 < hours_4 <= hours_24 <= days_3 <= 1
    assert hours_4 <= working_9 <= 1
