"""The commission of a season: acts people do, what they add up to, and which are allowed when.

Plain values and rules; how acts are kept is ``store.season``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.season import Form, Key

LONGEST = 2000
"""Letters of a reason."""

KINDS = (
    "opened", "member", "left", "chair", "listed", "dropped", "voted", "recused", "returned",
    "decided", "reopened", "amending", "sealed",
)  # fmt: skip
"""Of acts. Details: opened ``diplomas, letters`` (again: changed); member, left, chair ``name``;
listed, dropped ``reason``; voted ``member, aye``; recused, returned ``member``; decided ``winners,
form, reason``; amending ``reason``; sealed ``version, hash``."""


class SeasonError(ValueError):
    """An act that cannot be done: one sentence. ``why`` is its stable key."""

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


@dataclass(frozen=True)
class Act:
    """Something people did: see ``KINDS``."""

    kind: str
    nomination: str | None = None
    segment: str | None = None
    entry: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Done:
    """An act with who did it, when (UTC unix seconds), and its hash."""

    act: Act
    who: str
    at: int
    hash: str


@dataclass(frozen=True)
class Chosen:
    """Whether a candidate is on the list of a contest, by whose word and why."""

    listed: bool
    reason: str
    who: str
    at: int


@dataclass(frozen=True)
class Decision:
    """Who wins a contest; ``by_chair``: votes were equal and the chair decided."""

    winners: tuple[str, ...]
    form: Form
    reason: str
    by_chair: bool
    who: str
    at: int


@dataclass
class Standing:
    """A season by its acts.

    Attributes:
        year: of the region's calendar.
        opened_at: UTC unix seconds; null: nobody has opened it.
        diplomas: how many are to be given.
        letters: of thanks, beside them.
        chair: of the commission; null: nobody is named.
        members: of the commission, as they are known: logins or plain words.
        lists: by contest and candidate.
        votes: by contest, member and candidate: for or against.
        recused: members who take no part, by contest.
        decisions: by contest.
        version: of the newest frozen results; null: none.
        amending: why the frozen results are being changed; null: they are not.
        head: hash of the newest act.
    """

    year: int
    opened_at: int | None = None
    diplomas: int = 21
    letters: int = 7
    chair: str | None = None
    members: list[str] = field(default_factory=list)
    lists: dict[Key, dict[str, Chosen]] = field(default_factory=dict)
    votes: dict[Key, dict[str, dict[str, bool]]] = field(default_factory=dict)
    recused: dict[Key, set[str]] = field(default_factory=dict)
    decisions: dict[Key, Decision] = field(default_factory=dict)
    version: int | None = None
    amending: str | None = None
    head: str = ""

    @property
    def closed(self) -> bool:
        """Whether results are frozen and nobody is changing them."""
        return self.version is not None and self.amending is None

    def tally(self, key: Key, entry: str) -> tuple[int, int]:
        """Votes for and against a candidate, those of the recused left out."""
        said = [
            votes[entry] for member, votes in self.votes.get(key, {}).items()
            if entry in votes and member in self.members
            and member not in self.recused.get(key, set())
        ]  # fmt: skip
        return sum(said), len(said) - sum(said)

    def ahead(self, key: Key) -> tuple[str, ...]:
        """Candidates with the most votes for them; several: votes are equal; none: no votes."""
        named = {entry for votes in self.votes.get(key, {}).values() for entry in votes}
        ayes = {entry: self.tally(key, entry)[0] for entry in sorted(named)}
        most = max(ayes.values(), default=0)
        return tuple(entry for entry, n in ayes.items() if n == most) if most else ()


def check(standing: Standing, done: Act) -> None:
    """Whether an act may follow.

    Raises:
        SeasonError: it may not.
    """
    kind, detail, key = done.kind, done.detail, (done.nomination or "", done.segment)
    if kind not in KINDS[:-1]:
        raise SeasonError("unknown", f"{kind!r} is no act of a season")
    if standing.closed and kind != "amending":
        raise SeasonError("frozen", f"the results of {standing.year} are frozen")
    if standing.opened_at is None and kind != "opened":
        raise SeasonError("unopened", f"the season {standing.year} is not open")
    if kind == "amending" and not standing.closed:
        raise SeasonError("open", "the results are not frozen: there is nothing to replace")
    _check_words(kind, str(detail.get("reason", "")))
    _check_member(standing, kind, str(detail.get("member", detail.get("name", ""))))
    if kind == "voted":
        _check_vote(standing, key, str(detail["member"]))
    if kind == "decided":
        _check_decision(standing, key, done)


def _check_words(kind: str, reason: str) -> None:
    if len(reason) > LONGEST:
        raise SeasonError("long", f"a reason has at most {LONGEST} characters")
    if kind in ("listed", "dropped", "amending") and not reason.strip():
        raise SeasonError("reason", "a reason is needed")


def _check_member(standing: Standing, kind: str, member: str) -> None:
    if kind == "member" and (not member.strip() or member in standing.members):
        raise SeasonError("member", "a member needs a name of their own")
    named = kind in ("left", "chair", "voted", "recused", "returned")
    if named and member not in standing.members:
        raise SeasonError("member", "this is no member of the commission")


def _check_vote(standing: Standing, key: Key, member: str) -> None:
    if member in standing.recused.get(key, set()):
        raise SeasonError("recused", "who has stepped aside does not vote here")
    if key in standing.decisions:
        raise SeasonError("decided", "this contest is decided already")


def _check_decision(standing: Standing, key: Key, done: Act) -> None:
    winners = tuple(done.detail["winners"])
    if key in standing.decisions:
        raise SeasonError("decided", "this contest is decided already")
    ahead = standing.ahead(key)
    other = set(winners) != set(ahead) if ahead else not winners
    if other and not str(done.detail.get("reason", "")).strip():
        raise SeasonError(
            "reason", "a decision other than the votes, or for nobody, needs a reason"
        )
    if done.detail.get("form") not in ("diploma", "letter"):
        raise SeasonError("form", "a winner is given a diploma or a letter")
    taken = {
        entry: other for other, one in standing.decisions.items() for entry in one.winners
        if one.form == "diploma"
    }  # fmt: skip
    if done.detail["form"] == "diploma" and any(entry in taken for entry in winners):
        raise SeasonError("first", "this page has its first place in another nomination")


def apply(standing: Standing, done: Done) -> None:
    """Adds an act to what stands."""
    act, detail = done.act, done.act.detail
    standing.head = done.hash
    match act.kind:
        case "opened":
            standing.opened_at = standing.opened_at or done.at
            standing.diplomas, standing.letters = detail["diplomas"], detail["letters"]
        case "member":
            standing.members.append(detail["name"])
        case "left":
            standing.members.remove(detail["name"])
            standing.chair = None if standing.chair == detail["name"] else standing.chair
        case "chair":
            standing.chair = detail["name"]
        case "amending":
            standing.amending = detail["reason"]
        case "sealed":
            standing.version, standing.amending = detail["version"], None
        case _:
            _apply_to_contest(standing, done, (act.nomination or "", act.segment))


def _apply_to_contest(standing: Standing, done: Done, key: Key) -> None:
    detail, entry = done.act.detail, done.act.entry or ""
    match done.act.kind:
        case "listed" | "dropped" as kind:
            chosen = Chosen(kind == "listed", detail["reason"], done.who, done.at)
            standing.lists.setdefault(key, {})[entry] = chosen
        case "voted":
            votes = standing.votes.setdefault(key, {}).setdefault(detail["member"], {})
            votes[entry] = detail["aye"]
        case "recused":
            standing.recused.setdefault(key, set()).add(detail["member"])
        case "returned":
            standing.recused.get(key, set()).discard(detail["member"])
        case "decided":
            ahead, winners = standing.ahead(key), tuple(detail["winners"])
            standing.decisions[key] = Decision(
                winners, detail["form"], detail.get("reason", ""),
                len(ahead) > 1 and set(winners) < set(ahead), done.who, done.at,
            )  # fmt: skip
        case "reopened":
            standing.decisions.pop(key, None)
