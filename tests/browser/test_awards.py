"""The season in a real Chromium: from rules to papers, two members at once, an edit told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from core.settings import Settings
from jobs import demo
from store.engine import opened, upgrade
from tests.browser.ways import KEYS, SLOW, dashboard, ran, settle, taken

NOW = 1_767_200_000
"""31 December 2025, 19:53 in Moscow."""
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def season(tmp_path: Path) -> Path:
    """A small demo region with its year and its logins."""
    path = tmp_path / "kpi.db"
    with opened(f"sqlite:///{path}") as engine:
        upgrade(engine)
    demo.build(f"sqlite:///{path}", Settings(hash_key=KEYS["KPI_HASH_KEY"]), 60, 52, 7, NOW,
               lambda *_: None)  # fmt: skip
    return path


@pytest.fixture
def address(season: Path, tmp_path: Path) -> Iterator[str]:
    with dashboard(f"sqlite:///{season}", tmp_path / "server.log") as served:
        yield served


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    made: list[BrowserContext] = []

    def one() -> BrowserContext:
        context = browser.new_context(viewport=DESK, locale="ru-RU", accept_downloads=True)  # type: ignore[arg-type]
        context.set_default_timeout(SLOW)
        made.append(context)
        return context

    yield one
    for context in made:
        context.close()


def sign_in(page: Page, address: str, role: str) -> None:
    """Uses the button of a demo's login."""
    page.goto(address)
    button = page.get_by_role("button", name=f"Войти как {role}")
    button.wait_for()
    settle(page)  # while the form is drawn, what is pressed may move away
    button.click()
    page.locator(".st-key-bar").wait_for()
    page.wait_for_function("document.cookie.includes('kpi=')")
    settle(page)


def step(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/awards?step={name}")
    settle(page)


def press(page: Page, label: str) -> None:
    with ran(page):
        page.get_by_role("button", name=label, exact=True).first.click()


def test_a_season_from_the_rules_to_the_papers(
    address: str, season: Path, visitor: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    first = visitor().new_page()
    sign_in(first, f"{address}/awards?step=rules", "специалист ЦУР")
    press(first, "Открыть сезон")
    expect(first.get_by_text("Решено: дипломов 0 из 21")).to_be_visible()
    step(first, address, "commission")
    for name in ("supervisor", "presenter"):
        first.get_by_label("Логин или обозначение").fill(name)
        press(first, "Добавить")

    second = visitor().new_page()
    sign_in(second, f"{address}/awards?step=commission", "ведущий")
    _vote_at_once(first, second)

    step(first, address, "decision")
    first.get_by_text("Предложить состав").click()
    press(first, "Принять весь состав")
    expect(first.get_by_role("button", name="Отменить решение")).to_be_visible()
    step(first, address, "freeze")
    first.get_by_label("Введите слово ФИКСИРУЮ").fill("ФИКСИРУЮ")
    press(first, "Зафиксировать итоги")
    expect(first.get_by_text("Итоги зафиксированы")).to_be_visible()

    press(second, "За")
    expect(second.get_by_text("Итоги зафиксированы").first).to_be_visible()
    _papers(first, address, tmp_path)
    _edited(first, address, season)


def _vote_at_once(first: Page, second: Page) -> None:
    """Both members press at the same time, on screens that do not know of each other."""
    for page in (first, second):
        expect(page.get_by_role("button", name="За", exact=True).first).to_be_visible()
    with ran(first), ran(second):
        first.get_by_role("button", name="За", exact=True).first.click(no_wait_after=True)
        second.get_by_role("button", name="За", exact=True).first.click(no_wait_after=True)
    first.reload()
    settle(first)
    expect(first.get_by_text("за 2, против 0").first).to_be_visible()


def _papers(page: Page, address: str, folder: Path) -> None:
    step(page, address, "documents")
    for label, begin in (("Дипломы (pdf)", b"%PDF"), ("Протокол (docx)", b"PK")):
        file = taken(page, page.get_by_role("button", name=label), folder)
        assert file.read_bytes().startswith(begin)
    expect(page.get_by_alt_text("Документ, как он напечатается")).to_be_visible()


def _edited(page: Page, address: str, season: Path) -> None:
    """A frozen season changed in the database is told at the next check."""
    step(page, address, "freeze")
    press(page, "Проверить")
    expect(page.get_by_text("Код тот же: ничего не изменилось.")).to_be_visible()
    with closing(sqlite3.connect(season)) as edit, edit:
        edit.execute("update season_acts set detail = replace(detail, 'true', 'false')"
                     " where kind = 'voted'")  # fmt: skip
    step(page, address, "freeze")
    press(page, "Проверить")
    expect(page.get_by_text("В базу внесли изменения в обход программы")).to_be_visible()


def test_on_a_phone_a_season_is_read_and_voted_in(
    address: str, visitor: Callable[[], BrowserContext]
) -> None:
    page = visitor().new_page()
    sign_in(page, address, "специалист ЦУР")
    forms = page.locator("[data-testid=stForm]")
    for name in ("rules", "commission", "decision", "freeze"):
        page.set_viewport_size(DESK)  # type: ignore[arg-type]
        step(page, address, name)
        expect(forms.first).to_be_visible()
        if name == "rules":
            press(page, "Открыть сезон")
        page.set_viewport_size({"width": 390, "height": 844})
        for form in forms.all():
            expect(form).to_be_hidden()
