"""A season as it stands: what the figures propose, what the commission decided, what is frozen.

Joins the calculation (``jobs.awards``) with the acts of people (``store.season``). Frozen results
hold every figure; they are computed anew from the same data to see that they are right.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Engine

from core.commission import Act, Standing
from core.season import Candidate, Contest, Minutes, Results, Tally
from core.settings import ROOT
from jobs import awards
from jobs.award_words import Words
from jobs.awards import Matter
from jobs.methodologies import known
from kpi.awards.entries import Season
from kpi.methodology import Methodology, named
from kpi.model import Facts, Rules
from store import read, season
from store.season import Seal

DIGITS = 6
"""Significant digits that are frozen: sums of many numbers differ in the fifteenth."""

_ABOUT = ("year", "as_of", "methodology", "data_version")


@dataclass(frozen=True)
class Judged:
    """A year's calculation with what it was made by.

    Attributes:
        facts: what was collected.
        rules: norms, deadline, zone.
        methodology: of the scores.
        words: language of the proofs.
        drafted: entries and gates.
        results: what the figures propose.
    """

    facts: Facts
    rules: Rules
    methodology: Methodology
    words: Words
    drafted: Season
    results: Results


def judged(
    engine: Engine, facts: Facts, year: int, rules: Rules, chosen: Methodology, words: Words,
    as_of: int | None = None, matter: Matter | None = None, heard: int | None = None,
) -> Judged:  # fmt: skip
    """The calculation of a year; ``matter`` and ``heard`` as for ``jobs.awards.of_year``.

    Raises:
        NoYear: the data end before the year begins, or begin after it.
    """
    drafted = awards.of_year(engine, facts, year, rules, chosen, as_of, matter, heard)
    found = awards.results(facts, rules, chosen, drafted, words, read.data_version(engine))
    return Judged(facts, rules, chosen, words, drafted, found)


def judged_as(engine: Engine, facts: Facts, one: Seal) -> Judged:
    """The calculation by the rules, the methodology and as of the moment of frozen results.

    Words of people said after the freeze do not count.

    Raises:
        NoYear: the data do not hold the year.
        MethodologyError: this version knows the methodology no more.
    """
    told = json.loads(one.content)
    given = told["rules"]
    rules = Rules(**given | {"workday": tuple(given["workday"])})
    return judged(
        engine, facts, one.year, rules, named(told["methodology"], known(engine, date.max)),
        Words(told["language"], rules.timezone), told["as_of"], heard=one.at,
    )  # fmt: skip


def program() -> str:
    """Version of this program."""
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def as_it_stands(proposed: Results, standing: Standing) -> Results:
    """Results with the commission's decisions; contests not decided are as the figures propose.

    A candidate taken off the list, or with a diploma of the commission elsewhere, is not proposed;
    of several first places a page keeps that of the nomination earliest in the list.
    """
    taken = {
        entry for decision in standing.decisions.values() for entry in decision.winners
        if decision.form == "diploma"
    }  # fmt: skip
    contests = []
    for contest in proposed.contests:
        key = contest.key
        decision = standing.decisions.get(key)
        if decision:
            contests.append(replace(
                contest, winners=decision.winners, form=decision.form,
                reason=decision.reason or None,
            ))  # fmt: skip
            continue
        lists = standing.lists.get(key, {})
        free = [
            one for one in contest.finalists
            if one.entry not in taken and (one.entry not in lists or lists[one.entry].listed)
        ]  # fmt: skip
        best = min((one.place for one in free if one.place is not None), default=None)
        winners = tuple(one.entry for one in free if one.place == best and best is not None)
        taken |= set(winners)
        contests.append(replace(contest, winners=winners))
    return replace(proposed, contests=tuple(contests))


def minutes(standing: Standing) -> Minutes:
    """What the commission did, for its protocol."""
    tallies = [
        Tally(nomination, segment, one, *standing.tally((nomination, segment), one),
              tuple(sorted(standing.recused.get((nomination, segment), set()))))
        for (nomination, segment), votes in standing.votes.items()
        for one in sorted({name for said in votes.values() for name in said})
    ]  # fmt: skip
    return Minutes(standing.chair, tuple(standing.members), tuple(tallies))


def freeze(
    engine: Engine, made: Judged, program: str, who: str, now: int, reason: str | None = None
) -> Seal:
    """Freezes a season: decisions of the commission, the rest as the figures propose.

    A season nobody has opened is opened first; with a ``reason`` frozen results are replaced by a
    new version. Every act is in what is frozen or comes too late; what fails leaves the season as
    it was.

    Raises:
        SeasonError: it is frozen already, or with a reason it is not.
    """
    year = made.results.year
    first = []
    if season.standing(engine, year).opened_at is None:
        empty = Standing(year)
        opened = {"diplomas": empty.diplomas, "letters": empty.letters}
        first.append(Act("opened", detail=opened))
    if reason:
        first.append(Act("amending", detail={"reason": reason}))

    def content(standing: Standing) -> dict[str, Any]:
        return _content(made, standing, program)

    return season.seal(engine, year, content, who, now, first)


def _content(made: Judged, standing: Standing, program: str) -> dict[str, Any]:
    found = as_it_stands(made.results, standing)
    told = {
        **{name: getattr(found, name) for name in _ABOUT},
        "parameters": asdict(made.methodology), "rules": asdict(made.rules), "program": program,
        "language": made.words.language, "settings": [standing.diplomas, standing.letters],
        "minutes": asdict(minutes(standing)),
        "contests": [asdict(contest) for contest in found.contests],
    }  # fmt: skip
    plain = json.loads(json.dumps(told, default=str))
    return dict(_rounded(plain))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    return value


def results_of(one: Seal) -> Results:
    """What a seal holds."""
    told = json.loads(one.content)
    contests = tuple(_contest(row) for row in told["contests"])
    return Results(
        **{name: told[name] for name in _ABOUT}, contests=contests, version=one.version,
        code=one.code, frozen_at=one.at, hash=one.hash,
    )  # fmt: skip


def _contest(row: Mapping[str, Any]) -> Contest:
    finalists = tuple(
        Candidate(**(one | {"evidence": tuple(one["evidence"])})) for one in row["finalists"]
    )
    return Contest(**(dict(row) | {"finalists": finalists, "winners": tuple(row["winners"])}))


@dataclass(frozen=True)
class Check:
    """Whether frozen results hold.

    Attributes:
        seal: the newest.
        tampered: what was changed in the database, in a sentence; null: nothing.
        differing: contests whose figures come out otherwise, as ``nomination`` or
            ``nomination · segment``; empty: all are the same.
        hash: of the results computed anew; empty: they were not.
    """

    seal: Seal
    tampered: str | None
    differing: tuple[str, ...]
    hash: str

    @property
    def holds(self) -> bool:
        """Whether nothing was changed and the same hash comes out."""
        return self.tampered is None and self.hash == self.seal.hash


def checked(engine: Engine, facts: Facts, one: Seal) -> Check:
    """Frozen results beside those computed anew from the facts at hand.

    Where something was changed in the database past this program nothing is computed.

    Raises:
        NoYear: the data do not hold the year.
        MethodologyError: this version knows the methodology no more.
    """
    edited = season.tampered(engine, one.year)
    if edited:
        return Check(one, edited, (), "")
    told = json.loads(one.content)
    made = judged_as(engine, facts, one)
    anew = _content(made, _until(engine, one), told["program"]) | {
        name: told[name]
        for name in ("acts", "before", "frozen_at", "frozen_by", "reason", "version",
                     "data_version")
    }  # fmt: skip
    differing = tuple(
        " · ".join(filter(None, (was["nomination"], was["segment"])))
        for was in told["contests"]
        if was not in anew["contests"]
    )
    return Check(one, None, differing, season.digest(season.canonical(anew)))


def _until(engine: Engine, one: Seal) -> Standing:
    """The season by the acts that are in a seal."""
    told = json.loads(one.content)["acts"]
    return season.standing(engine, one.year, until=told)
