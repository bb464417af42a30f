"""The calendar of events of the demo region, and which posts speak of them.

Owns when events are and who covers how many of them; how texts are made is ``texts``.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

import numpy as np

from core.events import Event
from core.frames import AD, OWN, REPOST
from core.period import midnight
from loaders.demo import plan
from loaders.demo.activity import Posts
from loaders.demo.days import DAY, Days
from loaders.demo.plan import Ints
from loaders.demo.traits import Traits

MOST = 0.7
"""Share of the events that any page but the best chronicler covers at most."""


def listed(days: Days) -> dict[Event, str]:
    """Events that lie inside the window, in order, with what a post that speaks of one adds."""
    dates = days.dates()
    found = {}
    for year in range(dates[0].year, dates[-1].year + 1):
        for line in plan.words("calendar")["events"]:
            day, length, rest = line.split(" ", 2)
            title, tag = rest.rsplit(" ", 1)
            first = date.fromisoformat(f"{year}-{day}")
            last = first + timedelta(days=int(length) - 1)
            event = Event(title, first, last, hashtags=(tag.lower(),))
            if dates[0] < event.first and midnight(event.last, days.timezone) + DAY < days.now:
                found[event] = f"\n{title} {tag}"
    return found


def covering(
    posts: Posts, traits: Traits, days: Days, events: Collection[Event], rng: np.random.Generator
) -> Ints:
    """By post the number of the event it speaks of, −1: none. One post a page and event at most."""
    told = np.full(posts.count, -1, dtype=np.int64)
    keen = MOST * rng.beta(1.2, 2.6, traits.count)
    keen[traits.signals["event_chronicle"]] = 1.0
    own = (posts.flags & OWN > 0) & (posts.flags & (REPOST | AD) == 0)
    for number, event in enumerate(events):
        opens = midnight(event.first, days.timezone)
        closes = midnight(event.last, days.timezone) + 2 * DAY
        inside = own & (posts.published >= opens) & (posts.published < closes) & (told < 0)
        rows = np.flatnonzero(inside)
        page, first = np.unique(posts.page[rows], return_index=True)
        told[rows[first][rng.random(len(page)) < keen[page]]] = number
    return told
