"""A demo region of 60 pages and 30 weeks, and its rating, made once a process."""

from __future__ import annotations

import pytest

from core.settings import Settings
from jobs import demo
from jobs.report import load
from kpi.model import Facts, Rules
from kpi.rating import Rating, rating
from store.engine import open_engine
from tests.kpi.demo import INDEX, NOW, PERIOD


@pytest.fixture(scope="session")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    url = f"sqlite:///{tmp_path_factory.mktemp('rating') / 'demo.db'}"
    demo.build(url, Settings(hash_key="r" * 32), 60, 30, 3, NOW, lambda what, done, total: None)
    engine = open_engine(url)
    made = load(engine)
    engine.dispose()
    return made


@pytest.fixture(scope="session")
def rated(facts: Facts) -> Rating:
    return rating(facts, PERIOD, Rules(), INDEX)
