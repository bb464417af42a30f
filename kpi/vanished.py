"""Questions that were seen and are gone, as a score counts them: as if they still stood.

A figure leaves out what was deleted; a score must not, or deleting a question would raise it. Who
deleted it cannot be told, so the page neither gains nor loses: one that was answered while it stood
is answered. Reads and writes ``core.frames.FirstReplies``.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from kpi.model import Facts


def with_vanished(facts: Facts, as_of: int) -> Facts:
    """The facts with deleted questions standing, with the turn and the reply they had.

    Comments under a post that was deleted stand as they were, except where its threads could not
    be read whole.

    Args:
        facts: what was collected.
        as_of: deletions later than this have not happened.
    """
    later = pl.when(pl.col("deleted_at") > as_of).then("deleted_at")
    standing = _under_deleted_posts(facts, as_of).with_columns(deleted_at=later)
    return replace(facts, first_replies=standing)


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
