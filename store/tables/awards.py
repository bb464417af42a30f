"""The year's awards: what people did, what was frozen, whom it honours, and how it is shown."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, Table, Text

from store.tables.base import metadata

events = Table(
    "events",
    metadata,
    Column("event", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("territory", Text),
    Column("spheres", Text, nullable=False),
    Column("keywords", Text, nullable=False),
    Column("hashtags", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "first"),
)
"""The calendar of events of the region, days since 1970, both included; spheres, keywords and
hashtags are JSON lists, an empty list of spheres and a null territory mean all."""

public_votes = Table(
    "public_votes",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("nomination", Text, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), primary_key=True),
    Column("votes", Integer, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Votes of the public as they were counted elsewhere."""

post_words = Table(
    "post_words",
    metadata,
    Column("word", Integer, primary_key=True),
    Column("page", Integer, ForeignKey("pages.page"), nullable=False),
    Column("post", BigInteger, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("note", Text),
    Index(None, "page", "post"),
)
"""What supervisors said of posts, one row a word, never changed: obituary, disaster, giveaway (no
post or video of the year), clean (none of these), practice (in the gallery of best practices),
hidden (taken out of it), neutral (neither), star (seen by its page), unstar."""

season_acts = Table(
    "season_acts",
    metadata,
    Column("act", Integer, primary_key=True),
    Column("year", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("nomination", Text),
    Column("segment", Text),
    Column("page_id", Text),
    Column("detail", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "year"),
)
"""Everything people did in a season, one row an act, never changed; ``detail`` is JSON, ``hash`` is
that of the act and of the hash before it, so that a changed, lost or added row shows."""

season_seals = Table(
    "season_seals",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", Text, nullable=False),
    Column("reason", Text),
    Column("content", Text, nullable=False),
    Column("hash", Text, nullable=False),
)
"""Frozen results, one row a version: ``content`` is canonical JSON with every figure, the version
of data and methodology and the hash of the version before; ``hash`` is of the content."""

laureates = Table(
    "laureates",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("nomination", Text, primary_key=True),
    Column("segment", Text, primary_key=True),
    Column("page_id", Text, primary_key=True),
    Column("forms", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Persons honoured, typed in for the documents of a season and deleted after it: ``forms`` is JSON
(name, position, gender, dative, greeting …); a segment or page that is none is an empty text."""

stage_scenes = Table(
    "stage_scenes",
    metadata,
    Column("year", Integer, primary_key=True),
    Column("scene", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("shown", Boolean, nullable=False),
    Column("caption", Text),
    Column("note", Text),
    Column("seconds", Integer),
    Column("detail", Text, nullable=False),
)
"""The show of a year as a presenter arranged it; ``detail`` is JSON of the scene's own choices."""
