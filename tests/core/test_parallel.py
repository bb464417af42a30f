"""Parts side by side: in order, no more at once than asked, and nothing is swallowed."""

from __future__ import annotations

from threading import Lock
from time import sleep

import pytest

from core.parallel import in_threads


def test_results_come_in_order_and_no_more_run_at_once_than_asked() -> None:
    lock, running, seen = Lock(), [0], []

    def work(part: int) -> int:
        with lock:
            running[0] += 1
            seen.append(running[0])
        sleep(0.02 if part % 2 else 0.001)
        with lock:
            running[0] -= 1
        return part * part

    assert in_threads(work, range(9), most=2) == [part * part for part in range(9)]
    assert max(seen) <= 2
    assert in_threads(work, []) == []


def test_what_fails_in_a_part_fails() -> None:
    with pytest.raises(ZeroDivisionError):
        in_threads(lambda part: 1 // part, [1, 0])
