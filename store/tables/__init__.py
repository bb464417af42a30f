"""Tables of the store, by what they hold; migrations and copies know them by ``metadata``."""

from store.tables.awards import (
    events,
    laureates,
    post_words,
    public_votes,
    season_acts,
    season_seals,
    stage_scenes,
)
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
    methodologies,
    page_marks,
    signal_decisions,
    watches,
)

__all__ = [
    "appeal_decisions",
    "audit",
    "bodies",
    "comments",
    "events",
    "failures",
    "first_replies",
    "grants",
    "intervals",
    "invitations",
    "laureates",
    "marks",
    "metadata",
    "methodologies",
    "page_changes",
    "page_marks",
    "pages",
    "pictures",
    "post_counters",
    "post_texts",
    "post_words",
    "posts",
    "preferences",
    "public_votes",
    "rejects",
    "responders",
    "runs",
    "season_acts",
    "season_seals",
    "signal_decisions",
    "snapshots",
    "stage_scenes",
    "threads",
    "token_use",
    "users",
    "watches",
]
