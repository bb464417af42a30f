"""Coverage of the region's events: which posts speak of which event, and what a page covered.

A post covers an event if it was published between 24 hours before the local midnight of its first
day and 48 hours after its end, and holds one of its hashtags or a form of its keywords. Forms come
from the dictionary of Russian: «праздника» is the keyword «праздник». Must not know where events
and texts are kept.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache

import polars as pl
from pymorphy3 import MorphAnalyzer

from core.events import Event
from core.period import DAY, Period, midnight
from core.text import plain
from kpi.appeals import page_moments
from kpi.model import Facts
from kpi.nominations.sources import COVERAGE
from kpi.observed import observed_time, posts_inside
from kpi.sources import standing

BEFORE, AFTER = DAY, 2 * DAY
"""Seconds before the first local midnight of an event and after its last one."""

LEAST_TEXTS = 0.5
"""Share of a page's posts in the windows of its events whose text must be known."""

ONE_SIDED = 1.645
"""Errors from a share to its lower 5 % bound."""

LEAST_LIKELY = 0.05
"""Chance of a reading of a keyword from which its forms are looked for."""

SPOKEN = {"page": pl.Int32, "post": pl.Int64, "event": pl.Int64}
"""Which events the text of a post speaks of, whatever the page: one row per post and event, by its
place in the list of events."""

TOLD = {"page": pl.Int32, "post": pl.Int64}
"""Posts whose text is known."""


def coverage(
    facts: Facts, period: Period, moment: int, events: Sequence[Event], said: pl.DataFrame,
    told: pl.DataFrame,
) -> pl.DataFrame:  # fmt: skip
    """What pages covered of the events that concern them.

    Args:
        facts: what was collected.
        period: the year; events that begin in it count.
        moment: what is known by then.
        events: the calendar that ``said`` counts.
        said: ``SPOKEN``.
        told: ``TOLD``.

    Returns:
        ``COVERAGE``. An event concerns a page of its territory and one of its spheres whose time
        from the beginning to the end of the window is wholly observed. Of several events a post
        speaks of it covers one: as many events as possible are covered so, whatever the order.
    """
    pairs = _applicable(facts, period, moment, events)
    posts = _originals(facts, moment)
    covers = _matched(said, pairs, posts)
    in_year = pl.col("published").is_between(period.start, period.end, closed="left")
    usual = posts.filter("settled", in_year).group_by("page").agg(usual=pl.col("views").median())
    rows = covers.group_by("page").agg(
        covered=pl.len(), seen=pl.col("views").filter("settled").median(),
        evidence=pl.col("post").sort_by(-pl.col("views"), "post", nulls_last=True),
    )  # fmt: skip
    found = (
        facts.pages.select("page", "page_id")
        .join(pairs.group_by("page").agg(applicable=pl.len()), on="page", maintain_order="left")
        .join(rows, on="page", how="left", maintain_order="left")
        .join(usual, on="page", how="left", maintain_order="left")
        .join(_texts(posts, pairs, told), on="page", how="left", maintain_order="left")
        .with_columns(pl.col("covered").fill_null(0))
    )
    known = pl.col("texts").fill_null(1.0) >= LEAST_TEXTS
    shown = found.with_columns(
        covered=pl.when(known).then("covered"), views_ratio=pl.col("seen") / pl.col("usual"),
        evidence=pl.col("evidence").fill_null([]),
    )  # fmt: skip
    return COVERAGE.rest(shown.with_columns(bound=lower_bound("covered", "applicable")))


def lower_bound(covered: str, applicable: str) -> pl.Expr:
    """Wilson's lower 5 % bound of a share; null of nothing."""
    n, square = pl.col(applicable), ONE_SIDED**2
    share = pl.col(covered) / n
    middle = share + square / (2 * n)
    reach = ONE_SIDED * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
    return pl.when(n > 0).then(((middle - reach) / (1 + square / n)).clip(0, 1))


def window(event: Event, timezone: str) -> tuple[int, int]:
    """First instant in which a post may cover an event, and the first one after."""
    start = midnight(event.first, timezone) - BEFORE
    return start, midnight(event.last + timedelta(days=1), timezone) + AFTER


def spoken(texts: pl.DataFrame, events: Sequence[Event], timezone: str) -> pl.DataFrame:
    """What posts speak of.

    Args:
        texts: ``page, post, published, text`` of posts.
        events: the calendar.
        timezone: IANA zone of its days.

    Returns:
        The columns of ``SPOKEN``, for posts inside the window of the event.
    """
    inside = texts.select(
        pl.col("page").cast(pl.Int32), pl.col("post").cast(pl.Int64), "published",
        text=pl.col("text").str.to_lowercase().str.replace_all("ё", "е", literal=True),
    ).sort("published")  # fmt: skip
    parts = [pl.DataFrame(schema=SPOKEN)]
    for number, event in enumerate(events):
        pattern = sought(event)
        if pattern is None:
            continue
        start, end = window(event, timezone)
        low, high = (inside["published"].search_sorted(edge, "left") for edge in (start, end))
        found = inside.slice(low, high - low).filter(pl.col("text").str.contains(pattern))
        parts.append(found.select("page", "post", event=pl.lit(number, pl.Int64)))
    return pl.concat(parts)


def sought(event: Event) -> str | None:
    """What is looked for in a text of lower case without ё; null: the event has no word at all."""
    words = [_phrase(keyword) for keyword in event.keywords]
    tags = [re.escape(tag.lower().replace("ё", "е")) for tag in event.hashtags]
    parts = [f"(?:^|[^\\p{{L}}\\p{{N}}_])(?:{word})" for word in words if word] + tags
    if not parts:
        return None
    return f"(?:{'|'.join(parts)})(?:$|[^\\p{{L}}\\p{{N}}_])"


