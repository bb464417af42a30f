"""What every page is by nature: the planted truth the figures of the region follow from.

Draws traits only (rates, quality, habits, troubles); what they lead to is drawn elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.frames import CATEGORIES
from loaders.demo import plan
from loaders.demo.bodies import Body
from loaders.demo.days import DAY, Days
from loaders.demo.plan import Bools, Floats, Ints

NORMS = {"card": 3, "active": 5, "flagship": 10}
"""Posts a week by category: the defaults of the settings."""

NEVER = 1 << 40
"""An instant beyond every window."""

QUESTIONS_A_MONTH = 2.5
"""Mean over pages; some are lost where walls are silent, closed or refused."""


@dataclass(frozen=True)
class Traits:
    """Arrays over pages. Instants are UTC seconds, ``NEVER`` where nothing happens.

    ``woken`` is when a page begins to answer, ``rise`` the growth of its posts' views in a year.
    """

    kind: Ints
    territory: Ints
    followers: Floats
    growth: Floats
    rate: Floats
    reposts: Floats
    visibility: Floats
    warmth: Floats
    lift: Floats
    talk: Floats
    questions: Floats
    answers: Floats
    hours: Floats
    off_hours: Floats
    opened: Ints
    refused: Ints
    why: list[str | None]
    closed: Ints
    hidden: Bools
    blind: Floats
    quiet: Ints
    woken: Ints
    rise: Floats
    signals: dict[str, Ints] = field(default_factory=dict)

    @property
    def faultless(self) -> Bools:
        """Pages that answer every question, and none of whose replies goes."""
        return self.answers > 1

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self.kind)


def traits(
    bodies: list[Body], category: list[str | None], days: Days, rng: np.random.Generator
) -> Traits:
    """The nature of each page of the bodies given, in their order."""
    n = len(bodies)
    kinds = [plan.kinds()[body.kind] for body in bodies]
    followers = _followers(bodies, rng)
    care = rng.standard_normal(n)
    trouble = _troubles(n, days, rng)
    sound = np.flatnonzero(trouble.none & (followers > 150) & (followers < 9_000))
    planted = _planted(n, sound, rng)
    big = np.where(followers > 6_000, 0.4, 1.0)
    questions = _questions(kinds, followers, rng)
    _by_figures(planted, sound, questions, followers)
    made = Traits(
        kind=np.array([body.kind for body in bodies], dtype=np.int64),
        territory=np.array([body.territory for body in bodies], dtype=np.int64),
        followers=followers,
        growth=_growth(care, planted, rng),
        rate=_rates(category, care, rng),
        reposts=np.where(rng.random(n) < 0.035, 0.9, rng.beta(1.3, 5.2, n)),
        visibility=rng.normal(0, 0.24, n) * big + np.log([k.rates[2] for k in kinds]),
        warmth=rng.normal(0, 0.30, n) * big + 0.08 * care + np.log([k.rates[1] for k in kinds]),
        lift=np.where(np.isin(np.arange(n), planted["fresh"]), 0.55, rng.normal(0, 0.06, n)),
        talk=np.where(np.isin(np.arange(n), planted["equal"]), 1.7, rng.normal(0, 0.6, n)),
        questions=questions,
        answers=_answers(questions, care, rng),
        hours=np.exp(rng.normal(np.log(2.6), 0.75, n) - 0.25 * care),
        off_hours=rng.beta(1.2, 2.6, n),
        opened=trouble.opened,
        refused=trouble.refused,
        why=trouble.why,
        closed=trouble.closed,
        hidden=trouble.hidden,
        blind=np.where(rng.random(n) < 0.014, 0.45, 0.012),
        quiet=trouble.quiet,
        woken=np.zeros(n, dtype=np.int64),
        rise=np.zeros(n),
        signals=planted,
    )
    _keep_busy(made)
    return made


_ON_OWN_POSTS = ("hollow", "liked", "adored", "even", "grew", "equal")
"""What is seen on the page's own posts only: such pages write enough of them."""


def _keep_busy(made: Traits) -> None:
    busy = np.concatenate([made.signals[name] for name in _ON_OWN_POSTS])
    made.rate[busy] = made.rate[busy].clip(5)
    made.reposts[busy] = made.reposts[busy].clip(0, 0.3)
    made.quiet[busy] = NEVER


def _followers(bodies: list[Body], rng: np.random.Generator) -> Floats:
    """Followers at the window's start; an administration's go with its residents."""
    deviation = rng.standard_normal(len(bodies))
    sizes = np.empty(len(bodies))
    for row, body in enumerate(bodies):
        kind, people = plan.kinds()[body.kind], plan.territories()[body.territory].people
        median, sd = kind.followers
        if kind.id == "administration":
            median, sd = 0.9 * people**0.835, 0.12 if body.territory == 0 else 0.3
        elif kind.level == "МО":
            median *= (people / 40_000) ** 0.1
        sizes[row] = median * np.exp(sd * deviation[row])
    return np.maximum(sizes, 12.0)


def _questions(kinds: list[plan.Kind], followers: Floats, rng: np.random.Generator) -> Floats:
    """Citizens' questions a month: bigger pages are asked more, log-normal around that."""
    shape = np.array([kind.rates[0] for kind in kinds]) ** 0.8 * (followers / 420) ** 0.42
    shape = np.minimum(1.6 * shape, 22.0) * np.exp(0.78 * rng.standard_normal(len(kinds)))
    shape = shape * (QUESTIONS_A_MONTH / shape.mean() if len(shape) > 100 else 1.0)
    return np.asarray(np.minimum(shape, 34.0))


