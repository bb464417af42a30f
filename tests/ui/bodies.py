"""The invented region with bodies that stand in each way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, update
from streamlit.testing.v1 import AppTest

from core.period import DAY
from store import tables
from store.engine import opened
from tests.ui import region as invented
from ui.installation import Installation

Begin = Callable[..., Installation]


@pytest.fixture(scope="module")
def built(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented region, with bodies that stand in each way."""
    path = tmp_path_factory.mktemp("register") / "kpi.db"
    path.write_bytes(filled.read_bytes())
    b, p = tables.bodies, tables.pages
    with opened(f"sqlite:///{path}") as engine, engine.begin() as connection:
        for body, exempt in ((101, False), (102, True)):
            connection.execute(insert(b).values(
                body=body, name=f"Музей № {body}", founder="Министерство образования",
                exempt=exempt, exempt_reason="Ремонт" if exempt else None, listed=True,
            ))  # fmt: skip
        connection.execute(insert(b).values(body=103, name="Ушли", exempt=False, listed=False))
        late = tables.posts.c.published > invented.AS_OF - 40 * DAY
        connection.execute(delete(tables.posts).where(tables.posts.c.page == 3, late))
        connection.execute(update(p).where(p.c.page == 5).values(refused="closed"))
        connection.execute(update(p).where(p.c.page <= 6).values(design_missing="cover,phone"))
        connection.execute(insert(p).values(
            page=50, page_id="telegram:school", network="telegram", body=1, listed=True,
        ))  # fmt: skip
    return path


@pytest.fixture
def stood(begin: Begin, built: Path) -> Installation:
    """It, to be read."""
    return begin(built)


@pytest.fixture
def own(begin: Begin, built: Path, tmp_path: Path) -> Installation:
    """A copy of it, to be changed."""
    path = tmp_path / "own.db"
    path.write_bytes(built.read_bytes())
    return begin(path)


def script(body: Callable[..., None], *args: Any) -> AppTest:
    """A part of a view that stands in a dialog, run by itself."""

    def run(body, args):  # type: ignore[no-untyped-def]  # its source runs by itself
        body(*args)

    return AppTest.from_function(run, args=(body, args), default_timeout=60)
