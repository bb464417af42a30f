"""Questions of citizens and what becomes of them: replies, thanks, more questions, silence.

Owns who answers, how soon and in which form; the words are chosen elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loaders.demo import plan
from loaders.demo.activity import Posts
from loaders.demo.days import ASKING, DAY, Days, Shift, asking, seconds_of_day
from loaders.demo.plan import Bools, Floats, Ints
from loaders.demo.talk import People, Speech, Talk
from loaders.demo.traits import Traits

MONTH = 30.44 * DAY


@dataclass(frozen=True)
class Incident:
    """A breakdown that makes a municipality ask: day of the window, days it lasts."""

    territory: int
    day: int
    length: int


@dataclass(frozen=True)
class Scene:
    """What every step of the dialogue needs."""

    talk: Talk
    traits: Traits
    days: Days
    people: People
    responders: Ints
    rng: np.random.Generator

    @property
    def posts(self) -> Posts:
        """The posts that are commented."""
        return self.talk.posts


def incidents(days: Days, rng: np.random.Generator) -> list[Incident]:
    """Breakdowns of the heating season, in the larger municipalities."""
    cold = [number for number, day in enumerate(days.dates()) if day.month in (11, 12, 1, 2, 3)]
    cold = [number for number in cold if number < days.count - 10]
    if len(cold) < 30:
        return []
    chosen = rng.choice(cold, 5, replace=False)
    return [
        Incident(int(t), int(day), 4) for t, day in zip(rng.permutation(8)[:5], chosen, strict=True)
    ]


def converse(scene: Scene, troubles: list[Incident]) -> None:
    """Adds all questions with everything that follows them."""
    post, written, hot = _asked(scene, troubles)
    author = scene.people.some(scene.traits, scene.posts.page[post], scene.rng)
    cold = ~hot
    asked = [
        scene.talk.add(post[mask], written[mask], author[mask], speech)
        for mask, speech in ((cold, Speech.QUESTION), (hot, Speech.INCIDENT))
    ]
    rows = np.concatenate(asked)
    post, written, author = (np.concatenate([a[cold], a[hot]]) for a in (post, written, author))
    _crowd(scene, rows, post, written, author)
    _answer(scene, rows, rows, post, written, author, turn=0)


def _asked(scene: Scene, troubles: list[Incident]) -> tuple[Ints, Ints, Bools]:
    """Posts under which something is asked, when, and whether because of a breakdown."""
    traits, days, rng = scene.traits, scene.days, scene.rng
    shape = np.tile(asking(days), (len(plan.territories()), 1))
    extra = np.zeros_like(shape)
    for trouble in troubles:
        extra[trouble.territory, trouble.day : trouble.day + trouble.length] = (6, 4, 2, 1)[
            : trouble.length
        ]
    town = np.array([plan.kinds()[kind].words[1] in ("town", "utility") for kind in traits.kind])
    base = traits.questions * DAY / MONTH
    daily = base[:, None] * shape[traits.territory]
    burst = np.where(town, base, 0.0)[:, None] * extra[traits.territory]
    usual, upset = rng.poisson(daily), rng.poisson(burst)
    cell = np.concatenate([np.repeat(np.arange(n.size), n.ravel()) for n in (usual, upset)])
    hot = np.arange(len(cell)) >= usual.sum()
    page, day = cell // days.count, cell % days.count
    written = days.starts[day] + seconds_of_day(ASKING, rng.random(len(cell)))
    post = latest(scene.posts, page, written, rng, 0.5)
    some = post >= 0
    post, page, written, hot = post[some], page[some], written[some], hot[some]
    kept = scene.talk.heard(post, written) & (written < traits.closed[page]) & (written <= days.now)
    order = np.argsort(written[kept], kind="stable")
    return post[kept][order], written[kept][order], hot[kept][order]


def latest(posts: Posts, page: Ints, when: Ints, rng: np.random.Generator, near: float) -> Ints:
    """A recent post of the page before each instant (-1: none); ``near``: odds of the very last."""
    wide = 1 << 34
    key = posts.page * wide + posts.published
    last = np.searchsorted(key, page * wide + when) - 1
    chosen = last - (rng.geometric(near, len(page)) - 1)
    first = np.searchsorted(posts.page, page)
    chosen = np.maximum(chosen, first)
    return np.where(last >= first, chosen, -1)


def _answer(
    scene: Scene, rows: Ints, root: Ints, post: Ints, written: Ints, author: Ints, turn: int
) -> None:
    """The page's replies to ``rows`` in threads ``root``, then what citizens say to them."""
    traits, rng = scene.traits, scene.rng
    page = scene.posts.page[post]
    year = (written - scene.days.start) / (365 * DAY)
    odds = traits.answers[page] * (0.915 + 0.11 * year) + 0.04 * (traits.answers[page] > 0)
    said_at = written + 1 + _delay(scene, page, written, year)
    surely = np.where(traits.faultless[page], 1.0, 0.985)
    will = (rng.random(len(rows)) < odds.clip(0, surely)) & scene.talk.heard(post, said_at)
    will &= written >= traits.woken[page]
    will &= said_at < traits.closed[page]
    answered, thread = _reply(scene, *(a[will] for a in (rows, root, post, said_at, author)))
    left = ~will & (rng.random(len(rows)) < 0.06)
    _other_body(scene, *(a[left] for a in (rows, root, post, written, author)))
    _gratitude(scene, answered, thread, *(a[will] for a in (post, said_at, author)))
    if turn < 2:
        more = rng.random(len(answered)) < 0.11
        said = (a[will][more] for a in (post, said_at, author))
        _ask_again(scene, turn, answered[more], thread[more], *said)


