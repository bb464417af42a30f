"""The demo region: believable data of an invented region, with the truth they were made from.

A pure function of its arguments: no clock, no files written, no store. The stages stand in modules
of their own: bodies, traits, walls, activity, dialogue, chatter, comments, texts, truth.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from core.events import Event
from loaders.demo import (
    activity,
    bodies,
    calendar,
    chatter,
    comments,
    days,
    dialogue,
    events,
    laureates,
    plan,
    talk,
    texts,
    ties,
    traits,
    truth,
    walls,
)

__all__ = ["Region", "region"]

Progress = Callable[[float, str], None]


@dataclass(frozen=True)
class Region:
    """Frames as a finished sync would leave them; ``truth`` is plain data for a JSON file.

    ``bodies`` and ``pages`` have the columns of the store's tables, the other frames the schemas of
    ``core.frames``.
    """

    bodies: pl.DataFrame
    pages: pl.DataFrame
    snapshots: pl.DataFrame
    intervals: pl.DataFrame
    posts: pl.DataFrame
    post_texts: pl.DataFrame
    comments: pl.DataFrame
    threads: pl.DataFrame
    responders: pl.DataFrame
    events: tuple[Event, ...]
    truth: dict[str, object]


def _silent(share: float, what: str) -> None:
    """Takes progress and shows nothing."""


def region(
    pages: int = 831, weeks: int = 52, seed: int = 7, *, now: int, timezone: str, hash_key: str,
    progress: Progress = _silent, luck: int | None = None,
) -> Region:  # fmt: skip
    """Builds the demo region as of ``now``.

    Args:
        pages: pages of the register; a few bodies without a page come on top.
        weeks: full local weeks before the one that runs.
        seed: another seed, another region.
        now: UTC unix seconds to which the data reach.
        timezone: IANA name of the region's zone.
        hash_key: key of the persons' hashes, as the loaders use it.
        progress: told the share done (0–1) and what comes next.
        luck: seed of what happens to these pages, of the same nature; null: ``seed``.

    Raises:
        ValueError: fewer than 1 page or week.
    """
    if pages < 1 or weeks < 1:
        raise ValueError(f"a region needs at least 1 page and 1 week, not {pages} and {weeks}")
    progress(0.0, "register")
    time = days.window(weeks, now, timezone)
    cast = _cast(pages, time, seed, hash_key)
    progress(0.2, "posts")
    chance = seed if luck is None else luck
    life = _life(cast, time, chance)
    progress(0.4, "comments")
    troubles = dialogue.incidents(time, plan.rng(seed, 11))
    told = _conversations(cast, life, time, chance, talk.people(cast.traits, hash_key), troubles)
    progress(0.55, "texts of comments")
    spoken = comments.comments(
        told, cast.traits, time, hash_key, cast.responders, plan.rng(chance, 13)
    )
    progress(0.9, "texts of posts")
    planted = truth.Planted(cast.owner, cast.bodies, cast.traits, cast.responders, troubles)
    secrets = truth.truth(planted, life.posts, life.happened, seed, weeks, time)
    snapshots = walls.snapshots(cast.traits, life.followers, time)
    progress(1.0, "done")
    return _frames(cast, told, spoken, snapshots, time, seed, secrets)


@dataclass(frozen=True)
class _Cast:
    """The register as a frame; of the bodies with a page, in the order of pages, all there is."""

    register: pl.DataFrame
    pages: pl.DataFrame
    bodies: list[bodies.Body]
    traits: traits.Traits
    owner: plan.Ints
    responders: plan.Ints


def _cast(pages: int, time: days.Days, seed: int, key: str) -> _Cast:
    everybody = bodies.register(pages + round(bodies.WITHOUT_PAGE * pages), plan.rng(seed, 1))
    register = bodies.frame(everybody, plan.rng(seed, 2))
    chosen = np.sort(plan.rng(seed, 3).permutation(len(everybody))[:pages])
    running = [everybody[row] for row in chosen]
    category = register["category"].to_list()
    nature = traits.traits(running, [category[row] for row in chosen], time, plan.rng(seed, 4))
    owner = walls.owners(pages, plan.rng(seed, 5))
    listed = register["listed"].to_numpy()[chosen]
    exempt = register["exempt"].to_numpy()[chosen]
    audience = register["audience"].to_list()
    known = laureates.Candidates(
        running, [category[row] for row in chosen], [audience[row] for row in chosen], exempt,
        listed,
    )  # fmt: skip
    laureates.plant(nature, known, time, plan.rng(seed, 20))
    ties.plant(nature, known)
    register = ties.serving_alike(register, chosen[nature.signals["ties"]])
    frame = walls.pages(running, chosen + 1, owner, listed, nature, time, plan.rng(seed, 6))
    frame = ties.alike(laureates.groomed(frame, nature), nature.signals["ties"])
    answering = comments.responders(nature, key, 0.06, plan.rng(seed, 9))
    return _Cast(register, frame, running, nature, owner, answering)


@dataclass(frozen=True)
class _Life:
    """What happens on the pages before anybody comments; followers by page and day."""

    posts: activity.Posts
    happened: events.Happened
    followers: plan.Ints


def _life(cast: _Cast, time: days.Days, seed: int) -> _Life:
    followers = walls.daily_followers(cast.traits, time, plan.rng(seed, 7))
    posts = activity.posts(cast.traits, followers, time, plan.rng(seed, 8))
    posts, happened = events.happen(posts, cast.traits, time, plan.rng(seed, 16))
    posts = laureates.celebrated(posts, cast.traits, time, plan.rng(seed, 21))
    return _Life(posts, happened, events.with_news(followers, happened))


def _conversations(
    cast: _Cast, life: _Life, time: days.Days, seed: int, public: talk.People,
    troubles: list[dialogue.Incident],
) -> comments.Told:  # fmt: skip
    table = talk.Talk(life.posts, cast.owner)
    scene = dialogue.Scene(table, cast.traits, time, public, cast.responders, plan.rng(seed, 10))
    dialogue.converse(scene, troubles)
    chatter.chatter(scene)
    events.enter(replace(scene, rng=plan.rng(seed, 17)), life.happened)
    return comments.told(table, cast.traits, plan.rng(seed, 12))


def _frames(
    cast: _Cast, told: comments.Told, spoken: pl.DataFrame, snapshots: pl.DataFrame,
    time: days.Days, seed: int, secrets: dict[str, object],
) -> Region:  # fmt: skip
    nature, live = cast.traits, comments.live_counts(spoken, told)
    sent = events.sent(told, time, plan.rng(seed, 18))
    listed = calendar.listed(time)
    covered = calendar.covering(told.posts, nature, time, listed, plan.rng(seed, 22))
    says = pl.Series(["", *listed.values()])
    return Region(
        bodies=cast.register,
        pages=cast.pages,
        snapshots=snapshots,
        intervals=walls.intervals(nature, told.posts.first(nature.count), time),
        posts=comments.posts(told, live),
        post_texts=texts.post_texts(
            told, cast.bodies, nature, time, plan.rng(seed, 14), sent, says[covered + 1]
        ),
        comments=spoken,
        threads=comments.threads(told, live, nature, time, plan.rng(seed, 15)),
        responders=comments.responder_frame(cast.responders),
        events=tuple(listed),
        truth=secrets | truth.sent(told, cast.owner, sent),
    )
