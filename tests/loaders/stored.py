"""What a store holds after a story: its rows, and how some differ from what they should be."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from store import tables as t
from tests.loaders.story import Story

Row = dict[str, Any]


class Stored:
    """All rows of a store by table, and its pages by number."""

    def __init__(self, story: Story) -> None:
        with story.at.engine.connect() as connection:
            self.rows: dict[str, list[Row]] = {
                table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
                for table in t.metadata.sorted_tables
            }
        self.pages = [
            (row, next(page for page in story.living.pages if page.owner == row["owner"]))
            for row in self.rows["pages"]
            if row["owner"] is not None
        ]

    def of(self, table: str, page: int) -> list[Row]:
        return [row for row in self.rows[table] if row["page"] == page]


def difference(is_: dict[Any, Any], should: dict[Any, Any]) -> str:
    keys = [k for k in is_.keys() | should.keys() if is_.get(k) != should.get(k)]
    shown = [f"{k}: {is_.get(k)} instead of {should.get(k)}" for k in sorted(keys, key=str)[:4]]
    return f"{len(keys)}: {'; '.join(shown)}"
