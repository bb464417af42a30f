"""When two computations of the same figures agree."""

from __future__ import annotations

from tests.independent.calculation import Figures


def same(one: float | None, other: float | None) -> bool:
    """Both null, or equal to 10⁻⁹."""
    if one is None or other is None:
        return one is other
    return abs(one - other) <= 1e-9 * max(1.0, abs(one), abs(other))


def differences(one: Figures, other: Figures) -> list[str]:
    """What differs, one line a figure."""
    return [
        f"{key}: {one.get(key)} is not {other.get(key)}"
        for key in sorted(one.keys() | other.keys())
        if key not in one
        or key not in other
        or not all(same(a, b) for a, b in zip(one[key], other[key], strict=True))
    ]
