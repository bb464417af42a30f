"""What the loaders leave of themselves: runs, spent quotas, rejects, pictures; the marks."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from store.tables.base import metadata

runs = Table(
    "runs",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("network", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="full"),
    Column("started_at", BigInteger, nullable=False),
    Column("as_of", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("state", Text, nullable=False),
    Column("pages", Integer),
    Column("posts", Integer),
    Column("comments", Integer),
    Column("requests", Integer),
    Column("least", Integer),
    Column("retries", Integer),
    Column("owed", Integer),
    Column("message", Text),
)
"""Runs of the loaders: kind is full, short (the last days only) or chosen (some pages), state is
running, complete, incomplete or broken; ``least`` is the fewest requests that would have done."""

token_use = Table(
    "token_use",
    metadata,
    Column("network", Text, primary_key=True),
    Column("token", Text, primary_key=True),
    Column("method", Text, primary_key=True),
    Column("began", BigInteger, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("refused", Text),
    Column("refused_at", BigInteger),
)
"""What each token has spent of its day's quota since ``began``, and why it was refused last.

A token stands here as a short keyed hash, never as itself; method ``*`` is the token as a whole.
"""

pictures = Table(
    "pictures",
    metadata,
    Column("page", Integer, ForeignKey("pages.page"), primary_key=True, autoincrement=False),
    Column("post", BigInteger, primary_key=True, autoincrement=False),
    Column("source", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("read_at", BigInteger, nullable=False),
)
"""Avatars (``post`` 0) and pictures of the posts that views show; ``source`` hashes the address
they came from, so that an unchanged one is not fetched again."""

rejects = Table(
    "rejects",
    metadata,
    Column("reject", Integer, primary_key=True),
    Column("run", Integer, ForeignKey("runs.run"), nullable=False),
    Column("page", Integer),
    Column("what", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("count", Integer, nullable=False),
)
"""Rows the network gave that could not be taken, counted by reason."""

marks = Table(
    "marks", metadata, Column("mark", Text, primary_key=True), Column("value", Text, nullable=False)
)
"""Facts of the store itself: ``demo``, ``data_version``."""
