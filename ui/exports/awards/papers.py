"""The papers of a season: one for every winner, in the order they are handed over.

Joins results with the persons typed for them; owns numbers and checking codes. Must not know how a
paper looks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.season import Candidate, Contest, Form, Results
from ui.exports.awards import wording
from ui.exports.awards.persons import Person, person

Key = tuple[str, str, str]
"""Nomination, segment (empty: one contest) and winner: a page, or the name of who has none."""


@dataclass(frozen=True)
class Paper:
    """A diploma or a letter of thanks.

    Attributes:
        key: which first place.
        form: what it is.
        number: in the order of the ceremony, from 1.
        code: to check it by; null: nothing is frozen yet.
        nomination: its title, with the segment.
        merit: what it is given for, without «за».
        body: the organisation in full.
        person: who is honoured; null: nobody is named, the organisation is.
    """

    key: Key
    form: Form
    number: int
    code: str | None
    nomination: str
    merit: str
    body: str
    person: Person | None


def papers(results: Results, kept: Mapping[Key, Mapping[str, str]]) -> tuple[Paper, ...]:
    """Every paper of a season.

    Args:
        results: of the season.
        kept: ``store.laureates.laureates``.
    """
    places = [(contest, winner) for contest in results.contests for winner in contest.winners]
    return tuple(
        _paper(results, contest, winner, number, kept.get(key(contest, winner), {}))
        for number, (contest, winner) in enumerate(places, start=1)
    )


def key(contest: Contest, winner: str) -> Key:
    """What a first place is known by."""
    return contest.nomination, contest.segment or "", winner


def candidate(contest: Contest, winner: str) -> Candidate | None:
    """The entry of a winner; null: people chose somebody who is not among the finalists."""
    for one in contest.finalists:
        if winner == one.entry:
            return one
    return None


def code(results: Results, place: Key) -> str | None:
    """``7F3A-91C2``: the beginning of the hash of frozen results and first place.

    Null: nothing is frozen. It can be made again from the seal at any time, and tells an
    organisation and a nomination: what stands on a paper beside somebody else's code shows.
    """
    if not results.frozen:
        return None
    seal = results.hash or results.code or ""
    text = "\x1f".join((seal, *place))
    found = hashlib.sha256(text.encode()).hexdigest()[:8].upper()
    return f"{found[:4]}-{found[4:]}"


def checked(results: Results, typed: str) -> Paper | None:
    """The paper of frozen results that a code belongs to; null: none of them.

    Dashes, spaces and the case of letters do not matter.
    """
    bare = re.sub(r"[\s\-–—]", "", typed).upper()
    for paper in papers(results, {}):
        if paper.code and paper.code.replace("-", "") == bare:
            return paper
    return None


def _paper(
    results: Results, contest: Contest, winner: str, number: int, kept: Mapping[str, str]
) -> Paper:
    entry = candidate(contest, winner)
    place = key(contest, winner)
    return Paper(
        key=place,
        form=contest.form,
        number=number,
        code=code(results, place),
        nomination=wording.title(contest),
        merit=kept.get("merit") or wording.merit(contest),
        body=entry.name if entry else winner,
        person=person(kept),
    )
