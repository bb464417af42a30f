"""What processes ask of the libraries beneath them comes before these libraries do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.settings import ROOT

_WATCH = """
import os, sys
TOLD = {"numpy": "OPENBLAS_NUM_THREADS", "polars": "_RJEM_MALLOC_CONF"}
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name in TOLD:
            print(name, "is told", os.environ.get(TOLD.pop(name)), flush=True)
sys.meta_path.insert(0, Watch())
"""
OURS = {"OPENBLAS_NUM_THREADS": "1", "_RJEM_MALLOC_CONF": "dirty_decay_ms:100,muzzy_decay_ms:0"}
OTHER = {"OPENBLAS_NUM_THREADS": "2", "_RJEM_MALLOC_CONF": "dirty_decay_ms:900"}


@pytest.mark.parametrize("entry", ["cli", "app"])
@pytest.mark.parametrize("given", [{}, OTHER])
def test_libraries_are_told_before_they_are_loaded(
    entry: str, given: dict[str, str], tmp_path: Path
) -> None:
    kept = {name: text for name, text in os.environ.items() if name not in OURS}
    told = kept | {"KPI_DATABASE_URL": f"sqlite:///{tmp_path / 'kpi.db'}", "KPI_HASH_KEY": "k" * 32}
    told |= given
    done = subprocess.run(
        [sys.executable, "-c", f"{_WATCH}\nimport {entry}"], cwd=ROOT, env=told, text=True,
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    expected = given or OURS
    assert f"numpy is told {expected['OPENBLAS_NUM_THREADS']}\n" in done.stdout
    assert f"polars is told {expected['_RJEM_MALLOC_CONF']}\n" in done.stdout
