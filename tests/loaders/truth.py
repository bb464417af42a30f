"""What a store must hold of a world: told by the world itself and by what was committed.

Each function returns sentences about what is wrong; none: all is well.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from core.frames import AD, OWN, PINNED, REPOST, VISITOR
from loaders.ledger import gaps
from tests.fakes.vk import Page, Post
from tests.fakes.vk.world import living
from tests.loaders.conftest import DAY
from tests.loaders.stored import Row, Stored, difference
from tests.loaders.story import Story
from tests.loaders.talk import talk
from tests.loaders.worlds import HISTORY, REFRESH

AGES = {1: 2, 3: 5, 7: 10, 30: 40}
"""Days at which counters are kept, and from when on it is too late."""


def readable(story: Story, page: Page) -> bool:
    gone = page.deactivated or page.is_closed or page.wall_error
    return page in story.living.world.pages and not gone


# What holds at any moment.


def sound(story: Story) -> list[str]:
    """The ledger never claims what was not read; nothing is dropped; counters at ages.

    The last second of what is claimed went on after it was read: the next run reads it again.
    """
    stored = Stored(story)
    wrong = []
    for row, page in stored.pages:
        known = {post["post"] for post in stored.of("posts", row["page"])}
        claimed = [(i["start"], i["end"]) for i in stored.of("intervals", row["page"])]
        missed = [
            post.id
            for post in page.posts
            if post.id not in known and (page.owner, post.id) not in story.living.loose
            and any(start <= post.date < end for start, end in claimed)
        ]  # fmt: skip
        if missed:
            wrong.append(f"page {page.owner}: claimed as read, but not there: {missed}")
    return wrong + dropped(story, stored) + counters(story, stored)


def dropped(story: Story, stored: Stored) -> list[str]:
    """Whatever was committed is there."""
    there = {(row["page"], row["post"]) for row in stored.rows["posts"]}
    ever = {(post["page"], post["post"]) for batch in story.journal for post in batch}
    return [f"dropped: {sorted(ever - there)}"] if ever - there else []


def counters(story: Story, stored: Stored) -> list[str]:
    """The first reading at each age of all that was committed, and no other."""
    first: dict[tuple[int, int, int], tuple[Any, ...]] = {}
    for batch in story.journal:
        for post in {(post["page"], post["post"]): post for post in batch}.values():
            for age, late in AGES.items():
                if age * DAY <= post["read_at"] - post["published"] < late * DAY:
                    key = (post["page"], post["post"], age)
                    first.setdefault(key, _counted(post))
    kept = {(r["page"], r["post"], r["age"]): _counted(r) for r in stored.rows["post_counters"]}
    return [] if kept == first else [f"counters at ages: {difference(kept, first)}"]


def _counted(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("read_at", "likes", "comments", "reposts", "views"))


# What holds in the end.


def wrong_in_the_end(story: Story) -> list[str]:
    """The store equals the world."""
    stored, now = Stored(story), story.complete[-1]
    wrong: list[str] = []
    for row, page in stored.pages:
        for part in (_state(story, row, page), _changes(story, stored, row, page),
                     _snapshots(story, stored, row, page)):  # fmt: skip
            wrong += [f"page {page.owner}: {sentence}" for sentence in part]
        if readable(story, page):
            found = [*_posts(story, stored, row, page, now), *_ledger(stored, row, page, now)]
            found += talk(stored, row, page, now)
            wrong += [f"page {page.owner}: {sentence}" for sentence in found]
    return wrong + _secrets(story, stored) + _idle(story)


def _state(story: Story, row: Row, page: Page) -> Iterator[str]:
    refused = {page.is_closed: "closed"}.get(1)
    refused = page.deactivated or refused
    if page not in story.living.world.pages:
        refused = "vanished"
    elif not refused and page.wall_error:
        refused = f"{page.wall_error}: Access denied"
    if row["refused"] != refused:
        yield f"refused {row['refused']!r} instead of {refused!r}"
    if page in story.living.world.pages and row["screen_name"] != page.screen_name:
        yield f"is called {row['screen_name']}, not {page.screen_name}"
    if page in story.living.world.pages and row["title"] != page.name:
        yield f"is titled {row['title']}, not {page.name}"


def _changes(story: Story, stored: Stored, row: Row, page: Page) -> Iterator[str]:
    """Each change was told when it was seen; one after the other they lead to the present."""
    for what in ("title", "screen_name", "refused"):
        changes = [c for c in stored.of("page_changes", row["page"]) if c["what"] == what]
        changes.sort(key=lambda change: change["at"])
        for change in changes:
            if change["at"] not in story.saw:
                yield f"{what} changed at {change['at']}, when nobody looked"
            seen = [saw.get((page.owner, what)) for saw in story.saw.get(change["at"], [])]
            if what != "refused" and change["became"] not in seen:
                yield f"{what} became {change['became']} at {change['at']}, but was {seen}"
        became = [None if what == "refused" else changes[0]["was"]] if changes else []
        became += [change["became"] for change in changes]
        if story.backwards or not changes:
            continue
        if [change["was"] for change in changes] != became[:-1] or became[-1] != row[what]:
            told = [(c["was"], c["became"]) for c in changes]
            yield f"{what}: {told} does not lead to {row[what]}"


def _snapshots(story: Story, stored: Stored, row: Row, page: Page) -> Iterator[str]:
    kept = {s["day"]: s["followers"] for s in stored.of("snapshots", row["page"])}
    for day, followers in kept.items():
        seen = [saw.get((page.owner, "followers")) for now, each in story.saw.items()
                if now // DAY == day for saw in each]  # fmt: skip
        if followers not in seen:
            yield f"{followers} followers on day {day}, but there were {seen}"
    for now in story.complete:
        standing = [saw for saw in story.saw[now] if (page.owner, "deactivated") in saw]
        shown = any(saw[page.owner, "deactivated"] is None for saw in standing)
        if shown and now // DAY not in kept:
            yield f"no followers of day {now // DAY}"


def _posts(story: Story, stored: Stored, row: Row, page: Page, now: int) -> Iterator[str]:
    rows = {post["post"]: post for post in stored.of("posts", row["page"])}
    texts = {text["post"]: text["text"] for text in stored.of("post_texts", row["page"])}
    alive = {post.id: post for post in page.posts}
    surely = min((p.date for p in page.posts if p.id in rows and now - p.date < REFRESH * DAY
                  and (page.owner, p.id) not in story.living.loose), default=math.inf)  # fmt: skip
    for post in page.posts:
        found = rows.get(post.id)
        loose = (page.owner, post.id) in story.living.loose and post.date < surely
        if found is None or found["deleted_at"] is not None:
            if now - HISTORY * DAY <= post.date and not loose:
                yield f"post {post.id} of {post.date} is {'deleted' if found else 'not there'}"
            continue
        if found["published"] != post.date or found["flags"] != _flags(page, post):
            yield f"post {post.id} is {found}"
        if now - post.date < REFRESH * DAY and not loose:
            said = (now, post.likes, living(post, now), post.reposts, post.views or None)
            if _counted(found) != said:
                yield f"post {post.id} has {_counted(found)} instead of {said}"
            if post.from_id is None and texts.get(post.id) != post.text:
                yield f"post {post.id} says {texts.get(post.id)!r}"
    for number, found in rows.items():
        if number not in alive and found["deleted_at"] is None:
            yield f"post {number} stands, though it is gone"


def _flags(page: Page, post: Post) -> int:
    return (
        (OWN if post.from_id is None else VISITOR)
        | (REPOST if post.repost_of else 0) | (AD if post.ads else 0)
        | (PINNED if post.pinned else 0)
    )  # fmt: skip


def _ledger(stored: Stored, row: Row, page: Page, now: int) -> Iterator[str]:
    spans = [(i["start"], i["end"], i["origin"]) for i in stored.of("intervals", row["page"])]
    if left := gaps(spans, now - HISTORY * DAY, now):
        yield f"still to be read: {left}"
    if spans and max(end for _, end, _ in spans) > now:
        yield f"time to come is claimed: {spans}"


def _secrets(story: Story, stored: Stored) -> list[str]:
    """Neither tokens nor names of persons are in the database, its files, or what was said."""
    story.at.engine.dispose()
    files = [f for f in story.at.path.parent.rglob("*") if f.is_file()]
    held = b"".join(file.read_bytes() for file in files) + repr(stored.rows).encode()
    held += "\n".join(story.said).encode()
    return [f"{word!r} is in the database" for word in ("hidden", "Тайная", "Зинаида")
            if word.encode() in held]  # fmt: skip


def _idle(story: Story) -> list[str]:
    """Another run at the same moment asks for the pages, and for walls that were refused.

    Where several were and no token may bundle calls, one request learns that.
    """
    story.living.moment = story.complete[-1]
    before, called = len(story.at.vk.requests), len(story.at.vk.calls)
    dump = story.at.dump()
    report = story.run()
    refused = {page.owner for page in story.living.pages if page.wall_error}
    calls = [c.owner for c in story.at.vk.calls[called:] if c.method != "groups.getById"]
    asked = [request.method for request in story.at.vk.requests[before:]]
    alone = all(token.startswith("service") for token in story.tokens)
    if len(asked) > 1 + len(calls) + (alone and len(calls) > 1) or not refused.issuperset(calls):
        return [f"an idle run asked {asked}: {report}"]
    return [] if story.at.dump() == dump else ["an idle run changed the store"]
