"""Questions that were seen and are gone, as a score counts them: asked and never answered.

A figure leaves out what was deleted; a score must not, or deleting a question would raise it. Who
deleted it cannot be told. Reads and writes ``core.frames.FirstReplies``.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from kpi.model import Facts

_PERSON = ("page", "post", "root", "author")


def with_vanished(facts: Facts, as_of: int) -> Facts:
    """The facts with deleted questions restored, each a question of its own without a reply.

    The first comment that stands after a deleted one of the same author in the same thread is
    dated by the deleted one: else the wait for its reply would begin anew. Comments under a post
    that was deleted stand as they were, except where its threads could not be read whole.

    Args:
        facts: what was collected.
        as_of: deletions later than this have not happened.
    """
    replies = _under_deleted_posts(facts, as_of)
    gone = pl.col("deleted_at") <= as_of
    vanished = replies.filter(gone)
    if vanished.is_empty():
        return replace(facts, first_replies=replies)
    standing = _redated(replies.filter(~gone | pl.col("deleted_at").is_null()), vanished)
    restored = vanished.with_columns(
        root=-pl.col("comment"),
        answered_at=pl.lit(None, pl.Int64),
        deleted_at=pl.lit(None, pl.Int64),
    )
    return replace(facts, first_replies=pl.concat([standing, restored]))


def _under_deleted_posts(facts: Facts, as_of: int) -> pl.DataFrame:
    """Comments of deleted posts under a number no post has, so that none is left out with it."""
    deleted = facts.posts.filter(pl.col("deleted_at") <= as_of).select("page", "post")
    unread = facts.threads.filter(~pl.col("whole")).select("page", "post")
    moved = deleted.join(unread, on=["page", "post"], how="anti")
    if moved.is_empty():
        return facts.first_replies
    marked = facts.first_replies.join(
        moved.with_columns(moved=pl.lit(value=True)), on=["page", "post"], how="left"
    )
    number = pl.when(pl.col("moved").is_not_null()).then(-pl.col("post")).otherwise("post")
    return marked.with_columns(post=number).drop("moved")


def _redated(standing: pl.DataFrame, vanished: pl.DataFrame) -> pl.DataFrame:
    """Comments that follow a deleted one of their author, dated by the earliest such."""
    followed = (
        vanished.sort("asked_at")
        .select(*_PERSON, "asked_at", begun="asked_at")
        .join_asof(
            standing.sort("asked_at").select(*_PERSON, "asked_at", "comment"),
            on="asked_at",
            by=list(_PERSON),
            strategy="forward",
            check_sortedness=False,
        )
        .drop_nulls("comment")
        .group_by("page", "comment")
        .agg(pl.col("begun").min())
    )
    asked = pl.min_horizontal("asked_at", "begun")
    return (
        standing.join(followed, on=["page", "comment"], how="left")
        .with_columns(asked_at=asked)
        .drop("begun")
    )
