"""A year ready to be judged: gates, and the entries of every source, from facts and a rating.

Answers, changes, posts, networks are made in modules of their own beside this one. Must not know
who wins, or which nomination asks for a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from core.events import Event
from core.period import Period, local_date
from kpi import KPIS
from kpi.awards import answers, changes, gates, networks, posts
from kpi.awards.breakthrough import index_change
from kpi.awards.chronicle import SPOKEN, TOLD, coverage
from kpi.evaluate import values
from kpi.groups import with_figures
from kpi.methodology import Methodology
from kpi.model import Facts, Rules
from kpi.model import SourceName as FactSource
from kpi.nominations.model import SourceName
from kpi.nominations.sources import PAGES
from kpi.peers import grouped
from kpi.rating import Scored, scored
from kpi.sources import sources

_TOWN_HALLS = ("органы власти",)
_POWER = ("Регион", "Законодательный орган")
"""Levels whose bodies are authorities whatever their sphere."""


def _none(**columns: pl.DataType | type[pl.DataType]) -> pl.DataFrame:
    return pl.DataFrame(schema=columns)


@dataclass(frozen=True)
class Texts:
    """What the facts do not hold and texts do.

    Attributes:
        replies: ``page, comments``: the pages' own of ``kpi.signals.model.Sayings``.
        tags: ``page, post, tag``: hashtags of posts.
        events: the calendar.
        spoken: ``kpi.awards.chronicle.SPOKEN``: which of them posts speak of.
        told: ``kpi.awards.chronicle.TOLD``: posts whose text is known.
    """

    replies: pl.DataFrame = field(default_factory=lambda: _none(page=pl.Int32, comments=pl.Int32))
    tags: pl.DataFrame = field(
        default_factory=lambda: _none(page=pl.Int32, post=pl.Int64, tag=pl.String)
    )
    events: tuple[Event, ...] = ()
    spoken: pl.DataFrame = field(default_factory=lambda: _none(**SPOKEN))
    told: pl.DataFrame = field(default_factory=lambda: _none(**TOLD))


@dataclass(frozen=True)
class Said:
    """Words of people.

    Attributes:
        confirmed: ``page_id``: one row per confirmed signal.
        followers: ``page_id``: one row per open signal on followers.
        excluded: ``page, post``: posts marked as obituary, disaster or giveaway.
    """

    confirmed: pl.DataFrame
    followers: pl.DataFrame
    excluded: pl.DataFrame


@dataclass(frozen=True)
class Season:
    """A year ready to be judged.

    Attributes:
        year: of the region's calendar.
        period: its days up to the moment of the data.
        moment: the data are complete to, UTC seconds.
        entries: by source of ``kpi.nominations.sources``.
        gates: ``kpi.awards.standing.GATES``.
        members: ``kpi.peers.members``.
        seed: of draws: period, moment and methodology.
        whole: whether the year is over.
    """

    year: int
    period: Period
    moment: int
    entries: Mapping[SourceName, pl.DataFrame]
    gates: pl.DataFrame
    members: pl.DataFrame
    seed: str
    whole: bool


class NoYear(ValueError):
    """The year cannot be judged: one sentence."""


def season(
    facts: Facts, year: int, rules: Rules, methodology: Methodology, texts: Texts,
    as_of: int | None = None,
) -> Season:  # fmt: skip
    """Gates and entries of a year, before anybody has said anything of it.

    Args:
        facts: what was collected.
        year: of the region's calendar.
        rules: norms, deadline, rule for appeals.
        methodology: of the scores; ``index`` looks at the 12 months up to the moment of the data.
        texts: what texts hold.
        as_of: the moment to look from; null: the moment the facts are complete to.

    Raises:
        NoYear: the data end before it begins, or begin after its end.
    """
    moment = facts.as_of if as_of is None else as_of
    period = year_of(facts, year, rules.timezone, moment)
    whole_year = Period(date(year, 1, 1), date(year, 12, 31), rules.timezone)
    rated = scored(facts, whole_year, rules, methodology, moment)
    members = rated.ground.members
    wanted: tuple[FactSource, ...] = ("page", "posts", "appeals")
    rows = sources(facts, period, rules, moment, wanted=wanted)
    weeks = gates.norm(facts, period, rules, moment)
    gate = gates.gates(facts, members, weeks, rows["posts"], moment)
    own = posts.originals(facts, period, moment)
    parts = [
        _identity(facts, members), _figures(facts, period, rules, moment, rows), weeks,
        posts.idle_days(facts, period, moment, gates.pauses(facts, period)),
        answers.answers(facts, period, rules, moment, members, rows["appeals"]),
        _scores(rated), answers.equal_replies(texts.replies),
        changes.reactions(facts, period, moment, members, rules.timezone),
        changes.growth(facts.snapshots, period, moment, members, rows["page"]),
        index_change(facts, rated, rules, methodology, moment), posts.trends(own, members),
    ]  # fmt: skip
    kept = own.join(members.select("page", "page_id"), on="page", maintain_order="left")
    entries: dict[SourceName, pl.DataFrame] = {
        "pages": _joined(members, parts),
        "posts": posts.posts(kept, members),
        "rubrics": posts.rubrics(kept, members, texts.tags, rules.timezone),
        "networks": networks.networks(facts, rated, gate, rows["page"]),
        "coverage": coverage(facts, period, moment, texts.events, texts.spoken, texts.told),
    }
    seed = f"{period}|{moment}|{methodology.key}"
    whole = moment >= whole_year.end
    return Season(year, period, moment, entries, gate, members, seed, whole)


def heard(made: Season, facts: Facts, said: Said) -> Season:
    """A season with what people said; ``facts`` are those it was made of."""
    pages = _counted(made.entries["pages"], made.members, said.followers, "follower_signals")
    entries = {**made.entries, "pages": pages}
    if said.excluded.height:
        own = posts.originals(facts, made.period, made.moment)
        kept = own.join(made.members.select("page", "page_id"), on="page", maintain_order="left")
        entries["posts"] = posts.posts(kept, made.members, said.excluded)
    gate = _counted(made.gates, made.members, said.confirmed, "confirmed")
    return replace(made, entries=entries, gates=gate)


def _counted(
    frame: pl.DataFrame, members: pl.DataFrame, rows: pl.DataFrame, name: str
) -> pl.DataFrame:
    """The frame with how many ``rows`` (of ``page_id``) each page has in its column ``name``."""
    each = rows.group_by("page_id").agg(pl.len().cast(pl.Int64).alias(name))
    found = members.select(pl.col("page").cast(frame.schema["page"]), "page_id").join(
        each, on="page_id"
    )
    joined = frame.drop(name).join(
        found.drop("page_id"), on="page", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col(name).fill_null(0)).select(frame.columns)


def year_of(facts: Facts, year: int, timezone: str, moment: int) -> Period:
    """The days of a year that the data know.

    Raises:
        NoYear: there are none.
    """
    asked = Period(date(year, 1, 1), date(year, 12, 31), timezone)
    last = local_date(moment - 1, timezone)
    if last < asked.first:
        raise NoYear(f"the data end on {last}, before the year {year} begins")
    first = facts.intervals["start"].min()
    if not isinstance(first, int):
        raise NoYear("no page has been read yet: there is nothing to judge")
    if local_date(first, timezone) > asked.last:
        raise NoYear(
            f"the data begin on {local_date(first, timezone)}, after the year {year} has ended"
        )
    return Period(asked.first, min(asked.last, last), timezone)


def _joined(members: pl.DataFrame, parts: list[pl.DataFrame]) -> pl.DataFrame:
    """Parts side by side in the columns of ``PAGES``; where nothing was counted it is 0."""
    pages = members.select("page")
    for part in parts:
        pages = pages.join(part, on="page", how="left", maintain_order="left")
    counts = [
        name for name, (kind, zero) in PAGES.columns.items() if kind == pl.Int64 and zero == 0
    ]
    # A page none of whose replies repeats often is not among the replies at all.
    return PAGES.rest(pages).with_columns(pl.col(*counts, "equal_replies", "vanished").fill_null(0))


def _identity(facts: Facts, members: pl.DataFrame) -> pl.DataFrame:
    """``page, page_id, segment, authority, audience``."""
    founders = facts.pages["founder"].drop_nulls().unique()
    authority = (
        pl.col("sphere").str.to_lowercase().is_in(_TOWN_HALLS).fill_null(value=False)
        | pl.col("level").is_in(_POWER).fill_null(value=False)
        | pl.col("name").is_in(founders.implode())
    )
    return (
        facts.pages.join(members.select("page"), on="page", how="semi")
        .with_columns(authority=authority)
        .select(
            "page", "page_id", "authority", "audience",
            segment=pl.when("authority").then("level").otherwise("sphere"),
        )
    )  # fmt: skip


def _figures(
    facts: Facts, period: Period, rules: Rules, moment: int,
    rows: dict[FactSource, pl.DataFrame],
) -> pl.DataFrame:  # fmt: skip
    """Figures of the year as the ranking shows them, too small samples as null."""
    chosen = [KPIS[one] for one in ("population_share", "original_share", "response_rate")]
    long = values(facts, period, rules, as_of=moment, kpis=chosen, found=rows)
    wide = long.pivot("kpi", index="page_id", values="value")
    ends = rows["page"].select(pl.col("page").cast(pl.Int32), "followers", "followers_before")
    named = facts.pages.select("page", "page_id").join(wide, on="page_id", how="left")
    return named.drop("page_id").join(ends, on="page", how="left")


PERCENTILES = {"er_post": "er_percentile", "view_rate": "view_percentile"}
"""Lines of the index that nominations read: without them nobody qualifies for some."""


def _scores(found: Scored) -> pl.DataFrame:
    """Scores of rated pages with the median of their group, and percentiles of judged lines."""
    rated = pl.col("reason").is_null()
    scores = found.scores.select(
        "page", score=pl.when(rated).then("score"), rated=rated,
        score_variance=pl.when(rated).then("variance"),
    )  # fmt: skip
    judged = grouped(found.ground.members.join(scores, on="page", maintain_order="left"), "rated")
    scores = with_figures(judged, "rated", group_score=pl.col("score").median()).select(
        "page", "score", "score_variance", "group_score"
    )
    for kpi, name in PERCENTILES.items():
        line = found.lines.filter(kpi=kpi, state="judged")
        scores = scores.join(line.select("page", pl.col("mark").alias(name)), on="page", how="left")
    return scores
