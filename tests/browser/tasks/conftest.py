"""One region with something to decide, and one server on it, for the tasks of a module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import delete, insert

from core.period import DAY
from core.settings import Settings
from store import accounts, appeal_decisions, page_marks
from store import tables as t
from store.accounts import Grant
from store.appeal_decisions import Comment
from store.engine import opened, upgrade
from store.page_marks import Mark
from tests.browser.ways import KEYS, PASSWORD, dashboard, settle, sign_in
from tests.ui import region
from ui import installation


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
