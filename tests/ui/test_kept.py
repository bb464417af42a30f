"""What is kept: asked once, the last used stay, two at once share one answer."""

from __future__ import annotations

import threading

import pytest

from ui.kept import forget, kept


def test_the_last_used_stay() -> None:
    asked: list[int] = []

    @kept(2)
    def square(n: int) -> int:
        asked.append(n)
        return n * n

    assert [square(n) for n in (1, 2, 1, 3, 1, 2)] == [1, 4, 1, 9, 1, 4]
    assert asked == [1, 2, 3, 2]
    forget()
    assert square(1) == 1
    assert asked[-1] == 1


def test_what_stands_beside_is_no_part_of_the_key() -> None:
    @kept(4, beside=1)
    def named(key: int, _what: list[str]) -> str:
        return f"{key} {_what}"

    assert named(1, ["a"]) == named(1, ["b"]) == "1 ['a']"


def test_two_at_once_share_one_answer_and_known_ones_do_not_wait() -> None:
    began, go_on = threading.Event(), threading.Event()
    asked: list[str] = []

    @kept(4)
    def slow(name: str) -> str:
        asked.append(name)
        if name == "slow":
            began.set()
            go_on.wait(10)
        return name

    slow("known")
    two = [threading.Thread(target=slow, args=("slow",)) for _ in range(2)]
    for one in two:
        one.start()
    assert began.wait(10)
    assert slow("known") == "known"
    go_on.set()
    for one in two:
        one.join(10)
    assert asked == ["known", "slow"]


def test_a_failure_is_not_kept() -> None:
    asked: list[int] = []

    @kept(2)
    def fails_once() -> int:
        asked.append(1)
        if len(asked) == 1:
            raise ValueError("the first time")
        return 7

    with pytest.raises(ValueError, match="first"):
        fails_once()
    assert fails_once() == 7
