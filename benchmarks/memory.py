"""Memory of a process, as Linux tells it.

Not by ``getrusage``: what it calls the most of a new process may be that of the one that began it.
"""

from __future__ import annotations

import os
from pathlib import Path


def forget_peak(pid: int) -> None:
    """Lets ``peak`` begin anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def peak(pid: int) -> int:
    """MiB a process has held at most, since ``forget_peak`` if that was asked."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def held(pid: int) -> int:
    """MiB a process holds now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20
