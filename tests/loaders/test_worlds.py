"""Random worlds that never stand still, collected by runs that fail and die, end as the truth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loaders.walls import WallWalk
from tests.loaders import mortal
from tests.loaders.story import told
from tests.loaders.truth import sound, wrong_in_the_end

WORLDS = range(int(os.environ.get("TEST_WORLDS", "6")))
FOUND_WITHIN = 30
"""Worlds within which a planted bug must show."""


@pytest.mark.parametrize("seed", WORLDS)
def test_a_world_ends_as_the_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    mortal.install(monkeypatch)
    wrong = told(seed, tmp_path, sound, wrong_in_the_end)
    assert not wrong, f"world {seed}:\n" + "\n".join(wrong)


def first_found(folder: Path) -> str:
    """What the property says of the first world it finds something wrong in; else nothing."""
    for seed in range(FOUND_WITHIN):
        if wrong := told(seed, folder / str(seed), sound):
            return wrong[0]
    return ""


def test_walls_read_without_stitching_are_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mortal.install(monkeypatch)
    monkeypatch.setattr(WallWalk, "_stitches", lambda walk, part: True)
    assert "claimed as read, but not there" in first_found(tmp_path)


def test_a_ledger_saved_apart_from_the_rows_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mortal.install(monkeypatch, mortal.LedgerApart)
    monkeypatch.setattr("tests.loaders.story.POINTS", ("save", "widened"))
    assert "claimed as read, but not there" in first_found(tmp_path)
