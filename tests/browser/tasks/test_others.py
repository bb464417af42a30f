"""Tasks of administrators and operators, links and keys, clicked in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import polars as pl
import xlsxwriter
from playwright.sync_api import BrowserContext, Page, expect

from store import accounts, register
from store.engine import opened
from tests.browser.ways import PASSWORD, amount, ran, settle, sideways, sign_in, taken, tile

MINISTRY = "Министерство образования"
PHONE = {"width": 390, "height": 844}


def test_an_administrator_reads_why_the_score_and_what_raises_it(
    server: str, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{server}/")
    sign_in(page, "school")
    score = amount(page.locator(".kpi-score .kpi-number").inner_text())

    blocks = page.locator(".kpi-block-row")
    heads = [one.inner_text() for one in blocks.locator("summary .kpi-bar-head span").all()]
    gained = [amount(head) for head in heads if " из " in head]
    assert abs(sum(gained) - score) <= len(gained)
    blocks.first.locator("summary").click()
    line = blocks.first.locator("tbody tr").first
    expect(line).to_be_visible()
    assert re.search(r"[\d,]+ из [\d,]+", line.inner_text())

    expect(page.get_by_role("heading", name="Что поднимет балл")).to_be_visible()
    steps = page.locator(".kpi-steps li").all_inner_texts()
    assert 1 <= len(steps) <= 3
    assert all(re.search(r"\+[\d,]+", step) for step in steps)


def ogrn(number: int) -> str:
    """A registration number with its check digit."""
    body = f"10265{number:07}"
    return f"{body}{int(body) % 11 % 10}"


def register_with_faults(path: Path) -> None:
    """One page that is listed, a new one, and three rows that cannot be taken."""
    heads = ("Уровень", "Учредитель", "Наименование организации", "ОГРН", "Сфера",
             "Ссылка на госпаблик ВК", "Территория", "Аудитория")  # fmt: skip
    rows = [
        ("Регион", MINISTRY, "МБОУ «Школа № 6»", ogrn(6), "Образование",
         "https://vk.com/club106", "Оха", "906"),
        ("Регион", MINISTRY, "МБОУ «Новая школа № 99»", ogrn(996), "Образование",
         "https://vk.com/club999", "Оха", "500"),
        ("Регион", MINISTRY, "", ogrn(997), "Образование", "https://vk.com/club998", "", ""),
        ("Регион", MINISTRY, "Итого", "", "", "https://vk.com/club997", "", ""),
        ("Регион", MINISTRY, "МБОУ «Школа без цифр»", "12", "Образование", "не знаю", "", ""),
    ]  # fmt: skip
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Реестр")
        for number, row in enumerate([heads, *rows]):
            sheet.write_row(number, 0, row)


def test_a_register_with_faults_and_a_list_of_800_users(
    server: str, url: str, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{server}/users")
    sign_in(page, "olga")
    listed = [f"school{n:03},администратор,vk:{101 + n % 29}" for n in range(798)]
    users = tmp_path / "users.csv"
    users.write_text("\n".join(
        ["Логин,Роль,Страница", *listed, "kto,волшебник,", "nobody,администратор,vk:777777"]
    ))  # fmt: skip
    page.get_by_role("button", name="Загрузить список").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(users)
    expect(dialog.get_by_role("tab", name="Новые · 798")).to_be_visible()
    dialog.get_by_role("tab", name="Не приняты · 2").click()
    with opened(url, read_only=True) as engine:
        assert len(accounts.every(engine)) == 3
    dialog.get_by_role("button", name="3. Записать").click()
    expect(page.get_by_text("798 учётных записей, 2 строки не приняты")).to_be_visible()
    with opened(url, read_only=True) as engine:
        assert len(accounts.every(engine)) == 801

    page.get_by_role("link", name="Реестр").click()
    faulty = tmp_path / "register.xlsx"
    register_with_faults(faulty)
    page.get_by_role("button", name="Загрузить реестр").click()
    dialog.locator("input[type=file]").set_input_files(faulty)
    expect(dialog.get_by_role("tab", name=re.compile(r"^Новые · [1-9]"))).to_be_visible()
    dialog.get_by_role("tab", name=re.compile("Не приняты · 3")).click()
    with opened(url, read_only=True) as engine:
        assert "vk:999" not in register.page_ids(engine)
    page.keyboard.press("Escape")


def test_an_administrator_is_refused_anothers_page(
    server: str, context: BrowserContext, tmp_path: Path
) -> None:
    page = context.new_page()
    page.goto(f"{server}/page?page=vk:104")
    sign_in(page, "school")
    expect(page.get_by_text("нет среди тех, которые вы ведёте")).to_be_visible()
    expect(page.locator(".kpi-score, .kpi-block-row")).to_have_count(0)
    for address in ("/", "/ranking", "/replies?queue=older"):
        page.goto(server + address)
        page.locator(".kpi-head").wait_for()
        settle(page)
        assert "Ромашка" not in page.inner_text("body"), address

    page.get_by_role("button", name="Выгрузить").click()
    path = taken(page, page.get_by_role("button", name="Выгрузить xlsx"), tmp_path)
    sheets = pl.read_excel(path, sheet_id=0, has_header=False)
    told = str([frame.rows() for frame in sheets.values()])
    assert "Школа № 6" in told
    assert not re.search(r"Школа № (?!6»)|больница|Администрация пос", told)
    for address in ("/register", "/users", "/collection"):
        page.goto(server + address)
        expect(page.get_by_text("не предусмотрен для вашей роли")).to_be_visible()
        expect(page.get_by_test_id("stDataFrame")).to_have_count(0)


def test_a_filtered_link_stands_after_the_login(server: str, context: BrowserContext) -> None:
    asked = f"/ranking?sphere={quote('Образование')}&period=26w&sort=er_view"
    page = context.new_page()
    page.goto(server + asked)
    expect(page.get_by_text("После входа откроется: Рейтинг")).to_be_visible()
    sign_in(page, "anna")
    expect(page.locator(".kpi-sentence:visible", has_text="из 10")).to_be_visible()
    assert page.url == server + asked
    expect(page.get_by_role("combobox", name="Сфера")).to_have_value("Образование")
    expect(page.get_by_role("combobox", name="Период")).to_have_value(re.compile("^26 недель"))


def test_my_page_on_a_phone(server: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"{server}/")
    sign_in(page, "school")
    settle(page)
    verdict = page.locator(".kpi-banner").bounding_box()
    assert verdict
    assert verdict["y"] + verdict["height"] < PHONE["height"]
    first = page.locator("[class*=st-key-todo_], .kpi-calm, .kpi-score").first
    todo = first.bounding_box()
    assert todo
    assert todo["y"] + 44 < PHONE["height"]
    assert sideways(page) == 0

    for block in page.locator(".kpi-block-row summary").all():
        block.click()
    for section in page.locator("[data-testid=stExpander] > details > summary").all():
        with ran(page):
            section.press("Enter")  # a chart that loads late moves what stands below a mouse
    expect(page.get_by_text("Новая пометка")).to_be_visible()
    expect(page.get_by_role("button", name="Страница (pdf)")).to_be_visible()
    assert sideways(page) == 0
    wide = page.locator("[data-testid=stMain] *:visible").evaluate_all(
        "all => all.filter(e => e.getBoundingClientRect().right > 391"
        " && !e.closest('.kpi-scroll, svg, .js-plotly-plot')).map(e => e.className)"
    )
    assert wide == []


def test_the_keyboard_reaches_what_matters(server: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{server}/")
    page.get_by_label("Логин").focus()
    page.keyboard.type("anna")
    reached = _tabs(page, 6)
    assert any("Пароль" in one for one in reached), reached
    assert any(one.startswith("Войти") for one in reached), reached
    page.get_by_label("Пароль", exact=True).focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    tile(page, "overdue").wait_for()
    settle(page)
    page.locator("body").focus()
    reached = _tabs(page, 30)
    for wanted in ("Обзор", "Рейтинг", "Вопросы жителей", "anna", "Открыть очередь",
                   "По учредителям"):  # fmt: skip
        assert any(wanted in one for one in reached), (wanted, reached)


def _tabs(page: Page, times: int) -> list[str]:
    """What has the focus after each press of Tab, as a reader of the screen says it."""
    said = []
    for _ in range(times):
        page.keyboard.press("Tab")
        said.append(page.evaluate(
            "(e => (e.getAttribute('aria-label') || e.innerText || '').trim())"
            "(document.activeElement)"
        ))  # fmt: skip
    return said
