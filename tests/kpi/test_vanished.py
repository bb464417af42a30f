"""Deleting questions, or posts with questions, changes no score."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core import frames
from core.calendar import HOUR
from core.frames import (
    Comments,
    FirstReplies,
    Intervals,
    Pages,
    Posts,
    Responders,
    Threads,
)
from core.period import DAY, Period
from kpi.appeals import appeals
from kpi.methodology import methodology
from kpi.model import Facts, Rules
from kpi.rating import rating
from kpi.replies import first_replies
from kpi.sources import POSTS
from kpi.vanished import with_shown_followers, with_vanished

PERIOD = Period(date(2025, 3, 1), date(2025, 4, 30))
NOW = PERIOD.end
RULES = Rules(deadline="24h")

Said = tuple[int, int, int]
"""A citizen's comment: author, thread, hour it was written."""
Reply = tuple[int, int, int]
"""A comment of the page: thread, whom it answers (0: everybody there), hour it was written."""


def facts(
    said: list[Said], replies: list[Reply], posts_gone: frozenset[int] = frozenset()
) -> Facts:
    """Comments of one page; a thread's number is its post's too. Replies come late in the hour."""
    rows = []
    for number, (author, thread, hour) in enumerate(said):
        waits = [h for t, to, h in replies if t == thread and to in (0, author) and h >= hour]
        rows.append({
            "page": 1, "comment": number + 1, "post": thread, "root": 100 + thread,
            "author": author, "asked_at": PERIOD.start + hour * HOUR + number,
            "turn": sum(t == thread and h < hour for t, _, h in replies), "addressed": True,
            "reason": "?", "deleted_at": None,
            "answered_at": PERIOD.start + min(waits) * HOUR + 3000 if waits else None,
        })  # fmt: skip
    posts = [
        {
            "page": 1, "post": thread, "published": PERIOD.start, "flags": frames.OWN, "format": 6,
            "likes": 1, "comments": 1, "reposts": 0, "views": 9, "read_at": NOW,
            "deleted_at": NOW - DAY if thread in posts_gone else None,
        }
        for thread in range(1, 5)
    ]  # fmt: skip
    page = dict.fromkeys(Pages.column_names()) | {
        "page": 1, "page_id": "vk:1", "network": "vk", "name": "a", "exempt": False, "listed": True,
    }  # fmt: skip
    loaded = [{"page": 1, "start": PERIOD.start, "end": NOW, "origin": True}]
    return Facts(
        pages=_frame(Pages, [page]), snapshots=frames.Snapshots.create_empty(),
        intervals=_frame(Intervals, loaded), posts=_frame(Posts, posts),
        first_replies=_frame(FirstReplies, rows), threads=Threads.create_empty(), as_of=NOW,
    )  # fmt: skip


def _frame(schema: type[frames.Pages], rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema.create_empty().schema, orient="row")


def deleted(given_facts: Facts, comments: set[int]) -> Facts:
    """The same after these comments went, as the store keeps them."""
    gone = pl.col("comment").is_in(list(comments))
    moment = pl.lit(NOW - DAY, pl.Int64)
    replies = given_facts.first_replies.with_columns(deleted_at=pl.when(gone).then(moment))
    return replace(given_facts, first_replies=replies)


def judged(given_facts: Facts) -> tuple[int, int]:
    """Questions answered in time, and all questions."""
    asked = appeals(with_vanished(given_facts, NOW), RULES)
    in_time = asked.filter(pl.col("answered_at") <= pl.col("deadline"))
    return in_time.height, asked.height


def test_questions_under_a_post_whose_comments_were_closed_still_count() -> None:
    """Not so where the threads could not be read for another reason."""
    stood = facts([(1, 1, 0), (2, 1, 3), (3, 2, 5)], [(1, 1, 2)])
    thread = {"page": 1, "post": 1, "counted": 2, "whole": False, "refused": 212, "read_at": NOW}
    for refused, expected in ((212, (1, 3)), (15, (0, 1))):
        shut = replace(stood, threads=_frame(Threads, [thread | {"refused": refused}]))
        assert judged(shut) == expected
        assert appeals(shut, RULES).height == 1, "figures leave them out"