def _rates(category: list[str | None], care: Floats, rng: np.random.Generator) -> Floats:
    """Posts a week, log-normal around the norm: most pages do more, some far less."""
    norm = np.array([NORMS[c or CATEGORIES[0]] for c in category], dtype=np.float64)
    ratio = np.where(norm < 4, 1.95, np.where(norm < 8, 1.6, 1.35))
    return np.asarray(norm * ratio * np.exp(0.42 * rng.standard_normal(len(norm)) + 0.14 * care))


def _growth(care: Floats, planted: dict[str, Ints], rng: np.random.Generator) -> Floats:
    """Growth of followers a year; ``hollow`` pages grow by followers who do not read."""
    growth = rng.normal(0.06, 0.07, len(care)) + 0.03 * care
    growth[planted["grew"]] += rng.uniform(0.45, 0.8, len(planted["grew"]))
    growth[planted["hollow"]] += 0.5
    return np.asarray(growth)


def _answers(questions: Floats, care: Floats, rng: np.random.Generator) -> Floats:
    """Share of the questions a page replies to: some never do, those asked a lot are staffed."""
    n = len(care)
    share = np.where(rng.random(n) < 0.05, 0.0, rng.beta(4.6 + 1.2 * care.clip(-2, 2), 1.25, n))
    asked_a_lot = 0.7 * ((questions - 5) / 10).clip(0, 1)
    return np.asarray((1 - asked_a_lot) * share + 0.76 * asked_a_lot)


_BY_FIGURES = ("vanished", "removed", "equal", "steady")


def _planted(n: int, free: Ints, rng: np.random.Generator) -> dict[str, Ints]:
    """Pages with something to be found, among the ``free``: signals, and pages to be rewarded."""
    free = rng.permutation(free)
    counts = {
        "jump": 4, "hollow": 3, "liked": 4, "even": 3, "equal": 2, "sunday": 6, "vanished": 4,
        "stock": 12, "fresh": 7, "grew": 7, "rubric": 40, "adored": 2, "news": 10, "meeting": 8,
        "contest": 8, "devoted": 3, "weekend": 4, "removed": 4, "steady": 3,
    }  # fmt: skip
    share, taken, planted = n / 831, 0, {}
    for name, count in counts.items():
        size = round(count * share)
        planted[name] = np.sort(free[taken : taken + size])
        taken += size
    return planted


def _by_figures(planted: dict[str, Ints], free: Ints, questions: Floats, followers: Floats) -> None:
    """Moves what needs much to be seen to pages that have much: questions, views of a post."""
    taken = np.concatenate([rows for name, rows in planted.items() if name not in _BY_FIGURES])
    left = np.setdiff1d(free, taken)
    for name, of in (
        ("vanished", questions),
        ("removed", questions),
        ("equal", followers),
        ("steady", followers),
    ):
        best = left[np.argsort(-of[left], kind="stable")][: len(planted[name])]
        planted[name] = np.sort(best)
        left = np.setdiff1d(left, best)


@dataclass(frozen=True)
class _Troubles:
    opened: Ints
    refused: Ints
    why: list[str | None]
    closed: Ints
    hidden: Bools
    quiet: Ints

    @property
    def none(self) -> Bools:
        """Pages that can be read in full and publish to this day."""
        open_to_all = (self.closed == NEVER) & (self.refused == NEVER) & (self.opened == 0)
        return np.asarray(~self.hidden & open_to_all & (self.quiet[:, 2, 0] == NEVER))


def _troubles(n: int, days: Days, rng: np.random.Generator) -> _Troubles:
    """What keeps a page from being read in full (opened late, refused, closed), and silences."""
    span = days.now - days.start
    draw = rng.random(n)
    gone = draw < 0.014
    opened = np.where(rng.random(n) < 0.016, days.start + (rng.uniform(0.1, 0.8, n) * span), 0)
    ago = np.exp(rng.uniform(0, np.log(200), n)) * DAY
    refused = np.where(gone, np.maximum(days.now - ago, days.start + 0.3 * span), NEVER)
    why = np.select([draw < 0.006, draw < 0.010], ["closed", "banned"], "deleted")
    closed = np.where(rng.random(n) < 0.6, 0, days.start + rng.random(n) * span)
    closed = np.where(rng.random(n) < 0.036, closed, NEVER)
    return _Troubles(
        opened=np.where(gone, 0, opened).astype(np.int64),
        refused=refused.astype(np.int64),
        why=[str(word) if lost else None for word, lost in zip(why, gone, strict=True)],
        closed=closed.astype(np.int64),
        hidden=rng.random(n) < 0.028,
        quiet=_silences(n, days, rng),
    )


def _silences(n: int, days: Days, rng: np.random.Generator) -> Ints:
    """Spells without a post, ``[page, spell, (begin, end)]``; the last spell lasts until now."""
    span = days.now - days.start
    spells = np.full((n, 3, 2), NEVER, dtype=np.int64)
    for number, share in enumerate((0.24, 0.10)):
        begin = days.start + rng.random(n) * span
        length = np.exp(rng.normal(np.log(19), 0.55, n)) * DAY
        hit = rng.random(n) < share
        spells[hit, number, 0] = begin[hit].astype(np.int64)
        spells[hit, number, 1] = (begin + length)[hit].astype(np.int64)
    kind = rng.random(n)
    ago = np.where(
        kind < 0.055, (7 + rng.exponential(11, n)) * DAY, rng.uniform(0.15, 1.0, n) * span
    )
    ago = np.where(kind < 0.004, 2.0 * span, ago)
    hit = kind < 0.069
    spells[hit, 2, 0] = (days.now - ago[hit]).astype(np.int64)
    return spells
