"""What every process of ours asks of the libraries beneath it."""

from __future__ import annotations

import ctypes
import os
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

    That is worth asking after something large was read and recast. Elsewhere than on glibc nothing
    is done.
    """
    if platform.libc_ver()[0] == "glibc":
        ctypes.CDLL(None).malloc_trim(0)


def keep_little() -> None:
    """Lets Polars keep what was freed for a tenth of a second; who has set another time keeps it.

    Longer costs memory while a new version of the data is prepared, giving it back at once costs
    processor time. The library reads this as it is loaded.
    """
    os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:100,muzzy_decay_ms:0")


def multiply_alone() -> None:
    """Lets numpy multiply matrices in the thread that asks; who has set another number keeps it.

    Ours have some dozen columns. Threads that share such a product mostly wait for each other, and
    wait by running. The library reads this as it is loaded: before anything imports numpy.
    """
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
