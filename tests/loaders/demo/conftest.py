"""One full region and a few small ones, built once for all tests of the demo."""

from __future__ import annotations

from functools import cache

import pytest

from loaders import demo

NOW = 1_795_415_400
KEY = "a key of tests, thirty-two letters long"
ZONE = "Asia/Sakhalin"


@cache
def built(pages: int = 831, weeks: int = 52, seed: int = 7) -> demo.Region:
    return demo.region(pages, weeks, seed, now=NOW, timezone=ZONE, hash_key=KEY)


@pytest.fixture(scope="session")
def region() -> demo.Region:
    return built()
