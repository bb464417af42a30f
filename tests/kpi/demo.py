"""The demo region of the tests, looked at at one moment, by the index."""

from __future__ import annotations

from core.period import parse
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import rating

NOW = 1_763_964_000
INDEX = methodology("index")
PERIOD = parse("13w", "Europe/Moscow", NOW)


def score(facts: Facts, page: int) -> float:
    """The score of a page, everybody rated."""
    return rating(facts, PERIOD, Rules(), INDEX).scores.filter(page=page)["score"][0]  # type: ignore[no-any-return]
