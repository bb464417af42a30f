"""Every signal's worked example is what the declaration makes of its rows; texts fit numbers."""

from __future__ import annotations

import re

import pytest

from kpi.signals import sources
from kpi.signals.evaluate import SIGNALS
from kpi.signals.model import Signal

FAMILIES = ("followers", "reactions", "comments", "rhythm", "texts")


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=list(SIGNALS))
def test_worked_example(signal: Signal) -> None:
    frame = sources.SCHEMAS[signal.source].frame([dict(row) for row in signal.example.rows])
    found = signal.find(frame)
    assert found.select("value", "threshold").rows() == [pytest.approx(signal.example.found)]
    named = set(re.findall(r"{(\w+)}", signal.sentence))
    assert named <= set(found["reason"].struct.fields)
    assert (found["since"] <= found["until"]).all()


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=list(SIGNALS))
def test_nothing_is_found_where_nothing_is_known(signal: Signal) -> None:
    assert signal.find(sources.SCHEMAS[signal.source].frame([])).is_empty()


def test_signals_come_before_notes_and_each_says_what_it_is() -> None:
    kinds = [signal.kind for signal in SIGNALS.values()]
    assert kinds == sorted(kinds, key=lambda kind: kind == "note")
    assert {signal.id for signal in SIGNALS.values() if signal.kind == "note"} == {
        "equal_replies", "one_author", "sent_texts",
    }  # fmt: skip
    for signal in SIGNALS.values():
        assert signal.text.endswith(".")
        assert signal.sentence.endswith(".")
        assert signal.family in FAMILIES
