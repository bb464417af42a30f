"""The worked example of every KPI, and of every fact of a methodology, gives what it says."""

import polars as pl
import pytest

from core import frames
from core.period import parse
from kpi import KPIS
from kpi.evaluate import aggregated, near, values
from kpi.methodology import MARKED
from kpi.model import Facts, Kpi, Rules
from kpi.sources import SCHEMAS


@pytest.mark.parametrize("kpi", MARKED.values(), ids=list(MARKED))
def test_worked_example(kpi: Kpi) -> None:
    frame = SCHEMAS[kpi.source].frame([dict(row) for row in kpi.example.rows])
    row = aggregated(frame, [kpi]).row(0, named=True)
    assert row["value"] == pytest.approx(kpi.example.value, abs=1e-12)
    assert row["sample"] == kpi.example.sample
    assert kpi.example.sample >= kpi.minimum


def test_a_sampled_figure_is_told_one_error_lower_and_higher() -> None:
    """Of ten questions half is the fifth, its error 16 %: the fourth, and 66 % never answered."""
    half, most = KPIS["median_response_hours"], KPIS["p90_response_hours"]
    ten, thirty = (
        SCHEMAS["appeals"].frame([dict(row) for row in kpi.example.rows]) for kpi in (half, most)
    )
    assert near({"appeals": ten}, [half, KPIS["posts"]]).rows() == [(1, half.id, 4.0, None)]
    assert near({"appeals": thirty}, [most, half]).rows() == [
        (1, most.id, 26.0, None), (1, half.id, 13.0, 18.0),
    ]  # fmt: skip


@pytest.mark.parametrize("raw", [False, True])
def test_every_figure_of_a_page_that_was_never_read_says_why_it_is_missing(raw: bool) -> None:
    page = dict.fromkeys(frames.Pages.create_empty().columns) | {
        "page": 1, "page_id": "vk:1", "network": "vk", "exempt": False, "listed": True,
    }  # fmt: skip
    facts = Facts(
        pages=pl.DataFrame([page], schema=frames.Pages.create_empty().schema),
        posts=frames.Posts.create_empty(), intervals=frames.Intervals.create_empty(),
        snapshots=frames.Snapshots.create_empty(), threads=frames.Threads.create_empty(),
        first_replies=frames.FirstReplies.create_empty(), pauses=frames.Pauses.create_empty(),
        as_of=1_763_953_800,
    )  # fmt: skip
    found = values(facts, parse("13w", Rules().timezone, facts.as_of), Rules(), raw=raw)
    missing = found.filter(pl.col("value").is_null())
    assert "follower_growth" in missing["kpi"]
    assert missing.filter(pl.col("note").is_null())["kpi"].to_list() == []
