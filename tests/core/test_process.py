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
class Watch:
    def find_spec(self, name, path=None, target=None):
        if name == "numpy":
            print("numpy is told", os.environ.get("OPENBLAS_NUM_THREADS"), flush=True)
            sys.meta_path.remove(self)
sys.meta_path.insert(0, Watch())
"""


@pytest.mark.parametrize("entry", ["cli", "app"])
@pytest.mark.parametrize("given", [None, "2"])
def test_numpy_is_told_to_multiply_alone(entry: str, given: str | None, tmp_path: Path) -> None:
    kept = {name: text for name, text in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    told = kept | {"KPI_DATABASE_URL": f"sqlite:///{tmp_path / 'kpi.db'}", "KPI_HASH_KEY": "k" * 32}
    if given:
        told["OPENBLAS_NUM_THREADS"] = given
    done = subprocess.run(
        [sys.executable, "-c", f"{_WATCH}\nimport {entry}"], cwd=ROOT, env=told, text=True,
        capture_output=True, timeout=120, check=True,
    )  # fmt: skip
    assert f"numpy is told {given or 1}\n" in done.stdout
