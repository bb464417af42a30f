"""Work on parts of the data in several threads: Polars and numpy let others run meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import polars as pl

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_threads(
    work: Callable[[Part], Result], parts: Iterable[Part], most: int | None = None
) -> list[Result]:
    """What the work gives of each part, in their order.

    Many steps run in one thread and leave the others idle.

    Args:
        work: what is done with a part.
        parts: of the data.
        most: at once; by default as many as Polars has threads, and never more.
    """
    threads_of_polars = pl.thread_pool_size()
    with ThreadPoolExecutor(min(most or threads_of_polars, threads_of_polars)) as threads:
        return [*threads.map(work, parts)]
