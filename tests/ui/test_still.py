"""A login that is closed while its screen stands does nothing more in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import accounts, post_words, season
from store.accounts import Account
from store.post_words import Post
from store.stage import arrangement
from tests.ui.conftest import Open
from tests.ui.test_awards import YEAR, act, built, first_contest, opened, own, pressed, stand
from ui import still
from ui.awards import documents
from ui.installation import here, now
from ui.practices import acts as post_acts
from ui.stage import screen

__all__ = ["built", "own"]
Begin = Callable[..., object]
ENDS = {
    "disabled": lambda name: accounts.disable(here().writer, name, now() + 1, "anna"),
    "sessions ended": lambda name: accounts.end_sessions(here().writer, name, now() + 1, "anna"),
}


def account(name: str) -> Account:
    found = accounts.find(here().reader, name)
    assert found is not None
    return found


@pytest.mark.parametrize("end", list(ENDS))
def test_an_open_tab_votes_no_more(end: str, own: Begin, open_view: Open) -> None:
    own()
    opened()
    act("member", name="presenter")
    nomination, segment = first_contest(stand())
    query = {"nomination": nomination} | ({"segment": segment} if segment else {})
    app = open_view("presenter", "awards", step="commission", **query)
    ENDS[end]("presenter")
    app = pressed(app, "За")
    assert not app.exception
    assert [one.act.kind for one in season.acts(here().reader, YEAR)] == ["opened", "member"]


def test_an_open_tab_says_nothing_and_arranges_nothing(own: Begin, open_view: Open) -> None:
    own()
    supervisor = account("supervisor")
    app = open_view("supervisor", "stage")
    ENDS["disabled"]("supervisor")
    pressed(app, "↓")
    assert arrangement(here().reader, YEAR) == ()
    post_acts.say(supervisor, Post("vk:1", 1), "star")
    assert post_words.newest(here().reader) == 0


def test_an_open_tab_makes_no_file(own: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    own()
    supervisor, asked = account("supervisor"), []
    monkeypatch.setattr("streamlit.download_button", lambda *_a, **said: asked.append(said["data"]))
    documents._button(supervisor, "файл", lambda: b"names", ("a.pdf", "x"), ("supervisor",))
    screen._download(supervisor, "файл", "a.pdf", "x", lambda: b"show", "stage pdf")
    assert [made() for made in asked] == [b"names", b"show"]
    ENDS["disabled"]("supervisor")
    for made in asked:
        with pytest.raises(PermissionError):
            made()


def test_a_role_or_pages_changed_since_are_another_account(own: Begin) -> None:
    own()
    before = account("administrator")
    assert still.holds(before)
    accounts.disable(here().writer, "administrator", now() + 1, "anna")
    accounts.enable(here().writer, "administrator", now() + 1, "anna")
    assert not still.holds(before)
