"""What people decide and watch; words are rows, none is overwritten where it says so."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import metadata

signal_decisions = Table(
    "signal_decisions",
    metadata,
    Column("decision", Integer, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), nullable=False),
    Column("signal", Text, nullable=False),
    Column("since", Integer, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("note", Text),
    Index(None, "page", "signal", "since"),
)
"""What people said of signals, one row a word, never changed: confirmed, dismissed, reopened by a
supervisor, objected, retracted by the page. ``since`` is the finding's first day (since 1970)."""

appeal_decisions = Table(
    "appeal_decisions",
    metadata,
    Column("decision", Integer, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), nullable=False),
    Column("post", BigInteger, nullable=False),
    Column("comment", BigInteger, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("how", Text),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("note", Text),
    Index(None, "page", "post", "comment"),
)
"""What people said of comments, one row a word, never changed: not_question, question, answered
(elsewhere), reopened by a supervisor, objected, retracted by the page; ``how`` is the objection's
reason: not_question, in_person, phone, pos or other."""

page_marks = Table(
    "page_marks",
    metadata,
    Column("mark", Integer, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("note", Text),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("decided_by", Text),
    Column("decided_at", BigInteger),
    Column("reason", Text),
    Index(None, "page"),
)
"""What a page says of a span of days (days since 1970, both included): kind is vacation, repair,
administrator, hacked or other; state is awaiting, accepted, declined or withdrawn. Accepted ones
leave observed time."""

watches = Table(
    "watches",
    metadata,
    Column("watch", Integer, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), nullable=False),
    Column("cause", Text, nullable=False),
    Column("until", Integer, nullable=False),
    Column("note", Text),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("outcome", Text),
    Index(None, "page"),
)
"""Pages a supervisor keeps an eye on until a day (since 1970): cause is silent, overdue, norm or
other; outcome is mended (by itself) or removed (by a person); null: still watched."""

methodologies = Table(
    "methodologies",
    metadata,
    Column("methodology", Text, primary_key=True),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("content", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Versions of methodologies published here, beside those that come with the program; never changed.
``content`` is the whole of it, as ``kpi.methodology`` writes it."""
