"""A program that reads a foreign file and does not come to an end, or ends with a reason."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest

from core import apart
from core.apart import Unread, answer


def test_a_program_that_is_out_of_time_is_ended() -> None:
    with pytest.raises(Unread) as told:
        answer("this", b"", 0)
    assert told.value.code is None


def test_what_a_program_says_is_its_answer() -> None:
    assert answer("base64", b"kpi", 60) == b"a3Bp\n"


@pytest.mark.parametrize(
    ("code", "said", "meaning"),
    [(3, b"", 3), (-9, b"", None), (137, b"", None), (1, b"MemoryError", None),
     (1, b"PanicException: index out of bounds", None)],
)  # fmt: skip
def test_an_exit_code_is_a_reason_only_where_the_module_gives_one(
    monkeypatch: pytest.MonkeyPatch, code: int, said: bytes, meaning: int | None
) -> None:
    monkeypatch.setattr(apart, "subprocess", ended(code, said))
    with pytest.raises(Unread) as told:
        answer("module", b"", 1)
    assert told.value.code == meaning


def test_a_program_that_fails_by_itself_is_not_blamed_on_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(apart, "subprocess", ended(1, b"ImportError: no such module"))
    with pytest.raises(RuntimeError, match="module: ImportError"):
        answer("module", b"", 1)


def ended(code: int, said: bytes) -> SimpleNamespace:
    """``subprocess`` whose programs end with a code and words on standard error."""
    done = subprocess.CompletedProcess([sys.executable], code, b"", said)
    return SimpleNamespace(
        run=lambda *words, **given: done, TimeoutExpired=subprocess.TimeoutExpired
    )
