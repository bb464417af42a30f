"""Methodologies of an installation: those that come with the program, and those published in it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from core.period import local_date
from kpi.awards.entries import PERCENTILES
from kpi.methodology import (
    DEFAULT,
    Methodology,
    MethodologyError,
    in_force,
    methodologies,
    rewritten,
)
from store import methodologies as stored

LONGEST_ORDER = 200
DIGITS = 2
"""Weights that show alike are the same."""

log = logging.getLogger(__name__)


class NotPublished(ValueError):
    """A version that cannot be published: one sentence. ``why`` is its stable key.

    order: its number is missing or too long; day: before that of the version before; same: its
    weights are those of the version before; taken: somebody else was quicker; nothing: none of its
    lines is collected; awards: nominations need a line it leaves out.
    """

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def day_of(as_of: int | None, timezone: str, now: int) -> date:
    """The local day data of a moment reach, by which a version is in force or not.

    Without data today.
    """
    return local_date((as_of or now) - 1, timezone)


def known(engine: Engine, day: date) -> dict[str, Methodology]:
    """Every version by its key, and by its id the one in force on a day: ``in_force``.

    What was published here holds against what the program comes to bring, whatever their numbers. A
    published one that names what this program does not know is left out, and the log says so.
    """
    shipped = {m.key: m for m in methodologies().values()}
    own = {}
    for key, text in stored.published(engine):
        try:
            own[key] = rewritten(text, key)
        except MethodologyError as error:
            log.warning("a published methodology cannot be used: %s", error)
    begun = [m for m in own.values() if m.valid_from <= day]
    return in_force((shipped | own).values(), day) | in_force(begun, day)


def versions(found: Mapping[str, Methodology], id_: str) -> list[Methodology]:
    """All versions of a methodology, oldest first."""
    of_id = {m.version: m for m in found.values() if m.id == id_}
    return [of_id[version] for version in sorted(of_id)]


def publish(
    engine: Engine, base: Methodology, weights: Mapping[str, float], version: int,
    valid_from: date, order: str, who: str, now: int,
) -> Methodology:  # fmt: skip
    """Publishes other weights as the next version of a methodology.

    Args:
        engine: of the store.
        base: whose lines and scales it takes.
        weights: by KPI, one for each line, any scale; lines of weight 0 are left out.
        version: the number it is to have, as who publishes it has seen.
        valid_from: the first day it is in force, not before that of the version before.
        order: number of the order that lays it down.
        who: login, its author.
        now: of the log.

    Raises:
        NotPublished: see there.
    """
    order = order.strip().removeprefix("№").strip()
    if not order or len(order) > LONGEST_ORDER:
        raise NotPublished("order", f"the order's number has 1 to {LONGEST_ORDER} characters")
    last = versions(known(engine, valid_from), base.id)[-1]  # whatever the day
    if version != last.version + 1:
        raise NotPublished("taken", f"version {last.version} is published already")
    if valid_from < last.valid_from:
        sentence = f"version {last.version} is in force only from {last.valid_from}"
        raise NotPublished("day", sentence)
    missing = [kpi for kpi in PERCENTILES if not weights.get(kpi, 1.0)]
    if base.id == DEFAULT and missing:
        raise NotPublished("awards", f"nominations need {', '.join(missing)}")
    total = sum(weights.values()) or 1.0
    shares = {kpi: 100 * weight / total for kpi, weight in weights.items()}
    try:
        new = base.reissued(shares, version, valid_from, order, who)
    except MethodologyError as error:
        raise NotPublished("nothing", str(error)) from None
    if _shown(new) == _shown(last):
        raise NotPublished("same", f"the weights are those of version {last.version}")
    try:
        stored.publish(engine, new.id, new.version, new.written(), who, now)
    except stored.TakenError as error:
        raise NotPublished("taken", str(error)) from None
    return new


def _shown(found: Methodology) -> dict[str, float]:
    """Weights as they are shown, as shares of 100."""
    total = sum(line.weight for line in found.lines)
    return {line.kpi: round(100 * line.weight / total, DIGITS) for line in found.lines}
