"""Methodologies of an installation: those that come with the program, and those published in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Engine

from kpi.methodology import Methodology, in_force, methodologies, rewritten
from store import methodologies as stored

LONGEST_ORDER = 200
DIGITS = 2
"""Of a weight, as a share of 100."""


class NotPublished(ValueError):
    """A version that cannot be published: one sentence. ``why`` is its stable key.

    order: its number is missing or too long; day: before that of the version before; same: its
    weights are those of the version before; taken: somebody else was quicker.
    """

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


def known(engine: Engine, day: date) -> dict[str, Methodology]:
    """Every version by its key, and by its id the one in force on a day: ``in_force``.

    What was published here holds where the program comes to bring a version of the same number.

    Raises:
        MethodologyError: a published one names a KPI this program does not know.
    """
    shipped = {m.key: m for m in methodologies().values()}
    own = {key: rewritten(text, key) for key, text in stored.published(engine)}
    return in_force((shipped | own).values(), day)


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
        MethodologyError: nothing is left that counts.
    """
    order = order.strip()
    if not order or len(order) > LONGEST_ORDER:
        raise NotPublished("order", f"the order's number has 1 to {LONGEST_ORDER} characters")
    last = versions(known(engine, valid_from), base.id)[-1]
    if version != last.version + 1:
        raise NotPublished("taken", f"version {last.version} is published already")
    if valid_from < last.valid_from:
        sentence = f"version {last.version} is in force only from {last.valid_from}"
        raise NotPublished("day", sentence)
    new = base.reissued(_shares(weights), version, valid_from, order, who)
    if new.lines == last.reissued(_shares(_own(last)), 1, valid_from, order, who).lines:
        raise NotPublished("same", f"the weights are those of version {last.version}")
    try:
        stored.publish(engine, new.id, new.version, new.written(), who, now)
    except stored.TakenError as error:
        raise NotPublished("taken", str(error)) from None
    return new


def _own(found: Methodology) -> dict[str, float]:
    return {line.kpi: line.weight for line in found.lines}


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values()) or 1.0
    return {kpi: round(100 * weight / total, DIGITS) for kpi, weight in weights.items()}
