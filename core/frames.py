"""Schemas of the frames that pass between rooms: one class a grain, a description a column.

Times are UTC unix seconds (Int64), pages are page numbers (the text ``vk:123`` stands once, in
``Pages``), null means "not known". Rules that must hold after parsing stand here; whoever reads
rows back from the store checks types only. This module must not know where rows come from.
"""

from __future__ import annotations

import dataframely as dy

OWN, REPOST, AD, PINNED, VISITOR = 1, 2, 4, 8, 16
"""Bits of ``Posts.flags``: by the page itself, a repost, advertising, pinned now, by a visitor."""

FORMATS = ("poll", "clip", "video", "photo", "article", "file", "text")
"""Formats of a post by precedence; ``Posts.format`` is the position in this tuple."""

CATEGORIES = ("card", "active", "flagship")
"""Categories of a page: визитка, активный, флагманский; they set the norm of posts a week."""

CITIZEN_MIN = 1
"""Authors are keyed hashes (positive) for persons, the negative network id for communities."""


class Pages(dy.Schema):
    """One row per page of the register, with what the network last said of it."""

    page = dy.Int32(primary_key=True, description="number of the page in this store")
    page_id = dy.String(description="network:owner, e.g. vk:123")
    network = dy.String(description="vk, ok, telegram, max")
    owner = dy.Int64(
        nullable=True, description="the network's number, positive; null: not resolved"
    )
    screen_name = dy.String(nullable=True)
    name = dy.String(description="name of the body, else of the page")
    ogrn = dy.String(nullable=True)
    level = dy.String(nullable=True)
    founder = dy.String(nullable=True)
    sphere = dy.String(nullable=True, description="Сфера 1 of the register")
    territory = dy.String(nullable=True)
    category = dy.String(nullable=True, description="card, active, flagship; null counts as card")
    exempt = dy.Bool(description="kept, not rated")
    exempt_reason = dy.String(nullable=True)
    audience = dy.Int64(nullable=True, description="residents, pupils, patients of the body")
    listed = dy.Bool(description="false: gone from the register, history kept")
    badge = dy.Bool(
        nullable=True, description="mark «Госорганизация»: network first, else register"
    )
    design_filled = dy.Int32(nullable=True, description="filled items of 7; null: page never read")
    pos_widget = dy.Bool(nullable=True, description="menu links to pos.gosuslugi.ru")
    comments_open = dy.Bool(nullable=True)
    component = dy.Bool(
        nullable=True, description="connected to the component «Госпаблики», by the register"
    )
    photo = dy.Bool(nullable=True, description="null, as the next two: page never read")
    cover = dy.Bool(nullable=True)
    description = dy.Bool(nullable=True, description="of at least 100 characters")
    widgets = dy.Int32(nullable=True, description="links in the page's menu; null: not counted yet")
    refused = dy.String(
        nullable=True, description="why the network refuses the page; null: it does not"
    )
    refused_at = dy.Int64(nullable=True)


class Snapshots(dy.Schema):
    """Followers of a page: one row per page and UTC day read."""

    page = dy.Int32(primary_key=True)
    day = dy.Int32(primary_key=True, description="days since 1970-01-01 UTC")
    read_at = dy.Int64()
    followers = dy.Int64(nullable=True, min=0, description="null: hidden by the page")


class Intervals(dy.Schema):
    """Closed intervals of time whose posts are loaded: one row per page and interval."""

    page = dy.Int32(primary_key=True)
    start = dy.Int64(primary_key=True)
    end = dy.Int64()
    origin = dy.Bool(description="true: start is the wall's very first post")


class Posts(dy.Schema):
    """Posts that stand, or stood, on a wall: one row per page and post."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True, description="the network's number of the post")
    published = dy.Int64()
    flags = dy.Int32(description="OWN | REPOST | AD | PINNED | VISITOR")
    format = dy.Int32(min=0, max=len(FORMATS) - 1, description="position in FORMATS")
    likes = dy.Int64(nullable=True, min=0)
    comments = dy.Int64(nullable=True, min=0)
    reposts = dy.Int64(nullable=True, min=0)
    views = dy.Int64(nullable=True, min=1, description="null: not counted or not shown; never 0")
    read_at = dy.Int64(description="when the counters were read")
    deleted_at = dy.Int64(nullable=True, description="when the post was first found gone")


COUNTER_AGES = {1: 2, 3: 5, 7: 10, 30: 40}
"""Ages in days at which counters of a post are kept, and the age from which it is too late."""


class PostCounters(dy.Schema):
    """Counters of a post at a certain age: one row per page, post and age of ``COUNTER_AGES``.

    The first reading at that age or later; none where nothing was read before it was too late.
    """

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    age = dy.Int32(primary_key=True, description="days since publication")
    read_at = dy.Int64(description="when they were really read")
    likes = dy.Int64(nullable=True, min=0)
    comments = dy.Int64(nullable=True, min=0)
    reposts = dy.Int64(nullable=True, min=0)
    views = dy.Int64(nullable=True, min=1)


class PostTexts(dy.Schema):
    """What the page itself wrote, for people to recognise the post: one row per page and post."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    text = dy.String(description="at most 400 characters, tags from behind them at the end")


