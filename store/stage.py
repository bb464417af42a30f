"""The show of a year as a presenter arranged it: order, what is shown, captions, notes, seconds.

Knows no scene: whoever draws them gives their ids. Who may arrange is checked by the caller.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, delete, insert, select

from store import tables as t
from store.accounts import record

LONGEST = 2000
"""Characters of a note; a caption has a tenth."""
_s = t.stage_scenes.c


@dataclass(frozen=True)
class Arranged:
    """A presenter's choices for one scene.

    Attributes:
        scene: its id.
        shown: whether it is in the show.
        caption: in the place of its own headline; null: its own.
        note: in the place of its own note; null: its own.
        seconds: how long it is to take; null: as usual.
        detail: choices of the scene's kind.
    """

    scene: str
    shown: bool = True
    caption: str | None = None
    note: str | None = None
    seconds: int | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


def arrangement(engine: Engine, year: int) -> tuple[Arranged, ...]:
    """What was chosen for the show of a year, in its order; empty: nothing yet."""
    query = select(t.stage_scenes).where(_s.year == year).order_by(_s.position, _s.scene)
    with engine.connect() as connection:
        return tuple(
            Arranged(
                row.scene, row.shown, row.caption, row.note, row.seconds, json.loads(row.detail)
            )
            for row in connection.execute(query)
        )


def arrange(engine: Engine, year: int, scenes: Sequence[Arranged], who: str, now: int) -> None:
    """Keeps the whole show of a year in the place of what was kept, with its line of the log.

    Args:
        engine: of the store.
        year: whose show.
        scenes: all of them, in order.
        who: login.
        now: UTC unix seconds.

    Raises:
        ValueError: a scene stands twice, or a text is too long.
    """
    ids = [one.scene for one in scenes]
    if len(set(ids)) < len(ids):
        raise ValueError("a scene stands twice")
    if any(
        len(one.note or "") > LONGEST or len(one.caption or "") > LONGEST // 10 for one in scenes
    ):
        raise ValueError(f"a note has at most {LONGEST} characters, a caption {LONGEST // 10}")
    rows = [
        {
            "year": year, "scene": one.scene, "position": place, "shown": one.shown,
            "caption": one.caption, "note": one.note, "seconds": one.seconds,
            "detail": json.dumps(dict(one.detail), ensure_ascii=False, sort_keys=True),
        }
        for place, one in enumerate(scenes)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(delete(t.stage_scenes).where(_s.year == year))
        if rows:
            connection.execute(insert(t.stage_scenes), rows)
        record(connection, who, "stage", f"{year}: {len(rows)} scenes", now)
