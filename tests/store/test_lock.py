"""One sync of a database at a time, and none that a dead process keeps off."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import Engine

from core.settings import ROOT
from store.engine import opened
from store.lock import Busy, alone
from store.write import move_data_version

HOLD = """
import sys
from store.engine import open_engine
from store.lock import alone
with alone(open_engine(sys.stdin.readline().strip())):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_one_is_told_and_readers_and_writers_are_not_kept_off(
    url: str, engine: Engine
) -> None:
    with alone(engine):
        with opened(url) as other, pytest.raises(Busy, match="another sync"), alone(other):
            pass
        with engine.begin() as connection:
            move_data_version(connection)
    with alone(engine):
        pass


def test_the_lock_ends_with_its_process(url: str, engine: Engine) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdin is not None
        assert holder.stdout is not None
        holder.stdin.write(f"{url}\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Busy), alone(engine):
            pass
        holder.kill()
        holder.wait()
        for _ in range(100):
            try:
                with alone(engine):
                    return
            except Busy:  # a server needs a moment to see that its client is gone
                with engine.connect() as connection:
                    connection.exec_driver_sql("select 1")
    pytest.fail("a dead process holds the lock")
