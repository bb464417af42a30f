"""The awards of a store: a year's season, its results for people, and its candidates for files."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

import polars as pl
from sqlalchemy import Engine

from core.period import Period
from core.season import Candidate, Contest, Results
from jobs import signals
from jobs.award_words import AHEAD, ELSEWHERE, LEADERS, NOBODY, TIED, Words
from kpi.awards import entries
from kpi.awards.answers import questions, threads
from kpi.awards.chronicle import spoken, window
from kpi.awards.entries import Said, Season, Texts, season, year_of
from kpi.awards.reasons import scarcest
from kpi.awards.standing import NOMINATIONS, standings
from kpi.methodology import Methodology
from kpi.model import Facts, Rules
from kpi.signals.evaluate import SIGNALS
from kpi.signals.evaluate import signals as found_signals
from store import events, post_words, signal_decisions, signal_facts

SCHEMA = {
    "nomination": pl.String, "segment": pl.String, "place": pl.Int64, "page_id": pl.String,
    "name": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
    "p_best": pl.Float64, "leader": pl.Boolean, "proof": pl.String, "reason": pl.String,
    "preliminary": pl.Boolean,
}  # fmt: skip
"""Columns of ``table``."""

TAG = r"#[\p{L}\p{N}_]{2,}"
"""``core.text.HASHTAG`` for Polars, whose word characters hold combining marks too."""
_FOLLOWERS = [one for one in SIGNALS.values() if one.family == "followers" and one.kind == "signal"]


@dataclass(frozen=True)
class Matter:
    """What a year is judged by that no word of a person changes: it follows from the data.

    Attributes:
        season: before anybody has said anything.
        findings: ``kpi.signals.model.Found`` of the signals on followers.
    """

    season: Season
    findings: pl.DataFrame


def matter(
    engine: Engine, facts: Facts, year: int, rules: Rules, methodology: Methodology,
    as_of: int | None = None,
) -> Matter:  # fmt: skip
    """What takes most of the time of a season, to be kept while people act.

    Raises:
        NoYear: the data end before the year begins, or begin after it.
    """
    moment = facts.as_of if as_of is None else as_of
    year_of(facts, year, rules.timezone, moment)
    period = Period(date(year, 1, 1), date(year, 12, 31), rules.timezone)
    # Texts are mostly waited for: other processes read them while this one looks for signals.
    with ThreadPoolExecutor(1) as beside:
        texts = beside.submit(_texts, engine, period, moment)
        findings = found_signals(facts, period, rules, as_of=moment, which=_FOLLOWERS)
    return Matter(season(facts, year, rules, methodology, texts.result(), as_of), findings)


def of_year(
    engine: Engine, facts: Facts, year: int, rules: Rules, methodology: Methodology,
    as_of: int | None = None, found: Matter | None = None, heard: int | None = None,
) -> Season:  # fmt: skip
    """A season with what people said of signals, posts and pages: ``kpi.awards.entries.season``.

    Args:
        engine: of the store.
        facts: what was collected.
        year: of the region's calendar.
        rules: norms, deadline, zone.
        methodology: of the scores.
        as_of: the moment to look from; null: the moment the facts are complete to.
        found: ``matter`` of the same arguments, where it is at hand.
        heard: words of people said later do not count; null: all count.

    Raises:
        NoYear: the data end before the year begins, or begin after it.
    """
    at_hand = found or matter(engine, facts, year, rules, methodology, as_of)
    return entries.heard(at_hand.season, facts, _said(engine, year, at_hand.findings, heard))


def _said(engine: Engine, year: int, findings: pl.DataFrame, heard: int | None) -> Said:
    said = signal_decisions.decisions(engine, heard)
    # What was confirmed of the year before still stands behind this year's comparisons.
    since, until = date(year, 1, 1) - timedelta(days=365), date(year, 12, 31)
    recent = said.filter(pl.col("verdict") == "confirmed", pl.col("since").is_between(since, until))
    undecided = signals.with_decisions(engine, findings, heard).filter(
        pl.col("verdict").is_null() | (pl.col("verdict") == "confirmed")
    )
    excluded = post_words.excluded(engine, heard).select("page", "post")
    return Said(recent.select("page_id"), undecided.select("page_id"), excluded)


def _texts(engine: Engine, period: Period, moment: int) -> Texts:
    """Hashtags of the year's posts, events they speak of, and replies that repeat."""
    calendar = events.of_year(engine, period.first.year)
    windows = [window(event, period.timezone) for event in calendar]
    start = min([period.start, *(opens for opens, _closes in windows)])
    end = min(max([period.end, *(closes for _opens, closes in windows)]), moment)
    tags, said, told = [Texts().tags], [Texts().spoken], [Texts().told]
    for part in signal_facts.post_texts(engine, start, end):
        tags.append(hashtags(part.filter(pl.col("published") >= period.start)))
        said.append(spoken(part, calendar, period.timezone))
        if calendar:
            told.append(part.select("page", "post"))
    kinds = pl.Int32, pl.Int64
    frames = (pl.concat(parts, how="vertical_relaxed") for parts in (tags, said, told))
    named = dict(zip(("tags", "spoken", "told"), frames, strict=True))
    cast = {n: f.cast(dict(zip(("page", "post"), kinds, strict=True))) for n, f in named.items()}
    year_end = min(period.end, moment)
    replies = signal_facts.replies(engine, period.start, year_end)
    return Texts(replies=replies, events=calendar, **cast)


