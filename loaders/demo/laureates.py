"""Pages to be rewarded: one for each award nomination, planted so that a fair judge must find it.

Owns who they are and what makes them the best; how the rest of the region lives is drawn elsewhere.
A region of few pages has none.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from core import design
from core.frames import AD, CATEGORIES, FORMATS, OWN, REPOST
from loaders.demo import plan
from loaders.demo.activity import Posts
from loaders.demo.bodies import Body
from loaders.demo.days import DAY, Days
from loaders.demo.plan import Bools, Ints
from loaders.demo.traits import NEVER, NORMS, Traits

ANYBODY = (
    "citizen_dialogue", "fast_help", "fresh_approach", "vk_trends", "best_rubric", "post_of_year",
    "video_of_year", "growth_of_year", "breakthrough",
)  # fmt: skip
"""Nominations any page can win; the others ask for a certain kind of body."""

NOMINATIONS = (*ANYBODY, "steady_voice", "event_chronicle", "sphere_leader", "for_every_resident",
               "best_network")  # fmt: skip
FEWEST = 40
"""Free pages from which on there is somebody to be rewarded."""

_ALWAYS = 1.2
"""A share of answers that leaves nothing to chance."""

_RESTING = ("school", "arts", "extra", "kindergarten")
"""Kinds that write little in summer."""

_VIDEOS = tuple(FORMATS.index(name) for name in ("clip", "video"))


@dataclass(frozen=True)
class Candidates:
    """What is known of the bodies with a page, in the order of pages."""

    bodies: list[Body]
    category: list[str | None]
    audience: list[int | None]
    exempt: Bools
    listed: Bools


def plant(made: Traits, known: Candidates, days: Days, rng: np.random.Generator) -> None:
    """Chooses the laureates, writes them to ``made.signals``, and makes them the best."""
    won = {name: np.zeros(0, dtype=np.int64) for name in NOMINATIONS}
    sound = untouched(made, known)
    free = np.flatnonzero(sound & (made.followers > 300) & (made.followers < 4_000))
    if len(free) >= FEWEST:
        won |= _chosen(made, known, sound, rng.permutation(free))
        _make_best(made, known, won, days)
    made.signals.update(won)
    made.signals["rubric"] = np.union1d(made.signals["rubric"], won["best_rubric"])


def untouched(made: Traits, known: Candidates) -> Bools:
    """Pages that count, open and read from the first day to the last, with nothing planted."""
    sound: Bools = (made.closed == NEVER) & (made.refused == NEVER) & (made.opened == 0)
    sound &= ~made.hidden & ~known.exempt & known.listed
    sound[np.unique(np.concatenate(list(made.signals.values())))] = False
    return sound


def _chosen(made: Traits, known: Candidates, sound: Bools, free: Ints) -> dict[str, Ints]:
    network = _network(known, sound)
    free = free[~np.isin(free, network)]
    ids = np.array([plan.kinds()[kind].id for kind in made.kind])
    towns = np.flatnonzero(sound & (ids == "council"))
    towns = np.array([row for row in towns if known.audience[row]], dtype=np.int64)
    people = np.array([known.audience[row] for row in towns])
    sphere = np.array([plan.kinds()[kind].sphere[0] for kind in made.kind])
    others = sphere[~np.isin(sphere, sphere[network])]
    common = Counter(others.tolist()).most_common(1)[0][0]
    awake = free[~np.isin(ids[free], _RESTING)]
    leaders = free[sphere[free] == common]
    won = {
        "best_network": network, "for_every_resident": towns[np.argsort(people)[:1]],
        "steady_voice": awake[:1], "event_chronicle": awake[1:2], "sphere_leader": leaders[:1],
    }  # fmt: skip
    left = free[~np.isin(free, np.concatenate(list(won.values())))]
    return won | {name: left[[turn]] for turn, name in enumerate(ANYBODY)}


def _network(known: Candidates, sound: Bools) -> Ints:
    """Pages of the founder with the fewest pages that make a network, all of them sound."""
    pages: dict[str, list[int]] = {}
    for row, body in enumerate(known.bodies):
        pages.setdefault(body.founder, []).append(row)
    whole = [rows for rows in pages.values() if len(rows) >= 6 and sound[rows].all()]
    return np.array(min(whole, key=len, default=[]), dtype=np.int64)


def _make_best(made: Traits, known: Candidates, won: dict[str, Ints], days: Days) -> None:
    everybody = np.concatenate(list(won.values()))
    norm = np.array([NORMS[known.category[row] or CATEGORIES[0]] for row in everybody])
    made.rate[everybody] = np.maximum(made.rate[everybody], 2.4 * norm)
    made.reposts[everybody] = made.reposts[everybody].clip(0, 0.15)
    made.quiet[everybody] = NEVER
    made.blind[everybody] = 0.01
    _make_answering(made, won)
    best = np.concatenate([won["sphere_leader"], won["best_network"]])
    made.visibility[best] += 0.7
    made.warmth[best] += 0.35
    made.visibility[won["breakthrough"]] += 0.6
    made.warmth[won["breakthrough"]] += 0.5
    made.visibility[won["sphere_leader"]] += 1.0
    made.lift[won["fresh_approach"]] = 0.9
    made.rise[won["fresh_approach"]] = 0.3
    made.warmth[won["fresh_approach"]] += 0.3
    made.warmth[won["best_rubric"]] += 0.4
    made.visibility[won["best_rubric"]] += 0.5
    made.rate[won["best_rubric"]] = made.rate[won["best_rubric"]].clip(8)
    made.growth[won["growth_of_year"]] = 1.15
    made.rise[won["growth_of_year"]] = 0.3
    made.rate[won["event_chronicle"]] = made.rate[won["event_chronicle"]].clip(14)
    made.rate[won["steady_voice"]] = 28
    made.reposts[won["steady_voice"]] = 0.0
    made.rate[won["sphere_leader"]] = made.rate[won["sphere_leader"]].clip(16)
    for row in won["sphere_leader"]:
        known_by = min(0.5 * (known.audience[row] or 0), 6_000)
        made.followers[row] = max(made.followers[row], known_by)
    for row in won["for_every_resident"]:
        made.followers[row], made.growth[row] = 0.8 * (known.audience[row] or 0), 0.02
        made.visibility[row] += 0.8
    _make_wake_up(made, won["breakthrough"], days)


def _make_answering(made: Traits, won: dict[str, Ints]) -> None:
    """Who is asked much: two answer everybody, one of them within minutes."""
    for name, questions, answers, hours in (
        ("citizen_dialogue", 40.0, _ALWAYS, 0.3), ("fast_help", 16.0, _ALWAYS, 0.05),
        ("sphere_leader", 8.0, 0.985, 0.8), ("best_network", 4.0, 0.92, 1.6),
        ("breakthrough", 5.0, 0.92, 1.6),
    ):  # fmt: skip
        rows = won[name]
        made.questions[rows] = np.maximum(made.questions[rows], questions)
        made.answers[rows], made.hours[rows] = answers, hours


def _make_wake_up(made: Traits, rows: Ints, days: Days) -> None:
    """Who has a year before hardly writes and never answers in it."""
    if days.count < 700:
        return
    middle = days.start + (days.now - days.start) // 2
    made.woken[rows] = middle
    for spell, (begin, end) in enumerate(((15, 150), (170, 330))):
        made.quiet[rows, spell, 0] = days.start + begin * DAY
        made.quiet[rows, spell, 1] = days.start + end * DAY


def celebrated(posts: Posts, traits: Traits, days: Days, rng: np.random.Generator) -> Posts:
    """Posts with one post and one video that everybody reads."""
    views, likes = posts.views.copy(), posts.likes.copy()
    later = (posts.published > days.now - 150 * DAY) & (posts.published < days.now - 20 * DAY)
    own = (posts.flags & OWN > 0) & (posts.flags & (REPOST | AD) == 0) & later & (posts.views > 0)
    for name, times in (("post_of_year", 200), ("video_of_year", 45)):
        for page in traits.signals[name]:
            fits = own & (posts.page == page)
            if name == "video_of_year":
                fits &= np.isin(posts.format, _VIDEOS)
            rows = np.flatnonzero(fits)
            if len(rows):
                row = rng.choice(rows)
                views[row] = times * int(traits.followers[page])
                likes[row] = int(0.05 * views[row])
    return replace(posts, views=views, likes=likes)


def groomed(pages: pl.DataFrame, traits: Traits) -> pl.DataFrame:
    """Pages of the register: laureates have the mark, the best ones everything that is asked."""
    best = np.concatenate([traits.signals["sphere_leader"], traits.signals["best_network"]])
    marked = np.concatenate([traits.signals[name] for name in NOMINATIONS])
    at = pl.int_range(pl.len())
    is_best, is_marked = (at.is_in(pl.Series(rows).implode()) for rows in (best, marked))
    whole = design.written(dict.fromkeys(design.ITEMS, True), 2)
    return pages.with_columns(
        badge=pl.when(is_marked).then(True).otherwise("badge"),
        pos_widget=pl.when(is_best).then(True).otherwise("pos_widget"),
        design_filled=pl.when(is_best).then(len(design.ITEMS)).otherwise("design_filled")
        .cast(pl.Int32),
        design_missing=pl.when(is_best).then(pl.lit(whole)).otherwise("design_missing"),
    )  # fmt: skip


def told(traits: Traits, bodies: list[Body], ids: list[str]) -> dict[str, object]:
    """Who should win what: page ids by nomination; of the network its founder."""
    won = {name: [ids[row] for row in traits.signals[name]] for name in NOMINATIONS}
    founders = {bodies[row].founder for row in traits.signals["best_network"]}
    return {"awards": won | {"best_network": sorted(founders)}}
