"""A season's acts and seals: chained, checked, of two people at once, and what an edit shows."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, update

from core.commission import Act, SeasonError, Standing
from store import accounts, season
from store import tables as t
from store.season import Seal

YEAR, NOW = 2025, 1_764_900_000
KEY = ("fast_help", None)


def do(engine: Engine, kind: str, entry: str | None = None, **detail: Any) -> Standing:
    """One act by anna, of the nomination ``fast_help`` where it is of a contest."""
    of_contest = kind in (
        "listed",
        "dropped",
        "voted",
        "recused",
        "returned",
        "decided",
        "reopened",
    )
    done = Act(kind, "fast_help" if of_contest else None, None, entry, detail)
    return season.act(engine, YEAR, done, "anna", NOW)


def opened(engine: Engine, *members: str) -> None:
    do(engine, "opened", diplomas=3, letters=1)
    for name in members:
        do(engine, "member", name=name)


def sealed(engine: Engine) -> Seal:
    return season.seal(engine, YEAR, lambda standing: {"ayes": standing.ahead(KEY)}, "anna", NOW)


def test_acts_add_up_to_a_season(engine: Engine) -> None:
    opened(engine, "anna", "boris", "vera")
    do(engine, "chair", name="vera")
    do(engine, "listed", "vk:1", reason="просили")
    do(engine, "voted", "vk:1", member="anna", aye=True)
    do(engine, "voted", "vk:2", member="boris", aye=True)
    do(engine, "voted", "vk:1", member="vera", aye=False)
    found = season.standing(engine, YEAR)
    assert (found.diplomas, found.letters, found.chair) == (3, 1, "vera")
    assert found.lists[KEY]["vk:1"].reason == "просили"
    assert found.tally(KEY, "vk:1") == (1, 1)
    assert found.ahead(KEY) == ("vk:1", "vk:2"), "votes are equal"
    do(engine, "decided", winners=["vk:2"], form="diploma", reason="решил председатель")
    assert season.standing(engine, YEAR).decisions[KEY].by_chair
    do(engine, "reopened")
    assert not season.standing(engine, YEAR).decisions
    assert season.tampered(engine, YEAR) is None
    assert len(season.acts(engine, YEAR)) == 11
    assert season.years(engine) == [YEAR]
    log = [entry.what for entry in accounts.entries(engine)]
    assert log.count("season voted") == 3


def test_a_recused_member_has_no_vote_until_back(engine: Engine) -> None:
    opened(engine, "anna")
    do(engine, "voted", "vk:1", member="anna", aye=True)
    found = do(engine, "recused", member="anna")
    assert found.tally(KEY, "vk:1") == (0, 0)
    with pytest.raises(SeasonError, match="stepped aside"):
        do(engine, "voted", "vk:1", member="anna", aye=True)
    assert do(engine, "returned", member="anna").tally(KEY, "vk:1") == (1, 0)


@pytest.mark.parametrize(
    ("kind", "entry", "detail", "why"),
    [
        ("dropped", "vk:1", {"reason": " "}, "reason"),
        ("listed", "vk:1", {"reason": "я" * 2001}, "long"),
        ("voted", "vk:1", {"member": "kto", "aye": True}, "member"),
        ("member", None, {"name": "anna"}, "member"),
        ("chair", None, {"name": "kto"}, "member"),
        ("decided", None, {"winners": ["vk:1"], "form": "medal"}, "form"),
        ("decided", None, {"winners": ["vk:2"], "form": "diploma"}, "reason"),
        ("amending", None, {"reason": "рано"}, "open"),
        ("sealed", None, {"version": 1, "hash": "0"}, "unknown"),
    ],
)
def test_what_does_not_fit_is_refused_and_writes_nothing(
    kind: str, entry: str | None, detail: dict[str, Any], why: str, engine: Engine
) -> None:
    opened(engine, "anna")
    do(engine, "voted", "vk:1", member="anna", aye=True)
    before = season.acts(engine, YEAR)
    with pytest.raises(SeasonError) as said:
        do(engine, kind, entry, **detail)
    assert said.value.why == why
    assert season.acts(engine, YEAR) == before


def test_nothing_is_done_in_a_season_that_is_not_open(engine: Engine) -> None:
    with pytest.raises(SeasonError, match="not open"):
        do(engine, "member", name="anna")
    with pytest.raises(SeasonError, match="not open"):
        sealed(engine)


def test_a_page_has_one_diploma(engine: Engine) -> None:
    opened(engine)
    do(engine, "decided", winners=["vk:1"], form="diploma", reason="")
    second = Act("decided", "steady_voice", None, None, {"winners": ["vk:1"], "form": "diploma"})
    with pytest.raises(SeasonError, match="first place in another"):
        season.act(engine, YEAR, second, "anna", NOW)
    letter = Act("decided", "steady_voice", None, None, {"winners": ["vk:1"], "form": "letter"})
    season.act(engine, YEAR, letter, "anna", NOW)


def test_a_frozen_season_refuses_until_it_is_amended(engine: Engine) -> None:
    opened(engine, "anna")
    first = sealed(engine)
    for change in (lambda: do(engine, "member", name="boris"), lambda: sealed(engine)):
        with pytest.raises(SeasonError, match="frozen"):
            change()
    do(engine, "amending", reason="лауреат отказался")
    do(engine, "voted", "vk:7", member="anna", aye=True)
    second = sealed(engine)
    told = json.loads(second.content)
    assert (second.version, second.reason) == (2, "лауреат отказался")
    assert (told["before"], told["ayes"]) == (first.hash, ["vk:7"])
    assert season.seals(engine, YEAR) == [first, second]
    assert season.tampered(engine, YEAR) is None
    assert first.code == f"{first.hash[:4]}-{first.hash[4:8]}".upper()


Edit = Callable[[], Any]
EDITS: dict[str, Edit] = {
    "a vote": lambda: update(t.season_acts).where(t.season_acts.c.kind == "voted").values(
        detail='{"aye":false,"member":"anna"}'),
    "a text in the place of details": lambda: update(t.season_acts).values(detail="{broken"),
    "a number in their place": lambda: update(t.season_acts).values(detail="1"),
    "an act is gone": lambda: delete(t.season_acts).where(t.season_acts.c.kind == "voted"),
    "who did it": lambda: update(t.season_acts).where(t.season_acts.c.kind == "voted").values(
        who="boris"),
    "what was frozen": lambda: update(t.season_seals).values(
        content=t.season_seals.c.content + " "),
    "who froze it": lambda: update(t.season_seals).values(who="boris"),
    "a seal is gone": lambda: delete(t.season_seals),
    "a version more": lambda: insert(t.season_seals).values(
        year=YEAR, version=2, at=NOW, who="anna", content="{}", hash=season.digest("{}")),
}  # fmt: skip


@pytest.mark.parametrize("what", EDITS)
def test_an_edit_in_the_database_shows(what: str, engine: Engine) -> None:
    opened(engine, "anna")
    do(engine, "voted", "vk:1", member="anna", aye=True)
    sealed(engine)
    assert season.tampered(engine, YEAR) is None
    with engine.begin() as connection:
        connection.execute(EDITS[what]())
    assert str(YEAR) in str(season.tampered(engine, YEAR))


def together(*doings: Callable[[], object]) -> list[object]:
    """Does things at once, each in a thread; what each gave, or was refused with."""
    results: list[object] = [None] * len(doings)
    start = threading.Barrier(len(doings))

    def run(place: int) -> None:
        start.wait()
        try:
            results[place] = doings[place]()
        except SeasonError as error:
            results[place] = error.why

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(doings))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_members_who_vote_at_once_both_count(engine: Engine) -> None:
    names = [f"член комиссии {n}" for n in range(8)]
    opened(engine, *names)
    together(*(
        lambda name=name: do(engine, "voted", "vk:1", member=name, aye=True) for name in names
    ))  # fmt: skip
    assert season.standing(engine, YEAR).tally(KEY, "vk:1") == (8, 0)
    assert season.tampered(engine, YEAR) is None


def test_a_vote_during_a_freeze_is_in_it_or_refused(engine: Engine) -> None:
    names = [f"m{n}" for n in range(6)]
    opened(engine, *names)
    votes = [lambda name=name: do(engine, "voted", "vk:1", member=name, aye=True) for name in names]
    *said, frozen = together(*votes, lambda: sealed(engine))
    assert isinstance(frozen, Seal)
    counted = season.standing(engine, YEAR).tally(KEY, "vk:1")[0]
    assert counted == sum(one != "frozen" for one in said)
    assert all(one == "frozen" or isinstance(one, Standing) for one in said)
    assert season.tampered(engine, YEAR) is None
    with_vote = json.loads(frozen.content)["ayes"] == ["vk:1"]
    assert with_vote == (counted > 0)
