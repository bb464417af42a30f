"""The real process, killed with ``kill -9`` again and again: the end equals one clean run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from core.settings import ROOT
from tests.fakes.vk import World, random_pages
from tests.loaders.conftest import KEY, NOW, Desk, desk


def start(at: Desk) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KPI_")} | {
        "KPI_DATABASE_URL": at.url,
        "KPI_VK_API_URL": at.vk.url,
        "KPI_VK_TOKENS": "user-1",
        "KPI_VK_REQUESTS_PER_SECOND": "1000",
        "KPI_HASH_KEY": KEY,
    }
    command = [sys.executable, "cli.py", "sync", "vk", "--as-of", "2025-10-09T08:53:20+00:00"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip


def test_a_process_killed_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    world = World(random_pages(5, seed=4, now=NOW, weeks=12), clock=lambda: NOW)
    with desk(world, tmp_path / "clean", latency=0.05) as at:
        clean = start(at)
        clean.communicate(timeout=60)
        assert clean.returncode == 0
        expected = at.dump()
        needed = len(at.vk.requests)
    with desk(world, tmp_path / "killed", latency=0.05) as at:
        killed = 0
        for after in range(0, needed, 3):
            run = start(at)
            begun = len(at.vk.requests)
            while run.poll() is None and len(at.vk.requests) - begun < after % 5 + 1:
                time.sleep(0.005)
            if run.poll() is None:
                run.send_signal(signal.SIGKILL)
                killed += 1
            run.communicate()
        last = start(at)
        told = last.communicate(timeout=60)[0]
        assert last.returncode == 0
        assert killed >= 2
        assert at.dump() == expected
        assert told.startswith("complete: 5 pages")
