"""The table of faults names tests that exist, and speaks of every class of errors."""

from __future__ import annotations

import ast
import re

import pytest

from core.settings import ROOT
from loaders.vk import errors
from tests.fakes.vk.errors import OBJECT_CODES

DOCUMENT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", DOCUMENT)))
ROWS = [line for line in DOCUMENT.splitlines() if line.startswith("| ")]


@pytest.mark.parametrize(("path", "name"), NAMED)
def test_a_named_test_exists(path: str, name: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_row_names_its_test() -> None:
    rows = [row for row in ROWS if not row.startswith(("| fault |", "| situation |"))]
    assert len(rows) > 30
    assert [row for row in rows if "`tests/" not in row] == []


def test_every_code_stands_in_the_table() -> None:
    said: set[int] = set()
    for row in ROWS:
        for first, last in re.findall(r"\b(\d+)(?:–(\d+))?\b", row.split("|")[2]):
            said |= set(range(int(first), int(last or first) + 1))
    known = (errors.TRANSIENT, errors.QUOTA, errors.TOO_BIG, errors.NEEDS_PERSON,
             errors.DEAD_TOKEN, errors.OUR_FAULT, errors.NO_EXECUTE, OBJECT_CODES)  # fmt: skip
    assert frozenset().union(*known) <= said
