"""The worked example of every KPI, and of every fact of a methodology, gives what it says."""

import pytest

from kpi import KPIS
from kpi.evaluate import aggregated, near
from kpi.methodology import MARKED
from kpi.model import Kpi
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