def _delay(scene: Scene, page: Ints, written: Ints, year: Floats) -> Ints:
    """Seconds to the reply: so many hours of the shift in which this page is attended to."""
    rng, days = scene.rng, scene.days
    hours = scene.traits.hours[page] * np.exp(rng.normal(0, 1.0, len(page)) - 0.3 * year)
    at_once = rng.random(len(page)) < 0.10
    hours = np.where(at_once, rng.exponential(0.35, len(page)), hours)
    seconds = (hours * 3600).astype(np.int64)
    office = Shift(days, (9, 18), every_day=False).after(written, seconds)
    awake = Shift(days, (8, 23), every_day=True).after(written, seconds)
    free = rng.random(len(page)) < scene.traits.off_hours[page]
    return np.where(free, awake, office) - written


def _reply(
    scene: Scene, rows: Ints, root: Ints, post: Ints, when: Ints, author: Ints
) -> tuple[Ints, Ints]:
    """Replies in the forms the network knows; returns their rows and the threads they stand in."""
    talk, rng = scene.talk, scene.rng
    draw = rng.random(len(rows))
    person = scene.responders[scene.posts.page[post]]
    voice = np.where((person > 0) & (rng.random(len(rows)) < 0.5), person, talk.voice(post))
    replies = np.full(len(rows), -1, dtype=np.int64)
    direct, loose, named = (
        draw < 0.74,
        (draw >= 0.74) & (draw < 0.87),
        (draw >= 0.87) & (draw < 0.96),
    )
    far = draw >= 0.96
    for mask, fields in (
        (direct, {"root": root, "to": rows, "to_author": author}),
        (loose, {"root": root}),
        (named, {"root": root, "to_author": author, "mention": author}),
        (far, {"mention": author}),
    ):
        given = {name: values[mask] for name, values in fields.items()}
        replies[mask] = talk.add(post[mask], when[mask], voice[mask], Speech.REPLY, **given)
    return replies, np.where(far, replies, root)


def _gratitude(
    scene: Scene, replies: Ints, root: Ints, post: Ints, when: Ints, author: Ints
) -> None:
    talk, rng = scene.talk, scene.rng
    later = when + 30 + rng.exponential(5400, len(when)).astype(np.int64)
    said = (rng.random(len(when)) < 0.24) & talk.heard(post, later)
    talk.add(post[said], later[said], author[said], Speech.THANKS,
             root=root[said], to=replies[said], to_author=talk.voice(post[said]))  # fmt: skip
    second = when + rng.integers(60, 4000, len(when))
    more = (rng.random(len(when)) < 0.07) & talk.heard(post, second)
    talk.add(post[more], second[more], talk.voice(post[more]), Speech.REPLY, root=root[more])


def _ask_again(
    scene: Scene, turn: int, replies: Ints, root: Ints, post: Ints, when: Ints, author: Ints
) -> None:
    """The same citizen is not content: a new question in the thread, addressed to the page."""
    talk, rng = scene.talk, scene.rng
    later = when + 60 + rng.exponential(4 * 3600, len(when)).astype(np.int64)
    told = talk.heard(post, later) & (later < scene.traits.closed[scene.posts.page[post]])
    root, post, later, author = root[told], post[told], later[told], author[told]
    rows = talk.add(post, later, author, Speech.MORE, root=root, to=replies[told],
                    to_author=talk.voice(post))  # fmt: skip
    if len(rows):
        _answer(scene, rows, root, post, later, author, turn + 1)


def _crowd(scene: Scene, rows: Ints, post: Ints, written: Ints, author: Ints) -> None:
    """Others join a question («у нас тоже»), or its author writes on before anyone replies."""
    talk, rng = scene.talk, scene.rng
    later = written + 60 + rng.exponential(3 * 3600, len(rows)).astype(np.int64)
    told = talk.heard(post, later) & (later < scene.traits.closed[scene.posts.page[post]])
    draw = rng.random(len(rows))
    soon = written + rng.integers(20, 400, len(rows))
    calm = ~scene.traits.faultless[scene.posts.page[post]]
    same, own = told & (draw < 0.13), told & (draw > 0.94) & (soon <= later) & calm
    other = scene.people.some(scene.traits, scene.posts.page[post[same]], rng)
    talk.add(post[same], later[same], other, Speech.SAME, root=rows[same], to=rows[same],
             to_author=author[same])  # fmt: skip
    talk.add(post[own], soon[own], author[own], Speech.ADDS,
             root=rows[own], to=rows[own], to_author=author[own])  # fmt: skip


def _other_body(
    scene: Scene, rows: Ints, root: Ints, post: Ints, written: Ints, author: Ints
) -> None:
    """Where the page is silent another page of the municipality, or a stranger, answers."""
    talk, rng, traits = scene.talk, scene.rng, scene.traits
    later = written + rng.integers(1200, 2 * DAY, len(rows))
    told = talk.heard(post, later)
    where = traits.territory[scene.posts.page[post]]
    towns = [np.flatnonzero(traits.territory == t) for t in range(len(plan.territories()))]
    pick = [int(rng.choice(towns[t])) for t in where]
    voice = -scene.talk.owner[np.array(pick, dtype=np.int64)]
    voice = np.where(
        rng.random(len(rows)) < 0.25, -rng.integers(2 * 10**8, 3 * 10**8, len(rows)), voice
    )
    told &= voice != talk.voice(post)
    talk.add(post[told], later[told], voice[told], Speech.OTHER_BODY,
             root=root[told], to=rows[told], to_author=author[told])  # fmt: skip