def hashtags(texts: pl.DataFrame) -> pl.DataFrame:
    """``page, post, tag`` of ``page, post, text``: one row per post and tag, lower case."""
    return (
        texts.filter(pl.col("text").str.contains("#", literal=True))
        .select("page", "post", tag=pl.col("text").str.to_lowercase().str.extract_all(TAG))
        .explode("tag")
        .drop_nulls()
        .unique()
    )


def results(
    facts: Facts, rules: Rules, methodology: Methodology, drafted: Season, words: Words,
    data_version: int,
) -> Results:  # fmt: skip
    """The season as it is proposed: every nomination with its finalists; who is first wins.

    Args:
        facts: those of the season.
        rules: those of the season.
        methodology: that of the season.
        drafted: the season.
        words: the language of the proofs.
        data_version: of the store.

    A nomination nobody qualifies for has one contest without finalists.
    """
    rows = standings(drafted.entries, drafted.gates, drafted.seed)
    by_contest: dict[str, dict[str | None, list[dict[str, Any]]]]
    by_contest = {one: {} for one in NOMINATIONS}
    for row in rows.iter_rows(named=True):
        by_contest[row["nomination"]].setdefault(row["segment"], []).append(row)
    bodies = {row["page_id"]: row for row in facts.pages.iter_rows(named=True)}
    contests = []
    for nomination, segments in by_contest.items():
        for segment, found in (segments or {None: []}).items():
            finalists = tuple(_candidate(row, bodies, words) for row in found)
            entrants = found[0]["candidates"] if found else 0
            winners = tuple(one.entry for one in finalists if one.place == 1)
            contests.append(Contest(nomination, segment, entrants, finalists, winners))
    told = _with_threads(contests, facts, rules, drafted)
    return Results(drafted.year, drafted.moment, methodology.key, data_version, told)


def _candidate(
    row: dict[str, Any], bodies: Mapping[str, dict[str, Any]], words: Words
) -> Candidate:
    body = bodies.get(row["page_id"] or "", {})
    nomination = NOMINATIONS[row["nomination"]]
    return Candidate(
        page_id=row["page_id"], name=body.get("name") or row["numbers"].get("founder") or "",
        founder=body.get("founder"), territory=body.get("territory"), sphere=body.get("sphere"),
        place=row["place"], value=row["value"], low=row["low"], high=row["high"],
        p_best=row["p_best"], leader=row["leader"],
        proof=words.proof(nomination, row["numbers"]), numbers=row["numbers"],
        post=row["post"], evidence=tuple(row["evidence"] or ()),
    )  # fmt: skip


def _with_threads(
    contests: list[Contest], facts: Facts, rules: Rules, drafted: Season
) -> tuple[Contest, ...]:
    """Finalists judged by questions with the random threads the commission reads."""
    by_id = dict(facts.pages.select("page_id", "page").iter_rows())
    read = [one for one in contests if NOMINATIONS[one.nomination].evidence == "questions"]
    pages = {by_id[one.page_id] for contest in read for one in contest.finalists}
    asked = questions(facts, pages, drafted.period, rules, drafted.moment) if pages else {}

    def drawn(nomination: str, one: Candidate) -> Candidate:
        seed = f"{drafted.seed}|{nomination}|{one.page_id}"
        return replace(one, evidence=threads(asked[by_id[one.page_id]], seed))

    return tuple(
        replace(one, finalists=tuple(drawn(one.nomination, each) for each in one.finalists))
        if one in read else one
        for one in contests
    )  # fmt: skip


def table(found: Results, drafted: Season, words: Words) -> pl.DataFrame:
    """Candidates of every contest for files: ``SCHEMA``, in order of the list and of merit.

    Args:
        found: the season's results.
        drafted: the season.
        words: the language of titles and reasons.

    A nomination nobody qualifies for has one row, which says so in ``reason``. ``place`` is empty
    where the page has its first place in another nomination, which ``reason`` names; ``low``,
    ``high`` and ``p_best`` are empty of an exact count.
    """
    rows: list[dict[str, Any]] = []
    first: dict[str, str] = {}
    for contest in found.contests:
        title = words.title(contest.nomination)
        about = {
            "nomination": contest.nomination, "segment": contest.segment,
            "preliminary": not drafted.whole,
        }  # fmt: skip
        if not contest.finalists:
            rows.append(about | {"reason": nobody(drafted, contest.nomination, words)})
        for one in contest.finalists:
            taken = first.get(one.page_id or "", "")
            reason = _reason(one, contest, words, taken)
            rows.append(about | asdict(one) | {"reason": reason})
        first = dict.fromkeys(contest.winners, title) | first
    return pl.DataFrame(rows, schema=SCHEMA, infer_schema_length=None).with_columns(
        pl.col("value", "low", "high", "p_best").round(6)
    )


def nobody(drafted: Season, nomination: str, words: Words) -> str:
    """Why nobody qualifies for a nomination: the condition that the fewest fulfil."""
    asked = NOMINATIONS[nomination]
    missing = scarcest(asked, drafted.entries[asked.source], drafted.gates)
    return words.text(NOBODY).format(condition=words.text(missing.text))


def _reason(one: Candidate, contest: Contest, words: Words, taken: str) -> str:
    """Why a candidate stands where it stands, in a sentence."""
    if one.place is None:
        return words.text(ELSEWHERE).format(title=taken)
    alone = sum(other.leader for other in contest.finalists) == 1
    if one.place == 1 and len(contest.winners) > 1:
        return words.text(TIED)
    if one.p_best is None or not one.leader:
        return ""
    return words.text(AHEAD if alone else LEADERS)
