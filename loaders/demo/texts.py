"""Texts of posts: patterns of the page's group and season, the place named, rubrics marked."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl

from core.frames import AD, OWN, REPOST
from loaders.demo import events, plan, voices
from loaders.demo.activity import POLL, Posts
from loaders.demo.bodies import Body
from loaders.demo.comments import Told
from loaders.demo.days import Days
from loaders.demo.plan import Ints
from loaders.demo.traits import Traits

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
SEASONS = ("winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", "autumn",
           "autumn", "autumn", "winter")  # fmt: skip

VARIANTS = 12
"""Fillings of one pattern."""

_HOLIDAYS = ("june", "july", "august")
_TEACHERS = ("school", "kindergarten", "extra", "arts", "college", "sport", "office", "power")
_OF_TEACHERS = ("d0901", "d1005")


def post_texts(
    told: Told, bodies: list[Body], traits: Traits, days: Days, rng: np.random.Generator,
    sent: Ints, spoken: pl.Series,
) -> pl.DataFrame:  # fmt: skip
    """Schema ``PostTexts``: one row per own post that is no repost; ``sent`` ones say the same.

    ``spoken`` is what posts add of an event, empty where there is none.
    """
    posts, numbers = told.posts, told.post_numbers
    row = np.flatnonzero((posts.flags & OWN > 0) & (posts.flags & REPOST == 0))
    page, day = posts.page[row], days.index(posts.published[row])
    pool, start, size = _pool()
    column = _columns(posts, row, traits, days, day, rng)
    pick = start[column] + (rng.random(len(row)) * size[column]).astype(np.int64)
    chosen = pool[pick]
    places = pl.Series([plan.territories()[body.territory].city_gen for body in bodies])[page]
    tags = _rubrics(posts, row, rng)
    ending = np.where(np.isin(row, sent), page % len(events.ENDINGS), -1)
    written = pl.concat_str(
        chosen["head"],
        pl.when(chosen["placed"]).then(places).otherwise(pl.lit("")),
        chosen["tail"],
        tags,
        spoken[row],
    )
    central = pl.lit(events.SENT) + pl.lit(pl.Series(events.ENDINGS)).gather(ending.clip(0))
    return pl.DataFrame({"page": (page + 1).astype(np.int32), "post": numbers[row]}).with_columns(
        text=pl.when(pl.Series(ending >= 0)).then(central).otherwise(written)
    )


def _columns(
    posts: Posts, row: Ints, traits: Traits, days: Days, day: Ints, rng: np.random.Generator
) -> Ints:
    """The column of patterns for each post: advertisement, poll, feast, else the month."""
    number = {name: place for place, name in enumerate(_names())}
    dates = days.dates()
    month = np.array([date.month - 1 for date in dates])[day]
    usual = np.array([[number[kind.words[0], name] for name in MONTHS] for kind in plan.kinds()])
    kind = traits.kind[posts.page[row]]
    column = usual[kind, month]
    feast = np.array([number.get(("feast", f"d{date:%m%d}"), -1) for date in dates])[day]
    taught = np.array([kind.words[0] in _TEACHERS for kind in plan.kinds()])[kind]
    narrow = np.isin(feast, [number["feast", name] for name in _OF_TEACHERS])
    marked = (feast >= 0) & (taught | ~narrow) & (rng.random(len(row)) < 0.62)
    column = np.where(marked, feast, column)
    poll = (posts.format[row] == POLL) & (rng.random(len(row)) < 0.9)
    column = np.where(poll, number["poll", "any"], column)
    return np.where(posts.flags[row] & AD > 0, number["ad", "any"], column)


@cache
def _names() -> list[tuple[str, str]]:
    """Columns of patterns, (group, month): each also holds what is written all year."""
    plain = [("poll", "any"), ("ad", "any")]
    groups = sorted({kind.words[0] for kind in plan.kinds()})
    months = [(group, month) for group in groups for month in MONTHS]
    feasts = [
        ("feast", key.split(".")[1]) for key in plan.words("posts") if key.startswith("feast.")
    ]
    return plain + months + feasts


@cache
def _pool() -> tuple[pl.DataFrame, Ints, Ints]:
    """Filled patterns cut at the place (``head, tail, placed``), start and size of each column."""
    words, rng = plan.words("posts"), plan.rng(0, 91)
    texts: list[str] = []
    sizes = []
    for group, name in _names():
        patterns = list(words.get(f"{group}.{name}", []))
        if name in MONTHS:
            season = words.get(f"{group}.{SEASONS[MONTHS.index(name)]}", [])
            study = [] if name in _HOLIDAYS else words.get(f"{group}.study", [])
            patterns = words[f"{group}.any"] + study + season + 2 * patterns
        made = voices.filled(patterns, words, rng, VARIANTS)
        texts += made
        sizes.append(len(made))
    cut = [text.partition("§") for text in texts]
    table = pl.DataFrame(
        {
            "head": [c[0] for c in cut],
            "tail": [c[2] for c in cut],
            "placed": [bool(c[1]) for c in cut],
        }
    )
    size = np.array(sizes, dtype=np.int64)
    return table, np.concatenate([[0], size.cumsum()[:-1]]), size


def _rubrics(posts: Posts, row: Ints, rng: np.random.Generator) -> pl.Series:
    """Hashtags: a standing rubric on its day of the week, now and then the region's."""
    page = posts.page[row]
    names = ["", *(f"\n{tag}" for tag in plan.words("posts")["tags.rubric"]), "\n#Госпаблик"]
    loose = np.where(rng.random(len(row)) < 0.14, len(names) - 1, 0)
    standing = 1 + page % (len(names) - 2)
    return pl.Series(names)[np.where(posts.rubric[row], standing, loose)]
