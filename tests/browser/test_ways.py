"""The ways every visit takes, in a real Chromium: in, through filters, out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Page, WebSocket, expect

from tests.browser.ways import PASSWORD, dashboard, free_port, ran, settle, sign_in, taken, tick

EDUCATION = quote("Образование")
ADDRESSES = [
    "/",
    "/ranking",
    "/page?page=vk:103",
    "/replies",
    "/users",
    "/nothing",
    f"/ranking?sphere={EDUCATION}",
]
Serve = Callable[[], str]


def form_only(page: Page) -> None:
    expect(page.get_by_label("Логин")).to_be_visible()
    expect(page.locator(".st-key-bar")).to_have_count(0)
    expect(page.get_by_text("Школа")).to_have_count(0)


def says(page: Page, words: str) -> None:
    expect(page.locator(".kpi-sentence:visible", has_text=words)).to_be_visible()


@pytest.mark.parametrize(
    "address", ["/ranking", pytest.param("/page?page=vk:103", marks=pytest.mark.long)]
)
def test_a_visitor_gets_the_form_everywhere_and_the_asked_address_after_it(
    address: str, serve: Serve, context: BrowserContext
) -> None:
    server = serve()
    page = context.new_page()
    for one in [address, *ADDRESSES]:
        page.goto(server + one)
        form_only(page)
    page.goto(server + address)
    sign_in(page, "anna")
    assert page.url == server + address


def test_a_supervisor_filters_opens_a_page_and_exports(
    server: str, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{server}/ranking?sphere={EDUCATION}")
    sign_in(page, "anna")
    says(page, "С местом 10 из 10")
    assert page.url == f"{server}/ranking?sphere={EDUCATION}"

    page.reload()
    says(page, "С местом 10 из 10")

    page.get_by_placeholder("Название, ОГРН, ссылка").fill("№ 3")
    page.keyboard.press("Enter")
    says(page, "С местом 2 из 2")
    expect(page).to_have_url(re.compile(r"[?&]q="))

    page.get_by_role("button", name="Выгрузить").click()
    path = taken(page, page.get_by_role("button", name="Выгрузить xlsx"), tmp_path)
    assert path.name.startswith("Рейтинг — страницы")
    table = pl.read_excel(io.BytesIO(path.read_bytes()), sheet_name="Страницы")
    assert table.height == 2
    assert all("№ 3" in name for name in table["Страница"])
    page.keyboard.press("Escape")

    tick(page, 0)
    page.get_by_role("button", name="Открыть страницу").click()
    expect(page.get_by_text("Вопросы без ответа").first).to_be_visible()
    expect(page).to_have_url(re.compile("/page[?].*page=vk"))
    expect(page).to_have_url(re.compile(f"sphere={EDUCATION}"))

    page.go_back()
    says(page, "С местом 2 из 2")


def test_a_login_is_one_run_and_a_hasty_second_press_costs_nothing(
    server: str, context: BrowserContext
) -> None:
    """A run of its own, started by what writes the cookie, would end the one that hears a press."""
    page = context.new_page()
    asked: list[str] = []

    def count(socket: WebSocket) -> None:
        socket.on("framesent", lambda _message: asked.append(socket.url))

    page.on("websocket", count)
    page.goto(f"{server}/method")
    form_only(page)
    settle(page)
    assert len(asked) == 1
    page.get_by_label("Логин").fill("anna")
    page.get_by_label("Пароль", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Войти").dblclick()
    expect(page.get_by_role("heading", name="Методика", exact=True)).to_be_visible()
    page.wait_for_function("document.cookie.includes('kpi=')")
    settle(page)
    page.wait_for_timeout(1_000)  # for what must not come
    assert 2 <= len(asked) <= 3
    page.reload()
    expect(page.get_by_role("heading", name="Методика", exact=True)).to_be_visible()


def test_the_first_press_after_a_restart_is_heard(
    database: Path, context: BrowserContext, tmp_path: Path
) -> None:
    """The session behind the form is gone, and with it whom the press would have called."""
    port, page = free_port(), context.new_page()
    with dashboard(f"sqlite:///{database}", tmp_path / "first.log", port) as server:
        page.goto(f"{server}/method")
        form_only(page)
        settle(page)
    button = page.get_by_role("button", name="Войти")
    expect(button).to_be_disabled()
    with dashboard(f"sqlite:///{database}", tmp_path / "second.log", port):
        expect(button).to_be_enabled()
        page.get_by_label("Логин").fill("anna")
        page.get_by_label("Пароль", exact=True).fill(PASSWORD)
        button.click()
        expect(page.get_by_role("heading", name="Методика", exact=True)).to_be_visible()


def test_a_stale_tab_leaves_the_cookie_of_another(server: str, context: BrowserContext) -> None:
    good, stale = context.new_page(), context.new_page()
    good.goto(f"{server}/method")
    sign_in(good, "anna")
    stale.goto(f"{server}/method")
    expect(stale.get_by_role("heading", name="Методика", exact=True)).to_be_visible()
    settle(stale)
    good.get_by_role("button", name="anna").click()
    good.get_by_role("button", name="Выйти везде").click()
    expect(good.get_by_label("Логин")).to_be_visible()
    sign_in(good, "anna")
    stale.get_by_role("link", name="Рейтинг").click()
    expect(stale.get_by_label("Логин")).to_be_visible()
    settle(stale)
    assert any(cookie["name"] == "kpi" for cookie in context.cookies())
    good.reload()
    expect(good.get_by_role("heading", name="Методика", exact=True)).to_be_visible()


def test_a_tab_that_rests_does_not_undo_what_another_wrote(
    server: str, context: BrowserContext
) -> None:
    left, right = context.new_page(), context.new_page()
    for page in (left, right):
        page.goto(f"{server}/method")
    sign_in(left, "anna")
    left.get_by_role("button", name="anna").click()
    left.get_by_role("button", name="Выйти", exact=True).click()
    expect(left.get_by_label("Логин")).to_be_visible()
    left.wait_for_function("!document.cookie.includes('kpi=')")
    sign_in(right, "anna")
    with ran(left):
        left.get_by_role("button", name="Войти").click()
    expect(left.get_by_text("Введите логин и пароль.")).to_be_visible()
    assert any(cookie["name"] == "kpi" for cookie in context.cookies())
    left.reload()
    expect(left.get_by_role("heading", name="Методика", exact=True)).to_be_visible()


def test_logout_deletes_the_cookie(server: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{server}/method")
    sign_in(page, "anna")
    expect(page.get_by_role("heading", name="Методика", exact=True)).to_be_visible()
    page.get_by_role("button", name="anna").click()
    page.get_by_role("button", name="Выйти", exact=True).click()
    expect(page.get_by_label("Логин")).to_be_visible()
    page.wait_for_function("!document.cookie.includes('kpi=')")
    page.reload()
    form_only(page)
