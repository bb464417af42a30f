"""Bodies and pages of the register, and what the network said of the pages."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import metadata

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
