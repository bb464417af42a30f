"""What a supervisor comes for, clicked from beginning to end in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from store import appeal_decisions, page_marks, signal_decisions
from store.engine import opened
from tests.browser.ways import amount, ran, settle, taken, tick, tile
from tests.ui import region

MINISTRY = "Министерство образования"


def leave(page: Page) -> None:
    """Closes the dialog, once what runs in it has ended: a run that ends later opens it anew."""
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def test_silent_pages_go_to_their_founders_in_three_clicks(anna: Page, tmp_path: Path) -> None:
    silent = amount(tile(anna, "silent").locator(".kpi-tile-number").inner_text())
    assert silent > 0

    tile(anna, "silent").get_by_role("link", name="По учредителям").click()
    expect(anna.get_by_role("heading", name="Рейтинг")).to_be_visible()
    tick(anna, 0)
    anna.get_by_role("button", name="Разослать").click()

    dialog = anna.get_by_role("dialog")
    told = dialog.locator("p", has_text="1 учредитель").inner_text()
    assert amount(told.split("·")[-1]) <= silent
    book = taken(anna, dialog.get_by_role("button", name="лист на учредителя"), tmp_path)
    sheets = pl.read_excel(book, sheet_id=0, has_header=False)
    letters = taken(anna, dialog.get_by_role("button", name="по одному на учредителя"), tmp_path)
    written = "\n".join(paragraph.text for paragraph in Document(str(letters)).paragraphs)
    founder = next(name for name in region.FOUNDERS if name in written)
    assert any(founder in str(frame.rows()) for frame in sheets.values())


def test_who_waits_is_decided_and_vanishes(anna: Page) -> None:
    waits = amount(tile(anna, "overdue").locator(".kpi-tile-number").inner_text())
    tile(anna, "overdue").get_by_role("link", name="Открыть очередь").click()
    expect(anna.locator(".kpi-lead")).to_contain_text(str(waits))
    settle(anna)

    first = anna.locator(".kpi-ask").first
    page, since = first.locator("a").first.inner_text(), first.locator(".kpi-chip.bad").first
    expect(since).to_contain_text("просрочен с")
    anna.get_by_text("Выбрать все на экране").wait_for()
    anna.locator("[class*=st-key-row_tick]").first.get_by_test_id("stCheckbox").click()
    expect(anna.get_by_text("Выбрано: 1")).to_be_visible()
    anna.get_by_role("button", name="Это не вопрос").click()

    expect(anna.get_by_text("Решён 1 вопрос.")).to_be_visible()
    expect(anna.locator(".kpi-lead")).to_contain_text(str(waits - 1))
    expect(anna.locator(".kpi-ask")).to_have_count(waits - 1)
    anna.get_by_role("button", name="Вернуть").click()
    expect(anna.locator(".kpi-ask")).to_have_count(waits)
    expect(anna.locator(".kpi-ask").first.locator("a").first).to_have_text(page)


def test_two_schools_are_compared(anna: Page) -> None:
    anna.get_by_role("link", name="Рейтинг").click()
    anna.get_by_placeholder("Название, ОГРН, ссылка").fill("Школа")
    with ran(anna):
        anna.keyboard.press("Enter")
    expect(anna.locator(".kpi-sentence:visible", has_text=" из 10,")).to_be_visible()
    table = anna.get_by_test_id("stDataFrame").first
    stood = table.bounding_box()
    tick(anna, 0)
    expect(anna.get_by_role("button", name="Открыть страницу")).to_be_visible()
    assert table.bounding_box() == stood, "what a tick brings moves nothing under the hand"
    tick(anna, 1)
    assert table.bounding_box() == stood
    expect(anna.get_by_text("Отмечены 2 страницы")).to_be_visible()
    anna.get_by_role("button", name="Сравнить 2").click()

    table = anna.locator(".kpi-compare")
    expect(table.locator("thead th")).to_have_count(4)
    heads = table.locator("thead th").all_inner_texts()
    assert all("Школа №" in name for name in heads[1:3])
    expect(table.locator("tbody tr").first).to_contain_text("Балл")
    expect(anna.locator(".kpi-sentence:visible").last).to_contain_text(heads[1])
    expect(anna).to_have_url(re.compile("compare="))
    anna.get_by_role("button", name="Назад к таблице").click()
    expect(anna.get_by_test_id("stDataFrame")).to_be_visible()


def test_a_mark_an_objection_and_a_signal_are_decided(anna: Page, url: str) -> None:
    card = anna.locator(".st-key-decisions_card")
    card.get_by_role("button", name="1 пометка").click()
    dialog = anna.get_by_role("dialog")
    expect(dialog).to_contain_text("01.11–09.11.2025")
    dialog.get_by_role("button", name="Отклонить").click()
    expect(dialog.get_by_text("Напишите причину")).to_be_visible()
    dialog.get_by_role("button", name="Принять").click()
    expect(dialog.get_by_text("Всё решено.")).to_be_visible()
    leave(anna)
    expect(card.get_by_role("button", name="0 пометок")).to_be_disabled()

    signals = card.get_by_role("button", name=re.compile(r"^\d+ сигнал"))
    before = amount(signals.inner_text())
    signals.click()
    expect(dialog).to_contain_text("Скачок подписчиков")
    dialog.get_by_role("button", name="Подтвердить").first.click()
    expect(dialog.get_by_text("Решено:")).to_be_visible()
    leave(anna)
    expect(signals).to_contain_text(f"{before - 1} ")

    card.get_by_role("link", name="1 возражение").click()
    expect(anna.get_by_text("ответили по телефону").first).to_be_visible()
    anna.locator("[class*=st-key-row_tick]").first.get_by_test_id("stCheckbox").click()
    anna.get_by_role("button", name="Принять").click()
    expect(anna.get_by_text("Решён 1 вопрос.")).to_be_visible()
    with opened(url, read_only=True) as engine:
        assert page_marks.listing(engine)["state"].to_list() == ["accepted"]
        said = appeal_decisions.history(engine).filter(page_id="vk:109")
        assert said["verdict"].to_list() == ["objected", "answered"]
        assert signal_decisions.history(engine)["verdict"].to_list() == ["confirmed"]


def test_a_ministry_takes_its_brief(anna: Page, tmp_path: Path) -> None:
    anna.get_by_role("link", name="Рейтинг").click()
    anna.get_by_text("Учредители", exact=True).click()
    expect(anna).to_have_url(re.compile(r"[?&]by=founder"))
    anna.get_by_placeholder("Название, ОГРН, ссылка").fill("Школа")
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("страниц с местом 10")).to_be_visible()
    tick(anna, 0)
    anna.get_by_role("button", name="Справка").click()
    path = taken(anna, anna.get_by_role("button", name="Справка (pdf)"), tmp_path)
    assert MINISTRY in path.name
    text = re.sub(r"\s+", " ", " ".join(p.extract_text() for p in PdfReader(path).pages))
    assert MINISTRY in text
    assert "10 страниц" in text
    assert "24.11.2025" in text
