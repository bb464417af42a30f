"""Every KPI that follows from facts, computed a second time: DuckDB for posts, loops for the rest.

Written from the definitions alone. A figure is its value and its sample; null is "not known".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

import duckdb
import polars as pl

from kpi.model import Rules
from tests.independent import clock
from tests.independent.dialogue import Appeal, Row, Side, page_appeals
from tests.independent.queries import AUDIENCE, CONTENT, REACH, SETUP

DAY = clock.DAY
HOUR = clock.HOUR
WINDOW = 63 * HOUR
MINIMUM = {
    "has_badge": 1, "design_score": 1, "pos_widget": 1, "posts": 1, "posts_per_week": 7,
    "weeks_on_norm": 4, "longest_gap_days": 7, "silent_days": 1, "original_share": 5,
    "format_diversity": 50, "trend_format_share": 12, "followers": 1, "follower_growth": 50,
    "population_share": 1, "median_views": 12, "view_rate": 12, "views_per_1000": 12,
    "er_view": 12, "er_post": 12, "love_rate": 12, "talk_rate": 12, "repost_rate": 12,
    "breakout_share": 12, "appeals": 1, "response_rate": 10, "on_time_rate": 10,
    "median_response_hours": 10, "p90_response_hours": 30, "median_response_working_hours": 10,
    "p90_response_working_hours": 30, "open_appeals": 1, "waiting_appeals": 1, "comments_open": 1,
}  # fmt: skip
"""The smallest sample on which a figure is shown."""


class Figure(NamedTuple):
    """A value and the number of observations behind it."""

    value: float | None
    sample: float | None


Figures = dict[tuple[str, str], Figure]


@dataclass(frozen=True)
class Collected:
    """What was collected, in the schemas of ``core.frames``."""

    pages: pl.DataFrame
    snapshots: pl.DataFrame
    intervals: pl.DataFrame
    posts: pl.DataFrame
    comments: pl.DataFrame
    responders: pl.DataFrame
    threads: pl.DataFrame
    as_of: int


@dataclass(frozen=True)
class Span:
    """A period of one page: ``until`` is T, ``observed`` the loaded pieces inside, in order."""

    page: int
    page_id: str
    as_of: int
    start: int
    end: int
    until: int
    loaded: tuple[tuple[int, int], ...]

    @property
    def observed(self) -> list[tuple[int, int]]:
        """Observed time: loaded and inside ``[start, T)``; touching pieces are one."""
        pieces: list[tuple[int, int]] = []
        for begins, ends in sorted(self.loaded):
            low, high = max(begins, self.start), min(ends, self.until)
            if low >= high:
                continue
            if pieces and low <= pieces[-1][1]:
                pieces[-1] = (pieces[-1][0], max(high, pieces[-1][1]))
            else:
                pieces.append((low, high))
        return pieces

    @property
    def days(self) -> float:
        """Observed days."""
        return sum(high - low for low, high in self.observed) / DAY

    def position(self, instant: int) -> int:
        """Observed seconds before an instant."""
        return sum(max(0, min(high, instant) - low) for low, high in self.observed)

    @property
    def known(self) -> bool:
        """Whether anything of the page's wall was ever loaded."""
        return bool(self.loaded)


def spans(collected: Collected, start: int, end: int, as_of: int) -> list[Span]:
    """The period of every page, cut where its data end."""
    loaded: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row in collected.intervals.iter_rows(named=True):
        loaded[row["page"]].append((row["start"], row["end"]))
    found = []
    for page, page_id in collected.pages.select("page", "page_id").iter_rows():
        own = min([as_of, *([max(high for _, high in loaded[page])] if loaded[page] else [])])
        pieces = tuple(loaded[page])
        found.append(Span(page, page_id, own, start, end, min(end, own), pieces))
    return found


