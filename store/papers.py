"""What the papers of awards carry besides persons: who signs, where, and the region's arms.

Kept among the marks, so that backups and copies hold it. Knows neither images nor papers: what the
words mean is ``ui.exports.awards``.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

from sqlalchemy import Engine, delete, select

from store import tables as t
from store.accounts import record
from store.write import set_mark

WORDS, ARMS = "papers", "arms"
_m = t.marks.c


def words(engine: Engine) -> dict[str, str]:
    """What was typed for all papers, by name; empty: nothing yet."""
    with engine.connect() as connection:
        kept = connection.scalar(select(_m.value).where(_m.mark == WORDS))
    found: dict[str, str] = json.loads(kept) if kept else {}
    return found


def save_words(engine: Engine, said: Mapping[str, str], who: str, now: int) -> None:
    """Keeps it in the place of what was typed before."""
    with engine.begin() as connection:
        set_mark(connection, WORDS, json.dumps(dict(said), ensure_ascii=False))
        record(connection, who, "papers", ", ".join(said), now)


def arms(engine: Engine) -> bytes | None:
    """The region's arms as they were given; null: none."""
    with engine.connect() as connection:
        kept = connection.scalar(select(_m.value).where(_m.mark == ARMS))
    return base64.b64decode(kept) if kept else None


def save_arms(engine: Engine, content: bytes | None, who: str, now: int) -> None:
    """Keeps a picture as the region's arms; null: takes them away."""
    with engine.begin() as connection:
        if content is None:
            connection.execute(delete(t.marks).where(_m.mark == ARMS))
        else:
            set_mark(connection, ARMS, base64.b64encode(content).decode("ascii"))
        target = "none" if content is None else f"{len(content)} bytes"
        record(connection, who, "arms", target, now)
