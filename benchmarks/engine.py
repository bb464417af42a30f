"""All KPIs beside DuckDB computing them in SQL and a straight pandas way of five, in one run."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

import duckdb
import polars as pl

from benchmarks.region import NOW, region
from benchmarks.timing import seconds
from core.calendar import HOUR, day_kinds
from core.frames import AD, OWN, REPOST
from core.period import Period, midnight, parse
from kpi import KPIS
from kpi.appeals import page_moments
from kpi.evaluate import values
from kpi.model import Facts, Rules
from tests.independent.queries import AUDIENCE, CONTENT, REACH, SETUP

FIVE = ("posts", "longest_gap_days", "median_views", "er_view", "er_post")

ACTIVITY = """
select page, max(published - before) / 86400 as longest, count(*) as n from (
    select page, published, lag(published, 1, "start") over (partition by page order by published)
        as before from own join moment using (page) where inside)
group by page;
select page, avg((n >= 3)::int) from (
    select page, (published + 10800 - 345600) // 604800 as week, count(*) as n
    from own where inside group by page, week) group by page;
"""
"""Gaps and weeks, as DuckDB would do them; norms and holidays left out, to its advantage."""

ASKED = """
create or replace table asked as
    with live as (
        select r.*, m.as_of, m."start", m."end" from first_replies r join moment m using (page)
        where reason is not null and addressed and asked_at <= as_of
            and (deleted_at is null or deleted_at > as_of)
    ), first as (
        select page, any_value(as_of) as as_of, any_value("start") as "start",
            any_value("end") as "end", min(asked_at) as asked,
            arg_min(struct_pack(a := answered_at), (asked_at, comment)).a as answered
        from live anti join left_out using (page, post) group by page, root, author, turn
    ), started as (
        select f.*, d.before + least(greatest(asked - opens, 0), length) as began,
            coalesce(case when answered <= as_of then answered end, as_of) as until
        from first f asof join days d on f.asked >= d.opens
    ), ended as (
        select s.*, d.before + least(greatest(until - d.opens, 0), length) as done
        from started s asof join days d on s.until >= d.opens
    ), waited as (
        select e.*, d.before + least(greatest(as_of - d.opens, 0), length) - began as waited
        from ended e asof join days d on e.as_of >= d.opens
    )
    select w.*, answered is not null and answered <= as_of as replied, done - began as worked,
        until - asked as passed, asked >= "start" and asked < "end" as inside,
        greatest(d.opens + began + 32400 - d.before, asked) as deadline
    from waited w asof join days d on w.began + 32400 <= d.ended;
"""

COUNTED = """
select page, count(*) filter (inside) as appeals,
    count(*) filter (inside and waited >= 226800) as old,
    count(*) filter (inside and waited >= 226800 and replied and worked <= 226800) as in_window,
    count(*) filter (inside and deadline <= as_of) as due,
    count(*) filter (inside and deadline <= as_of and replied and answered <= deadline) as on_time,
    count(*) filter (not replied and deadline <= as_of) as overdue,
    count(*) filter (not replied and deadline > as_of) as waiting
from asked group by page order by page
"""

CURVE = """
with ordered as (
    select page, {0} as t, replied, row_number() over w as place,
        count(*) over (partition by page) - place + 1 as n
    from asked where inside window w as (partition by page order by {0}, not replied)
), survived as (
    select *, exp(sum(case when not replied then 0 when n = 1 then -1000 else ln((n - 1) / n) end)
        over (partition by page order by place)) as s from ordered
)
select page, min(t) filter (replied and s <= 0.5 + 1e-9) / 3600 as half,
    min(t) filter (replied and s <= 0.1 + 1e-9) / 3600 as most
