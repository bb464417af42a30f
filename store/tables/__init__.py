"""Tables of the store, by what they hold; migrations and copies know them by ``metadata``."""

from store.tables.base import metadata
from store.tables.facts import (
    comments,
    first_replies,
    intervals,
    post_counters,
    post_texts,
    posts,
    responders,
    snapshots,
    threads,
)
from store.tables.people import (
    audit,
    failures,
    grants,
    invitations,
    preferences,
    users,
)
from store.tables.register import (
    bodies,
    page_changes,
    pages,
)
from store.tables.runs import (
    marks,
    pictures,
    rejects,
    runs,
    token_use,
)
from store.tables.work import (
    appeal_decisions,
    page_marks,
    signal_decisions,
    watches,
)

__all__ = [
    "appeal_decisions",
    "audit",
    "bodies",
    "comments",
    "failures",
    "first_replies",
    "grants",
    "intervals",
    "invitations",
    "marks",
    "metadata",
    "page_changes",
    "page_marks",
    "pages",
    "pictures",
    "post_counters",
    "post_texts",
    "posts",
    "preferences",
    "rejects",
    "responders",
    "runs",
    "signal_decisions",
    "snapshots",
    "threads",
    "token_use",
    "users",
    "watches",
]
