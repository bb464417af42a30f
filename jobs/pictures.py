"""Pictures, at the end of a night: avatars that changed, and those of the posts that views show.

What is there is not fetched again, what views show no more is removed. A picture that cannot be
taken is a reject, a host that fails is a sentence: neither changes what became of the run.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field

import polars as pl
from sqlalchemy import Engine

from core.frames import FORMATS
from core.period import DAY, parse
from core.settings import Settings
from kpi.model import Facts
from kpi.notable import judged_posts, notable_posts
from loaders.model import Broken
from loaders.pool import Pool
from loaders.sync import Progress
from loaders.vk.client import VkClient
from loaders.vk.pictures import (
    AVATAR_SIZE,
    KIND,
    POST_SIZE,
    Address,
    BadPicture,
    Pictures,
    PlacesWalk,
    Shown,
    Unreachable,
    address,
    jpeg,
)
from loaders.vk.sizes import LIMIT
from loaders.vk.token import CALLS_IN_EXECUTE
from store import pictures as store
from store import read
from store.pictures import AVATAR, Key

NETWORK = "vk"
PERIOD = "13w"
"""The period a page's card opens with."""

AGAIN = 7 * DAY
"""Posts are looked at again after this: a picture that was taken off must go here too."""

LONGEST = 3600
"""Seconds a night's pictures may take: until they end no other run can begin."""

LANES, TOGETHER = 4, 40
"""Pictures read at once, and kept in one transaction."""

Want = tuple[Key, Address]


@dataclass(slots=True)
class Brought:
    """What came of it; ``least`` is the fewest requests to the API, ``left`` counts what waits.

    ``why`` says, in words, what the first of these waits for.
    """

    kept: int = 0
    least: int = 0
    left: int = 0
    why: str = ""
    rejects: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def leave(self, why: str, count: int = 1) -> None:
        """Counts pictures that wait for another night."""
        self.left += count
        self.why = self.why or why


def shown_posts(engine: Engine, timezone: str, owners: dict[int, int]) -> list[Shown]:
    """Posts with a photo on the cards of some pages, given as ``page -> owner``."""
    as_of = read.as_of(engine)
    if as_of is None:
        return []
    period = parse(PERIOD, timezone, as_of)
    facts = Facts(**store.recent_facts(engine, period.start), as_of=as_of)
    notable = notable_posts(judged_posts(facts), period)
    photos = notable.filter(pl.col("format") == FORMATS.index("photo"))
    found = photos.select("page", "post").iter_rows()
    return [Shown(page, owners[page], post) for page, post in found if page in owners]


def bring(
    engine: Engine, settings: Settings, client: VkClient, now: int, clock: Callable[[], int], *,
    most_requests: int | None = None, progress: Progress = lambda phase, done, total: None,
    warn: Callable[[str], None] = lambda sentence: None,
) -> Brought:  # fmt: skip
    """Brings what is missing and removes what is not shown any more.

    Args:
        engine: of the store.
        settings: time zone and time-outs.
        client: asks where the pictures of posts stand.
        now: the moment of the run.
        clock: tells how long it takes.
        most_requests: stop asking the API after so many requests of the client.
        progress: told after each transaction, phase ``pictures``.
        warn: told once, in a sentence, where some are left to another night.
    """
    brought = Brought()
    wants = _wants(engine, settings, client, now, brought, most_requests)
    with closing(Pictures(settings.vk_timeout_seconds)) as pictures:
        _keep(engine, pictures, wants, now, clock, progress, brought)
    if brought.left:
        warn(f"{brought.left} pictures are left to the next night: {brought.why}")
    return brought


def _wants(
    engine: Engine, settings: Settings, client: VkClient, now: int, brought: Brought,
    most_requests: int | None,
) -> list[Want]:  # fmt: skip
    """What is to be fetched; what stands already and is not shown any more is removed."""
    listed = store.listed_pages(engine, NETWORK)
    owners = {row["page"]: row["owner"] for row in listed if row["owner"]}
    avatars = {(row["page"], AVATAR): row["picture"] for row in listed if row["picture"]}
    shown = shown_posts(engine, settings.timezone, owners)
    known = store.stored(engine, NETWORK)
    due = [s for s in shown if known.get((s.page, s.post), (0, 0))[1] <= now - AGAIN]
    places = avatars | _places(client, due, brought, most_requests)

    gone = known.keys() - avatars.keys() - {(s.page, s.post) for s in shown}
    gone |= {key for key, url in places.items() if url is None}
    wants, same = [], []
    for key, url in places.items():
        if url is None:
            continue
        try:
            place = address(url)
        except BadPicture as bad:
            brought.rejects[key[0], "picture", str(bad)] += 1
            continue
        if key not in known or known[key][0] != place.source:
            wants.append((key, place))
        elif key[1] != AVATAR:
            same.append(key)
    store.settle(engine, gone & known.keys(), same, now)
    return wants


def _places(
    client: VkClient, due: Sequence[Shown], brought: Brought, most_requests: int | None
) -> dict[Key, str | None]:
    """Addresses of the pictures of posts; null: the post is gone or shows no photo."""
    walk, received = PlacesWalk(due), client.received
    pool = Pool(client, lambda batch: None, lambda walk, over: None, most_requests, client.lanes)
    try:
        pool.add([walk])
        pool.run()
    except Broken as broken:
        brought.leave(str(broken), 0)
    brought.least = max(
        math.ceil(walk.least / CALLS_IN_EXECUTE), math.ceil((client.received - received) / LIMIT)
    )
    if missing := len(due) - len(walk.found):
        brought.leave(walk.owed or "VK does not say where they stand", missing)
    return walk.found


def _keep(
    engine: Engine, pictures: Pictures, wants: list[Want], now: int, clock: Callable[[], int],
    progress: Progress, brought: Brought,
) -> None:  # fmt: skip
    """Fetches and stores pictures, some at a time: what was stored when a run is killed stays."""
    began = clock()
    with ThreadPoolExecutor(LANES) as threads:
        for start in range(0, len(wants), TOGETHER):
            if clock() - began > LONGEST:
                brought.leave("the time for pictures is over", len(wants) - start)
                break
            part = wants[start : start + TOGETHER]
            answers = threads.map(lambda want: _tried(pictures, want[1]), part)
            rows = []
            for (key, place), answer in zip(part, answers, strict=True):
                content = _judged(key, answer, brought)
                if content is not None:
                    rows.append({
                        "page": key[0], "post": key[1], "source": place.source, "kind": KIND,
                        "content": content, "read_at": now,
                    })  # fmt: skip
            store.save(engine, rows)
            brought.kept += len(rows)
            progress("pictures", start + len(part), len(wants))


def _tried(pictures: Pictures, place: Address) -> bytes | BadPicture | Unreachable:
    try:
        return pictures.read(place)
    except (BadPicture, Unreachable) as error:
        return error


def _judged(
    key: Key, answer: bytes | BadPicture | Unreachable, brought: Brought
) -> bytes | None:  # fmt: skip
    """The small picture; null where there is none, which is then counted."""
    try:
        if isinstance(answer, bytes):
            return jpeg(answer, AVATAR_SIZE if key[1] == AVATAR else POST_SIZE)
        raise answer
    except BadPicture as bad:
        brought.rejects[key[0], "picture", str(bad)] += 1
    except Unreachable as unreachable:
        brought.leave(str(unreachable))
    return None
