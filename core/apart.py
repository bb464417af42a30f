"""Foreign files in a process of their own: what ends or fills it does not end the server.

Readers of pictures and workbooks are not ours: a file made for it can let them ask for any memory,
or end the process. Knows nothing of what is read.
"""

from __future__ import annotations

import subprocess
import sys

from core.settings import ROOT

FAILED, OWN_CODES = 1, range(2, 64)
"""Exit codes: of an exception nobody caught, and those a module gives a meaning."""

_BY_THE_FILE = (b"MemoryError", b"PanicException")
"""Exceptions that a file made for it can bring about in a reader."""

MEMORY = 1_500_000_000
"""Bytes of address space a reading may take, the program itself included."""


class Unread(Exception):
    """The reading was given up: ``code`` the program ended with, null: killed, or out of time."""

    def __init__(self, code: int | None) -> None:
        super().__init__(code)
        self.code = code


def answer(module: str, content: bytes, seconds: int) -> bytes:
    """What a module of ours, run as a program, makes of a file.

    Args:
        module: reads standard input and writes standard output, after ``bounded``.
        content: of the file.
        seconds: it may take.

    Raises:
        Unread: what it says of the file, by an exit code of its own, or it was ended.
        RuntimeError: the program itself failed.
    """
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-m", module], cwd=ROOT, input=content, capture_output=True,
            timeout=seconds, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unread(None) from None
    if done.returncode == FAILED and not any(word in done.stderr for word in _BY_THE_FILE):
        raise RuntimeError(f"{module}: {done.stderr.decode(errors='replace')[-2000:]}")
    if done.returncode:
        raise Unread(done.returncode if done.returncode in OWN_CODES else None)
    return done.stdout


def bounded() -> None:
    """Bounds the memory of this process, where the system can (Windows cannot)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
