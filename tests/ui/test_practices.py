"""The gallery: what each role reads, what a supervisor says of posts, the neighbour, the star."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, replace
from pathlib import Path

import fastexcel
import polars as pl
import pytest
from sqlalchemy import update

from core.period import DAY
from core.season import Candidate, Contest, Results
from pages import practices as practices_page
from store import accounts, post_words
from store import tables as t
from store.accounts import Account
from store.post_words import Post
from store.season import Seal
from tests.ui.conftest import NOW, Open, words
from ui import data, installation, ratings
from ui.installation import here
from ui.practices import acts, awarded, cards, star
from ui.practices import data as practices_data
from ui.practices.data import GALLERY, HIDDEN, OFFERED

Begin = Callable[..., object]
HOSTILE = "<script>alert(1)</script> **жирно** " + "слово " * 60


def account(role: str) -> Account:
    found = accounts.find(here().reader, role)
    assert found is not None
    return found


def shown(role: str, part: str = GALLERY) -> list[Post]:
    found = practices_data.gallery(account(role), data.period_of("52w"), part)
    return [Post(*row) for row in found.select("page_id", "post").iter_rows()]


def say(post: Post, word: str, who: str = "supervisor") -> None:
    acts.say(account(who), post, word)


def leaders_off(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(here().settings, leaders="off")
    monkeypatch.setattr(installation, "_here", [replace(here(), settings=settings)])


def leading() -> set[str]:
    scores = ratings.rating("index", data.period_of("52w")).scores
    return set(scores.filter(pl.col("tier") == 1)["page_id"])


def test_a_post_goes_in_and_out_of_the_gallery_and_back(own: Begin) -> None:
    own()
    offered = shown("supervisor", OFFERED)[0]
    say(offered, "practice")
    assert shown("supervisor")[0] == offered
    assert shown("administrator")[0] == offered
    assert offered not in shown("supervisor", OFFERED)
    say(offered, "hidden")
    assert shown("supervisor", HIDDEN) == [offered]
    assert offered not in shown("administrator")
    say(offered, "neutral")
    assert offered in shown("supervisor", OFFERED)
    said = [(one.who, one.what, one.target) for one in accounts.entries(here().reader)[:3]]
    target = f"{offered.page_id} {offered.post}"
    assert said == [("supervisor", f"post {w}", target) for w in ("neutral", "hidden", "practice")]


@pytest.mark.parametrize("kind", post_words.EXCLUSIONS)
def test_a_post_that_is_no_example_leaves_the_gallery_even_if_chosen(own: Begin, kind: str) -> None:
    own()
    chosen = shown("supervisor", OFFERED)[0]
    say(chosen, "practice")
    say(chosen, kind)
    for role in ("supervisor", "administrator", "presenter"):
        assert chosen not in shown(role)
    assert chosen in shown("supervisor", HIDDEN)
    say(chosen, "clean")
    assert shown("administrator")[0] == chosen


def test_undo_brings_back_what_stood_before(own: Begin) -> None:
    own()
    post = shown("supervisor", OFFERED)[0]
    assert acts._before(post, "practice") == "neutral"
    say(post, "hidden")
    assert acts._before(post, "practice") == "hidden"
    assert acts._before(post, "obituary") == "clean"
    assert acts._before(post, "star") == "unstar"


@pytest.mark.parametrize("role", ["administrator", "presenter", "operator"])
def test_only_a_supervisor_says_words(own: Begin, role: str) -> None:
    own()
    with pytest.raises(PermissionError):
        say(Post("vk:103", 1), "star", role)
    assert post_words.newest(here().reader) == 0
    assert shown(role, OFFERED) == shown(role)
    assert shown(role, HIDDEN) == shown(role)


def test_an_administrator_reads_leaders_and_chosen_posts_only(
    own: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    chosen = next(one for one in shown("supervisor", OFFERED) if one.page_id not in leading())
    assert {one.page_id for one in shown("administrator")} <= leading()
    say(chosen, "practice")
    assert {one.page_id for one in shown("administrator")} <= leading() | {chosen.page_id}
    leaders_off(monkeypatch)
    assert shown("administrator") == [chosen]
    assert len(shown("supervisor")) > 1


def test_a_page_gone_from_the_register_or_a_deleted_post_is_shown_to_nobody(own: Begin) -> None:
    own()
    first, second = shown("supervisor", OFFERED)[:2]
    for one in (first, second):
        say(one, "practice")
    with here().writer.begin() as connection:
        gone = update(t.pages).where(t.pages.c.page_id == first.page_id)
        connection.execute(gone.values(listed=False))
        page = int(second.page_id.removeprefix("vk:")) - 100
        at = (t.posts.c.page == page, t.posts.c.post == second.post)
        connection.execute(update(t.posts).where(*at).values(deleted_at=NOW))
    data.forget()
    assert not {first, second} & set(shown("administrator"))


def test_cards_are_text_of_thirty_words_with_three_figures(own: Begin) -> None:
    own()
    post = shown("supervisor", OFFERED)[0]
    page = int(post.page_id.removeprefix("vk:")) - 100
    with here().writer.begin() as connection:
        at = (t.post_texts.c.page == page, t.post_texts.c.post == post.post)
        connection.execute(update(t.post_texts).where(*at).values(text=HOSTILE))
    rows = practices_data.gallery(account("supervisor"), data.period_of("52w"), OFFERED)
    (card,) = cards.drawn(rows.filter(page_id=post.page_id, post=post.post))
    assert "<script>" not in card
    assert "&lt;script&gt;" in card
    assert card.count("слово") == 28
    for label in ("просмотры", "реакции", "к обычному"):
        assert label in card
    assert "Один из самых сильных в своей сфере" in card


def test_a_star_is_seen_for_a_week_on_its_own_page_only(
    own: Begin, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    say(Post("vk:103", 5), "star")
    assert "Ваш пост отметил ЦУР" in star.chip("vk:103", 103)
    assert "wall-103_5" in star.chip("vk:103", 103)
    assert star.chip("vk:104", 104) == ""
    assert "Ваш пост отметил ЦУР" in words(open_view("administrator", "page"))
    later = replace(here(), now=lambda: NOW + 7 * DAY)
    monkeypatch.setattr(installation, "_here", [later])
    assert star.chip("vk:103", 103) == ""


def test_a_star_taken_back_is_gone(own: Begin) -> None:
    own()
    say(Post("vk:103", 5), "star")
    say(Post("vk:103", 6), "star")
    assert "2 ваших поста" in star.chip("vk:103", 103)
    say(Post("vk:103", 5), "unstar")
    say(Post("vk:103", 6), "obituary")
    assert star.chip("vk:103", 103) == ""


def test_a_supervisor_curates_and_an_administrator_browses(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    supervisor = open_view("supervisor", "practices", period="52w", show="offered")
    labels = [button.label for button in supervisor.button]
    assert "В галерею" in labels
    assert "☆ Отметить" in labels
    assert "Кому у кого поучиться" in [one.label for one in supervisor.expander]
    supervisor.session_state["pairs"] = True
    opened = words(supervisor.run())
    assert "Посты, у которых стоит поучиться" in opened
    assert (
        opened.count("practices?page=vk:")
        == practices_data.neighbours(data.period_of("52w")).height
    )
    administrator = open_view("administrator", "practices", period="52w", show="offered")
    labels = [button.label for button in administrator.button]
    assert not {"В галерею", "Убрать", "☆ Отметить", "Вернуть"} & set(labels)
    assert not administrator.expander
    said = words(administrator)
    names = dict(data.listed().select("page_id", "name").iter_rows())
    below = [name for one, name in names.items() if one not in leading() | {"vk:103"}]
    assert below
    tails = [re.escape(name.split("«")[-1].rstrip("»")) for name in below]
    assert not [tail for tail in tails if re.search(rf"{tail}(?!\d)", said)]


def test_the_neighbour_is_of_own_pages_only(
    begin: Begin, filled: Path, open_view: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(filled)
    found = practices_data.neighbours(data.period_of("52w"))
    weak, peer = found.select("page_id", "peer_name").row(0)
    said = words(open_view("supervisor", "practices", period="52w", page=weak))
    assert "ближайший сильный сосед" in said
    assert peer.split("№")[-1].rstrip("»") in said
    assert "5 постов, у которых стоит поучиться" in said
    foreign = words(open_view("administrator", "practices", period="52w", page=weak))
    assert ("нет среди тех" in foreign) == (weak != "vk:103")
    leaders_off(monkeypatch)
    closed = words(open_view("administrator", "practices", period="52w"))
    assert "ЦУР ещё не выбрал посты для галереи" in closed
    assert "Ваш ближайший сильный сосед" not in closed


def test_a_sphere_of_the_address_narrows_and_a_wrong_one_shows_all(
    begin: Begin, filled: Path, open_view: Open
) -> None:
    begin(filled)
    rows = practices_data.gallery(account("presenter"), data.period_of("52w"))
    sphere = rows["sphere"][0]
    one = words(open_view("presenter", "practices", period="52w", sphere=sphere))
    others = set(rows["sphere"]) - {sphere}
    assert not [other for other in others if f">{other}</h2>" in one]
    every = words(open_view("presenter", "practices", period="52w", sphere="Нет такой"))
    assert f">{sphere}</h2>" in every
    assert "Нет такой" in every
    hidden = words(open_view("supervisor", "practices", show="hidden", sphere=sphere))
    assert f"В сфере «{sphere}» таких постов нет" in hidden
    assert "Все сферы" in hidden


def test_posts_behind_winners_are_offered_to_the_supervisor_alone(
    own: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    own()
    below = min(set(data.listed()["page_id"]) - leading())
    facts = {"founder": None, "territory": None, "sphere": None, "low": None, "high": None,
             "p_best": None, "leader": True, "proof": ""}  # fmt: skip
    won = Candidate(below, "Школа", place=1, value=1.0, evidence=(2, 4, 5), **facts)
    lost = Candidate("vk:101", "Школа", place=2, value=0.5, evidence=(3,), **facts)
    contests = [
        Contest("event_chronicle", None, 2, (won, lost), (below,)),
        Contest("fast_help", None, 1, (won,), (below,)),
    ]
    made = Results(2025, NOW, "index-1", 1, tuple(contests))
    content = json.dumps(asdict(made))
    seal = Seal(2025, 1, NOW, "anna", None, content, "7f3a91c2")
    monkeypatch.setattr(awarded.acts, "years", lambda engine: [2026, 2025])
    monkeypatch.setattr(awarded.acts, "seals", lambda engine, year: [seal] if year == 2025 else [])
    first, second = shown("supervisor", OFFERED)[:2]
    assert [first, second] == [Post(below, 2), Post(below, 4)]
    rows = practices_data.gallery(account("supervisor"), data.period_of("52w"), OFFERED)
    assert cards.why(rows.row(0, named=True)) == "За победой в номинации «Летопись региона»."
    assert not {first, second} & set(shown("administrator"))
    say(first, "practice")
    assert first in shown("administrator")
    assert first not in shown("supervisor", OFFERED)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:fastexcel")
@pytest.mark.parametrize(("role", "sheets"), [("supervisor", 2), ("administrator", 1)])
def test_the_file_holds_what_the_screen_shows_and_is_logged(
    begin: Begin, filled: Path, role: str, sheets: int
) -> None:
    begin(filled)
    period = data.period_of("52w")
    rows = practices_data.gallery(account(role), period)
    file = practices_page._built(account(role), rows, period)
    book = fastexcel.read_excel(file)
    names = ["Лучшие практики", "Кому у кого поучиться"][:sheets]
    assert book.sheet_names == names
    table = book.load_sheet(0).to_polars()
    assert table["Просмотры"].to_list() == rows["views"].to_list()
    assert set(table["Сфера"]) == set(rows["sphere"])
    last = accounts.entries(here().reader)[0]
    assert (last.who, last.what, last.target) == (
        role, "export", f"practices xlsx, {rows.height} posts",
    )  # fmt: skip
