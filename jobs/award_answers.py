"""Why a page did or did not win: the conditions it meets, and its place among those who qualify.

Reads a season as it was calculated; who won in the end stands in ``core.season.Results``.
"""

from __future__ import annotations

from core.season import Answer, Line
from jobs.award_words import Words
from kpi.awards.entries import Season
from kpi.awards.reasons import reasons
from kpi.awards.standing import NOMINATIONS
from kpi.model import Facts


def answer(facts: Facts, drafted: Season, nomination: str, page_id: str, words: Words) -> Answer:
    """A page in one nomination.

    Of a page with several entries (posts, rubrics) the one that fulfils most is told of.

    Args:
        facts: those of the season.
        drafted: the season.
        nomination: id.
        page_id: which page.
        words: the language.
    """
    asked = NOMINATIONS[nomination]
    found = reasons(asked, drafted.entries[asked.source], drafted.gates, page_id)
    names = facts.pages.filter(page_id=page_id)["name"]
    lines = tuple(
        Line(words.text(one.text), one.met, words.number(one.kind, one.figure))
        for one in found.checked
    )
    proof = words.proof(asked, found.numbers) if found.place else ""
    return Answer(
        page_id, names[0] if names.len() else page_id, nomination, found.segment, lines,
        found.place, found.entrants, proof,
    )  # fmt: skip
