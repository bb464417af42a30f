"""Tables of the store. Facts hold integers: page number, UTC unix seconds, flags.

Fact tables have the columns of the schemas in ``core.frames`` (a test compares them); what only the
register, the sync or the accounts need stands beside them.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)


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


bodies = Table(
    "bodies",
    metadata,
    Column("body", Integer, primary_key=True),
    Column("ogrn", Text),
    Column("name", Text, nullable=False),
    Column("founder", Text),
    Column("level", Text),
    Column("sphere", Text),
    Column("sphere_2", Text),
    Column("sphere_3", Text),
    Column("territory", Text),
    Column("category", Text),
    Column("exempt", Boolean, nullable=False),
    Column("exempt_reason", Text),
    Column("audience", BigInteger),
    Column("badge", Boolean),
    Column("component", Boolean),
    Column("listed", Boolean, nullable=False),
    Index(None, "ogrn"),
)
"""Organisations of the register: one row per body."""

pages = Table(
    "pages",
    metadata,
    Column("page", Integer, primary_key=True),
    Column("page_id", Text, nullable=False, unique=True),
    Column("network", Text, nullable=False),
    Column("owner", BigInteger),
    Column("screen_name", Text),
    Column("listed_name", Text),
    Column("body", Integer, ForeignKey("bodies.body")),
    Column("listed", Boolean, nullable=False),
    Column("title", Text),
    Column("badge", Boolean),
    Column("design_filled", Integer),
    Column("design_missing", Text),
    Column("pos_widget", Boolean),
    Column("comments_open", Boolean),
    Column("picture", Text),
    Column("refused", Text),
    Column("refused_at", BigInteger),
    Column("read_at", BigInteger),
)
"""Pages of the register, with what the network last said of them: one row per page."""

page_changes = Table(
    "page_changes",
    metadata,
    Column("page", Integer, ForeignKey("pages.page"), primary_key=True, autoincrement=False),
    Column("at", BigInteger, primary_key=True, autoincrement=False),
    Column("what", Text, primary_key=True),
    Column("was", Text),
    Column("became", Text),
)
"""When the network first said something else of a page: ``what`` is screen_name, title, refused or
comments_open; null stands for not known, not refused."""

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

users = Table(
    "users",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("valid_from", BigInteger, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger),
)
"""Accounts: logins only, bcrypt hashes; sessions given before ``valid_from`` are refused."""

grants = Table(
    "grants",
    metadata,
    Column("name", Text, ForeignKey("users.name", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
)
"""What an administrator or curator may see: kind is page, founder or territory."""

failures = Table(
    "failures",
    metadata,
    Column("name", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
)
"""Failed logins in a row by login, for the lock-out."""

audit = Table(
    "audit",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("target", Text),
)
"""Who did what to whom, by login."""

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

invitations = Table(
    "invitations",
    metadata,
    Column("hash", Text, primary_key=True),
    Column("name", Text, ForeignKey("users.name", ondelete="CASCADE"), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "name"),
)
"""One-time links by which a new account sets its first password; only a hash of each is kept."""

preferences = Table(
    "preferences",
    metadata,
    Column("name", Text, ForeignKey("users.name", ondelete="CASCADE"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
"""What an account has chosen for itself, such as the founders it looks after."""
