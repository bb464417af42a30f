"""The main ways through the product, clicked in a real Chromium."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import sign_in

EDUCATION = quote("Образование")
ADDRESSES = [
    "/",
    "/ranking",
    "/page?page=vk:103",
    "/method",
    "/nothing",
    f"/ranking?sphere={EDUCATION}",
]
Serve = Callable[[], str]


def form_only(page: Page) -> None:
    expect(page.get_by_label("Логин")).to_be_visible()
    expect(page.locator(".st-key-bar")).to_have_count(0)
    expect(page.get_by_text("Школа")).to_have_count(0)


def test_a_visitor_gets_the_form_everywhere_fresh_and_warm(
    serve: Serve, context: BrowserContext
) -> None:
    server = serve()
    for address in ADDRESSES * 2:
        page = context.new_page()
        page.goto(server + address)
        form_only(page)
        page.close()


@pytest.mark.parametrize("address", ["/ranking", "/page?page=vk:103"])
def test_the_very_first_address_of_a_server_is_kept(
    address: str, serve: Serve, context: BrowserContext
) -> None:
    server = serve()
    page = context.new_page()
    page.goto(server + address)
    form_only(page)
    sign_in(page, "anna")
    assert page.url == server + address


def test_a_supervisor_filters_opens_a_page_and_exports(
    serve: Serve, context: BrowserContext, tmp_path: Path
) -> None:
    server = serve()
    page = context.new_page()
    page.goto(f"{server}/ranking?sphere={EDUCATION}")
    sign_in(page, "anna")
    expect(page.locator(".kpi-sentence:visible", has_text="оценено 10 из 10")).to_be_visible()
    assert page.url == f"{server}/ranking?sphere={EDUCATION}"

    page.reload()
    expect(page.locator(".kpi-sentence:visible", has_text="оценено 10 из 10")).to_be_visible()

    page.get_by_placeholder("Название, ОГРН, ссылка").fill("№ 3")
    page.keyboard.press("Enter")
    expect(page.locator(".kpi-sentence:visible", has_text="оценено 2 из 2")).to_be_visible()
    assert "q=" in page.url

    with page.expect_download() as download:
        page.get_by_role("button", name="Выгрузить xlsx").click()
    path = tmp_path / "ranking.xlsx"
    download.value.save_as(path)
    assert download.value.suggested_filename.startswith("Рейтинг — страницы")
    table = pl.read_excel(io.BytesIO(path.read_bytes()), sheet_name="Страницы")
    assert table.height == 2
    assert all("№ 3" in name for name in table["Страница"])

    box = page.get_by_test_id("stDataFrame").bounding_box()
    assert box
    page.mouse.click(box["x"] + 18, box["y"] + 54)
    expect(page.get_by_text("Вопросы без ответа").first).to_be_visible()
    assert "/page?" in page.url
    assert "page=vk" in page.url
    assert f"sphere={EDUCATION}" in page.url

    page.go_back()
    expect(page.locator(".kpi-sentence:visible", has_text="оценено 2 из 2")).to_be_visible()


def test_an_administrator_sees_own_pages_only(serve: Serve, context: BrowserContext) -> None:
    server = serve()
    page = context.new_page()
    page.goto(f"{server}/")
    sign_in(page, "school")
    expect(page.get_by_role("heading", name="МБОУ «Школа № 3»")).to_be_visible()
    assert page.url.startswith(f"{server}/page")
    page.goto(f"{server}/page?page=vk:104")
    expect(page.get_by_text("нет среди тех, которые вы ведёте")).to_be_visible()
    page.goto(f"{server}/ranking")
    expect(page.locator(".kpi-sentence:visible", has_text="оценено 1 из 1")).to_be_visible()


def test_logout_deletes_the_cookie(serve: Serve, context: BrowserContext) -> None:
    server = serve()
    page = context.new_page()
    page.goto(f"{server}/method")
    sign_in(page, "anna")
    expect(page.get_by_role("heading", name="Методика")).to_be_visible()
    page.wait_for_function("document.cookie.includes('kpi=')")
    page.get_by_role("button", name="anna").click()
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_label("Логин")).to_be_visible()
    page.wait_for_function("!document.cookie.includes('kpi=')")
    page.reload()
    form_only(page)


def test_a_phone_does_not_scroll_sideways(serve: Serve, context: BrowserContext) -> None:
    server = serve()
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/ranking")
    form_only(page)
    sign_in(page, "anna")
    for address in ("/ranking", "/page?page=vk:105", "/method"):
        page.goto(server + address)
        page.locator(".kpi-head").wait_for()
        page.wait_for_timeout(1500)
        widths = page.evaluate(
            "[...document.querySelectorAll('[data-testid=stMain]')]"
            ".map(e => e.scrollWidth - e.clientWidth)"
        )
        assert widths == [0], address


def test_the_browser_reads_russian_only(serve: Serve, context: BrowserContext) -> None:
    server = serve()
    page = context.new_page()
    page.goto(f"{server}/ranking")
    assert page.evaluate("document.documentElement.lang") == "ru"
    sign_in(page, "anna")
    page.get_by_role("button", name="Фильтры").click()
    expect(page.get_by_text("Соцсеть").first).to_be_visible()
    text = page.inner_text("body") + page.locator("body").aria_snapshot()
    for english in (
        "Choose",
        "Search",
        "Download",
        "Press Enter",
        "No results",
        "Skip to",
        "Clear",
        "Show",
    ):
        assert english not in text
    assert page.title() == "Показатели госпабликов"
