"""A demo region with its year, and what people do with its season."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.commission import Act
from core.settings import Settings
from jobs import demo
from store import accounts, season
from store import engine as store_engine
from tests.ui.conftest import PASSWORD
from tests.ui.region import AS_OF
from ui.awards import data as award_data
from ui.installation import here, now

YEAR = 2025
LATIN = re.compile(r"[A-Za-z]{4,}")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo region with a year of data, and a login of each role."""
    path = tmp_path_factory.mktemp("awards") / "kpi.db"
    url = f"sqlite:///{path}"
    demo.build(url, Settings(hash_key="h" * 40), 60, 52, 7, AS_OF, lambda *_: None)
    with store_engine.opened(url) as engine:
        for role in set(accounts.ROLES) - set(demo.ROLES):
            accounts.add(engine, role, role, PASSWORD, (), AS_OF, "test")
    return path


@pytest.fixture
def own(begin: Callable[..., object], built: Path, tmp_path: Path) -> Callable[..., None]:
    """Begins an installation on a copy, to be changed."""

    def start(language: str = "ru") -> None:
        shutil.copyfile(built, tmp_path / "own.db")
        begin(tmp_path / "own.db", language)

    return start


def act(kind: str, nomination: str | None = None, segment: str | None = None,
        entry: str | None = None, **detail: object) -> None:  # fmt: skip
    season.act(here().writer, YEAR, Act(kind, nomination, segment, entry, detail), "anna", now())


def opened() -> award_data.Stand:
    act("opened", diplomas=21, letters=7)
    return stand()


def stand() -> award_data.Stand:
    found = award_data.stand(YEAR)
    assert found
    return found


def first_contest(found: award_data.Stand, *, of_posts: bool = False) -> tuple[str, str | None]:
    """A contest with at least two finalists."""
    wanted = ("post_of_year",) if of_posts else ("citizen_dialogue", "fast_help", "steady_voice")
    return next(
        one.key for one in found.results.contests
        if one.nomination in wanted and len(one.finalists) > 1
    )  # fmt: skip


def pressed(app: AppTest, label: str) -> AppTest:
    button = next(one for one in app.get("button") if one.label == label)
    return button.click().run()
