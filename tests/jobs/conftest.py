"""Commands called on a database of their own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

import cli


@pytest.fixture
def cli_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Calls a command that must do its work, and gives what it printed."""
    for name in list(os.environ):
        if name.startswith("KPI_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("KPI_DATABASE_URL", f"sqlite:///{tmp_path / 'kpi.db'}")
    monkeypatch.setenv("KPI_HASH_KEY", "k" * 32)

    def call(*words: str) -> str:
        done = CliRunner().invoke(cli.cli, list(words))
        assert done.exit_code == 0, done.output
        return done.output

    return call
