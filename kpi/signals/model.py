"""What a signal is, what it is judged from, and the frame of what was found.

A signal is a reason to look, never a penalty: a person confirms or dismisses it. A *note* is no
signal: it explains a figure and flags nobody.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import dataframely as dy
import polars as pl

Kind = Literal["signal", "note"]
Family = Literal["followers", "reactions", "comments", "rhythm", "texts"]
SourceName = Literal[
    "follower_days", "year_weeks", "liked_posts", "week_posts", "questions", "sayings", "copies"
]
Points = Literal["days", "posts", "comments", "texts"]

FEWEST_FOLLOWERS = 100
"""Pages with fewer followers are never judged by a signal."""


class Found(dy.Schema):
    """What was found: one row per page, signal and beginning."""

    page_id = dy.String(primary_key=True)
    signal = dy.String(primary_key=True)
    since = dy.Date(primary_key=True, description="first local day it speaks of")
    until = dy.Date(description="last local day, included")
    value = dy.Float64(description="the figure, in the unit of the signal's rule")
    threshold = dy.Float64(description="what the figure must pass to be found")
    reason = dy.String(description="JSON object of the numbers the signal's sentence names")
    evidence = dy.List(
        dy.Int64(), description="posts, comments, text hashes, or days since 1970-01-01 UTC"
    )


class Sayings(dy.Schema):
    """Texts said under a page's posts: one row per page, speaker and text.

    Counted by the store over the comments that stand. Citizens' texts already purged are not
    here: nobody knows their length any more.
    """

    page = dy.Int32(primary_key=True)
    by_page = dy.Bool(primary_key=True, description="true: the page's replies, false: citizens")
    text_hash = dy.Int64(primary_key=True)
    letters = dy.Int32(nullable=True, description="letters of the text; null: not kept")
    comments = dy.Int32(description="comments with this text")
    posts = dy.Int32(description="different posts they stand under")
    since = dy.Int64(description="the first was written")
    until = dy.Int64(description="the last was written")


class Copies(dy.Schema):
    """Posts whose text stands on several pages within days: one row per page and post."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    published = dy.Int64()
    pages = dy.Int32(description="pages with a near-equal text, this one included")


@dataclass(frozen=True)
class Example:
    """A worked example: rows of the source, and value and threshold of what is found in them.

    ``found`` is null where nothing is. ``rows`` name only the columns that matter.
    """

    text: str
    rows: tuple[dict[str, Any], ...]
    found: tuple[float, float] | None


@dataclass(frozen=True)
class Signal:
    """One reason to look at a page's figures.

    Attributes:
        id: stable key in files, addresses and decisions.
        kind: ``signal`` or ``note``.
        family: followers, reactions, comments, rhythm or texts.
        title: full English title; the Russian stands in the catalogue.
        text: one plain sentence: what it says, and that it may have an honest cause.
        rule: the rule in words and signs.
        sentence: of one finding; its ``{names}`` are the keys of ``Found.reason``.
        source: the frame of ``kpi.signals.sources`` it reads.
        points: what the numbers of ``Found.evidence`` are: days are those of UTC since 1970, texts
            are hashes of ``core.text``.
        find: rows of the source → ``page, since, until`` (UTC seconds, both included), ``value,
            threshold, reason`` (struct of numbers) and ``evidence``: one row per finding.
        example: found or not, by hand.
    """

    id: str
    kind: Kind
    family: Family
    title: str
    text: str
    rule: str
    sentence: str
    source: SourceName
    points: Points
    find: Callable[[pl.DataFrame], pl.DataFrame]
    example: Example
