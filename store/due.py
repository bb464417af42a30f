"""What a run is about, and which posts are due in it: one rule for collecting and for telling."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_

from core.period import DAY
from store import tables as t

WEEK = 7 * DAY
CLOSED = 212
"""What refuses comments of a post for good, unlike what refuses a page for a time."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What of the store a run is about.

    Args:
        kind: full, short or chosen; see the table ``runs``.
        now: the moment of the run.
        since: nothing older is wanted.
        refresh: seconds after its publication during which a post's counters are due again; they
            are read once more after that, which makes them final.
        stale: seconds after which counters are due again.
        queue: seconds for which an open appeal is looked after; 0: not looked at.
        only: page ids; null: all listed pages.
        post: number of a post of the only page whose comments are read in any case.
        whole: false: only what is urgent, whatever was read before.
    """

    kind: str
    now: int
    since: int
    refresh: int
    stale: int
    queue: int = 0
    only: frozenset[str] | None = None
    post: int | None = None
    whole: bool = True

    @property
    def fresh_from(self) -> int:
        """Posts since then are urgent."""
        return max(self.now - self.refresh, self.since)


def counters(scope: Scope) -> ColumnElement[bool]:
    """Whether the counters of a post are to be read again."""
    p = t.posts.c
    old = and_(p.published >= scope.since, p.read_at < scope.now - scope.stale)
    if scope.whole:
        return and_(old, p.read_at < p.published + scope.refresh)
    return and_(old, p.published >= scope.fresh_from)


def comments(scope: Scope) -> ColumnElement[bool]:
    """Whether the comments of a post, joined with its thread if it has one, are to be read."""
    p, th = t.posts.c, t.threads.c
    fresh = p.published >= scope.fresh_from
    changed = or_(and_(th.post.is_(None), p.comments > 0), th.counted != p.comments)
    if scope.whole:
        again = or_(fresh, and_(th.refused.is_not(None), th.refused != CLOSED))
        # Where reading was refused, what is stored may be gone though none is counted any more.
        stands = or_(th.counted > 0, th.refused.is_not(None))
        return or_(changed, and_(again, th.read_at < scope.now - WEEK, stands))
    return or_(and_(changed, fresh), _waits(scope), p.post == (scope.post or 0))


def _waits(scope: Scope) -> ColumnElement[bool]:
    """Whether citizens wait for an answer under the post, and nobody looked just now."""
    p, th, f = t.posts.c, t.threads.c, t.first_replies.c
    waits = exists().where(
        f.page == p.page, f.post == p.post, f.answered_at.is_(None), f.deleted_at.is_(None),
        f.reason.is_not(None), f.asked_at >= scope.now - scope.queue,
    )  # fmt: skip
    return and_(waits, th.read_at < scope.now - scope.stale)
