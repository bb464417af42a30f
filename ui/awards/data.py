"""A season for the screen: the year's calculation, kept once a data version, and what people did.

The calculation takes seconds, so it is kept by the data and by what was said of posts and signals;
acts of the commission are read from the store at every look. Of a frozen season it is made by the
rules and as of the moment of the frozen results.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import streamlit as st

from core.commission import Act, SeasonError, Standing
from core.season import Candidate, Contest, Results
from jobs import awards, season
from jobs.award_words import Words
from jobs.awards import Matter
from jobs.season import Judged
from kpi.awards.entries import NoYear
from kpi.methodology import MethodologyError
from store import post_words, signal_decisions
from store import public_votes as votes
from store import season as acts
from store.accounts import Account
from store.season import Seal
from ui import data, ratings
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
        acts: what people did.
        seals: frozen results, oldest version first.
    """

    year: int
    acts: Standing
    seals: list[Seal]

    @cached_property
    def made_of(self) -> tuple[int, int, int]:
        """What the calculation follows from, for whoever keeps what is made of it."""
        reader = here().reader
        return data.version(), post_words.newest(reader), signal_decisions.newest(reader)

    @cached_property
    def made(self) -> Judged | None:
        """The calculation; of a frozen season by its own rules and as of its moment.

        Null: the data hold nothing of the year. A frozen season is seldom asked for it.
        """
        if self.acts.closed and (found := _frozen(data.version(), self.seals[-1])):
            return found
        return _judged(self.made_of, self.year, language())

    @cached_property
    def results(self) -> Results:
        """What holds: the newest frozen results, while nobody replaces them, else as it stands."""
        if self.acts.closed:
            return frozen(self.seals[-1])
        assert self.made
        return season.as_it_stands(self.made.results, self.acts)


def stand(year: int) -> Stand | None:
    """A season; null: the data hold nothing of the year, and nothing is frozen."""
    reader = here().reader
    found = Stand(year, acts.standing(reader, year), acts.seals(reader, year))
    return found if found.acts.closed or found.made else None


@kept(4)
def frozen(seal: Seal) -> Results:
    """What a seal holds."""
    return season.results_of(seal)


@kept(1)
def _frozen(version: int, seal: Seal) -> Judged | None:  # noqa: ARG001 - the key
    try:
        return season.judged_as(here().reader, data.facts(), seal)
    except (NoYear, MethodologyError):
        return None


@kept(2)
def _judged(made_of: tuple[int, int, int], year: int, code: str) -> Judged | None:
    words = Words(code, here().settings.timezone)
    chosen = ratings.methodology(DEFAULT)
    try:
        found = _matter(made_of[0], year)
        return season.judged(
            here().reader, data.facts(), year, data.rules(), chosen, words, matter=found
        )
    except NoYear:
        return None


@kept(1)
def _matter(version: int, year: int) -> Matter:  # noqa: ARG001 - the key
    chosen = ratings.methodology(DEFAULT)
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
    """Why nobody qualifies for a contest; empty: the data do not tell any more."""
    made = stand.made
    return awards.nobody(made.drafted, contest.nomination, made.words) if made else ""


def public_votes(year: int, nomination: str) -> dict[str, int]:
    """Votes the public gave in a nomination, by page id; pages without any are left out."""
    found = votes.of_year(here().reader, year).filter(nomination=nomination)
    return dict(found.select("page_id", "votes").iter_rows())
