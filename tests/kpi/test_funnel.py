"""The funnel of rates against a computation by hand of its parts."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from benchmarks.region import NOW, region
from core.period import parse
from kpi.beliefs import RATES, weekly
from kpi.estimates import rates, typical
from kpi.funnel import rate_funnel
from kpi.model import Facts, Rules
from kpi.rating import compared
from kpi.sources import sources

PERIOD = parse("52w", "Europe/Moscow", NOW)


@pytest.fixture(scope="module")
def facts() -> Facts:
    return region(300, 30_000, 1_000)


@pytest.mark.parametrize("kpi", RATES)
def test_the_spread_is_error_and_differences_of_pages_together(facts: Facts, kpi: str) -> None:
    found = rate_funnel(facts, PERIOD, Rules(), kpi)
    assert found.height == 300
    pages = compared(facts, NOW).select("page", "sphere", "size")
    posts = sources(facts, PERIOD, Rules(), None, wanted=("posts",))["posts"]
    weeks = weekly(posts, kpi, 3 * 3600).sort("page", "week")
    told = (typical if kpi == "view_rate" else rates)(weeks, pages)
    trust = told["variance"] / told["error"]
    tau2 = trust * told["error"] / (1 - trust)
    assert tau2.std() == pytest.approx(0, abs=1e-9), "one τ² for all"
    both = found.join(told, on="page")
    assert both["spread"].to_numpy() == pytest.approx(np.sqrt(told["error"] + tau2))
    assert both["ratio"].to_numpy() == pytest.approx(np.exp(told["raw"] - told["expected"]))


@pytest.mark.parametrize("kpi", RATES)
def test_nineteen_of_twenty_pages_lie_inside(facts: Facts, kpi: str) -> None:
    """Pages of this region differ by chance and log-normally: 300 draws miss 5 % by 1.3 %."""
    found = rate_funnel(facts, PERIOD, Rules(), kpi)
    inside = (found["ratio"].log().abs() <= 1.96 * found["spread"]).mean()
    assert isinstance(inside, float)
    assert 0.90 <= inside <= 0.99


def test_pages_without_posts_have_no_rate(facts: Facts) -> None:
    gone = facts.posts.filter(pl.col("page") != 7)
    kept = {n: f for n, f in vars(facts).items() if isinstance(f, pl.DataFrame)} | {"posts": gone}
    found = rate_funnel(Facts(**kept, as_of=NOW), PERIOD, Rules(), "er_post")
    assert 7 not in found["page"].to_list()
    assert found.height == 299
