"""An installation of its own for each test: a temporary database, a clock that stands."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from core.settings import ROOT, Settings
from store import accounts
from store.accounts import Grant
from store.engine import upgrade
from tests.ui import region
from ui import data, installation, visit
from ui.visit import Signed, Visit

PASSWORD = "right password"
NOW = region.AS_OF + 3600
GIVEN = {"administrator": (Grant("page", "vk:103"),)}
Open = Callable[..., AppTest]
_READ_LAST: list[Path | None] = [None]
"""The database the cache holds: read once for all tests that only look at it."""


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the invented region and a login of each role, built once."""
    path = tmp_path_factory.mktemp("region") / "kpi.db"
    here = installation.begin(_settings(path, "ru"), lambda: NOW)
    upgrade(here.writer)
    region.build(here.writer)
    _add_logins()
    _close(here)
    return path


@pytest.fixture(scope="session")
def lonely(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Databases at the edge: ``one`` page with its facts, and a register of which ``nothing`` is
    known though a collection has ended."""
    made = {}
    for name in ("one", "nothing"):
        path = tmp_path_factory.mktemp(name) / "kpi.db"
        here = installation.begin(_settings(path, "ru"), lambda: NOW)
        upgrade(here.writer)
        region.build(here.writer, pages=1 if name == "one" else 3)
        if name == "nothing":
            region.empty(here.writer)
        _add_logins()
        _close(here)
        made[name] = path
    return made


@pytest.fixture(scope="session")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database with the same logins, to be copied."""
    path = tmp_path_factory.mktemp("nothing") / "kpi.db"
    here = installation.begin(_settings(path, "ru"), lambda: NOW)
    upgrade(here.writer)
    _add_logins()
    _close(here)
    return path


@pytest.fixture
def begin(tmp_path: Path, nothing: Path) -> Iterator[Callable[..., installation.Installation]]:
    """Begins an installation on a database, by default an empty one with the same logins."""
    begun: list[installation.Installation] = []

    def start(path: Path | None = None, language: str = "ru") -> installation.Installation:
        if path is None or path != _READ_LAST[0]:
            data.forget()
        _READ_LAST[0] = path
        if path is None:
            shutil.copyfile(nothing, tmp_path / "kpi.db")
        here = installation.begin(_settings(path or tmp_path / "kpi.db", language), lambda: NOW)
        begun.append(here)
        return here

    yield start
    for here in begun:
        _close(here)


@pytest.fixture
def open_view() -> Open:
    """Opens a view by address as a role, as a browser would after the login."""

    def open_as(role: str | None, path: str, **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "ui" / "main.py"), default_timeout=30)
        app._page_hash = calc_hash(path)
        for key, value in query.items():
            app.query_params[key] = value
        if role:
            app.session_state[visit.KEY] = Visit(Signed(role, NOW, NOW + 3600))
        return app.run()

    return open_as


def signed(app: AppTest) -> Signed | None:
    """The login of a session; null: it has none."""
    found: Signed | None = app.session_state[visit.KEY].signed
    return found


def words(app: AppTest) -> str:
    """All that can be read on the screen, html included."""
    parts = [str(element.value) for kind in ("markdown", "caption", "info", "error", "warning")
             for element in app.get(kind)]  # fmt: skip
    parts += [
        element.proto.body for element in app.get("html") if "<style>" not in element.proto.body
    ]
    parts += [str(widget.label) for kind in ("button", "selectbox", "text_input", "checkbox")
              for widget in app.get(kind)]  # fmt: skip
    return "\n".join(parts)


def _settings(path: Path, language: str) -> Settings:
    return Settings(
        database_url=f"sqlite:///{path}", hash_key="h" * 40, cookie_key="c" * 40,
        region_name="Сахалинская область", language=language, support_contact="ЦУР",
    )  # fmt: skip


def _add_logins() -> None:
    writer = installation.here().writer
    for role in accounts.ROLES:
        accounts.add(writer, role, role, PASSWORD, GIVEN.get(role, ()), region.AS_OF, "test")


def _close(here: installation.Installation) -> None:
    here.reader.dispose()
    here.writer.dispose()


@pytest.fixture
def own(begin: Callable[..., object], filled: Path, tmp_path: Path) -> Callable[..., object]:
    """Callable[..., object]s an installation on a copy of the region, to be changed."""

    def start(language: str = "ru") -> object:
        copy = tmp_path / "own.db"
        if not copy.exists():
            shutil.copy(filled, copy)
        return begin(copy, language)

    return start


@pytest.fixture
def caught(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the buttons would build: (file name, function) of each download button."""
    import streamlit as st

    found: list[Any] = []
    real = st.download_button

    def button(label: str, **kwargs: Any) -> bool:
        found.append((kwargs["file_name"], kwargs["data"]))
        return real(label, **kwargs)

    monkeypatch.setattr(st, "download_button", button)
    return found
