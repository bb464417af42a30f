"""Watches: a page is watched once at a time per cause, ends once, and every step is logged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, select

from core.period import DAY, local_date
from store import accounts, preferences
from store import tables as t
from store.watches import WatchError, ended_since, mend, open_watches, remove, watch
from tests.store.conftest import NOW, ZONE

TODAY = local_date(NOW, ZONE)
UNTIL = TODAY + timedelta(14)


@pytest.fixture
def page_ids(filled: Engine) -> list[str]:
    with filled.connect() as connection:
        return list(connection.scalars(select(t.pages.c.page_id).order_by(t.pages.c.page).limit(3)))


def test_a_page_is_watched_once_at_a_time_per_cause(filled: Engine, page_ids: list[str]) -> None:
    assert watch(filled, page_ids[:2], "silent", UNTIL, "anna", NOW, "обещали к среде") == 2
    assert watch(filled, [*page_ids, page_ids[2]], "silent", UNTIL, "boris", NOW) == 1
    assert watch(filled, page_ids[:1], "norm", UNTIL, "boris", NOW) == 1
    held = open_watches(filled)
    assert sorted(held.select("page_id", "cause", "who").rows()) == sorted([
        (page_ids[0], "silent", "anna"), (page_ids[1], "silent", "anna"),
        (page_ids[2], "silent", "boris"), (page_ids[0], "norm", "boris"),
    ])  # fmt: skip
    assert set(held["until"]) == {UNTIL}
    assert held["note"].to_list().count("обещали к среде") == 2


def test_a_watch_ends_once_and_the_page_can_be_watched_again(
    filled: Engine, page_ids: list[str]
) -> None:
    watch(filled, page_ids, "silent", UNTIL, "anna", NOW)
    numbers = open_watches(filled)["watch"].to_list()
    assert remove(filled, numbers[:1], "boris", NOW + 5) == 1
    assert mend(filled, numbers, NOW + DAY) == 2
    assert mend(filled, numbers, NOW + 2 * DAY) == 0
    assert open_watches(filled).is_empty()
    ended = ended_since(filled, NOW)
    assert sorted(ended.select("watch", "outcome", "ended_at").rows()) == [
        (numbers[0], "removed", NOW + 5), (numbers[1], "mended", NOW + DAY),
        (numbers[2], "mended", NOW + DAY),
    ]  # fmt: skip
    assert ended_since(filled, NOW + DAY).height == 2
    assert watch(filled, page_ids, "silent", UNTIL, "anna", NOW + DAY) == 3


def test_every_step_is_in_the_audit_log(filled: Engine, page_ids: list[str]) -> None:
    watch(filled, page_ids[:1], "overdue", UNTIL, "anna", NOW)
    mend(filled, open_watches(filled)["watch"].to_list(), NOW)
    watch(filled, page_ids[:1], "other", UNTIL, "anna", NOW)
    remove(filled, open_watches(filled)["watch"].to_list(), "boris", NOW)
    told = [(entry.who, entry.what, entry.target) for entry in accounts.entries(filled)[:4]]
    assert told == [
        ("boris", "watch removed", f"{page_ids[0]} other"),
        ("anna", "watch", f"{page_ids[0]} other {UNTIL}"),
        ("system", "watch mended", f"{page_ids[0]} overdue"),
        ("anna", "watch", f"{page_ids[0]} overdue {UNTIL}"),
    ]


@pytest.mark.parametrize(
    ("cause", "until", "note", "page", "sentence"),
    [
        ("lazy", UNTIL, "", None, "is not one of silent"),
        ("silent", date(2020, 1, 1), "", None, "is past"),
        ("silent", UNTIL, "x" * 2001, None, "at most 2000 characters"),
        ("silent", UNTIL, "", "vk:0", "there is no page 'vk:0'"),
    ],
)
def test_a_watch_that_cannot_be_is_refused_whole(
    cause: str, until: date, note: str, page: str | None, sentence: str, filled: Engine,
    page_ids: list[str],
) -> None:  # fmt: skip
    asked = [*page_ids, page] if page else page_ids
    with pytest.raises(WatchError, match=sentence):
        watch(filled, asked, cause, until, "anna", NOW, note)
    assert open_watches(filled).is_empty()


def test_a_preference_is_kept_for_each_login_and_goes_with_it(filled: Engine) -> None:
    for name in ("anna", "boris"):
        accounts.add(filled, name, "supervisor", "right password", (), NOW, "test")
    assert preferences.preference(filled, "anna", "mine") is None
    preferences.prefer(filled, "anna", "mine", "one")
    preferences.prefer(filled, "anna", "mine", "two")
    preferences.prefer(filled, "boris", "mine", "three")
    assert preferences.preference(filled, "anna", "mine") == "two"
    assert preferences.preference(filled, "boris", "mine") == "three"
