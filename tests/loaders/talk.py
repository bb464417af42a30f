"""What a store must hold of the comments under a page's posts, and of who answered whom first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import polars as pl

from core import text as words
from core.frames import Comments, Responders
from kpi.replies import first_replies
from tests.fakes.vk import Comment, Page, Post
from tests.fakes.vk.world import everyone
from tests.loaders.conftest import DAY, KEY
from tests.loaders.stored import Row, Stored, difference
from tests.loaders.worlds import HISTORY

REPLY = ("root", "turn", "addressed", "answered_at")


def talk(stored: Stored, row: Row, page: Page, now: int) -> Iterator[str]:
    """Comments, threads and first replies of the posts that stand and let theirs be read."""
    kept: dict[int, list[Row]] = defaultdict(list)
    gone = []
    for comment in stored.of("comments", row["page"]):
        if comment["deleted_at"] is None:
            kept[comment["post"]].append(comment)
        elif comment["comment"] == comment["root"]:
            gone.append(comment)
    threads = {thread["post"]: thread for thread in stored.of("threads", row["page"])}
    replied: dict[int, dict[int, Row]] = defaultdict(dict)
    for reply in stored.of("first_replies", row["page"]):
        if reply["deleted_at"] is None:
            shown = {name: reply[name] for name in REPLY}
            replied[reply["post"]][reply["comment"]] = shown
    standing = {p["post"] for p in stored.of("posts", row["page"]) if p["deleted_at"] is None}
    derived = _replies(row["page"], page, gone)
    for post in page.posts:
        if post.id not in standing or post.comments_error or post.date < now - HISTORY * DAY:
            continue
        true = _comments(row["page"], post)
        by_number, should = ({c["comment"]: c for c in each} for each in (kept[post.id], true))
        if by_number != should:
            yield f"comments of {post.id}: {difference(by_number, should)}"
        thread = threads.get(post.id, {"counted": 0, "whole": True, "refused": None})
        told = (thread["counted"], thread["whole"] or not true, thread["refused"] if true else None)
        if told != (len(true), True, None):
            yield f"{len(true)} comments under {post.id}, but {thread}"
        if replied[post.id] != derived[post.id]:
            said = difference(replied[post.id], derived[post.id])
            yield f"first replies under {post.id}: {said}"


def _comments(page: int, post: Post) -> list[Row]:
    return [
        _comment(page, post.id, root.id, comment)
        for root in post.comments
        for comment in everyone([root])
        if not comment.deleted
    ]


def _comment(page: int, post: int, root: int, comment: Comment) -> Row:
    lexicon, shown = words.lexicon(), words.without_names(comment.text)
    citizen, asked = comment.from_id > 0, words.leading_mention(comment.text)
    return {
        "page": page, "post": post, "comment": comment.id, "root": root,
        "author": words.author(comment.from_id, KEY), "written": comment.date,
        "reply_to_comment": comment.reply_to_comment,
        "reply_to_author": comment.reply_to_user and words.author(comment.reply_to_user, KEY),
        "mention": asked and words.author(asked, KEY),
        "reason": lexicon.reason(shown) if citizen else None, "lexicon": lexicon.version,
        "text_hash": words.text_hash(shown, KEY), "text": shown if citizen else None,
        "deleted_at": None,
    }  # fmt: skip


def _replies(number: int, page: Page, gone: list[Row]) -> dict[int, dict[int, Row]]:
    """First replies by post and comment of what stands.

    Who opened a thread is known of a root that is gone too, where it was seen: ``gone``.
    """
    true = [row for post in page.posts for row in _comments(number, post)] + gone
    frame = pl.DataFrame(true, schema=Comments.create_empty().schema)
    owners = pl.DataFrame({"page": [number], "owner": [page.owner]},
                          schema={"page": pl.Int32, "owner": pl.Int64})  # fmt: skip
    found: dict[int, dict[int, Row]] = defaultdict(dict)
    standing = first_replies(frame, owners, Responders.create_empty()).filter(
        pl.col("deleted_at").is_null()
    )
    for row in standing.to_dicts():
        found[row["post"]][row["comment"]] = {name: row[name] for name in REPLY}
    return found
