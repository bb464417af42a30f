"""Every view as it is seen: readable by its pixels, Russian to the last word, fit for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kpi import KPIS
from tests.browser.pixels import contrast, faint
from tests.browser.ways import SLOW, dashboard, settle, sideways, sign_in
from tests.ui import region
from ui import shell

ADDRESSES = {
    page.id: "page?page=vk:105" if page.id == "page" else page.id
    for page in shell.declared().values()
}
DARK = ("", "ranking", "page", "replies")
NAMES = re.compile(
    r"\b(" + "|".join(sorted(KPIS, key=len, reverse=True)) + r")\b|"
    r"\b(anna|school|VK|ERV?|MAX|Telegram|OK|KPI_\w+|xlsx|csv|pdf|docx|pptx|html|zip|PPTX|PDF|"
    r"XLSX|CSV|PNG|JPE?G|supervisor|administrator|presenter|operator|vk:\d+|python cli\.py[^\n]*|"
    r"is_government_organization|verified|pos\.gosuslugi\.ru|ln)\b|https?://\S+"
)
"""Latin that stays: names, logins, formats, commands, signs of formulas."""
_READ = """
() => {
  const left = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const home = walk.currentNode.parentElement;
    if (home.checkVisibility({visibilityProperty: true})
        && !home.closest('script, style, code, [data-testid=stIconMaterial]'))
      left.push(walk.currentNode.data);
  }
  for (const node of document.querySelectorAll('[placeholder], [aria-label], [title]'))
    if (node.checkVisibility({visibilityProperty: true}))
      left.push(node.getAttribute('placeholder') || '', node.getAttribute('aria-label') || '',
                node.getAttribute('title') || '');
  return left;
}
"""


@pytest.fixture
def sharp(browser: Browser) -> Iterator[BrowserContext]:
    """A visitor whose screen has two pixels a point."""
    visitor = browser.new_context(
        locale="ru-RU", device_scale_factor=2, viewport={"width": 1440, "height": 900}
    )
    visitor.set_default_timeout(SLOW)
    yield visitor
    visitor.close()


def opened(page: Page, server: str, view: str) -> None:
    """Opens a view and waits until it stands still."""
    page.goto(f"{server}/{ADDRESSES[view]}")
    page.locator(".kpi-head").first.wait_for()
    settle(page)


def latin(page: Page) -> list[str]:
    """Texts, read or read aloud, with English words or a decimal point in them."""
    found = []
    for text in page.evaluate(_READ):
        left = NAMES.sub(" ", text.replace(region.HOSTILE, ""))
        if re.search(r"[A-Za-z]{3,}|\d\.\d+\s*%|^[−-]?\d+\.\d$", left.strip()):
            found.append(text.strip()[:80])
    return found


def test_the_measure_of_contrast_knows_black_white_and_grey() -> None:
    crop = np.full((20, 40, 3), 255, np.uint8)
    assert contrast(crop) == 1
    crop[5, 5:9] = 0
    assert contrast(crop) == pytest.approx(21)
    crop[5, 5:9] = 0x76
    assert contrast(crop) == pytest.approx(4.54, abs=0.01)


def test_every_text_of_the_desk_is_readable_and_russian(server: str, sharp: BrowserContext) -> None:
    page = sharp.new_page()
    page.goto(f"{server}/")
    page.get_by_label("Логин").wait_for()
    assert page.evaluate("document.documentElement.lang") == "ru"
    assert page.title() == "Показатели госпабликов"
    assert faint(page) == []
    assert latin(page) == []
    sign_in(page, "anna")
    for view in ADDRESSES:
        page.set_viewport_size({"width": 1440, "height": 900})
        opened(page, server, view)
        assert faint(page) == [], view
        assert latin(page) == [], view


@pytest.mark.long
def test_every_text_in_the_dark_is_readable(server: str, sharp: BrowserContext) -> None:
    page = sharp.new_page()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/")
    sign_in(page, "anna")
    for view in DARK:
        page.set_viewport_size({"width": 1440, "height": 900})
        opened(page, server, view)
        assert faint(page) == [], view


@pytest.mark.parametrize("name", ["anna", pytest.param("school", marks=pytest.mark.long)])
def test_no_view_is_wider_than_a_phone(name: str, server: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/ranking")
    sign_in(page, name)
    for view, address in ADDRESSES.items():
        page.goto(f"{server}/{address if name == 'anna' else view}")
        page.locator(".kpi-head, [data-testid=stAlert]").first.wait_for()
        settle(page)
        assert sideways(page) == 0, view
        assert latin(page) == [], view


def test_on_a_phone_compared_pages_keep_their_names(server: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}/ranking?compare=vk:101,vk:102,vk:103")
    sign_in(page, "anna")
    heads = page.locator(".kpi-compare thead th")
    expect(heads.nth(3)).to_be_visible()
    cells = page.locator(".kpi-compare tbody tr").first.locator("td")
    assert [cell.is_visible() for cell in cells.all()[:3]] == [True] * 3
    assert sideways(page) == 0


def test_what_streamlit_says_itself_is_russian(
    database: Path, tmp_path: Path, context: BrowserContext
) -> None:
    page = context.new_page()
    with dashboard(f"sqlite:///{database}", tmp_path / "server.log") as address:
        page.goto(f"{address}/ranking")
        sign_in(page, "anna")
        page.get_by_placeholder("Название, ОГРН, ссылка").type("Школа")
        assert latin(page) == [], "a field that is not applied"
        table = page.get_by_test_id("stDataFrame").first.bounding_box()
        assert table
        page.mouse.click(table["x"] + 280, table["y"] + 18, button="right")
        page.mouse.move(table["x"] + 270, table["y"] + 18)
        assert latin(page) == [], "the head of a table"
        page.get_by_role("combobox", name="Сфера").fill("нет такой")
        assert latin(page) == [], "a select without a match"
        page.goto(f"{address}/register")
        settle(page)
        page.get_by_role("button", name="Загрузить реестр").click()
        page.locator("[data-testid=stFileUploader]").wait_for()
        settle(page)
        assert latin(page) == [], "the uploader"
        page.keyboard.press("Escape")
    expect(page.get_by_text("Нет связи с сервером").first).to_be_visible()
    expect(page.get_by_text("Страница обновится сама")).to_be_visible()
    expect(page.get_by_text("streamlit run")).not_to_be_visible()
    assert latin(page) == [], "the server has stopped"
