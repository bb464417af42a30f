"""What this process runs on: settings, database, clock. The entry gives them, once.

Owns nothing but these; everybody in ``ui`` and ``pages`` asks here, so tests can put their own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Engine

from core.settings import Settings
from store.engine import open_engine


@dataclass(frozen=True)
class Installation:
    """Settings, an engine that writes, one that only reads, and the clock (UTC unix seconds)."""

    settings: Settings
    writer: Engine
    reader: Engine
    now: Callable[[], int]


_here: list[Installation] = []


def begin(settings: Settings, now: Callable[[], int]) -> Installation:
    """Opens the database of the settings and makes it the one this process runs on."""
    writer = open_engine(settings.database_url)
    reader = open_engine(settings.database_url, read_only=True)
    _here[:] = [Installation(settings, writer, reader, now)]
    return _here[0]


def here() -> Installation:
    """The installation this process runs on.

    Raises:
        RuntimeError: nobody called ``begin``.
    """
    if not _here:
        raise RuntimeError("start the dashboard by: streamlit run app.py")
    return _here[0]


def now() -> int:
    """The moment, UTC unix seconds."""
    return here().now()
