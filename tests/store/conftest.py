"""Every test of the store runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from core.settings import Settings
from jobs import demo
from store import tables as t
from store.backup import back_up
from store.engine import opened
from tests import databases

NOW = 1_760_000_000
ZONE = "Europe/Moscow"


@pytest.fixture(params=databases.KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database."""
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, kind: str, tmp_path: Path) -> Iterator[str]:
    """A database with the newest tables and no rows, or those of the region: see ``filled``."""
    archive = request.getfixturevalue("region") if "filled" in request.fixturenames else None
    with databases.fresh(kind, tmp_path, archive=archive) as made:
        yield made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    """An engine on it that writes."""
    with opened(url) as made:
        yield made


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The archive of a small demo, with what the demo leaves out: a picture and a reject."""
    folder = tmp_path_factory.mktemp("region")
    with databases.fresh("sqlite", folder) as url, opened(url) as engine:
        demo.build(url, Settings(hash_key="k" * 32), 12, 6, 7, NOW, lambda *_: None)
        with engine.begin() as connection:
            connection.execute(insert(t.rejects).values(run=1, what="post", reason="?", count=2))
            connection.execute(
                insert(t.pictures).values(
                    page=1, post=0, source=1, kind="image/png", content=b"\x00\xff", read_at=NOW
                )
            )
        back_up(engine, folder / "region.zip", NOW, ZONE)
    return folder / "region.zip"


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """The engine, on a copy of a database that holds the region."""
    return engine
