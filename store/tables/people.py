"""Accounts: logins only, what they may see, what they did and chose."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import metadata

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
