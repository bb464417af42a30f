"""The planted truth as plain data: what a careful analysis of the demo region should find."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.frames import OWN
from loaders.demo import laureates, plan
from loaders.demo.activity import Posts
from loaders.demo.bodies import Body
from loaders.demo.comments import Told
from loaders.demo.days import DAY, Days
from loaders.demo.dialogue import Incident
from loaders.demo.events import SENT, Happened
from loaders.demo.plan import Ints
from loaders.demo.traits import NEVER, Traits

INFLATED = {
    "followers_jump": "jump", "followers_without_readers": "hollow", "likes_rise": "liked",
    "likes_above_group": "adored", "likes_even": "even", "equal_texts": "equal",
    "sunday_burst": "sunday", "vanished_questions": "vanished",
}  # fmt: skip
"""Signal → what is planted for it to be found."""

LOOK_ALIKES = {
    "followers_jump": ("news", "meeting"), "followers_without_readers": ("grew",),
    "likes_rise": ("news", "contest"), "likes_above_group": ("devoted",),
    "likes_even": ("steady",), "equal_texts": ("contest",), "sunday_burst": ("weekend",),
    "vanished_questions": ("removed",),
}  # fmt: skip
"""Signal → honest pages that look alike and must not be found."""


@dataclass(frozen=True)
class Planted:
    """Who the region is made of; arrays and lists over pages."""

    owner: Ints
    bodies: list[Body]
    traits: Traits
    responders: Ints
    troubles: list[Incident]


def truth(
    made: Planted, posts: Posts, happened: Happened, seed: int, weeks: int, days: Days
) -> dict[str, object]:
    """What was planted: of the region, of every page, and pages with something to be found."""
    ids = [f"vk:{number}" for number in made.owner]
    return {
        "region": plan.region_name(),
        "seed": seed,
        "weeks": weeks,
        "now": days.now,
        "timezone": days.timezone,
        "start": days.start,
        "incidents": _incidents(made.troubles, days),
        **_found(ids, made.traits.signals),
        **laureates.told(made.traits, made.bodies, ids),
        "ties": [[ids[row] for row in pair] for pair in _pairs(made.traits.signals["ties"])],
        "news": [
            {"page": ids[page], "at": int(at), "joined": int(joined)}
            for page, at, joined in zip(happened.page, happened.at, happened.joined, strict=True)
        ],
        "pages": dict(zip(ids, _pages(made, posts, days), strict=True)),
    }


def _pairs(rows: Ints) -> list[list[int]]:
    return rows.reshape(-1, 2).tolist()


def _incidents(troubles: list[Incident], days: Days) -> list[dict[str, object]]:
    return [
        {
            "territory": plan.territories()[trouble.territory].name,
            "date": str(days.dates()[trouble.day]),
            "days": trouble.length,
        }
        for trouble in troubles
    ]


def _found(ids: list[str], signals: dict[str, Ints]) -> dict[str, object]:
    """Pages by what is planted, by the signal that should find them, and those that look alike."""
    return {
        "planted": {
            name: [ids[row] for row in rows] for name, rows in signals.items() if name != "ties"
        },
        "inflated": {
            signal: [ids[row] for row in signals[name]] for signal, name in INFLATED.items()
        },
        "look_alikes": {
            signal: [ids[row] for name in names for row in signals[name]]
            for signal, names in LOOK_ALIKES.items()
        },
    }


def _pages(made: Planted, posts: Posts, days: Days) -> list[dict[str, object]]:
    last = np.zeros(made.traits.count, dtype=np.int64)
    own = posts.flags & OWN > 0
    np.maximum.at(last, posts.page[own], posts.published[own])
    return [
        _page(row, made.bodies[row], made.traits, made.responders, int(last[row]), days)
        for row in range(made.traits.count)
    ]


def sent(told: Told, owner: Ints, rows: Ints) -> dict[str, object]:
    """The text sent centrally: where it stands."""
    page = told.posts.page[rows]
    return {
        "sent": {
            "text": SENT,
            "posts": {
                f"vk:{owner[where]}": int(told.post_numbers[row])
                for where, row in zip(page, rows, strict=True)
            },
        }
    }


def _page(
    row: int, body: Body, traits: Traits, responders: Ints, last: int, days: Days
) -> dict[str, object]:
    """Rates are a week (posts), a month (questions), a year (growth); quality is in logarithms."""
    end = min(days.now, int(traits.refused[row]))
    return {
        "kind": plan.kinds()[body.kind].id,
        "followers_at_start": round(float(traits.followers[row])),
        "growth": round(float(traits.growth[row]), 4),
        "posts_a_week": round(float(traits.rate[row]), 3),
        "reposts": round(float(traits.reposts[row]), 3),
        "visibility": round(float(traits.visibility[row]), 4),
        "warmth": round(float(traits.warmth[row]), 4),
        "questions_a_month": round(float(traits.questions[row]), 4),
        "answers": round(float(traits.answers[row]), 4),
        "hours_to_reply": round(float(traits.hours[row]), 3),
        "off_hours": round(float(traits.off_hours[row]), 3),
        "responder": bool(responders[row] != 0),
        "opened": _instant(traits.opened[row], 0),
        "refused": traits.why[row],
        "refused_at": _instant(traits.refused[row], NEVER),
        "comments_closed_at": _instant(traits.closed[row], NEVER),
        "followers_hidden": bool(traits.hidden[row]),
        "silent_since": last or days.start if end - (last or days.start) >= 7 * DAY else None,
    }  # fmt: skip


def _instant(value: np.int64, nothing: int) -> int | None:
    return None if value == nothing else int(value)
