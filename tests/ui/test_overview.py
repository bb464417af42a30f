"""The overview: every figure against a region counted by hand, every door against its number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from core.events import Event
from core.period import DAY, local_date
from store import accounts, events, page_marks, watches
from store.page_marks import Mark
from tests.ui.conftest import NOW, Open, words
from tests.ui.two_founders import AS_OF, FOUNDERS, ZONE, write
from ui import data, shell, watching
from ui.installation import Installation
from ui.overview import data as overview_data
from ui.overview import region as overview_region
from ui.overview import weeks as overview_weeks
from ui.overview.data import Mine


@pytest.fixture
def small(begin: Callable[..., Installation]) -> Installation:
    made = begin()
    write(made, list(FOUNDERS))
    return made


def tile(app: AppTest, number: int) -> tuple[str, str, str]:
    """Number, text and note of a tile."""
    bodies = [one.proto.body for one in app.get("html") if "kpi-tile-number" in one.proto.body]
    parts = [part.split("<")[0] for part in bodies[number].split(">") if part.split("<")[0]]
    return parts[0], parts[1], parts[2]


def doors(app: AppTest, view: str) -> list[dict[str, str]]:
    """Addresses of the links to a view that say more than the view."""
    links = [one.proto for one in app.get("page_link")]
    return [
        dict(parse_qsl(link.query_string))
        for link in links
        if link.page == view and link.query_string
    ]


def test_the_tiles_count_what_was_written(small: Installation, open_view: Open) -> None:
    app = open_view("supervisor", shell.FIRST)
    assert not app.exception
    # Past the deadline and of the last 14 days: two of page 1 and one of page 4. A week earlier one
    # of page 2 (answered since) and one of page 5 (by now too old for the queue).
    assert tile(app, 0) == (
        "3", "вопроса жителей ждут дольше срока", "за 14 дней, 2 страницы · ▲ на 1 за неделю",
    )  # fmt: skip
    # Pages 2 and 3; a week earlier pages 3 and 4.
    assert tile(app, 1) == (
        "2", "страницы без публикаций 7 дней и дольше", "1 новая, 1 вернулась",
    )  # fmt: skip
    # Under three posts: pages 2, 3 and 5 of six; the week before pages 3, 4 and 5.
    assert tile(app, 2) == (
        "3", "страницы не выполнили норму прошлой недели", "50\u00a0%, неделей раньше 50\u00a0%",
    )  # fmt: skip
    assert "Половина просроченных ответов — у 1 учредителя из 3" in words(app)


def test_every_door_opens_as_many_rows_as_its_number_says(
    small: Installation, open_view: Open
) -> None:
    app = open_view("supervisor", shell.FIRST)
    queue = doors(app, "replies")[0]
    assert queue == {"queue": "overdue"}
    assert words(open_view("supervisor", "replies", **queue)).count("class='kpi-ask'") == 3
    silent, by_founder, below, below_by_founder = doors(app, "ranking")
    for query, names in (
        (silent, {"Школа № 2", "Школа № 3"}),
        (below, {"Школа № 2", "Школа № 3", "Школа № 5"}),
    ):
        table = open_view("supervisor", "ranking", **query).dataframe[0].value
        assert set(table["name"]) == names
    for query, founders in ((by_founder, {"А"}), (below_by_founder, {"А", "Б"})):
        table = open_view("supervisor", "ranking", **query).dataframe[0].value
        assert set(table["name"]) == founders


def test_the_door_to_silent_pages_shows_the_days_of_now(
    small: Installation, open_view: Open
) -> None:
    silent = doors(open_view("supervisor", shell.FIRST), "ranking")[0]
    table = open_view("supervisor", "ranking", **silent).dataframe[0].value
    assert (table["silent_days"] >= 7).all()
    assert table["silent_days"].is_monotonic_decreasing, "a list of faults begins with the worst"
    assert table["place"].to_list()[0] == 1


def test_a_filter_of_state_can_be_lifted(small: Installation, open_view: Open) -> None:
    app = open_view("supervisor", "ranking", state="overdue")
    assert set(app.dataframe[0].value["name"]) == {"Школа № 1", "Школа № 4"}
    app.button(key="lift_state").click().run()
    assert app.dataframe[0].value.shape[0] == 6
    assert "такого здесь нет" in words(open_view("supervisor", "ranking", state="lazy"))


def test_founders_come_worst_first_and_hold_all_pages(small: Installation, open_view: Open) -> None:
    table = open_view("supervisor", shell.FIRST).dataframe[0].value
    columns = ["founder", "pages", "overdue", "silent", "below"]
    assert table[columns].to_numpy().tolist() == [
        ["А", 3, 2, 2, 2], ["Б", 2, 1, 0, 1], ["учредитель не указан", 1, 0, 0, 0],
    ]  # fmt: skip
    assert table["met"].round(2).tolist() == [0.33, 0.5, 1.0]
    assert [list(weeks)[-1] for weeks in table["weeks"]] == [3, 5, 3]


def test_mine_limits_every_figure_and_every_door(small: Installation, open_view: Open) -> None:
    overview_data.look_after("supervisor", Mine(("Б",), ()))
    app = open_view("supervisor", shell.FIRST)
    assert [tile(app, number)[0] for number in range(3)] == ["1", "0", "1"]
    assert doors(app, "replies")[0] == {"queue": "overdue", "mine": "1"}
    assert words(open_view("supervisor", "replies", queue="overdue", mine="1")).count(
        "class='kpi-ask'") == 1  # fmt: skip
    table = open_view("supervisor", "ranking", **doors(app, "ranking")[2]).dataframe[0].value
    assert set(table["name"]) == {"Школа № 5"}
    whole = open_view("supervisor", shell.FIRST, mine="0")
    assert tile(whole, 0)[0] == "3"
    assert "mine" not in doors(whole, "ranking")[0]
    assert tile(open_view("presenter", shell.FIRST), 0)[0] == "3"


def test_a_presenter_reads_and_decides_nothing(small: Installation, open_view: Open) -> None:
    app = open_view("presenter", shell.FIRST)
    assert not app.exception
    assert "Ждут вашего решения" not in words(app)
    assert not [one for one in app.button if one.key.startswith(("decide_", "watch_", "send_out"))]
    assert doors(app, "replies") == []
    overdue = doors(app, "ranking")[0]
    table = open_view("presenter", "ranking", **overdue).dataframe[0].value
    assert set(table["name"]) == {"Школа № 1", "Школа № 4"}


@pytest.mark.parametrize(
    ("role", "title"), [("administrator", "Моя страница"), ("operator", "Сбор данных")]
)
def test_roles_with_a_home_of_their_own_go_on(
    role: str, title: str, small: Installation, open_view: Open
) -> None:
    app = open_view(role, shell.FIRST)
    assert not app.exception
    assert f"<h1>{title}</h1>" in words(app)
    assert "kpi-tile-number" not in words(app)


def test_one_page_is_told_in_the_singular_without_founders(
    begin: Callable[..., Installation], open_view: Open
) -> None:
    write(begin(), [3])
    app = open_view("supervisor", shell.FIRST)
    assert not app.exception
    assert tile(app, 1)[:2] == ("1", "страница без публикаций 7 дней и дольше")
    assert tile(app, 2)[1] == "страница не выполнила норму прошлой недели"
    assert not app.dataframe
    assert "Картина области" not in [one.label for one in app.expander]


def test_what_waits_is_counted_once_it_is_known(small: Installation, open_view: Open) -> None:
    week = timedelta(7)
    today = local_date(AS_OF, ZONE)
    page_marks.propose(small.writer, Mark("vk:2", "repair", today - week, today), "school", NOW)
    app = open_view("supervisor", shell.FIRST)
    assert app.button(key="decide_marks").label == "1 пометка"
    assert "Сигналы: считаем" in words(app)
    assert "Ступени: считаем" in words(app)
    overview_weeks.prepare()
    app = open_view("supervisor", shell.FIRST)
    assert app.button(key="decide_signals").label == "0 сигналов"
    assert "считаем" not in words(app)
    app.button(key="decide_marks").click().run()
    assert "Школа № 2" in words(app).replace("\\", "")
    assert app.button(key="mark_yes_1").label == "Принять"


def test_a_watched_page_leaves_by_itself_and_is_told_of(
    small: Installation, open_view: Open
) -> None:
    until = local_date(NOW, ZONE) + timedelta(14)
    then = AS_OF - 5 * DAY
    watches.watch(small.writer, ["vk:1", "vk:3"], "silent", until, "supervisor", then)
    assert "На контроле: 2" in words(open_view("supervisor", shell.FIRST))
    overview_weeks.prepare()
    said = words(open_view("supervisor", shell.FIRST))
    assert "На контроле: 1" in said
    assert "1 исправилась за 30 дней" in said
    assert watches.open_watches(small.reader)["page_id"].to_list() == ["vk:3"]


@pytest.mark.parametrize(("role", "opens"), [("supervisor", True), ("presenter", False)])
def test_only_supervisors_may_watch(role: str, opens: bool, small: Installation) -> None:
    account = accounts.find(small.reader, role)
    assert account is not None
    assert watching.may_watch(account) == opens


def test_the_phone_gets_five_founders_as_links(small: Installation, open_view: Open) -> None:
    said = words(open_view("supervisor", shell.FIRST))
    assert "href='ranking?by=page&amp;founder=%D0%90'" in said
    assert "Срок вышел: 2 · Без публикаций: 2 · Ниже нормы: 2" in said


def test_events_of_the_whole_region_stand_on_its_weeks(
    small: Installation, open_view: Open
) -> None:
    assert "событи" not in words(open_view("supervisor", shell.FIRST))
    today = local_date(AS_OF, ZONE)
    listed = [
        Event("День <города>", today - timedelta(40), today - timedelta(39)),
        Event("Ярмарка в Охе", today - timedelta(30), today - timedelta(30), territory="Оха"),
        Event("Давно", today - timedelta(300), today - timedelta(300)),
    ]
    events.save(small.writer, {today.year}, [e for e in listed if e.first.year == today.year],
                "test", NOW)  # fmt: skip
    data.serve_newest()
    said = words(open_view("supervisor", shell.FIRST))
    assert "◆ 1 событие" in said
    assert "День &lt;города&gt;" in said
    assert "Ярмарка" not in said
    assert [one.title for one in overview_region.events()] == ["День <города>"]
