"""The invented region with administrators of own pages, of many and a curator."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from store import roster
from store.accounts import Grant
from store.roster import Wanted
from tests.ui.conftest import NOW
from ui.installation import Installation

Begin = Callable[..., Installation]
SCHOOLS = "Министерство здравоохранения"
"""Founder of pages vk:101, vk:104, vk:107, vk:110 of the invented region."""


@pytest.fixture
def region(begin: Begin, filled: Path, tmp_path: Path) -> Installation:
    """The invented region in a database of its own, with administrators and a curator."""
    path = tmp_path / "own.db"
    path.write_bytes(filled.read_bytes())
    found = begin(path)
    roster.save(found.writer, [
        Wanted("own1", "administrator", (Grant("page", "vk:101"),)),
        Wanted("both", "administrator", (Grant("page", "vk:101"), Grant("page", "vk:102"))),
        Wanted("foreign", "administrator", (Grant("page", "vk:102"),)),
        Wanted("curator", "administrator", (Grant("founder", SCHOOLS),)),
        Wanted("curator2", "administrator", (Grant("founder", SCHOOLS),)),
    ], NOW - 10, "test")  # fmt: skip
    return found


def script(body: Callable[..., None], *args: Any) -> AppTest:
    """A part of a view that stands in a dialog, run by itself."""

    def run(body, args):  # type: ignore[no-untyped-def]  # its source runs by itself
        body(*args)

    return AppTest.from_function(run, args=(body, args), default_timeout=30)
