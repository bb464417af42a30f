"""All KPIs of a region-year, beside a straight pandas way of the post KPIs alone."""

from __future__ import annotations

import resource
import tempfile
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.timing import seconds
from core.frames import AD, OWN, REPOST
from core.period import parse
from core.settings import Settings
from jobs import demo
from jobs.report import load
from kpi.evaluate import values
from kpi.model import Facts, Rules
from store.engine import open_engine

NOW = 1_763_964_000  # 2025-11-24 09:00 in Moscow


def pandas_way(posts: Any, snapshots: Any, start: int, end: int) -> Any:
    """Posts, gap, median views, ERV and ER a page, as one would write it: a function a group."""
    import pandas as pd

    own = posts[(posts["flags"] & OWN > 0) & (posts.published >= start) & (posts.published < end)]
    own = pd.merge_asof(
        own.sort_values("published"), snapshots.sort_values("read_at"),
        left_on="published", right_on="read_at", by="page", suffixes=("", "_snapshot"),
    )  # fmt: skip

    def page(group: Any) -> Any:
        mature = group[(group["flags"] & (REPOST | AD) == 0) & (group.published <= end - 259_200)]
        reactions = mature.likes + mature.comments + mature.reposts
        seen = mature.views.notna()
        return pd.Series({
            "posts": len(group),
            "gap": group.published.sort_values().diff().max() / 86_400,
            "median_views": mature.views.median(),
            "er_view": reactions[seen].sum() / max(mature.views[seen].sum(), 1),
            "er_post": reactions.sum() / max(mature.followers.sum(), 1),
        })  # fmt: skip

    return own.groupby("page").apply(page)


def compare(pages: int) -> None:
    """Builds a region in a temporary database and prints one line for it."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        settings = Settings(hash_key="b" * 32)
        demo.build(url, settings, pages, 52, 7, NOW, lambda what, done, total: None)
        engine = open_engine(url)
        facts: Facts = load(engine)
        period = parse("52w", settings.timezone, NOW)
        wanted = facts.posts.select(
            "page",
            "published",
            "flags",
            *(pl.col(c).cast(pl.Float64) for c in ("likes", "comments", "reposts", "views")),
        )
        posts, snapshots = wanted.to_pandas(), facts.snapshots.to_pandas()
        took = seconds({
            "read": lambda: load(engine),
            "all KPIs": lambda: values(facts, period, Rules()),
            "pandas, five post KPIs": lambda: pandas_way(
                posts, snapshots, period.start, period.end
            ),
        })  # fmt: skip
        engine.dispose()
    ratio = took["pandas, five post KPIs"] / took["all KPIs"]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{pages} pages, {facts.posts.height} posts, {facts.first_replies.height} comments: "
        + ", ".join(f"{name} {took[name]:.2f} s" for name in took)
        + f"; pandas ÷ ours {ratio:.1f}; peak {peak:.0f} MiB of the whole process"
    )


def main() -> None:
    """The two sizes of a region."""
    for pages in (831, 3843):
        compare(pages)
