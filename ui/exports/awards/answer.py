"""«Почему не эта страница» as one A4 page: what it met, where it stood, who won and why."""

from __future__ import annotations

from typing import Any

from core.season import Answer, Contest, Results
from kpi.awards.standing import NOMINATIONS
from ui.exports import names
from ui.exports.awards import papers, wording
from ui.exports.pdf import document
from ui.formats import moment, number
from ui.i18n import _
from ui.installation import here
from ui.vk import page_link

MOST_WINNERS = 3
"""Equal winners whose proofs find room; more are counted."""


def pdf(said: Answer, results: Results) -> bytes:
    """The answer as a pdf of one page.

    Args:
        said: of a page and a nomination.
        results: of the season the answer was calculated in.
    """
    contest = _contest(said, results)
    link = page_link(said.page_id) or ""
    winners = [_winner(contest, one) for one in contest.winners[:MOST_WINNERS]]
    content = {
        "title": f"{_('Why not this page')}: {names.printable(said.name)}",
        "author": names.printable(here().settings.region_name),
        "draft": "" if results.frozen else _("preliminary"),
        "kicker": " · ".join(filter(None, [
            _("Why not this page"), _("awards of {year}").format(year=results.year),
            here().settings.region_name,
        ])),
        "name": names.tied(names.cut(said.name, 150)),
        "about": (link or said.page_id).removeprefix("https://"),
        "link": link,
        "contest": wording.title(contest),
        "rule": _rule(said.nomination),
        "verdict": verdict(said, contest),
        "sentences": [names.cut(one, 300) for one in _sentences(said, contest)],
        "lines": [{"text": names.cut(one.text, 160), "met": one.met,
                   "figure": names.cut(one.figure, 40)} for one in said.lines],
        "winners": winners,
        "reason": names.cut(_("Reason: {why}").format(why=contest.reason), 400)
        if contest.reason else "",
        "words": {
            "conditions": _("Conditions of the nomination"), "asked": _("What is asked"),
            "has": _("What the page has"), "won": _("Who was honoured"),
            "nobody": _("The nomination is given to nobody."),
        },
        "foot": _foot(results),
    }  # fmt: skip
    return document("answer", content, results.frozen_at or results.as_of)


def verdict(said: Answer, contest: Contest) -> str:
    """The answer in a few words."""
    if said.page_id in contest.winners:
        return _("The page is honoured in this nomination.")
    if not said.lines:
        return _("The page takes no part in this nomination.")
    missing = sum(not line.met for line in said.lines)
    if missing:
        return _("Conditions fulfilled: {met} of {all}.").format(
            met=len(said.lines) - missing, all=len(said.lines)
        )
    return _("All conditions are fulfilled, place {place} of {all}.").format(
        place=number(said.place or 0), all=number(said.entrants)
    )


def file_name(said: Answer, results: Results) -> str:
    """``Почему не мы — На связи с жителями — Школа № 3.pdf``."""
    contest = _contest(said, results)
    whose = names.shorter(said.name)
    return names.file_name([_("Why not this page"), wording.title(contest), whose], "pdf")


def _sentences(said: Answer, contest: Contest) -> list[str]:
    told = [said.proof] if said.proof else []
    missing = [line for line in said.lines if not line.met]
    if len(missing) == 1:
        told.append(_("Only one condition is missing: {text} (the page has {figure}).").format(
            text=missing[0].text, figure=missing[0].figure))  # fmt: skip
    place = next((one for one in contest.finalists if one.page_id == said.page_id), None)
    if place and place.leader and said.page_id not in contest.winners:
        told.append(_("By the figures it cannot be told from the first place: people chose."))
    return told


def _contest(said: Answer, results: Results) -> Contest:
    """The contest of the answer; one nobody won where the results hold none."""
    of = [one for one in results.contests if one.nomination == said.nomination]
    found = [one for one in of if one.segment == said.segment]
    return (found or [Contest(said.nomination, said.segment, said.entrants, ())])[0]


def _winner(contest: Contest, winner: str) -> dict[str, Any]:
    entry = papers.candidate(contest, winner)
    return {
        "name": names.tied(names.cut(entry.name if entry else winner, 150)),
        "proof": names.cut(entry.proof, 300) if entry else "",
    }


def _rule(nomination: str) -> str:
    known = NOMINATIONS.get(nomination)
    return names.cut(_(known.rule), 400) if known else ""


def _foot(results: Results) -> str:
    told = _("Source: open data of VK as of {moment}. Method: {key}.").format(
        moment=moment(results.as_of), key=results.methodology
    )
    if results.frozen:
        frozen = _("Results frozen on {moment}, version {n}, code {code}").format(
            moment=moment(results.frozen_at or results.as_of), n=results.version, code=results.code
        )
        return f"{told} {frozen}."
    return told
