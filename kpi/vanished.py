"""What was seen and is shown no more, as a score counts it: as if it still stood.

A figure leaves out what was deleted; a score must not, or deleting a question would raise it. Who
deleted it cannot be told, so the page neither gains nor loses: one that was answered while it stood
is answered. The same of questions under a post whose comments the page has closed, and of followers
it hid for a while. Reads and writes ``core.frames.FirstReplies``.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from kpi.model import Facts
from kpi.observed import followers_at

CLOSED = 212
"""VK's answer where comments of a post are closed."""


def with_vanished(facts: Facts, as_of: int) -> Facts:
    """The facts with deleted questions standing, with the turn and the reply they had.

    Comments under a post that was deleted, or whose comments were closed, stand as they were; not
    where its threads could not be read whole for another reason.

    Args:
        facts: what was collected.
        as_of: deletions later than this have not happened.
    """
    later = pl.when(pl.col("deleted_at") > as_of).then("deleted_at")
    standing = _under_shut_posts(facts, as_of).with_columns(deleted_at=later)
    return replace(facts, first_replies=standing)


def with_shown_followers(posts: pl.DataFrame, snapshots: pl.DataFrame, as_of: int) -> pl.DataFrame:
    """Posts with followers where the page hid them and showed them again later.

    Of the numbers shown before and after the larger: fewer followers would make the same likes and
    views look like more. Hidden to the last snapshot before ``as_of`` they stay unknown.

    Args:
        posts: the source ``posts``.
        snapshots: ``core.frames.Snapshots``.
        as_of: snapshots later than this have not been taken.
    """
    known = snapshots.filter(pl.col("read_at") <= as_of)
    hiding = known.filter(pl.col("followers").is_null()).select("page").unique()
    need = posts.with_row_index("row").filter("counted", pl.col("followers").is_null())
    need = need.join(hiding, on="page", how="semi").select("row", "page", "published")
    if need.is_empty():
        return posts
    before, after = (
        filled.over("page", order_by="read_at")
        for filled in (pl.col("followers").forward_fill(), pl.col("followers").backward_fill())
    )
    shown = known.join(hiding, on="page", how="semi").with_columns(
        followers=pl.when(after.is_not_null()).then(pl.max_horizontal(before, after))
    )
    found = followers_at(need, "published", shown)
    return posts.with_columns(
        posts["followers"].scatter(found["row"], found["followers"].cast(pl.Float64))
    )


def _under_shut_posts(facts: Facts, as_of: int) -> pl.DataFrame:
    """Comments of such posts under a number no post has, so that none is left out with it."""
    unread = facts.threads.filter(~pl.col("whole"))
    shut = (pl.col("refused") == CLOSED).fill_null(value=False)
    deleted = facts.posts.filter(pl.col("deleted_at") <= as_of).select("page", "post")
    moved = pl.concat([
        deleted.join(unread.filter(~shut), on=["page", "post"], how="anti"),
        unread.filter(shut).select("page", "post"),
    ]).unique()  # fmt: skip
    if moved.is_empty():
        return facts.first_replies
    marked = facts.first_replies.join(
        moved.with_columns(moved=pl.lit(value=True)), on=["page", "post"], how="left"
    )
    number = pl.when(pl.col("moved").is_not_null()).then(-pl.col("post")).otherwise("post")
    return marked.with_columns(post=number).drop("moved")
