"""The worked example of every KPI, and of every fact of a methodology, gives what it says."""

import pytest

from kpi.evaluate import aggregated
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
