"""A methodology is data: which KPIs count how much, and how a value becomes a mark.

Versions stand beside each other, in ``kpi/methodologies`` and among those an installation has
published; a new one never rewrites the old, so any past period can be computed again with any.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polars as pl

import kpi.methodologies as package
from core.registry import collect
from kpi import KPIS
from kpi.beliefs import ESTIMATED, RATES
from kpi.model import Kpi

MARKED: dict[str, Kpi] = KPIS | collect(package, Kpi)
"""Everything a line may mark: all figures, and the facts only methodologies speak of."""

DEFAULT = "index"
"""The methodology where none is named; awards are judged by it."""

FOLDER = Path(__file__).parent / "methodologies"


class MethodologyError(ValueError):
    """A methodology that cannot be used: one sentence says which and why."""


@dataclass(frozen=True)
class Scale:
    """How a value becomes a mark from 0 to 100.

    ``linear``: 0 at ``bad``, 100 at ``good``. ``steps``: the mark of the highest step reached,
    ``(from value, mark)`` in rising order; ``strict``: of the highest step exceeded.
    ``percentile``: the place among the page's peers.
    """

    kind: Literal["linear", "steps", "percentile"]
    bad: float = 0.0
    good: float = 1.0
    steps: tuple[tuple[float, float], ...] = ()
    strict: bool = False


@dataclass(frozen=True)
class Line:
    """One of ``MARKED`` in a methodology: its block, its weight, its scale.

    ``collected`` false: what it speaks of is not collected; the line is left out for every page
    and its weight missing from the coverage.
    """

    kpi: str
    block: str
    weight: float
    scale: Scale
    collected: bool = True


@dataclass(frozen=True)
class Methodology:
    """A whole way of rating.

    Attributes:
        id: stable key.
        version: rises with every change.
        title: English title; the Russian stands in the catalogue.
        valid_from: the day it was put in force.
        author: who laid it down; of published versions the login.
        order: number of the order that did.
        months: the months up to the end of the period that it looks at; 0: see ``days``.
        days: the days up to the end of the period that it looks at; 0: the period itself.
        colours: ``(from score, name)`` in falling order, for methodologies that speak in colours.
        lines: what counts.
    """

    id: str
    version: int
    title: str
    valid_from: date
    author: str
    order: str
    months: int
    days: int
    colours: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """Id and version, as draws are seeded and files are named by."""
        return f"{self.id}-{self.version}"

    def zone(self, score: pl.Expr) -> pl.Expr:
        """Name of the colour a score stands in; null where it is null, or there are no colours."""
        rounded = score.round(2)
        name = pl.lit(None, pl.String)
        for at, colour in reversed(self.colours):
            name = pl.when(rounded >= at).then(pl.lit(colour)).otherwise(name)
        return name

    def weighted(self, weights: Mapping[str, float]) -> Methodology:
        """The same with other weights by KPI; lines not named keep theirs."""
        lines = (replace(line, weight=weights.get(line.kpi, line.weight)) for line in self.lines)
        return replace(self, lines=tuple(lines))

    def reissued(
        self, weights: Mapping[str, float], version: int, valid_from: date, order: str, author: str
    ) -> Methodology:
        """Another version with other weights by KPI; lines of no weight are left out.

        Raises:
            MethodologyError: nothing is left that is collected.
        """
        lines = tuple(line for line in self.weighted(weights).lines if line.weight)
        new = replace(self, lines=lines, version=version, valid_from=valid_from, order=order,
                      author=author)  # fmt: skip
        _check(new, new.key)
        return new

    def written(self) -> str:
        """All of it as a text that ``rewritten`` reads."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)


def read(text: str, name: str) -> Methodology:
    """A methodology from TOML.

    Raises:
        MethodologyError: what is missing, unknown or contradictory in ``name``.
    """
    return _made(tomllib.loads, text, name)


def rewritten(text: str, name: str) -> Methodology:
    """A methodology from ``written``.

    Raises:
        MethodologyError: see ``read``; this program may know a KPI no more.
    """
    return _made(_of_json, text, name)


def _of_json(text: str) -> dict[str, Any]:
    raw: dict[str, Any] = json.loads(text)
    return raw | {"valid_from": date.fromisoformat(raw["valid_from"])}


def _made(load: Callable[[str], dict[str, Any]], text: str, name: str) -> Methodology:
    try:
        raw = load(text)
        lines = tuple(_line(item) for item in raw.pop("lines"))
        raw["days"] = raw.get("days", 0)
        raw["colours"] = tuple((float(at), str(colour)) for at, colour in raw.get("colours", []))
        found = Methodology(**raw, lines=lines)
    except (KeyError, TypeError, ValueError) as error:
        raise MethodologyError(f"{name} is not a methodology: {error}") from None
    _check(found, name)
    return found


def _line(item: dict[str, Any]) -> Line:
    scale = dict(item.pop("scale"))
    scale["steps"] = tuple((float(at), float(mark)) for at, mark in scale.get("steps", ()))
    return Line(**item, scale=Scale(**scale))


def _check(found: Methodology, name: str) -> None:
    ids = [line.kpi for line in found.lines]
    unknown = sorted({line.kpi for line in found.lines if line.collected} - MARKED.keys())
    if unknown:
        raise MethodologyError(f"{name}: there is no KPI {', '.join(unknown)}")
    if len(set(ids)) < len(ids) or not any(line.collected for line in found.lines):
        raise MethodologyError(f"{name}: every KPI counts once, and at least one is collected")
    for line in found.lines:
        if (line.kpi in RATES) != (line.scale.kind == "percentile") and line.kpi in ESTIMATED:
            told = "the share of peers" if line.kpi in RATES else "its own figure"
            raise MethodologyError(f"{name}: {line.kpi} can be marked by {told} alone")
        if line.weight <= 0:
            raise MethodologyError(f"{name}: the weight of {line.kpi} must be greater than 0")
        if line.scale.kind == "linear" and line.scale.bad == line.scale.good:
            raise MethodologyError(f"{name}: the scale of {line.kpi} has no length")


def in_force(found: Iterable[Methodology], day: date) -> dict[str, Methodology]:
    """Every version by its key, and by its id the newest of those in force on a day.

    Where none is in force yet, the oldest.
    """
    by_version = sorted(found, key=lambda m: -m.version)
    begun = [m for m in by_version if m.valid_from <= day]
    by_id: dict[str, Methodology] = {}
    for m in (*begun, *reversed(by_version)):
        by_id.setdefault(m.id, m)
    return by_id | {m.key: m for m in by_version}


@cache
def methodologies() -> dict[str, Methodology]:
    """Those that come with the program: every version by its key, by its id the newest."""
    paths = sorted(FOLDER.glob("*.toml"))
    return in_force((read(p.read_text(encoding="utf-8"), p.name) for p in paths), date.max)


def methodology(name: str) -> Methodology:
    """One of those that come with the program, by id, then the newest version, or by key.

    Raises:
        MethodologyError: there is none of this name.
    """
    return named(name, methodologies())


def named(name: str, known: Mapping[str, Methodology]) -> Methodology:
    """A methodology of ``in_force`` by id or key.

    Raises:
        MethodologyError: there is none of this name.
    """
    if name not in known:
        ids = ", ".join(sorted({m.id for m in known.values()}))
        raise MethodologyError(f"there is no methodology {name!r}: known are {ids}")
    return known[name]
