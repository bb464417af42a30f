"""Random worlds of collected rows, each with the question put to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from core import frames
from kpi.model import Facts, Rules
from kpi.replies import first_replies
from tests.independent import clock
from tests.independent.calculation import Collected
from tests.independent.making import DAY, Maker, Rows
from tests.independent.talk import RESPONDERS, Talker

PERIODS = (
    ("Europe/Moscow", date(2024, 10, 28), date(2025, 1, 26)),
    ("Europe/Moscow", date(2010, 10, 11), date(2010, 11, 21)),
    ("Europe/Moscow", date(2011, 3, 1), date(2011, 4, 30)),
    ("Europe/Moscow", date(2014, 10, 6), date(2014, 11, 16)),
    ("Asia/Sakhalin", date(2025, 4, 1), date(2025, 6, 30)),
    ("Asia/Sakhalin", date(2016, 3, 1), date(2016, 5, 1)),
    ("Europe/Kaliningrad", date(2026, 11, 30), date(2027, 1, 31)),
    ("Europe/Moscow", date(2025, 12, 22), date(2026, 1, 18)),
    ("Asia/Sakhalin", date(2025, 9, 10), date(2025, 9, 10)),
)


@dataclass(frozen=True)
class Case:
    """A world with the question put to it."""

    collected: Collected
    first: date
    last: date
    rules: Rules
    as_of: int | None

    @property
    def facts(self) -> Facts:
        """The same rows as the engine takes them."""
        given = self.collected
        owners = given.pages.select("page", "owner")
        replies = first_replies(given.comments, owners, given.responders)
        return Facts(
            given.pages, given.snapshots, given.intervals, given.posts, replies, given.threads,
            given.as_of,
        )  # fmt: skip


SCHEMAS = {
    "pages": frames.Pages, "snapshots": frames.Snapshots, "intervals": frames.Intervals,
    "posts": frames.Posts, "comments": frames.Comments, "responders": frames.Responders,
    "threads": frames.Threads,
}  # fmt: skip


def drawn(maker: Maker, pages: int) -> dict[str, Rows]:
    """All rows of a world by frame."""
    rows: dict[str, Rows] = {name: [] for name in SCHEMAS}
    for page in range(1, pages + 1):
        loaded = maker.intervals(page)
        posts = maker.posts(page, loaded)
        comments, asked = Talker(maker, page).threads(posts)
        rows["pages"].append(maker.page(page))
        rows["snapshots"] += maker.snapshots(page)
        rows["intervals"] += loaded
        rows["posts"] += posts
        rows["comments"] += comments
        rows["threads"] += asked
        rows["responders"] += [{"page": page, "author": a} for a in RESPONDERS]
    return rows


def frame(name: str, rows: Rows) -> pl.DataFrame:
    """Rows in the schema of their frame, which must hold."""
    schema = SCHEMAS[name]
    empty = schema.create_empty()
    return schema.validate(pl.DataFrame(rows, schema=empty.schema, orient="row"))


def case(seed: int, odd_counters: bool = False) -> Case:
    """The world of a seed."""
    rng = np.random.default_rng(seed)
    zone, first, last = PERIODS[seed % len(PERIODS)]
    start, end = clock.midnight(first, zone), clock.midnight(last + timedelta(days=1), zone)
    inside = int(rng.integers(start + DAY // 2, end))
    data_end = int(rng.choice([inside, end, end + 5 * DAY, end + 40 * DAY]))
    maker = Maker(rng, start, end, data_end, zone, odd_counters)
    rows = drawn(maker, int(rng.integers(3, 7)))
    collected = Collected(**{name: frame(name, rows[name]) for name in SCHEMAS}, as_of=data_end)
    asked = maker.pick(None, None, None, min(data_end, int(rng.integers(start, end + 4 * DAY))))
    rules = Rules(
        timezone=zone, deadline=maker.pick("4h", "9wh", "24h"),
        appeals=maker.pick("questions", "questions", "all"),
    )  # fmt: skip
    return Case(collected, first, last, rules, asked)
