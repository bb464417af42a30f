"""Screens of the awards: a contest in three steps, and all laureates.

Who is shown is decided here: those who cannot be told from the first, and winners; nobody below
them has a name on any screen. Knows no figures of the year.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from textwrap import wrap

from core.season import Candidate, Contest, Results
from jobs.award_words import Words
from kpi.awards.standing import NOMINATIONS
from ui.exports.awards import wording
from ui.formats import number
from ui.i18n import _
from ui.stage.model import MOST_WORDS, Block, Dots, Scene, Screen, within
from ui.stage.spoken import spoken

FINALISTS = 3
DOTS = 5
SECONDS = 40
"""An award takes as long, hands shaken and all."""
TOGETHER = 4
"""Equal winners that stand on one screen."""
NAME_WORDS = 7
COLUMNS = 3
TALL, LINE, GAP, HEAD = 68.0, 4.4, 1.8, 9.5
"""Of the roll of laureates, in hundredths of the height: column, line, between names, head."""
LETTERS = 19
"""Of a line of the roll, on the narrower screen."""


@dataclass(frozen=True)
class Winner:
    """Whom a contest honours: ``name`` as people say it, sphere null where it is not known."""

    key: str
    name: str
    sphere: str | None
    entry: Candidate | None


def contests(found: Results, words: Words, known: Mapping[str, str]) -> list[Scene]:
    """A scene for every contest that has a winner, in order.

    Args:
        found: the season.
        words: its language.
        known: names of bodies by ``page_id``, for winners that were no finalists.
    """
    return [
        contest_scene(one, words, known) for one in found.contests if winners(one, known)
    ]  # fmt: skip


def contest_scene(contest: Contest, words: Words, known: Mapping[str, str]) -> Scene:
    """The three steps of one contest; the second is left out where nobody stands beside them."""
    nomination = NOMINATIONS[contest.nomination]
    title, segment = wording.parts(contest)
    won = winners(contest, known)
    merit = _("For {merit}").format(merit=words.text(nomination.merit))
    screens = [Screen("award", title=title, kicker=segment, lead=merit)]
    shortlist = finalists(contest)
    if len(shortlist) > 1:
        screens.append(_shortlist(title, segment, shortlist))
    screens += [
        _won(title, segment, won[at : at + TOGETHER], contest)
        for at in range(0, len(won), TOGETHER)
    ]
    label = f"{title}: {segment}" if segment else title
    return Scene(
        f"award:{contest.nomination}:{contest.segment or ''}", label, tuple(screens),
        _note(contest, won), SECONDS,
    )  # fmt: skip


def finalists(contest: Contest) -> list[str]:
    """Up to three who cannot be told from the first, winners among them, in alphabetical order."""
    leading = [one for one in contest.finalists if one.place is not None and one.leader]
    winning = [one for one in contest.finalists if one.entry in contest.winners]
    rest = [one for one in leading if one not in winning]
    return sorted(spoken(one.name) for one in (winning + rest)[:FINALISTS])


def winners(contest: Contest, known: Mapping[str, str]) -> list[Winner]:
    """Those who win, equal ones in alphabetical order."""
    entries = {one.entry: one for one in contest.finalists}
    found = []
    for key in contest.winners:
        entry = entries.get(key)
        name = entry.name if entry else known.get(key, key)
        found.append(Winner(key, spoken(name), entry.sphere if entry else None, entry))
    return sorted(found, key=lambda one: one.name)


def laureates(found: Results, known: Mapping[str, str]) -> Scene | None:
    """«Все лауреаты»: by sphere, on as many screens as they need; null: there are none."""
    by_sphere: dict[str, dict[str, str]] = {}
    for contest in found.contests:
        for one in winners(contest, known):
            network = contest.nomination == "best_network"
            head = _("Founders") if network else one.sphere or _("Other pages")
            by_sphere.setdefault(head, {})[one.key] = one.name
    if not by_sphere:
        return None
    title = _("All laureates")
    columns = roll({head: sorted(by_sphere[head].values()) for head in sorted(by_sphere)})
    screens = [
        Screen("laureates", title=title, columns=tuple(columns[at : at + COLUMNS]))
        for at in range(0, len(columns), COLUMNS)
    ]
    return Scene("laureates", title, tuple(screens), seconds=30 * len(screens))


def roll(listed: Mapping[str, list[str]]) -> list[tuple[Block, ...]]:
    """Names by head as columns that a screen is tall enough for; a head stands over its names."""
    columns: list[list[Block]] = [[]]
    used = 0.0
    for head, people in listed.items():
        fresh = True
        for name in people:
            tall = LINE * len(wrap(name, LETTERS)) + GAP
            if used and used + tall + (HEAD if fresh else 0) > TALL:
                columns.append([])
                used, fresh = 0.0, True
            if fresh:
                columns[-1].append((head, ()))
                used, fresh = used + HEAD, False
            columns[-1][-1] = (head, (*columns[-1][-1][1], name))
            used += tall
    return [tuple(column) for column in columns]


def _shortlist(title: str, segment: str, shortlist: list[str]) -> Screen:
    screen = Screen(
        "finalists", title=title, kicker=" · ".join(filter(None, (_("Finalists"), segment)))
    )
    each = (MOST_WORDS - screen.words) // len(shortlist)
    return replace(screen, names=tuple(within(name, each) for name in shortlist))


def _won(title: str, segment: str, won: list[Winner], contest: Contest) -> Screen:
    """A winner with what proves it; equal ones side by side, with what is true of both."""
    kicker = f"{title}: {segment}" if segment else title
    screen = Screen("winner", kicker=kicker, chart=dots(contest))
    each = (MOST_WORDS - screen.words) // len(won)
    screen = replace(
        screen, names=tuple(within(one.name, min(each, 2 * NAME_WORDS)) for one in won)
    )
    proofs = {one.entry.proof for one in won if one.entry}
    proof = proofs.pop() if len(proofs) == 1 else ""
    return replace(screen, lead=within(proof, MOST_WORDS - screen.words))


def dots(contest: Contest) -> Dots | None:
    """Five candidates on one axis, in order of merit; null: there is nothing to compare."""
    counted = [one for one in contest.finalists if one.place is not None][:DOTS]
    won = tuple(place for place, one in enumerate(counted) if one.entry in contest.winners)
    if len(counted) < 2 or not won:
        return None
    values = tuple(one.value for one in counted)
    same = {values[place] for place in won}
    said = wording.value(contest.nomination, same.pop()) if len(same) == 1 else ""
    return Dots(values, won, said)


def _note(contest: Contest, won: list[Winner]) -> str:
    """What the speaker may read: how many stood, who won, of whom and where."""
    lines = [_("Candidates: {n}").format(n=number(contest.entrants))]
    for one in won:
        about = [one.entry.founder, one.entry.territory] if one.entry else []
        lines.append(" · ".join([one.name, *(text for text in about if text)]))
    if contest.reason:
        lines.append(contest.reason)
    return "\n".join(lines)
