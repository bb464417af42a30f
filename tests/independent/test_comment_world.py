"""The command `appeals` on a world of comments whose every row is known beforehand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fakes.vk import serve
from tests.independent.commands import Desk
from tests.independent.comment_world import NOW, comment_world

HEAD = (
    "page_id", "post_id", "comment_id", "asked_at", "answered_at", "seconds", "working_seconds",
    "deadline", "reason", "note",
)  # fmt: skip
DEADLINES = ("4h", "9wh", "24h")

# page post comment | asked | answered | seconds | working | by 4h | by 9wh | by 24h | reason
QUESTIONS = """
vk:1 110 301|2024-12-27 17:00|2024-12-28 10:30|63000|9000|2024-12-27 21:00|2024-12-28 17:00|2024-12-28 17:00|?
vk:1 110 303|2024-12-28 17:30||||2024-12-28 21:30|2025-01-09 17:30|2024-12-29 17:30|не работает
vk:1 120 401|2025-10-31 16:00|2025-11-01 16:30|88200|34200|2025-10-31 20:00|2025-11-01 16:00|2025-11-01 16:00|сколько
vk:1 120 403|2025-11-01 16:30|2025-11-05 10:00|322200|5400|2025-11-01 20:30|2025-11-05 17:30|2025-11-02 16:30|?
vk:1 100 201|2025-11-07 18:05|2025-11-10 17:59|258840|32340|2025-11-07 22:05|2025-11-10 18:00|2025-11-08 18:05|подскажите
vk:1 100 203|2025-11-07 18:05|2025-11-10 18:01|258960|32400|2025-11-07 22:05|2025-11-10 18:00|2025-11-08 18:05|?
vk:1 130 501|2025-11-11 10:00|2025-11-11 10:30|1800|1800|2025-11-11 14:00|2025-11-12 10:00|2025-11-12 10:00|?
vk:1 130 505|2025-11-11 10:20|2025-11-11 10:30|600|600|2025-11-11 14:20|2025-11-12 10:20|2025-11-12 10:20|?
vk:1 130 511|2025-11-11 11:00||||2025-11-11 15:00|2025-11-12 11:00|2025-11-12 11:00|?
vk:1 130 514|2025-11-11 11:15||||2025-11-11 15:15|2025-11-12 11:15|2025-11-12 11:15|подскажите
vk:1 130 521|2025-11-11 12:00|2025-11-11 12:00|0|0|2025-11-11 16:00|2025-11-12 12:00|2025-11-12 12:00|можно ли
vk:1 130 531|2025-11-11 12:10|2025-11-11 12:40|1800|1800|2025-11-11 16:10|2025-11-12 12:10|2025-11-12 12:10|?
vk:1 130 541|2025-11-11 13:00|2025-11-11 13:30|1800|1800|2025-11-11 17:00|2025-11-12 13:00|2025-11-12 13:00|?
vk:1 130 542|2025-11-11 13:01||||2025-11-11 17:01|2025-11-12 13:01|2025-11-12 13:01|?
vk:1 140 603|2025-11-12 10:05|2025-11-12 10:25|1200|1200|2025-11-12 14:05|2025-11-13 10:05|2025-11-13 10:05|?
vk:1 140 606|2025-11-12 10:30|2025-11-12 11:00|1800|1800|2025-11-12 14:30|2025-11-13 10:30|2025-11-13 10:30|?
vk:1 140 611|2025-11-12 11:10|2025-11-12 11:40|1800|1800|2025-11-12 15:10|2025-11-13 11:10|2025-11-13 11:10|?
vk:1 150 701|2025-11-13 10:00|2025-11-13 10:40|2400|2400|2025-11-13 14:00|2025-11-14 10:00|2025-11-14 10:00|?
vk:1 150 715|2025-11-13 10:20|2025-11-13 10:40|1200|1200|2025-11-13 14:20|2025-11-14 10:20|2025-11-14 10:20|нет воды
vk:1 150 717|2025-11-13 10:50||||2025-11-13 14:50|2025-11-14 10:50|2025-11-14 10:50|?
vk:1 160 801|2025-11-14 08:00|2025-11-14 09:30|5400|1800|2025-11-14 12:00|2025-11-14 18:00|2025-11-15 08:00|?
vk:1 170 812|2025-11-15 12:00||||2025-11-15 16:00|2025-11-17 18:00|2025-11-16 12:00|?
vk:2 180 901|2025-11-17 10:00|2025-11-17 10:00:01|1|1|2025-11-17 14:00|2025-11-18 10:00|2025-11-18 10:00|?
"""  # noqa: E501

MORE_UNDER_ALL = """
vk:1 130 502|2025-11-11 10:05|2025-11-11 10:10|300|300|2025-11-11 14:05|2025-11-12 10:05|2025-11-12 10:05|прошу
vk:1 130 515|2025-11-11 11:16||||2025-11-11 15:16|2025-11-12 11:16|2025-11-12 11:16|?
vk:1 140 602|2025-11-12 10:00||||2025-11-12 14:00|2025-11-13 10:00|2025-11-13 10:00|?
vk:1 150 702|2025-11-13 10:01|2025-11-13 10:40|2340|2340|2025-11-13 14:01|2025-11-14 10:01|2025-11-14 10:01|comment
"""  # noqa: E501

IN_SAKHALIN = """
vk:1 150 701|2025-11-13 18:00|2025-11-13 18:40|2400|0|2025-11-13 22:00|2025-11-14 18:00|2025-11-14 18:00|?
vk:1 150 715|2025-11-13 18:20|2025-11-13 18:40|1200|0|2025-11-13 22:20|2025-11-14 18:00|2025-11-14 18:20|нет воды
vk:1 150 717|2025-11-13 18:50||||2025-11-13 22:50|2025-11-14 18:00|2025-11-14 18:50|?
vk:1 160 801|2025-11-14 16:00|2025-11-14 17:30|5400|5400|2025-11-14 20:00|2025-11-17 16:00|2025-11-15 16:00|?
vk:1 170 812|2025-11-15 20:00||||2025-11-16 00:00|2025-11-17 18:00|2025-11-16 20:00|?
vk:2 180 901|2025-11-17 18:00|2025-11-17 18:00:01|1|0|2025-11-17 22:00|2025-11-18 18:00|2025-11-18 18:00|?
"""  # noqa: E501

IN_KALININGRAD = """
vk:1 150 701|2025-11-13 09:00|2025-11-13 09:40|2400|2400|2025-11-13 13:00|2025-11-13 18:00|2025-11-14 09:00|?
vk:1 150 715|2025-11-13 09:20|2025-11-13 09:40|1200|1200|2025-11-13 13:20|2025-11-14 09:20|2025-11-14 09:20|нет воды
vk:1 150 717|2025-11-13 09:50||||2025-11-13 13:50|2025-11-14 09:50|2025-11-14 09:50|?
vk:1 160 801|2025-11-14 07:00|2025-11-14 08:30|5400|0|2025-11-14 11:00|2025-11-14 18:00|2025-11-15 07:00|?
vk:1 170 812|2025-11-15 11:00||||2025-11-15 15:00|2025-11-17 18:00|2025-11-16 11:00|?
vk:2 180 901|2025-11-17 09:00|2025-11-17 09:00:01|1|1|2025-11-17 13:00|2025-11-17 18:00|2025-11-18 09:00|?
"""  # noqa: E501

Row = tuple[str, ...]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The world collected, person 77 listed afterwards as answering for the first page."""
    with serve(comment_world()) as vk:
        collected = Desk(tmp_path_factory.mktemp("comments"), vk.url)
        collected.register([1, 2])
        now = f"{NOW.replace(' ', 'T')}+03:00"
        collected.run("sync", "vk", "--since", "2024-12-01", "--as-of", now)
        collected.run("responders", "add", "--page", "vk:1", "--user", "77")
        yield collected


