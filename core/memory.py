"""What every process of ours asks of the C library about memory."""

from __future__ import annotations

import ctypes
import platform

_ARENA_MAX = -8
"""Number of the option in glibc's ``mallopt``."""


_ARENAS = 2


def share_arenas() -> None:
    """Lets all threads share a few arenas of glibc; to be asked before there are threads.

    By default each thread gets one of its own; answers of megabytes, taken apart in many threads,
    then leave memory in each that none gives back. Elsewhere than on glibc nothing is done.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _ARENAS)


def give_back() -> None:
    """Gives the machine what the C library keeps of memory that was freed.

    After something large was read and recast, that is a third of what the process holds; looking
    costs a millisecond. Elsewhere than on glibc nothing is done.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)
