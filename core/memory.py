"""What every process of ours asks of the C library about memory, before it makes threads."""

from __future__ import annotations

import ctypes
import platform

_ARENA_MAX = -8
"""Number of the option in glibc's ``mallopt``."""


_ARENAS = 2


def share_arenas() -> None:
    """Lets all threads share a few arenas of glibc, where they are not made yet.

    By default each thread gets one of its own; answers of megabytes, taken apart in many threads,
    then leave memory in each that none gives back. Elsewhere than on glibc nothing is done.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)
