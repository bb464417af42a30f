"""A season for the screen: the year's calculation, kept once a data version, and what people did.

The calculation takes seconds, so it is kept by the data and by what was said of posts and signals;
acts of the commission are read from the store at every look. Of a frozen season it is made by the
rules and as of the moment of the frozen results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from core.commission import Act, SeasonError, Standing
from core.season import Candidate, Contest, Results
from jobs import awards, season
from jobs.award_words import Words
from jobs.awards import Matter
from jobs.season import Judged
from kpi.awards.entries import NoYear
from kpi.methodology import MethodologyError, methodology
from store import post_words, signal_decisions
from store import public_votes as votes
from store import season as acts
from store.accounts import Account
from store.season import Seal
from ui import data
from ui.i18n import N_, _, language
from ui.installation import here, now
from ui.kept import kept
from ui.method.words import DEFAULT

WORDS = {
    "frozen": N_("The results are frozen. To change one, replace the laureate: see “Freeze”."),
    "unopened": N_("Open the season first: see “Rules”."),
    "reason": N_("Write the reason."),
    "long": N_("The reason is too long."),
    "member": N_("There is no such member, or one with this name is there already."),
    "recused": N_("Who has stepped aside does not vote here."),
    "decided": N_("This contest is decided already: take the decision back first."),
    "first": N_("This page has its diploma in another nomination: one first place a page."),
    "form": N_("Choose a diploma or a letter."),
    "open": N_("The results are not frozen: there is nothing to replace."),
}
"""What a refused act says, by ``SeasonError.why``."""


@dataclass(frozen=True)
class Stand:
    """A season as it is looked at.

    Attributes:
        year: of the region's calendar.
        made: the calculation; of a frozen season that of the frozen moment.
        acts: what people did.
        live: results with the commission's decisions, whether frozen or not.
        seals: frozen results, oldest version first.
    """

    year: int
    made: Judged
    acts: Standing
    live: Results
    seals: list[Seal]

    @property
    def results(self) -> Results:
        """What holds: the newest frozen results, while nobody replaces them, else the live ones."""
        if self.seals and self.acts.closed:
            return season.results_of(self.seals[-1])
        return self.live

    @property
    def whole(self) -> bool:
        """Whether the year is over."""
        return self.made.drafted.whole


def stand(year: int) -> Stand | None:
    """A season; null: the data hold nothing of the year."""
    reader = here().reader
    standing, seals = acts.standing(reader, year), acts.seals(reader, year)
    said = post_words.newest(reader), signal_decisions.newest(reader)
    made = _frozen(data.version(), seals[-1]) if seals and standing.closed else None
    made = made or _judged(data.version(), year, language(), said)
    if made is None:
        return None
    return Stand(year, made, standing, season.as_it_stands(made.results, standing), seals)


@kept(1)
def _frozen(version: int, seal: Seal) -> Judged | None:  # noqa: ARG001 - the key
    try:
        return season.judged_as(here().reader, data.facts(), seal)
    except (NoYear, MethodologyError):
        return None


@kept(2)
def _judged(version: int, year: int, code: str, said: tuple[int, int]) -> Judged | None:  # noqa: ARG001
    words = Words(code, here().settings.timezone)
    chosen = methodology(DEFAULT)
    try:
        found = _matter(version, year)
        return season.judged(
            here().reader, data.facts(), year, data.rules(), chosen, words, matter=found
        )
    except NoYear:
        return None


@kept(1)
def _matter(version: int, year: int) -> Matter:  # noqa: ARG001 - the key
    chosen = methodology(DEFAULT)
    return awards.matter(here().reader, data.facts(), year, data.rules(), chosen)


def warm() -> None:
    """Computes the newest season while it is open: nobody in the commission waits for new data."""
    known = acts.years(here().reader)
    if known and not acts.standing(here().reader, known[0]).closed:
        stand(known[0])


def act(account: Account, year: int, done: Act) -> bool:
    """Does an act in the name of an account; a refusal is said at the next run.

    Returns:
        Whether it was done.
    """
    try:
        acts.act(here().writer, year, done, account.name, now())
    except SeasonError as error:
        say_refused(error)
        return False
    return True


def say_refused(error: SeasonError) -> None:
    """Keeps what a refusal says for the next run."""
    st.session_state["award_refused"] = _(WORDS[error.why]) if error.why in WORDS else str(error)


def say() -> None:
    """Says what the last act was refused with."""
    if said := st.session_state.pop("award_refused", None):
        st.error(said)


def candidates(contest: Contest) -> dict[str, Candidate]:
    """Finalists by what they are known by."""
    return {one.entry: one for one in contest.finalists}


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names for a list to choose from: of several alike each has beside it what it is known by.

    A select tells what was chosen by its words alone: of two alike the first would be taken.
    """
    often = Counter(names.values())
    return {one: name if often[name] == 1 else f"{name} · {one}" for one, name in names.items()}


def nobody(stand: Stand, contest: Contest) -> str:
    """Why nobody qualifies for a contest."""
    return awards.nobody(stand.made.drafted, contest.nomination, stand.made.words)


def public_votes(year: int, nomination: str) -> dict[str, int]:
    """Votes the public gave in a nomination, by page id; pages without any are left out."""
    found = votes.of_year(here().reader, year).filter(nomination=nomination)
    return dict(found.select("page_id", "votes").iter_rows())