def tables(collected: Collected, moments: list[Span]) -> duckdb.DuckDBPyConnection:
    """A database of the facts with the derived tables."""
    base = duckdb.connect()
    for name in ("pages", "snapshots", "intervals", "posts"):
        base.register(f"given_{name}", getattr(collected, name).to_arrow())
        base.execute(f"create table {name} as from given_{name}")
    columns = ("page", "as_of", "start", "end", "until")
    rows = [tuple(getattr(span, name) for name in columns) for span in moments]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")
    base.register("moment", frame.to_arrow())
    base.execute(SETUP)
    return base


def asked(base: duckdb.DuckDBPyConnection, question: str) -> dict[int, Row]:
    """Rows of a query by page."""
    answer = base.execute(question)
    names = [column[0] for column in answer.description or []]
    return {row[0]: dict(zip(names, row, strict=True)) for row in answer.fetchall()}


def weeks(span: Span, published: list[int], norm: int, timezone: str) -> Figure:
    """Share of counted weeks with at least the norm of posts."""
    first = clock.local_day(span.start, timezone)
    monday = first - timedelta(days=first.weekday())
    counted = good = 0
    while (low := clock.midnight(monday, timezone)) < span.until:
        days = [monday + timedelta(days=i) for i in range(7)]
        monday += timedelta(days=7)
        high = clock.midnight(monday, timezone)
        whole = any(a <= low and high <= b for a, b in span.observed)
        if whole and sum(clock.kind_of(day) != "off" for day in days) >= 3:
            counted += 1
            good += sum(low <= instant < high for instant in published) >= norm
    return Figure(good / counted if counted else None, counted)


def activity(span: Span, row: Row, norm: int, timezone: str) -> dict[str, Figure]:
    """Regularity and content of one page."""
    published, days = list(row["published"] or []), span.days
    n, originals = row["n"], row["originals"]
    marks = [0, *map(span.position, published), span.days * DAY]
    gaps = [later - earlier for earlier, later in pairwise(marks)]
    since = row["last_post"] if span.known else None
    if since is None and any(low <= span.until for low, _ in span.loaded):
        since = min(low for low, _ in span.loaded)
    return {
        "posts": Figure(n if days else None, days),
        "posts_per_week": Figure(n * 7 / days if days else None, days),
        "weeks_on_norm": weeks(span, published, norm, timezone),
        "longest_gap_days": Figure(max(gaps) / DAY if days else None, days),
        "silent_days": Figure(
            None if since is None else (span.until - since) / DAY, int(since is not None)
        ),
        "original_share": Figure(originals / n if n else None, n),
        "format_diversity": Figure(row["diversity"], originals),
        "trend_format_share": Figure(row["trend"], originals),
    }


REACHED = {
    "median_views": ("median_views", "with_views"), "view_rate": ("view_rate", "with_rate"),
    "views_per_1000": ("per_1000", "with_views"), "er_view": ("er_view", "with_both"),
    "breakout_share": ("breakout", "with_views"), "er_post": ("er_post", "n_er"),
    "love_rate": ("love", "n_love"), "talk_rate": ("talk", "n_talk"),
    "repost_rate": ("repost", "n_repost"),
}  # fmt: skip
"""Columns of a figure on mature originals: its value and its sample."""


def reach(row: Row) -> dict[str, Figure]:
    """Figures on mature originals of one page."""
    return {kpi: Figure(row[v], row[n] or 0) for kpi, (v, n) in REACHED.items()}


def audience(row: Row) -> dict[str, Figure]:
    """Followers of one page."""
    now = row["f"] if row["fresh"] else None
    before = row["f0"] if row["fresh0"] else None
    growth = (now - before) / before if now is not None and before else None
    share = now / row["audience"] if now is not None and row["audience"] else None
    return {
        "followers": Figure(now, int(now is not None)),
        "follower_growth": Figure(growth, before),
        "population_share": Figure(share, int(share is not None)),
    }


def look(row: Row) -> dict[str, Figure]:
    """What the network and the register say of one page."""
    filled = row["design_filled"]
    said = {
        "has_badge": row["badge"], "pos_widget": row["pos_widget"],
        "comments_open": row["comments_open"],
        "design_score": None if filled is None else filled / 7,
    }  # fmt: skip
    return {
        kpi: Figure(None if value is None else float(value), int(value is not None))
        for kpi, value in said.items()
    }


