"""Every view × role × language × data: it draws in one language what the role may see."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from itertools import product
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import insert

from store.accounts import ROLES
from store.tables import pages
from tests.ui import region
from tests.ui.conftest import Open, words
from ui import data, head, installation, scores, shell
from ui.formats import literal
from ui.i18n import _

VIEWS = sorted(shell.declared())
LATIN = re.compile(r"[A-Za-z]{4,}")
KNOWN = re.compile(
    r"<[^>]*>|&\w+;|`[^`]*`|:material/\w+:|\bvk\b|python cli\.py[^\n<]*|is_government_organization|"
    r"verified|page=|pos\.gosuslugi\.ru|Telegram|HYPERLINK|http://evil|supervisor|administrator|presenter|operator"
)


def case(view: str, role: str, known: str, language: str) -> Any:
    """One drawing; English of rare roles and poor stores takes longer than CI may.

    What is known changes last, for it is read anew where it does; a role that may not see a view is
    told so whatever is known.
    """
    rare = role in ("operator", "presenter") or known != "data"
    marks = [pytest.mark.long] if rare and language == "en" else []
    return pytest.param(view, role, known, language, marks=marks)


@pytest.mark.parametrize(
    ("view", "role", "known", "language"),
    [
        case(view, role, known, language)
        for known, language, view, role in product(
            ("data", "empty", "one", "nothing"), ("ru", "en"), VIEWS, ROLES
        )
        if known == "data" or role in shell.declared()[view].roles
    ],
)
def test_every_view_draws(
    view: str, role: str, known: str, language: str, begin: Callable[..., object],
    filled: Path, nothing: Path, lonely: dict[str, Path], open_view: Open,
) -> None:  # fmt: skip
    begin({"data": filled, "empty": nothing, **lonely}[known], language)
    app = open_view(role, view, page="vk:103" if known == "data" else "vk:101")
    assert not app.exception
    assert not app.error
    text = words(app)
    assert heading(view, role, known) in text
    assert "1970" not in text
    assert "None" not in text
    if language == "ru":
        ids = "|".join(shell_ids())
        left = LATIN.findall(re.sub(ids, "", KNOWN.sub(" ", text)))
        assert left == [], left[:10]


def heading(view: str, role: str, known: str) -> str:
    """What a view must say first, in the language in use."""
    home = next((one for one in shell.declared().values() if role in one.home), None)
    asked = home if view == shell.FIRST and home else shell.declared()[view]
    if role not in asked.roles:
        return _("This view is not for your role.")
    if asked.id != "page" or known == "empty":
        return f"<h1>{escape(asked.title_for(role))}"
    own = "vk:103" if known == "data" else "vk:101"
    if role == "administrator" and known != "data":
        return f"<h1>{escape(asked.title_for(role))}"  # vk:103 is not there: none to show
    page = data.listed().filter(page_id=own)
    return f"<h1>{escape(page['name'][0])}</h1>"


def shell_ids() -> list[str]:
    from kpi import KPIS

    return [rf"\b{kpi}\b" for kpi in sorted(KPIS, key=len, reverse=True)]


@pytest.mark.parametrize("view", ["", *VIEWS, "nothing"])
def test_a_visitor_gets_the_form_only(
    view: str, begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view(None, view)
    assert [field.label for field in app.text_input] == ["Логин", "Пароль"]
    assert "Школа" not in words(app)
    assert not app.get("arrow_data_frame")


@pytest.mark.parametrize("view", ["ranking", "page"])
def test_an_administrator_sees_own_pages_only(
    view: str, begin: Callable[..., object], filled: Path, open_view: Open,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    begin(filled)
    settings = replace(installation.here().settings, leaders="off")
    monkeypatch.setattr(installation, "_here", [replace(installation.here(), settings=settings)])
    app = open_view("administrator", view, page="vk:104")
    text = words(app)
    assert "Районная больница" not in text
    assert "Ромашка" not in text
    assert not app.dataframe
    if view == "page":
        assert "нет среди тех" in text
    else:
        assert "Балл" in text


def test_leaders_of_the_group_are_the_only_others_an_administrator_reads(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    text = words(open_view("administrator", "ranking"))
    found = scores.scored("index", data.period_of(data.DEFAULT_PERIOD))
    leaders = set(found.filter(pl.col("tier") == 1)["page_id"])
    names = dict(data.listed().select("page_id", "name").iter_rows())
    read = {page for page, name in names.items() if escape(name) in text}
    assert leaders
    assert read - {"vk:103"} == leaders - {"vk:103"}


def test_only_some_roles_read_what_residents_wrote(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    said = {
        role: words(open_view(role, "page", page="vk:105")) for role in ("supervisor", "presenter")
    }
    assert any(question in said["supervisor"] for question in region.QUESTIONS)
    assert not any(question in said["presenter"] for question in region.QUESTIONS)


@pytest.mark.parametrize(
    "query",
    [
        {"period": "2025-13"}, {"period": "99999w"}, {"period": "-1"}, {"sphere": "Космос"},
        {"level": "1"}, {"network": "myspace"}, {"category": "x"}, {"by": "planet"},
        {"sort": "beauty"}, {"period": "0001"}, {"period": "9999"},
    ],
)  # fmt: skip
def test_an_unknown_value_of_the_address_is_a_notice(
    query: dict[str, str], begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", **query)
    assert not app.exception
    assert not app.error
    assert app.dataframe[0].value.shape[0] == 12
    assert "такого здесь нет" in words(app)


@pytest.mark.parametrize("by", ["page", "founder", "territory", "sphere"])
@pytest.mark.parametrize("sort", ["weeks_on_norm", "silent_days", "on_time_rate", "love_rate"])
def test_places_follow_the_figure(
    by: str, sort: str, begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    table = open_view("supervisor", "ranking", by=by, sort=sort).dataframe[0].value
    known = table.dropna(subset=[sort])
    better = known[sort] if sort == "silent_days" else -known[sort]
    assert better.is_monotonic_increasing
    assert known["place"].is_monotonic_increasing
    assert table["place"].isna().sum() == table[sort].isna().sum()


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "школа № 3"}, {"«Школа № 3»"}),
        ({"q": "https://vk.com/club103"}, {"«Школа № 3»"}),
        ({"q": "vk.com/page_3"}, {"«Школа № 3»"}),
        ({"q": "1026500000003"}, {"«Школа № 3»"}),
        ({"sphere": "Образование", "q": "№ 6"}, {"«Школа № 6»"}),
    ],
)
def test_filters_and_search(
    query: dict[str, str], names: set[str], begin: Callable[..., object], filled: Path,
    open_view: Open,
) -> None:  # fmt: skip
    begin(filled)
    table = open_view("supervisor", "ranking", **query).dataframe[0].value
    assert set(table["name"]) == names


def test_an_empty_filter_offers_to_drop_itself(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    app = open_view("supervisor", "ranking", q="нет такого", sphere="Образование")
    assert "По этим условиям страниц нет." in words(app)
    next(b for b in app.button if b.label == "Сбросить поиск").click().run()
    assert app.dataframe[0].value.shape[0] == 4


def test_hostile_names_stay_text(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    text = words(open_view("supervisor", "page", page="vk:104"))
    assert "<b>№ 17</b>" not in text
    assert "&lt;b&gt;№ 17" in text


def test_a_page_that_is_not_there_is_one_sentence(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    shown = words(open_view("supervisor", "page", page="vk:999"))
    assert f"Страницы {literal('vk:999')} нет в реестре." in shown


def test_an_empty_store_says_what_to_do(begin: Callable[..., object], open_view: Open) -> None:
    begin()
    assert "Загрузить реестр" in words(open_view("supervisor", "ranking"))


@pytest.mark.parametrize(
    ("role", "view"),
    [("administrator", "page"), ("presenter", "ranking"), ("presenter", "stage")],
)
def test_who_can_only_wait_is_told_whom_to_ask(
    role: str, view: str, begin: Callable[..., object], open_view: Open
) -> None:
    begin()
    text = words(open_view(role, view))
    assert "Данных ещё нет, сбор не начат." in text
    assert "Контакт: ЦУР" in text
    assert "href='register'" not in text
    assert "вымышленный регион" not in text


def test_an_invented_region_is_offered_until_a_register_is_loaded(
    begin: Callable[..., object], open_view: Open
) -> None:
    here = begin()
    assert "вымышленный регион" in words(open_view("supervisor", "ranking"))
    row = {"page": 1, "page_id": "vk:1", "network": "vk", "owner": 1, "listed": True}
    with here.writer.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(insert(pages).values(row))
    data.forget()
    text = words(open_view("supervisor", "ranking"))
    assert "Три шага" in text
    assert "вымышленный регион" not in text


@pytest.mark.parametrize(
    ("zone", "said"),
    [("Europe/Moscow", "06:10 ·"), ("Asia/Sakhalin", "14:10 (время: о-в Сахалин) ·")],
)
def test_the_zone_is_named_where_it_is_not_moscows(
    zone: str, said: str, begin: Callable[..., installation.Installation], filled: Path
) -> None:
    here = begin(filled)
    given = replace(here.settings, timezone=zone)
    installation._here[:] = [replace(here, settings=given)]
    assert said in head.freshness_words()


@pytest.mark.parametrize("view", VIEWS)
def test_a_register_of_which_nothing_is_collected_is_no_error(
    begin: Callable[..., object], open_view: Open, view: str
) -> None:
    here = begin()
    row = {"page": 1, "page_id": "vk:1", "network": "vk", "owner": 1, "listed": True}
    with here.writer.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(insert(pages).values(row))
    data.serve_newest()
    app = open_view("supervisor", view)
    assert not app.exception
    text = words(app)
    assert heading(view, "supervisor", "empty") in text
    assert "1970" not in text


def test_markdown_in_an_address_is_shown_and_not_obeyed(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    hostile = "![i](http://evil.example/i.png) [x](http://evil.example) **b** $x$ :red[a]"
    shown = words(open_view("supervisor", "ranking", period=hostile, level=hostile))
    assert "evil" in shown
    assert "](" not in shown.replace("\\]\\(", "")


def test_a_period_that_has_not_begun_is_left_out_with_a_notice(
    begin: Callable[..., object], filled: Path, open_view: Open
) -> None:
    begin(filled)
    assert "2031" in words(open_view("supervisor", "ranking", period="2031"))