def test_followers_hidden_for_a_while_are_the_larger_of_what_was_shown_around() -> None:
    day = [(1, n, n * DAY, shown) for n, shown in enumerate((100, None, None, 140, 90, None))]
    snapshots = pl.DataFrame(day, schema=frames.Snapshots.create_empty().schema, orient="row")
    posts = POSTS.frame([
        {"published": n * DAY + 5, "followers": shown} for n, shown in ((0, 100.0), (1, None),
        (2, None), (5, None))
    ] + [{"counted": False}])  # fmt: skip
    found = with_shown_followers(posts, snapshots, 9 * DAY)
    assert found["followers"].to_list() == [100, 140, 140, None, None]
    first = with_shown_followers(posts.head(3), snapshots.slice(1), 9 * DAY)
    assert first["followers"].to_list() == [100, 140, 140], "hidden from the first one on"
    early = with_shown_followers(posts, snapshots, 2 * DAY)
    assert early["followers"].to_list() == [100, None, None, None, None], "what comes is not known"


dialogues = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 90)), min_size=1, max_size=12
)
answers = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 3), st.integers(0, 150)), max_size=10
)


@given(dialogues, answers, st.data())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_deleting_questions_changes_neither_the_answers_nor_the_questions(
    said: list[Said], replies: list[Reply], data: st.DataObject
) -> None:
    before = facts(said, replies)
    chosen = data.draw(st.sets(st.integers(1, len(said)), min_size=1))
    assert judged(deleted(before, chosen)) == judged(before)


Spoken = tuple[int, int, int, int]
"""A comment: who (0: the page), thread, which earlier comment it replies to, deleted (1) or not."""
spoken = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 2), st.integers(0, 9), st.integers(0, 1)),
    min_size=1,
    max_size=14,
)


def talk(said: list[Spoken], *, deleting: bool) -> Facts:
    """Comments of a wall as the network tells them: a reply names the comment and its author."""
    rows: list[dict[str, object]] = []
    for number, (author, thread, to, gone) in enumerate(said, start=1):
        before = [row for row in rows if row["thread"] == thread]
        other = before[to % len(before)] if before else None
        rows.append({
            "page": 1, "post": thread, "thread": thread, "comment": number,
            "root": before[0]["comment"] if before else number, "author": author or -5,
            "written": PERIOD.start + 3 * number * HOUR,
            "reply_to_comment": other and other["comment"],
            "reply_to_author": other and other["author"], "reason": "?" if author else None,
            "lexicon": 1, "deleted_at": NOW - DAY if deleting and gone and author else None,
        })  # fmt: skip
    schema = Comments.create_empty().schema
    owners = pl.DataFrame({"page": [1], "owner": [5]}, schema={"page": pl.Int32, "owner": pl.Int64})
    found = first_replies(pl.DataFrame(rows, schema=schema), owners, Responders.create_empty())
    return replace(facts([], []), first_replies=found)


@given(spoken)
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_score_counts_the_questions_and_answers_of_a_thread_nobody_deleted_from(
    said: list[Spoken],
) -> None:
    stood, gone = talk(said, deleting=False), talk(said, deleting=True)
    assert judged(gone) == judged(stood)
    shown = appeals(gone, RULES)
    assert shown.height <= appeals(stood, RULES).height


@given(dialogues, answers, st.sets(st.integers(1, 3)))
@settings(max_examples=30, deadline=None, derandomize=True)
def test_deleting_posts_changes_nothing_of_their_questions(
    said: list[Said], replies: list[Reply], gone: set[int]
) -> None:
    assert judged(facts(said, replies, frozenset(gone))) == judged(facts(said, replies))


def test_a_deleted_question_counts_as_it_was_answered_or_not() -> None:
    both = facts([(1, 1, 0), (2, 2, 0), (3, 3, 0)], [(1, 1, 2), (2, 2, 2)])
    assert judged(both) == (2, 3)
    assert judged(deleted(both, {1})) == (2, 3)
    assert judged(deleted(both, {3})) == (2, 3)


def test_the_wait_does_not_begin_anew_with_a_second_question() -> None:
    late = facts([(1, 1, 0), (1, 1, 30)], [(1, 1, 40)])
    assert judged(late) == (0, 1)
    assert judged(deleted(late, {1})) == (0, 1)


def test_what_is_deleted_later_still_stands() -> None:
    later = deleted(facts([(1, 1, 0)], []), {1})
    assert with_vanished(later, NOW - 2 * DAY).first_replies.equals(later.first_replies)


def test_no_deleted_question_moves_a_mark() -> None:
    said = [(n, 1, 0) for n in range(1, 13)]
    page = facts(said, [(1, n, 1) for n in range(1, 11)])
    index = methodology("index")
    before, answered, silent = (
        rating(made, PERIOD, RULES, index).lines.filter(kpi="on_time_rate")["mark"][0]
        for made in (page, deleted(page, {1}), deleted(page, {12}))
    )
    assert 0 < answered == silent == before < 100