def _phrase(keyword: str) -> str:
    """A keyword in all its forms; words of a phrase stand one after another."""
    forms = [
        "(?:" + "|".join(re.escape(form) for form in word_forms(word)) + ")"
        for word in plain(keyword).split()
    ]
    return r"[^\p{L}\p{N}]+".join(forms)


def _applicable(facts: Facts, period: Period, moment: int, events: Sequence[Event]) -> pl.DataFrame:
    """``page, event, opens, closes``: one row per page and event that concerns it."""
    rows = [
        (number, *window(event, period.timezone), event.territory, list(event.spheres))
        for number, event in enumerate(events)
        if period.first <= event.first <= period.last
    ]
    schema: dict[str, pl.DataType] = {
        "event": pl.Int64(), "opens": pl.Int64(), "closes": pl.Int64(), "of": pl.String(),
        "spheres": pl.List(pl.String),
    }  # fmt: skip
    listed = pl.DataFrame(rows, schema=schema, orient="row")
    # Windows reach over both ends of the year.
    wide = Period(period.first - timedelta(2), period.last + timedelta(40), period.timezone)
    observed = observed_time(facts, wide, page_moments(facts, moment))
    pages = facts.pages.filter("listed", ~pl.col("exempt")).select("page", "territory", "sphere")
    here = pl.col("of").is_null() | (pl.col("of") == pl.col("territory"))
    ours = (pl.col("spheres").list.len() == 0) | pl.col("sphere").is_in(pl.col("spheres"))
    return (
        pages.join(listed, how="cross")
        .filter((here & ours).fill_null(value=False))
        .join(observed.select("page", "start", "end"), on="page")
        .filter(pl.col("start") <= pl.col("opens"), pl.col("closes") <= pl.col("end"))
        .select("page", "event", "opens", "closes")
    )


def _originals(facts: Facts, moment: int) -> pl.DataFrame:
    """``page, post, published, views, settled``: own posts but for reposts and advertising.

    By page and publication.
    """
    return standing(facts, moment).filter("original").select(
        "page", "post", "published", "views", settled="mature"
    )  # fmt: skip


def _texts(posts: pl.DataFrame, pairs: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """``page, texts``: share of the posts in some window whose text is known."""
    spans = pairs.group_by("page").agg(pl.struct("opens", "closes").unique().sort().alias("spans"))
    if not spans.height:
        return pl.DataFrame(schema={"page": pl.Int32, "texts": pl.Float64})
    inside = pl.DataFrame(
        [(page, *span) for page, merged in spans.iter_rows() for span in _merged(merged)],
        schema={"page": pl.Int32, "opens": pl.Int64, "closes": pl.Int64}, orient="row",
    )  # fmt: skip
    about = posts_inside(
        posts,
        inside.select("page", start="opens", end="closes", before=pl.lit(0)),
    )
    known = told.select("page", "post", known=pl.lit(value=True))
    return about.join(known, on=["page", "post"], how="left").group_by("page").agg(
        texts=pl.col("known").fill_null(value=False).mean()
    )  # fmt: skip


def _merged(spans: Iterable[Mapping[str, int]]) -> list[tuple[int, int]]:
    """Spans of time, in order, without overlap."""
    found: list[tuple[int, int]] = []
    for span in spans:
        opens, closes = span["opens"], span["closes"]
        if found and opens <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], closes)
        else:
            found.append((opens, closes))
    return found


def _matched(said: pl.DataFrame, pairs: pl.DataFrame, posts: pl.DataFrame) -> pl.DataFrame:
    """``page, event, post, views, settled``: one row per covered event."""
    links = (
        said.join(pairs, on=["page", "event"])
        .join(posts, on=["page", "post"])
        .filter(pl.col("published") >= pl.col("opens"), pl.col("published") < pl.col("closes"))
        .sort("page", "event", "published", "post")
    )
    rows = []
    for (page,), part in links.group_by("page", maintain_order=True):
        wanted: dict[int, list[int]] = defaultdict(list)
        for event, post in part.select("event", "post").iter_rows():
            wanted[event].append(post)
        rows += [(page, event, post) for post, event in matching(wanted).items()]
    schema = {"page": pl.Int32, "event": pl.Int64, "post": pl.Int64}
    found = pl.DataFrame(rows, schema=schema, orient="row").sort("page", "event")
    return found.join(posts.select("page", "post", "views", "settled"), on=["page", "post"])


def matching(wanted: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """Event by post, as many events as possible: each post is given to one.

    A greedy choice could give a post of two events to the one that has another, and an event would
    be lost by order alone; an augmenting path gives it back.
    """
    given: dict[int, int] = {}

    def place(event: int, tried: set[int]) -> bool:
        for post in wanted[event]:
            if post in tried:
                continue
            tried.add(post)
            if post not in given or place(given[post], tried):
                given[post] = event
                return True
        return False

    for event in wanted:
        place(event, set())
    return given


@cache
def word_forms(word: str) -> tuple[str, ...]:
    """Every form of the words of the dictionary that a form is likely to belong to, without ё.

    A post holds one of them exactly where a word of it has a normal form of the keyword; so some
    hundred keywords are inflected, not a million words of posts. A word the dictionary does not
    know is inflected like those that end alike.
    """
    forms = {word}
    for parse in _dictionary().parse(word):
        if parse.score >= LEAST_LIKELY:  # «день» is also an imperative, once in a hundred
            forms.update(one.word.replace("ё", "е") for one in parse.lexeme)
    return tuple(sorted(forms))


@cache
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer(lang="ru")