def dialogue(span: Span, appeals: list[Appeal], rules: Rules) -> dict[str, Figure]:
    """Reply figures of one page over the appeals asked in the period."""
    zone, hours = rules.timezone, rules.workday
    inside = [a for a in appeals if span.start <= a.asked < span.end]
    due = {a.comment: clock.deadline_of(a.asked, rules.deadline, zone, hours) for a in appeals}

    def worked(a: Appeal, until: int) -> int:
        return clock.working_seconds(a.asked, until, zone, hours)

    def took(a: Appeal) -> tuple[int, bool]:
        return (span.as_of if a.answered is None else a.answered) - a.asked, a.answered is not None

    def took_working(a: Appeal) -> tuple[int, bool]:
        return worked(a, span.as_of if a.answered is None else a.answered), a.answered is not None

    old = [took_working(a) for a in inside if worked(a, span.as_of) >= WINDOW]
    passed = [a for a in inside if due[a.comment] <= span.as_of]
    in_time = [a for a in passed if a.answered is not None and a.answered <= due[a.comment]]
    n = len(inside)
    queue = [a for a in appeals if a.answered is None]
    late = sum(due[a.comment] <= span.as_of for a in queue)
    found = {
        "appeals": Figure(n, n),
        "response_rate": Figure(share([ok and t <= WINDOW for t, ok in old]), len(old)),
        "on_time_rate": Figure(len(in_time) / len(passed) if passed else None, len(passed)),
        "open_appeals": Figure(late, len(appeals)),
        "waiting_appeals": Figure(len(queue) - late, len(appeals)),
    }
    for word, times in (("", map(took, inside)), ("_working", map(took_working, inside))):
        known = list(times)
        for name, q in (("median", 0.5), ("p90", 0.9)):
            point = clock.reached(known, q)
            value = None if point is None else point / HOUR
            found[f"{name}_response{word}_hours"] = Figure(value, n)
    return found if span.known else dict.fromkeys(found, Figure(None, 0))


def share(hits: list[bool]) -> float | None:
    """Share of hits; null without any observation."""
    return sum(hits) / len(hits) if hits else None


def appeals_by_page(
    collected: Collected, rule: str, moments: list[Span]
) -> dict[int, list[Appeal]]:
    """Appeals of every page as they stood at its as_of."""
    owners = dict(collected.pages.select("page", "owner").iter_rows())

    def rows(name: str) -> dict[int, list[dict[str, Any]]]:
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for row in getattr(collected, name).iter_rows(named=True):
            found[row["page"]].append(row)
        return found

    names = ("comments", "posts", "threads", "responders")
    comments, posts, threads, listed = (rows(name) for name in names)
    return {
        span.page: page_appeals(
            Side(owners[span.page] or 0, frozenset(r["author"] for r in listed[span.page])),
            comments[span.page], posts[span.page], threads[span.page], rule, span.as_of,
        )
        for span in moments
    }  # fmt: skip


def figures(
    collected: Collected, first: date, last: date, rules: Rules, as_of: int | None = None
) -> Figures:
    """All figures, whatever their sample, by page id and KPI; ``last`` is included."""
    zone = rules.timezone
    start, end = clock.midnight(first, zone), clock.midnight(last + timedelta(days=1), zone)
    moments = spans(collected, start, end, collected.as_of if as_of is None else as_of)
    base = tables(collected, moments)
    content, reached, followers = (asked(base, q) for q in (CONTENT, REACH, AUDIENCE))
    appeals = appeals_by_page(collected, rules.appeals, moments)
    pages = {row["page"]: row for row in collected.pages.iter_rows(named=True)}
    found: Figures = {}
    for span in moments:
        page = span.page
        norm = rules.norms.get(pages[page]["category"] or "card", rules.norms["card"])
        told = activity(span, content[page], norm, zone) | reach(reached[page])
        told |= audience(followers[page]) | look(pages[page])
        told |= dialogue(span, appeals[page], rules)
        found |= {(span.page_id, kpi): figure for kpi, figure in told.items()}
    base.close()
    return found
