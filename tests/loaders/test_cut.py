"""Answers that end too early, at any byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.vk import World, random_pages
from tests.loaders.conftest import NOW, desk

PLACES = 16


def world() -> World:
    return World(random_pages(1, seed=2, now=NOW, weeks=4), clock=lambda: NOW)


@pytest.mark.parametrize("kind", ["truncate", "badjson"])
def test_an_answer_cut_anywhere_is_asked_again(tmp_path: Path, kind: str) -> None:
    with desk(world(), tmp_path / "clean") as at:
        requests = at.sync().requests
        expected = at.dump()
    for place in range(PLACES):
        fault = f"{kind}:every=2,cut={place / PLACES}"
        with desk(world(), tmp_path / str(place), faults=fault) as at:
            report = at.sync()
            assert (report.state, report.retries) == ("complete", requests - 1), fault
            assert at.dump() == expected, fault


@pytest.mark.parametrize("left", [0, 1, 2])
def test_the_last_bytes_are_missed_too(tmp_path: Path, left: int) -> None:
    """With one byte of millions missing: the part is as near to 1 as a number can be."""
    with desk(world(), tmp_path, faults=f"truncate:every=2,cut={1 - left * 1e-4 - 1e-9}") as at:
        report = at.sync()
        assert report.state == "complete"
        assert report.retries > 0
