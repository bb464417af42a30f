"""What happens once: news that everybody reads, contests, a text sent to many pages.

Owns honest look-alikes of inflation that lie on single posts; draws from generators of its own, so
that the rest of the region stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.frames import AD, OWN, REPOST
from loaders.demo.activity import Posts
from loaders.demo.comments import Told
from loaders.demo.days import DAY, Days
from loaders.demo.dialogue import Scene
from loaders.demo.plan import Ints
from loaders.demo.talk import Speech
from loaders.demo.traits import Traits

SENT_TO = 40
"""Pages that get the text sent centrally."""

SENT = (
    "Уважаемые жители! Центр управления регионом напоминает: сообщить о проблеме с дорогами, "
    "отоплением, вывозом отходов или благоустройством можно через виджет на нашей странице. Каждое "
    "обращение получает номер и срок, ответ придёт в личный кабинет, а ход работы виден на карте. "
    "Расскажите о сервисе соседям и близким."
)

ENDINGS = ("", "\n#Госпаблик", "\nСохраните запись, чтобы не потерять.")


@dataclass(frozen=True)
class Happened:
    """News by page, first instant and day; ``joined`` are followers they bring from that day on."""

    page: Ints
    at: Ints
    day: Ints
    joined: Ints
    contests: Ints


def happen(
    posts: Posts, traits: Traits, days: Days, rng: np.random.Generator
) -> tuple[Posts, Happened]:
    """Posts with the counters that news and contests leave; one of each on the pages planted."""
    views, likes = posts.views.copy(), posts.likes.copy()
    told: list[tuple[int, int, int, int]] = []
    for page in traits.signals["news"]:
        first = _one(posts, int(page), days, rng)
        if first >= 0:
            at = int(posts.published[first])
            hit = (posts.page == page) & (posts.published >= at) & (posts.published < at + 2 * DAY)
            factor, share = rng.uniform(4, 12), rng.uniform(0.02, 0.05)
            views[hit] = (posts.views[hit] * factor).astype(np.int64)
            likes[hit] = (posts.likes[hit] * factor).astype(np.int64)
            joined = min(share * (views - posts.views)[hit].sum(), 0.12 * traits.followers[page])
            day = int(days.index(np.array([at]))[0])
            told.append((int(page), at, day, int(joined)))
    chosen = [_one(posts, int(page), days, rng) for page in traits.signals["contest"]]
    contests = np.array([row for row in chosen if row >= 0], dtype=np.int64)
    likes[contests] = np.minimum(likes[contests] * 3, np.maximum(views[contests], 1))
    pages, instants, numbers, joins = np.array(told, dtype=np.int64).reshape(-1, 4).T
    happened = Happened(pages, instants, numbers, joins, contests)
    return replace(posts, views=views, likes=likes), happened


def _one(posts: Posts, page: int, days: Days, rng: np.random.Generator) -> int:
    """An own post of the later half of the window that had time to be read; -1: there is none."""
    low, high = days.start + (days.now - days.start) // 2, days.now - 20 * DAY
    own = (posts.page == page) & (posts.flags & OWN > 0) & (posts.flags & (REPOST | AD) == 0)
    rows = np.flatnonzero(own & (posts.published > low) & (posts.published < high))
    return int(rng.choice(rows)) if len(rows) else -1


def with_news(followers: Ints, happened: Happened) -> Ints:
    """Followers at the end of each day with those the news brought: 60, 25 and 15 % by day."""
    more = followers.copy()
    for page, day, joined in zip(happened.page, happened.day, happened.joined, strict=True):
        for after, share in enumerate((0.60, 0.25, 0.15)):
            more[page, day + after :] += int(share * joined)
    return more


def enter(scene: Scene, happened: Happened) -> None:
    """Adds comments with the prescribed phrase under each contest."""
    posts, rng = scene.posts, scene.rng
    post = np.repeat(happened.contests, 30)
    written = posts.published[post] + 600 + rng.exponential(0.4 * DAY, len(post)).astype(np.int64)
    kept = scene.talk.heard(post, written) & (written < scene.traits.closed[posts.page[post]])
    post, written = post[kept], written[kept]
    author = scene.people.some(scene.traits, posts.page[post], rng)
    scene.talk.add(post, written, author, Speech.CONTEST)


def sent(told: Told, days: Days, rng: np.random.Generator) -> Ints:
    """Rows of the posts that carry the text sent centrally: one a page, within two days."""
    posts = told.posts
    start = days.starts[max(0, days.count - 45)]
    fits = (posts.published >= start) & (posts.published < start + 2 * DAY)
    fits &= (posts.flags & OWN > 0) & (posts.flags & (REPOST | AD) == 0)
    rows = np.flatnonzero(fits)
    _, first = np.unique(posts.page[rows], return_index=True)
    return np.sort(rng.permutation(rows[first])[:SENT_TO])
