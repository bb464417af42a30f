"""«Collect now» in a real Chromium: a press starts a process, it is seen to run and to end."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from sqlalchemy import insert

from core.settings import ROOT
from store import accounts, read
from store import tables as t
from store.engine import opened, upgrade
from tests.browser.ways import PASSWORD, SLOW, dashboard, environment, settle, sign_in
from tests.fakes.vk import World, random_pages, serve

TOKEN = "user-secret-token"


@pytest.fixture
def collected(tmp_path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A database that lists the pages of an emulator, one of them collected; its settings."""
    world = World(random_pages(12, seed=1, now=int(time.time()), weeks=30))
    url = f"sqlite:///{tmp_path / 'kpi.db'}"
    with opened(url) as engine:
        upgrade(engine)
        rows = [
            {"page": n, "page_id": f"vk:{p.owner}", "network": "vk", "owner": p.owner,
             "screen_name": p.screen_name, "title": p.name, "listed": True}
            for n, p in enumerate(world.pages, 1)
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(t.pages), rows)
        accounts.add(engine, "olga", "operator", PASSWORD, (), 0, "test")
    with serve(world, latency=0.2) as vk:
        given = {
            "KPI_VK_TOKENS": TOKEN, "KPI_VK_API_URL": vk.url, "KPI_VK_REQUESTS_PER_SECOND": "2",
        }  # fmt: skip
        sync = [sys.executable, "cli.py", "sync", "vk", "--page", rows[-1]["page_id"]]
        subprocess.run(sync, cwd=ROOT, env=environment(url, **given), check=True,
                       capture_output=True)  # fmt: skip
        yield url, given


def test_an_operator_collects_and_sees_it_run(
    collected: tuple[str, dict[str, str]], context: BrowserContext, tmp_path: Path
) -> None:
    url, given = collected
    with dashboard(url, tmp_path / "server.log", **given) as address:
        page = context.new_page()
        page.goto(f"{address}/collection")
        sign_in(page, "olga")
        expect(page.get_by_role("heading", name="Сбор данных")).to_be_visible()
        expect(page.get_by_text("Сколько это займёт: оценка")).to_be_visible()
        page.get_by_role("button", name="Собрать сейчас").click()
        expect(page.get_by_text("Идёт сбор с")).to_be_visible()
        expect(page.get_by_text("Стены:")).to_be_visible()
        page.get_by_role("button", name="Собрать сейчас").click()
        expect(page.get_by_text("Сбор уже идёт: дождитесь его окончания.")).to_be_visible()
        ended = page.locator(".kpi-sentence", has_text="прочитано всё, что полагалось")
        expect(ended).to_be_visible(timeout=2 * SLOW)
        expect(page.get_by_text("Идёт сбор с")).to_have_count(0)
        expect(page.get_by_text("записи и комментарии прочитаны все", exact=True)).to_be_visible()
        settle(page)
        page.get_by_role("tab", name="Недоступны сбору").click()
        assert TOKEN not in page.content()
    with opened(url, read_only=True) as engine:
        assert read.runs(engine)["state"].to_list() == ["complete", "complete"]
        assert [e.target for e in accounts.entries(engine) if e.what == "collect"] == ["all pages"]
    assert TOKEN not in (tmp_path / "kpi.sync.log").read_text()
    assert TOKEN not in (tmp_path / "server.log").read_text()
