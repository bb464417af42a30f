"""What a page shows of itself before its first post, as the one text the store keeps of it.

``cover,phone,menu=2``: the items of the checklist that are not filled, then how many widgets the
page's menu holds. Loaders write it, the store reads it; must not know what is worth how much.
"""

from __future__ import annotations

from collections.abc import Mapping

ITEMS = ("photo", "cover", "description", "site", "phone", "address", "category")
"""The checklist, in its order."""

MENU = "menu="
"""What the number of widgets follows; texts written before they were counted have none."""


def written(filled: Mapping[str, bool], widgets: int) -> str:
    """The text for a page: which of ``ITEMS`` are filled, how many widgets its menu holds."""
    return ",".join([*(item for item in ITEMS if not filled[item]), f"{MENU}{widgets}"])


def missing(text: str) -> list[str]:
    """The items of a text that are not filled."""
    return [item for item in text.split(",") if item in ITEMS]
