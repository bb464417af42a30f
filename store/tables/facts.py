"""Facts: page number, UTC unix seconds, flags; the columns of the schemas in ``core.frames``."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text

from store.tables.base import metadata

Kind = type[Integer] | type[BigInteger] | type[Text] | type[Boolean]


def _fact(name: str, key: tuple[str, ...], *optional: str, **columns: Kind) -> Table:
    """A fact table keyed by ``key``; of its columns the ``optional`` ones may be null."""
    made = [
        Column(
            column, kind, primary_key=column in key, nullable=column in optional,
            autoincrement=False,
        )
        for column, kind in columns.items()
    ]  # fmt: skip
    return Table(name, metadata, *made, sqlite_with_rowid=False)


snapshots = _fact(
    "snapshots", ("page", "day"), "followers",
    page=Integer, day=Integer, read_at=BigInteger, followers=BigInteger,
)  # fmt: skip
intervals = _fact(
    "intervals", ("page", "start"),
    page=Integer, start=BigInteger, end=BigInteger, origin=Boolean,
)  # fmt: skip
posts = _fact(
    "posts", ("page", "post"), "likes", "comments", "reposts", "views", "deleted_at",
    page=Integer, post=BigInteger, published=BigInteger, flags=Integer, format=Integer,
    likes=BigInteger, comments=BigInteger, reposts=BigInteger, views=BigInteger,
    read_at=BigInteger, deleted_at=BigInteger,
)  # fmt: skip
post_counters = _fact(
    "post_counters", ("page", "post", "age"), "likes", "comments", "reposts", "views",
    page=Integer, post=BigInteger, age=Integer, read_at=BigInteger, likes=BigInteger,
    comments=BigInteger, reposts=BigInteger, views=BigInteger,
)  # fmt: skip
post_texts = _fact("post_texts", ("page", "post"), page=Integer, post=BigInteger, text=Text)
comments = _fact(
    "comments", ("page", "post", "comment"), "reply_to_comment", "reply_to_author", "mention",
    "reason", "text_hash", "text", "deleted_at",
    page=Integer, post=BigInteger, comment=BigInteger, root=BigInteger, author=BigInteger,
    written=BigInteger, reply_to_comment=BigInteger, reply_to_author=BigInteger,
    mention=BigInteger, reason=Text, lexicon=Integer, text_hash=BigInteger, text=Text,
    deleted_at=BigInteger,
)  # fmt: skip
threads = _fact(
    "threads", ("page", "post"), "refused",
    page=Integer, post=BigInteger, counted=BigInteger, whole=Boolean, refused=Integer,
    read_at=BigInteger,
)  # fmt: skip
responders = _fact("responders", ("page", "author"), page=Integer, author=BigInteger)
first_replies = _fact(
    "first_replies", ("page", "post", "comment"), "reason", "answered_at", "deleted_at",
    page=Integer, post=BigInteger, comment=BigInteger, root=BigInteger, author=BigInteger,
    asked_at=BigInteger, turn=Integer, addressed=Boolean, reason=Text, answered_at=BigInteger,
    deleted_at=BigInteger,
)  # fmt: skip