def instant(text: str, offset: str) -> str:
    """ISO 8601 with its zone; an empty cell stays empty."""
    if not text:
        return ""
    return text.replace(" ", "T") + ("" if len(text) == 19 else ":00") + offset


def expected(text: str, deadline: str, offset: str = "+03:00") -> list[Row]:
    """The literal rows with the deadline of one rule, ordered."""
    rows = []
    for line in text.strip().splitlines():
        names, asked, answered, seconds, working, *rest = line.split("|")
        until, reason = rest[DEADLINES.index(deadline)], rest[3]
        rows.append((
            *names.split(), instant(asked, offset), instant(answered, offset), seconds, working,
            instant(until, offset), reason, "",
        ))  # fmt: skip
    return sorted(rows)


def written(desk: Desk, *options: str, first: str = "2024-12-01") -> list[Row]:
    """The rows that the command writes, ordered."""
    head, *rows = desk.table("appeals", first, "2025-11-18", *options)
    assert head == HEAD
    return sorted(rows)


@pytest.mark.parametrize("deadline", DEADLINES)
def test_questions(desk: Desk, deadline: str) -> None:
    assert written(replace(desk, deadline=deadline)) == expected(QUESTIONS, deadline)


def test_all_comments(desk: Desk) -> None:
    found = written(desk, "--rule", "all")
    assert found == expected(QUESTIONS + MORE_UNDER_ALL.lstrip(), desk.deadline)


@pytest.mark.parametrize(
    ("zone", "rows", "offset", "deadline"),
    [
        ("Asia/Sakhalin", IN_SAKHALIN, "+11:00", "9wh"),
        pytest.param("Asia/Sakhalin", IN_SAKHALIN, "+11:00", "4h", marks=pytest.mark.long),
        ("Europe/Kaliningrad", IN_KALININGRAD, "+02:00", "9wh"),
        pytest.param("Europe/Kaliningrad", IN_KALININGRAD, "+02:00", "24h", marks=pytest.mark.long),
    ],
)
def test_other_zones(desk: Desk, zone: str, rows: str, offset: str, deadline: str) -> None:
    there = replace(desk, timezone=zone, deadline=deadline)
    assert written(there, first="2025-11-13") == expected(rows, deadline, offset)


def test_an_earlier_moment_knows_no_later_reply(desk: Desk) -> None:
    found = written(desk, "--as-of", "2025-11-11T10:25:00+03:00", first="2025-11-10")
    waiting = [
        ("vk:1", "130", number, asked, "", "", "", until, "?", "")
        for number, asked, until in (
            ("501", "2025-11-11T10:00:00+03:00", "2025-11-12T10:00:00+03:00"),
            ("505", "2025-11-11T10:20:00+03:00", "2025-11-12T10:20:00+03:00"),
        )
    ]
    assert found == waiting
