"""What a season of awards comes to: contests with their finalists, winners, and what it rests on.

Plain values that the calculation makes, the store keeps frozen, and documents and the stage show.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Form = Literal["diploma", "letter"]
Key = tuple[str, str | None]
"""A contest: nomination and segment."""


@dataclass(frozen=True)
class Candidate:
    """One entry of a contest.

    Attributes:
        page_id: ``vk:123``; null: a network whose founder has no page.
        name: of the body, for people.
        founder: of the body; null: not known.
        territory: of the body; null: not known.
        sphere: of the body; null: not known.
        place: 1 is first, equal ones share it; null: has a first place elsewhere.
        value: what it was ranked by, on the scale of its nomination.
        low: end of the 5–95 % interval; null: an exact count.
        high: the other end; null: an exact count.
        p_best: chance of being the best; null: an exact count.
        leader: whether it cannot be told from the first.
        proof: the sentence that proves it, in the region's language.
        numbers: the figures of that sentence by name.
        post: the network's number of the post, where the entry is one.
        evidence: the network's numbers of posts, or of comments, behind it.
    """

    page_id: str | None
    name: str
    founder: str | None
    territory: str | None
    sphere: str | None
    place: int | None
    value: float
    low: float | None
    high: float | None
    p_best: float | None
    leader: bool
    proof: str
    numbers: dict[str, Any] = field(default_factory=dict)
    post: int | None = None
    evidence: tuple[int, ...] = ()

    @property
    def entry(self) -> str:
        """What it is known by: its page, or the name of a network whose founder has none."""
        return self.page_id or self.name


@dataclass(frozen=True)
class Contest:
    """One first place to be given: a nomination, or a segment of it.

    Attributes:
        nomination: id.
        segment: what parts the nomination (a sphere, a band of population); null: one contest.
        entrants: how many qualify.
        finalists: in order of merit, at most five and those tied with the fifth.
        winners: ``page_id`` or, without a page, name of those who win: none, one, or equal ones.
        form: what the winner is given.
        reason: why people decided so; null: as proposed.
    """

    nomination: str
    segment: str | None
    entrants: int
    finalists: tuple[Candidate, ...]
    winners: tuple[str, ...] = ()
    form: Form = "diploma"
    reason: str | None = None

    @property
    def key(self) -> Key:
        """What people's acts know it by."""
        return self.nomination, self.segment


@dataclass(frozen=True)
class Results:
    """A season as it stands or as it was frozen.

    Attributes:
        year: of the region's calendar.
        as_of: the moment the data are complete to, UTC seconds.
        methodology: key with its version.
        data_version: of the store.
        contests: in the order of nominations.
        version: of the frozen results; null: a draft.
        code: short code of the frozen results (``7F3A-91C2``); null: a draft.
        frozen_at: UTC seconds; null: a draft.
        hash: of the frozen results, whole, which codes of diplomas are made of; null: a draft.
    """

    year: int
    as_of: int
    methodology: str
    data_version: int
    contests: tuple[Contest, ...]
    version: int | None = None
    code: str | None = None
    frozen_at: int | None = None
    hash: str | None = None

    @property
    def frozen(self) -> bool:
        """Whether nothing can change it any more."""
        return self.version is not None


@dataclass(frozen=True)
class Tally:
    """How the commission voted on one candidate of a contest.

    Attributes:
        nomination: id.
        segment: of the contest; null: one contest.
        entry: ``page_id`` or, without a page, name of the candidate.
        ayes: votes for.
        noes: votes against.
        recused: members who took no part because of an interest of their own.
    """

    nomination: str
    segment: str | None
    entry: str
    ayes: int
    noes: int
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Minutes:
    """What the commission did, for its protocol.

    Attributes:
        chair: who decides where votes are equal; null: nobody is named yet.
        members: all of the commission by the words they are known by, the chair among them.
        tallies: of every candidate somebody voted on.
    """

    chair: str | None
    members: tuple[str, ...]
    tallies: tuple[Tally, ...] = ()


@dataclass(frozen=True)
class Line:
    """One condition of a contest, as one page meets it.

    Attributes:
        text: what is asked.
        met: whether the page fulfils it.
        figure: what the page has, in words.
    """

    text: str
    met: bool
    figure: str


@dataclass(frozen=True)
class Answer:
    """«Почему не эта страница»: a page in one contest.

    Attributes:
        page_id: which page.
        name: of its body.
        nomination: id.
        segment: the page competes in; null: one contest.
        lines: conditions in order, those of the common gate first; empty: it has no entry.
        place: among all who qualify, equal ones share it; null: it does not qualify.
        entrants: how many qualify.
        proof: the page's own sentence; empty: it does not qualify.
    """

    page_id: str
    name: str
    nomination: str
    segment: str | None
    lines: tuple[Line, ...]
    place: int | None
    entrants: int
    proof: str
