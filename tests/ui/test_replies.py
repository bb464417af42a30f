"""Questions of residents: queues and their numbers, what a row says, filters, groups."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import delete, insert, select, update

from core.period import DAY, WEEK
from core.text import is_urgent
from store import tables as t
from tests.ui import region
from tests.ui.asked import HOSTILE, Begin, ask, press, shown, the_open
from tests.ui.conftest import NOW, Open, words
from ui import data, kept
from ui.formats import weekday_moment
from ui.installation import here
from ui.replies import data as replies_data
from ui.replies import figures as replies_figures
from ui.replies import screen as replies


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
