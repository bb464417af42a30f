"""What the demo region is made of before anything is drawn: kinds, territories, founders, villages.

Owns the reading of ``data/*.toml`` and the array types of this package; draws nothing.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Words = dict[str, list[str]]

_DATA = Path(__file__).parent / "data"


def rng(seed: int, stage: int) -> np.random.Generator:
    """The generator of one stage: a change in one stage leaves the draws of the others alone."""
    return np.random.default_rng([seed, stage])


@cache
def words(name: str) -> Words:
    """The word lists of ``data/<name>.toml``: list name → texts."""
    content = tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))
    flat: Words = {}
    for key, value in content.items():
        if isinstance(value, dict):
            flat |= {f"{key}.{inner}": list(texts) for inner, texts in value.items()}
        else:
            flat[key] = list(value)
    return flat


@dataclass(frozen=True)
class Kind:
    """A kind of body; the fields are explained at the head of ``data/kinds_people.toml``."""

    id: str
    sphere: tuple[str, ...]
    level: str
    founder: str
    share: float
    names: tuple[str, ...]
    odds: tuple[float, ...]
    title: str
    slug: str
    category: tuple[float, float, float]
    rates: tuple[float, float, float]
    words: tuple[str, str]
    cap: int
    audience: tuple[float, float]
    followers: tuple[float, float]
    titles: tuple[str, ...]
    titles_2: tuple[str, ...]


@dataclass(frozen=True)
class Territory:
    """A municipality; ``own`` are its departments that are founders of their own."""

    name: str
    gen: str
    city: str
    city_gen: str
    latin: str
    weight: float
    people: int
    own: tuple[str, ...]


_ABSENT: dict[str, Any] = {
    "cap": 100_000,
    "audience": (0, 0),
    "followers": (0, 0),
    "titles": (),
    "titles_2": (),
}


@cache
def kinds() -> tuple[Kind, ...]:
    """All kinds of bodies, in the order of the files."""
    made = []
    for name in ("kinds_people", "kinds_service", "kinds_power"):
        text = (_DATA / f"{name}.toml").read_text(encoding="utf-8")
        for row in tomllib.loads(text)["kind"]:
            given: dict[str, Any] = {k: _frozen(v) for k, v in (_ABSENT | row).items()}
            made.append(Kind(**given))
    return tuple(made)


@cache
def territories() -> tuple[Territory, ...]:
    """All municipalities, the largest first."""
    rows: list[dict[str, Any]] = _region()["territory"]
    return tuple(Territory(**{k: _frozen(v) for k, v in row.items()}) for row in rows)


@cache
def founders() -> dict[str, str]:
    """Founders of the region's level: key of a kind → name."""
    return dict(_region()["founders"])


def region_name() -> str:
    """The region's name, with a word that it is invented."""
    return str(_region()["name"])


def region_gen() -> str:
    """The region's name in the genitive."""
    return str(_region()["gen"])


@cache
def villages() -> tuple[str, ...]:
    """Invented names of villages, all different: plain ones first, then «Верхняя …»."""
    rows = words("region_villages")
    made = list(rows["alone"])
    for adjective in rows["adjectives"]:
        stem, ending = adjective.split(":")
        soft = ending == "ий" and stem[-1] == "н"
        one = "яя" if soft else "ая"
        many = "ие" if soft or stem[-1] == "х" else "ые"
        made += [f"{stem}{one} {noun}" for noun in rows["feminine"]]
        made += [f"{stem}{many} {noun}" for noun in rows["plural"]]
    return tuple(made)


@cache
def _region() -> dict[str, Any]:
    return tomllib.loads((_DATA / "region.toml").read_text(encoding="utf-8"))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
