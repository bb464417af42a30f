"""Random worlds that never stand still, collected by runs that fail and die, end as the truth."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loaders.walls import WallWalk
from tests.loaders import mortal
from tests.loaders.story import told
from tests.loaders.truth import sound, wrong_in_the_end

WORLDS = range(int(os.environ.get("TEST_WORLDS", "12")))
FOUND_WITHIN = 25
"""Worlds within which a planted bug must show."""


@pytest.mark.parametrize("seed", WORLDS)
def test_a_world_ends_as_the_truth(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    mortal.install(monkeypatch)
    wrong = told(seed, tmp_path, wrong_in_the_end, sound)
    assert not wrong, f"world {seed}:\n" + "\n".join(wrong)