class Comments(dy.Schema):
    """Comments of every thread: one row per page and comment; persons are keyed hashes only."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    comment = dy.Int64(primary_key=True, description="unique in its page already")
    root = dy.Int64(description="root of the thread; its own number for a root")
    author = dy.Int64(description="hash > 0 a person, < 0 a community (its id), 0 not known")
    written = dy.Int64()
    reply_to_comment = dy.Int64(nullable=True)
    reply_to_author = dy.Int64(nullable=True, description="as author")
    mention = dy.Int64(nullable=True, description="[id7|…] the text begins with; as author")
    reason = dy.String(
        nullable=True, description="lexicon entry that makes it a question; null: none"
    )
    lexicon = dy.Int32(description="version of the lexicon that judged it")
    text_hash = dy.Int64(nullable=True, description="hash of the normalised text")
    text = dy.String(nullable=True, description="null: the page's own, purged, or deleted")
    deleted_at = dy.Int64(nullable=True)


class Responders(dy.Schema):
    """Persons who answer for a page from accounts of their own: one row per page and person."""

    page = dy.Int32(primary_key=True)
    author = dy.Int64(primary_key=True)


class FirstReplies(dy.Schema):
    """Each live citizen's comment with its first reply: one row per page and comment.

    Rewritten for a post whenever its comments are; rule, deadline, clock and calendar are applied
    when read (``kpi.appeals``), so changing them needs no new collection.
    """

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    comment = dy.Int64(primary_key=True, description="unique in its page already")
    root = dy.Int64()
    author = dy.Int64()
    asked_at = dy.Int64()
    turn = dy.Int32(description="comments of the page in the thread before this one")
    addressed = dy.Bool(description="a root, or addressed to the page or to its own author")
    reason = dy.String(nullable=True, description="lexicon entry; null: no question by its text")
    answered_at = dy.Int64(nullable=True)
    deleted_at = dy.Int64(nullable=True, description="seen before and gone since")


class Threads(dy.Schema):
    """How far a post's comments are known: one row per page and post whose comments were asked."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    counted = dy.Int64(description="comments the network counted when they were read")
    whole = dy.Bool(
        description="false: some thread could not be read, the post leaves reply figures"
    )
    refused = dy.Int32(nullable=True, description="error code, e.g. 212: comments closed")
    read_at = dy.Int64()


class Appeals(dy.Schema):
    """Citizens' questions under the rule in force: one row per appeal."""

    page = dy.Int32(primary_key=True)
    comment = dy.Int64(primary_key=True, description="the first comment that passes the rule")
    post = dy.Int64()
    asked_at = dy.Int64()
    answered_at = dy.Int64(nullable=True, description="null: unanswered at the page's as_of")
    as_of = dy.Int64(description="the moment the page's data are complete to")
    seconds = dy.Int64(nullable=True)
    working_seconds = dy.Int64(nullable=True)
    deadline = dy.Int64()
    reason = dy.String()
    provisional = dy.Bool(description="working clock past the production calendar's last year")


class Overrules(dy.Schema):
    """What supervisors decided against the rule for appeals: one row per comment spoken of."""

    page = dy.Int32(primary_key=True)
    post = dy.Int64(primary_key=True)
    comment = dy.Int64(primary_key=True)
    counts = dy.Bool(description="true: an appeal whatever the rule says; false: none")


class Pauses(dy.Schema):
    """Accepted marks of pages («каникулы»): one row per span of local days that is not judged."""

    page = dy.Int32()
    first = dy.Date()
    last = dy.Date(description="included")


class Values(dy.Schema):
    """KPI values, long: one row per page and KPI."""

    page_id = dy.String(primary_key=True)
    kpi = dy.String(primary_key=True)
    value = dy.Float64(nullable=True, description="null: not known, or the sample is too small")
    observations = dy.Float64(nullable=True, alias="sample")
    numerator = dy.Float64(nullable=True)
    denominator = dy.Float64(nullable=True)
    note = dy.String(nullable=True, description="why the value is null, or what to know of it")
