"""The ten tasks of those who use it, clicked from beginning to end in a real Chromium."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
import xlsxwriter
from docx import Document
from playwright.sync_api import BrowserContext, Locator, Page, expect
from pypdf import PdfReader
from sqlalchemy import delete, insert

from core.period import DAY
from core.settings import Settings
from store import accounts, appeal_decisions, page_marks, register, signal_decisions
from store import tables as t
from store.accounts import Grant
from store.appeal_decisions import Comment
from store.engine import opened, upgrade
from store.page_marks import Mark
from tests.browser.ways import (
    KEYS,
    PASSWORD,
    amount,
    dashboard,
    settle,
    sideways,
    sign_in,
    taken,
    tick,
)
from tests.ui import region
from ui import installation

MINISTRY = "Министерство образования"
SILENT = "МБОУ «Школа № 3»"
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A region whose supervisor has a mark, an objection and a signal to decide."""
    made = f"sqlite:///{tmp_path_factory.mktemp('tasks') / 'kpi.db'}"
    settings = Settings(database_url=made, cookie_key=KEYS["KPI_COOKIE_KEY"],
                        hash_key=KEYS["KPI_HASH_KEY"])  # fmt: skip
    here = installation.begin(settings, lambda: region.AS_OF)
    upgrade(here.writer)
    region.build(here.writer, pages=30)
    for name, role, given in (
        ("anna", "supervisor", ()),
        ("olga", "operator", ()),
        ("school", "administrator", (Grant("page", "vk:106"),)),
    ):
        accounts.add(here.writer, name, role, PASSWORD, given, 0, "test")
    here.reader.dispose()
    here.writer.dispose()
    with opened(made) as engine:
        mark = Mark("vk:112", "vacation", date(2025, 11, 1), date(2025, 11, 9), "каникулы")
        page_marks.propose(engine, mark, "school", region.AS_OF)
        with engine.begin() as connection:
            connection.execute(delete(t.snapshots).where(
                t.snapshots.c.page == 10, t.snapshots.c.read_at > region.AS_OF - 60 * DAY
            ))  # fmt: skip
            connection.execute(insert(t.snapshots), [
                {"page": 10, "day": (region.AS_OF - ago * DAY) // DAY,
                 "read_at": region.AS_OF - ago * DAY, "followers": 700 if ago > 20 else 1400}
                for ago in range(60)
            ])  # fmt: skip
            f = t.first_replies.c
            asked = connection.execute(
                t.first_replies.select().where(
                    f.page == 9, f.answered_at.is_(None), f.reason.is_not(None)
                ).order_by(f.asked_at.desc())
            ).first()  # fmt: skip
        assert asked
        appeal_decisions.decide(
            engine, [Comment("vk:109", asked.post, asked.comment)], "objected", "school",
            region.AS_OF, how="phone", note="ответили по телефону",
        )  # fmt: skip
    return made


@pytest.fixture(scope="module")
def server(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tasks; its address."""
    with dashboard(url, tmp_path_factory.mktemp("server") / "server.log") as address:
        yield address


@pytest.fixture
def anna(server: str, context: BrowserContext) -> Page:
    """A supervisor on the overview, at a desk."""
    context.new_page().goto(f"{server}/")
    page = context.pages[0]
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, "anna")
    settle(page)
    return page


def tile(page: Page, name: str) -> Locator:
    return page.locator(f".st-key-tile_{name}")


def leave(page: Page) -> None:
    """Closes the dialog, once what runs in it has ended: a run that ends later opens it anew."""
    settle(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    settle(page)


def test_1_silent_pages_go_to_their_founders_in_three_clicks(anna: Page, tmp_path: Path) -> None:
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


def test_2_who_waits_is_decided_and_vanishes(anna: Page) -> None:
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


def test_3_two_schools_are_compared(anna: Page) -> None:
    anna.get_by_role("link", name="Рейтинг").click()
    anna.get_by_placeholder("Название, ОГРН, ссылка").fill("Школа")
    anna.keyboard.press("Enter")
    expect(anna.locator(".kpi-sentence:visible", has_text=" из 10,")).to_be_visible()
    tick(anna, 0, 1)
    expect(anna.get_by_text("Отмечены 2 страницы")).to_be_visible()
    anna.get_by_role("button", name="Сравнить 2").click()

    table = anna.locator(".kpi-compare")
    expect(table.locator("thead th")).to_have_count(4)
    heads = table.locator("thead th").all_inner_texts()
    assert all("Школа №" in name for name in heads[1:3])
    expect(table.locator("tbody tr").first).to_contain_text("Балл")
    assert heads[1] in anna.locator(".kpi-sentence:visible").last.inner_text()
    assert "compare=" in anna.url
    anna.get_by_role("button", name="Назад к таблице").click()
    expect(anna.get_by_test_id("stDataFrame")).to_be_visible()


def test_4_an_administrator_reads_why_the_score_and_what_raises_it(
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


def test_5_a_mark_an_objection_and_a_signal_are_decided(anna: Page, url: str) -> None:
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


def test_6_a_ministry_takes_its_brief(anna: Page, tmp_path: Path) -> None:
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


def test_7_a_register_with_faults_and_a_list_of_800_users(
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


def test_8_an_administrator_is_refused_anothers_page(
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


def test_9_a_filtered_link_stands_after_the_login(server: str, context: BrowserContext) -> None:
    asked = f"/ranking?sphere={quote('Образование')}&period=26w&sort=er_view"
    page = context.new_page()
    page.goto(server + asked)
    expect(page.get_by_text("После входа откроется: Рейтинг")).to_be_visible()
    sign_in(page, "anna")
    expect(page.locator(".kpi-sentence:visible", has_text="из 10")).to_be_visible()
    assert page.url == server + asked
    expect(page.get_by_role("combobox", name="Сфера")).to_have_value("Образование")
    expect(page.get_by_role("combobox", name="Период")).to_have_value(re.compile("^26 недель"))


def test_10_my_page_on_a_phone(server: str, context: BrowserContext) -> None:
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
        section.click()
        settle(page)
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
