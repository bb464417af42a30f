"""Appeals and their first replies, in plain loops over comments, straight from the definition."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass
class Appeal:
    """One appeal; ``answered`` is null while nobody has replied."""

    page: int
    post: int
    root: int
    comment: int
    author: int
    asked: int
    reason: str | None
    answered: int | None = None


@dataclass(frozen=True)
class Side:
    """Who is who on one page."""

    owner: int
    responders: frozenset[int]

    def of(self, author: int | None) -> str:
        """``page``, ``citizen``, ``community`` or ``nobody``."""
        if not author:
            return "nobody"
        if author == -self.owner or author in self.responders:
            return "page"
        return "citizen" if author > 0 else "community"


def addressee(comment: Row, thread: dict[int, Row], roots: dict[int, int]) -> int | None:
    """Whom a nested comment addresses; null: nobody that is known.

    ``roots``: who wrote the root of each thread, also where it is gone since.
    """
    answered = thread.get(comment["reply_to_comment"])
    if answered is not None:
        return int(answered["author"])
    if comment["reply_to_author"] is not None:
        return int(comment["reply_to_author"])
    return roots.get(comment["root"])


def passes(
    comment: Row, thread: dict[int, Row], roots: dict[int, int], side: Side, rule: str
) -> bool:
    """Whether a citizen's comment opens an appeal under the rule."""
    if rule == "all":
        return True
    if comment["reason"] is None:
        return False
    if comment["comment"] == comment["root"]:
        return True
    target = addressee(comment, thread, roots)
    return side.of(target) == "page" or target == comment["author"]


def thread_appeals(
    thread: dict[int, Row], roots: dict[int, int], side: Side, rule: str
) -> list[Appeal]:
    """Appeals of one thread, in the order of (date, comment id)."""
    found: list[Appeal] = []
    spoken: set[int] = set()
    for comment in sorted(thread.values(), key=lambda c: (c["written"], c["comment"])):
        who = side.of(comment["author"])
        if who == "page":
            spoken.clear()
        if who != "citizen" or comment["author"] in spoken:
            continue
        if passes(comment, thread, roots, side, rule):
            spoken.add(comment["author"])
            found.append(
                Appeal(
                    comment["page"], comment["post"], comment["root"], comment["comment"],
                    comment["author"], comment["written"], comment["reason"],
                )
            )  # fmt: skip
    return found


def answers(reply: Row, thread: dict[int, Row], appeal: Appeal, side: Side) -> bool:
    """Whether a comment of the page answers an earlier appeal under the same post."""
    if reply["comment"] == reply["root"]:
        return side.of(reply["mention"]) == "citizen" and reply["mention"] == appeal.author
    if reply["root"] != appeal.root:
        return False
    to_comment, to_author = reply["reply_to_comment"], reply["reply_to_author"]
    if to_comment is not None and to_comment in thread:
        author = thread[to_comment]["author"]
        return side.of(author) == "citizen" and author == appeal.author
    if to_comment is not None or to_author is not None:
        return side.of(to_author) == "citizen" and to_author == appeal.author
    if reply["mention"] is not None:
        return side.of(reply["mention"]) == "citizen" and reply["mention"] == appeal.author
    return True


def post_appeals(comments: list[Row], roots: dict[int, int], side: Side, rule: str) -> list[Appeal]:
    """Appeals under one post with their first replies; ``comments`` are the living ones."""
    threads: dict[int, dict[int, Row]] = defaultdict(dict)
    for comment in comments:
        threads[comment["root"]][comment["comment"]] = comment
    appeals = [a for thread in threads.values() for a in thread_appeals(thread, roots, side, rule)]
    replies = [c for c in comments if side.of(c["author"]) == "page"]
    for reply in sorted(replies, key=lambda c: (c["written"], c["comment"])):
        for appeal in appeals:
            later = (reply["written"], reply["comment"]) > (appeal.asked, appeal.comment)
            waits = later and appeal.answered is None
            if waits and answers(reply, threads[reply["root"]], appeal, side):
                appeal.answered = reply["written"]
    return appeals


def page_appeals(
    side: Side, comments: list[Row], posts: list[Row], threads: list[Row], rule: str, as_of: int
) -> list[Appeal]:
    """Appeals of one page as they stood at ``as_of``, whatever the period."""

    def stands(row: Row) -> bool:
        return row["deleted_at"] is None or row["deleted_at"] > as_of

    counted = {row["post"] for row in posts if stands(row)}
    counted &= {row["post"] for row in threads if row["whole"]}
    roots = {row["root"]: row["author"] for row in comments if row["comment"] == row["root"]}
    by_post: dict[int, list[Row]] = defaultdict(list)
    for comment in comments:
        if comment["post"] in counted and comment["written"] <= as_of and stands(comment):
            by_post[comment["post"]].append(comment)
    return [a for rows in by_post.values() for a in post_appeals(rows, roots, side, rule)]
