"""Six pages of two founders and one of none: what they did is written here, counted by hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert

from core.frames import OWN
from core.period import DAY, local_date, midnight
from store import tables as t
from tests.ui import region
from ui import data
from ui.installation import Installation

ZONE = "Europe/Moscow"
AS_OF = region.AS_OF
MONDAY = midnight(local_date(AS_OF, ZONE), ZONE)
"""24 November 2025 is a Monday: the last full week ended at its midnight."""
FOUNDERS = {1: "А", 2: "А", 3: "А", 4: "Б", 5: "Б", 6: None}
POSTS = {  # days before the midnight of Monday
    1: [1, 2, 3, 8, 9, 10],
    2: [8, 9, 10],
    3: [20],
    4: [1, 2, 3, 4, 20],
    5: [6, 13, 14],
    6: [1, 2, 3, 8, 9, 10],
}
QUESTIONS = (  # page, asked days before AS_OF, answered days before it
    (1, 4, None), (1, 5, None), (1, 40, None), (1, 3, 2), (2, 10, 1), (4, 9, None), (4, 0.1, None),
    (5, 18, 13), (5, 20, None),
)  # fmt: skip


def write(made: Installation, pages: list[int]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in t.metadata.tables}
    for page in pages:
        _page(rows, page)
    for number, (page, asked, answered) in enumerate(QUESTIONS):
        if page in pages:
            _question(rows, number + 1, page, asked, answered)
    finished = {"network": "vk", "started_at": AS_OF, "as_of": AS_OF, "state": "complete"}
    with made.writer.begin() as connection:
        for table in t.metadata.sorted_tables:
            empty = {column.name: None for column in table.columns}
            if rows[table.name]:
                connection.execute(insert(table), [empty | row for row in rows[table.name]])
        connection.execute(insert(t.runs), finished)
        connection.execute(insert(t.marks), {"mark": "data_version", "value": "1"})
    data.forget()
    data.serve_newest()


def _page(rows: dict[str, list[dict[str, Any]]], page: int) -> None:
    rows["bodies"].append({
        "body": page, "name": f"Школа № {page}", "founder": FOUNDERS[page], "sphere": "Школы",
        "territory": "Оха" if page < 4 else "Холмск", "category": "card", "level": "МО",
        "exempt": False, "listed": True,
    })  # fmt: skip
    rows["pages"].append({
        "page": page, "page_id": f"vk:{page}", "network": "vk", "owner": page, "body": page,
        "listed": True, "title": f"Школа № {page}", "comments_open": True, "read_at": AS_OF,
    })  # fmt: skip
    rows["intervals"].append(
        {"page": page, "start": AS_OF - 100 * DAY, "end": AS_OF, "origin": False}
    )
    for number, ago in enumerate(POSTS[page]):
        rows["posts"].append({
            "page": page, "post": number + 1, "published": MONDAY - ago * DAY + 3600, "flags": OWN,
            "format": 0, "likes": 5, "comments": 1, "reposts": 1, "views": 100, "read_at": AS_OF,
        })  # fmt: skip


def _question(
    rows: dict[str, list[dict[str, Any]]], number: int, page: int, asked: float,
    answered: float | None,
) -> None:  # fmt: skip
    rows["first_replies"].append({
        "page": page, "post": 1, "comment": 1000 + number, "root": 1000 + number, "author": number,
        "turn": 1, "asked_at": int(AS_OF - asked * DAY), "reason": "?", "addressed": True,
        "answered_at": None if answered is None else int(AS_OF - answered * DAY), "lexicon": 1,
    })  # fmt: skip
