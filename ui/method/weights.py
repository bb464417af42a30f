"""Weights in the address: what it asks for, what of it holds, and what each line weighs then.

``?weights=dialogue:40,er_view:20`` names blocks and lines; a block's weight is shared among its
lines as the methodology shares it, a line named itself overrides. Pure: no widget is drawn here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kpi.methodology import Methodology

MOST = 100.0
SAME = 0.05
"""Weights that show alike are alike."""
_ITEM = re.compile(r"([a-z0-9_]+):([0-9]{1,3}(?:\.[0-9]{1,4})?)")


def read(methodology: Methodology, text: str) -> tuple[dict[str, float], list[str]]:
    """What an address asks for.

    Returns:
        Weights by block or KPI, and the parts of the text that mean nothing. Weights that leave
        nothing to count are refused whole.
    """
    known = {name for line in methodology.lines for name in (line.kpi, line.block)}
    asked: dict[str, float] = {}
    bad = []
    for item in filter(None, text.split(",")):
        found = _ITEM.fullmatch(item)
        if found and found[1] in known and float(found[2]) <= MOST:
            asked[found[1]] = float(found[2])
        else:
            bad.append(item)
    if not any(resolved(methodology, asked).values()):
        return {}, [text]
    return asked, bad


def text_of(asked: Mapping[str, float]) -> str:
    """The address of some weights."""
    return ",".join(f"{name}:{weight:g}" for name, weight in asked.items())


def resolved(methodology: Methodology, asked: Mapping[str, float]) -> dict[str, float]:
    """The weight of every line."""
    own = of_blocks(methodology, {line.kpi: line.weight for line in methodology.lines})
    return {
        line.kpi: asked.get(
            line.kpi, line.weight * asked.get(line.block, own[line.block]) / own[line.block]
        )
        for line in methodology.lines
    }


def of_blocks(methodology: Methodology, weights: Mapping[str, float]) -> dict[str, float]:
    """Weights by block, in the methodology's order."""
    sums: dict[str, float] = {}
    for line in methodology.lines:
        sums[line.block] = sums.get(line.block, 0.0) + weights[line.kpi]
    return sums


def shares(weights: Mapping[str, float]) -> dict[str, float]:
    """The same as shares of 100."""
    total = sum(weights.values())
    return {name: 100 * weight / total for name, weight in weights.items()}


def changed(
    methodology: Methodology, asked: Mapping[str, float], name: str, weight: float
) -> dict[str, float]:
    """What is asked for once one field was changed; a block's weight replaces its lines'."""
    lines = {line.kpi for line in methodology.lines if line.block == name}
    kept = {key: value for key, value in asked.items() if key != name and key not in lines}
    before = resolved(methodology, kept)
    if abs((before | of_blocks(methodology, before))[name] - weight) < SAME:
        return kept
    return kept | {name: weight}
