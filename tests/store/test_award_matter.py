"""Events, votes of the public and words on posts: replaced whole, taken back, logged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from core.events import Event, Replaced, Vote
from store import accounts, events, post_words, public_votes, read
from store import tables as t
from store.post_words import Post, WordError

NOW = 1_760_000_000
MAY = date(2025, 5, 9)
DAY_OF_VICTORY = Event(
    "День Победы", MAY, MAY, None, ("Школы",), ("день победы",), ("#деньпобеды",)
)
FAIR = Event("Ярмарка", date(2025, 9, 5), date(2025, 9, 7), "Холмск", (), ("ярмарка",))
FIRST, SECOND = Post("vk:1", 10), Post("vk:2", 10)


@pytest.fixture
def store(engine: Engine) -> Engine:
    with engine.begin() as connection:
        for number in (1, 2):
            page = {"page": number, "page_id": f"vk:{number}", "network": "vk", "listed": True}
            connection.execute(insert(t.pages).values(**page))
    return engine


def log(engine: Engine) -> list[tuple[str, str, str | None]]:
    return [(one.who, one.what, one.target) for one in accounts.entries(engine)]


def test_a_calendar_is_written_and_read_back(store: Engine) -> None:
    before = read.data_version(store)
    listed = [FAIR, DAY_OF_VICTORY]
    assert events.compared(store, [2025], listed) == Replaced(2, 0, 0, 0)
    assert events.of_year(store, 2025) == ()
    assert events.save(store, [2025], listed, "anna", NOW) == Replaced(2, 0, 0, 0)
    assert events.of_year(store, 2025) == (DAY_OF_VICTORY, FAIR)
    assert events.between(store, date(2025, 9, 7), date(2025, 9, 30)) == (FAIR,)
    assert log(store) == [("anna", "events replaced", "2025: 2 new, 0 changed, 0 gone")]
    assert read.data_version(store) == before + 1


def test_a_second_file_replaces_the_year_and_leaves_others(store: Engine) -> None:
    other = Event("Ярмарка", date(2024, 9, 5), date(2024, 9, 7), None, (), ("ярмарка",))
    events.save(store, [2024], [other], "anna", NOW)
    events.save(store, [2025], [DAY_OF_VICTORY, FAIR], "anna", NOW)
    longer = Event("ярмарка!", FAIR.first, date(2025, 9, 8), "Холмск", (), ("ярмарка",))
    parade = Event("Парад", MAY, MAY, None, (), ("парад",))
    assert events.save(store, [2025], [longer, parade], "boris", NOW) == Replaced(1, 1, 1, 0)
    assert events.of_year(store, 2025) == (parade, longer)
    assert events.of_year(store, 2024) == (other,)


def test_the_same_calendar_again_changes_nothing_and_is_not_logged(store: Engine) -> None:
    events.save(store, [2025], [DAY_OF_VICTORY], "anna", NOW)
    version = read.data_version(store)
    assert events.save(store, [2025], [DAY_OF_VICTORY], "anna", NOW + 1) == Replaced(0, 0, 0, 1)
    assert len(log(store)) == 1
    assert read.data_version(store) == version


def test_an_event_of_another_year_writes_nothing(store: Engine) -> None:
    with pytest.raises(ValueError, match="begins in 2025"):
        events.save(store, [2024], [DAY_OF_VICTORY], "anna", NOW)
    assert events.of_year(store, 2025) == ()
    assert log(store) == []


def test_votes_are_replaced_whole(store: Engine) -> None:
    votes = [Vote("post_of_year", "vk:1", 5), Vote("post_of_year", "vk:2", 7)]
    assert public_votes.save(store, 2025, votes, "anna", NOW) == Replaced(2, 0, 0, 0)
    public_votes.save(store, 2024, votes[:1], "anna", NOW)
    again = [Vote("post_of_year", "vk:2", 8), Vote("fast_help", "vk:1", 1)]
    assert public_votes.compared(store, 2025, again) == Replaced(1, 1, 1, 0)
    assert public_votes.save(store, 2025, again, "anna", NOW) == Replaced(1, 1, 1, 0)
    found = public_votes.of_year(store, 2025).rows()
    assert found == [("fast_help", "vk:1", 1), ("post_of_year", "vk:2", 8)]
    assert public_votes.of_year(store, 2024).height == 1
    assert public_votes.save(store, 2025, again, "anna", NOW) == Replaced(0, 0, 0, 2)
    assert len(log(store)) == 3


@pytest.mark.parametrize(
    "votes",
    [[Vote("fast_help", "vk:9", 1)], [Vote("fast_help", "vk:1", 1), Vote("fast_help", "vk:1", 2)]],
)
def test_votes_that_cannot_be_written_leave_all_as_it_was(store: Engine, votes: list[Vote]) -> None:
    public_votes.save(store, 2025, [Vote("fast_help", "vk:2", 3)], "anna", NOW)
    with pytest.raises(public_votes.VoteError):
        public_votes.save(store, 2025, votes, "anna", NOW)
    assert public_votes.of_year(store, 2025).rows() == [("fast_help", "vk:2", 3)]


def stands(engine: Engine) -> dict[Post, tuple[Any, Any, Any]]:
    return {
        Post(row["page_id"], row["post"]): (row["kind"], row["gallery"], row["star"])
        for row in post_words.standing(engine).to_dicts()
    }


def test_of_each_side_the_newest_word_holds(store: Engine) -> None:
    for word in ("obituary", "disaster", "practice", "hidden", "star"):
        assert post_words.say(store, [FIRST], word, "anna", NOW) == [FIRST]
    assert stands(store) == {FIRST: ("disaster", "hidden", "star")}
    assert post_words.say(store, [FIRST, SECOND], "hidden", "boris", NOW) == [SECOND]
    assert post_words.excluded(store).rows() == [(1, 10, "disaster")]
    assert log(store)[0] == ("boris", "post hidden", "vk:2 10")


def test_a_word_is_taken_back_by_another(store: Engine) -> None:
    for word in ("giveaway", "star", "practice"):
        post_words.say(store, [FIRST], word, "anna", NOW)
    for word in ("clean", "unstar", "neutral"):
        assert post_words.say(store, [FIRST], word, "anna", NOW + 1) == [FIRST]
        assert post_words.say(store, [FIRST], word, "anna", NOW + 2) == []
    assert stands(store) == {FIRST: (None, None, None)}
    assert post_words.excluded(store).is_empty()


def test_nothing_is_taken_back_that_was_not_said(store: Engine) -> None:
    assert post_words.say(store, [FIRST], "clean", "anna", NOW) == []
    assert post_words.say(store, [FIRST], "unstar", "anna", NOW) == []
    assert post_words.newest(store) == 0
    assert log(store) == []


def test_a_word_changes_no_fact(store: Engine) -> None:
    before = read.data_version(store)
    assert post_words.newest(store) == 0
    post_words.say(store, [FIRST, SECOND], "obituary", "anna", NOW)
    assert post_words.newest(store) == 2
    assert read.data_version(store) == before


@pytest.mark.parametrize(
    ("post", "word", "note"),
    [
        (FIRST, "nonsense", None),
        (Post("vk:9", 1), "star", None),
        (FIRST, "star", "x" * (post_words.LONGEST_NOTE + 1)),
    ],
)
def test_a_word_that_cannot_be_said_writes_nothing(
    store: Engine, post: Post, word: str, note: str | None
) -> None:
    with pytest.raises(WordError):
        post_words.say(store, [SECOND, post], word, "anna", NOW, note)
    assert post_words.newest(store) == 0
    assert log(store) == []
