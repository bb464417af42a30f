"""The show in a real Chromium: by keyboard from end to end, from a file, and without its server."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.ways import dashboard, settle, sign_in
from tests.ui import staged
from ui.exports.stage import html
from ui.stage import scenes
from ui.stage.model import Show

HALL = {"width": 1920, "height": 1080}
FORWARD = ("ArrowRight", "PageDown", "Space")


def at(page: Page) -> str:
    """What stands on the wall: its kind and number."""
    told: str = page.evaluate(
        "(() => { const on = [...document.querySelectorAll('.screen.on')];"
        " return on.map(one => one.dataset.kind + ' ' + one.dataset.number).join(); })()"
    )
    return told


def is_black(page: Page) -> bool:
    return page.locator("#black").is_visible()


@pytest.fixture
def file(database: Path, tmp_path: Path) -> Path:
    """A show of 28 awards on a memory stick; ``database`` gives the language."""
    material = staged.material(staged.many())
    shown = scenes.scenes(material, (), {"vk:41_7": staged.picture()})
    path = tmp_path / "show.html"
    show = Show("Итоги года", tuple(shown), scenes.stamp(material))
    path.write_text(html.document(show), encoding="utf-8")
    return path


def test_the_whole_show_by_keys_from_a_file(browser: Browser, file: Path) -> None:
    asked: list[str] = []
    trouble: list[str] = []
    context = browser.new_context(viewport=HALL, offline=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(file.as_uri())
    _check_the_screen(page)
    _go_through(page)
    _jump_and_black(page)
    _notes(page, context)
    addresses = {url.split(",")[0].split("#")[0] for url in asked}
    assert {url for url in addresses if not url.startswith("data:")} == {file.as_uri()}
    assert trouble == []
    context.close()


def _check_the_screen(page: Page) -> None:
    """The first press of the remote tells its key, the second goes on."""
    expect(page.get_by_text("Проверка экрана")).to_be_visible()
    corners = page.locator(".corner").all()
    boxes = [corner.bounding_box() for corner in corners]
    assert {(box["x"] > 960, box["y"] > 540) for box in boxes if box} == {
        (False, False), (True, False), (False, True), (True, True)
    }  # fmt: skip
    page.keyboard.press("PageDown")
    expect(page.locator(".on .key b")).to_have_text("PageDown")
    assert at(page) == "check 0"
    page.keyboard.press("q")
    expect(page.locator(".on .key b")).to_have_text("q")
    page.keyboard.press("PageDown")
    assert at(page) == "title 1"
    height = page.locator(".on h1").evaluate("one => parseFloat(getComputedStyle(one).fontSize)")
    assert height == pytest.approx(0.09 * 1080, abs=1)


def _go_through(page: Page) -> None:
    """Every screen in turn, the six numbers one by one, to the last and not beyond."""
    page.keyboard.press("Space")
    assert at(page) == "year 2"
    shown = "document.querySelectorAll('.on [data-step]:not(.wait)').length"
    assert page.evaluate(shown) == 1
    for count in range(2, 7):
        page.keyboard.press("PageDown")
        assert page.evaluate(shown) == count
    seen = [at(page)]
    for press in range(200):
        page.keyboard.press(FORWARD[press % 3])
        if (now := at(page)) == seen[-1] and now.startswith("thanks"):
            break
        seen.append(now)
    kinds = [one.split()[0] for one in seen]
    total: int = page.evaluate("document.querySelectorAll('.screen').length")
    assert len(seen) == total - 2
    assert kinds.count("winner") == kinds.count("award") == kinds.count("finalists") == 28
    assert kinds[-1] == "thanks"
    page.keyboard.press("PageUp")
    assert at(page).startswith("method")
    page.keyboard.press("ArrowLeft")
    assert at(page).startswith("laureates")


def _jump_and_black(page: Page) -> None:
    for key in ("1", "2", "Enter"):
        page.keyboard.press(key)
    assert at(page) == "award 12"
    for key in ("b", "."):
        page.keyboard.press(key)
        assert is_black(page)
        page.keyboard.press(key)
        assert not is_black(page)
    page.keyboard.press("b")
    page.keyboard.press("PageDown")
    assert (is_black(page), at(page)) == (False, "award 12")
    for key in ("ArrowDown", "Enter", "x", "F5", "End", "Tab"):
        page.keyboard.press(key)
        assert at(page) == "award 12"
    page.keyboard.press("?")
    expect(page.get_by_text("во весь экран")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_text("во весь экран")).to_be_hidden()
    page.keyboard.press("Home")
    assert at(page) == "check 0"


def _notes(page: Page, context: BrowserContext) -> None:
    """The second window follows, and its keys lead the wall."""
    for key in ("6", "Enter"):
        page.keyboard.press(key)
    with context.expect_page() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.get_by_text("Претендентов: 40")).to_be_visible()
    expect(notes.get_by_text("/ 0:40")).to_be_visible()
    notes.keyboard.press("ArrowRight")
    expect(page.locator(".screen.on")).to_have_attribute("data-kind", "finalists")
    assert at(page) == "finalists 6"


def test_the_show_goes_on_when_the_server_stops(
    database: Path, context: BrowserContext, tmp_path: Path
) -> None:
    with dashboard(f"sqlite:///{database}", tmp_path / "server.log") as address:
        page = context.new_page()
        page.goto(f"{address}/stage?year=2025")
        sign_in(page, "anna")
        expect(page.get_by_role("heading", name="Презентация")).to_be_visible()
        button = page.get_by_test_id("stBidiComponentIsolated").get_by_role("button")
        expect(button).to_have_text("Открыть")
        settle(page)
        frame = page.frame_locator(".st-key-stage_look iframe")
        expect(frame.locator(".on h1")).to_have_text("Итоги года госпабликов")
        with context.expect_page() as opened:
            button.click()
        show = opened.value
        show.set_viewport_size(HALL)  # type: ignore[arg-type]
        expect(show.locator(".screen.on")).to_be_visible()  # its script listens to keys by now
        for key in ("PageDown", "PageDown", "PageDown"):
            show.keyboard.press(key)
        assert at(show) == "year 2"
        settle(page)
    last = show.locator(".screen").last.get_attribute("data-number")
    for key in [*str(last), "Enter"]:
        show.keyboard.press(key)
    expect(show.get_by_text("Спасибо", exact=True)).to_be_visible()
    show.keyboard.press("ArrowLeft")
    show.keyboard.press("b")
    assert is_black(show)
    assert show.evaluate("[...document.fonts].every(one => one.status === 'loaded')")