from survived group by page order by page
"""


def in_duckdb(facts: Facts, period: Period) -> duckdb.DuckDBPyConnection:
    """A database in memory that holds the facts and the working days."""
    base = duckdb.connect(config={"threads": pl.thread_pool_size()})
    lengths = {"work": 9 * HOUR, "short": 8 * HOUR, "off": 0}
    kinds = [lengths[kind] for kind in day_kinds().values()]
    ended = list(accumulate(kinds))
    moments = page_moments(facts).with_columns(start=period.start, end=period.end)
    moment = moments.with_columns(until=pl.min_horizontal("as_of", "end"))
    deleted = facts.posts.filter(pl.col("deleted_at") <= facts.as_of).select("page", "post")
    unread = facts.threads.filter(~pl.col("whole")).select("page", "post")
    tables = {
        "pages": facts.pages, "snapshots": facts.snapshots, "intervals": facts.intervals,
        "posts": facts.posts, "first_replies": facts.first_replies, "moment": moment,
        "left_out": pl.concat([deleted, unread]),
        "days": pl.DataFrame({
            "opens": [midnight(day, period.timezone) + 9 * HOUR for day in day_kinds()],
            "length": kinds, "ended": ended, "before": [0, *ended[:-1]],
        }),
    }  # fmt: skip
    for name, frame in tables.items():
        base.register("given", frame)
        base.execute(f"create table {name} as select * from given")
    return base


def duckdb_way(base: duckdb.DuckDBPyConnection) -> dict[str, pl.DataFrame]:
    """KPIs of posts, followers and replies in SQL."""
    base.execute(SETUP.replace("create ", "create or replace ") + ACTIVITY + ASKED)

    def asked(text: str) -> pl.DataFrame:
        return pl.DataFrame(base.sql(text).to_arrow_table())

    queries = {"content": CONTENT, "reach": REACH, "audience": AUDIENCE, "counted": COUNTED,
               "curve": CURVE.format("passed"), "working": CURVE.format("worked")}  # fmt: skip
    return {name: asked(text) for name, text in queries.items()}


def agreement(ours: pl.DataFrame, theirs: dict[str, pl.DataFrame], pages: pl.DataFrame) -> str:
    """How far a figure of each kind lies from that of DuckDB at most."""
    counted = theirs["counted"].with_columns(rate=pl.col("on_time") / pl.col("due"))
    said = []
    for kpi, frame, column in (
        ("er_post", theirs["reach"], "er_post"),
        ("on_time_rate", counted, "rate"),
        ("median_response_working_hours", theirs["working"], "half"),
    ):
        mine = ours.filter(kpi=kpi).join(pages.select("page", "page_id"), on="page_id")
        both = mine.join(frame.select("page", other=column), on="page").drop_nulls("value")
        far = both.select((pl.col("value") - pl.col("other")).abs().max()).item()
        said.append(f"{kpi} {far:.0e} on {both.height} pages")
    return ", ".join(said)


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


def compare(pages: int, posts: int, comments: int) -> None:
    """Makes a region and prints what each way takes."""
    facts, rules = region(pages, posts, comments), Rules()
    period = parse("52w", rules.timezone, NOW)
    base = in_duckdb(facts, period)
    counters = (pl.col(c).cast(pl.Float64) for c in ("likes", "comments", "reposts", "views"))
    written = facts.posts.select("page", "published", "flags", *counters).to_pandas()
    followed = facts.snapshots.to_pandas()
    ours, theirs = values(facts, period, rules), duckdb_way(base)
    five = [KPIS[kpi] for kpi in FIVE]
    took = seconds({
        "all KPIs, another period": lambda: values(facts, period, rules),
        "all KPIs, facts just read": lambda: values(replace(facts), period, rules),
        "five KPIs of posts": lambda: values(facts, period, rules, kpis=five),
        "DuckDB": lambda: duckdb_way(base),
        "pandas, the five": lambda: pandas_way(written, followed, period.start, period.end),
    })  # fmt: skip
    print(
        f"{pages} pages, {posts} posts, {comments} comments: "
        + ", ".join(f"{name} {time:.2f} s" for name, time in took.items())
        + f"; DuckDB ÷ ours {took['DuckDB'] / took['all KPIs, facts just read']:.1f}, "
        f"pandas ÷ ours {took['pandas, the five'] / took['five KPIs of posts']:.1f}\n"
        f"largest differences from DuckDB: {agreement(ours, theirs, facts.pages)}"
    )


def main() -> None:
    """A real region-year, and twice its posts and fifteen times its comments."""
    compare(831, 280_000, 80_000)
    compare(3843, 2_600_000, 5_500_000)
