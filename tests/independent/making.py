"""Random rows of pages, followers and posts: the cases of the definitions, with their edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.frames import AD, FORMATS, OWN, PINNED, REPOST, VISITOR
from tests.independent import clock

DAY, HOUR = clock.DAY, clock.HOUR
Rows = list[dict[str, Any]]


@dataclass
class Maker:
    """Draws the rows of one page after another."""

    rng: np.random.Generator
    start: int
    end: int
    as_of: int
    timezone: str
    odd_counters: bool = False

    def chance(self, share: float) -> bool:
        """True in a share of the draws."""
        return bool(self.rng.random() < share)

    def pick(self, *options: Any) -> Any:
        """One of the options."""
        return options[int(self.rng.integers(len(options)))]

    def between(self, low: int, high: int) -> int:
        """An instant of ``[low, high)``."""
        return int(self.rng.integers(low, max(high, low + 1)))

    def page(self, page: int) -> dict[str, Any]:
        """A row of ``Pages``."""
        return {
            "page": page, "page_id": f"vk:{100 + page}", "network": "vk", "owner": 100 + page,
            "screen_name": None, "name": f"Page {page}", "ogrn": None, "level": None,
            "founder": None, "sphere": None, "territory": None,
            "category": self.pick(None, "card", "active", "flagship", "other"),
            "exempt": False, "exempt_reason": None,
            "audience": self.pick(None, 400, 5_000, 120_000), "listed": True,
            "badge": self.pick(None, True, False),
            "design_filled": self.pick(None, 0, 3, 7),
            "pos_widget": self.pick(None, True, False),
            "comments_open": self.pick(None, True, False), "refused": None, "refused_at": None,
        }  # fmt: skip

    def intervals(self, page: int) -> Rows:
        """Loaded intervals of a page: none, late ones, with holes, ending early."""
        if self.chance(0.06):
            return []
        low = self.pick(self.start - 40 * DAY, self.between(self.start, self.end), self.start)
        low = self.pick(low, self.start - 30 * DAY + self.between(0, DAY))
        high = self.pick(self.as_of, self.as_of, self.as_of - self.between(0, 9 * DAY))
        high = max(high, low + HOUR)
        cuts = sorted(self.between(low, high) for _ in range(2 * int(self.pick(0, 0, 1, 2))))
        edges = [low, *cuts, high]
        pieces = [p for p in zip(edges[::2], edges[1::2], strict=True) if p[0] < p[1]]
        origin = self.chance(0.5)
        return [
            {"page": page, "start": a, "end": b, "origin": origin and a == low} for a, b in pieces
        ]

    def snapshots(self, page: int) -> Rows:
        """Followers of a page: hidden, late, with holes, at the edge of seven days."""
        if self.chance(0.08):
            return []
        hidden, level = self.chance(0.1), int(self.pick(0, 40, 60, 900, 45_000))
        low = self.pick(self.start - 20 * DAY, self.start, self.between(self.start, self.as_of))
        moments = [*range(low + self.between(0, HOUR), self.as_of + 3 * DAY, DAY)]
        kept = [m for m in moments if self.chance(self.pick(0.05, 0.9))]
        kept += self.pick([], [min(self.end, self.as_of) - 7 * DAY], [self.start + 7 * DAY])
        by_day = {moment // DAY: moment for moment in kept}
        patchy = self.chance(0.2)
        return [
            {
                "page": page, "day": day, "read_at": moment,
                "followers": None if hidden or (patchy and self.chance(0.3))
                else level + self.between(0, 1 + level // 10),
            }
            for day, moment in by_day.items()
        ]  # fmt: skip

    def posts(self, page: int, loaded: Rows) -> Rows:
        """Posts of a page: loaded ones, two known from elsewhere, some at the very edges."""
        count = int(self.pick(0, 3, 15, 60, 140))
        instants = [self.start, self.end, self.end - 1, self.as_of, self.as_of - 72 * HOUR]
        whole = [(r["start"], r["end"]) for r in loaded]
        dates = [self.between(*self.pick(*whole)) for _ in range(count) if whole]
        dates += [m for m in instants if self.chance(0.2) and any(a <= m <= b for a, b in whole)]
        dates += [self.start - 400 * DAY, self.between(self.start, self.end)]
        no_views = float(self.pick(0.0, 0.15, 0.2, 0.4))
        kind = self.pick((0, 1, 2, 3, 4, 5, 6), (3, 6), (2,))
        return [self.post(page, i + 1, when, no_views, kind) for i, when in enumerate(dates)]

    def post(
        self, page: int, number: int, when: int, no_views: float, kinds: Any
    ) -> dict[str, Any]:
        """A row of ``Posts``."""
        flags = int(self.pick(OWN, OWN, OWN, OWN, OWN | REPOST, OWN | AD, VISITOR, OWN | PINNED))
        views = self.pick(100, 200, 400, self.between(1, 3_000))
        blank = self.odd_counters and self.chance(0.05)
        gone = self.pick(*[None] * 8, self.between(when, self.as_of), self.as_of, self.as_of + HOUR)
        return {
            "page": page, "post": number, "published": when, "flags": flags,
            "format": int(self.pick(*kinds)) % len(FORMATS),
            "likes": None if blank else self.between(0, 40), "comments": self.between(0, 9),
            "reposts": self.between(0, 5),
            "views": None if self.chance(no_views) else views,
            "read_at": when + int(self.pick(0, 71 * HOUR, 72 * HOUR, 80 * HOUR, 20 * DAY)),
            "deleted_at": gone,
        }  # fmt: skip
